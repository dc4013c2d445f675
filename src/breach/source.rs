//! Who answers range requests.

use serde::{Deserialize, Serialize};

use super::range::Prefix;

/// Have I Been Pwned's Pwned Passwords, <https://haveibeenpwned.com/API/v3#PwnedPasswords>.
pub const HAVE_I_BEEN_PWNED: &str = "https://api.pwnedpasswords.com/range/";

/// The service of GWDG, the data centre of Göttingen's university and the Max Planck Society,
/// <https://pwcheck.gwdg.de/api.html>.
pub const GWDG: &str = "https://pwcheck.gwdg.de/range/";

/// How long an answer may take, in milliseconds.
pub const TIMEOUT_MILLIS: u32 = 5_000;

/// How large an answer may be, in bytes, unpacked. A padded range has about 90,000.
pub const MAX_ANSWER_BYTES: u32 = 1_000_000;

/// The one header that a request is given, beside what the browser adds to every request.
pub const HEADER: (&str, &str) = ("Add-Padding", "true");

/// A breach source by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum SourceName {
    /// Have I Been Pwned.
    HaveIBeenPwned,
    /// GWDG.
    Gwdg,
    /// A mirror of one's own.
    Mirror,
}

/// A breach source as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Source {
    /// Which.
    pub name: SourceName,
    /// Whether it is asked.
    pub on: bool,
    /// A mirror's base address, empty as long as none was given; always empty for the others, whose addresses are fixed.
    #[serde(default)]
    pub address: String,
}

impl Source {
    /// A source without an address of its own.
    pub fn new(name: SourceName, on: bool) -> Self {
        Self { name, on, address: String::new() }
    }

    /// The address to which five digits are appended; empty if none is known.
    pub fn base(&self) -> &str {
        match self.name {
            SourceName::HaveIBeenPwned => HAVE_I_BEEN_PWNED,
            SourceName::Gwdg => GWDG,
            SourceName::Mirror => &self.address,
        }
    }
}

/// The sources, the one that is asked first first.
pub fn defaults() -> Vec<Source> {
    vec![
        Source::new(SourceName::HaveIBeenPwned, true),
        Source::new(SourceName::Gwdg, false),
        Source::new(SourceName::Mirror, false),
    ]
}

/// Whether a list has each source once, only mirrors have an address, and one that is on has a valid one.
pub fn is_list(sources: &[Source]) -> bool {
    let is_valid = |source: &Source| match source.name {
        SourceName::Mirror if source.address.is_empty() => !source.on,
        SourceName::Mirror => is_base_address(&source.address),
        SourceName::HaveIBeenPwned | SourceName::Gwdg => source.address.is_empty(),
    };
    let mut names: Vec<SourceName> = sources.iter().map(|source| source.name).collect();
    names.sort_unstable();
    names == [SourceName::HaveIBeenPwned, SourceName::Gwdg, SourceName::Mirror] && sources.iter().all(is_valid)
}

/// Whether this is an address to which five digits can be appended: HTTPS, a host, ends in a slash; no credentials,
/// query or fragment.
pub fn is_base_address(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let Some((host, _)) = rest.split_once('/') else { return false };
    let plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/[]%".contains(&byte));
    !host.is_empty() && plain && address.ends_with('/') && address.len() <= 500
}

/// The address of one range.
pub fn address(base: &str, prefix: Prefix) -> String {
    format!("{base}{}", prefix.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_addresses() {
        for good in [HAVE_I_BEEN_PWNED, GWDG, "https://range.test:8443/range/", "https://[::1]:1/"] {
            assert!(is_base_address(good), "{good}");
        }
        for bad in [
            "",
            "http://range.example/range/",
            "https://range.example/range",
            "https:///",
            "https://user@range.example/",
            "https://range.example/?p=/",
            "https://range.example/#/",
            "https://range.example/ /",
            "javascript:alert(1)/",
        ] {
            assert!(!is_base_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_list_has_each_source_once_and_a_mirror_that_is_on_has_an_address() {
        let mirror = |on, address: &str| Source { address: address.into(), ..Source::new(SourceName::Mirror, on) };
        let with = |mirror| [&defaults()[..2], &[mirror]].concat();
        assert!(is_list(&defaults()));
        assert!(is_list(&defaults().into_iter().rev().collect::<Vec<_>>()));
        assert!(is_list(&with(mirror(true, "https://range.example/"))));
        assert!(is_list(&with(mirror(false, "https://range.example/"))));
        assert!(!is_list(&with(mirror(true, ""))));
        assert!(!is_list(&with(mirror(false, "http://range.example/"))));
        assert!(!is_list(&with(Source::new(SourceName::Gwdg, true))));
        assert!(!is_list(&defaults()[..2]));
        let mut elsewhere = defaults();
        elsewhere[0].address = "https://range.example/".into();
        assert!(!is_list(&elsewhere));
    }
}
