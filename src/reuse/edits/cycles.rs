//! Words that follow one another and begin anew: seasons, months, days of the week.

use zeroize::Zeroizing;

use super::{Proposals, Why::Few, case::lower, number, spelt};

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

/// The word was another one of its cycle: `Winter24` before `Spring24`.
pub(super) fn propose(proposals: &mut Proposals) {
    let core = proposals.core.clone();
    let word: Zeroizing<String> = Zeroizing::new(proposals.of[core.clone()].iter().map(|char| lower(*char)).collect());
    for cycle in CYCLES {
        let Some(place) = cycle.iter().position(|name| *name == word.as_str()) else { continue };
        for (weight, step) in STEPS {
            let other = place.wrapping_add_signed(step + cycle.len().cast_signed()) % cycle.len();
            proposals.replace(weight, Few, core.clone(), &spelt(cycle[other], &proposals.of[core.clone()]));
        }
        if place == 0 {
            a_year_before(proposals, cycle[cycle.len() - 1]);
        }
    }
}

/// The last name of a cycle and the number behind it, one less: `Winter24` before `Spring25`.
fn a_year_before(proposals: &mut Proposals, last: &str) {
    let (of, core) = (proposals.of, proposals.core.clone());
    let Some(year) = number::runs(of).find(|run| run.start == core.end && matches!(run.len(), 2 | 4)) else { return };
    let Some(before) = number::value(&of[year.clone()]).filter(|value| *value > 0) else { return };
    let last = spelt(last, &of[core.clone()]);
    let before = number::written(before - 1, year.len());
    proposals.add(78, Few, &[&of[..core.start], &last, &before, &of[year.end..]]);
}
