//! How a vault lies on disk: AES-256-GCM (NIST SP 800-38D) over its accounts as MessagePack and the rest as JSON.
//!
//! The bytes are the magic `HYG2`, the 12-byte nonce, and the ciphertext with its 16-byte tag; the magic is
//! authenticated. Without a passphrase the key lies beside them in the same database: sealing keeps a stray tool from
//! reading or changing the state by accident, it does not stop a thief of the whole disk. Only a passphrase does (see
//! [`super::passphrase`] and `docs/architecture.md`).
//!
//! Version 1 was `HYG1` over JSON alone.

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
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

/// A vault as it is sealed: the length of its accounts' bytes (four, big-endian), these as MessagePack without names, and
/// all the rest as JSON.
///
/// Accounts are many: with names, 10,000 of them would be 4 MB and take a quarter of a second to read. They are arrays of
/// their fields' values in their order. A field that is added to the end of a struct with `#[serde(default)]` needs nothing;
/// any other change of an account's fields or their order needs a higher version, and the former struct to read it.
pub(super) fn write(vault: &Vault) -> Vec<u8> {
    let mut rest = vault.clone();
    let accounts = std::mem::take(&mut rest.accounts);
    let rows = rmp_serde::to_vec(&accounts).expect("accounts are plain data");
    let rest = serde_json::to_vec(&rest).expect("a vault is plain data with string keys");
    let length = u32::try_from(rows.len()).expect("far below 4 GiB").to_be_bytes();
    [length.as_slice(), &rows, &rest].concat()
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// [`Unreadable::TooNew`] or [`Unreadable::Malformed`].
pub(super) fn read(plain: &[u8]) -> Result<Vault, Unreadable> {
    let (length, bytes) = plain.split_first_chunk::<4>().ok_or(Unreadable::Malformed)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Unreadable::Malformed)?;
    let (rows, rest) = bytes.split_at_checked(length).ok_or(Unreadable::Malformed)?;
    let vault = migrate::read(rest)?;
    let accounts = rmp_serde::from_slice(rows).map_err(|_| Unreadable::Malformed)?;
    Ok(Vault { accounts, ..vault })
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
