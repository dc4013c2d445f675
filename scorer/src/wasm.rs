//! What JavaScript sees of this crate.

use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};
use zeroizing_alloc::ZeroAlloc;

// zxcvbn copies the password in dozens of places (lower-cased, reversed, every substring it knows), and wiping our own
// copy alone was seen to leave others in memory. This allocator overwrites whatever is freed; it costs 3 % of the time.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

/// Scores `password`, with the words of `context` (parts of the site's name and of the user's) as known to a guesser.
///
/// Every copy made in here is overwritten before this returns; JavaScript's own string cannot be.
///
/// # Errors
/// None in practice: only if the answer could not be made a JavaScript value.
#[wasm_bindgen]
pub fn score(password: String, context: Vec<String>) -> Result<Ts<crate::Strength>, JsError> {
    let words: Vec<&str> = context.iter().map(String::as_str).collect();
    Ok(crate::score(&password, &words).into_ts()?)
}
