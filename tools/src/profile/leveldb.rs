//! LevelDB's files (<https://github.com/google/leveldb/tree/main/doc>: log_format.md, table_format.md), read without its
//! rules of what is current: superseded and deleted entries count like any other.

use super::unpack::varint;

const LOG_BLOCK: usize = 32 * 1024;
const LOG_HEADER: usize = 7;
const FOOTER: usize = 48;
const MAGIC: [u8; 8] = 0xdb47_7524_8b80_fb57_u64.to_le_bytes();

/// The records of a log, put together from their fragments. A damaged or unfinished one counts as far as it goes.
pub fn log_records(bytes: &[u8]) -> Vec<Vec<u8>> {
    const FULL: u8 = 1;
    const FIRST: u8 = 2;
    const LAST: u8 = 4;
    let mut records = Vec::new();
    let mut open = Vec::new();
    for block in bytes.chunks(LOG_BLOCK) {
        let mut rest = block;
        while let Some((header, data)) = rest.split_at_checked(LOG_HEADER) {
            let length = usize::from(u16::from_le_bytes([header[4], header[5]])).min(data.len());
            let kind = header[6];
            if kind == 0 && length == 0 {
                break;
            }
            if matches!(kind, FULL | FIRST) && !open.is_empty() {
                records.push(std::mem::take(&mut open));
            }
            open.extend_from_slice(&data[..length]);
            if matches!(kind, FULL | LAST) {
                records.push(std::mem::take(&mut open));
            }
            rest = &data[length..];
        }
    }
    records.push(open);
    records.retain(|record| !record.is_empty());
    records
}

/// Whether these bytes are a table.
pub fn is_table(bytes: &[u8]) -> bool {
    bytes.len() >= FOOTER && bytes.ends_with(&MAGIC)
}

/// The keys and values of a table, with the beginnings that keys share put back.
pub fn table_entries(bytes: &[u8]) -> Vec<Vec<u8>> {
    let read = || {
        let mut footer = bytes.get(bytes.len().checked_sub(FOOTER)?..)?;
        let (_, _) = (varint(&mut footer)?, varint(&mut footer)?);
        let index = block(bytes, footer)?;
        let data = entries(&index).into_iter().filter_map(|(_, handle)| block(bytes, &handle));
        Some(data.flat_map(|block| entries(&block)).flat_map(|(key, value)| [key, value]).collect())
    };
    read().unwrap_or_default()
}

/// The block that a handle (offset and size) names, unpacked.
fn block(bytes: &[u8], mut handle: &[u8]) -> Option<Vec<u8>> {
    let offset = usize::try_from(varint(&mut handle)?).ok()?;
    let size = usize::try_from(varint(&mut handle)?).ok()?;
    let end = offset.checked_add(size)?;
    let data = bytes.get(offset..end)?;
    match bytes.get(end)? {
        0 => Some(data.to_vec()),
        1 => super::streams::snappy(data),
        2 => super::streams::zstd(data),
        _ => None,
    }
}

fn entries(block: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    let mut key = Vec::new();
    let Some((rest, restarts)) = block.split_last_chunk::<4>() else { return found };
    let restarts = (u32::from_le_bytes(*restarts) as usize).saturating_mul(4);
    let Some(mut rest) = rest.get(..rest.len().saturating_sub(restarts)) else { return found };
    let mut next = || -> Option<(Vec<u8>, Vec<u8>)> {
        let shared = usize::try_from(varint(&mut rest)?).ok()?;
        let own = usize::try_from(varint(&mut rest)?).ok()?;
        let length = usize::try_from(varint(&mut rest)?).ok()?;
        let (own, after) = rest.split_at_checked(own)?;
        let (value, after) = after.split_at_checked(length)?;
        rest = after;
        key.truncate(shared);
        key.extend_from_slice(own);
        Some((key.clone(), value.to_vec()))
    };
    found.extend(std::iter::from_fn(&mut next));
    found
}
