//! The offline filter's file, which lies in the package and is not web-accessible. See `docs/breach.md`.

use gloo::net::http::Request;
use wasm_bindgen::prelude::*;

use super::chrome;

const FILE: &str = "data/common.fuse";

/// Reads the file. It is in the module's memory once, and stays there as long as the worker lives.
///
/// # Errors
/// If the browser does not give it.
pub async fn load() -> Result<Vec<u8>, JsValue> {
    let said = |error: gloo::net::Error| JsValue::from(error.to_string());
    Request::get(&chrome::extension_url(FILE)).send().await.map_err(said)?.binary().await.map_err(said)
}
