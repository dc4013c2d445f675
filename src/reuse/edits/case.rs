//! Capital letters.

use super::{Proposals, Why::Case};

pub(super) fn propose(proposals: &mut Proposals) {
    let core = proposals.core.clone();
    if core.is_empty() {
        return;
    }
    let (first, of) = (core.start, proposals.of);
    proposals.map(95, Case, first..first + 1, swap);
    proposals.map(82, Case, core.clone(), lower);
    if core.len() == 1 {
        return;
    }
    proposals.map(58, Case, core.clone(), upper);
    let mut capitalised = zeroize::Zeroizing::new(of[core.clone()].to_vec());
    capitalised.iter_mut().for_each(|char| *char = lower(*char));
    capitalised[0] = upper(of[first]);
    proposals.replace(62, Case, core.clone(), &capitalised);
    // Each word with a capital: `Sun-Flower`.
    for index in 1..capitalised.len() {
        if !capitalised[index - 1].is_alphanumeric() {
            capitalised[index] = upper(capitalised[index]);
        }
    }
    proposals.replace(52, Case, core.clone(), &capitalised);
    proposals.map(36, Case, core.end - 1..core.end, swap);
    // Caps lock was on: `sUMMER`.
    let capitals = of[core.clone()].iter().filter(|char| char.is_uppercase()).count();
    let is_inverted = !of[first].is_uppercase() && capitals * 2 > core.len();
    proposals.map(if is_inverted { 66 } else { 18 }, Case, core.clone(), swap);
    // A capital where another word begins: behind a separator or a number.
    for index in first + 1..core.end {
        if !of[index - 1].is_alphabetic() && of[index].is_alphabetic() {
            proposals.map(28, Case, index..index + 1, swap);
        }
    }
    // A single letter somewhere else.
    for (index, letter) in of.iter().enumerate().take(core.end - 1).skip(first + 1) {
        if letter.is_alphabetic() {
            proposals.map(if letter.is_uppercase() { 40 } else { 11 }, Case, index..index + 1, swap);
        }
    }
}

/// The lower case of a letter where that is one character; else the character.
pub(in crate::reuse) fn lower(char: char) -> char {
    let mut lower = char.to_lowercase();
    lower.next().filter(|_| lower.next().is_none()).unwrap_or(char)
}

/// The upper case of a letter where that is one character; else the character.
pub(super) fn upper(char: char) -> char {
    let mut upper = char.to_uppercase();
    upper.next().filter(|_| upper.next().is_none()).unwrap_or(char)
}

fn swap(char: char) -> char {
    if char.is_uppercase() { lower(char) } else { upper(char) }
}
