//! Accounts that nobody needs: one that was no longer needed, with a weak password, was how SoftBank Technology was entered in
//! 2017.

use super::{Service, effect::Effect};
use crate::{
    rotation,
    time::{Now, UnixMillis},
    vault::account::{Account, AccountId},
};

impl Service {
    /// The accounts without a login for a year, the longest unused first.
    pub(super) fn unused(&self, now: UnixMillis) -> Vec<&Account> {
        let mut unused: Vec<&Account> =
            self.vault.accounts.iter().filter(|account| rotation::is_unused(&self.vault, account, now)).collect();
        unused.sort_by_key(|account| account.last_login);
        unused
    }

    /// The account is to stay: nothing is said of it for another year.
    pub(super) fn keep(&mut self, account: AccountId, now: Now, out: &mut Vec<Effect>) {
        if self.vault.account(account).is_some() {
            self.vault.diary.kept.insert(account, now.at);
        }
        self.changed(now, out);
    }

    /// Forgets an account and all that is kept of it.
    pub(super) fn forget(&mut self, account: AccountId, now: Now, out: &mut Vec<Effect>) {
        self.vault.forget(account);
        self.session.forget_account(account);
        out.push(Effect::SaveSession);
        self.changed(now, out);
    }
}
