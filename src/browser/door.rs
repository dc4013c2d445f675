//! The test door: a test sets the clock and the randomness, and has all forms of a tab read. Absent from what is
//! packaged; `./build.sh package` proves it.

use std::cell::Cell;

use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use wasm_bindgen::prelude::*;

use super::{chrome, driver};
use crate::form::{self, FormKind, FormSnapshot, Reading, page};

thread_local! {
    static CLOCK_OFFSET: Cell<f64> = const { Cell::new(0.0) };
    /// The seed and how many blocks were drawn from it.
    static SEED: Cell<Option<(u32, u32)>> = const { Cell::new(None) };
    /// Which step of storing fails, counted from the next one as 1; 0 is none.
    static FAILS: Cell<u32> = const { Cell::new(0) };
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

/// Makes one step of storing fail, once: the `step`-th from here on, beginning with 1. Steps are opening the database,
/// reading it, each row that is put, each commit (the transaction is aborted), and each write of the session. Says how many
/// steps the failure before was still away: 0 if it has happened.
#[wasm_bindgen]
pub fn hygieia_door_fail_write(step: u32) -> u32 {
    FAILS.replace(step)
}

/// Whether the step at hand is the one that fails. Counts it.
pub fn step_fails() -> bool {
    let left = FAILS.get();
    FAILS.set(left.saturating_sub(1));
    left == 1
}

/// Takes over a failure that was planned for the next worker: the number under `failWrite` in `storage.session`.
pub async fn planned_failure() -> Result<(), JsValue> {
    const KEY: &str = "failWrite";
    let items = chrome::session_get(KEY).await?;
    if let Some(step) = js_sys::Reflect::get(&items, &KEY.into())?.as_f64() {
        FAILS.set(step as u32);
        chrome::session_remove(KEY).await?;
    }
    Ok(())
}

/// A form as `extension/door/survey.js` tells it.
#[derive(Deserialize)]
struct Surveyed {
    /// Which field of the labelled page each field is; `None` for one without a number.
    ids: Vec<Option<String>>,
    snapshot: FormSnapshot,
}

/// A form that was read.
#[derive(Serialize)]
struct ReadForm {
    ids: Vec<Option<String>>,
    snapshot: FormSnapshot,
    reading: Reading,
}

/// All forms of a tab.
#[derive(Serialize)]
struct ReadPage {
    kind: FormKind,
    forms: Vec<ReadForm>,
}

/// Reads all forms of a tab: `{ kind, forms: [{ ids, snapshot, reading }] }`.
///
/// # Errors
/// If the browser lets nobody look, or the tab runs no content script.
#[wasm_bindgen]
pub async fn hygieia_door_forms(tab: i32) -> Result<JsValue, JsValue> {
    let frames = driver::ask_frames::<Vec<Surveyed>>(tab, &["content/form.js", "door/survey.js"]).await?;
    if frames.is_empty() {
        return Err("no frame answered".into());
    }
    let forms: Vec<ReadForm> = frames
        .into_iter()
        .flat_map(|(_, forms)| forms)
        .map(|Surveyed { ids, snapshot }| ReadForm { reading: form::read(&snapshot), ids, snapshot })
        .collect();
    let read: Vec<_> = forms.iter().map(|form| (&form.snapshot, &form.reading)).collect();
    Ok(driver::to_js(&ReadPage { kind: page::page_kind(&read), forms }))
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
