//! Randomness: `crypto.getRandomValues`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// Random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[cfg(feature = "test-door")]
    if super::door::fill(&mut bytes) {
        return bytes;
    }
    get_random_values(&mut bytes).expect("every browser has crypto.getRandomValues for up to 65,536 bytes");
    bytes
}
