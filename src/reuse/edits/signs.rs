//! Letters and the signs that stand for them.

use super::{Proposals, Why::Sign};
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
    let is_sign = |index: usize| of.get(index).is_some_and(|char| letter_of(*char).is_some());
    let letter = |char| letter_of(char).unwrap_or(char);
    let letter_l = |char| if matches!(char, '1' | '!') { 'l' } else { letter(char) };
    // At the edge a symbol may be a letter or an affix; a digit seldom is a letter.
    let edge = |index: usize| if of[index].is_ascii_digit() { 36 } else { 64 };
    let mut ranges = vec![(88, core.clone())];
    if core.start > 0 && is_sign(core.start - 1) {
        ranges.push((edge(core.start - 1), core.start - 1..core.end));
    }
    if is_sign(core.end) {
        ranges.push((edge(core.end), core.start..core.end + 1));
        // `pa$$`
        if of.get(core.end + 1) == Some(&of[core.end]) {
            ranges.push((edge(core.end) - 6, core.start..core.end + 2));
        }
    }
    if let [_, (weight, before), (_, after), ..] = &ranges[..] {
        ranges.push((weight - 8, before.start..after.end));
    }
    for (weight, range) in ranges {
        let signs = || of[range.clone()].iter().filter(|char| letter_of(**char).is_some());
        if signs().next().is_none() {
            continue;
        }
        proposals.map(weight, Sign, range.clone(), letter);
        if signs().any(|char| matches!(char, '1' | '!')) {
            proposals.map(weight - 12, Sign, range.clone(), letter_l);
        }
        // One kind alone, the others being part of the word.
        for (kind, sign) in SIGNS {
            if signs().any(|char| *char == sign) && signs().any(|char| *char != sign) {
                proposals.map(weight - 20, Sign, range.clone(), |char| if char == sign { kind } else { char });
            }
        }
    }
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
