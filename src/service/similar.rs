//! Looks for similar passwords, in the background.
//!
//! A new password's likely edits and its stems are tagged and looked up among the tags of the other accounts, and of the
//! account's own earlier passwords. One derivation an event, with a timer in between, so that an exact check waits for one
//! derivation at most, and none while somebody is at a login form: what a page waits for comes first. The characters are in memory only: if the worker ends, or the attempt is abandoned or replaced,
//! the run is over, and the account is looked at again at its next login.

use std::collections::VecDeque;

use super::{
    Service,
    checks::{Owner, Target},
    effect::{Cue, Effect},
    event::{AttemptId, TabId, Timer},
    session::{Attempt, Progress},
};
use crate::{
    advice,
    fingerprint::Tag,
    reuse::{
        Why,
        edits::{Context, Edit, edits},
        names,
        stems::stems,
    },
    secret::Secret,
    site::Site,
    time::{Now, SECOND, UnixMillis},
    vault::{
        Vault,
        account::{Account, AccountId, Similar, Stems},
    },
};

/// How long after the confirmation the line tells what was found meanwhile, in milliseconds: similar passwords as a rule, then
/// what a slow breach source says. It does so whatever was found, and whether anything was looked for at all: a page must
/// not learn that. About values that no key explains it says nothing, so it comes once.
const LINE_AGAIN: [u32; 2] = [3_000, 6_500];
/// How long no page may have come or said anything before the next derivation, in milliseconds; and how long after the last
/// one it is due all the same, so that no page can put it off for ever.
const QUIET: i64 = 500;
const LONGEST_WAIT: i64 = 2 * SECOND;
/// How many looks wait for one another. What is beyond is looked at at the account's next login.
const MOST_RUNS: usize = 8;
/// How many of the person's sites have their names tried.
const MOST_NAMES: usize = 20;

/// A look for what is similar to one password.
pub(super) struct Run {
    target: Target,
    site: Site,
    candidates: VecDeque<Candidate>,
    similar: Vec<Similar>,
    edited: Option<Why>,
    stems: Vec<Tag>,
}

/// Something to be tagged and looked up.
enum Candidate {
    Edit(Edit),
    Stem(Secret),
}

impl Run {
    /// The run of an attempt belongs to its account from now on.
    pub(super) fn hand_over(&mut self, attempt: AttemptId, account: AccountId) {
        if self.target.owner == Owner::Attempt(attempt) {
            self.target.owner = Owner::Account(account);
        }
    }

    /// Notes that the password is similar to an account's: an equal one is not.
    fn note(&mut self, vault: &Vault, account: &Account, is_own: bool, why: Why) {
        let is_known = |similar: &Similar| (similar.account, similar.tag) == (account.id, account.password.tag);
        let is_elsewhere = !vault.is_same_account(&account.site, &self.site) && account.password.tag != self.target.tag;
        if is_own {
            self.edited.get_or_insert(why);
        } else if is_elsewhere && !self.similar.iter().any(is_known) {
            self.similar.push(Similar { account: account.id, tag: account.password.tag, why });
        }
    }
}

impl Service {
    /// Starts to look for what is similar to a staged password, unless that is known.
    pub(super) fn look_for_similar(
        &mut self,
        staged: &Attempt,
        password: &Secret,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let target = Target { tag: staged.tag, owner: Owner::Attempt(staged.id) };
        let is_enough = self.runs.len() >= MOST_RUNS || self.runs.iter().any(|run| run.target == target);
        if staged.similar.is_some() || is_enough {
            return;
        }
        let account = self.account_of(staged);
        let known = account.filter(|account| account.password.tag == staged.tag);
        let similar = known.and_then(|account| account.password.similar.clone());
        let knows_stems = known.is_some_and(|account| self.stems_of(account.id, staged.tag).is_some());
        let has_others =
            self.vault.accounts.iter().any(|account| !self.vault.is_same_account(&account.site, &staged.site));
        let has_earlier =
            account.is_some_and(|account| account.password.tag != staged.tag || !account.earlier.is_empty());
        let mut candidates = VecDeque::new();
        if similar.is_none() && (has_others || has_earlier) {
            let found = edits(password, &self.edit_context(&staged.site, now));
            candidates.extend(found.into_iter().map(Candidate::Edit));
        }
        if !knows_stems {
            candidates.extend(stems(password, names::of(&staged.site).as_deref()).into_iter().map(Candidate::Stem));
        }
        if candidates.is_empty() && similar.is_some() {
            return;
        }
        let run = Run {
            target,
            site: staged.site.clone(),
            candidates,
            similar: similar.unwrap_or_default(),
            edited: None,
            stems: Vec::new(),
        };
        self.runs.push_back(run);
        if self.runs.len() == 1 {
            self.compared_at = Some(now);
            out.push(Effect::After { millis: 0, timer: Timer::Compare });
        }
    }

    /// What the person may put into passwords beside their characters: the names of the other sites, the latest first.
    pub(super) fn edit_context(&self, site: &Site, now: UnixMillis) -> Context {
        let mut others: Vec<&Account> = self.vault.accounts.iter().filter(|account| &account.site != site).collect();
        others.sort_by_key(|account| std::cmp::Reverse(account.last_login));
        let mut context = Context { names: Vec::new(), year: now.year() };
        for name in others.into_iter().filter_map(|account| names::of(&account.site)) {
            if context.names.len() < MOST_NAMES && !context.names.contains(&name) {
                context.names.push(name);
            }
        }
        context
    }

    /// Tags one candidate and looks it up.
    pub(super) fn compare_next(&mut self, now: Now, out: &mut Vec<Effect>) {
        let Some(mut run) = self.runs.pop_front() else { return };
        let quiet_in = self.heard_at.map_or(0, |heard_at| QUIET - now.at.since(heard_at).max(0));
        let is_due = self.compared_at.is_some_and(|compared_at| now.at.since(compared_at) >= LONGEST_WAIT);
        if quiet_in > 0 && !is_due {
            self.runs.push_front(run);
            let millis = u32::try_from(quiet_in).unwrap_or_default();
            return out.push(Effect::After { millis, timer: Timer::Compare });
        }
        self.compared_at = Some(now.at);
        if self.is_wanted(&run) {
            match run.candidates.pop_front() {
                Some(Candidate::Edit(edit)) => self.look_up_edit(&mut run, &edit),
                Some(Candidate::Stem(stem)) => self.look_up_stem(&mut run, &stem),
                None => {}
            }
            if run.candidates.is_empty() {
                self.keep_found(run, now, out);
            } else {
                self.runs.push_front(run);
            }
        }
        if !self.runs.is_empty() {
            out.push(Effect::After { millis: 0, timer: Timer::Compare });
        }
    }

    /// Whether the password is still the one that was looked at.
    fn is_wanted(&self, run: &Run) -> bool {
        match run.target.owner {
            Owner::Attempt(id) => self
                .session
                .attempt(id)
                .is_some_and(|attempt| attempt.tag == run.target.tag && attempt.progress != Progress::Abandoned),
            Owner::Account(id) => self.vault.account(id).is_some_and(|account| account.password.tag == run.target.tag),
        }
    }

    /// The account that a run's password belongs to or is going to.
    fn own_account(&self, run: &Run) -> Option<AccountId> {
        match run.target.owner {
            Owner::Attempt(id) => self.account_of(self.session.attempt(id)?).map(|account| account.id),
            Owner::Account(id) => Some(id),
        }
    }

    fn look_up_edit(&self, run: &mut Run, edit: &Edit) {
        let tag = self.vault.tagger().password(&edit.secret);
        let own = self.own_account(run);
        for account in &self.vault.accounts {
            let is_own = own == Some(account.id);
            if account.password.tag == tag || (is_own && account.earlier.contains(&tag)) {
                run.note(&self.vault, account, is_own, edit.why);
            }
        }
    }

    fn look_up_stem(&self, run: &mut Run, stem: &Secret) {
        let tag = self.vault.tagger().stem(stem);
        let own = self.own_account(run);
        for account in &self.vault.accounts {
            let is_own = own == Some(account.id);
            let known = if is_own {
                self.earlier_stems(account, run.target.tag)
            } else {
                self.stems_of(account.id, account.password.tag)
            };
            if known.is_some_and(|stems| stems.tags.contains(&tag)) {
                run.note(&self.vault, account, is_own, Why::Word);
            }
        }
        run.stems.push(tag);
    }

    /// The stems of an account's password with this tag, as far as they are known.
    fn stems_of(&self, id: AccountId, tag: Tag) -> Option<&Stems> {
        let known = [self.session.stems.get(&id), self.vault.stems.get(&id)];
        known.into_iter().flatten().find(|stems| stems.of == tag)
    }

    /// The stems of the password that an account had before this one, as far as they are known.
    fn earlier_stems(&self, account: &Account, tag: Tag) -> Option<&Stems> {
        let earlier = std::iter::once(account.password.tag).chain(account.earlier.iter().copied());
        earlier.filter(|earlier| *earlier != tag).find_map(|earlier| self.stems_of(account.id, earlier))
    }

    /// Remembers the stems of an account's password until the browser closes; longer only under a passphrase.
    pub(super) fn note_stems(&mut self, account: AccountId, of: Tag, tags: &[Tag]) {
        if tags.is_empty() {
            return;
        }
        let stems = Stems { of, tags: tags.to_vec() };
        if self.vault.protected {
            self.vault.stems.insert(account, stems.clone());
        }
        self.session.stems.insert(account, stems);
    }

    /// A passphrase encloses the vault from now on: what the session knows of stems may be kept.
    pub(super) fn keep_stems(&mut self, out: &mut Vec<Effect>) {
        let is_present = |(id, stems): &(&AccountId, &Stems)| {
            self.vault.account(**id).is_some_and(|account| account.password.tag == stems.of)
        };
        let present = self.session.stems.iter().filter(is_present).map(|(id, stems)| (*id, stems.clone()));
        self.vault.stems = present.collect();
        out.push(Effect::SaveVault);
    }

    /// Keeps what a run has found.
    fn keep_found(&mut self, run: Run, now: Now, out: &mut Vec<Effect>) {
        match run.target.owner {
            Owner::Attempt(id) => {
                let Some(attempt) = self.session.attempt_mut(id) else { return };
                attempt.similar = Some(run.similar);
                attempt.edited = attempt.edited.or(run.edited);
                attempt.stems = run.stems;
                let (tab, site) = (attempt.tab, attempt.site.clone());
                out.push(Effect::SaveSession);
                self.badge(tab, &site, now.at, out);
            }
            Owner::Account(id) => {
                let Some(account) = self.vault.account_mut(id) else { return };
                account.looked_at(run.similar, run.edited);
                self.note_stems(id, run.target.tag, &run.stems);
                out.extend([Effect::SaveVault, Effect::SaveSession]);
                self.badge_answered(id, now.at, out);
            }
        }
    }

    /// Brings the badge up to date where the page after an account's login is shown.
    pub(super) fn badge_answered(&mut self, id: AccountId, now: UnixMillis, out: &mut Vec<Effect>) {
        let shown = self.answered.iter().find(|(_, account)| **account == id).map(|(tab, _)| *tab);
        if let (Some(tab), Some(account)) = (shown, self.vault.account(id)) {
            self.badge(tab, &account.site.clone(), now, out);
        }
    }

    /// The line will say what was found meanwhile, if the tab still shows the site then.
    pub(super) fn answer_again(&mut self, attempt: &Attempt, account: AccountId, out: &mut Vec<Effect>) {
        self.answered.insert(attempt.tab, account);
        if attempt.genuine {
            out.extend(LINE_AGAIN.map(|millis| Effect::After { millis, timer: Timer::Line(attempt.tab) }));
        }
    }

    /// The tab shows a page of this site now.
    pub(super) fn leave_answered(&mut self, tab: TabId, site: &Site) {
        let account = self.answered.get(&tab).and_then(|id| self.vault.account(*id));
        if account.is_some_and(|account| &account.site != site) {
            self.answered.remove(&tab);
        }
    }

    /// Tells the line once more on the page after a confirmed login, whatever it says and whatever is still looked for or
    /// asked. What comes later is told by badge, popup and notification alone, or its lateness would tell the page something.
    pub(super) fn show_line_again(&mut self, tab: TabId, now: UnixMillis, out: &mut Vec<Effect>) {
        let account = self.answered.get(&tab).and_then(|id| self.vault.account(*id));
        let Some(account) = account.filter(|account| self.shows_notice(&account.site)) else { return };
        let subject = self.subject_of(account);
        let findings = advice::findings(&self.vault, &subject, now);
        let text = advice::notice(&self.vault, &findings, subject.verdict, now);
        out.push(Effect::Notice { tab, site: account.site.clone(), cue: Cue::Again, text });
    }
}
