//! Compressed bytes. What breaks off counts as far as it goes.

use std::io::Read;

/// Nothing larger is unpacked.
const LARGEST: usize = 64 << 20;
/// No byte of snappy becomes more than this: a copy of 64 takes three.
const SNAPPY_RATIO: usize = 22;

/// A whole block of snappy.
pub fn snappy(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = snap::raw::decompress_len(bytes).ok()?;
    let plausible = (1..=LARGEST.min(bytes.len() * SNAPPY_RATIO)).contains(&length);
    plausible.then(|| snap::raw::Decoder::new().decompress_vec(bytes).ok())?
}

/// The framing format of snappy, behind its mark. The checksums are not looked at: Firefox has its own.
pub fn framed_snappy(bytes: &[u8]) -> Option<Vec<u8>> {
    const COMPRESSED: u8 = 0;
    const PLAIN: u8 = 1;
    const CHECKSUM: usize = 4;
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    while let Some((&[kind, one, two, three], after)) = rest.split_first_chunk() {
        let length = u32::from_le_bytes([one, two, three, 0]) as usize;
        let (chunk, after) = after.split_at(length.min(after.len()));
        match (kind, chunk.get(CHECKSUM..)) {
            (COMPRESSED, Some(chunk)) => unpacked.extend(snappy(chunk)?),
            (PLAIN, Some(chunk)) => unpacked.extend_from_slice(chunk),
            _ => {}
        }
        rest = after;
    }
    (!unpacked.is_empty()).then_some(unpacked)
}

/// A gzip member.
pub fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    whole(flate2::read::GzDecoder::new(bytes))
}

/// Brotli.
pub fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    whole(brotli_decompressor::Decompressor::new(bytes, 4096))
}

/// A frame of zstd.
pub fn zstd(bytes: &[u8]) -> Option<Vec<u8>> {
    whole(ruzstd::decoding::StreamingDecoder::new(bytes).ok()?)
}

/// A block of LZ4 behind its length, as `mozLz40` has it.
pub fn lz4(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, block) = bytes.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok().filter(|length| *length <= LARGEST)?;
    lz4_flex::block::decompress(block, length).ok()
}

fn whole(mut reader: impl Read) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut buffer = [0; 8192];
    while unpacked.len() < LARGEST {
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => unpacked.extend_from_slice(&buffer[..read]),
        }
    }
    (!unpacked.is_empty()).then_some(unpacked)
}
