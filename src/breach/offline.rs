//! The offline filter: is a password among the million most used ones? Answered on this machine, without asking anyone.
//!
//! The file holds four binary fuse filters (Graf and Lemire 2022, <https://arxiv.org/abs/2201.01174>) with 16-bit
//! fingerprints, one for each [`Tier`], nested: the 1,000 most used passwords are in all four. The largest one is asked first,
//! so that a password that is not in the list passes for one with a probability of 2^-16, whatever the smaller ones
//! would say. `docs/breach.md` has the format byte by byte.

#[cfg(not(target_arch = "wasm32"))]
mod build;

use std::{borrow::Cow, ops::Range};

use sha1::{Digest, Sha1};
use xorf::{BinaryFuse16Ref, Filter as _, FilterRef};
use zeroize::Zeroizing;

#[cfg(not(target_arch = "wasm32"))]
pub use self::build::build;
use crate::secret::{Exposure, Secret};

/// How the file begins.
const MAGIC: [u8; 4] = *b"HYGF";
/// The version of the format.
const VERSION: u32 = 1;
/// Where the SHA-1 of all that follows it stands.
const DIGEST: Range<usize> = 8..28;
/// What is said of a tier: how many passwords, the filter's descriptor, how many fingerprints.
const RECORD_BYTES: usize = 28;
/// Where the fingerprints begin.
const HEADER_BYTES: usize = DIGEST.end + Tier::ALL.len() * RECORD_BYTES;
const FINGERPRINT_BYTES: usize = 2;

/// How common a password is, by its rank among the most used ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Among the 1,000 most used.
    Top1000,
    /// Among the 10,000 most used.
    Top10000,
    /// Among the 100,000 most used.
    Top100000,
    /// Among the 1,000,000 most used.
    Top1000000,
}

impl Tier {
    /// All of them, the smallest first.
    pub const ALL: [Self; 4] = [Self::Top1000, Self::Top10000, Self::Top100000, Self::Top1000000];

    /// How many passwords are as common or more so.
    pub fn most_used(self) -> u32 {
        match self {
            Self::Top1000 => 1_000,
            Self::Top10000 => 10_000,
            Self::Top100000 => 100_000,
            Self::Top1000000 => 1_000_000,
        }
    }
}

/// What is looked up: the first 64 bits of a password's SHA-1. In memory only, and zeroed when dropped.
///
/// SHA-1, because it is in the module already, for the range protocol, and spreads any passwords evenly; that its collisions can be
/// made matters to nobody here: whoever makes one is warned of a password of their own.
pub struct Key(Zeroizing<u64>);

impl Key {
    /// The key of a password's exact UTF-8.
    pub fn of(secret: &Secret) -> Self {
        let digest = Zeroizing::new(<[u8; 20]>::from(Sha1::digest(secret.expose(Exposure::Offline).as_bytes())));
        let first = digest.first_chunk().expect("SHA-1 has 20 bytes");
        Self(Zeroizing::new(u64::from_be_bytes(*first)))
    }
}

/// Why some bytes are no filter. Then nothing is known of any password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damaged {
    /// They begin as no filter of this version does.
    Header,
    /// Their length is not the one that the header tells: they were cut off, or something follows.
    Length,
    /// They are not what was written.
    Digest,
    /// A descriptor that no filter has.
    Descriptor,
    /// They begin at an odd address, where no allocator puts so many.
    Alignment,
}

/// The file, read in place: a look-up copies nothing.
pub struct Filter<'a> {
    bytes: Cow<'a, [u8]>,
    /// Where the parts of each tier stand, the smallest tier first.
    parts: [Parts; Tier::ALL.len()],
}

struct Parts {
    descriptor: Range<usize>,
    fingerprints: Range<usize>,
}

impl<'a> Filter<'a> {
    /// Takes a whole file, borrowed or owned, and checks it to its last byte.
    ///
    /// # Errors
    /// [`Damaged`] if it is not exactly what [`build`] has written.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, Damaged> {
        let bytes = bytes.into();
        let header = bytes.get(..HEADER_BYTES).ok_or(Damaged::Length)?;
        if !(bytes.as_ptr() as usize).is_multiple_of(align_of::<u16>()) {
            return Err(Damaged::Alignment);
        }
        if header[..4] != MAGIC || number(header, 4) != VERSION {
            return Err(Damaged::Header);
        }
        if Sha1::digest(&bytes[DIGEST.end..])[..] != header[DIGEST] {
            return Err(Damaged::Digest);
        }
        let mut end = HEADER_BYTES;
        let mut parts = Vec::with_capacity(Tier::ALL.len());
        for (tier, record) in Tier::ALL.into_iter().zip((DIGEST.end..HEADER_BYTES).step_by(RECORD_BYTES)) {
            if number(header, record) != tier.most_used() {
                return Err(Damaged::Header);
            }
            let descriptor = record + 4..record + 24;
            let fingerprints = number(header, record + 24);
            if !is_sound(&header[descriptor.clone()], fingerprints) {
                return Err(Damaged::Descriptor);
            }
            let start = end;
            let length = (fingerprints as usize).checked_mul(FINGERPRINT_BYTES);
            end = length.and_then(|length| start.checked_add(length)).ok_or(Damaged::Length)?;
            parts.push(Parts { descriptor, fingerprints: start..end });
        }
        if end != bytes.len() {
            return Err(Damaged::Length);
        }
        let parts = parts.try_into().map_err(|_| Damaged::Header)?;
        Ok(Self { bytes, parts })
    }

    /// How common a password is; `None` if it is not among the million most used ones.
    ///
    /// Of passwords that are not, one in 2^16 is said to be; of those that are, three in 2^16 at most are said to be more
    /// common than they are.
    pub fn tier_of(&self, secret: &Secret) -> Option<Tier> {
        self.tier(&Key::of(secret))
    }

    /// The same for a password's key.
    pub fn tier(&self, key: &Key) -> Option<Tier> {
        let [smaller @ .., largest] = Tier::ALL;
        if !self.holds(largest, key) {
            return None;
        }
        Some(smaller.into_iter().find(|tier| self.holds(*tier, key)).unwrap_or(largest))
    }

    fn holds(&self, tier: Tier, key: &Key) -> bool {
        let Parts { descriptor, fingerprints } = &self.parts[tier as usize];
        BinaryFuse16Ref::from_dma(&self.bytes[descriptor.clone()], &self.bytes[fingerprints.clone()]).contains(&key.0)
    }
}

/// A little-endian number of four bytes within the header.
fn number(header: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(header[at..at + 4].try_into().expect("four bytes"))
}

/// Whether every look-up by a descriptor (seed, segment length, its mask, the length of all segments but two) stays within so
/// many fingerprints.
fn is_sound(descriptor: &[u8], fingerprints: u32) -> bool {
    let [segment, mask, segments] = [8, 12, 16].map(|at| number(descriptor, at));
    segment.is_power_of_two()
        && mask == segment - 1
        && segments > 0
        && segments.is_multiple_of(segment)
        && u64::from(segments) + 2 * u64::from(segment) == u64::from(fingerprints)
}

#[cfg(test)]
mod tests;
