//! Kinds and names of sites that people really use, from `data/sites.csv`.

use std::sync::LazyLock;

use fst::Streamer;
use serde::{Deserialize, Serialize};

use super::{Site, look_alike::is_common, owner::group_of, shown};

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

/// Domain → `offset << 2 | kind`, as `build.rs` writes it; the name stands at the offset in [`NAMES`], to the line's end.
static SITES: LazyLock<fst::Map<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sites.fst"));
    fst::Map::new(bytes).expect("build.rs writes a map")
});

static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/site_names.txt"));

/// In the order of their numbers in [`SITES`].
const KINDS: [SiteKind; 3] = [SiteKind::Isp, SiteKind::Shop, SiteKind::Other];

/// The kind and the name of a bundled site; of one that only its owner group tells of, those of the group.
pub fn kind_of(site: &Site) -> Option<(SiteKind, &'static str)> {
    match SITES.get(site.as_ref()) {
        Some(value) => {
            let name = NAMES.get(usize::try_from(value >> 2).ok()?..)?.lines().next()?;
            Some((*KINDS.get(usize::try_from(value & 3).ok()?)?, name))
        }
        None => group_of(site).and_then(|(name, kind)| Some((kind?, name))),
    }
}

/// All bundled sites that have a kind of their own, sorted by domain.
pub fn bundled_sites() -> impl Iterator<Item = Site> {
    domains().filter_map(|domain| Site::from_host(&domain).ok())
}

fn domains() -> impl Iterator<Item = String> {
    let mut stream = SITES.stream();
    std::iter::from_fn(move || stream.next().map(|(domain, _)| String::from_utf8_lossy(domain).into_owned()))
}

/// The first labels of the bundled sites' domains that name the site alone: no few letters, and no words that name many
/// things.
pub(crate) fn bundled_labels<'a>() -> impl Iterator<Item = &'a str> {
    static LABELS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let is_name = |label: &&str| label.len() > 4 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
        let label = |domain: &str| domain.split('.').next().filter(is_name).map(str::to_owned);
        domains().filter_map(|domain| label(&domain)).filter(|label| !is_common(label)).collect()
    });
    LABELS.iter().map(String::as_str)
}

/// What a site is called: its bundled name, else its domain as [`shown`].
pub fn display_name(site: &Site) -> String {
    kind_of(site).map_or_else(|| shown(site), |(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_site_is_a_registrable_domain() {
        let mut seen = 0;
        for line in include_str!("../../data/sites.csv").lines().skip(1) {
            let columns: Vec<&str> = line.splitn(4, ',').collect();
            let [domain, category, _country, name] = columns[..] else { panic!("{line}") };
            let site = Site::from_host(domain).unwrap();
            assert_eq!(site.as_ref(), domain);
            let kind = match category {
                "isp" => SiteKind::Isp,
                "shopping" => SiteKind::Shop,
                _ => SiteKind::Other,
            };
            assert_eq!(kind_of(&site), Some((kind, name)));
            assert!(!name.trim().is_empty(), "{domain}");
            seen += 1;
        }
        assert!(seen >= 700, "{seen} sites");
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
