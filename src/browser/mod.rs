//! The only folder that knows a browser: messages and listeners' calls come in as events, effects go out as calls.
//!
//! `background.js` registers the listeners, hands every call to a function of this module, and lends two ports: the
//! texts and the strength estimator. Nothing is decided here.

mod chrome;
#[cfg(feature = "test-door")]
mod door;
pub mod driver;
mod filter;
pub mod message;
mod network;
pub mod playground;
mod random;
mod storage;
mod toolbar;
#[cfg(feature = "test-door")]
mod trial;

use wasm_bindgen::prelude::*;

use crate::service::event::Event;

#[wasm_bindgen(typescript_custom_section)]
const PORTS: &str = r#"
/** What `background.js` lends the core. */
export interface Ports {
    /** A text in the language of the settings. */
    say(text: Text, language: Language): Promise<string>;
    /** The strength of a password, 0 to 4. */
    score(password: string, context: string[]): Promise<number>;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// See the TypeScript interface of the same name.
    #[wasm_bindgen(typescript_type = "Ports")]
    pub type Ports;

    #[wasm_bindgen(method, catch)]
    async fn say(this: &Ports, text: JsValue, language: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn score(this: &Ports, password: &str, context: Vec<String>) -> Result<JsValue, JsValue>;
}

/// Reads what was kept and begins. To be awaited before anything else is called. Resolves to whether the browser's storage
/// has opened; else it is to be called again at the next event, and until then the core says so.
#[wasm_bindgen]
pub async fn start(ports: Ports) -> bool {
    driver::start(ports).await
}

/// A message of `runtime.onMessage`, from a content script or one of our own pages. Resolves to its answer, or to
/// `undefined` where there is none (`background.js` makes something else of that).
#[wasm_bindgen]
pub async fn message(message: JsValue, sender: JsValue) -> JsValue {
    message::receive(message, sender).await
}

/// `tabs.onUpdated`: a tab has finished loading, perhaps in a private window.
#[wasm_bindgen]
pub async fn tab_completed(tab: i32, url: Option<String>, private: bool) {
    driver::run(Event::TabCompleted { tab, url, private }).await;
}

/// `tabs.onRemoved`.
#[wasm_bindgen]
pub async fn tab_closed(tab: i32) {
    driver::run(Event::TabClosed(tab)).await;
}

/// `idle.onStateChanged`.
#[wasm_bindgen]
pub async fn idle(state: String) {
    driver::idle(&state).await;
}

/// `alarms.onAlarm`.
#[wasm_bindgen]
pub async fn alarm() {
    driver::run(Event::Alarm).await;
}
