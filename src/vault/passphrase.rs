//! What a passphrase encloses: the vault's key, and a backup. Argon2id (RFC 9106) makes a key of the passphrase, and
//! AES-256-GCM encloses the content under it.
//!
//! An envelope is a header, the ciphertext with its 16-byte tag, and a checksum:
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 | what it is: `HYGK` a vault's key, `HYGB` a backup |
//! | 1 | the version of the envelope, 1 |
//! | 4, 4, 1 | memory in KiB and passes (big-endian), lanes |
//! | 16 | the salt of the passphrase's key, its own |
//! | 12 | the nonce |
//! | … | ciphertext and tag; the header is authenticated |
//! | 8 | the first bytes of SHA-1 of all that, by which a damaged file is told from a wrong passphrase |
//!
//! The checksum is no protection: who changes a file on purpose makes it fit, and is found out by the tag.

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use argon2::{Algorithm, Argon2, ParamsBuilder, Version};
use sha1::{Digest, Sha1};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    fingerprint::Cost,
    secret::{Exposure, Secret},
};

const VERSION: u8 = 1;
const LANES: u8 = 1;
const SALT: usize = 16;
const NONCE: usize = 12;
const HEADER: usize = 4 + 1 + 4 + 4 + 1 + SALT + NONCE;
const CHECKSUM: usize = 8;

/// What an envelope holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A vault's key.
    Key,
    /// A whole vault, to be kept elsewhere.
    Backup,
}

/// Why an envelope was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It does not begin as such an envelope does.
    NotOne,
    /// Bytes are missing or were changed.
    Damaged,
    /// A newer Hygieia wrote it.
    TooNew,
    /// Its header asks for more memory or passes than [`MOST`].
    TooCostly,
    /// The passphrase is another.
    Passphrase,
}

/// 64 MiB and three passes: RFC 9106, section 4, the second recommended option, but with one lane, because wasm has one
/// thread.
pub const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3 };

/// The most that an envelope's header may ask for: four times our memory, and ten passes. A file that somebody else made
/// can thus occupy the worker for seconds, not for minutes, and no more memory than a browser lends.
pub const MOST: Cost = Cost { memory_kib: 256 * 1024, passes: 10 };

/// The random bytes of one envelope; never used twice.
pub struct Fresh {
    /// The salt of the passphrase's key.
    pub salt: [u8; SALT],
    /// The nonce.
    pub nonce: [u8; NONCE],
}

impl Content {
    fn magic(self) -> &'static [u8; 4] {
        match self {
            Self::Key => b"HYGK",
            Self::Backup => b"HYGB",
        }
    }
}

/// Encloses bytes under a passphrase.
pub fn enclose(content: Content, plain: &[u8], passphrase: &Secret, cost: Cost, fresh: Fresh) -> Vec<u8> {
    let Fresh { salt, nonce } = fresh;
    let mut bytes = Vec::with_capacity(HEADER + plain.len() + 16 + CHECKSUM);
    bytes.extend_from_slice(content.magic());
    bytes.push(VERSION);
    bytes.extend_from_slice(&cost.memory_kib.to_be_bytes());
    bytes.extend_from_slice(&cost.passes.to_be_bytes());
    bytes.push(LANES);
    bytes.extend_from_slice(&salt);
    bytes.extend_from_slice(&nonce);
    let payload = Payload { msg: plain, aad: &bytes };
    let cipher = cipher(passphrase, cost, &salt).expect("our own cost is one that Argon2 takes");
    let sealed = cipher.encrypt(&Nonce::from(nonce), payload).expect("what is enclosed is far below 64 GiB");
    bytes.extend_from_slice(&sealed);
    bytes.extend_from_slice(&checksum(&bytes));
    bytes
}

/// Opens an envelope.
///
/// # Errors
/// [`Refused`]; what does not depend on the passphrase is found before it is tried.
pub fn disclose(content: Content, bytes: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let Some(rest) = bytes.strip_prefix(content.magic()) else { return Err(Refused::NotOne) };
    match rest.first() {
        None => return Err(Refused::Damaged),
        Some(version) if *version > VERSION => return Err(Refused::TooNew),
        Some(_) => {}
    }
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(Refused::Damaged)?;
    if body.len() < HEADER || checksum(body) != *sum {
        return Err(Refused::Damaged);
    }
    let (header, sealed) = body.split_at(HEADER);
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let cost = Cost { memory_kib: number(5), passes: number(9) };
    if cost.memory_kib > MOST.memory_kib || cost.passes > MOST.passes || header[13] != LANES {
        return Err(Refused::TooCostly);
    }
    let salt: [u8; SALT] = header[14..14 + SALT].try_into().map_err(|_| Refused::Damaged)?;
    let nonce: [u8; NONCE] = header[14 + SALT..].try_into().map_err(|_| Refused::Damaged)?;
    let cipher = cipher(passphrase, cost, &salt).ok_or(Refused::Damaged)?;
    let plain = cipher.decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: header });
    plain.map(Zeroizing::new).map_err(|_| Refused::Passphrase)
}

/// The cipher of a passphrase; `None` if Argon2 does not take the cost.
///
/// The passphrase is brought to NFC first (as RFC 8265 does): another keyboard may compose the same letters differently.
fn cipher(passphrase: &Secret, cost: Cost, salt: &[u8; SALT]) -> Option<Aes256Gcm> {
    let characters: Zeroizing<String> = Zeroizing::new(passphrase.expose(Exposure::Enclose).nfc().collect());
    let mut key = Zeroizing::new([0_u8; 32]);
    let params = ParamsBuilder::new()
        .m_cost(cost.memory_kib)
        .t_cost(cost.passes)
        .p_cost(LANES.into())
        .output_len(key.len())
        .build()
        .ok()?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(characters.as_bytes(), salt, &mut *key)
        .ok()?;
    Some(Aes256Gcm::new((&*key).into()))
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let digest = Sha1::digest(bytes);
    std::array::from_fn(|index| digest[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(characters: &str) -> Secret {
        Secret::new(characters.into())
    }

    fn made(content: Content, plain: &[u8]) -> Vec<u8> {
        enclose(
            content,
            plain,
            &secret("a made-up passphrase"),
            Cost::TEST,
            Fresh { salt: [1; SALT], nonce: [2; NONCE] },
        )
    }

    #[test]
    fn only_the_passphrase_opens_it() {
        let bytes = made(Content::Key, b"thirty-two bytes, or any number.");
        let opened = disclose(Content::Key, &bytes, &secret("a made-up passphrase"));
        assert_eq!(opened.as_deref().map(Vec::as_slice), Ok(b"thirty-two bytes, or any number.".as_slice()));
        assert_eq!(disclose(Content::Key, &bytes, &secret("A made-up passphrase")), Err(Refused::Passphrase));
        assert_eq!(disclose(Content::Key, &bytes, &secret("")), Err(Refused::Passphrase));
        assert_eq!(disclose(Content::Backup, &bytes, &secret("a made-up passphrase")), Err(Refused::NotOne));
    }

    #[test]
    fn letters_composed_differently_are_the_same_passphrase() {
        let fresh = Fresh { salt: [1; SALT], nonce: [2; NONCE] };
        let bytes = enclose(Content::Key, b"key", &secret("パ caf\u{e9}"), Cost::TEST, fresh);
        assert!(disclose(Content::Key, &bytes, &secret("ハ\u{309a} cafe\u{301}")).is_ok());
    }

    #[test]
    fn what_is_damaged_is_not_taken_for_a_wrong_passphrase() {
        let bytes = made(Content::Backup, b"content");
        let right = secret("a made-up passphrase");
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let refused = disclose(Content::Backup, &changed, &right).unwrap_err();
            let expected: &[Refused] = match index {
                0..4 => &[Refused::NotOne],
                4 => &[Refused::TooNew, Refused::Damaged],
                _ => &[Refused::Damaged],
            };
            assert!(expected.contains(&refused), "byte {index}: {refused:?}");
        }
        for length in 0..bytes.len() {
            let refused = disclose(Content::Backup, &bytes[..length], &right).unwrap_err();
            assert!(matches!(refused, Refused::NotOne | Refused::Damaged), "{length} bytes: {refused:?}");
        }
    }

    /// Who changes a file on purpose makes the checksum fit.
    #[test]
    fn every_byte_of_the_header_is_authenticated() {
        let bytes = made(Content::Backup, b"content");
        for index in 4..HEADER {
            let mut changed = bytes[..bytes.len() - CHECKSUM].to_vec();
            changed[index] ^= 1;
            changed.extend_from_slice(&checksum(&changed));
            assert!(disclose(Content::Backup, &changed, &secret("a made-up passphrase")).is_err(), "byte {index}");
        }
    }

    #[test]
    fn a_header_that_asks_for_too_much_is_refused_before_anything_is_computed() {
        for (memory_kib, passes) in [(MOST.memory_kib + 1, 1), (8, MOST.passes + 1), (u32::MAX, u32::MAX)] {
            let mut bytes = made(Content::Backup, b"content");
            bytes.truncate(bytes.len() - CHECKSUM);
            bytes[5..9].copy_from_slice(&u32::to_be_bytes(memory_kib));
            bytes[9..13].copy_from_slice(&u32::to_be_bytes(passes));
            bytes.extend_from_slice(&checksum(&bytes));
            assert_eq!(disclose(Content::Backup, &bytes, &secret("x")), Err(Refused::TooCostly));
        }
        for (memory_kib, passes) in [(0_u32, 1_u32), (8, 0)] {
            let mut bytes = made(Content::Backup, b"content");
            bytes.truncate(bytes.len() - CHECKSUM);
            bytes[5..9].copy_from_slice(&memory_kib.to_be_bytes());
            bytes[9..13].copy_from_slice(&passes.to_be_bytes());
            bytes.extend_from_slice(&checksum(&bytes));
            assert_eq!(disclose(Content::Backup, &bytes, &secret("x")), Err(Refused::Damaged));
        }
    }
}
