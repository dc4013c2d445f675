//! What is left of a password when everything is dropped that people change: case, signs for letters, numbers, symbols at
//! the ends, names of sites, repetition.
//!
//! Two passwords with a stem in common are similar even where several edits lie between them. A stem is far easier to guess
//! than the password, so its tag is dearer to give away than an exact one: see `docs/architecture.md`.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{edits::lower, leet, names};
use crate::secret::{Exposure, Secret};

/// How many stems a password has at most: each costs one derivation.
pub const MOST: usize = 3;
/// Stems are this many characters long at least.
const LEAST_CHARS: usize = 4;
/// Of longer values the first characters count.
const MOST_CHARS: usize = 128;

/// The stems of a password, at most [`MOST`]: a sign at the edge of the word may stand for a letter or be an affix, so each
/// reading is a stem. None if too little is left.
///
/// `site` is the name of the site it is for (see [`names::of`]). It must not depend on the person's other sites: a stem
/// of today is compared with one of another day.
pub fn stems(secret: &Secret, site: Option<&str>) -> Vec<Secret> {
    if secret.left_alone().is_some() {
        return Vec::new();
    }
    let mut chars: Zeroizing<Vec<char>> = Zeroizing::new(Vec::with_capacity(MOST_CHARS));
    chars.extend(secret.expose(Exposure::Edit).chars().take(MOST_CHARS).map(lower));
    let is_letter = |char: &char| char.is_alphabetic();
    let (Some(first), Some(last)) = (chars.iter().position(is_letter), chars.iter().rposition(is_letter)) else {
        return Vec::new();
    };
    let is_sign = |index: usize| chars.get(index).is_some_and(|char| letter_of(*char).is_some());
    let core = first..last + 1;
    let mut readings = vec![core.clone()];
    if first > 0 && is_sign(first - 1) {
        readings.push(first - 1..core.end);
    }
    if is_sign(core.end) {
        readings.push(core.start..core.end + 1);
    }
    let names: Vec<String> = site.map(str::to_owned).into_iter().collect();
    let mut stems: Vec<Secret> = Vec::new();
    for stem in readings.into_iter().filter_map(|reading| fold(&chars, reading, &names)) {
        let is_stem = |known: &Secret| known.expose(Exposure::Edit) == stem.expose(Exposure::Edit);
        if !stems.iter().any(is_stem) {
            stems.push(stem);
        }
    }
    stems
}

/// A sign's letter. Fewer signs than people use: `2`, `8` and `9` are far more often numbers.
fn letter_of(sign: char) -> Option<char> {
    leet::letter_of(sign).filter(|_| !matches!(sign, '2' | '8' | '9' | '+'))
}

fn fold(chars: &[char], reading: Range<usize>, names: &[String]) -> Option<Secret> {
    let mut word = spell(&chars[reading]);
    // A site's name is dropped where enough is left without it.
    if let Some(name) = names::find(&word, names)
        && word.len() - name.len() >= LEAST_CHARS
    {
        word.drain(name);
    }
    // `1` stands for both.
    word.iter_mut().filter(|char| **char == 'l').for_each(|char| *char = 'i');
    let half = word.len() / 2;
    if word[..half] == word[half..] {
        word.truncate(half);
    }
    if word.len() < LEAST_CHARS {
        return None;
    }
    word.dedup();
    let mut reversed = Zeroizing::new(word.to_vec());
    reversed.reverse();
    let stem = if *reversed < *word { reversed } else { word };
    let mut text = String::with_capacity(stem.len() * 4);
    text.extend(stem.iter());
    Some(Secret::new(text))
}

/// A word with its signs read as letters, without numbers and symbols.
fn spell(chars: &[char]) -> Zeroizing<Vec<char>> {
    let mut word = Zeroizing::new(Vec::with_capacity(chars.len()));
    let mut rest = chars;
    while let Some(first) = rest.first() {
        let digits = rest.iter().take_while(|char| char.is_ascii_digit()).count();
        if digits > 1 {
            let (number, after) = rest.split_at(digits);
            // `b00k` has signs in it, `may2024sun` a number.
            let is_number = digits > 3 || number.iter().any(|char| letter_of(*char).is_none());
            if !is_number {
                word.extend(number.iter().copied().filter_map(letter_of));
            }
            rest = after;
        } else {
            word.extend(if first.is_alphabetic() { Some(*first) } else { letter_of(*first) });
            rest = &rest[1..];
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn share(one: &str, other: &str) -> bool {
        let of = |text: &str| {
            let stems = stems(&Secret::new(text.into()), None);
            stems.iter().map(|stem| stem.expose(Exposure::Compare).to_owned()).collect::<BTreeSet<_>>()
        };
        !of(one).is_disjoint(&of(other))
    }

    #[test]
    fn two_edits_leave_the_stem() {
        for (one, other) in [
            ("summer", "Summer24!"),
            ("Summer24!", "$UMM3R-2025"),
            ("$ummer1", "summer2"),
            ("hell0", "Hello99"),
            ("b00kworm7", "BookWorm!"),
            ("amazonlamplight", "LampLight22"),
            ("lamplamp", "lamp!"),
            ("drowssap", "P@ssw0rd"),
            ("bal1oon", "balloon"),
            ("ひまわり畑1", "ひまわり畑2"),
        ] {
            assert!(share(one, other), "{one} {other}");
        }
        assert!(!share("lamplight", "lamplit"));
    }

    #[test]
    fn too_little_is_no_stem() {
        for text in ["", "12345678", "a1b2", "1234567!", "abc23", "••••", "!!!!!!!"] {
            assert!(stems(&Secret::new(text.into()), None).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_name_of_the_site_is_dropped() {
        let of = |text: &str, site| {
            stems(&Secret::new(text.into()), site).iter().map(|stem| stem.expose(Exposure::Compare).to_owned()).next()
        };
        assert_eq!(of("lampminato", Some("minato")), of("lamp5", None));
        assert_ne!(of("lampminato", None), of("lamp5", None));
    }
}
