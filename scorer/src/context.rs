//! The words of the context, bounded: they come from pages and from what people typed.

use crate::{MAX_CHARS, first_chars};

/// At most so many words of the context are used, the first ones: 16 were seen to double zxcvbn's time.
pub const MAX_WORDS: usize = 8;

/// A shorter word of the context is left out: every longer password contains some two letters of a name.
pub const MIN_WORD_CHARS: usize = 3;

/// A longer word of the context is cut after so many characters; no more of a password is scored either.
pub const MAX_WORD_CHARS: usize = MAX_CHARS;

/// The words zxcvbn is to know, in lower case as it compares them.
pub(crate) fn words(context: &[&str]) -> Vec<String> {
    context
        .iter()
        // Cut before and after: lower case can be longer ("İ" becomes two characters).
        .map(|word| first_chars(word, MAX_WORD_CHARS).to_lowercase())
        .map(|word| first_chars(&word, MAX_WORD_CHARS).to_owned())
        .filter(|word| word.chars().count() >= MIN_WORD_CHARS)
        .take(MAX_WORDS)
        .collect()
}
