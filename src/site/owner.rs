//! Who owns a site: sites on which one account logs in, from `data/owners.csv`.

use std::sync::LazyLock;

use super::{Site, SiteKind};

/// The groups' names, and the kind that all of their bundled sites have; their numbers are the values of [`GROUPS`].
static NAMES: &[(&str, Option<SiteKind>)] = include!(concat!(env!("OUT_DIR"), "/owner_names.rs"));

/// Domain → number of its group, as `build.rs` writes it.
static GROUPS: LazyLock<fst::Map<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/owners.fst"));
    fst::Map::new(bytes).expect("build.rs writes a map")
});

/// The name of the owner group of a bundled site: the sites on which one account, with one password, logs in.
///
/// Sites of one company that have accounts of their own (Vodafone's in two countries) are in no common group: the same
/// password on them is reuse.
pub fn owner_of(site: &Site) -> Option<&'static str> {
    group_of(site).map(|(name, _)| name)
}

/// The name of a site's owner group, and what all of its sites are that have a kind.
pub(super) fn group_of(site: &Site) -> Option<(&'static str, Option<SiteKind>)> {
    let number = GROUPS.get(site.as_ref())?;
    NAMES.get(usize::try_from(number).ok()?).copied()
}

/// Whether an account of one site is an account of the other: they are the same, or of one owner group.
pub fn same_owner(one: &Site, other: &Site) -> bool {
    one == other || owner_of(one).is_some_and(|owner| owner_of(other) == Some(owner))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn site(host: &str) -> Site {
        Site::from_host(host).unwrap()
    }

    #[test]
    fn every_domain_is_a_registrable_one_and_no_group_is_alone() {
        let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
        for line in include_str!("../../data/owners.csv").lines().skip(1) {
            let (domain, group) = line.split_once(',').unwrap();
            assert_eq!(site(domain).as_ref(), domain);
            assert_eq!(owner_of(&site(domain)), Some(group), "{domain}");
            *groups.entry(group).or_default() += 1;
        }
        assert!(groups.len() >= 150, "{} groups", groups.len());
        for (group, size) in groups {
            assert!(size > 1, "{group}");
            assert_eq!(group.trim(), group);
        }
    }

    #[test]
    fn one_owner() {
        for (one, other) in [
            ("www.amazon.com", "amazon.co.jp"),
            ("accounts.google.com", "www.youtube.com"),
            ("login.live.com", "login.microsoftonline.com"),
            ("appleid.apple.com", "www.icloud.com"),
            ("login.yahoo.co.jp", "www.paypay-card.co.jp"),
            ("id.rakuten.co.jp", "www.rakuten-card.co.jp"),
            ("id.rakuten.co.jp", "login.account.rakuten.com"),
            ("www.au.com", "connect.auone.jp"),
            ("auone.jp", "www.kddi.com"),
            ("www.docomo.ne.jp", "www.ocn.ne.jp"),
            ("www.softbank.jp", "www.ymobile.jp"),
            ("eonet.jp", "mineo.jp"),
            ("ja.wikipedia.org", "commons.wikimedia.org"),
            ("unknown.example", "www.unknown.example"),
        ] {
            assert!(same_owner(&site(one), &site(other)), "{one} {other}");
        }
    }

    /// They look related, and each has passwords of its own.
    #[test]
    fn other_owners() {
        for (one, other) in [
            ("vodafone.de", "vodafone.co.uk"),
            ("yahoo.co.jp", "yahoo.com"),
            ("yahoo.co.jp", "line.me"),
            ("facebook.com", "instagram.com"),
            ("facebook.com", "meta.com"),
            ("rakuten.co.jp", "rakuten-bank.co.jp"),
            ("hulu.com", "hulu.jp"),
            ("telekom.de", "t-mobile.com"),
            ("orange.fr", "orange.es"),
            ("au.com", "aol.com"),
            ("sky.com", "sky.it"),
            ("someone.github.io", "github.com"),
            ("unknown.example", "unknown.test"),
        ] {
            assert!(!same_owner(&site(one), &site(other)), "{one} {other}");
        }
    }
}
