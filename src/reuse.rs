//! Which other accounts share a password.

use crate::{
    fingerprint::Tag,
    site::Site,
    vault::{Vault, account::Account},
};

/// The accounts elsewhere whose present password has this tag, in the order in which they were first seen.
///
/// "Elsewhere" is another site: two accounts on one site are often one person's on purpose.
pub fn exact<'a>(vault: &'a Vault, site: &'a Site, tag: Tag) -> impl Iterator<Item = &'a Account> {
    vault.accounts.iter().filter(move |account| &account.site != site && account.password.tag == tag)
}
