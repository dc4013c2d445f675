//! Numbers: counters, years, digits added and left out.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Proposals, Why::Number};

/// What people put behind a word, and how often.
const ENDINGS: [(u8, &str); 30] = [
    (84, "1"),
    (72, "123"),
    (58, "2"),
    (56, "12"),
    (46, "3"),
    (44, "7"),
    (43, "01"),
    (42, "1234"),
    (40, "5"),
    (39, "0"),
    (38, "8"),
    (37, "4"),
    (36, "9"),
    (35, "6"),
    (34, "11"),
    (32, "22"),
    (30, "13"),
    (29, "23"),
    (28, "00"),
    (27, "69"),
    (26, "99"),
    (25, "10"),
    (24, "21"),
    (23, "88"),
    (22, "77"),
    (21, "12345"),
    (20, "321"),
    (18, "007"),
    (17, "777"),
    (16, "111"),
];

/// Longer runs of digits are no counters.
const COUNTER_DIGITS: usize = 9;

pub(super) fn propose(proposals: &mut Proposals, year: u16) {
    let of = proposals.of;
    match runs(of).last() {
        Some(run) => {
            // Two dates a day or a year apart are two people's birthdays.
            if !is_date(of) {
                counter(proposals, &run);
                years(proposals, &run, year);
            }
            shorten(proposals, &run);
            lengthen(proposals, &run);
            if let Some(first) = runs(of).next().filter(|first| *first != run) {
                proposals.replace(55, Number, first.clone(), &[]);
                counter_by(proposals, &first, &[(40, 1), (40, -1)]);
            }
        }
        None => append(proposals, year),
    }
    if !of[0].is_ascii_digit() {
        for (weight, digit) in [(34, '1'), (20, '2'), (16, '7')] {
            proposals.add(weight, Number, &[&[digit], of]);
        }
        proposals.add(22, Number, &[&['1', '2', '3'], of]);
    }
}

/// Where runs of digits stand.
pub(super) fn runs(of: &[char]) -> impl Iterator<Item = Range<usize>> {
    let is_digit = |index: usize| of.get(index).is_some_and(char::is_ascii_digit);
    let starts = (0..of.len()).filter(move |index| is_digit(*index) && (*index == 0 || !is_digit(index - 1)));
    starts.map(move |start| start..start + of[start..].iter().take_while(|char| char.is_ascii_digit()).count())
}

/// Eight digits alone, with a year of the last or this century at one end.
fn is_date(of: &[char]) -> bool {
    let is_year = |digits: &[char]| matches!(digits, ['1', '9', ..] | ['2', '0', ..]);
    of.len() == 8 && of.iter().all(char::is_ascii_digit) && (is_year(of) || is_year(&of[4..]))
}

/// What a run of digits says; none of a longer one than [`COUNTER_DIGITS`].
pub(super) fn value(digits: &[char]) -> Option<i64> {
    let fits = !digits.is_empty() && digits.len() <= COUNTER_DIGITS;
    fits.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit.to_digit(10).unwrap_or_default())))
}

/// A number in so many digits at least.
pub(super) fn written(value: i64, digits: usize) -> Zeroizing<Vec<char>> {
    let mut text = Zeroizing::new(Vec::with_capacity(20));
    text.extend(Zeroizing::new(format!("{value:0digits$}")).chars());
    text
}

/// The number was one more or less.
fn counter(proposals: &mut Proposals, run: &Range<usize>) {
    counter_by(proposals, run, &[(93, -1), (92, 1), (64, -2), (62, 2), (46, -3), (45, 3), (26, -10), (26, 10)]);
    if run.len() == 1 {
        let digit = proposals.of[run.start];
        for other in '0'..='9' {
            proposals.replace(if digit == '1' { 24 } else { 33 }, Number, run.clone(), &[other]);
        }
    }
}

fn counter_by(proposals: &mut Proposals, run: &Range<usize>, steps: &[(u8, i64)]) {
    let Some(number) = value(&proposals.of[run.clone()]) else { return };
    for (weight, step) in steps {
        let other = number + step;
        if other >= 0 {
            proposals.replace(*weight, Number, run.clone(), &written(other, run.len()));
            // `10` after `9`.
            proposals.replace(weight - 10, Number, run.clone(), &written(other, 1));
        }
    }
}

/// The number ends in a year.
fn years(proposals: &mut Proposals, run: &Range<usize>, year: u16) {
    let (of, year) = (proposals.of, i64::from(year));
    let last = |digits: usize| run.len().checked_sub(digits).map(|before| run.start + before..run.end);
    let full = last(4).and_then(|range| value(&of[range.clone()]).map(|value| (range, value)));
    if let Some((range, value)) = full.filter(|(_, value)| (1940..=year + 5).contains(value)) {
        for (weight, step) in [(90, -1), (89, 1), (65, -2), (60, 2), (40, -3), (35, 3), (31, -5), (30, 5), (20, -10)] {
            proposals.replace(weight, Number, range.clone(), &written(value + step, 4));
        }
        proposals.replace(86, Number, range.clone(), &[]);
        proposals.replace(50, Number, range.start..range.start + 2, &[]);
        proposals.replace(30, Number, range, &written(year, 4));
    } else if let Some(range) = last(2)
        && let Some(value) = value(&of[range.clone()])
    {
        let century = if value <= (year + 1) % 100 { "20" } else { "19" };
        let century: Vec<char> = century.chars().collect();
        let weight = if run.len() == 2 { 44 } else { 12 };
        proposals.replace(weight, Number, range.start..range.start, &century);
        if run.len() > 2 {
            for (weight, step) in [(30, -1), (29, 1)] {
                proposals.replace(weight, Number, range.clone(), &written((value + step).rem_euclid(100), 2));
            }
        } else {
            proposals.replace(24, Number, range, &written(year % 100, 2));
        }
    }
}

/// Digits were added.
fn shorten(proposals: &mut Proposals, run: &Range<usize>) {
    proposals.replace(87, Number, run.clone(), &[]);
    for (weight, digits) in [(80, 1), (68, 2), (48, 3), (54, 4)] {
        if digits < run.len() {
            proposals.replace(weight, Number, run.end - digits..run.end, &[]);
        }
    }
    for (weight, digits) in [(34, 1), (24, 2)] {
        if digits < run.len() {
            proposals.replace(weight, Number, run.start..run.start + digits, &[]);
        }
    }
}

/// Digits were left out, or the same ones stood in another order.
fn lengthen(proposals: &mut Proposals, run: &Range<usize>) {
    let of = proposals.of;
    let last = of[run.end - 1];
    let next = char::from_digit((last.to_digit(10).unwrap_or_default() + 1) % 10, 10).unwrap_or('0');
    // 1 → 12 → 123
    proposals.replace(62, Number, run.end..run.end, &[next]);
    if run.len() == 1 {
        let after = char::from_digit((last.to_digit(10).unwrap_or_default() + 2) % 10, 10).unwrap_or('0');
        proposals.replace(60, Number, run.end..run.end, &[next, after]);
    }
    proposals.replace(38, Number, run.end..run.end, &[last]);
    for (weight, digit) in
        [(36, '1'), (32, '0'), (31, '2'), (31, '3'), (30, '7'), (30, '5'), (29, '4'), (29, '8'), (29, '9'), (29, '6')]
    {
        proposals.replace(weight, Number, run.end..run.end, &[digit]);
    }
    proposals.replace(32, Number, run.start..run.start, &['0']);
    let mut reversed = Zeroizing::new(of[run.clone()].to_vec());
    reversed.reverse();
    proposals.replace(26, Number, run.clone(), &reversed);
    for (weight, digits) in [(30, "123"), (26, "12"), (20, "1234")] {
        let digits: Vec<char> = digits.chars().collect();
        proposals.replace(weight, Number, run.clone(), &digits);
    }
}

/// There was a number, behind the word or behind the whole.
fn append(proposals: &mut Proposals, year: u16) {
    let (of, end) = (proposals.of, proposals.core.end);
    let year = usize::from(year);
    let years = [
        (47, year.to_string()),
        (44, format!("{:02}", year % 100)),
        (33, (year - 1).to_string()),
        (31, format!("{:02}", (year - 1) % 100)),
        (19, (year - 2).to_string()),
        (15, "2000".to_owned()),
    ];
    let endings = ENDINGS.map(|(weight, digits)| (weight, digits.to_owned()));
    for (weight, digits) in endings.into_iter().chain(years) {
        let digits: Vec<char> = digits.chars().collect();
        proposals.replace(weight, Number, end..end, &digits);
        if end < of.len() {
            proposals.add(weight / 2, Number, &[of, &digits]);
        }
    }
}
