//! Which reuse matters first, and where to change it first.

use crate::{
    breach::{Verdict, incident},
    site::{self, Site, SiteKind, same_owner},
    text::{Arg, Text},
    vault::{
        Vault,
        account::{Account, AccountName},
    },
};

use super::{
    Subject,
    incidents::{Age, age_at},
};

/// What is at stake where a password is shared, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stakes {
    /// It is known to others: it was entered at an imitation, it is in a list of breached passwords, or a site that shares it
    /// has lost passwords since.
    Known,
    /// One of the sites is where the others send their mail, or an ISP: whoever is in there resets the others.
    Resets,
    /// One of the sites is a shop, where a card may be stored.
    Card,
    /// User name and password are both the same, and the name is an e-mail address: what is stolen at one site is tried at the
    /// others as it is (So-net, 2010).
    SameName,
    /// None of these.
    Plain,
}

/// One of the places that share a password.
struct Place<'a> {
    site: &'a Site,
    name: Option<&'a AccountName>,
    account: Option<&'a Account>,
}

/// Why a password shared by a subject and these accounts matters, in words, and the site where to change it first.
pub(super) fn weigh(vault: &Vault, subject: &Subject, shared: &[&Account]) -> (Stakes, Text, String) {
    let own = Place { site: subject.site, name: subject.name, account: subject.account };
    let others =
        shared.iter().map(|account| Place { site: &account.site, name: account.name.as_ref(), account: Some(account) });
    let places: Vec<Place> = std::iter::once(own).chain(others).collect();
    let find = |holds: &dyn Fn(&Place) -> bool| places.iter().find(|place| holds(place)).map(|place| place.site);

    // What is true of the password is true wherever it is used.
    let is_found = |account: &&Account| account.password.breach.is_some_and(|check| check.breached);
    let is_leaked = subject.verdict == Verdict::Breached || shared.iter().any(is_found);
    let imitation = shared.iter().find(|account| is_imitation(vault, account, subject.site));
    let lost = find(&|place| lost_since(vault, place));
    let resets = find(&|place| places.iter().any(|other| gets_mail_of(place.site, other.name)))
        .or_else(|| find(&|place| vault.kind_of(place.site) == Some(SiteKind::Isp)));
    let card = find(&|place| vault.choices(place.site).card)
        .or_else(|| find(&|place| vault.kind_of(place.site) == Some(SiteKind::Shop)));
    let same_name = shared.iter().any(|account| is_same_mail(subject.name, account.name.as_ref()));

    let count = Arg::Count(super::count_of(&super::sites_of(shared)));
    let with = |code, site: &Site| Text::with(code, [count.clone(), Arg::Names(vec![site::display_name(site)])]);
    let (stakes, reason) = match (lost, resets, card) {
        _ if imitation.is_some() => {
            let names = imitation.map(|account| site::display_name(&account.site)).into_iter().collect();
            (Stakes::Known, Text::with("reused_reason_given_away", [Arg::Names(names)]))
        }
        _ if is_leaked => (Stakes::Known, Text::with("reused_reason_leaked", [count])),
        (Some(site), _, _) => (Stakes::Known, with("reused_reason_breached_site", site)),
        (_, Some(site), _) => (Stakes::Resets, with("reused_reason_resets", site)),
        (_, _, Some(site)) => (Stakes::Card, with("reused_reason_card", site)),
        _ if same_name => (Stakes::SameName, Text::with("reused_reason_same_name", [count])),
        _ => (Stakes::Plain, Text::with("reused_reason", [count])),
    };
    // Whoever has the password tries the mail first; so do we.
    let first = resets.or(card).or(lost).unwrap_or(subject.site);
    (stakes, reason, site::display_name(first))
}

/// Whether an account is on a page that passes itself off as this site.
fn is_imitation(vault: &Vault, account: &Account, of: &Site) -> bool {
    let subject = Subject::stored(account, None);
    vault.accounts_on(of).any(|genuine| super::is_imitated(vault, &subject, genuine))
}

/// Whether a site has lost passwords, and this one is not known to be newer.
fn lost_since(vault: &Vault, place: &Place) -> bool {
    let Some(lost_at) = incident::passwords_lost_at(place.site, &vault.breach_list) else { return false };
    place.account.is_none_or(|account| age_at(vault, account, lost_at) != Age::Newer)
}

/// Whether mail to this user name arrives at a site of this owner.
pub(super) fn gets_mail_of(site: &Site, name: Option<&AccountName>) -> bool {
    name.and_then(AccountName::mail_site).is_some_and(|mailbox| same_owner(&mailbox, site))
}

fn is_same_mail(one: Option<&AccountName>, other: Option<&AccountName>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.tag == other.tag && one.mail_domain().is_some(),
        _ => false,
    }
}
