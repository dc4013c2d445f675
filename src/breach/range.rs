//! The range protocol of Pwned Passwords (Ali 2018, k-anonymity by prefix): the first five hex digits of a SHA-1 are
//! asked, the other 35 are looked for in the answer on this machine.

use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::secret::{Exposure, Secret};

const PREFIX_DIGITS: usize = 5;
const SUFFIX_DIGITS: usize = 35;
const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";

/// The five hex digits that leave the machine, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix([u8; PREFIX_DIGITS]);

/// The 35 hex digits that stay, upper case; zeroed when dropped.
pub struct Suffix(Zeroizing<[u8; SUFFIX_DIGITS]>);

/// Why an answer is no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotARange {
    /// Nothing in it.
    Empty,
    /// A row that is not 35 hex digits, a colon and a decimal count. The row's number, from 1.
    Row(usize),
}

impl Prefix {
    /// The prefix of the lowest 20 of these bits.
    pub fn from_bits(bits: u32) -> Self {
        Self([16, 12, 8, 4, 0].map(|shift| UPPER_HEX[(bits >> shift) as usize & 15]))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("hex digits are ASCII")
    }
}

/// Splits the SHA-1 of a secret into the part that is asked and the part that is looked for.
pub fn split(secret: &Secret) -> (Prefix, Suffix) {
    let digest = Zeroizing::new(<[u8; 20]>::from(Sha1::digest(secret.expose(Exposure::Range).as_bytes())));
    let digit = |index: usize| {
        let byte = digest[index / 2];
        UPPER_HEX[usize::from(if index.is_multiple_of(2) { byte >> 4 } else { byte & 15 })]
    };
    let prefix = std::array::from_fn(digit);
    let mut suffix = Zeroizing::new([0; SUFFIX_DIGITS]);
    for (index, place) in suffix.iter_mut().enumerate() {
        *place = digit(PREFIX_DIGITS + index);
    }
    (Prefix(prefix), Suffix(suffix))
}

/// Whether the suffix stands in the rows of an answer, with a count above zero (padding has zero).
///
/// Rows may come in any order and case and end in CRLF or LF; the last may end in neither. Reading stops at the hit.
///
/// # Errors
/// [`NotARange`] at the first row that is none before a hit: then nothing is known.
pub fn contains(body: &[u8], suffix: &Suffix) -> Result<bool, NotARange> {
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    if body.is_empty() {
        return Err(NotARange::Empty);
    }
    for (index, row) in body.split(|byte| *byte == b'\n').enumerate() {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        let (digits, count) = parse_row(row).ok_or(NotARange::Row(index + 1))?;
        if digits.eq_ignore_ascii_case(&*suffix.0) && count.iter().any(|digit| *digit != b'0') {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The digits and the count of a row, if it is one.
fn parse_row(row: &[u8]) -> Option<(&[u8], &[u8])> {
    let (digits, rest) = row.split_at_checked(SUFFIX_DIGITS)?;
    let count = rest.strip_prefix(b":")?;
    let well_formed = digits.iter().all(u8::is_ascii_hexdigit)
        && (1..=20).contains(&count.len())
        && count.iter().all(u8::is_ascii_digit);
    well_formed.then_some((digits, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // SHA-1("password") = 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8, the example of the protocol's own documentation.
    const SUFFIX: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
    const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65";

    fn password() -> (Prefix, Suffix) {
        split(&Secret::new("password".into()))
    }

    fn asked(body: &str) -> Result<bool, NotARange> {
        contains(body.as_bytes(), &password().1)
    }

    #[test]
    fn five_digits_leave_and_thirty_five_stay() {
        let (prefix, suffix) = password();
        assert_eq!(prefix.as_str(), "5BAA6");
        assert_eq!(&*suffix.0, SUFFIX.as_bytes());
    }

    #[test]
    fn twenty_bits_are_a_prefix() {
        for (bits, digits) in [(0, "00000"), (0x5BAA6, "5BAA6"), (0xFFFF_FFFF, "FFFFF"), (0xABC0_0001, "00001")] {
            assert_eq!(Prefix::from_bits(bits).as_str(), digits);
        }
    }

    #[test]
    fn rows_in_any_shape_that_the_protocol_has() {
        let cases = [
            ("alone", format!("{SUFFIX}:3"), Ok(true)),
            ("crlf", format!("{OTHER}:1\r\n{SUFFIX}:3\r\n"), Ok(true)),
            ("lf", format!("{OTHER}:1\n{SUFFIX}:3\n"), Ok(true)),
            ("lower case", format!("{}:3", SUFFIX.to_lowercase()), Ok(true)),
            ("padding is no hit", format!("{SUFFIX}:0\r\n{OTHER}:2"), Ok(false)),
            ("padding, then the row", format!("{SUFFIX}:0\r\n{SUFFIX}:2"), Ok(true)),
            ("not there", format!("{OTHER}:2"), Ok(false)),
            ("stops at the hit", format!("{SUFFIX}:2\r\n<html>"), Ok(true)),
        ];
        for (name, body, expected) in cases {
            assert_eq!(asked(&body), expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_range_is_never_not_found() {
        let cases = [
            ("empty", String::new(), NotARange::Empty),
            ("one line end", "\n".into(), NotARange::Empty),
            ("html", "<!doctype html>\n".into(), NotARange::Row(1)),
            ("row cut in its digits", format!("{OTHER}:1\r\n{}", &SUFFIX[..20]), NotARange::Row(2)),
            ("row cut before its count", format!("{OTHER}:1\r\n{OTHER}:"), NotARange::Row(2)),
            ("32 digits", format!("{}:1", &OTHER[..32]), NotARange::Row(1)),
            ("36 digits", format!("{OTHER}A:1"), NotARange::Row(1)),
            ("no hex", format!("{}G:1", &OTHER[..34]), NotARange::Row(1)),
            ("negative", format!("{OTHER}:-1"), NotARange::Row(1)),
            ("blank row", format!("{OTHER}:1\r\n\r\n{OTHER}:1"), NotARange::Row(2)),
        ];
        for (name, body, expected) in cases {
            assert_eq!(asked(&body), Err(expected), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = contains(&body, &password().1);
        }

        #[test]
        fn a_hit_is_found_wherever_it_stands(before in 0_usize..50, after in 0_usize..50) {
            let rows = |count: usize| format!("{OTHER}:7\r\n").repeat(count);
            prop_assert_eq!(asked(&format!("{}{SUFFIX}:9\r\n{}", rows(before), rows(after))), Ok(true));
        }
    }
}
