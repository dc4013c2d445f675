//! Words that follow one another and begin anew: seasons, months, days of the week.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Proposals, Why::Few, case::lower, number, spelt, words};

/// Names in their order, in lower case.
const CYCLES: [&[&str]; 5] = [
    &["spring", "summer", "autumn", "winter"],
    &["spring", "summer", "fall", "winter"],
    &["haru", "natsu", "aki", "fuyu"],
    &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
];

/// How many names further on the word before stood.
const STEPS: [(u8, isize); 6] = [(79, -1), (66, 1), (66, -2), (55, 2), (55, -3), (50, 3)];

/// A word was another one of its cycle: `Winter24` before `Spring24`, `Cold-June` before `Cold-July`.
pub(super) fn propose(proposals: &mut Proposals) {
    for word in words(proposals.of) {
        another(proposals, &word);
    }
}

fn another(proposals: &mut Proposals, word: &Range<usize>) {
    let chars = &proposals.of[word.clone()];
    let name: Zeroizing<String> = Zeroizing::new(chars.iter().map(|char| lower(*char)).collect());
    for cycle in CYCLES {
        let Some(place) = cycle.iter().position(|known| *known == name.as_str()) else { continue };
        for (weight, step) in STEPS {
            let other = place.wrapping_add_signed(step + cycle.len().cast_signed()) % cycle.len();
            proposals.replace(weight, Few, word.clone(), &spelt(cycle[other], chars));
        }
        if place == 0 {
            a_year_before(proposals, word, cycle[cycle.len() - 1]);
        }
    }
}

/// The last name of a cycle and the number behind it, one less: `Winter24` before `Spring25`.
fn a_year_before(proposals: &mut Proposals, word: &Range<usize>, last: &str) {
    let of = proposals.of;
    let Some(year) = number::runs(of).find(|run| run.start == word.end && matches!(run.len(), 2 | 4)) else { return };
    let Some(before) = number::value(&of[year.clone()]).filter(|value| *value > 0) else { return };
    let last = spelt(last, &of[word.clone()]);
    let before = number::written(before - 1, year.len());
    proposals.add(78, Few, &[&of[..word.start], &last, &before, &of[year.end..]]);
}
