//! Separators between words, and between words and numbers.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{
    Proposals,
    Why::{Order, Symbol},
    case::lower,
    symbols::is_symbol,
    words,
};

/// What people put between two words, or between a word and a number.
const SEPARATORS: [(u8, char); 7] = [(36, '_'), (35, '-'), (33, '.'), (28, '@'), (22, '#'), (18, '!'), (16, ' ')];
/// What they put between all words of several.
const BETWEEN_WORDS: [(u8, char); 4] = [(41, '-'), (40, '_'), (37, ' '), (36, '.')];

pub(super) fn propose(proposals: &mut Proposals) {
    let of = proposals.of;
    let is_other = |char: &char| !is_symbol(*char);
    let (Some(first), Some(last)) = (of.iter().position(is_other), of.iter().rposition(is_other)) else { return };
    let within = first..last + 1;
    let inner: Vec<usize> = within.clone().filter(|index| is_symbol(of[*index])).collect();
    if inner.is_empty() {
        left_out(proposals, within);
        return;
    }
    put_in(proposals, &inner);
    changed(proposals, &inner);
    words_moved(proposals, &inner);
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

/// All of the separators were put in, or one of several.
fn put_in(proposals: &mut Proposals, inner: &[usize]) {
    let of = proposals.of;
    let mut without = Zeroizing::new(Vec::with_capacity(of.len()));
    without.extend(of.iter().enumerate().filter(|(index, _)| !inner.contains(index)).map(|(_, char)| *char));
    proposals.add(72, Symbol, &[&without]);
    if let [first, .., last] = *inner {
        proposals.replace(50, Symbol, first..first + 1, &[]);
        proposals.replace(46, Symbol, last..last + 1, &[]);
    }
}

/// All of the separators were others, or one of several was as the others are.
fn changed(proposals: &mut Proposals, inner: &[usize]) {
    let of = proposals.of;
    let (first, last) = (inner[0], inner[inner.len() - 1]);
    let within = first..last + 1;
    for (weight, separator) in SEPARATORS {
        let change = |char: char| if char == of[first] { separator } else { char };
        proposals.map(weight, Symbol, within.clone(), change);
    }
    if inner.iter().any(|index| of[*index] != of[first]) {
        for kept in [first, last] {
            proposals.map(47, Symbol, within.clone(), |char| if is_symbol(char) { of[kept] } else { char });
        }
    }
    if inner.len() > 1 {
        for (weight, separator) in BETWEEN_WORDS {
            proposals.map(weight, Symbol, within.clone(), |char| if is_symbol(char) { separator } else { char });
        }
    }
}

/// Separators were left out: where a word meets another or a number, or between all words.
fn left_out(proposals: &mut Proposals, within: Range<usize>) {
    let of = proposals.of;
    let turns = |index: &usize| {
        let (before, after) = (of[index - 1], of[*index]);
        before.is_numeric() != after.is_numeric() || (before.is_lowercase() && after.is_uppercase())
    };
    if let Some(turn) = (within.start + 1..within.end).rev().find(turns) {
        for (weight, separator) in SEPARATORS {
            proposals.replace(weight, Symbol, turn..turn, &[separator]);
        }
    }
    let words = words(of);
    let meet: Vec<usize> = words.windows(2).filter(|two| two[0].end == two[1].start).map(|two| two[1].start).collect();
    // More than that are no words.
    if !(1..=4).contains(&meet.len()) {
        return;
    }
    for (weight, separator) in BETWEEN_WORDS {
        let mut separated = Zeroizing::new(Vec::with_capacity(of.len() + meet.len()));
        for (index, char) in of.iter().enumerate() {
            separated.extend(meet.contains(&index).then_some(separator));
            separated.push(*char);
        }
        proposals.add(weight, Symbol, &[&separated]);
        // The capitals came in the separators' place.
        separated.iter_mut().for_each(|char| *char = lower(*char));
        proposals.add(weight - 8, Symbol, &[&separated]);
    }
}

/// Of three words and more, one stood elsewhere.
fn words_moved(proposals: &mut Proposals, inner: &[usize]) {
    let (of, core) = (proposals.of, proposals.core.clone());
    let inner: Vec<usize> = inner.iter().copied().filter(|index| core.contains(index)).collect();
    let [first, second, ..] = inner[..] else { return };
    let (before_last, last) = (inner[inner.len() - 2], inner[inner.len() - 1]);
    let (front, back) = (&of[..core.start], &of[core.end..]);
    // The first word was the last, the last the first; the first two and the last two changed places.
    let (rest, word) = (&of[core.start..last], &of[last + 1..core.end]);
    proposals.add(36, Order, &[front, word, &of[last..last + 1], rest, back]);
    let (word, rest) = (&of[core.start..first], &of[first + 1..core.end]);
    proposals.add(36, Order, &[front, rest, &of[first..first + 1], word, back]);
    for (start, middle, end) in [(core.start, first, second), (before_last + 1, last, core.end)] {
        let (word, separator, next) = (&of[start..middle], &of[middle..middle + 1], &of[middle + 1..end]);
        proposals.add(36, Order, &[&of[..start], next, separator, word, &of[end..]]);
    }
}
