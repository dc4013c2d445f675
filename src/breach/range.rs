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
    /// One drawn by chance: the first 20 of these random bits.
    pub fn random(bytes: [u8; 3]) -> Self {
        Self(std::array::from_fn(|index| hex_digit(&bytes, index)))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("hex digits are ASCII")
    }
}

/// Splits the SHA-1 of a secret into the part that is asked and the part that is looked for.
pub fn split(secret: &Secret) -> (Prefix, Suffix) {
    let digest = Zeroizing::new(<[u8; 20]>::from(Sha1::digest(secret.expose(Exposure::Range).as_bytes())));
    let prefix = std::array::from_fn(|index| hex_digit(&*digest, index));
    let mut suffix = Zeroizing::new([0; SUFFIX_DIGITS]);
    for (index, place) in suffix.iter_mut().enumerate() {
        *place = hex_digit(&*digest, PREFIX_DIGITS + index);
    }
    (Prefix(prefix), Suffix(suffix))
}

/// One of the digits in which some bytes are written.
fn hex_digit(bytes: &[u8], index: usize) -> u8 {
    let byte = bytes[index / 2];
    UPPER_HEX[usize::from(if index.is_multiple_of(2) { byte >> 4 } else { byte & 15 })]
}

/// The count with which the suffix stands in the rows of an answer, if it does; rows of count zero are padding. A count
/// too large for the type is its maximum.
///
/// Rows may come in any order and case and end in CRLF or LF; the last may end in neither. Reading stops at the hit.
///
/// # Errors
/// [`NotARange`] at the first row that is none before a hit: then nothing is known.
pub fn find(body: &[u8], suffix: &Suffix) -> Result<Option<u32>, NotARange> {
    let wanted = word_at(&suffix.0, 0) | LOWER_CASE;
    for row in rows(body) {
        let Row { digits, count } = row?;
        let begins_alike = word_at(digits, 0) | LOWER_CASE == wanted;
        if begins_alike && digits.eq_ignore_ascii_case(&*suffix.0) && count.iter().any(|digit| *digit != b'0') {
            return Ok(Some(number(count)));
        }
    }
    Ok(None)
}

/// How many rows an answer has, padding included.
///
/// # Errors
/// [`NotARange`] at the first row that is none.
pub fn count_rows(body: &[u8]) -> Result<usize, NotARange> {
    rows(body).try_fold(0, |rows, row| row.map(|_| rows + 1))
}

/// The rows of an answer, up to the first that is none.
fn rows(body: &[u8]) -> impl Iterator<Item = Result<Row<'_>, NotARange>> {
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    let (mut rest, mut number) = (Some(body), 0);
    std::iter::from_fn(move || {
        let bytes = rest.take()?;
        number += 1;
        let Some((row, next)) = Row::first_of(bytes) else {
            return Some(Err(if body.is_empty() { NotARange::Empty } else { NotARange::Row(number) }));
        };
        rest = next;
        Some(Ok(row))
    })
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number: u32, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
}

struct Row<'a> {
    digits: &'a [u8; SUFFIX_DIGITS],
    count: &'a [u8],
}

impl<'a> Row<'a> {
    /// The first row of some bytes, if it is one, and what follows its end of line; `None` if nothing may follow. Every byte
    /// is looked at once.
    fn first_of(bytes: &'a [u8]) -> Option<(Self, Option<&'a [u8]>)> {
        let (digits, rest) = bytes.split_first_chunk()?;
        let rest = rest.strip_prefix(b":")?;
        if !are_hex(digits) {
            return None;
        }
        let length = leading_digits(rest);
        let (count, rest) = rest.split_at(length);
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let next = match rest {
            [] => None,
            [b'\n', next @ ..] => Some(next),
            _ => return None,
        };
        (1..=20).contains(&length).then_some((Self { digits, count }, next))
    }
}

// An answer has some 86,000 bytes, and each is looked at: eight at a time, as the bytes of one number (SIMD within a
// register), because the module is compiled for size and its loops are not vectorised. Where a byte holds what is looked for, its
// highest bit is set. No sum carries over into the next byte, as long as all are ASCII.

/// A number with this byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const HIGHEST: u64 = eight(0x80);
const LOWER_CASE: u64 = eight(0x20);

/// The bytes between two ASCII characters, these included.
#[inline(always)]
fn between(word: u64, first: u8, last: u8) -> u64 {
    let from_first = word.wrapping_add(eight(0x80 - first));
    let beyond_last = word.wrapping_add(eight(0x7F - last));
    from_first & !beyond_last & !word & HIGHEST
}

fn are_hex(digits: &[u8; SUFFIX_DIGITS]) -> bool {
    // The last word overlaps the one before.
    let hex = |at| {
        let word = word_at(digits, at);
        between(word, b'0', b'9') | between(word | LOWER_CASE, b'a', b'f')
    };
    hex(0) & hex(8) & hex(16) & hex(24) & hex(SUFFIX_DIGITS - 8) == HIGHEST
}

#[inline(always)]
fn word_at(digits: &[u8; SUFFIX_DIGITS], at: usize) -> u64 {
    u64::from_le_bytes(*digits[at..].first_chunk().expect("a word that begins so ends within the digits"))
}

/// How many of the first bytes are decimal digits.
fn leading_digits(bytes: &[u8]) -> usize {
    let quick = bytes.first_chunk().map(|first| {
        let others = !between(u64::from_le_bytes(*first), b'0', b'9') & HIGHEST;
        others.trailing_zeros() as usize / 8
    });
    // Most counts are short. Beyond a byte that is no ASCII nothing is known, but that byte is no digit.
    quick.filter(|digits| *digits < 8).unwrap_or_else(|| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count())
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

    fn asked(body: &str) -> Result<Option<u32>, NotARange> {
        find(body.as_bytes(), &password().1)
    }

    #[test]
    fn five_digits_leave_and_thirty_five_stay() {
        let (prefix, suffix) = password();
        assert_eq!(prefix.as_str(), "5BAA6");
        assert_eq!(&*suffix.0, SUFFIX.as_bytes());
    }

    #[test]
    fn a_random_prefix_takes_every_value() {
        assert_eq!(Prefix::random([0x5B, 0xAA, 0x6F]).as_str(), "5BAA6");
        assert_eq!(Prefix::random([0, 0, 0]).as_str(), "00000");
        assert_eq!(Prefix::random([0xFF; 3]).as_str(), "FFFFF");
    }

    #[test]
    fn rows_in_any_shape_that_the_protocol_has() {
        let cases = [
            ("alone", format!("{SUFFIX}:3"), Ok(Some(3))),
            ("crlf", format!("{OTHER}:1\r\n{SUFFIX}:3\r\n"), Ok(Some(3))),
            ("lf", format!("{OTHER}:1\n{SUFFIX}:3\n"), Ok(Some(3))),
            ("lower case", format!("{}:3", SUFFIX.to_lowercase()), Ok(Some(3))),
            ("padding is no hit", format!("{SUFFIX}:0\r\n{OTHER}:2"), Ok(None)),
            ("padding, then the row", format!("{SUFFIX}:0\r\n{SUFFIX}:2"), Ok(Some(2))),
            ("not there", format!("{OTHER}:2"), Ok(None)),
            ("twice", format!("{SUFFIX}:2\r\n{SUFFIX}:5"), Ok(Some(2))),
            ("a count too large for the type", format!("{SUFFIX}:99999999999"), Ok(Some(u32::MAX))),
            ("stops at the hit", format!("{SUFFIX}:2\r\n<html>"), Ok(Some(2))),
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
            assert_eq!(count_rows(body.as_bytes()), Err(expected), "{name}");
        }
    }

    /// The parser's rules, one byte after the other.
    fn slowly(body: &[u8]) -> Result<Option<u32>, NotARange> {
        let body = body.strip_suffix(b"\n").unwrap_or(body);
        if body.is_empty() {
            return Err(NotARange::Empty);
        }
        for (index, row) in body.split(|byte| *byte == b'\n').enumerate() {
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            let (digits, count) = row.split_at_checked(SUFFIX_DIGITS).ok_or(NotARange::Row(index + 1))?;
            let count = count.strip_prefix(b":").ok_or(NotARange::Row(index + 1))?;
            let is_row = digits.iter().all(u8::is_ascii_hexdigit)
                && (1..=20).contains(&count.len())
                && count.iter().all(u8::is_ascii_digit);
            if !is_row {
                return Err(NotARange::Row(index + 1));
            }
            if digits.eq_ignore_ascii_case(SUFFIX.as_bytes()) && count.iter().any(|digit| *digit != b'0') {
                return Ok(Some(number(count)));
            }
        }
        Ok(None)
    }

    #[test]
    fn every_byte_at_every_place_of_a_row() {
        let rows = format!("{OTHER}:12345678901234\r\n{OTHER}:7\r\n{SUFFIX}:0\n{OTHER}:00\r\n");
        for at in 0..rows.len() {
            for byte in 0..=u8::MAX {
                let mut body = rows.clone().into_bytes();
                body[at] = byte;
                assert_eq!(find(&body, &password().1), slowly(&body), "byte {byte} at {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn rows_cut_and_joined_anyhow(parts in proptest::collection::vec(
            prop_oneof![
                Just(OTHER.as_bytes().to_vec()), Just(SUFFIX.as_bytes().to_vec()), Just(b":".to_vec()), Just(b"\n".to_vec()),
                Just(b"\r\n".to_vec()), "[0-9]{1,22}".prop_map(String::into_bytes), any::<u8>().prop_map(|byte| vec![byte]),
            ], 0..16)) {
            let body = parts.concat();
            prop_assert_eq!(find(&body, &password().1), slowly(&body));
        }

        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = (find(&body, &password().1), count_rows(&body));
        }

        #[test]
        fn a_hit_is_found_wherever_it_stands(before in 0_usize..50, after in 0_usize..50) {
            let rows = |count: usize| format!("{OTHER}:7\r\n").repeat(count);
            prop_assert_eq!(asked(&format!("{}{SUFFIX}:9\r\n{}", rows(before), rows(after))), Ok(Some(9)));
            prop_assert_eq!(count_rows(rows(before + 1).as_bytes()), Ok(before + 1));
        }
    }
}
