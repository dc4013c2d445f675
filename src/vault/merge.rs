//! Two copies of one vault become one: nothing is lost, nothing is doubled.
//!
//! Copies of one vault have its salt, so their tags can be compared. For each account the password that was confirmed last
//! wins, and the other one's tag stays among the earlier ones. What the person decided about sites, and the settings, are
//! taken from the vault that is merged into; of two dismissals of one finding for the same cause, the one that lasts longer
//! stays, else ours.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Dismissal, Vault,
    account::{Account, AccountId, DateSource, Dated, EARLIER, StoredPassword},
};
use crate::{
    advice::{Cause, FindingId},
    fingerprint::Tag,
    site::KindGuess,
    time::UnixMillis,
};

/// The two vaults have different salts: their tags cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnotherVault;

impl Vault {
    /// Takes in what another copy of this vault knows.
    ///
    /// # Errors
    /// [`AnotherVault`]; then nothing is changed.
    pub fn merge(&mut self, theirs: Self) -> Result<(), AnotherVault> {
        // Named one by one, so that nobody adds a field and forgets it here.
        let Self {
            version: _,
            salt,
            cost,
            accounts,
            next_account,
            sites,
            guesses,
            same_account,
            dismissals,
            notified,
            settings: _,
            accepted_at,
            last_digest_day,
            set_aside_at: _,
            stems,
            protected: _,
            incidents,
            breach_list,
            diary,
        } = theirs;
        if (&salt, cost) != (&self.salt, self.cost) {
            return Err(AnotherVault);
        }
        self.next_account = self.next_account.max(next_account);
        let ids = self.join_accounts(accounts);
        let ours = |id: AccountId| ids.get(&id).copied();
        // What is known of a former password goes first, or it would take the place of what holds.
        let tags: BTreeMap<_, _> = self.accounts.iter().map(|account| (account.id, account.password.tag)).collect();
        let holds = |finding: &FindingId, cause: &Cause| {
            finding.account.is_none_or(|id| tags.get(&id).is_none_or(|present| *present == cause.tag))
        };
        self.dismissals.retain(|dismissal| holds(&dismissal.finding, &dismissal.cause));
        self.notified.retain(|(finding, cause)| holds(finding, cause));
        if self.protected {
            for (id, stems) in stems.into_iter().filter_map(|(id, stems)| Some((ours(id)?, stems))) {
                self.stems.entry(id).or_insert(stems);
            }
        } else {
            self.shorten_names();
        }
        for (finding, cause) in notified {
            let (finding, cause) = renumbered(finding, cause, ours);
            if holds(&finding, &cause) && !self.notified.iter().any(|(known, _)| *known == finding) {
                self.notified.push((finding, cause));
            }
        }
        for Dismissal { finding, cause, until } in dismissals {
            let (finding, cause) = renumbered(finding, cause, ours);
            if !holds(&finding, &cause) {
                continue;
            }
            let lasts = |until: Option<UnixMillis>| (until.is_none(), until);
            match self.dismissals.iter_mut().find(|known| known.finding == finding) {
                Some(known) if known.cause != cause || lasts(known.until) >= lasts(until) => {}
                Some(known) => *known = Dismissal { finding, cause, until },
                None => self.dismissals.push(Dismissal { finding, cause, until }),
            }
        }
        self.merge_incidents(incidents.into_iter().filter_map(|(id, notes)| Some((ours(id)?, notes))).collect());
        if breach_list.fetched_at > self.breach_list.fetched_at {
            self.breach_list = breach_list;
        }
        self.diary.merge(diary, ours);
        for id in self.accounts.iter().map(|account| account.id).collect::<Vec<_>>() {
            self.forget_former_causes(id);
        }
        for (site, choices) in sites {
            self.sites.entry(site).or_insert(choices);
        }
        for (site, guess) in guesses {
            let known = self.guesses.entry(site).or_insert(guess);
            if guess == KindGuess::Asked {
                *known = guess;
            }
        }
        for (one, other) in same_account {
            self.say_same_account(one, other, true);
        }
        self.accepted_at = [self.accepted_at, accepted_at].into_iter().flatten().min();
        self.last_digest_day = self.last_digest_day.max(last_digest_day);
        Ok(())
    }

    /// Joins the other copy's accounts to ours, and says which number each of them has now.
    fn join_accounts(&mut self, theirs: Vec<Account>) -> BTreeMap<AccountId, AccountId> {
        let mut places: BTreeMap<_, Vec<Group>> = BTreeMap::new();
        let mut add = |account: Account, ours: bool| {
            let place = places.entry((account.site.clone(), account.role)).or_default();
            place.push(Group { copies: vec![(ours, account.clone())], account });
        };
        std::mem::take(&mut self.accounts).into_iter().for_each(|account| add(account, true));
        for mut account in theirs {
            // It names accounts by their numbers there. The next login finds it again.
            account.password.similar = None;
            add(account, false);
        }
        for place in places.values_mut() {
            for is_same in SAME {
                join(place, is_same);
            }
        }
        let mut groups: Vec<Group> = places.into_values().flatten().collect();
        groups.sort_by_key(|group| (group.our_number().is_none(), group.our_number(), group.account.first_seen));
        let mut ids = BTreeMap::new();
        let mut taken: BTreeSet<AccountId> = groups.iter().filter_map(Group::our_number).collect();
        for group in groups {
            let ours = group.our_number();
            let Group { mut account, copies } = group;
            let free = || copies.iter().map(|(_, copy)| copy.id).find(|id| !taken.contains(id));
            account.id = ours.or_else(free).unwrap_or_else(|| {
                self.next_account += 1;
                AccountId(self.next_account - 1)
            });
            taken.insert(account.id);
            ids.extend(copies.iter().filter(|(ours, _)| !ours).map(|(_, copy)| (copy.id, account.id)));
            self.accounts.push(account);
        }
        ids
    }
}

/// What turned out to be one account: its copies, each with its number in ours (`true`) or in the other vault, and what
/// they come to.
struct Group {
    account: Account,
    copies: Vec<(bool, Account)>,
}

impl Group {
    fn our_number(&self) -> Option<AccountId> {
        self.copies.iter().filter(|(ours, _)| *ours).map(|(_, copy)| copy.id).min()
    }
}

/// When two accounts of one site and role are the same, the surest first: they have one name; they were first seen in the
/// same millisecond, before the copies parted, and do not have two names; neither has a name, and they share a password.
const SAME: [fn(&Account, &Account) -> bool; 3] = [
    |one, other| one.name.is_some() && name_of(one) == name_of(other),
    |one, other| one.first_seen == other.first_seen && (one.name.is_none() || other.name.is_none()),
    |one, other| one.name.is_none() && other.name.is_none() && one.password.tag == other.password.tag,
];

fn join(groups: &mut Vec<Group>, is_same: fn(&Account, &Account) -> bool) {
    let mut index = 0;
    while index < groups.len() {
        match (index + 1..groups.len()).find(|other| is_same(&groups[index].account, &groups[*other].account)) {
            Some(other) => {
                let other = groups.remove(other);
                let group = &mut groups[index];
                group.copies.extend(other.copies);
                let copies = group.copies.iter().map(|(_, copy)| copy.clone()).collect();
                group.account = merged(copies).unwrap_or(other.account);
            }
            None => index += 1,
        }
    }
}

fn name_of(account: &Account) -> Option<Tag> {
    account.name.as_ref().map(|name| name.tag)
}

/// One account of several copies of it.
fn merged(mut copies: Vec<Account>) -> Option<Account> {
    copies.sort_by_key(|copy| Reverse((copy.last_login, copy.password.changed.at, copy.password.tag)));
    let last = copies.first()?;
    let same = || copies.iter().filter(|copy| copy.password.tag == last.password.tag);
    let password = same().map(|copy| copy.password.clone()).reduce(same_password)?;
    // Who has this password knows best what was before it; of several, who knows most.
    let before = same().map(|copy| &copy.earlier).max_by_key(|earlier| (earlier.len(), *earlier))?;
    let others = copies.iter().flat_map(|copy| std::iter::once(&copy.password.tag).chain(&copy.earlier));
    let mut known = BTreeSet::from([password.tag]);
    let earlier = before.iter().chain(others).copied().filter(|tag| known.insert(*tag)).take(EARLIER).collect();
    Some(Account {
        id: last.id,
        site: last.site.clone(),
        origin: last.origin.clone(),
        name: copies.iter().find_map(|copy| copy.name.clone()),
        role: last.role,
        password,
        earlier,
        first_seen: copies.iter().map(|copy| copy.first_seen).min()?,
        last_login: last.last_login,
    })
}

/// What two copies know about one password.
fn same_password(one: StoredPassword, other: StoredPassword) -> StoredPassword {
    // What it was before goes with the date before.
    let waiting = if one.changed_before.is_some() { &one } else { &other };
    let (former_not_before, former_before_told) = (waiting.former_not_before, waiting.former_before_told);
    // Where one copy alone has recognised that it is no real change, the other one's date is that of the small edit.
    let recognised = |password: &StoredPassword| (password.returned, password.edited.is_some());
    let (changed, not_before, before_told) = match recognised(&one).cmp(&recognised(&other)) {
        Ordering::Greater => (one.changed, one.not_before, one.before_told),
        Ordering::Less => (other.changed, other.not_before, other.before_told),
        Ordering::Equal => {
            let before_told = [one.before_told, other.before_told].into_iter().flatten().reduce(surer);
            // The later of two is the better bound.
            (surer(one.changed, other.changed), one.not_before.max(other.not_before), before_told)
        }
    };
    let edited = one.edited.or(other.edited);
    let waits = edited.is_none() && !one.returned && !other.returned;
    StoredPassword {
        tag: one.tag,
        score: one.score.max(other.score),
        // The latest answer; of two at once, the bad one.
        breach: one.breach.into_iter().chain(other.breach).max_by_key(|check| (check.at, check.breached)),
        changed,
        similar: one.similar.or(other.similar),
        edited,
        changed_before: one.changed_before.or(other.changed_before).filter(|_| waits),
        returned: one.returned || other.returned,
        not_before,
        before_told: before_told.filter(|_| changed.source == DateSource::Told),
        former_not_before: former_not_before.filter(|_| waits),
        former_before_told: former_before_told.filter(|_| waits),
    }
}

/// The date that is known better; of two known alike the earlier one, because it cannot have become the present one later.
fn surer(one: Dated, other: Dated) -> Dated {
    let sureness = |dated: &Dated| {
        let known = match dated.source {
            DateSource::Told => 4,
            DateSource::Observed => 3,
            DateSource::SignUp => 2,
            DateSource::FoundChanged => 1,
            DateSource::FirstSeen => 0,
        };
        (known, Reverse(dated.at))
    };
    if sureness(&one) >= sureness(&other) { one } else { other }
}

fn renumbered(
    mut finding: FindingId,
    mut cause: Cause,
    ours: impl Fn(AccountId) -> Option<AccountId>,
) -> (FindingId, Cause) {
    finding.account = finding.account.and_then(&ours);
    cause.shared_with = cause.shared_with.into_iter().filter_map(ours).collect();
    (finding, cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        advice::FindingKind,
        fingerprint::{Cost, Salt},
        site::Site,
        vault::Whose,
        vault::account::{AccountName, BreachCheck, SecretRole},
    };
    use proptest::prelude::*;

    const SITES: [&str; 2] = ["first.example", "second.example"];
    const NAMES: [&str; 3] = ["", "taro@example.jp", "hanako"];

    fn vault() -> Vault {
        Vault::new(Salt::new([7; 16]), Cost::TEST)
    }

    fn tag(number: u8) -> Tag {
        Tag::new(number.into())
    }

    /// Something that happens to one copy.
    #[derive(Clone, Copy, Debug)]
    struct Login {
        site: usize,
        name: usize,
        password: u8,
        score: Option<u8>,
        breached: Option<bool>,
    }

    fn login() -> impl Strategy<Value = Login> {
        let breached = proptest::option::of(any::<bool>());
        (0..SITES.len(), 0..NAMES.len(), 0..6_u8, proptest::option::of(0..5_u8), breached)
            .prop_map(|(site, name, password, score, breached)| Login { site, name, password, score, breached })
    }

    /// What the service does at a confirmed login, in short.
    fn log_in(vault: &mut Vault, login: Login, at: i64) {
        let Login { site, name, password, score, breached } = login;
        let (at, site) = (UnixMillis(at), Site::from_host(SITES[site]).unwrap());
        let name = (name > 0).then(|| AccountName { hint: NAMES[name].into(), tag: tag(100 + name as u8) });
        let stored = StoredPassword {
            tag: tag(password),
            score,
            breach: breached.map(|breached| BreachCheck { breached, at }),
            changed: Dated { at, source: DateSource::FoundChanged },
            similar: None,
            edited: None,
            changed_before: None,
            before_told: None,
            returned: false,
            not_before: None,
            former_not_before: None,
            former_before_told: None,
        };
        let known =
            vault.find(&site, &Whose { role: None, origin: "" }, name.as_ref().map(|name| name.tag), &[stored.tag]);
        let Some(account) = known.and_then(|id| vault.account_mut(id)) else {
            let id = AccountId(vault.next_account);
            vault.next_account += 1;
            let origin = format!("https://{}", site.as_ref());
            vault.accounts.push(Account {
                id,
                site,
                origin,
                name,
                role: SecretRole::Login,
                password: stored,
                earlier: vec![],
                first_seen: at,
                last_login: at,
            });
            return;
        };
        account.last_login = at;
        if account.name.is_none() {
            account.name = name;
        }
        if account.password.tag == stored.tag {
            account.password.score = stored.score.or(account.password.score);
            account.password.breach = stored.breach.or(account.password.breach);
        } else {
            account.replace_password(stored);
        }
    }

    /// What a vault knows, whatever the numbers and the order of its accounts.
    fn known(vault: &Vault) -> Vec<String> {
        let without_id = |account: &Account| format!("{:?}", Account { id: AccountId(0), ..account.clone() });
        let mut known: Vec<_> = vault.accounts.iter().map(without_id).collect();
        known.sort();
        known
    }

    proptest! {
        /// Two copies of one vault, each used by itself for a while.
        #[test]
        fn merging_is_idempotent_and_commutative_and_loses_nothing(
            before in proptest::collection::vec(login(), 0..8),
            here in proptest::collection::vec(login(), 0..8),
            there in proptest::collection::vec(login(), 0..8),
        ) {
            let mut base = vault();
            before.iter().zip(0..).for_each(|(step, at)| log_in(&mut base, *step, at));
            let (mut ours, mut theirs) = (base.clone(), base);
            // The two are never used in the same millisecond.
            here.iter().zip(0..).for_each(|(step, at)| log_in(&mut ours, *step, 1_000 + 2 * at));
            there.iter().zip(0..).for_each(|(step, at)| log_in(&mut theirs, *step, 1_001 + 2 * at));

            let mut one = ours.clone();
            one.merge(theirs.clone()).unwrap();
            let mut other = theirs.clone();
            other.merge(ours.clone()).unwrap();
            prop_assert_eq!(known(&one), known(&other), "commutative");

            for copy in [&ours, &theirs, &one.clone()] {
                let mut again = one.clone();
                again.merge(copy.clone()).unwrap();
                prop_assert_eq!(known(&again), known(&one), "idempotent");
            }

            for account in ours.accounts.iter().chain(&theirs.accounts) {
                let is_there = |found: &&Account| {
                    let tags = || std::iter::once(found.password.tag).chain(found.earlier.iter().copied());
                    found.site == account.site
                        && (account.name.is_none() || name_of(found) == name_of(account))
                        && (tags().any(|tag| tag == account.password.tag) || found.earlier.len() == EARLIER)
                        && found.last_login >= account.last_login
                        && found.first_seen <= account.first_seen
                };
                prop_assert!(one.accounts.iter().find(is_there).is_some(), "lost: {:?}", account);
            }
            let named = one.accounts.iter().filter_map(|account| Some((account.site.clone(), name_of(account)?)));
            let mut named: Vec<_> = named.collect();
            let count = named.len();
            named.sort();
            named.dedup();
            prop_assert_eq!(named.len(), count, "doubled");
        }
    }

    #[test]
    fn a_small_edit_that_one_copy_has_recognised_keeps_its_date() {
        use DateSource::{FirstSeen, FoundChanged};
        let mut base = vault();
        let step = Login { site: 0, name: 1, password: 1, score: None, breached: None };
        log_in(&mut base, step, 1);
        let (mut recognised, mut not_recognised) = (base.clone(), base.clone());
        let former = base.accounts[0].password.changed;
        for (copy, at) in [(&mut recognised, 5), (&mut not_recognised, 6)] {
            log_in(copy, Login { password: 2, ..step }, at);
            copy.accounts[0].password.not_before = Some(UnixMillis(at - 1));
        }
        recognised.accounts[0].looked_at(vec![], Some(crate::reuse::Why::Number));
        assert_eq!((former.source, recognised.accounts[0].password.changed), (FoundChanged, former));

        let mut returned = not_recognised.clone();
        returned.accounts[0].password.returned = true;
        returned.accounts[0].password.changed = Dated { at: UnixMillis(1), source: FirstSeen };

        for known in [&recognised, &returned] {
            let expected = &known.accounts[0].password;
            for (ours, theirs) in [(known, &not_recognised), (&not_recognised, known)] {
                let mut ours = ours.clone();
                ours.merge(theirs.clone()).unwrap();
                let merged = &ours.accounts[0].password;
                assert_eq!((merged.changed, merged.not_before), (expected.changed, expected.not_before));
                assert_eq!((merged.edited, merged.returned), (expected.edited, expected.returned));
            }
        }
    }

    #[test]
    fn another_vault_is_not_merged() {
        let mut ours = vault();
        assert_eq!(ours.merge(Vault::new(Salt::new([8; 16]), Cost::TEST)), Err(AnotherVault));
        assert_eq!(ours, vault());
    }

    #[test]
    fn what_was_dismissed_or_told_of_a_former_password_does_not_displace_what_holds() {
        let step = Login { site: 0, name: 1, password: 1, score: None, breached: None };
        let mut stale = vault();
        log_in(&mut stale, step, 1);
        let mut valid = stale.clone();
        log_in(&mut valid, Login { password: 2, ..step }, 2);
        let finding = FindingId { kind: FindingKind::Weak, account: Some(stale.accounts[0].id) };
        stale.dismiss(finding.clone(), Cause::of(tag(1)), None);
        stale.notified.push((finding.clone(), Cause::of(tag(1))));
        valid.dismiss(finding.clone(), Cause::of(tag(2)), Some(UnixMillis(9)));
        valid.notified.push((finding, Cause::of(tag(2))));
        for (ours, theirs) in [(&valid, &stale), (&stale, &valid)] {
            let mut ours = ours.clone();
            ours.merge(theirs.clone()).unwrap();
            assert_eq!(ours.dismissals, valid.dismissals);
            assert_eq!(ours.notified, valid.notified);
        }
    }

    #[test]
    fn of_two_dismissals_for_unequal_causes_ours_stays() {
        let mut base = vault();
        log_in(&mut base, Login { site: 0, name: 1, password: 1, score: None, breached: None }, 1);
        let finding = FindingId { kind: FindingKind::Due, account: Some(base.accounts[0].id) };
        let (mut ours, mut theirs) = (base.clone(), base);
        ours.dismiss(finding.clone(), Cause { since: Some(UnixMillis(1)), ..Cause::of(tag(1)) }, Some(UnixMillis(5)));
        theirs.dismiss(finding, Cause { since: Some(UnixMillis(2)), ..Cause::of(tag(1)) }, None);
        let expected = ours.dismissals.clone();
        ours.merge(theirs).unwrap();
        assert_eq!(ours.dismissals, expected);
    }

    #[test]
    fn settings_and_choices_are_ours_and_dismissals_the_longer() {
        let site = Site::from_host(SITES[0]).unwrap();
        let mut base = vault();
        log_in(&mut base, Login { site: 0, name: 1, password: 1, score: None, breached: None }, 1);
        let finding = FindingId { kind: FindingKind::Weak, account: Some(base.accounts[0].id) };
        let cause = Cause::of(tag(1));
        let (mut ours, mut theirs) = (base.clone(), base);
        ours.dismiss(finding.clone(), cause.clone(), Some(UnixMillis(5)));
        ours.sites.entry(site.clone()).or_default().no_notice = true;
        theirs.dismiss(finding, cause, None);
        theirs.sites.entry(site.clone()).or_default().off = true;
        theirs.settings.online = true;
        ours.merge(theirs).unwrap();
        assert_eq!(ours.dismissals.len(), 1);
        assert_eq!(ours.dismissals[0].until, None);
        assert!(ours.choices(&site).no_notice && !ours.choices(&site).off);
        assert!(!ours.settings.online);
    }
}
