//! What the playground in `www/` shows of the core, in a plain web page.

use wasm_bindgen::prelude::*;

use crate::{
    breach::range,
    fingerprint::{Cost, Salt, Tagger},
    secret::Secret,
};

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
