//! Texts as codes with arguments. The words live in `extension/_locales/`, one message per code and language;
//! `tests/texts.rs` holds the two together.

use serde::Serialize;

use crate::time::UnixMillis;

/// Something to say, in no language yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Text {
    /// The message's key in `_locales/<language>/messages.json`. If the first count among the arguments is one in English, the
    /// key with `_one` appended is used where it exists.
    pub code: &'static str,
    /// What stands for `$1`, `$2`, … in the message.
    pub args: Vec<Arg>,
}

/// An argument of a [`Text`], formatted in the reader's language where it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "as", content = "value")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Arg {
    /// A number of things.
    Count(u32),
    /// A moment, drawn as its date where the reader is.
    Date(UnixMillis),
    /// A day that is the same everywhere, by its midnight in UTC.
    Day(UnixMillis),
    /// A moment, drawn as a date and a time of day.
    Time(UnixMillis),
    /// Names that are the same in every language (sites), drawn as a list.
    Names(Vec<String>),
}

impl Text {
    /// A text without arguments.
    pub fn plain(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    /// A text with arguments.
    pub fn with(code: &'static str, args: impl Into<Vec<Arg>>) -> Self {
        Self { code, args: args.into() }
    }
}
