//! Notifications: severe findings at once, what is due as a digest of a few names, once a day at most.

use std::collections::BTreeSet;

use super::{Service, effect::Effect, session::Attempt};
use crate::{
    advice::{self, Finding, FindingKind, Rank, Severity},
    breach::incident,
    fingerprint::Tag,
    rotation::{self, Interval, pace},
    site::{self, Site, SiteKind},
    text::{Arg, Text},
    time::{DAY, MINUTE, Now, UnixMillis},
    vault::{
        Dismissal,
        account::{Account, AccountId},
    },
};

/// How many sites a digest names.
const MOST_NAMED: usize = 3;
/// The shortest and the longest time between two looks at what is due, in milliseconds.
const SOONEST: i64 = MINUTE;
const LATEST: i64 = DAY;
/// The longest that a finding can be snoozed, in milliseconds.
const LONGEST_SNOOZE: i64 = 30 * DAY;

/// When this version was written, 2026-11-01. A clock that shows less is wrong: its battery is empty, say.
const EARLIEST: UnixMillis = UnixMillis(1_793_491_200_000);

/// An account that a digest would name.
struct Wanted {
    account: AccountId,
    site: Site,
    /// The person wants to be reminded from this day on, whatever the pace: a snooze is over, or a page did not answer.
    asked: bool,
    /// Something has happened to the password.
    event: bool,
    /// That was told by no notification yet.
    new: bool,
    /// A payment card is stored there.
    card: bool,
    /// When it was told of last.
    told: Option<UnixMillis>,
    due: UnixMillis,
}

impl Service {
    /// Tells what is due, unless it is too early for that, and sets the alarm.
    pub(super) fn remind(&mut self, now: Now, out: &mut Vec<Effect>) {
        if now.at < EARLIEST {
            // Nothing is told, and above all nothing is dated anew, by such a clock.
            return out.push(Effect::SetAlarm { in_millis: SOONEST as u32 });
        }
        self.vault.tidy_lists(now.at);
        if self.may_remind() {
            self.mind_the_clock(now, out);
        }
        let wanted = self.wanted(now);
        if wanted.is_empty() || self.wait(&wanted, now) > 0 {
            self.set_alarm(&wanted, now, out);
        } else {
            self.tell_digest(wanted, now, out);
            self.plan(now, out);
        }
    }

    fn tell_digest(&mut self, mut wanted: Vec<Wanted>, now: Now, out: &mut Vec<Effect>) {
        // What was asked for first, then what has happened and no notification has told, then what was never told, then what was
        // told longest ago: a site that is due every week must not keep another one from ever being named. Only among those
        // that were told together, what has happened comes first, then where a card is stored, then what is due for longest.
        wanted.sort_by_key(|wanted| {
            let untold_event = wanted.new || (wanted.event && wanted.told.is_none());
            (!wanted.asked, !untold_event, wanted.told, !wanted.event, !wanted.card, wanted.due)
        });
        let sites: BTreeSet<&Site> = wanted.iter().map(|wanted| &wanted.site).collect();
        let count = u32::try_from(sites.len()).unwrap_or(u32::MAX);
        let mut named: Vec<&Site> = Vec::new();
        for Wanted { site, .. } in &wanted {
            if named.len() < MOST_NAMED && !named.contains(&site) {
                named.push(site);
            }
        }
        for Wanted { account, .. } in wanted.iter().filter(|wanted| named.contains(&&wanted.site)) {
            self.vault.diary.told.insert(*account, now.at);
            self.vault.diary.again.remove(account);
            for finding in self.severe_and_new(*account, now.at) {
                self.note_notified(finding);
            }
        }
        self.vault.last_digest_day = Some(now.local_day());
        // Where the vault cannot be written, the next worker must not tell it all again.
        self.session.last_digest_day = self.vault.last_digest_day;
        out.extend([Effect::SaveVault, Effect::SaveSession]);
        out.push(Effect::Notify {
            name: "due",
            title: Text::with("notification_due_title", [Arg::Count(count)]),
            body: Text::with(
                "notification_due_body",
                [Arg::Names(named.into_iter().map(site::display_name).collect())],
            ),
        });
    }

    /// Sets the alarm to when there may be something to tell, within a day.
    pub(super) fn plan(&self, now: Now, out: &mut Vec<Effect>) {
        self.set_alarm(&self.wanted(now), now, out);
    }

    fn set_alarm(&self, wanted: &[Wanted], now: Now, out: &mut Vec<Effect>) {
        let millis = match wanted.is_empty() {
            true if self.may_remind() => self.until_something_is_due(now),
            true => LATEST,
            // A snooze that ends meanwhile, or a day on which to remind again, does not wait for the pace.
            false => self.wait(wanted, now).min(self.until_something_is_due(now)),
        };
        let in_millis = u32::try_from(millis.clamp(SOONEST, LATEST)).unwrap_or(u32::MAX);
        out.push(Effect::SetAlarm { in_millis });
    }

    fn may_remind(&self) -> bool {
        self.vault.accepted_at.is_some() && self.vault.settings.notifications
    }

    /// How many milliseconds from now these may be told.
    fn wait(&self, wanted: &[Wanted], now: Now) -> i64 {
        let settings = &self.vault.settings;
        let at_once = wanted.iter().any(|wanted| wanted.asked || wanted.new);
        let last_day = self.vault.last_digest_day.max(self.session.last_digest_day);
        pace::wait(settings.reminders, settings.quiet(), last_day, at_once, now)
    }

    /// The clock was set back: what is dated later than now is of now, or nobody would be reminded until then; and nothing is
    /// put off for longer than it can be.
    fn mind_the_clock(&mut self, now: Now, out: &mut Vec<Effect>) {
        let today = now.local_day();
        self.session.last_digest_day = self.session.last_digest_day.min(Some(today));
        if self.vault.last_digest_day.is_some_and(|day| day > today) {
            self.vault.last_digest_day = Some(today);
            out.push(Effect::SaveVault);
        }
        let diary = &mut self.vault.diary;
        for told in diary.told.values_mut().chain(diary.warned.values_mut()).chain(diary.kept.values_mut()) {
            *told = (*told).min(now.at);
        }
        for day in diary.again.values_mut() {
            *day = (*day).min(today + 1);
        }
        for account in &mut self.vault.accounts {
            account.last_login = account.last_login.min(now.at);
        }
        let latest = now.at.plus(LONGEST_SNOOZE);
        for until in self.vault.dismissals.iter_mut().filter_map(|dismissal| dismissal.until.as_mut()) {
            *until = (*until).min(latest);
        }
    }

    /// The accounts that are due by age or by an event, and that a digest may name now; with those that will be today.
    fn wanted(&self, now: Now) -> Vec<Wanted> {
        if !self.may_remind() {
            return Vec::new();
        }
        // Most are not due; to look for all findings of each would compare all with all.
        let shared = self.shared_tags();
        let wanted = self.vault.accounts.iter().filter_map(|account| self.wants(account, &shared, now));
        let wanted: Vec<Wanted> = wanted.collect();
        if wanted.iter().any(|wanted| wanted.due <= now.at) { wanted } else { Vec::new() }
    }

    fn wants(&self, account: &Account, shared: &BTreeSet<Tag>, now: Now) -> Option<Wanted> {
        // What is due on one day is told of together.
        let is_past = |due: &UnixMillis| now.local_day_of(*due) <= now.local_day();
        let due = rotation::due_at(&self.vault, account).filter(is_past).filter(|_| {
            let (finding, cause) = advice::due(account);
            !self.vault.is_dismissed(&finding, &cause, now.at)
        });
        let password = &account.password;
        let may_have_happened_here = password.breach.is_some_and(|check| check.breached)
            || incident::passwords_lost_at(&account.site, &self.vault.breach_list).is_some();
        let something_may_have_happened = may_have_happened_here || shared.contains(&password.tag);
        let warned = self.vault.diary.warned.get(&account.id);
        // The page to change it did not answer: not before tomorrow, and then whatever else is true of it.
        let again = match self.vault.diary.again.get(&account.id) {
            Some(day) if *day > now.local_day() => return None,
            // A notification at a login has spoken on that day already, or later.
            Some(day) => warned.is_none_or(|warned| now.local_day_of(*warned) < *day),
            None => false,
        };
        let choices = self.vault.choices(&account.site);
        if due.is_none() && !something_may_have_happened && !again || choices.off {
            return None;
        }
        let told = self.vault.diary.told.get(&account.id).copied();
        let is_used_since = told.is_none_or(|told| account.last_login > told);
        let asked = again || self.snooze_is_over(account, told, now);
        // What has happened was told at the login; it is told again once the person has used the site since.
        let may_warn = warned.is_none_or(|warned| account.last_login > *warned);
        let may_tell = something_may_have_happened && (asked || is_used_since && may_warn);
        let found = if may_tell || may_have_happened_here { self.audible_of(account, now.at) } else { Vec::new() };
        let new = found.iter().any(|finding| self.is_new(finding));
        if !is_used_since && !asked && !new {
            return None;
        }
        let event = (may_warn || asked || new) && found.iter().any(rotation::is_event);
        (event || due.is_some() || again).then(|| Wanted {
            account: account.id,
            site: account.site.clone(),
            asked,
            event,
            new,
            card: choices.card,
            told,
            due: due.filter(|_| !event).unwrap_or(now.at),
        })
    }

    /// Whether the person wants to be reminded of this account from now on: what a digest tells was snoozed until now.
    fn snooze_is_over(&self, account: &Account, told: Option<UnixMillis>, now: Now) -> bool {
        let (due, due_cause) = advice::due(account);
        let is_told = |dismissal: &&Dismissal| match dismissal.finding.kind {
            FindingKind::Due => dismissal.finding == due && dismissal.cause == due_cause,
            FindingKind::Breached | FindingKind::Exposed | FindingKind::Reused => {
                dismissal.finding.account == Some(account.id)
            }
            _ => false,
        };
        let is_over = |until: UnixMillis| until <= now.at && told.is_none_or(|told| told < until);
        let mut dismissals = self.vault.dismissals.iter().filter(is_told);
        dismissals.any(|dismissal| dismissal.until.is_some_and(is_over))
    }

    /// Whether something severe has happened to the very account, and no notification has told it: a list of breached sites
    /// came that has its site, say.
    fn is_new(&self, finding: &Finding) -> bool {
        let told = |(id, cause): &(_, _)| *id == finding.id && *cause == finding.cause;
        finding.severity == Severity::Severe
            && matches!(finding.rank, Rank::Breached | Rank::Exposed)
            && !self.vault.notified.iter().any(told)
    }

    /// What a digest that names an account tells of it for the first time; also what is to speak again later on that day.
    fn severe_and_new(&self, id: AccountId, now: UnixMillis) -> Vec<Finding> {
        let found = self.vault.account(id).map(|account| self.findings_of(account, now)).unwrap_or_default();
        found.into_iter().filter(|finding| self.is_new(finding)).collect()
    }

    /// A notification tells a finding: it is not told so again as long as its facts are the same.
    fn note_notified(&mut self, finding: Finding) {
        self.vault.notified.retain(|(id, _)| *id != finding.id);
        self.vault.notified.push((finding.id, finding.cause));
    }

    /// The tags that more than one account has.
    fn shared_tags(&self) -> BTreeSet<Tag> {
        let mut tags: Vec<Tag> = self.vault.accounts.iter().map(|account| account.password.tag).collect();
        tags.sort_unstable();
        tags.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    }

    /// How many milliseconds from now the next password is due, a snooze ends, or a day begins on which to remind again.
    fn until_something_is_due(&self, now: Now) -> i64 {
        let dues = self.vault.accounts.iter().filter_map(|account| rotation::due_at(&self.vault, account));
        let snoozes = self.vault.dismissals.iter().filter_map(|dismissal| dismissal.until);
        let days = self.vault.diary.again.values().map(|day| now.start_of_local_day(*day));
        let ahead = dues.chain(snoozes).chain(days).map(|at| at.since(now.at)).filter(|millis| *millis > 0);
        ahead.min().unwrap_or(LATEST)
    }

    /// Never reminds of age on a site again, or on any of its kind.
    pub(super) fn never_due(&mut self, site: &Site, whole_kind: bool, now: Now, out: &mut Vec<Effect>) {
        if whole_kind {
            let kind = rotation::kind_by_age(&self.vault, site);
            let settings = &mut self.vault.settings;
            let of_kind = match kind {
                Some(SiteKind::Shop) => &mut settings.rotation_shop,
                Some(SiteKind::Isp) => &mut settings.rotation_isp,
                Some(SiteKind::Other) | None => &mut settings.rotation_other,
            };
            *of_kind = Interval::Never;
            // What was chosen for the site alone would win over it.
            self.vault.sites.entry(site.clone()).or_default().interval = Interval::Default;
        } else {
            self.vault.sites.entry(site.clone()).or_default().interval = Interval::Never;
        }
        self.changed(now, out);
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

    /// Tells a confirmed account's severe findings, each once for as long as its facts stay the same. Quiet hours do not put
    /// that off: the person is at the login this very moment.
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
            self.note_notified(finding);
        }
        if self.vault.settings.notifications {
            self.vault.diary.warned.insert(id, now);
            out.push(Effect::SaveVault);
            let title = match first.id.kind {
                // The password is to be changed, but not there.
                FindingKind::LookAlike => Text::with(
                    "notification_look_alike_title",
                    [Arg::Names(first.sites.iter().map(site::display_name).collect())],
                ),
                _ => Text::with("notification_severe_title", [Arg::Names(vec![name])]),
            };
            out.push(Effect::Notify { name: "severe", title, body: first.reason });
        } else {
            out.push(Effect::SaveVault);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        service::{event::Event, session::Session},
        settings::RotationChoice,
        vault::sample::lived_in,
    };

    /// To compare all with all for each of them takes minutes without optimisation.
    #[test]
    fn five_thousand_accounts_that_are_all_due_make_one_digest() {
        let mut vault = lived_in(5_000);
        vault.settings.rotation = RotationChoice::Yearly;
        let mut service = Service::new(vault, Session::default());
        let now = Now { at: UnixMillis(1_900_030_000_000), utc_offset_minutes: 540 };
        let effects = service.handle(Event::Started, now);
        let digests = effects.iter().filter(|effect| matches!(effect, Effect::Notify { .. })).count();
        assert_eq!(digests, 1);
    }
}
