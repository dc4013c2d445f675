//! The offline filter's file: whatever comes, it is refused or answers, and does not panic. The digest is made to match, so that
//! what lies behind it is reached.
#![no_main]

use hygieia::{breach::offline::Filter, secret::Secret};
use libfuzzer_sys::fuzz_target;
use sha1::{Digest, Sha1};

const DIGEST: std::ops::Range<usize> = 8..28;

fuzz_target!(|file: &[u8]| {
    let mut file = file.to_vec();
    let _ = Filter::new(&file[..]);
    if file.len() > DIGEST.end {
        let digest = Sha1::digest(&file[DIGEST.end..]);
        file[DIGEST].copy_from_slice(&digest);
    }
    if let Ok(filter) = Filter::new(file) {
        for password in ["password", "made up", ""] {
            let _ = filter.tier_of(&Secret::new(password.into()));
        }
    }
});
