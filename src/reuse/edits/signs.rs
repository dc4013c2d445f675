//! Letters and the signs that stand for them.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Proposals, Why::Sign, case::upper};
use crate::reuse::leet::{SIGNS, letter_of};

/// What people who replace several kinds at once replace.
const SETS: [(u8, &[(char, char)]); 4] = [
    (44, &[('a', '@'), ('o', '0'), ('e', '3'), ('i', '1'), ('s', '$')]),
    (34, &[('a', '4'), ('e', '3'), ('i', '1'), ('o', '0'), ('s', '5'), ('t', '7')]),
    (24, &[('a', '@'), ('e', '3'), ('i', '!'), ('o', '0'), ('s', '$')]),
    (22, &[('a', '@'), ('e', '3'), ('i', '1'), ('o', '0'), ('s', '5'), ('t', '7')]),
];

pub(super) fn propose(proposals: &mut Proposals) {
    if proposals.core.is_empty() {
        return;
    }
    undo(proposals);
    replace(proposals);
}

/// The password before had letters where there are signs now.
fn undo(proposals: &mut Proposals) {
    let (of, core) = (proposals.of, proposals.core.clone());
    // A letter is spelt as its neighbours are: `P@SSWORD` was `PASSWORD`.
    let is_upper = core.len() > 1 && !of[core.clone()].iter().any(|char| char.is_lowercase());
    let spelt = |letter| if is_upper { upper(letter) } else { letter };
    let letter = |char| letter_of(char).map_or(char, spelt);
    let letter_l = |char| if matches!(char, '1' | '!') { spelt('l') } else { letter(char) };
    for (weight, range) in readings(of, &core) {
        let signs = || of[range.clone()].iter().filter(|char| letter_of(**char).is_some());
        if signs().next().is_none() {
            continue;
        }
        proposals.map(weight, Sign, range.clone(), letter);
        // `@utumn24`
        if range.start < core.start && !is_upper {
            let mut capitalised: Zeroizing<Vec<char>> =
                Zeroizing::new(of[range.clone()].iter().copied().map(letter).collect());
            capitalised[0] = upper(capitalised[0]);
            proposals.replace(weight - 6, Sign, range.clone(), &capitalised);
        }
        if signs().any(|char| matches!(char, '1' | '!')) {
            proposals.map(weight - 12, Sign, range.clone(), letter_l);
        }
        // One kind alone, the others being part of the word.
        for (kind, sign) in SIGNS {
            if signs().any(|char| *char == sign) && signs().any(|char| *char != sign) {
                proposals.map(weight - 20, Sign, range.clone(), |char| if char == sign { spelt(kind) } else { char });
            }
        }
    }
}

/// Where the word may begin and end, with or without the signs next to it, and how likely that is.
fn readings(of: &[char], core: &Range<usize>) -> Vec<(u8, Range<usize>)> {
    let before: Vec<char> = of[..core.start].iter().rev().copied().collect();
    let (starts, ends) = (with_signs(&before, core.len()), with_signs(&of[core.end..], core.len()));
    let mut readings = Vec::new();
    for (start_weight, before) in &starts {
        for (end_weight, behind) in &ends {
            // Both at once is less likely than either.
            let less = if *before > 0 && *behind > 0 { 8 } else { 0 };
            readings.push((start_weight.min(end_weight) - less, core.start - before..core.end + behind));
        }
    }
    readings
}

/// How many of the characters next to a word of so many may be letters of it: none; one; two that are the same (`pa$$`);
/// all of two or three signs (`k1$$`, `$$$alad`). At the edge a symbol may be a letter or an affix; a digit seldom is a
/// letter, and digits alone are a number, unless hardly a letter is left without them (`m0053`).
fn with_signs(beside: &[char], word: usize) -> Vec<(u8, usize)> {
    let signs = beside.iter().take_while(|char| letter_of(**char).is_some()).count();
    let mut counts = vec![(88, 0)];
    let [first, ..] = beside[..signs] else { return counts };
    let edge = if first.is_ascii_digit() { 36 } else { 64 };
    counts.push((edge, 1));
    if signs > 1 && beside[1] == first {
        counts.push((edge - 6, 2));
    }
    let is_number = beside[..signs].iter().all(char::is_ascii_digit);
    if matches!(signs, 2 | 3) && (!is_number || word < 3) {
        counts.push((44, signs));
    }
    counts
}

/// The password before had signs where there are letters now.
fn replace(proposals: &mut Proposals) {
    let (of, core) = (proposals.of, proposals.core.clone());
    let same = |char: char, letter: char| char.eq_ignore_ascii_case(&letter);
    for (index, (letter, sign)) in (0_u8..).zip(SIGNS) {
        let mut places = core.clone().filter(|place| same(of[*place], letter));
        let Some(first) = places.next() else { continue };
        let weight = 48 - 2 * index;
        proposals.map(weight, Sign, core.clone(), |char| if same(char, letter) { sign } else { char });
        if places.next().is_some() {
            proposals.replace(weight - 16, Sign, first..first + 1, &[sign]);
        }
    }
    for (weight, set) in SETS {
        let sign = |char: char| set.iter().find(|(letter, _)| same(char, *letter)).map_or(char, |(_, sign)| *sign);
        proposals.map(weight, Sign, core.clone(), sign);
    }
}
