//! What is remembered until the browser closes: logins under way. It outlives the worker, which may be ended at any
//! moment, and holds no characters of a password.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    event::{AttemptId, FrameId, TabId},
    log::{Request, RequestId},
};
use crate::{
    breach::{NotChecked, Verdict, pause::Pause, source::SourceName},
    fingerprint::Tag,
    form::FormKind,
    reuse::Why,
    site::{KindGuess, Site},
    time::{DAY, MINUTE, UnixMillis},
    vault::account::{AccountId, AccountName, SecretRole, Similar, Stems},
};

/// How long a login may be under way, in milliseconds.
pub const ATTEMPT_LIFE: i64 = 10 * MINUTE;

/// For how many sites a guess at their kind waits for a login.
const MOST_GUESSES: usize = 20;

/// How many logins may be under way in a tab on a site.
const MOST_ATTEMPTS: usize = 8;

/// Everything of this session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Logins under way, one a document at most.
    pub attempts: Vec<Attempt>,
    /// The next attempt's number.
    pub next_attempt: u32,
    /// User names typed on a page that asks for nothing else, waiting for the page with the password.
    pub names: Vec<TypedName>,
    /// Why an account has no breach verdict.
    pub not_checked: Vec<(AccountId, NotChecked)>,
    /// When a password that no key explains took the place of a known one, and on which site.
    pub overwritten: Vec<(Site, UnixMillis)>,
    /// What pages on which somebody began to log in showed of their sites' kinds, the latest last.
    pub guesses: Vec<(Site, KindGuess)>,
    /// The tabs that show a badge, and the site it is about.
    pub badges: BTreeMap<TabId, Site>,
    /// The look-alikes that a notification has warned of.
    pub warned: BTreeSet<Site>,
    /// Confirmed logins, and when they were, that the vault has learned but that are not on disk yet.
    pub learned: Vec<(Attempt, UnixMillis)>,
    /// Stems of passwords that were confirmed in this session.
    pub stems: BTreeMap<AccountId, Stems>,
    /// Breach sources that failed.
    pub pauses: BTreeMap<SourceName, Pause>,
    /// What left the machine, the latest last.
    pub requests: Vec<Request>,
    /// The next request's number.
    pub next_request: RequestId,
    /// The local day of the last digest, whether or not the vault could be written then.
    pub last_digest_day: Option<i64>,
}

/// A login that is not confirmed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its number in this session.
    pub id: AttemptId,
    /// The tab.
    pub tab: TabId,
    /// The frame within it.
    pub frame: FrameId,
    /// The document (see [`super::event::Typed::document`]).
    pub document: String,
    /// Where.
    pub site: Site,
    /// Scheme, host and port, where the way to change the password begins.
    pub origin: String,
    /// What was done: what the form is, unless what stands in it says otherwise.
    pub kind: FormKind,
    /// What the form's markup says.
    pub form: FormKind,
    /// The user name, if one was typed.
    pub name: Option<AccountName>,
    /// Whether the name was not typed in this form, but on a page before.
    #[serde(default)]
    pub name_from_before: bool,
    /// Which of the account's secrets it is, if the form says so.
    #[serde(default)]
    pub role: Option<SecretRole>,
    /// The password: the new one, if there is one.
    pub tag: Tag,
    /// The present password that a change form was given.
    pub former: Option<Tag>,
    /// Whether trusted input explains its characters.
    pub genuine: bool,
    /// Its strength, if estimated.
    pub score: Option<u8>,
    /// Whether it is breached.
    pub verdict: Verdict,
    /// When the verdict came, if it did.
    pub checked_at: Option<UnixMillis>,
    /// What differs from the present password that the form was given, or from an earlier one, if it is nearly the same.
    #[serde(default)]
    pub edited: Option<Why>,
    /// The accounts elsewhere whose passwords it is similar to; `None` as long as nobody has looked.
    #[serde(default)]
    pub similar: Option<Vec<Similar>>,
    /// The tags of its stems, once somebody has looked.
    #[serde(default)]
    pub stems: Vec<Tag>,
    /// Whether the browser itself sent the form (see [`super::event::PageMessage::Sent`]).
    #[serde(default)]
    pub sent_by_browser: bool,
    /// Whether the page itself went to another document after that (see [`super::event::PageMessage::Leaving`]).
    pub left_by_page: bool,
    /// How many frames the tab's top page had.
    #[serde(default)]
    pub frames: usize,
    /// Whether the form's answer is shown in another frame, while the form stays.
    pub answered_elsewhere: bool,
    /// How far it is.
    pub progress: Progress,
    /// When it was last typed in.
    pub typed_at: UnixMillis,
}

/// How far a login is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It is being typed. If the tab shows another page of the site next, it was submitted and the message lost.
    Typing,
    /// The person left by a link: the next page confirms nothing.
    Abandoned,
    /// It was submitted.
    Submitted {
        /// When.
        at: UnixMillis,
    },
    /// Its form is gone since then; if it stays so, the login is confirmed.
    Gone {
        /// When it was submitted.
        at: UnixMillis,
        /// When it was first seen gone.
        since: UnixMillis,
    },
}

/// A user name that waits for its password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypedName {
    /// The tab.
    pub tab: TabId,
    /// Where.
    pub site: Site,
    /// The name.
    pub name: AccountName,
    /// What the markup calls the field that asked it (its name, else its id); empty if nothing.
    #[serde(default)]
    pub called: String,
    /// When it was typed.
    pub at: UnixMillis,
}

impl Attempt {
    /// Whether nothing has been said yet about breaches of its password.
    pub fn waits(&self) -> bool {
        self.verdict == Verdict::NotChecked(NotChecked::Waiting)
    }

    /// The clock was set back: what is dated later counts as of now.
    pub fn not_later_than(&mut self, now: UnixMillis) {
        self.typed_at = self.typed_at.min(now);
        match &mut self.progress {
            Progress::Typing | Progress::Abandoned => {}
            Progress::Submitted { at } => *at = (*at).min(now),
            Progress::Gone { at, since } => {
                *at = (*at).min(now);
                *since = (*since).min(now);
            }
        }
    }
}

impl Session {
    /// Notes what a page showed of its site's kind, until somebody has logged in there. A sure guess is not given up for
    /// an unsure one: the page with the password may show less than the one before.
    pub fn note_guess(&mut self, site: &Site, guess: KindGuess) {
        let former = self.guess_of(site);
        self.guesses.retain(|(known, _)| known != site);
        let guess = if guess == KindGuess::Unsure { former.unwrap_or(guess) } else { guess };
        self.guesses.push((site.clone(), guess));
        let surplus = self.guesses.len().saturating_sub(MOST_GUESSES);
        self.guesses.drain(..surplus);
    }

    /// What pages of a site showed of its kind.
    pub fn guess_of(&self, site: &Site) -> Option<KindGuess> {
        self.guesses.iter().find(|(known, _)| known == site).map(|(_, guess)| *guess)
    }

    /// The attempt with this number.
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.id == id)
    }

    /// The attempt with this number, to be changed.
    pub fn attempt_mut(&mut self, id: AttemptId) -> Option<&mut Attempt> {
        self.attempts.iter_mut().find(|attempt| attempt.id == id)
    }

    /// Takes an attempt out.
    pub fn take(&mut self, id: AttemptId) -> Option<Attempt> {
        let index = self.attempts.iter().position(|attempt| attempt.id == id)?;
        Some(self.attempts.remove(index))
    }

    /// Forgets what is too old to be continued. What is dated later than now, because the clock was set back, counts as of
    /// now.
    pub fn forget_old(&mut self, now: UnixMillis) {
        for attempt in &mut self.attempts {
            attempt.not_later_than(now);
        }
        for name in &mut self.names {
            name.at = name.at.min(now);
        }
        let fresh = |at: UnixMillis| now.since(at) < ATTEMPT_LIFE;
        self.attempts.retain(|attempt| fresh(attempt.typed_at));
        self.names.retain(|name| fresh(name.at));
        self.overwritten.retain(|(_, at)| (0..DAY).contains(&now.since(*at)));
    }

    /// Keeps the attempts of a tab on a site to a number: a page makes frames and documents as it likes. What no key
    /// explains goes first, then what is oldest.
    pub fn bound_attempts(&mut self, tab: TabId, site: &Site) {
        let ours = |attempt: &&Attempt| attempt.tab == tab && &attempt.site == site;
        if self.attempts.iter().filter(ours).count() <= MOST_ATTEMPTS {
            return;
        }
        let oldest = |genuine| {
            let is_one = |attempt: &Attempt| ours(&attempt) && attempt.genuine == genuine;
            self.attempts.iter().position(is_one)
        };
        if let Some(index) = oldest(false).or_else(|| oldest(true)) {
            self.attempts.remove(index);
        }
    }

    /// The user name typed on this site in this tab, on a page before.
    pub fn name_for(&self, tab: TabId, site: &Site) -> Option<&AccountName> {
        self.names.iter().rev().find(|typed| typed.tab == tab && &typed.site == site).map(|typed| &typed.name)
    }

    /// Forgets it.
    pub fn forget_name(&mut self, tab: TabId, site: &Site) {
        self.names.retain(|typed| typed.tab != tab || &typed.site != site);
    }

    /// Whether a field that the markup calls so asked the user name on this site in this tab.
    pub fn asked_name(&self, tab: TabId, site: &Site, called: &str) -> bool {
        let names = self.names.iter().filter(|typed| typed.tab == tab && &typed.site == site);
        !called.is_empty() && names.into_iter().any(|typed| typed.called == called)
    }

    /// An account is gone.
    pub fn forget_account(&mut self, id: AccountId) {
        self.not_checked.retain(|(account, _)| *account != id);
        self.stems.remove(&id);
    }

    /// Remembers why an account has no verdict, or that it has one.
    pub fn note_verdict(&mut self, account: AccountId, verdict: Verdict) {
        self.not_checked.retain(|(known, _)| *known != account);
        if let Verdict::NotChecked(why) = verdict {
            self.not_checked.push((account, why));
        }
    }

    /// Why an account has no verdict, if that is known.
    pub fn why_not_checked(&self, account: AccountId) -> Option<NotChecked> {
        self.not_checked.iter().find(|(known, _)| *known == account).map(|(_, why)| *why)
    }
}
