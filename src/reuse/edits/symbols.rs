//! Symbols at the ends, and the shift key.

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
    shift(proposals);
    if first > 0 && last < of.len() {
        proposals.add(60, Symbol, &[&of[first..last]]);
    }
}

pub(super) fn is_symbol(char: char) -> bool {
    !char.is_alphanumeric()
}

fn end(proposals: &mut Proposals, last: usize) {
    let of = proposals.of;
    let (rest, symbols) = of.split_at(last);
    added_before_digits(proposals);
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
    proposals.add(40, Symbol, &[of, &['!']]);
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

/// A symbol was added with digits behind it: `!1`, `@123`.
fn added_before_digits(proposals: &mut Proposals) {
    let of = proposals.of;
    let digits = of.iter().rev().take_while(|char| char.is_ascii_digit()).count();
    if let [rest @ .., symbol] = &of[..of.len() - digits]
        && is_symbol(*symbol)
    {
        match digits {
            1 => proposals.add(61, Symbol, &[rest]),
            2..=4 => proposals.add(57, Symbol, &[rest]),
            _ => {}
        }
    }
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
    // Another symbol came behind, or was there: `summer2$!`.
    let [.., before, last] = of else { return };
    if is_symbol(*last) && shifted(*before).is_ascii_digit() {
        let run = of[..of.len() - 1].iter().rev().take_while(|char| shifted(**char).is_ascii_digit()).count();
        proposals.map(43, Symbol, of.len() - 2..of.len() - 1, shifted);
        proposals.map(37, Symbol, of.len() - 1 - run..of.len() - 1, shifted);
    }
}
