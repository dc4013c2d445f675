//! Which passwords are the same, and which are similar.
//!
//! Equal ones are found by equal tags. Similar ones are found without the other password being there, in three ways:
//! likely [`edits`] of a new password whose tag is an account's, [`stems`] in common, and, where a form shows both, by
//! comparing [both](form::near).

pub mod edits;
pub mod form;
mod leet;
pub mod names;
pub mod stems;

use serde::{Deserialize, Serialize};

use crate::{
    fingerprint::Tag,
    site::Site,
    vault::{
        Vault,
        account::{Account, AccountId, Similar},
    },
};

/// What differs between two similar passwords. Coarse on purpose: it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Capital letters.
    Case,
    /// Signs that stand for letters.
    Sign,
    /// A number or a year.
    Number,
    /// Symbols, at the ends or between words.
    Symbol,
    /// The name of a site.
    Name,
    /// A character dropped, doubled or moved, or a word repeated.
    Order,
    /// More than one of these; the word is the same.
    Word,
    /// A few characters.
    Few,
}

impl std::fmt::Display for Why {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Case => "capital letters",
            Self::Sign => "signs for letters",
            Self::Number => "a number",
            Self::Symbol => "symbols",
            Self::Name => "the name of a site",
            Self::Order => "characters dropped, doubled or moved",
            Self::Word => "the same word",
            Self::Few => "a few characters",
        })
    }
}

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

/// The accounts elsewhere whose present password is similar to one that is used on `site` and has this tag, with what
/// differs: those that were `found` with it, and those that were found similar to the `own` account's.
pub fn similar<'a>(
    vault: &'a Vault,
    site: &Site,
    tag: Tag,
    found: &[Similar],
    own: Option<AccountId>,
) -> Vec<(&'a Account, Why)> {
    let why = |account: &Account| {
        let found = found.iter().find(|similar| (similar.account, similar.tag) == (account.id, account.password.tag));
        let of_other = account.password.similar.iter().flatten();
        let back = || of_other.into_iter().find(|similar| (Some(similar.account), similar.tag) == (own, tag));
        found.or_else(back).map(|similar| similar.why)
    };
    let is_elsewhere = |account: &Account| account.password.tag != tag && !vault.is_same_account(&account.site, site);
    // Few are similar; whose site it is takes longer to tell.
    let similar = vault.accounts.iter().filter_map(|account| Some((account, why(account)?)));
    similar.filter(|(account, _)| is_elsewhere(account)).collect()
}
