//! The list of breached sites: whatever a server answers, nothing but registrable sites and days of the past come of it.

#![no_main]

use hygieia::{
    breach::incident::list,
    site::Site,
    time::{DAY, UnixMillis},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let now = UnixMillis(1_800_000_000_000);
    for entry in list::read(body, now).unwrap_or_default() {
        assert_eq!(Site::from_host(entry.site.as_ref()).as_ref(), Ok(&entry.site));
        assert!(entry.breached <= now.plus(DAY) && entry.added <= now.plus(DAY));
        assert!(!entry.title.chars().any(char::is_control));
    }
});
