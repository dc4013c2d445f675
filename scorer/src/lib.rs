//! How strong a password is, in the context of the site and the account it is for.
//!
//! This is [zxcvbn] with three things added: a bound on its work (a page can put any value into a field, and zxcvbn
//! needs most of a second for a bad one), codes of our own instead of English sentences, and the names of the site and
//! of the user counted as words that everybody tries first.
//!
//! It is a crate and a wasm module of its own because the dictionaries are nearly all of Hygieia's size: who only wants
//! to know "reused?" does not load them.
//!
//! Guess numbers stay in here. The number of guesses narrows a password down far more than five steps do, so nothing
//! that leaves this crate carries it.

mod context;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

use serde::{Deserialize, Serialize};
use zxcvbn::Entropy;
use zxcvbn::feedback::{Suggestion, Warning};
use zxcvbn::matching::patterns::MatchPattern;

pub use context::{MAX_WORD_CHARS, MAX_WORDS, MIN_WORD_CHARS};

/// At most so many characters (Unicode scalar values) of a password are scored: the first ones.
///
/// Time is one reason. zxcvbn's work grows with the square of the length and with every l33t character; the worst
/// value found takes 28 ms in wasm at 28 characters (51 ms when zxcvbn is compiled for size), 56 at 40, and 440 at 100.
/// `examples/hostile.rs` measures it.
///
/// Arithmetic is the other. zxcvbn raises a keyboard's mean number of neighbours to the number of turns: 5^27 still
/// fits into its 64 bits, 5^28 does not, and a build with overflow checks would panic on `1414…` from 29 characters.
///
/// It costs nothing that matters: a password whose first 28 characters can be guessed within 10^10 tries is a run,
/// a repetition, or two words.
pub const MAX_CHARS: usize = 28;

/// How strong a password is, and why it is not stronger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Strength {
    /// 0 (fewer than 10^3 guesses) to 4 (10^10 or more); below 3 is weak. The steps are zxcvbn's.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "0 | 1 | 2 | 3 | 4"))]
    pub score: u8,
    /// What a guesser would use first. Only for a score below 3, and even then not always known.
    pub reason: Option<Reason>,
    /// What would help, the most useful first. Empty for a score of 3 or 4.
    pub advice: Vec<Advice>,
    /// Whether the password is longer than [`MAX_CHARS`], so that only its beginning was scored.
    pub shortened: bool,
}

/// Why a password is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It contains the name of the site or of the user (a word of the context).
    ContextWord,
    /// One of the ten commonest passwords.
    Top10,
    /// One of the hundred commonest passwords.
    Top100,
    /// A common password.
    Common,
    /// A common password in disguise: reversed, with l33t characters, or with something added.
    LikeCommon,
    /// One word of the dictionary.
    SingleWord,
    /// One first or family name.
    SingleName,
    /// A common name with something added.
    Name,
    /// A straight row of keys, like `asdfgh`.
    KeyRow,
    /// A short pattern on the keyboard, like `qazwsx`.
    KeyPattern,
    /// One character repeated, like `aaaa`.
    RepeatedCharacter,
    /// A part repeated, like `abcabcabc`.
    RepeatedPart,
    /// A run of characters, like `abcd` or `6543`.
    Sequence,
    /// A recent year.
    RecentYear,
    /// A date.
    Date,
}

/// What would make a password harder to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Add another word or two; uncommon words are better.
    AddWords,
    /// Use a few words, and no common phrase.
    UseWords,
    /// Symbols, digits and capitals are not needed.
    NoNeedForSymbols,
    /// A capital at the beginning hardly helps.
    CapitalsDoNotHelp,
    /// All capitals are as easy to guess as none.
    AllCapitalsDoNotHelp,
    /// A word spelled backwards is hardly harder to guess.
    ReversingDoesNotHelp,
    /// Substitutions that everybody makes, like `@` for `a`, hardly help.
    SubstitutionsDoNotHelp,
    /// If keys are to make a pattern, then a longer one with more turns.
    LongerKeyPattern,
    /// Repeat no words and no characters.
    AvoidRepeats,
    /// Avoid runs like `abc` and `6543`.
    AvoidSequences,
    /// Avoid recent years.
    AvoidRecentYears,
    /// Avoid years that have to do with you.
    AvoidOwnYears,
    /// Avoid dates and years that have to do with you.
    AvoidOwnDates,
}

/// Scores `password`, with `context` as words that a guesser tries first.
///
/// `context` holds the parts of the site's name and of the user's name (`["minato", "shop", "taro", "yamada"]`), in any
/// case. At most [`MAX_WORDS`] of them are used, from [`MIN_WORD_CHARS`] characters on and cut after [`MAX_WORD_CHARS`].
///
/// Never panics, whatever the characters, and its work is bounded by [`MAX_CHARS`]. The first call builds the
/// dictionaries (some 60 ms in wasm); a later one takes well under a millisecond for what people type.
///
/// ```
/// use hygieia_scorer::{Reason, score};
///
/// assert_eq!(score("password", &[]).reason, Some(Reason::Top10));
/// assert_eq!(score("vocal ladder bronze quilt", &[]).score, 4);
/// assert!(score("minatoshop1", &["minato", "shop"]).score < score("minatoshop1", &[]).score);
/// ```
pub fn score(password: &str, context: &[&str]) -> Strength {
    let scored = first_chars(password, MAX_CHARS);
    let words = context::words(context);
    let inputs: Vec<&str> = words.iter().map(String::as_str).collect();
    let entropy = zxcvbn::zxcvbn(scored, &inputs);

    let (warning, suggestions) = match entropy.feedback() {
        Some(feedback) => (feedback.warning(), feedback.suggestions()),
        None => (None, [].as_slice()),
    };
    let weak = entropy.feedback().is_some();
    Strength {
        score: u8::from(entropy.score()),
        reason: warning
            .map(Reason::from)
            .or_else(|| (weak && uses_a_word_of(&words, &entropy)).then_some(Reason::ContextWord)),
        advice: suggestions.iter().copied().map(Advice::from).collect(),
        shortened: scored.len() < password.len(),
    }
}

/// Whether zxcvbn took the password apart with the help of one of `words`; it has no warning of its own for that.
fn uses_a_word_of(words: &[String], entropy: &Entropy) -> bool {
    entropy.sequence().iter().any(|part| match &part.pattern {
        MatchPattern::Dictionary(found) => words.contains(&found.matched_word),
        _ => false,
    })
}

/// The first `count` characters of `text`, or all of it.
fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(end, _)| &text[..end])
}

// No wildcard in the two below: a warning that a later zxcvbn adds is to stop the build, not to go missing.
impl From<Warning> for Reason {
    fn from(warning: Warning) -> Self {
        match warning {
            Warning::StraightRowsOfKeysAreEasyToGuess => Self::KeyRow,
            Warning::ShortKeyboardPatternsAreEasyToGuess => Self::KeyPattern,
            Warning::RepeatsLikeAaaAreEasyToGuess => Self::RepeatedCharacter,
            Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Self::RepeatedPart,
            Warning::ThisIsATop10Password => Self::Top10,
            Warning::ThisIsATop100Password => Self::Top100,
            Warning::ThisIsACommonPassword => Self::Common,
            Warning::ThisIsSimilarToACommonlyUsedPassword => Self::LikeCommon,
            Warning::SequencesLikeAbcAreEasyToGuess => Self::Sequence,
            Warning::RecentYearsAreEasyToGuess => Self::RecentYear,
            Warning::AWordByItselfIsEasyToGuess => Self::SingleWord,
            Warning::DatesAreOftenEasyToGuess => Self::Date,
            Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => Self::SingleName,
            Warning::CommonNamesAndSurnamesAreEasyToGuess => Self::Name,
        }
    }
}

impl From<Suggestion> for Advice {
    fn from(suggestion: Suggestion) -> Self {
        match suggestion {
            Suggestion::UseAFewWordsAvoidCommonPhrases => Self::UseWords,
            Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => Self::NoNeedForSymbols,
            Suggestion::AddAnotherWordOrTwo => Self::AddWords,
            Suggestion::CapitalizationDoesntHelpVeryMuch => Self::CapitalsDoNotHelp,
            Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => Self::AllCapitalsDoNotHelp,
            Suggestion::ReversedWordsArentMuchHarderToGuess => Self::ReversingDoesNotHelp,
            Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Self::SubstitutionsDoNotHelp,
            Suggestion::UseALongerKeyboardPatternWithMoreTurns => Self::LongerKeyPattern,
            Suggestion::AvoidRepeatedWordsAndCharacters => Self::AvoidRepeats,
            Suggestion::AvoidSequences => Self::AvoidSequences,
            Suggestion::AvoidRecentYears => Self::AvoidRecentYears,
            Suggestion::AvoidYearsThatAreAssociatedWithYou => Self::AvoidOwnYears,
            Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Self::AvoidOwnDates,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
