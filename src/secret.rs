//! A password in memory.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// The characters of a password, exactly as typed.
///
/// Zeroed when dropped. It has no `Debug`, no `Serialize` and no `Clone`, so that it cannot reach a log, a store or a
/// second owner by accident:
///
/// ```compile_fail
/// let secret = hygieia::secret::Secret::new("made up".into());
/// println!("{secret:?}");
/// ```
/// ```compile_fail
/// let secret = hygieia::secret::Secret::new("made up".into());
/// let second = secret.clone();
/// ```
/// ```compile_fail
/// let secret = hygieia::secret::Secret::new("made up".into());
/// serde_json::to_string(&secret);
/// ```
pub struct Secret(Zeroizing<String>);

/// Why the characters of a [`Secret`] are looked at. Every reader names one, so that a search for a variant lists
/// every place that sees values for that reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// To derive a tag with Argon2id.
    Tag,
    /// To derive the SHA-1 digest of which five hex digits leave the machine.
    Range,
    /// To look it up in the offline filter.
    Offline,
    /// To hand the characters to the strength estimator.
    Score,
    /// To see that it is a PIN, a mask or a one-character field, which are left alone.
    LeaveAlone,
    /// To see which fields of one form hold the same or nearly so: a new password, its repetition, the one before.
    Compare,
    /// To make the key of a passphrase, which encloses the vault's key or a backup.
    Enclose,
    /// To make of it what people edit passwords to.
    Edit,
}

impl Secret {
    /// Takes ownership of the characters.
    pub fn new(characters: String) -> Self {
        Self(Zeroizing::new(characters))
    }

    /// The characters, for the given reason.
    pub fn expose(&self, _reason: Exposure) -> &str {
        &self.0
    }

    /// Whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Why this value is not treated as a password, if it is not.
    ///
    /// A value of one character, of mask characters alone, or of at most six digits (a PIN or a one-time code).
    pub fn left_alone(&self) -> Option<LeftAlone> {
        let characters = self.expose(Exposure::LeaveAlone);
        let mut rest = characters.chars();
        let first = rest.next()?;
        if rest.clone().next().is_none() {
            return Some(LeftAlone::OneCharacter);
        }
        if MASKS.contains(&first) && rest.all(|character| MASKS.contains(&character)) {
            return Some(LeftAlone::Masked);
        }
        if characters.len() <= PIN_DIGITS && characters.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(LeftAlone::Pin);
        }
        None
    }
}

/// A secret comes in with a message; there is no way out by the same door.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Characters with which pages overwrite a password before they send it.
const MASKS: [char; 6] = ['•', '*', '●', '∙', '·', '＊'];

/// Digits-only values up to this length are PINs or one-time codes.
const PIN_DIGITS: usize = 6;

/// Why a value is not treated as a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftAlone {
    /// A field of a password asked character by character.
    OneCharacter,
    /// The page has replaced the value with mask characters.
    Masked,
    /// At most six digits.
    Pin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_alone() {
        let cases = [
            ("", None),
            ("a", Some(LeftAlone::OneCharacter)),
            ("語", Some(LeftAlone::OneCharacter)),
            ("••••••••", Some(LeftAlone::Masked)),
            ("********", Some(LeftAlone::Masked)),
            ("●●●•***", Some(LeftAlone::Masked)),
            ("1234", Some(LeftAlone::Pin)),
            ("123456", Some(LeftAlone::Pin)),
            ("1234567", None),
            ("12345a", None),
            ("••••a", None),
            ("aa", None),
            ("１２３４", None),
        ];
        for (value, expected) in cases {
            assert_eq!(Secret::new(value.into()).left_alone(), expected, "{value}");
        }
    }
}
