//! Checks that need the characters: strength, and breach by range. They start when a new-password field is left or a form
//! is submitted, never on a key or a pause. What the offline filter knows is looked up at every pause ([`super::offline`]).

use super::{
    Service,
    asking::{Ask, Asking, Drawn, Sent},
    change::Way,
    confirm::breach_check,
    data::judged,
    effect::Effect,
    event::{AttemptId, JobId},
    log::RequestId,
    offline::{Lookup, WaitingPractice},
    practice::Practice,
    session::Attempt,
};
use crate::{
    breach::{Verdict, offline::Key, range},
    fingerprint::Tag,
    secret::Secret,
    site,
    time::{DAY, Now, UnixMillis},
    vault::account::{AccountId, BreachCheck},
};

/// After how long a stored "not found" is asked again at a login, in milliseconds.
const ASK_AGAIN_AFTER: i64 = 30 * DAY;

/// A check whose answer is awaited.
pub(super) enum Job {
    /// A password's strength.
    Score(Target),
    /// Whether passwords are in a range.
    Range(Box<Asking>),
    /// A random prefix.
    Prefix(Drawn),
    /// Whether a source works.
    Test(Sent),
    /// A password that waits for the offline filter.
    Lookup(Box<Lookup>),
    /// The offline filter, and the practice field if that waits for it.
    Filter(Option<WaitingPractice>),
    /// The practice field's strength.
    Practice(Practice),
    /// The strength of a passphrase that is being chosen.
    Passphrase,
    /// Where a password is changed.
    Change(Way),
    /// The list of breached sites, of this address.
    List { request: RequestId, source: String },
}

/// Whose answer it will be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) tag: Tag,
    pub(super) owner: Owner,
}

/// An attempt, or the account that it became while the answer was on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Attempt(AttemptId),
    Account(AccountId),
}

impl Service {
    /// Starts what is not known yet about a staged password.
    pub(super) fn start_checks(
        &mut self,
        staged: &Attempt,
        password: Secret,
        name: Option<&str>,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let target = Target { tag: staged.tag, owner: Owner::Attempt(staged.id) };
        if let Some(known) = self.known_check(staged, now) {
            // The offline filter may have what a breach source has not.
            let is_breached = known.breached || staged.verdict == Verdict::Breached;
            let verdict = if is_breached { Verdict::Breached } else { Verdict::NotFound };
            // With its own date: a password that is typed every day is asked again, too.
            self.learn_verdict(target, verdict, known.at);
            if self.vault.settings.online && !is_fresh(known, now) {
                // A "not found" would be asked again now.
                self.ask_at_random(target, staged.site.clone(), out);
            }
        } else if self.vault.settings.online && !self.is_asked(target) {
            let (prefix, suffix) = range::split(&password);
            let ask = Ask { prefix, suffix, site: staged.site.clone() };
            self.look_up(target, Key::of(&password), Some(ask), now, out);
        }
        self.look_for_similar(staged, &password, now, out);
        if staged.score.is_none() && !self.is_scored(target) {
            let site_name = site::display_name(&staged.site);
            let context = words_of([staged.site.as_ref(), &site_name, name.unwrap_or_default()]);
            let job = self.start(Job::Score(target));
            out.push(Effect::Score { job, secret: password, context });
        }
        out.push(Effect::SaveSession);
    }

    /// The strength estimator has answered.
    pub(super) fn scored(&mut self, job: JobId, score: Option<u8>, now: Now, out: &mut Vec<Effect>) {
        match self.jobs.remove(&job) {
            Some(Job::Practice(practice)) => practice.answer(score, out),
            Some(Job::Passphrase) => out.push(judged(score)),
            Some(Job::Score(target)) => {
                match target.owner {
                    Owner::Attempt(id) => {
                        if let Some(attempt) = self.session.attempt_mut(id).filter(|attempt| attempt.tag == target.tag)
                        {
                            attempt.score = score.or(attempt.score);
                        }
                    }
                    Owner::Account(id) => {
                        if let Some(account) =
                            self.vault.account_mut(id).filter(|account| account.password.tag == target.tag)
                        {
                            account.password.score = score.or(account.password.score);
                        }
                    }
                }
                self.learned(target.owner, now.at, out);
            }
            Some(_) | None => {}
        }
    }

    /// Checks of an attempt belong to its account from now on.
    pub(super) fn hand_over(&mut self, attempt: AttemptId, account: AccountId) {
        let hand_over = |target: &mut Target| {
            if target.owner == Owner::Attempt(attempt) {
                target.owner = Owner::Account(account);
            }
        };
        for job in self.jobs.values_mut() {
            match job {
                Job::Score(target) => hand_over(target),
                Job::Range(asking) => asking.targets_mut().for_each(hand_over),
                Job::Lookup(lookup) => hand_over(&mut lookup.target),
                Job::Prefix(Drawn::InPlaceOf(targets, _)) => targets.iter_mut().for_each(hand_over),
                Job::Prefix(Drawn::Test(_))
                | Job::Test(_)
                | Job::Change(_)
                | Job::Practice(_)
                | Job::Passphrase
                | Job::Filter(_)
                | Job::List { .. } => {}
            }
        }
        for run in &mut self.runs {
            run.hand_over(attempt, account);
        }
    }

    pub(super) fn start(&mut self, job: Job) -> JobId {
        let id = JobId(self.next_job);
        self.next_job += 1;
        self.jobs.insert(id, job);
        id
    }

    /// What is known without asking: from this worker's memory, or from the account if it is fresh enough.
    fn known_check(&self, staged: &Attempt, now: UnixMillis) -> Option<BreachCheck> {
        let answered = breach_check(staged).filter(|check| check.at != BreachCheck::NEVER);
        let own = self.account_of(staged).map(|account| &account.password);
        let stored = own.filter(|password| password.tag == staged.tag).and_then(|password| password.breach);
        let known = self.verdicts.get(&staged.tag).copied().into_iter().chain(answered).chain(stored);
        let known: Vec<BreachCheck> = known.filter(|check| check.breached || is_fresh(*check, now)).collect();
        let at = known.iter().map(|check| check.at).max()?;
        Some(BreachCheck { breached: known.iter().any(|check| check.breached), at })
    }

    fn is_scored(&self, target: Target) -> bool {
        self.jobs.values().any(|job| matches!(job, Job::Score(asked) if *asked == target))
    }

    /// Notes a verdict, and remembers that nobody needs to be asked again.
    pub(super) fn learn_verdict(&mut self, target: Target, verdict: Verdict, now: UnixMillis) {
        if !matches!(verdict, Verdict::NotChecked(_)) {
            self.verdicts.insert(target.tag, BreachCheck { breached: verdict == Verdict::Breached, at: now });
        }
        self.note_verdict(target, verdict, now);
    }

    /// Notes a verdict where it belongs.
    pub(super) fn note_verdict(&mut self, target: Target, verdict: Verdict, now: UnixMillis) {
        let answered = match verdict {
            Verdict::Breached => Some(true),
            Verdict::NotFound => Some(false),
            Verdict::NotChecked(_) => None,
        };
        let check = answered.map(|breached| BreachCheck { breached, at: now });
        match target.owner {
            Owner::Attempt(id) => {
                if let Some(attempt) = self.session.attempt_mut(id).filter(|attempt| attempt.tag == target.tag) {
                    let at = check.map(|check| check.after(breach_check(attempt)).at);
                    attempt.verdict = verdict;
                    attempt.checked_at = at.filter(|at| *at != BreachCheck::NEVER);
                }
            }
            Owner::Account(id) => {
                if let Some(account) = self.vault.account_mut(id).filter(|account| account.password.tag == target.tag) {
                    let known = account.password.breach;
                    account.password.breach = check.map(|check| check.after(known)).or(known);
                    self.session.note_verdict(id, verdict);
                }
            }
        }
    }

    /// Keeps what a check has found and tells it.
    pub(super) fn learned(&mut self, owner: Owner, now: UnixMillis, out: &mut Vec<Effect>) {
        out.push(Effect::SaveSession);
        match owner {
            Owner::Attempt(id) => {
                if let Some(attempt) = self.session.attempt(id).cloned() {
                    self.badge(attempt.tab, &attempt.site, now, out);
                }
            }
            Owner::Account(id) => {
                out.push(Effect::SaveVault);
                // The page may have gone meanwhile: the tab's next one is told of it.
                self.badge_answered(id, now, out);
                self.notify_severe(id, now, out);
            }
        }
    }
}

/// Whether an answer is young enough not to be asked for again.
fn is_fresh(check: BreachCheck, now: UnixMillis) -> bool {
    (0..ASK_AGAIN_AFTER).contains(&now.since(check.at))
}

/// The words of names: `minato-shop.test` is `minato`, `shop` and `test`.
fn words_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let words = names.into_iter().flat_map(|name| name.split(|character: char| !character.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
