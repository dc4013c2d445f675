//! What the playground in `www/` shows of the core, in a plain web page.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::{
    breach::{offline::Filter, range},
    fingerprint::{Cost, Salt, Tagger},
    secret::Secret,
};

thread_local! {
    static FILTER: RefCell<Option<Filter<'static>>> = const { RefCell::new(None) };
}

/// Takes the offline filter's file. Whether it is one.
#[wasm_bindgen]
pub fn playground_filter(file: Vec<u8>) -> bool {
    let filter = Filter::new(file).ok();
    let is_one = filter.is_some();
    FILTER.set(filter);
    is_one
}

/// Among how many of the most used passwords this one is: 1,000, 10,000, 100,000 or 1,000,000; 0 if it is not among them,
/// or nothing is known without the filter.
#[wasm_bindgen]
pub fn playground_most_used(password: String) -> u32 {
    let password = Secret::new(password);
    let tier = FILTER.with_borrow(|filter| filter.as_ref().and_then(|filter| filter.tier_of(&password)));
    tier.map_or(0, |tier| tier.most_used())
}

/// Whether a second password counts as reused: whether its tag equals the first one's.
#[wasm_bindgen]
pub fn playground_tag_equal(first: String, second: String) -> bool {
    let tagger = Tagger::new(Salt::new(super::random::bytes()), Cost::SHIPPED);
    tagger.password(&Secret::new(first)) == tagger.password(&Secret::new(second))
}

/// The five hex digits that would leave the machine.
#[wasm_bindgen]
pub fn playground_prefix(password: String) -> String {
    range::split(&Secret::new(password)).0.as_str().to_owned()
}
