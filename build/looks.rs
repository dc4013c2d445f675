//! How characters of host names look: tables from the Unicode data of `unicode-security` and `unicode-script`.

use std::{collections::BTreeMap, fmt::Write};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_script::{Script, UnicodeScript};
use unicode_security::{GeneralSecurityProfile, confusable_detection::skeleton};

/// The scripts that host names are shown in: those that Unicode recommends for identifiers (UAX 31, table 5). Their order
/// is that of the bits in `SCRIPTS`; `src/site/shown.rs` names the ones that go together.
const SHOWN: [Script; 28] = [
    Script::Latin,
    Script::Han,
    Script::Hiragana,
    Script::Katakana,
    Script::Bopomofo,
    Script::Hangul,
    Script::Arabic,
    Script::Armenian,
    Script::Bengali,
    Script::Cyrillic,
    Script::Devanagari,
    Script::Ethiopic,
    Script::Georgian,
    Script::Greek,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::Hebrew,
    Script::Kannada,
    Script::Khmer,
    Script::Lao,
    Script::Malayalam,
    Script::Myanmar,
    Script::Oriya,
    Script::Sinhala,
    Script::Tamil,
    Script::Telugu,
    Script::Thai,
    Script::Tibetan,
];

/// What may stand in a label at all: small, composed, no punctuation and nothing invisible.
fn stands_in_labels(c: char) -> bool {
    let composed = c.to_string().nfkc().eq([c]);
    composed && c.to_lowercase().eq([c]) && (c.is_alphanumeric() || is_combining_mark(c))
}

fn beyond_ascii() -> impl Iterator<Item = char> {
    ('\u{80}'..=char::MAX).filter(|c| stands_in_labels(*c))
}

/// Whether a character may be shown: Unicode allows it in identifiers (UTS 39), or it is an ideograph of the first block,
/// rare ones included (with them the table has a few ranges instead of a thousand), and it is none that only differs from
/// ASCII in its number (`ı`).
fn is_shown(c: char) -> bool {
    let is_ideograph = ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_double = c.script() == Script::Latin && skeleton(&c.to_string()).all(|c| c.is_ascii());
    (c.identifier_allowed() || is_ideograph) && !is_double
}

/// The characters that may be shown, as a Rust array of `(first, last, scripts)`, sorted.
pub fn scripts() -> String {
    let mut ranges: Vec<(char, char, u32)> = Vec::new();
    for c in beyond_ascii().filter(|c| is_shown(*c)) {
        let extension = c.script_extension();
        let bits = SHOWN.iter().enumerate().filter(|(_, script)| extension.contains_script(**script));
        let bits = bits.fold(0, |bits, (index, _)| bits | 1 << index);
        match ranges.last_mut() {
            Some((_, last, known)) if *known == bits && *last as u32 + 1 == c as u32 => *last = c,
            _ if bits != 0 => ranges.push((c, c, bits)),
            _ => {}
        }
    }
    format!("&{ranges:?}\n")
}

/// Small Cyrillic letters that UTS 39 leaves out, because they look like small capitals or hand-writing.
const ALSO: [(&str, &str); 5] = [("b", "ьв"), ("k", "к"), ("m", "м"), ("n", "п"), ("t", "т")];

/// What characters look like (UTS 39), without accents: lines of a text and, after a tab, all characters that look like it.
pub fn confusables() -> String {
    let mut looks: BTreeMap<String, String> =
        ALSO.into_iter().map(|(look, alike)| (look.into(), alike.into())).collect();
    // What decomposes is taken apart before it is looked up.
    for c in beyond_ascii().filter(|c| c.nfd().eq([*c])) {
        let look: String = skeleton(&c.to_string()).filter(|c| !is_combining_mark(*c)).collect();
        let look = look.to_lowercase();
        let is_itself = look.chars().eq([c]);
        let is_known = ALSO.iter().any(|(_, alike)| alike.contains(c));
        if !is_itself && !is_known && !look.is_empty() && !look.contains(char::is_whitespace) {
            looks.entry(look).or_default().push(c);
        }
    }
    looks.into_iter().fold(String::new(), |mut table, (look, alike)| {
        let _ = writeln!(table, "{look}\t{alike}");
        table
    })
}
