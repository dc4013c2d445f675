//! What lies in a file or in a piece of one, told by its content wherever that tells.

use aes::{
    Aes128,
    cipher::{BlockCipherDecrypt, KeyInit},
};
use serde::Serialize;

use super::{leveldb, sqlite, streams};

/// How a piece was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A record of a LevelDB log, put together.
    LevelDbLog,
    /// A key or a value of a LevelDB table.
    LevelDbTable,
    /// A text or blob of a SQLite record.
    Sqlite,
    /// Two pages of a SQLite database of which the one may go on in the other.
    SqlitePages,
    /// Firefox's LZ4 files.
    MozLz4,
    /// Gzip, wherever it begins.
    Gzip,
    /// Brotli: the body of a cached answer.
    Brotli,
    /// Zstandard, wherever it begins.
    Zstd,
    /// A block of snappy: a value of Firefox's IndexedDB or `localStorage`.
    Snappy,
    /// Framed snappy: a file of Firefox's IndexedDB or Cache API.
    FramedSnappy,
    /// A value that Chromium's IndexedDB has compressed.
    BlinkSnappy,
    /// A value that Chromium has encrypted with its constant key, as it does where it finds no key ring.
    Encrypted,
}

/// What is to be unpacked.
#[derive(Debug, Clone, Copy)]
pub enum Whence<'a> {
    /// A whole file, its path below the profile, and the write-ahead log beside it.
    File { name: &'a str, log: Option<&'a [u8]> },
    /// What was unpacked so.
    Piece(How),
}

const GZIP: &[u8] = b"\x1f\x8b\x08";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const FRAMED_SNAPPY: &[u8] = b"\xff\x06\x00\x00sNaPpY";
/// Blink's marks: a structured clone that needs work first, and that the work is snappy.
const BLINK_SNAPPY: &[u8] = b"\xff\x11\x02";
const MOZ_LZ4: &[u8] = b"mozLz40\0";
/// An entry of Chromium's simple cache: the magic, version and key's length, before the key and the body.
const SIMPLE_ENTRY: [u8; 8] = 0xfcfb_6d1b_a772_5c30_u64.to_le_bytes();
const SIMPLE_HEADER: usize = 24;

/// Hands over every piece that is in these bytes.
pub fn unpack(bytes: &[u8], whence: Whence, piece: &mut dyn FnMut(How, &[u8])) {
    let mut one = |how: How, unpacked: Option<Vec<u8>>| {
        if let Some(unpacked) = unpacked {
            piece(how, &unpacked);
        }
    };
    if let Whence::File { name, log } = whence {
        let file = name.rsplit('/').next().unwrap_or(name);
        if file.ends_with(".log") || file.starts_with("MANIFEST-") {
            leveldb::log_records(bytes).into_iter().for_each(|record| one(How::LevelDbLog, Some(record)));
        }
        if leveldb::is_table(bytes) {
            leveldb::table_entries(bytes).into_iter().for_each(|entry| one(How::LevelDbTable, Some(entry)));
        }
        if sqlite::is_database(bytes)
            && let Some(database) = sqlite::Database::new(bytes, log)
        {
            database.values().into_iter().for_each(|value| one(How::Sqlite, Some(value)));
            database.seams().for_each(|pages| one(How::SqlitePages, Some(pages)));
        }
        if let Some(rest) = bytes.strip_prefix(MOZ_LZ4) {
            one(How::MozLz4, streams::lz4(rest));
        }
        if let Some(body) = simple_body(bytes) {
            one(How::Brotli, streams::brotli(body));
        }
        if name.contains("cache2/entries/") {
            one(How::Brotli, streams::brotli(bytes));
        }
    }
    // A whole value or a whole file; what was unpacked once from snappy is none again.
    if matches!(whence, Whence::File { .. } | Whence::Piece(How::Sqlite)) {
        one(How::Snappy, streams::snappy(bytes));
    }
    if matches!(whence, Whence::Piece(How::SqlitePages)) {
        return;
    }
    if matches!(whence, Whence::Piece(How::Sqlite)) {
        one(How::Encrypted, bytes.strip_prefix(b"v10").and_then(decrypt));
    }
    for (mark, how, skipped, unpack) in [
        (GZIP, How::Gzip, 0, streams::gzip as fn(&[u8]) -> Option<Vec<u8>>),
        (ZSTD, How::Zstd, 0, streams::zstd),
        (FRAMED_SNAPPY, How::FramedSnappy, FRAMED_SNAPPY.len(), streams::framed_snappy),
        (BLINK_SNAPPY, How::BlinkSnappy, BLINK_SNAPPY.len(), streams::snappy),
    ] {
        for at in memchr::memmem::find_iter(bytes, mark) {
            one(how, unpack(&bytes[at + skipped..]));
        }
    }
}

/// The body in an entry of Chromium's simple cache, and what comes after it.
fn simple_body(bytes: &[u8]) -> Option<&[u8]> {
    bytes.starts_with(&SIMPLE_ENTRY).then_some(())?;
    let key = u32::from_le_bytes(*bytes.get(12..)?.first_chunk()?);
    bytes.get(SIMPLE_HEADER + usize::try_from(key).ok()?..)
}

/// AES-128-CBC under the key that Chromium's `os_crypt` makes of a constant, behind its mark `v10`.
fn decrypt(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut key = [0; 16];
    let once = std::num::NonZeroU32::MIN;
    ring::pbkdf2::derive(ring::pbkdf2::PBKDF2_HMAC_SHA1, once, b"saltysalt", b"peanuts", &mut key);
    let cipher = Aes128::new(&key.into());
    let mut before = [b' '; 16];
    let mut plain = Vec::new();
    let (blocks, rest) = bytes.as_chunks::<16>();
    for block in blocks {
        let mut decrypted = (*block).into();
        cipher.decrypt_block(&mut decrypted);
        plain.extend(decrypted.iter().zip(before).map(|(byte, before)| byte ^ before));
        before = *block;
    }
    (rest.is_empty() && !plain.is_empty()).then_some(plain)
}

/// A number of LevelDB's: seven bits a byte, the lowest first. Takes it off the front.
pub fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A number of SQLite's: seven bits a byte, the highest first, eight in the ninth. Takes it off the front.
pub fn big_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for index in 0..9 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if index == 8 {
            return Some(value << 8 | u64::from(byte));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}
