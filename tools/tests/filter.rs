//! The offline filter as it ships.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

use hygieia::{
    breach::offline::{Filter, Tier},
    secret::Secret,
};
use hygieia_tools::filter::{Errors, file, measure};
use ring::digest;

/// In the format of `sha256sum`.
const PINNED: &str = include_str!("../../data/common.fuse.sha256");

#[test]
fn the_filter_is_the_pinned_one_and_holds_the_list() {
    let file = file().unwrap();
    let digest = digest::digest(&digest::SHA256, &file);
    let hex: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(PINNED.split_whitespace().next(), Some(hex.as_str()), "its format or its list has changed");
    assert!(file.len() <= 2_600_000, "{} bytes", file.len());

    let filter = Filter::new(file).unwrap();
    let Errors { false_positives, missed, too_common } = measure(&filter, 1_000_000);
    assert_eq!(missed, 0);
    // 2^-16 of the values; three filters are asked in vain, each of which errs as often.
    assert!(false_positives <= 20, "{false_positives} of 1,000,000");
    assert!(too_common <= 80, "{too_common} of 999,999");

    let tier = |password: &str| filter.tier_of(&Secret::new(password.into()));
    assert_eq!(tier("password"), Some(Tier::Top1000));
    assert_eq!(tier("Password "), None);
    assert_eq!(tier("hygieia-demo-breached"), None, "the range server alone knows it");
}
