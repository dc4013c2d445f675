//! Writes the file that [`super::Filter`] reads. For `tools/` and tests: no browser builds a filter.

use sha1::{Digest, Sha1};
use xorf::{BinaryFuse16, DmaSerializable};

use super::{DIGEST, Key, MAGIC, Tier, VERSION};
use crate::secret::Secret;

/// The filter of a ranked list, the most used password first; the same bytes on every machine. Of the list, as many are
/// taken as the largest [`Tier`] has.
///
/// # Errors
/// If a password stands in the list twice, or two share a key.
pub fn build<'a>(ranked: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, String> {
    let keys: Vec<u64> = ranked
        .into_iter()
        .take(Tier::Top1000000.most_used() as usize)
        .map(|password| *Key::of(&Secret::new(password.to_owned())).0)
        .collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err("two passwords of the list are the same, or share a key".into());
    }
    let (mut records, mut fingerprints) = (Vec::new(), Vec::new());
    for tier in Tier::ALL {
        let keys = &keys[..keys.len().min(tier.most_used() as usize)];
        let filter = BinaryFuse16::try_from(keys)?;
        let mut descriptor = [0; BinaryFuse16::DESCRIPTOR_LEN];
        filter.dma_copy_descriptor_to(&mut descriptor);
        let count = u32::try_from(filter.fingerprints.len()).map_err(|_| "too many fingerprints")?;
        records.extend(tier.most_used().to_le_bytes());
        records.extend(descriptor);
        records.extend(count.to_le_bytes());
        fingerprints.extend(filter.fingerprints.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()));
    }
    let content = [records, fingerprints].concat();
    let mut file = [&MAGIC[..], &VERSION.to_le_bytes()].concat();
    file.extend(Sha1::digest(&content));
    debug_assert_eq!(file.len(), DIGEST.end);
    file.extend(content);
    Ok(file)
}
