//! What is left of a password when everything is dropped that people change: case, signs for letters, numbers, symbols at
//! the ends, names of sites, repetition.
//!
//! Two passwords with a stem in common are similar even where several edits lie between them. A stem is far easier to guess
//! than the password, so its tag is dearer to give away than an exact one: see `docs/architecture.md`.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{
    edits::{FRONTS, lower},
    leet, names,
};
use crate::secret::{Exposure, Secret};

/// How many stems a password has at most: each costs one derivation.
pub const MOST: usize = 4;
/// Stems are this many letters long at least; a letter that writes a syllable or a word counts [twice](size).
const LEAST_LETTERS: usize = 4;
/// The beginning of a longer word is a stem of its own, unless it is a very long one: that is a phrase or drawn by chance, and
/// has more to lose by it.
const BEGINNING: usize = 6;
const LONGEST_BEGUN: usize = 14;
/// A last word of so few letters says little: a very long word has a stem without it.
const SHORT_LAST: usize = 4;
/// More signs before a word than these are no letters of it.
const MOST_SIGNS_BEFORE: usize = 3;
/// Of longer values the first characters count.
const MOST_CHARS: usize = 128;

/// The stems of a password, at most [`MOST`]: a sign at the edge of the word may stand for a letter or be an affix, and a
/// short word before it may be an affix, so each reading is a stem. None if too little is left.
///
/// The first six letters of a word of up to fourteen, or fewer where a number comes behind them, are the last stem: a word
/// that was cut short, or got another word, letters or a site's initials behind it, begins as before.
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
    let core = first..last + 1;
    let names: Vec<String> = site.map(str::to_owned).into_iter().collect();
    let words: Vec<Word> =
        readings(&chars, &core).into_iter().filter_map(|reading| fold(&chars[reading], &names)).collect();
    let shortened = words.first().and_then(|word| shortened(&chars[core], word, &names));
    let mut stems: Vec<Secret> = Vec::new();
    for stem in words.iter().chain(&shortened).map(|word| canonical(word)) {
        let is_stem = |known: &Secret| known.expose(Exposure::Edit) == stem.expose(Exposure::Edit);
        if stems.len() < MOST && !stems.iter().any(is_stem) {
            stems.push(stem);
        }
    }
    stems
}

/// Where the word stands: from its first letter to its last, without a short word before it, and with the signs next to it
/// at either end or at both.
fn readings(chars: &[char], core: &Range<usize>) -> Vec<Range<usize>> {
    let is_sign = |char: &char| letter_of(*char).is_some();
    let before = chars[..core.start].iter().rev().take_while(|char| is_sign(char)).count();
    // `$@kura` is spelt with signs throughout; before `$10word` stands an amount.
    let has_symbol = !chars[core.start - before..core.start].iter().all(char::is_ascii_digit);
    let before = if has_symbol && before <= MOST_SIGNS_BEFORE { before } else { before.min(1) };
    let behind = chars.get(core.end).is_some_and(is_sign);
    let mut readings = vec![core.clone()];
    if before > 0 {
        readings.push(core.start - before..core.end);
    }
    if behind {
        readings.push(core.start..core.end + 1);
    }
    if before > 0 && behind {
        readings.push(core.start - before..core.end + 1);
    }
    let is_before = |front: &&str| front.chars().eq(chars[core.clone()].iter().copied().take(front.len()));
    readings.extend(FRONTS.iter().find(|front| is_before(front)).and_then(|front| {
        let rest = core.start + front.len()..core.end;
        (rest.len() >= BEGINNING).then_some(rest)
    }));
    readings
}

/// What is left of a word without its end; of a very long one without a short last word that a number comes before.
fn shortened(core: &[char], word: &Word, names: &[String]) -> Option<Word> {
    if word.len() > LONGEST_BEGUN {
        return fold(without_last(core)?, names);
    }
    // `hana2007zebra`: the number shows where the word ends.
    let number = core.windows(2).position(|two| two.iter().all(char::is_ascii_digit));
    let before = number.and_then(|number| fold(&core[..number], names)).filter(|before| before.len() < BEGINNING);
    before.or_else(|| word.get(..BEGINNING).map(|beginning| Zeroizing::new(beginning.to_vec())))
}

/// `many-long-words7` of `many-long-words7new`. Not behind a mere separator: one of four random words would be missing.
fn without_last(core: &[char]) -> Option<&[char]> {
    let last = core.iter().rev().take_while(|char| char.is_alphabetic()).count();
    let rest = &core[..core.len() - last];
    let end = rest.iter().rposition(|char| char.is_alphabetic())? + 1;
    let is_numbered = rest[end..].iter().any(char::is_ascii_digit);
    (last <= SHORT_LAST && is_numbered).then_some(&core[..end])
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
    // A name may be its own mirror image: `anna`.
    let is_mirrored = word.len().is_multiple_of(2) && word.iter().eq(word.iter().rev());
    if word[..half] == word[half..] || (is_mirrored && size(&word[..half]) >= LEAST_LETTERS) {
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

/// The first of two equal halves with a number or symbols in between, which are no letters then: `modern!modern`,
/// `modern24modern`.
fn said_once(reading: &[char]) -> &[char] {
    let halves = (1..=reading.len() / 2).rev().map(|half| (half, reading.len() - half));
    let is_twice = |(half, other): &(usize, usize)| {
        half < other
            && size(&reading[..*half]) >= LEAST_LETTERS
            && reading[..*half] == reading[*other..]
            && !reading[*half..*other].iter().any(|char| char.is_alphabetic())
    };
    halves.into_iter().find(is_twice).map_or(reading, |(half, _)| &reading[..half])
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
            ("modern24!modern24!", "Modern7"),
            ("modern", "modern22nredom"),
            ("anna1", "Anna22"),
            ("sakura1", "$@kur@-25"),
            ("0ctopu5", "OCTOPUS"),
            ("newlamplight", "LampLight7"),
            ("luca2007zebra", "Luca!"),
            ("correct-horse-battery 7", "CorrectHorseBattery7.shop"),
        ] {
            assert!(share(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("lamplight", "lamplit"),
            ("correcthorsebattery", "correct"),
            ("correct-horse-battery", "correct-horse"),
            ("luca-zebra", "luca"),
            ("newport", "port"),
            ("桜1", "桜2"),
            ("ab1", "ab2"),
        ] {
            assert!(!share(one, other), "{one} {other}");
        }
    }

    #[test]
    fn there_are_4_at_most() {
        for text in ["$newlamplight!", "1mylamp22light1", "$$sunnyday$", "summer"] {
            assert!((1..=MOST).contains(&stems(&Secret::new(text.into()), None).len()), "{text}");
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
