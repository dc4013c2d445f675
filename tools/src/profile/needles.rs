//! The forms in which a secret may lie on a disk.

use std::fmt::Write;

use aho_corasick::AhoCorasick;
use anyhow::{Context, ensure};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use ring::digest;

use super::{Secret, Secrets};

/// Shorter secrets would be found by chance.
const SHORTEST: usize = 8;

/// All forms of all secrets, searched at once.
pub struct Needles {
    automaton: AhoCorasick,
    /// The secret's name and the form of each pattern.
    patterns: Vec<(String, &'static str)>,
}

impl Needles {
    /// The forms of these secrets.
    ///
    /// # Errors
    /// If one has fewer than eight bytes, or is not the base64 that it says.
    pub fn new(secrets: &Secrets) -> anyhow::Result<Self> {
        let mut patterns = Vec::new();
        let mut bytes = Vec::new();
        for (name, secret) in &secrets.0 {
            let (length, forms) = match secret {
                Secret::Text(text) => (text.len(), forms(text)),
                Secret::Bytes { base64 } => {
                    let bytes = BASE64_STANDARD.decode(base64).context("no base64")?;
                    (bytes.len(), forms_of_bytes(&bytes))
                }
            };
            ensure!(length >= SHORTEST, "{name} has fewer than {SHORTEST} bytes: it would be found by chance");
            for (form, pattern) in forms {
                patterns.push((name.clone(), form));
                bytes.push(pattern);
            }
        }
        Ok(Self { automaton: AhoCorasick::new(bytes)?, patterns })
    }

    /// What is in these bytes: names of secrets and their forms.
    pub fn find<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (&'a str, &'static str)> {
        self.automaton.find_overlapping_iter(bytes).map(|found| {
            let (name, form) = &self.patterns[found.pattern().as_usize()];
            (name.as_str(), *form)
        })
    }
}

/// A secret's forms. The first 5 of a SHA-1's 40 digits alone would be found by chance: they are looked for where the range
/// protocol writes them, behind `range/`; the other 35 by themselves.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = secret.as_bytes();
    let wide = utf_16(secret, u16::to_le_bytes);
    let sha_1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, plain);
    let sha_1 = sha_1.as_ref();
    let mut forms = vec![
        ("utf-8", plain.to_vec()),
        ("utf-16le", wide.clone()),
        ("utf-16be", utf_16(secret, u16::to_be_bytes)),
        // Firefox's IndexedDB writes the characters of a key one higher, so that zero stays free.
        ("indexeddb key", plain.iter().map(|byte| byte.wrapping_add(1)).collect()),
        ("percent-encoded", percent_encoded(secret, "%20").into_bytes()),
        ("form-encoded", percent_encoded(secret, "+").into_bytes()),
        ("json", json_escaped(secret).into_bytes()),
        ("sha-1", sha_1.to_vec()),
    ];
    for digits in [hex(sha_1), hex(sha_1).to_uppercase()] {
        let (prefix, suffix) = digits.split_at(5);
        for (form, text) in [("sha-1 suffix", suffix.to_owned()), ("sha-1 prefix", format!("range/{prefix}"))] {
            forms.push((form, utf_16(&text, u16::to_le_bytes)));
            forms.push((form, text.into_bytes()));
        }
    }
    for (form, bytes) in [("base64", plain), ("base64 of utf-16le", &wide), ("base64 of sha-1", sha_1)] {
        forms.extend(base64_anywhere(bytes).map(|text| (form, text)));
    }
    // Where several are the same bytes, the first stands for all.
    forms.sort_by(|one, other| one.1.cmp(&other.1));
    forms.dedup_by(|later, first| later.1 == first.1);
    forms
}

/// The forms of a key.
fn forms_of_bytes(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let digits = hex(bytes);
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    let written = [
        ("bytes", bytes.to_vec()),
        ("hex", digits.to_uppercase().into_bytes()),
        ("hex", digits.into_bytes()),
        ("numbers", numbers.join(",").into_bytes()),
    ];
    written.into_iter().chain(base64_anywhere(bytes).map(|text| ("base64", text))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn percent_encoded(text: &str, space: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            b' ' => encoded += space,
            // Writing into a string cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// As JSON writes it between its quotes, with everything beyond ASCII escaped.
fn json_escaped(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("a string is JSON");
    let mut escaped = String::new();
    for unit in quoted.trim_matches('"').encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => escaped.push(byte.into()),
            _ => drop(write!(escaped, "\\u{unit:04x}")),
        }
    }
    escaped
}

/// What base64, with the common alphabet or the one for addresses, makes of these bytes wherever they stand in a longer
/// text: the characters that the bytes alone decide, for each of the three places in a group.
fn base64_anywhere(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    [0, 1, 2].into_iter().flat_map(move |before| {
        let text = BASE64_STANDARD_NO_PAD.encode([&[0; 2][..before], bytes].concat());
        let text = &text[(before * 8).div_ceil(6)..(before + bytes.len()) * 8 / 6];
        [text.to_owned(), text.replace('+', "-").replace('/', "_")].map(String::into_bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(secret: &str, bytes: &[u8]) -> Vec<&'static str> {
        let needles = Needles::new(&Secrets([("it".to_owned(), Secret::Text(secret.to_owned()))].into())).unwrap();
        let mut found: Vec<_> =
            needles.find(bytes).map(|(name, form)| (name == "it").then_some(form).unwrap()).collect();
        found.dedup();
        found
    }

    #[test]
    fn every_form_is_found() {
        let secret = "Lámpara 41/río+?";
        let real = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
        let hex = hex(real.as_ref());
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let base64 = |bytes: &[u8]| BASE64_STANDARD_NO_PAD.encode(bytes).into_bytes();
        let cases: [(&str, Vec<u8>); 14] = [
            ("utf-8", format!("x{secret}x").into()),
            ("utf-16le", [b"x", wide.as_slice()].concat()),
            ("utf-16be", [b"x", big.as_slice()].concat()),
            ("percent-encoded", "q=L%C3%A1mpara%2041%2Fr%C3%ADo%2B%3F&".into()),
            ("form-encoded", "q=L%C3%A1mpara+41%2Fr%C3%ADo%2B%3F&".into()),
            ("json", r#"{"q":"L\u00e1mpara 41/r\u00edo+?"}"#.into()),
            ("sha-1 suffix", hex.clone().into()),
            ("sha-1 suffix", hex.to_uppercase()[5..].into()),
            ("sha-1 prefix", format!("https://x/range/{}?", &hex.to_uppercase()[..5]).into()),
            ("sha-1", [b"x", real.as_ref()].concat()),
            ("base64", base64(secret.as_bytes())),
            ("base64", base64(&["xy", secret, "xyz"].concat().into_bytes())),
            ("base64 of utf-16le", base64(&[b"x", wide.as_slice(), b"xyz"].concat())),
            ("base64 of sha-1", base64(&[b"x", real.as_ref()].concat())),
        ];
        for (form, bytes) in cases {
            assert_eq!(found(secret, &bytes), [form], "{form}");
        }
        let url_safe = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode("???>>>~~~ÿÿ");
        assert_eq!(found("???>>>~~~ÿÿ", url_safe.as_bytes()), ["base64"]);
        assert_eq!(found("abcdefgh", b"bcdefghi"), ["indexeddb key"]);
    }

    #[test]
    fn every_form_of_a_key_is_found() {
        let key = [0xfb, 0xef, 0xbe, 1, 2, 3, 4, 5, 6];
        let secret = Secret::Bytes { base64: BASE64_STANDARD.encode(key) };
        let needles = Needles::new(&Secrets([("it".to_owned(), secret)].into())).unwrap();
        let found = |bytes: &[u8]| needles.find(bytes).map(|(_, form)| form).next();
        for (form, bytes) in [
            ("bytes", key.to_vec()),
            ("hex", hex(&key).into()),
            ("hex", hex(&key).to_uppercase().into()),
            ("numbers", b"[251,239,190,1,2,3,4,5,6]".to_vec()),
            ("base64", BASE64_STANDARD.encode([b"x".as_slice(), &key].concat()).into()),
        ] {
            assert_eq!(found(&bytes), Some(form));
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        assert_eq!(found("made-up lamp", b"made-up Lamp"), [""; 0]);
        assert!(Needles::new(&Secrets([("it".to_owned(), Secret::Text("1234567".to_owned()))].into())).is_err());
    }
}
