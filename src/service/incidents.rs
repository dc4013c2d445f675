//! Known breaches of sites: what a person says and does about them, and the list that is refreshed.

use super::{
    Service,
    checks::Job,
    effect::Effect,
    event::{JobId, RangeAnswer},
    log::{Outcome, Purpose},
};
use crate::{
    advice::FindingKind,
    breach::incident::{self, Incident, Step, list::Failure},
    text::{Arg, Text},
    time::{DAY, Now, UnixMillis},
    vault::{
        account::{AccountId, AccountName},
        incidents::ChangedSince,
    },
};

impl Service {
    /// Asks for a newer list of breached sites where it is time to, and the person has said yes to online checks.
    pub(super) fn refresh_list(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let may_ask = self.vault.accepted_at.is_some() && self.vault.settings.online;
        if !may_ask || !self.vault.breach_list.is_due(now) {
            return;
        }
        // Kept at once, so that no worker after this one asks again today.
        self.vault.breach_list.tried_at = Some(now);
        out.push(Effect::SaveVault);
        let source = self.vault.settings.incident_source.clone();
        let url = format!("{source}breaches");
        let request = self.session.note_request(now, &url, Purpose::List);
        let job = self.start(Job::List { request, source });
        out.extend([Effect::SaveSession, Effect::FetchList { job, url }]);
    }

    /// The list of breached sites was answered, or not.
    pub(super) fn list_fetched(&mut self, job: JobId, answer: &RangeAnswer, now: Now, out: &mut Vec<Effect>) {
        let Some(Job::List { request, source }) = self.jobs.remove(&job) else { return };
        self.session.note_outcome(request, Outcome::from(answer));
        out.push(Effect::SaveSession);
        // The yes may have been taken back meanwhile, or another address been set.
        if !self.vault.settings.online || self.vault.settings.incident_source != source {
            return;
        }
        let answer = match answer {
            RangeAnswer::Body(body) => Ok(body.as_slice()),
            RangeAnswer::Status(..) => Err(Failure::Refused),
            RangeAnswer::TooLarge => Err(Failure::NotAList),
            RangeAnswer::Failed | RangeAnswer::Redirected => Err(Failure::NoAnswer),
            RangeAnswer::TimedOut => Err(Failure::TimedOut),
        };
        self.vault.breach_list.take(&source, answer, now.at);
        out.push(Effect::SaveVault);
        for (tab, site) in self.session.badges.clone() {
            self.badge(tab, &site, now.at, out);
        }
        self.remind(now, out);
    }

    /// Another address of the list is asked at once.
    pub(super) fn source_was_set(&mut self, key: &str) {
        if key == "incident_source" {
            self.vault.breach_list.tried_at = None;
        }
    }

    /// How old the list is, and whether it could be refreshed.
    pub(super) fn list_texts(&self) -> Vec<Text> {
        let list = &self.vault.breach_list;
        let count = Arg::Count(u32::try_from(list.len()).unwrap_or(u32::MAX));
        let age = match list.fetched_at {
            Some(at) => Text::with("list_as_of", [count, Arg::Date(at)]),
            None => Text::plain("list_never"),
        };
        let failed = list.failed.map(|failure| {
            Text::plain(match failure {
                Failure::NoAnswer => "list_failed_no_answer",
                Failure::TimedOut => "list_failed_timed_out",
                Failure::Refused => "list_failed_refused",
                Failure::NotAList => "list_failed_not_a_list",
                Failure::Shrunk => "list_failed_shrunk",
            })
        });
        failed.into_iter().chain([age]).collect()
    }

    /// The incidents that are told of an account's password.
    pub(super) fn incidents_told(&self, id: AccountId, now: UnixMillis) -> Vec<String> {
        let Some(account) = self.vault.account(id) else { return Vec::new() };
        let told = self.findings_of(account, now).into_iter();
        let told = told.filter(|finding| matches!(finding.id.kind, FindingKind::Exposed | FindingKind::ListAttack));
        told.flat_map(|finding| finding.cause.incidents).collect()
    }

    /// An incident of an account's site, if there is one of this name.
    fn incident(&self, account: AccountId, id: &str) -> Option<Incident> {
        let account = self.vault.account(account)?;
        let mailbox = account.name.as_ref().and_then(AccountName::mail_site);
        let sites = std::iter::once(&account.site).chain(&mailbox);
        let mut known = sites.flat_map(|site| incident::of_site(site, &self.vault.breach_list));
        known.find(|incident| incident.id == id)
    }

    pub(super) fn note_changed_since(
        &mut self,
        id: AccountId,
        incident: String,
        answer: ChangedSince,
        now: UnixMillis,
    ) {
        let Some(known) = self.incident(id, &incident) else { return };
        match answer {
            ChangedSince::Yes | ChangedSince::Unknown => self.vault.note_mut(id, incident).since = Some(answer),
            ChangedSince::No => {
                if let Some(account) = self.vault.account_mut(id) {
                    account.tell_changed(Some(known.until.plus(-DAY)), now);
                }
            }
        }
    }

    pub(super) fn tick(&mut self, account: AccountId, incidents: Vec<String>, step: Step, done: bool) {
        for incident in incidents {
            if self.incident(account, &incident).is_some_and(|known| known.steps.contains(&step)) {
                let ticked = &mut self.vault.note_mut(account, incident).ticked;
                if done {
                    ticked.insert(step)
                } else {
                    ticked.remove(&step)
                };
            }
        }
    }

    /// The page to change a password does not answer: a digest names it tomorrow whatever the pace, and what is told of
    /// incidents of the account is told then as if for the first time.
    pub(super) fn remind_tomorrow(&mut self, id: AccountId, now: Now) {
        let Some(account) = self.vault.account(id) else { return };
        let told = self.findings_of(account, now.at);
        let day = now.local_day() + 1;
        let tomorrow = now.start_of_local_day(day);
        self.vault.diary.again.insert(id, day);
        for finding in told.into_iter().filter(|finding| !finding.incidents.is_empty()) {
            // The person does not want to hear of it for longer than that.
            if self.vault.is_dismissed(&finding.id, &finding.cause, tomorrow) {
                continue;
            }
            self.vault.notified.retain(|(known, _)| *known != finding.id);
            self.vault.dismiss(finding.id, finding.cause, Some(tomorrow));
        }
    }
}
