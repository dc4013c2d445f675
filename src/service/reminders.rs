//! Notifications: severe findings at once, what is due by age as a digest, once a day at most.

use std::collections::BTreeSet;

use super::{Service, effect::Effect, session::Attempt};
use crate::{
    advice::{Finding, FindingKind, Severity},
    rotation,
    site::{self, Site},
    text::{Arg, Text},
    time::{Now, UnixMillis},
    vault::account::{Account, AccountId},
};

impl Service {
    /// Tells what is due, unless that was told today.
    pub(super) fn remind(&mut self, now: Now, out: &mut Vec<Effect>) {
        let today = now.local_day();
        let told_today = self.vault.last_digest_day.is_some_and(|day| day == today);
        if self.vault.accepted_at.is_none() || !self.vault.settings.notifications || told_today {
            return;
        }
        let is_due = |account: &&Account| {
            // Most are not; to look for all findings of each would compare all with all.
            rotation::due_at(&self.vault, account).is_some_and(|due| due <= now.at)
                && self.audible_of(account, now.at).iter().any(|finding| finding.id.kind == FindingKind::Due)
        };
        let sites: BTreeSet<&Site> = self.vault.accounts.iter().filter(is_due).map(|account| &account.site).collect();
        let due: Vec<String> = sites.into_iter().map(site::display_name).collect();
        if due.is_empty() {
            return;
        }
        self.vault.last_digest_day = Some(today);
        out.push(Effect::SaveVault);
        let count = u32::try_from(due.len()).unwrap_or(u32::MAX);
        out.push(Effect::Notify {
            name: "due",
            title: Text::with("notification_due_title", [Arg::Count(count)]),
            body: Text::with("notification_due_body", [Arg::Names(due)]),
        });
    }

    /// Tells at once that the site at hand is not the one where the password is in use, once a session.
    pub(super) fn warn_of_look_alike(&mut self, attempt: &Attempt, now: UnixMillis, out: &mut Vec<Effect>) {
        // A page that fills in values of its own must not make notifications.
        if !attempt.genuine || !self.vault.settings.notifications || self.session.warned.contains(&attempt.site) {
            return;
        }
        let found = self.findings_under_way(attempt, now);
        let audible = |finding: &&Finding| !self.vault.is_dismissed(&finding.id, &finding.cause, now);
        let look_alike = |finding: &&Finding| finding.id.kind == FindingKind::LookAlike;
        let Some(finding) = found.iter().filter(audible).find(look_alike) else { return };
        let names = finding.sites.iter().map(site::display_name).collect();
        out.push(Effect::Notify {
            name: "look_alike",
            title: Text::with("notification_look_alike_title", [Arg::Names(names)]),
            body: finding.reason.clone(),
        });
        self.session.warned.insert(attempt.site.clone());
        out.push(Effect::SaveSession);
    }

    /// Tells a confirmed account's severe findings, each once for as long as its facts stay the same.
    pub(super) fn notify_severe(&mut self, id: AccountId, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some(account) = self.vault.account(id) else { return };
        let name = site::display_name(&account.site);
        let mut severe = self.audible_of(account, now);
        severe.retain(|finding| {
            let told = |(id, cause): &(_, _)| *id == finding.id && *cause == finding.cause;
            finding.severity == Severity::Severe && !self.vault.notified.iter().any(told)
        });
        let Some(first) = severe.first().cloned() else { return };
        for finding in severe {
            self.vault.notified.retain(|(id, _)| *id != finding.id);
            self.vault.notified.push((finding.id, finding.cause));
        }
        out.push(Effect::SaveVault);
        if self.vault.settings.notifications {
            out.push(Effect::Notify {
                name: "severe",
                title: Text::with("notification_severe_title", [Arg::Names(vec![name])]),
                body: first.reason,
            });
        }
    }
}
