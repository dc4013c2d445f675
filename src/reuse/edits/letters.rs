//! Characters dropped, doubled, moved; words repeated and turned round.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Proposals, Why::Order};

pub(super) fn propose(proposals: &mut Proposals) {
    let of = proposals.of;
    repeated(proposals);
    dropped(proposals);
    moved(proposals);
    let mut reversed = Zeroizing::new(of.to_vec());
    reversed.reverse();
    proposals.add(33, Order, &[&reversed]);
}

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
}

/// Characters were added: at the ends, or one somewhere.
fn dropped(proposals: &mut Proposals) {
    let of = proposals.of;
    let end = of.len();
    proposals.replace(71, Order, end - 1..end, &[]);
    proposals.replace(59, Order, 0..1, &[]);
    // Two or three letters less make another word of many a word.
    if !of[end - 2].is_alphabetic() {
        proposals.replace(29, Order, end - 2..end, &[]);
        proposals.replace(28, Order, end - 3..end, &[]);
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
            proposals.add(30, Order, &[word, front, back]);
        }
        let digits = |part: &[char]| part.iter().position(char::is_ascii_digit).unwrap_or(part.len());
        let number = core.end + digits(back);
        if number > core.end && number < of.len() {
            proposals.add(28, Order, &[&of[number..], &of[..number]]);
        }
        if let Some(turn) = word_boundary(of, &core) {
            let (first, second) = (&of[core.start..turn], &of[turn..core.end]);
            proposals.add(27, Order, &[front, second, first, back]);
        }
    }
    for index in (1..of.len()).rev() {
        let swapped = [of[index], of[index - 1]];
        proposals.replace(if index + 1 == of.len() { 22 } else { 12 }, Order, index - 1..index + 1, &swapped);
    }
}

/// Where the second word of two begins, as a capital or a separator shows.
fn word_boundary(of: &[char], core: &Range<usize>) -> Option<usize> {
    (core.start + 1..core.end).find(|index| of[*index].is_uppercase() && of[index - 1].is_lowercase())
}
