//! How a vault lies on disk: AES-256-GCM (NIST SP 800-38D) over MessagePack.
//!
//! The bytes are the magic `HYG2`, the 12-byte nonce, and the ciphertext with its 16-byte tag; the magic is
//! authenticated. Without a passphrase the key lies beside them in the same database: sealing keeps a stray tool from
//! reading or changing the state by accident, it does not stop a thief of the whole disk. Only a passphrase does (see
//! [`super::passphrase`] and `docs/architecture.md`).
//!
//! Fields are named, so that one can be added; only an account is a row without names ([`rows`]), because there are many.
//! Version 1 was `HYG1` over JSON.

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Vault, migrate};

const MAGIC: &[u8; 4] = b"HYG2";
/// Of a vault of version 1, in JSON.
const MAGIC_1: &[u8; 4] = b"HYG1";
/// What all of them begin with, a newer Hygieia's included.
const MAGIC_OF_ANY: &[u8] = b"HYG";
const NONCE_BYTES: usize = 12;

/// A vault's key: 32 random bytes. Zeroed when dropped, and like a [`crate::secret::Secret`] neither printed, nor
/// serialised, nor cloned:
///
/// ```compile_fail
/// let key = hygieia::vault::sealed::Key::new([0; 32]);
/// println!("{key:?}");
/// ```
/// ```compile_fail
/// let key = hygieia::vault::sealed::Key::new([0; 32]);
/// let second = key.clone();
/// ```
/// ```compile_fail
/// let key = hygieia::vault::sealed::Key::new([0; 32]);
/// serde_json::to_string(&key);
/// ```
pub struct Key(Zeroizing<[u8; 32]>);

/// Why a vault cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The key does not have 32 bytes, or is missing.
    Key,
    /// It does not begin as a vault does.
    NotAVault,
    /// Decryption failed: the bytes were changed, or belong to another key.
    Damaged,
    /// It was written by a newer version of Hygieia.
    TooNew,
    /// Decrypted, but not of the form that its version says.
    Malformed,
}

impl Key {
    /// The key made of these random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// The key as it lies on disk.
    ///
    /// # Errors
    /// [`Unreadable::Key`] unless there are 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        bytes.try_into().map(Self::new).map_err(|_| Unreadable::Key)
    }

    /// The bytes to lie on disk.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

/// Seals a vault. A nonce must never be used twice with one key: draw it at random for each write.
pub fn seal(vault: &Vault, key: &Key, nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
    let plain = Zeroizing::new(write(vault));
    let payload = Payload { msg: &plain, aad: MAGIC };
    let sealed = key.cipher().encrypt(&Nonce::from(nonce), payload).expect("a vault is far below 64 GiB");
    [MAGIC.as_slice(), &nonce, &sealed].concat()
}

/// Opens a sealed vault and brings it to the present version.
///
/// # Errors
/// What is wrong with it; the caller sets it aside and overwrites nothing.
pub fn open(bytes: &[u8], key: &Key) -> Result<Vault, Unreadable> {
    let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(Unreadable::NotAVault)?;
    let read: fn(&[u8]) -> Result<Vault, Unreadable> = match magic {
        MAGIC => read,
        MAGIC_1 => migrate::read,
        _ if magic.starts_with(MAGIC_OF_ANY) && magic > MAGIC => return Err(Unreadable::TooNew),
        _ => return Err(Unreadable::NotAVault),
    };
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Unreadable::NotAVault)?;
    let payload = Payload { msg: sealed, aad: magic };
    let plain = key.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| Unreadable::Damaged)?;
    read(&Zeroizing::new(plain))
}

/// A vault as MessagePack, with its version first.
pub(super) fn write(vault: &Vault) -> Vec<u8> {
    rmp_serde::to_vec_named(vault).expect("a vault is plain data")
}

/// Reads a vault's MessagePack.
///
/// # Errors
/// [`Unreadable::TooNew`] or [`Unreadable::Malformed`].
pub(super) fn read(plain: &[u8]) -> Result<Vault, Unreadable> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let malformed = |_| Unreadable::Malformed;
    match rmp_serde::from_slice::<Versioned>(plain).map_err(malformed)?.version {
        migrate::VERSION => rmp_serde::from_slice(plain).map_err(malformed),
        newer if newer > migrate::VERSION => Err(Unreadable::TooNew),
        _ => Err(Unreadable::Malformed),
    }
}

/// Accounts as rows: each an array of its fields' values in their order, without names. In JSON they are plain objects.
///
/// A field that is added to the end of a struct with `#[serde(default)]` needs nothing; any other change of an account's
/// fields or their order needs a step in [`super::migrate`].
pub(super) mod rows {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

    use crate::vault::account::Account;

    pub fn serialize<S: Serializer>(accounts: &Vec<Account>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return accounts.serialize(serializer);
        }
        serializer.serialize_bytes(&rmp_serde::to_vec(accounts).map_err(ser::Error::custom)?)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Account>, D::Error> {
        if deserializer.is_human_readable() {
            return Vec::deserialize(deserializer);
        }
        rmp_serde::from_slice(<&[u8]>::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::{Cost, Salt};

    fn vault() -> Vault {
        Vault::new(Salt::new([7; 16]), Cost::TEST)
    }

    #[test]
    fn what_was_sealed_opens_and_shows_nothing_outside() {
        let key = Key::new([1; 32]);
        let sealed = seal(&vault(), &key, [2; 12]);
        assert_eq!(open(&sealed, &key), Ok(vault()));
        assert!(!sealed.windows(8).any(|window| window == b"settings"));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let key = Key::new([1; 32]);
        let sealed = seal(&vault(), &key, [2; 12]);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(open(&changed, &key).is_err(), "byte {index}");
        }
        for length in 0..sealed.len() {
            assert!(open(&sealed[..length], &key).is_err(), "first {length} bytes");
        }
    }

    #[test]
    fn another_key_opens_nothing() {
        let sealed = seal(&vault(), &Key::new([1; 32]), [2; 12]);
        assert_eq!(open(&sealed, &Key::new([3; 32])), Err(Unreadable::Damaged));
        assert!(Key::from_bytes(&[0; 31]).is_err());
    }
}
