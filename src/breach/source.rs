//! Who answers range requests.

use super::range::Prefix;

/// Have I Been Pwned's Pwned Passwords, <https://haveibeenpwned.com/API/v3#PwnedPasswords>.
pub const HAVE_I_BEEN_PWNED: &str = "https://api.pwnedpasswords.com/range/";

/// How long an answer may take, in milliseconds.
pub const TIMEOUT_MILLIS: u32 = 5_000;

/// How large an answer may be, in bytes. A padded range has about 90,000.
pub const MAX_ANSWER_BYTES: u32 = 1_000_000;

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
        for good in [HAVE_I_BEEN_PWNED, "https://range.test:8443/range/", "https://[::1]:1/"] {
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
}
