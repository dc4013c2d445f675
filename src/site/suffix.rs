//! The Public Suffix List (<https://publicsuffix.org/list/>) as an `fst` map that `build.rs` makes: reversed labels
//! (`jp.co`) → what rules there are. Embedded and read in place.

use std::sync::LazyLock;

/// Bits of the map's values; `build.rs` writes them.
mod rule {
    /// The name is a public suffix.
    pub const NORMAL: u64 = 1;
    /// Every name directly below it is one.
    pub const WILDCARD: u64 = 2;
    /// It is none, although a wildcard says so.
    pub const EXCEPTION: u64 = 4;
    /// The rule is of the list's private section: somebody lets others have names there.
    pub const PRIVATE: u64 = 8;
}

static RULES: LazyLock<fst::Map<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/suffixes.fst"));
    fst::Map::new(bytes).expect("build.rs writes a map")
});

/// The registrable domain of a lower-case ASCII host name: its public suffix and one label more, or the host itself
/// where it has no more.
pub(super) fn registrable(host: &str) -> &str {
    let labels = suffix_labels(host) + 1;
    let start = host.rmatch_indices('.').nth(labels - 1).map_or(0, |(dot, _)| dot + 1);
    &host[start..]
}

/// How many labels the public suffix has; at least one (the list's default rule `*`).
fn suffix_labels(host: &str) -> usize {
    let mut suffix = 1;
    let mut key = String::with_capacity(host.len());
    for (index, label) in host.rsplit('.').enumerate() {
        if index > 0 {
            key.push('.');
        }
        key.push_str(label);
        let Some(rules) = RULES.get(&key) else { continue };
        let labels = index + 1;
        if rules & rule::EXCEPTION != 0 {
            return labels - 1;
        }
        if rules & rule::NORMAL != 0 {
            suffix = suffix.max(labels);
        }
        if rules & rule::WILDCARD != 0 {
            suffix = suffix.max(labels + 1);
        }
    }
    suffix
}

/// Whether a public suffix is somebody's who lets others have names there (`github.io`), by a rule of its own or a
/// wildcard's.
pub(super) fn is_private(suffix: &str) -> bool {
    let has = |name: &str, bits: u64| {
        let key: Vec<&str> = name.rsplit('.').collect();
        RULES.get(key.join(".")).is_some_and(|rules| rules & bits == bits)
    };
    has(suffix, rule::NORMAL | rule::PRIVATE)
        || suffix.split_once('.').is_some_and(|(_, above)| has(above, rule::WILDCARD | rule::PRIVATE))
}
