//! Which passwords the range server knows.
//!
//! The list is the million most common passwords (999,999, by rank) that the crates.io package `passablewords`
//! carries; it has no counts. **The counts here are made up from the rank**, in the manner of Zipf's law:
//! 42,000,000 for the first, half of it for the second, 42 for the last.

use std::sync::LazyLock;

use ring::digest;

/// A made-up password that the docs and the tour can name without naming a real person's.
pub const DEMO_PASSWORD: &str = "hygieia-demo-breached";
/// How often [`DEMO_PASSWORD`] is said to have been seen.
pub const DEMO_COUNT: u32 = 1337;

/// What the most common password of the list counts; near what the real service says of it.
const FIRST_COUNT: u32 = 42_000_000;
/// The list, one password a line, the most used first.
pub const LIST: &str = include_str!(env!("PASSWORD_LIST"));
/// A prefix is five hex digits.
const PREFIXES: usize = 1 << 20;

/// The index over the list. Its first use takes a moment: see [`warm_up`].
pub static PASSWORDS: LazyLock<Passwords> = LazyLock::new(Passwords::new);

/// Builds the index in the background, so that the server is ready before it.
pub fn warm_up() {
    std::thread::spawn(|| LazyLock::force(&PASSWORDS));
}

/// One row of an answer: the last 35 digits of a SHA-1 in upper-case hex, and how often the password was seen.
pub type Row = (String, u32);

/// The list, grouped by prefix.
#[derive(Debug)]
pub struct Passwords {
    /// By rank; the demo password is the last.
    passwords: Vec<&'static str>,
    /// Where each prefix begins in `members`, and one more for the end.
    starts: Vec<u32>,
    /// Indices into `passwords`, grouped by prefix.
    members: Vec<u32>,
}

impl Passwords {
    fn new() -> Self {
        let passwords = LIST.lines().chain([DEMO_PASSWORD]).collect::<Vec<_>>();
        let prefixes = passwords.iter().map(|password| prefix(&sha1(password))).collect::<Vec<_>>();
        // A counting sort: the whole list is grouped in two passes, and only the few rows of a range are ever sorted.
        let mut starts = vec![0; PREFIXES + 1];
        for &prefix in &prefixes {
            starts[prefix + 1] += 1;
        }
        for prefix in 0..PREFIXES {
            starts[prefix + 1] += starts[prefix];
        }
        let mut next = starts.clone();
        let mut members = vec![0; passwords.len()];
        for (index, &prefix) in (0..).zip(&prefixes) {
            members[next[prefix] as usize] = index;
            next[prefix] += 1;
        }
        Self { passwords, starts, members }
    }

    /// The rows of a prefix (below 2^20), sorted.
    pub fn rows(&self, prefix: usize) -> Vec<Row> {
        let range = self.starts[prefix] as usize..self.starts[prefix + 1] as usize;
        let mut rows = self.members[range]
            .iter()
            .map(|&index| {
                let password = self.passwords[index as usize];
                let count = if password == DEMO_PASSWORD { DEMO_COUNT } else { FIRST_COUNT / (index + 1) };
                (hex(&sha1(password)).split_off(5), count)
            })
            .collect::<Vec<_>>();
        rows.sort_unstable();
        rows
    }
}

/// Upper-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn sha1(password: &str) -> [u8; 20] {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes())
        .as_ref()
        .try_into()
        .expect("SHA-1 has 20 bytes")
}

fn prefix(hash: &[u8; 20]) -> usize {
    usize::from(hash[0]) << 12 | usize::from(hash[1]) << 4 | usize::from(hash[2]) >> 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_common_password_has_the_highest_count() {
        // SHA-1 of "123456": 7C4A8D09CA3762AF61E59520943DC26494F8941B
        assert!(PASSWORDS.rows(0x7C4A8).contains(&("D09CA3762AF61E59520943DC26494F8941B".to_owned(), FIRST_COUNT)));
        // SHA-1 of "password", the second: 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8
        assert!(PASSWORDS.rows(0x5BAA6).contains(&("1E4C9B93F3F0682250B6CF8331B7EE68FD8".to_owned(), FIRST_COUNT / 2)));
    }

    #[test]
    fn every_password_is_in_one_range() {
        assert_eq!(PASSWORDS.passwords.len(), 1_000_000);
        let mut members = PASSWORDS.members.clone();
        members.sort_unstable();
        assert!(members.into_iter().eq(0..1_000_000));
        assert_eq!(*PASSWORDS.starts.last().unwrap(), 1_000_000);
    }

    #[test]
    fn the_demo_password_is_known_and_new_to_the_list() {
        let hash = hex(&sha1(DEMO_PASSWORD));
        let prefix = usize::from_str_radix(&hash[..5], 16).unwrap();
        assert!(PASSWORDS.rows(prefix).contains(&(hash[5..].to_owned(), DEMO_COUNT)));
        assert!(!LIST.lines().any(|password| password == DEMO_PASSWORD));
    }
}
