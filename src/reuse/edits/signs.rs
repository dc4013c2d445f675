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
    let is_sign = |index: usize| of.get(index).is_some_and(|char| letter_of(*char).is_some());
    // A letter is spelt as its neighbours are: `P@SSWORD` was `PASSWORD`.
    let is_upper = core.len() > 1 && !of[core.clone()].iter().any(|char| char.is_lowercase());
    let spelt = |letter| if is_upper { upper(letter) } else { letter };
    let letter = |char| letter_of(char).map_or(char, spelt);
    let letter_l = |char| if matches!(char, '1' | '!') { spelt('l') } else { letter(char) };
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
    ranges.extend(with_runs(of, &core).map(|range| (34, range)));
    for (weight, range) in ranges {
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

/// The word with all of the two or three signs next to it: `k1$$`, `$$$alad`. Digits alone are a number, unless hardly a
/// letter is left without them: `m0053`.
fn with_runs(of: &[char], core: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let count = |chars: &mut dyn Iterator<Item = &char>| chars.take_while(|char| letter_of(**char).is_some()).count();
    let before = core.start - count(&mut of[..core.start].iter().rev())..core.start;
    let behind = core.end..core.end + count(&mut of[core.end..].iter());
    let is_read = |run: &Range<usize>| {
        let is_number = of[run.clone()].iter().all(char::is_ascii_digit);
        matches!(run.len(), 2 | 3) && (!is_number || core.len() < 3)
    };
    [before, behind].into_iter().filter(is_read).map(|run| run.start.min(core.start)..run.end.max(core.end))
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
