//! What the offline filter costs, and a look through the answer of a breach source.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{ROUNDS, median, milliseconds};
use crate::{
    breach::{offline::Filter, range},
    browser::{driver::to_js, filter},
    secret::Secret,
};

/// How many passwords are looked up for one time.
const LOOKUPS: u32 = 10_000;

/// Times are medians in milliseconds.
#[derive(Serialize)]
struct Trial {
    /// Reading the filter's file, and checking it: afterwards it answers.
    load: f64,
    /// The checking alone.
    check: f64,
    /// Looking one password up.
    lookup: f64,
}

/// Measures the offline filter.
///
/// # Errors
/// If the browser does not give its file.
#[wasm_bindgen]
pub async fn hygieia_door_filter() -> Result<JsValue, JsValue> {
    let (mut load, mut check, mut lookup) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let start = milliseconds();
        let file = filter::load().await?;
        let loaded = milliseconds();
        let filter = Filter::new(file).map_err(|why| format!("{why:?}"))?;
        let checked = milliseconds();
        let secrets: Vec<_> = (0..LOOKUPS).map(|number| Secret::new(format!("made-up {round} {number}"))).collect();
        let begun = milliseconds();
        let found = secrets.iter().filter(|secret| filter.tier_of(secret).is_some()).count();
        lookup.push((milliseconds() - begun) / f64::from(LOOKUPS));
        if found > 100 {
            return Err("that filter has everything".into());
        }
        load.push(checked - start);
        check.push(checked - loaded);
    }
    Ok(to_js(&Trial { load: median(load), check: median(check), lookup: median(lookup) }))
}

/// Whether a password is in the answer of a breach source; `None` if that is no answer.
#[wasm_bindgen]
pub fn hygieia_door_contains(answer: &[u8], password: String) -> Option<bool> {
    let found = range::find(answer, &range::split(&Secret::new(password)).1);
    found.ok().map(|count| count.is_some())
}
