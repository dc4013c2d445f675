//! What a host name looks like to a person.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lines of a text and, after a tab, the characters beyond ASCII that look like it (UTS 39), as `build.rs` writes them.
static CONFUSABLES: &str = include_str!(concat!(env!("OUT_DIR"), "/confusables.txt"));

/// A label as Unicode, if it is one in Punycode.
pub(super) fn decoded(label: &str) -> Option<String> {
    let unicode = idna::punycode::decode_to_string(label.strip_prefix("xn--")?)?;
    // One way of writing only.
    let same = idna::punycode::encode_str(&unicode).is_some_and(|again| label[4..] == again);
    (same && unicode.nfc().eq(unicode.chars())).then_some(unicode)
}

/// What a character beyond ASCII looks like, if like another.
pub(super) fn confused_with(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    let mut lines = CONFUSABLES.lines().filter_map(|line| line.split_once('\t'));
    lines.find(|(_, alike)| alike.contains(c)).map(|(look, _)| look)
}

/// A label without accents and with every character replaced by the one it looks like: labels that people take for one
/// another are equal then. `rn` and `nn` count as `m`, `vv` as `w`, `cl` as `d`, `i` as `l`, and digits as the letters they
/// stand for.
pub(super) fn look(label: &str) -> String {
    let letters = if label.starts_with("xn--") {
        skeleton(&decoded(label).unwrap_or_else(|| label.to_owned()))
    } else {
        label.to_owned()
    };
    let letters: String = letters.chars().map(letter_of).collect();
    letters.replace("rn", "m").replace("nn", "m").replace("vv", "w").replace("cl", "d")
}

/// The part of UTS 39's skeleton that matters here, without accents.
pub(super) fn skeleton(text: &str) -> String {
    let mut skeleton = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match confused_with(c) {
            Some(look) => skeleton.push_str(look),
            None => skeleton.push(c),
        }
    }
    skeleton
}

/// The letter that a character is written for.
fn letter_of(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'i' => 'l',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        c => c,
    }
}
