//! The way to the page where a password is changed: one click, and only then anything is asked of the site.

use super::{
    Service,
    checks::Job,
    data::said,
    effect::Effect,
    event::{JobId, TabId},
    log::{Outcome, Purpose, RequestId},
};
use crate::{
    rotation::change_page::{self, WellKnown},
    text::Text,
    time::{Now, UnixMillis},
    vault::account::AccountId,
};

/// A person on the way to a page.
pub(super) struct Way {
    account: AccountId,
    tab: Option<TabId>,
    request: RequestId,
    step: Step,
}

/// What the site was asked.
enum Step {
    /// An address that cannot exist: does a status of success mean anything here?
    Impossible(WellKnown),
    /// The well-known address.
    Page(WellKnown),
}

impl Service {
    /// Goes to the page where an account's password is changed.
    ///
    /// Nothing is asked from a private window: the site would be asked from outside it.
    pub(super) fn go_to_change(
        &mut self,
        account: AccountId,
        tab: Option<TabId>,
        private: bool,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let Some(origin) = self.vault.account(account).map(|account| &account.origin) else {
            return out.push(said(false, Text::plain("change_no_account")));
        };
        match change_page::well_known(origin).filter(|_| !private) {
            Some(well_known) => self.ask_status(account, tab, Step::Impossible(well_known), now.at, out),
            None => self.open_known(account, tab, false, out),
        }
    }

    fn ask_status(
        &mut self,
        account: AccountId,
        tab: Option<TabId>,
        step: Step,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let Some(site) = self.vault.account(account).map(|account| account.site.clone()) else {
            return out.push(said(false, Text::plain("change_no_account")));
        };
        let url = match &step {
            Step::Impossible(well_known) => well_known.impossible.clone(),
            Step::Page(well_known) => well_known.page.clone(),
        };
        let request = self.session.note_request(now, &url, Purpose::ChangePage(site));
        let job = self.start(Job::Change(Way { account, tab, request, step }));
        out.extend([Effect::SaveSession, Effect::AskStatus { job, url }]);
    }

    /// The site has answered, or not.
    pub(super) fn status_answered(&mut self, job: JobId, status: Option<u16>, now: Now, out: &mut Vec<Effect>) {
        let Some(Job::Change(Way { account, tab, request, step })) = self.jobs.remove(&job) else { return };
        let is_success = |status: u16| (200..300).contains(&status);
        let outcome = match status {
            Some(status) if is_success(status) => Outcome::Answered,
            Some(status) => Outcome::Status(status),
            None => Outcome::NoAnswer,
        };
        self.session.note_outcome(request, outcome);
        out.push(Effect::SaveSession);
        match (step, status) {
            (_, None) => {
                // OCN's page did not answer for days in 2013.
                self.remind_tomorrow(account, now);
                out.push(Effect::SaveVault);
                self.plan(now, out);
                self.open_known(account, tab, true, out);
            }
            (Step::Impossible(well_known), Some(status)) if !is_success(status) => {
                self.ask_status(account, tab, Step::Page(well_known), now.at, out);
            }
            (Step::Page(well_known), Some(status)) if is_success(status) => {
                open(well_known.page, tab, "change_opened", out)
            }
            (_, Some(_)) => self.open_known(account, tab, false, out),
        }
    }

    /// Opens the known address of the site's page, else the site. Where the site has not answered, that may not work either.
    fn open_known(&self, account: AccountId, tab: Option<TabId>, is_silent: bool, out: &mut Vec<Effect>) {
        let Some(account) = self.vault.account(account) else { return };
        let known = change_page::known(&account.site);
        let code = match known {
            _ if is_silent => "change_no_answer",
            Some(_) => "change_opened",
            None => "change_opened_site",
        };
        open(known.unwrap_or(&account.origin).to_owned(), tab, code, out);
    }
}

fn open(url: String, beside: Option<TabId>, code: &'static str, out: &mut Vec<Effect>) {
    out.push(Effect::OpenTab { url, beside });
    out.push(said(true, Text::plain(code)));
}
