//! Which other accounts share a password.

use crate::{
    fingerprint::Tag,
    site::Site,
    vault::{Vault, account::Account},
};

/// The accounts elsewhere whose present password has this tag, in the order in which they were first seen.
///
/// "Elsewhere" is another site of another owner, unless the person said that one account logs in on both: two accounts on
/// one site are often one person's on purpose.
pub fn exact<'a>(vault: &'a Vault, site: &'a Site, tag: Tag) -> impl Iterator<Item = &'a Account> {
    vault
        .accounts
        .iter()
        .filter(move |account| account.password.tag == tag && !vault.is_same_account(&account.site, site))
}
