//! The test door: a test sets the clock and the randomness. Absent from what is packaged; `./build.sh package` proves it.

use std::cell::Cell;

use sha1::{Digest, Sha1};
use wasm_bindgen::prelude::*;

thread_local! {
    static CLOCK_OFFSET: Cell<f64> = const { Cell::new(0.0) };
    /// The seed and how many blocks were drawn from it.
    static SEED: Cell<Option<(u32, u32)>> = const { Cell::new(None) };
}

/// Moves the clock by this many milliseconds from the real one.
#[wasm_bindgen]
pub fn hygieia_door_clock(offset_millis: f64) {
    CLOCK_OFFSET.set(offset_millis);
}

/// Makes every random byte from here on follow from a seed.
#[wasm_bindgen]
pub fn hygieia_door_seed(seed: u32) {
    SEED.set(Some((seed, 0)));
}

/// How far the clock was moved, in milliseconds.
pub fn clock_offset() -> f64 {
    CLOCK_OFFSET.get()
}

/// Fills bytes from the seed, if there is one.
pub fn fill(bytes: &mut [u8]) -> bool {
    let Some((seed, mut drawn)) = SEED.get() else { return false };
    for chunk in bytes.chunks_mut(20) {
        let block = Sha1::digest([seed.to_be_bytes(), drawn.to_be_bytes()].concat());
        chunk.copy_from_slice(&block[..chunk.len()]);
        drawn += 1;
    }
    SEED.set(Some((seed, drawn)));
    true
}
