//! Characters dropped, doubled, moved; words repeated and turned round.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Proposals, Why::Order, case::lower, separators::with_separator, words};

/// What people put before a word. `a` and `i` are first characters that were added.
pub(in crate::reuse) const FRONTS: [&str; 5] = ["my", "the", "new", "mr", "old"];

pub(super) fn propose(proposals: &mut Proposals) {
    let of = proposals.of;
    repeated(proposals);
    dropped(proposals);
    moved(proposals);
    let mut reversed = Zeroizing::new(of.to_vec());
    reversed.reverse();
    proposals.add(33, Order, &[&reversed]);
    // The word alone: `drowssap1`.
    let core = proposals.core.clone();
    let word = of.len() - core.end..of.len() - core.start;
    proposals.replace(33, Order, core, &reversed[word]);
}

/// The word or the whole was said once.
fn repeated(proposals: &mut Proposals) {
    let of = proposals.of;
    let (half, other) = of.split_at(of.len() / 2);
    if half == other {
        proposals.add(83, Order, &[half]);
    }
    // `wordword1`: the word alone is repeated.
    let core = proposals.core.clone();
    let (half, other) = of[core.clone()].split_at(core.len() / 2);
    if half == other && !core.is_empty() {
        proposals.replace(75, Order, core.start..core.start + half.len(), &[]);
    }
    proposals.add(34, Order, &[of, of]);
    said_twice(proposals);
    // The last character three times and more.
    let run = of.iter().rev().take_while(|char| **char == of[of.len() - 1]).count();
    if run > 2 {
        proposals.add(57, Order, &[&of[..of.len() + 1 - run]]);
    }
}

/// With a character in between, or its mirror image behind it: `word-word`, `worddrow`.
fn said_twice(proposals: &mut Proposals) {
    let of = proposals.of;
    let half = of.len() / 2;
    let is_separated = of.len() % 2 == 1 && of[..half] == of[half + 1..];
    let is_mirrored = of.len().is_multiple_of(2) && of.iter().eq(of.iter().rev());
    if is_separated || is_mirrored {
        proposals.add(80, Order, &[&of[..half]]);
    }
}

/// Characters were added: at the ends, or one somewhere.
fn dropped(proposals: &mut Proposals) {
    let of = proposals.of;
    let end = of.len();
    proposals.replace(71, Order, end - 1..end, &[]);
    proposals.replace(59, Order, 0..1, &[]);
    added_around(proposals);
    added_word(proposals);
    // Two or three letters less make another word of many a word.
    if !of[end - 2].is_alphabetic() {
        proposals.replace(29, Order, end - 2..end, &[]);
        proposals.replace(28, Order, end - 3..end, &[]);
    }
    let letters = of.iter().rev().take_while(|char| char.is_alphabetic()).count();
    for (weight, count, least) in [(46, 2, 8), (45, 3, 9)] {
        if letters >= count && end >= least {
            proposals.replace(weight, Order, end - count..end, &[]);
        }
    }
    for index in 1..end - 1 {
        let (before, char, after) = (of[index - 1], of[index], of[index + 1]);
        if char == before || char == after {
            proposals.replace(37, Order, index..index + 1, &[]);
        } else if char.is_alphabetic() != before.is_alphabetic() {
            proposals.replace(23, Order, index..index + 1, &[]);
        }
    }
    // And characters left out: the last one doubled, or a common one added.
    proposals.add(51, Order, &[of, &of[end - 1..]]);
    proposals.add(21, Order, &[&of[..1], of]);
    for (weight, letter) in
        [(30, 's'), (29, 'a'), (29, 'e'), (28, 'y'), (28, 'n'), (27, 'r'), (27, 'o'), (26, 'i'), (25, 'x'), (20, 'z')]
    {
        proposals.add(weight, Order, &[of, &[letter]]);
    }
}

/// Something was put around the word, before it, or between it and the number: `xwordx`, `myword`, `words1`.
fn added_around(proposals: &mut Proposals) {
    let of = proposals.of;
    if let ['x', word @ .., 'x'] | ['X', word @ .., 'X'] = of {
        proposals.add(58, Order, &[word]);
    }
    for front in FRONTS {
        let begins = of.iter().map(|char| lower(*char)).take(front.len()).eq(front.chars());
        if begins && of.len() > front.len() {
            proposals.replace(58, Order, 0..front.len(), &[]);
        }
    }
    for word in words(of).into_iter().filter(|word| word.len() > 4 && word.end < of.len()) {
        if matches!(of[word.end - 1], 's' | 'S') {
            proposals.replace(38, Order, word.end - 1..word.end, &[]);
        }
    }
}

/// A word was added at either end: behind a number or a symbol, with a separator, or with a capital.
fn added_word(proposals: &mut Proposals) {
    let of = proposals.of;
    let words = words(of);
    let [first, .., last] = &words[..] else { return };
    if last.end == of.len() {
        let is_joined = of[last.start - 1].is_alphabetic();
        proposals.replace(if is_joined { 41 } else { 56 }, Order, last.clone(), &[]);
        proposals.replace(52, Order, with_separator(of, last), &[]);
    }
    if first.start == 0 {
        let is_joined = of[first.end].is_alphabetic();
        proposals.replace(if is_joined { 38 } else { 48 }, Order, with_separator(of, first), &[]);
    }
}

/// What stood at one end stood at the other; neighbours changed places.
fn moved(proposals: &mut Proposals) {
    let of = proposals.of;
    let core = proposals.core.clone();
    if !core.is_empty() {
        let (front, word, back) = (&of[..core.start], &of[core.clone()], &of[core.end..]);
        if !back.is_empty() || !front.is_empty() {
            proposals.add(45, Order, &[back, word, front]);
        }
        if !back.is_empty() && !front.is_empty() {
            proposals.add(44, Order, &[word, back, front]);
            proposals.add(42, Order, &[word, front, back]);
        }
        let digits = |part: &[char]| part.iter().position(char::is_ascii_digit).unwrap_or(part.len());
        let number = core.end + digits(back);
        if number > core.end && number < of.len() {
            proposals.add(28, Order, &[&of[number..], &of[..number]]);
        }
        let symbols = back.iter().take_while(|char| !char.is_alphanumeric()).count();
        let (symbols, number) = back.split_at(symbols);
        if !symbols.is_empty() && !number.is_empty() && number.iter().all(char::is_ascii_digit) {
            proposals.add(44, Order, &[front, word, number, symbols]);
        }
        if let Some(turn) = word_boundary(of, &core) {
            let (first, second) = (&of[core.start..turn], &of[turn..core.end]);
            proposals.add(39, Order, &[front, second, first, back]);
        }
        if let Some(turn) = only_separator(of, &core) {
            let (first, separator, second) = (&of[core.start..turn], &of[turn..turn + 1], &of[turn + 1..core.end]);
            proposals.add(40, Order, &[front, second, separator, first, back]);
        }
    }
    for index in (1..of.len()).rev() {
        let swapped = [of[index], of[index - 1]];
        proposals.replace(if index + 1 == of.len() { 22 } else { 12 }, Order, index - 1..index + 1, &swapped);
    }
}

/// Where the one symbol between two words stands.
fn only_separator(of: &[char], core: &Range<usize>) -> Option<usize> {
    let mut symbols = core.clone().filter(|index| !of[*index].is_alphanumeric());
    symbols.next().filter(|_| symbols.next().is_none())
}

/// Where the second word of two begins, as a capital shows.
fn word_boundary(of: &[char], core: &Range<usize>) -> Option<usize> {
    (core.start + 1..core.end).find(|index| of[*index].is_uppercase() && of[index - 1].is_lowercase())
}
