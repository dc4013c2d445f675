//! Names of sites as people put them into passwords.

use std::ops::Range;

use crate::site::{Site, bundled_labels};

/// Names that people put into passwords whatever sites they use, the most common first. All lower case.
pub(super) const WELL_KNOWN: [&str; 32] = [
    "facebook",
    "google",
    "amazon",
    "yahoo",
    "twitter",
    "gmail",
    "instagram",
    "netflix",
    "paypal",
    "rakuten",
    "ebay",
    "apple",
    "linkedin",
    "hotmail",
    "microsoft",
    "youtube",
    "line",
    "steam",
    "spotify",
    "outlook",
    "tiktok",
    "docomo",
    "mercari",
    "skype",
    "myspace",
    "discord",
    "github",
    "reddit",
    "icloud",
    "pinterest",
    "adobe",
    "dropbox",
];

/// Shorter names are left out: they stand in too many words by chance.
const LEAST_CHARS: usize = 3;

/// What a site is called in a password: the first label of its domain, letters and digits only (`so-net.ne.jp`: `sonet`).
pub fn of(site: &Site) -> Option<String> {
    let label = site.as_ref().split('.').next().unwrap_or_default();
    let name: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    (name.len() >= LEAST_CHARS && name.bytes().any(|byte| byte.is_ascii_alphabetic())).then_some(name)
}

/// The longest of these names, or of the bundled ones, that stands in a text in lower case: where it begins and ends.
pub(super) fn find(lower: &[char], names: &[String]) -> Option<Range<usize>> {
    let known = names.iter().map(String::as_str).chain(WELL_KNOWN).chain(bundled_labels());
    let place = |name: &str| {
        let name: Vec<char> = name.chars().collect();
        let long_enough = name.len() >= LEAST_CHARS && name.len() < lower.len();
        let at = long_enough.then(|| lower.windows(name.len()).position(|window| window == name)).flatten()?;
        Some(at..at + name.len())
    };
    known.filter_map(place).max_by_key(Range::len)
}
