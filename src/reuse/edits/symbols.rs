//! Symbols at the ends, separators between words, and the shift key.

use std::ops::Range;

use super::{Proposals, Why::Symbol};

/// What people put at the end, and how often.
const ENDINGS: [(u8, &str); 14] = [
    (78, "!"),
    (42, "."),
    (40, "@"),
    (39, "#"),
    (38, "*"),
    (37, "?"),
    (36, "$"),
    (33, "_"),
    (31, "-"),
    (30, "!!"),
    (25, "1!"),
    (19, "+"),
    (18, "&"),
    (17, "%"),
];
/// What people put at the front.
const FRONTS: [(u8, char); 6] = [(33, '!'), (28, '@'), (27, '#'), (26, '*'), (25, '$'), (18, '.')];
/// What people put between words, or between a word and a number.
const SEPARATORS: [(u8, char); 7] = [(36, '_'), (35, '-'), (33, '.'), (28, '@'), (22, '#'), (18, '!'), (16, ' ')];

/// The digits and the symbols on the same keys of a keyboard with the layout of the United States.
const SHIFTED: [(char, char); 10] = [
    ('1', '!'),
    ('2', '@'),
    ('3', '#'),
    ('4', '$'),
    ('5', '%'),
    ('6', '^'),
    ('7', '&'),
    ('8', '*'),
    ('9', '('),
    ('0', ')'),
];

pub(super) fn propose(proposals: &mut Proposals) {
    let of = proposals.of;
    let last = of.len() - of.iter().rev().take_while(|char| is_symbol(**char)).count();
    let first = of.iter().take_while(|char| is_symbol(**char)).count();
    if last == 0 {
        return;
    }
    end(proposals, last);
    front(proposals, first);
    separators(proposals, first..last);
    shift(proposals);
    if first > 0 && last < of.len() {
        proposals.add(60, Symbol, &[&of[first..last]]);
    }
}

fn is_symbol(char: char) -> bool {
    !char.is_alphanumeric()
}

/// A range and the separators around it: of both, one stays between what is on both sides.
pub(super) fn with_separator(of: &[char], range: &Range<usize>) -> Range<usize> {
    let separated = |index: usize| of.get(index).is_some_and(|char| is_symbol(*char));
    let before = range.start > 0 && separated(range.start - 1);
    let after = separated(range.end);
    match (before, after) {
        (true, _) => range.start - 1..range.end,
        (false, true) => range.start..range.end + 1,
        (false, false) => range.clone(),
    }
}

fn end(proposals: &mut Proposals, last: usize) {
    let of = proposals.of;
    let (rest, symbols) = of.split_at(last);
    // Added with a digit behind it: `!1`.
    if let [rest @ .., symbol, digit] = of
        && is_symbol(*symbol)
        && digit.is_ascii_digit()
    {
        proposals.add(61, Symbol, &[rest]);
    }
    if symbols.is_empty() {
        for (weight, symbols) in ENDINGS {
            let symbols: Vec<char> = symbols.chars().collect();
            proposals.add(weight, Symbol, &[of, &symbols]);
        }
        return;
    }
    proposals.add(91, Symbol, &[rest]);
    if symbols.len() > 1 {
        proposals.add(76, Symbol, &[&of[..of.len() - 1]]);
    }
    // Added with a digit before it: `1!`.
    if rest.len() > 1 && rest.last().is_some_and(char::is_ascii_digit) {
        proposals.add(63, Symbol, &[&rest[..rest.len() - 1]]);
        let word = rest.len() - rest.iter().rev().take_while(|char| char.is_ascii_digit()).count();
        proposals.add(61, Symbol, &[&rest[..word]]);
    }
    proposals.add(48, Symbol, &[of, &symbols[symbols.len() - 1..]]);
    for (weight, other) in ENDINGS {
        let other: Vec<char> = other.chars().collect();
        proposals.add(if weight == 78 { 58 } else { weight }, Symbol, &[rest, &other]);
    }
    // From the back to the front, and before the number.
    proposals.add(43, Symbol, &[symbols, rest]);
    let digits = rest.iter().rev().take_while(|char| char.is_ascii_digit()).count();
    if digits > 0 {
        let (word, number) = rest.split_at(rest.len() - digits);
        proposals.add(40, Symbol, &[word, symbols, number]);
    }
    proposals.add(32, Symbol, &[of, &['1']]);
}

fn front(proposals: &mut Proposals, first: usize) {
    let of = proposals.of;
    let (symbols, rest) = of.split_at(first);
    if !symbols.is_empty() {
        proposals.add(85, Symbol, &[rest]);
        proposals.add(47, Symbol, &[rest, symbols]);
    }
    for (weight, symbol) in FRONTS {
        proposals.add(weight, Symbol, &[&[symbol], rest]);
    }
}

/// Separators between words, numbers and words.
fn separators(proposals: &mut Proposals, within: Range<usize>) {
    let of = proposals.of;
    let inner: Vec<usize> = within.clone().filter(|index| is_symbol(of[*index])).collect();
    if let Some(first) = inner.first() {
        let mut without = zeroize::Zeroizing::new(Vec::with_capacity(of.len()));
        without.extend(of.iter().enumerate().filter(|(index, _)| !inner.contains(index)).map(|(_, char)| *char));
        proposals.add(72, Symbol, &[&without]);
        if inner.len() > 1 {
            proposals.replace(50, Symbol, *first..first + 1, &[]);
        }
        for (weight, separator) in SEPARATORS {
            let change = |char: char| if char == of[*first] { separator } else { char };
            proposals.map(weight, Symbol, within.clone(), change);
        }
        return;
    }
    // Where a word meets another or a number.
    let turns = |index: &usize| {
        let (before, after) = (of[index - 1], of[*index]);
        before.is_numeric() != after.is_numeric() || (before.is_lowercase() && after.is_uppercase())
    };
    if let Some(turn) = (within.start + 1..within.end).rev().find(turns) {
        for (weight, separator) in SEPARATORS {
            proposals.replace(weight, Symbol, turn..turn, &[separator]);
        }
    }
}

/// The shift key was held down, or not.
fn shift(proposals: &mut Proposals) {
    let of = proposals.of;
    let shifted = |char: char| {
        let key = SHIFTED.iter().find(|(digit, symbol)| *digit == char || *symbol == char);
        key.map_or(char, |(digit, symbol)| if *digit == char { *symbol } else { *digit })
    };
    let start = of.len() - of.iter().rev().take_while(|char| shifted(**char) != **char).count();
    if start < of.len() {
        proposals.map(49, Symbol, of.len() - 1..of.len(), shifted);
        proposals.map(41, Symbol, start..of.len(), shifted);
        proposals.map(29, Symbol, start..start + 1, shifted);
    }
}
