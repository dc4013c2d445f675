//! Is a password among those known to be breached?
//!
//! [`offline`] knows the million most used ones without asking anyone. [`range`] speaks the range protocol (five hex digits of a
//! SHA-1 leave the machine), [`source`] says who is asked, [`pause`] how long who failed is left alone, [`incident`] which
//! sites have lost passwords.

pub mod incident;
pub mod offline;
pub mod pause;
pub mod range;
pub mod source;

use serde::{Deserialize, Serialize};

use crate::time::UnixMillis;

/// What is known about a password after a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "why")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Verdict {
    /// It is in a list of breached passwords.
    Breached,
    /// The whole answer was read and it is not in it.
    NotFound,
    /// Nothing is known. Never shown as safe.
    NotChecked(NotChecked),
}

/// Why a check gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum NotChecked {
    /// Nothing is known in this session, and the vault keeps no reason.
    NotAsked,
    /// It is not in the offline filter, and the person has not said yes to online checks.
    OnlineOff,
    /// The offline filter could not be read, and the person has not said yes to online checks.
    NoFilter,
    /// The answer is still to come.
    Waiting,
    /// No connection, or it broke off.
    NoAnswer,
    /// No answer within five seconds.
    TimedOut,
    /// An answer that is no list of rows (a captive portal's page, say), or one that is far too long.
    NotARange,
    /// Another status than 200.
    Refused,
    /// The browser ended the check before the answer came.
    Interrupted,
    /// Every source failed a short while ago, or asked for a pause; one may be asked again from then on.
    Later(UnixMillis),
    /// Every source is switched off.
    NoSource,
}
