//! SQLite's files (<https://www.sqlite.org/fileformat.html>), read page by page: every leaf counts, whether a tree still
//! leads to it or it waits on the free list, and so does every version of a page in the write-ahead log. Of a record that
//! was deleted from a page the text is found, but not what its compressed values say.

use std::collections::{BTreeMap, BTreeSet};

use super::unpack::big_varint;

const MAGIC: &[u8] = b"SQLite format 3\0";
const FILE_HEADER: usize = 100;
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// Longer payloads are taken for damage.
const LONGEST: usize = 1 << 28;

/// Whether these bytes are a database.
pub fn is_database(bytes: &[u8]) -> bool {
    bytes.len() >= FILE_HEADER && bytes.starts_with(MAGIC)
}

/// A database with its write-ahead log.
pub struct Database<'a> {
    /// Every version of every page.
    versions: Vec<(u32, &'a [u8])>,
    /// The newest of each.
    pages: BTreeMap<u32, &'a [u8]>,
    usable: usize,
}

impl<'a> Database<'a> {
    /// Nothing if the header is damaged.
    pub fn new(bytes: &'a [u8], log: Option<&'a [u8]>) -> Option<Self> {
        let size = match u16::from_be_bytes([bytes[16], bytes[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let usable = size.checked_sub(usize::from(bytes[20])).filter(|usable| *usable >= 480)?;
        let mut versions: Vec<(u32, &[u8])> = (1..).zip(bytes.chunks_exact(size)).collect();
        versions.extend(log.map(|log| frames(log, size)).unwrap_or_default());
        let pages = versions.iter().copied().collect();
        Some(Self { versions, pages, usable })
    }

    /// The texts and blobs of all records to which a page still leads.
    pub fn values(&self) -> BTreeSet<Vec<u8>> {
        self.versions.iter().flat_map(|(number, page)| self.values_on(*number, page)).collect()
    }

    /// Any two pages of which the one may have gone on in the other, because it says so or comes before it: what is left
    /// of a long value whose record was deleted. The free list overwrites the beginning of some pages.
    pub fn seams(&self) -> impl Iterator<Item = Vec<u8>> {
        let pairs = self.versions.iter().flat_map(|(number, page)| [(page, u32_at(page, 0)), (page, number + 1)]);
        pairs.filter_map(|(page, next)| Some([&page[4..self.usable], &self.pages.get(&next)?[4..self.usable]].concat()))
    }
}

/// The pages in a write-ahead log, oldest first; those that a checkpoint has made obsolete too.
fn frames(log: &[u8], size: usize) -> Vec<(u32, &[u8])> {
    let frames = log.get(WAL_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + size);
    frames.map(|frame| (u32_at(frame, 0), &frame[FRAME_HEADER..])).collect()
}

impl Database<'_> {
    fn values_on(&self, number: u32, page: &[u8]) -> Vec<Vec<u8>> {
        let header = if number == 1 { FILE_HEADER } else { 0 };
        // Leaf of a table, leaf of an index, inner page of an index: those that hold records.
        let (cells, is_table) = match page[header] {
            0x0d => (header + 8, true),
            0x0a => (header + 8, false),
            0x02 => (header + 12, false),
            _ => return Vec::new(),
        };
        let count = usize::from(u16::from_be_bytes([page[header + 3], page[header + 4]]));
        let starts = page[cells..].chunks_exact(2).take(count);
        let starts = starts.map(|start| usize::from(u16::from_be_bytes([start[0], start[1]])));
        let skipped = if page[header] == 0x02 { 4 } else { 0 };
        let payloads = starts.filter_map(|start| self.payload(page.get(start + skipped..self.usable)?, is_table));
        payloads.flat_map(|payload| columns(&payload)).collect()
    }

    /// The payload of a cell, put together from the pages it overflows to. What is missing is left out.
    fn payload(&self, mut cell: &[u8], is_table: bool) -> Option<Vec<u8>> {
        let length = usize::try_from(big_varint(&mut cell)?).ok().filter(|length| *length <= LONGEST)?;
        if is_table {
            big_varint(&mut cell)?;
        }
        let room = self.usable;
        let most = if is_table { room - 35 } else { (room - 12) * 64 / 255 - 23 };
        if length <= most {
            return cell.get(..length).map(<[u8]>::to_vec);
        }
        let least = (room - 12) * 32 / 255 - 23;
        let here = least + (length - least) % (room - 4);
        let here = if here <= most { here } else { least };
        let mut payload = cell.get(..here)?.to_vec();
        let mut next = u32_at(cell.get(here..here + 4)?, 0);
        while payload.len() < length {
            let Some(page) = self.pages.get(&next) else { break };
            let more = (length - payload.len()).min(room - 4);
            payload.extend_from_slice(&page[4..4 + more]);
            next = u32_at(page, 0);
        }
        Some(payload)
    }
}

/// The texts and blobs of a record.
fn columns(payload: &[u8]) -> Vec<Vec<u8>> {
    let mut header = payload;
    let Some(length) = big_varint(&mut header).and_then(|length| usize::try_from(length).ok()) else {
        return Vec::new();
    };
    let read = payload.len() - header.len();
    let Some(mut types) = payload.get(read..length) else { return Vec::new() };
    let mut rest = &payload[length..];
    let mut found = Vec::new();
    while let Some(kind) = big_varint(&mut types) {
        let size = match kind {
            0 | 8.. if kind < 12 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            _ => usize::try_from((kind - 12) / 2).unwrap_or(usize::MAX),
        };
        let (value, after) = rest.split_at(size.min(rest.len()));
        rest = after;
        if kind >= 12 && !value.is_empty() {
            found.push(value.to_vec());
        }
    }
    found
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
