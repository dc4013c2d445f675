//! Two passwords in one form: both are there, so that they can be compared themselves.

use zeroize::Zeroizing;

use super::{
    Why,
    edits::{Context, edits, lower},
    stems::stems,
};
use crate::secret::{Exposure, Secret};

/// Of longer values the first characters are compared.
const MOST_CHARS: usize = 256;
/// One in so many characters may differ.
const ONE_IN: usize = 4;
/// A password of so many characters that stands in the other is similar to it.
const LEAST_CONTAINED: usize = 5;

/// What differs between two similar passwords; `None` if they are equal, not similar, or left alone
/// ([`Secret::left_alone`]).
///
/// Similar are two of which one is a likely [edit](super::edits::edits) of the other, that have a
/// [stem](super::stems::stems) in common, of which one stands in the other, or whose edit distance (optimal string
/// alignment, case ignored) is at most a quarter of the longer one's length.
pub fn near(former: &Secret, new: &Secret, context: &Context) -> Option<Why> {
    let [one, other] = [former, new].map(|secret| secret.expose(Exposure::Compare));
    if one == other || [former, new].iter().any(|secret| secret.left_alone().is_some() || secret.is_empty()) {
        return None;
    }
    let one_is_edit = |of: &Secret, target: &str| {
        edits(of, context).into_iter().find(|edit| edit.secret.expose(Exposure::Compare) == target).map(|edit| edit.why)
    };
    let edited = one_is_edit(new, one).or_else(|| one_is_edit(former, other));
    edited.or_else(|| share_stem(former, new).then_some(Why::Word)).or_else(|| is_close(one, other).then_some(Why::Few))
}

fn share_stem(one: &Secret, other: &Secret) -> bool {
    let others = stems(other, None);
    let is_other =
        |stem: &Secret| others.iter().any(|other| other.expose(Exposure::Compare) == stem.expose(Exposure::Compare));
    stems(one, None).iter().any(is_other)
}

fn is_close(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| {
        let mut folded = Zeroizing::new(String::with_capacity(4 * MOST_CHARS));
        folded.extend(text.chars().take(MOST_CHARS).map(lower));
        folded
    });
    let (count_one, count_other) = (one.chars().count(), other.chars().count());
    let (shorter, longer) = if count_one < count_other { (&one, &other) } else { (&other, &one) };
    if count_one.min(count_other) >= LEAST_CONTAINED && longer.contains(shorter.as_str()) {
        return true;
    }
    strsim::osa_distance(&one, &other) * ONE_IN <= count_one.max(count_other)
}
