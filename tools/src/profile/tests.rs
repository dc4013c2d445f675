//! Every container shows what was put into it.

use std::{fs, io::Write};

use super::*;

const SECRET: &str = "secret-over-pages";

/// Searches one file that holds these bytes; says how the secret was come by, each way once.
fn found_in(file: &str, bytes: &[u8]) -> Vec<Vec<How>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    let report = search(folder.path(), &needles(SECRET)).unwrap();
    assert_eq!(report.files, 1);
    assert!(report.found.iter().all(|found| found.file == file && found.secret == "it"));
    report.found.into_iter().filter(|found| found.form == "utf-8").map(|found| found.by).collect()
}

fn needles(secret: &str) -> Needles {
    Needles::new(&Secrets([("it".to_owned(), Secret::Text(secret.to_owned()))].into())).unwrap()
}

/// Text that compresses, with the secret far enough from its beginning not to be copied as it is.
fn text() -> Vec<u8> {
    // Snappy and LZ4 copy what has not occurred before: two halves that have occurred do not stand together.
    format!("{}secret-over-{}-pages{}{SECRET}", "x".repeat(300), "y".repeat(300), "z".repeat(300)).into_bytes()
}

fn snappy(bytes: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(bytes).unwrap()
}

#[test]
fn plain_files_and_names() {
    assert_eq!(found_in("a/b", SECRET.as_bytes()), [vec![]]);
    assert_eq!(found_in(&format!("a/{SECRET}"), b"nothing"), [vec![]]);
    assert_eq!(found_in("a/b", b"nothing"), [[]; 0]);
}

/// A log of LevelDB's with this record, behind one that leaves little of the first block.
fn log(record: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 32 * 1024;
    let mut log = Vec::new();
    let mut fragment = |kind: u8, data: &[u8]| {
        log.extend([0; 4]);
        log.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        log.push(kind);
        log.extend(data);
    };
    fragment(1, &vec![b'.'; BLOCK - 7 - 7 - record.len() / 2]);
    fragment(2, &record[..record.len() / 2]);
    fragment(4, &record[record.len() / 2..]);
    log
}

#[test]
fn leveldb_logs_across_blocks() {
    assert_eq!(found_in("db/000003.log", &log(SECRET.as_bytes())), [[How::LevelDbLog]]);
    let mut torn = log(&[SECRET.as_bytes(), &[b'.'; 10]].concat());
    torn.truncate(torn.len() - 5);
    assert_eq!(found_in("db/000003.log", &torn), [[How::LevelDbLog]], "a record that was never finished");
    let packed = log(&[b"\x01\xff\x11\x02".as_slice(), &snappy(&text())].concat());
    assert_eq!(found_in("db/000003.log", &packed), [[How::LevelDbLog, How::BlinkSnappy]]);
}

/// A table of LevelDB's with these entries in one block, whose keys share what they can.
fn table(entries: &[(&[u8], &[u8])], packed: bool) -> Vec<u8> {
    fn block(entries: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut block = Vec::new();
        let mut before: &[u8] = b"";
        for (key, value) in entries {
            let shared = key.iter().zip(before).take_while(|(one, other)| one == other).count();
            for number in [shared, key.len() - shared, value.len()] {
                // Two bytes are enough here.
                block.extend([(number & 0x7f) as u8 | 0x80, (number >> 7) as u8]);
            }
            block.extend(&key[shared..]);
            block.extend(*value);
            before = key;
        }
        block.extend([0, 0, 0, 0, 1, 0, 0, 0]);
        block
    }
    let number = |number: usize| [(number & 0x7f) as u8 | 0x80, (number >> 7) as u8];
    let data = block(entries);
    let data = if packed { snappy(&data) } else { data };
    let index = block(&[(b"z", &[number(0), number(data.len())].concat())]);
    let mut table = [data.as_slice(), &[packed.into(), 0, 0, 0, 0]].concat();
    let at = table.len();
    table.extend([index.as_slice(), &[0, 0, 0, 0, 0]].concat());
    let mut footer = [number(0), number(0), number(at), number(index.len())].concat();
    footer.resize(40, 0);
    table.extend(footer);
    table.extend(0xdb47_7524_8b80_fb57_u64.to_le_bytes());
    table
}

#[test]
fn leveldb_tables() {
    let text = text();
    for packed in [false, true] {
        // The key's first half stands in the entry before.
        let entries: [(&[u8], &[u8]); 2] = [(b"secret-over", b""), (SECRET.as_bytes(), b"1")];
        assert_eq!(found_in("db/000005.ldb", &table(&entries, packed)), [[How::LevelDbTable]], "as a key");
    }
    assert_eq!(found_in("db/000005.ldb", &table(&[(b"key", &text)], true)), [[How::LevelDbTable]], "as a value");
}

#[test]
fn sqlite_values_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["small.sqlite", "across.sqlite", "deleted.sqlite", "logged.sqlite", "logged.sqlite-wal"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profile").join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    let is_found = |secret: &str, file: &str, how: How| {
        let report = search(folder.path(), &needles(secret)).unwrap();
        report.found.iter().any(|found| found.file == file && found.by == [how])
    };
    assert!(is_found("small-secret", "small.sqlite", How::Sqlite));
    assert!(is_found(SECRET, "across.sqlite", How::Sqlite));
    assert!(is_found(SECRET, "deleted.sqlite", How::SqlitePages));
    assert!(is_found(SECRET, "logged.sqlite", How::Sqlite), "by the log beside it");
}

#[test]
fn compressed_files() {
    let text = text();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&text).unwrap();
    let gzip = gzip.finish().unwrap();
    assert_eq!(found_in("cache/f", &[b"before", gzip.as_slice(), b"after"].concat()), [[How::Gzip]]);
    assert_eq!(found_in("cache/f", &gzip[..gzip.len() - 9]), [[How::Gzip]], "broken off at its end");

    let mut framed = snap::write::FrameEncoder::new(Vec::new());
    framed.write_all(&text).unwrap();
    assert_eq!(found_in("morgue/1.final", &framed.into_inner().unwrap()), [[How::FramedSnappy]]);
    assert_eq!(found_in("blob", &snappy(&text)), [[How::Snappy]]);
    assert_eq!(found_in("blob", &[b"\xff\x11\x02".as_slice(), &snappy(&text)].concat()), [[How::BlinkSnappy]]);

    let packed = lz4_flex::block::compress(&text);
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    let moz = [b"mozLz40\0".as_slice(), &length, &packed].concat();
    assert_eq!(found_in("sessionstore.jsonlz4", &moz), [[How::MozLz4]]);

    let zstd = ruzstd::encoding::compress_to_vec(text.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    assert_eq!(found_in("cache/f", &[b"before", zstd.as_slice()].concat()), [[How::Zstd]]);
}

/// `text()` by `brotli -q 11`: there is no encoder among the crates here.
const BROTLI: &str = include_str!("../../tests/profile/text.br.base64");

#[test]
fn cached_brotli() {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let body = BASE64_STANDARD.decode(BROTLI.trim()).unwrap();
    assert_eq!(
        found_in("cache2/entries/0123", &[body.as_slice(), b"what Firefox keeps of it"].concat()),
        [[How::Brotli]]
    );
    let key = b"https://site.example/";
    let mut entry = 0xfcfb_6d1b_a772_5c30_u64.to_le_bytes().to_vec();
    entry.extend([5, 0, 0, 0, key.len() as u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    entry.extend([key.as_slice(), &body, b"end of stream"].concat());
    assert_eq!(found_in("Cache_Data/0123_0", &entry), [[How::Brotli]]);
}
