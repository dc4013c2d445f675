//! Edits that people make to a password they have, tried the other way round: what may the password before have been?
//!
//! The rules are those that studies of leaked password pairs have found: Das et al., "The Tangled Web of Password Reuse"
//! (NDSS 2014); Wang et al., "The Next Domino to Fall" (CODASPY 2018); Pal et al., "Beyond Credential Stuffing" (S&P
//! 2019). Each proposes candidates with a weight, how often people make such an edit of a password of this shape; the
//! heaviest [`MOST`] are tried.

mod case;
mod cycles;
mod letters;
mod number;
mod separators;
mod signs;
mod symbols;

use std::{collections::BTreeSet, ops::Range};

pub(super) use case::lower;
pub(super) use letters::FRONTS;
use zeroize::Zeroizing;

use super::{Why, names};
use crate::secret::{Exposure, Secret};

/// How many edits of a password are tried at most: each costs one derivation.
pub const MOST: usize = 64;
/// Nothing is proposed for longer values, and no shorter candidate is proposed.
const MOST_CHARS: usize = 64;
const LEAST_CHARS: usize = 4;

/// Something that may have been a password before it was edited.
pub struct Edit {
    /// The characters.
    pub secret: Secret,
    /// What differs.
    pub why: Why,
}

/// What a person may put into passwords beside their characters.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Names of the person's sites (see [`names::of`]), the likeliest first.
    pub names: Vec<String>,
    /// The calendar year.
    pub year: u16,
}

/// Up to [`MOST`] likely edits of a password, the likeliest first, none twice and never the password itself.
pub fn edits(secret: &Secret, context: &Context) -> Vec<Edit> {
    let chars: Zeroizing<Vec<char>> = Zeroizing::new(secret.expose(Exposure::Edit).chars().collect());
    if !(LEAST_CHARS..=MOST_CHARS).contains(&chars.len()) || secret.left_alone().is_some() {
        return Vec::new();
    }
    let mut proposals = Proposals::new(&chars);
    case::propose(&mut proposals);
    signs::propose(&mut proposals);
    number::propose(&mut proposals, context.year);
    symbols::propose(&mut proposals);
    separators::propose(&mut proposals);
    letters::propose(&mut proposals);
    cycles::propose(&mut proposals);
    name(&mut proposals, context);
    proposals.heaviest()
}

/// Candidates and how likely they are.
struct Proposals<'a> {
    /// The password.
    of: &'a [char],
    /// From its first letter to behind its last one; empty without letters.
    core: Range<usize>,
    found: Vec<(u8, Edit)>,
}

impl<'a> Proposals<'a> {
    fn new(of: &'a [char]) -> Self {
        let is_letter = |char: &char| char.is_alphabetic();
        let first = of.iter().position(is_letter).unwrap_or(0);
        let end = of.iter().rposition(is_letter).map_or(0, |last| last + 1);
        Self { of, core: first..end, found: Vec::new() }
    }

    /// Proposes what these parts make together.
    fn add(&mut self, weight: u8, why: Why, parts: &[&[char]]) {
        // Reserved, so that no copy is left behind where it grows.
        let mut text = String::with_capacity(parts.iter().map(|part| part.len() * 4).sum());
        text.extend(parts.iter().copied().flatten());
        self.found.push((weight, Edit { secret: Secret::new(text), why }));
    }

    /// Proposes the password with each character of a range changed.
    fn map(&mut self, weight: u8, why: Why, range: Range<usize>, change: impl Fn(char) -> char) {
        let changed: Zeroizing<Vec<char>> =
            Zeroizing::new(self.of[range.clone()].iter().copied().map(change).collect());
        self.replace(weight, why, range, &changed);
    }

    /// Proposes the password with something else in place of a range.
    fn replace(&mut self, weight: u8, why: Why, range: Range<usize>, by: &[char]) {
        let of = self.of;
        self.add(weight, why, &[&of[..range.start], by, &of[range.end..]]);
    }

    fn heaviest(mut self) -> Vec<Edit> {
        // Stable: of equal weights, what was proposed first.
        self.found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let own: Zeroizing<String> = Zeroizing::new(self.of.iter().collect());
        let mut kept = Vec::new();
        {
            let mut seen = BTreeSet::from([own.as_str()]);
            for (index, (_, edit)) in self.found.iter().enumerate() {
                let text = edit.secret.expose(Exposure::Edit);
                let fits = text.chars().count() >= LEAST_CHARS && edit.secret.left_alone().is_none();
                if kept.len() < MOST && fits && seen.insert(text) {
                    kept.push(index);
                }
            }
        }
        let mut kept = kept.into_iter().peekable();
        let found = self.found.into_iter().enumerate();
        found.filter_map(|(index, (_, edit))| kept.next_if_eq(&index).map(|_| edit)).collect()
    }
}

/// Where words stand: runs of letters, a capital behind a small letter beginning another one.
fn words(of: &[char]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (index, char) in of.iter().enumerate().filter(|(_, char)| char.is_alphabetic()) {
        let begins = index == 0 || (char.is_uppercase() && of[index - 1].is_lowercase());
        match words.last_mut().filter(|word| word.end == index && !begins) {
            Some(word) => word.end += 1,
            None => words.push(index..index + 1),
        }
    }
    words
}

/// A site's name was added, left out, or put in another's place.
fn name(proposals: &mut Proposals, context: &Context) {
    let of = proposals.of;
    let own = context.names.iter().map(String::as_str);
    // The person's own sites first; the well-known ones only where there is room.
    let well_known = names::WELL_KNOWN.iter().map(|name| (*name, 26));
    let candidates = own.map(|name| (name, 0)).chain(well_known).zip(0_u8..60);
    let lower: Zeroizing<Vec<char>> = Zeroizing::new(of.iter().map(|char| case::lower(*char)).collect());
    if let Some(found) = names::find(&lower, &context.names) {
        let separated = separators::with_separator(of, &found);
        proposals.replace(92, Why::Name, separated.clone(), &[]);
        if separated != found {
            proposals.replace(70, Why::Name, found.clone(), &[]);
        }
        for ((name, less), index) in candidates {
            let weight = 74 - less - index / 2;
            proposals.replace(weight, Why::Name, found.clone(), &spelt(name, &of[found.clone()]));
        }
        return;
    }
    let is_capital = of.first().is_some_and(|char| char.is_uppercase());
    for ((name, less), index) in candidates {
        let weight = 48_u8.saturating_sub(less + index);
        let name = spelt(name, if is_capital { &['A', 'a'] } else { &[] });
        proposals.add(weight, Why::Name, &[of, &name]);
        proposals.add(weight.saturating_sub(2), Why::Name, &[&name, of]);
    }
}

/// A name in lower case, spelt as another one is: all capitals, a capital first, or as it is.
fn spelt(name: &str, like: &[char]) -> Vec<char> {
    let is_upper = |char: &char| char.is_uppercase();
    let all = !like.is_empty() && like.iter().all(is_upper);
    let first = like.first().is_some_and(is_upper);
    let capital = |(index, char): (usize, char)| if all || (first && index == 0) { case::upper(char) } else { char };
    name.chars().enumerate().map(capital).collect()
}

#[cfg(test)]
mod tests;
