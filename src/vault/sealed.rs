//! How a vault lies on disk: AES-256-GCM (NIST SP 800-38D) over its JSON.
//!
//! The bytes are the magic `HYG1`, the 12-byte nonce, and the ciphertext with its 16-byte tag; the magic is
//! authenticated. The key lies beside them in the same database: sealing keeps a stray tool from reading or changing the
//! state by accident, it does not stop a thief of the whole disk. Only a passphrase does (see `docs/architecture.md`).

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use super::{Vault, migrate};

const MAGIC: &[u8; 4] = b"HYG1";
const NONCE_BYTES: usize = 12;

/// A vault's key: 32 random bytes.
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
    let plain = serde_json::to_vec(vault).expect("a vault is plain data with string keys");
    let payload = Payload { msg: &plain, aad: MAGIC };
    let sealed = key.cipher().encrypt(&Nonce::from(nonce), payload).expect("a vault is far below 64 GiB");
    [MAGIC.as_slice(), &nonce, &sealed].concat()
}

/// Opens a sealed vault and brings it to the present version.
///
/// # Errors
/// What is wrong with it; the caller sets it aside and overwrites nothing.
pub fn open(bytes: &[u8], key: &Key) -> Result<Vault, Unreadable> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(Unreadable::NotAVault)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Unreadable::NotAVault)?;
    let payload = Payload { msg: sealed, aad: MAGIC };
    let plain = key.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| Unreadable::Damaged)?;
    migrate::read(&plain)
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
