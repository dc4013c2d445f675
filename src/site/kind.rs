//! Kinds and names of sites that people really use, from `data/sites.csv`.

use serde::{Deserialize, Serialize};

use super::{Site, owner::group_of, shown};

/// What a site is to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum SiteKind {
    /// An Internet provider, mobile and mail included.
    Isp,
    /// A shop.
    Shop,
    /// Anything else.
    Other,
}

/// Domain, kind, name; sorted by domain.
static SITES: &[(&str, SiteKind, &str)] = include!(concat!(env!("OUT_DIR"), "/sites.rs"));

/// The kind and the name of a bundled site; of one that only its owner group tells of, those of the group.
pub fn kind_of(site: &Site) -> Option<(SiteKind, &'static str)> {
    match SITES.binary_search_by_key(&site.as_ref(), |(domain, _, _)| domain) {
        Ok(index) => Some((SITES[index].1, SITES[index].2)),
        Err(_) => group_of(site).and_then(|(name, kind)| Some((kind?, name))),
    }
}

/// All bundled sites that have a kind, sorted by domain.
pub fn bundled_sites() -> impl Iterator<Item = Site> {
    SITES.iter().filter_map(|(domain, ..)| Site::from_host(domain).ok())
}

/// What a site is called: its bundled name, else its domain as [`shown`].
pub fn display_name(site: &Site) -> String {
    kind_of(site).map_or_else(|| shown(site), |(_, name)| name.to_owned())
}

/// The first labels of the bundled sites' domains that are words of their own, not a few letters.
pub(crate) fn bundled_labels<'a>() -> impl Iterator<Item = &'a str> {
    let label = |(domain, _, _): &(&'a str, SiteKind, &str)| domain.split('.').next().unwrap_or_default();
    SITES.iter().map(label).filter(|label| label.len() > 4 && label.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_site_is_a_registrable_domain() {
        for (domain, _, name) in SITES {
            assert_eq!(Site::from_host(domain).unwrap().as_ref(), *domain);
            assert!(!name.is_empty(), "{domain}");
        }
    }

    #[test]
    fn names_and_kinds() {
        let site = |host| Site::from_host(host).unwrap();
        assert_eq!(kind_of(&site("id.ocn.ne.jp")).map(|(kind, _)| kind), Some(SiteKind::Isp));
        assert_eq!(kind_of(&site("www.amazon.co.jp")).map(|(kind, _)| kind), Some(SiteKind::Shop));
        assert_eq!(kind_of(&site("www.airbnb.com.ec")), Some((SiteKind::Other, "Airbnb")));
        assert_eq!(kind_of(&site("unknown.example")), None);
        assert_eq!(display_name(&site("www.unknown.example")), "unknown.example");
        assert_eq!(display_name(&site("www.xn--r8jz45g.jp")), "例え.jp");
    }

    #[test]
    fn the_demo_sites_are_known_to_the_test_door_alone() {
        let demo = |host| kind_of(&Site::from_host(host).unwrap());
        let known = |kind, name| cfg!(feature = "test-door").then_some((kind, name));
        assert_eq!(demo("id.hikari-net.test"), known(SiteKind::Isp, "ひかりネット"));
        assert_eq!(demo("minato-shop.test"), known(SiteKind::Shop, "みなと商店"));
        assert_eq!(demo("kaede-store.test"), known(SiteKind::Shop, "Kaede Store"));
        assert_eq!(demo("tanuki-forum.test"), known(SiteKind::Other, "Tanuki Forum"));
    }
}
