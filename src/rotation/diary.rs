//! What was told about changing passwords, what the person answered, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    fingerprint::Tag,
    time::{DAY, UnixMillis},
    vault::{
        Vault,
        account::{Account, AccountId},
    },
};

/// How long a list of sites with the same old password is shown, in milliseconds.
const LIST_LIFE: i64 = 90 * DAY;
/// How long it is shown once nothing on it is left to do, in milliseconds.
const THANKS_LIFE: i64 = DAY;

/// The diary of a vault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Diary {
    /// When a digest last named the account's site.
    pub told: BTreeMap<AccountId, UnixMillis>,
    /// When a notification last told what has happened to the account's password.
    pub warned: BTreeMap<AccountId, UnixMillis>,
    /// From which local day on to remind again, because the page to change it did not answer.
    pub again: BTreeMap<AccountId, i64>,
    /// When the person last said that an account without logins is to stay.
    pub kept: BTreeMap<AccountId, UnixMillis>,
    /// Passwords that were changed while other sites still had them.
    pub lists: Vec<List>,
}

/// A password was changed. Other sites may have had it, too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Where it was changed.
    pub account: AccountId,
    /// When it was changed last.
    pub at: UnixMillis,
    /// The password that the others had, too.
    pub former: Tag,
    /// The other accounts that had it.
    pub others: Vec<AccountId>,
}

impl List {
    /// Whether an account has another password than the former one, and not nearly that.
    pub fn is_done_at(&self, account: &Account) -> bool {
        account.password.tag != self.former && account.password.edited.is_none()
    }
}

impl Diary {
    /// An account is gone.
    pub fn forget(&mut self, id: AccountId) {
        self.told.remove(&id);
        self.warned.remove(&id);
        self.again.remove(&id);
        self.kept.remove(&id);
        self.lists.retain(|list| list.account != id);
        for list in &mut self.lists {
            list.others.retain(|other| *other != id);
        }
    }

    /// Takes in what another copy of the vault has in its diary; `ours` gives an account's number here.
    pub fn merge(&mut self, theirs: Self, ours: impl Fn(AccountId) -> Option<AccountId>) {
        let Self { told, warned, again, kept, lists } = theirs;
        let later = |mine: &mut BTreeMap<AccountId, UnixMillis>, others: BTreeMap<AccountId, UnixMillis>| {
            for (id, at) in others.into_iter().filter_map(|(id, at)| Some((ours(id)?, at))) {
                let known = mine.entry(id).or_insert(at);
                *known = (*known).max(at);
            }
        };
        later(&mut self.told, told);
        later(&mut self.warned, warned);
        later(&mut self.kept, kept);
        for (id, day) in again.into_iter().filter_map(|(id, day)| Some((ours(id)?, day))) {
            self.again.entry(id).or_insert(day);
        }
        for List { account, at, former, others } in lists {
            let Some(account) = ours(account) else { continue };
            if self.lists.iter().all(|list| list.account != account) {
                self.lists.push(List { account, at, former, others: others.into_iter().filter_map(&ours).collect() });
            }
        }
    }
}

impl Vault {
    /// A confirmed change: notes which other accounts still have the former password. One list an account: that of a change
    /// before stays as long as something on it is open and nobody else has the password that was changed now.
    pub fn begin_list(&mut self, account: AccountId, former: Tag, at: UnixMillis) {
        let Some(site) = self.account(account).map(|account| account.site.clone()) else { return };
        let others: Vec<AccountId> = crate::reuse::exact(self, &site, former).map(|account| account.id).collect();
        let before = self.diary.lists.iter().position(|list| list.account == account && self.is_open(list));
        match before.filter(|_| others.is_empty()) {
            Some(index) => self.diary.lists[index].at = at,
            None => {
                self.diary.lists.retain(|list| list.account != account);
                self.diary.lists.push(List { account, at, former, others });
            }
        }
    }

    fn others(&self, list: &List) -> impl Iterator<Item = &Account> {
        list.others.iter().filter_map(|other| self.account(*other))
    }

    /// Whether something on a list is left to do.
    fn is_open(&self, list: &List) -> bool {
        self.others(list).any(|other| !list.is_done_at(other))
    }

    /// Drops lists that are old, or have been done for a day: no tag is kept for longer than it is needed.
    pub fn tidy_lists(&mut self, now: UnixMillis) {
        let is_shown = |list: &List| {
            let done_at = self.others(list).map(|other| other.password.changed.at).fold(list.at, UnixMillis::max);
            now.since(list.at) < LIST_LIFE && (self.is_open(list) || now.since(done_at) < THANKS_LIFE)
        };
        let shown: Vec<List> = self.diary.lists.iter().filter(|list| is_shown(list)).cloned().collect();
        self.diary.lists = shown;
    }
}
