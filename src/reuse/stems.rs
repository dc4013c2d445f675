//! What is left of a password when everything is dropped that people change: case, signs for letters, numbers, symbols at
//! the ends, names of sites, repetition.
//!
//! Two passwords with a stem in common are similar even where several edits lie between them. A stem is far easier to guess
//! than the password, so its tag is dearer to give away than an exact one: see `docs/architecture.md`.

use zeroize::Zeroizing;

use super::{edits::lower, leet, names};
use crate::secret::{Exposure, Secret};

/// How many stems a password has at most: each costs one derivation.
pub const MOST: usize = 4;
/// Stems are this many letters long at least; a letter that writes a syllable or a word counts [twice](size).
const LEAST_LETTERS: usize = 4;
/// The beginning of a longer word is a stem of its own, unless it is a very long one: that is a phrase or drawn by chance, and
/// has more to lose by it.
const BEGINNING: usize = 6;
const LONGEST_BEGUN: usize = 14;
/// Of longer values the first characters count.
const MOST_CHARS: usize = 128;

/// The stems of a password, at most [`MOST`]: a sign at the edge of the word may stand for a letter or be an affix, so each
/// reading is a stem. None if too little is left.
///
/// The first six letters of a word of up to fourteen are the last stem: a word that was cut short, or got another word, letters or a
/// site's initials behind it, begins as before.
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
    let words: Vec<Word> = readings.into_iter().filter_map(|reading| fold(&chars[reading], &names)).collect();
    let begun = words.first().filter(|word| word.len() <= LONGEST_BEGUN);
    let beginning = begun.and_then(|word| word.get(..BEGINNING)).map(canonical);
    let mut stems: Vec<Secret> = Vec::new();
    for stem in words.iter().map(|word| canonical(word)).chain(beginning) {
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

/// Characters that are overwritten when they are dropped.
type Word = Zeroizing<Vec<char>>;

/// What is left of a reading; `None` if it is too little.
fn fold(reading: &[char], names: &[String]) -> Option<Word> {
    let mut word = spell(said_once(reading));
    // A site's name is dropped where enough is left without it.
    if let Some(name) = names::find(&word, names)
        && size(&word[..name.start]) + size(&word[name.end..]) >= LEAST_LETTERS
    {
        word.drain(name);
    }
    // `1` stands for both.
    word.iter_mut().filter(|char| **char == 'l').for_each(|char| *char = 'i');
    let half = word.len() / 2;
    if word[..half] == word[half..] {
        word.truncate(half);
    }
    if size(&word) < LEAST_LETTERS {
        return None;
    }
    word.dedup();
    Some(word)
}

/// A word and its reverse are one stem.
fn canonical(word: &[char]) -> Secret {
    let mut text = String::with_capacity(word.len() * 4);
    if word.iter().rev().lt(word) {
        text.extend(word.iter().rev());
    } else {
        text.extend(word);
    }
    Secret::new(text)
}

/// How much is in a word, in letters of an alphabet: kana, kanji and hangul write a syllable or a word each.
fn size(word: &[char]) -> usize {
    let is_syllable = |char: char| {
        matches!(char, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
            | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
    };
    word.iter().map(|char| if is_syllable(*char) { 2 } else { 1 }).sum()
}

/// The first half where both are equal but for one sign or symbol in between, which is no letter then: `modern!modern`.
fn said_once(reading: &[char]) -> &[char] {
    let half = reading.len() / 2;
    let is_twice = reading.len() % 2 == 1 && !reading[half].is_alphabetic() && reading[..half] == reading[half + 1..];
    if is_twice { &reading[..half] } else { reading }
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
            ("桜花1", "桜花!2"),
            ("바다12", "바다!"),
            ("modern!modern", "Modern7"),
            ("sunflower", "SunFlowerxx1"),
            ("sunflower2", "Sunflo!"),
            ("turnip", "turniptop7!"),
        ] {
            assert!(share(one, other), "{one} {other}");
        }
        for (one, other) in
            [("lamplight", "lamplit"), ("correcthorsebattery", "correct"), ("桜1", "桜2"), ("ab1", "ab2")]
        {
            assert!(!share(one, other), "{one} {other}");
        }
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
