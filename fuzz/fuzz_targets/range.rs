//! The parser of a breach source's answer: whatever comes, it does not panic, and says "not found" only of an answer that is
//! one to its last byte.
#![no_main]

use hygieia::{breach::range, secret::Secret};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answer: &[u8]| {
    let (_, suffix) = range::split(&Secret::new("password".into()));
    let found = range::find(answer, &suffix);
    if let Ok(rows) = range::count_rows(answer) {
        assert!(found.is_ok() && rows > 0);
    }
    if found == Ok(None) {
        let answer = answer.strip_suffix(b"\n").unwrap_or(answer);
        for row in answer.split(|byte| *byte == b'\n') {
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            assert!(row.len() > 36 && row[35] == b':');
            assert!(row[..35].iter().all(u8::is_ascii_hexdigit) && row[36..].iter().all(u8::is_ascii_digit));
        }
    }
});
