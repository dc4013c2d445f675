//! Messages are believed by sender id, frame and origin, never by what they say of themselves.

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{chrome, driver};
use crate::{
    form::Reading,
    service::{
        effect::Reply,
        event::{Ask, Event, FrameId, PageMessage, Sender},
    },
};

/// `runtime.MessageSender`, as far as it is believed.
#[derive(Deserialize)]
struct MessageSender {
    id: Option<String>,
    tab: Option<SenderTab>,
    #[serde(rename = "frameId")]
    frame: Option<FrameId>,
    origin: Option<String>,
    /// Chromium's: `prerender` is a page that nobody sees yet.
    #[serde(rename = "documentLifecycle")]
    lifecycle: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct SenderTab {
    id: Option<i32>,
    incognito: bool,
}

/// A message of one of our own pages.
#[derive(Deserialize)]
struct FromOurPage {
    ask: Ask,
}

/// What a content script is answered: ready to be shown, no codes.
#[derive(Serialize, tsify::Tsify)]
pub struct ContentReply {
    /// What the form is, after a touch.
    pub reading: Option<Reading>,
    /// Whether to show the notice.
    pub show_notice: Option<bool>,
    /// The notice's line.
    pub line: String,
}

/// Takes a message and resolves to its answer.
pub async fn receive(message: JsValue, sender: JsValue) -> JsValue {
    let Ok(sender) = serde_wasm_bindgen::from_value::<MessageSender>(sender) else { return JsValue::UNDEFINED };
    if sender.id != Some(chrome::EXTENSION_ID.with(String::clone)) {
        return JsValue::UNDEFINED;
    }
    let ours = chrome::extension_url("");
    if sender.url.as_deref().is_some_and(|url| url.starts_with(&ours)) {
        let Ok(FromOurPage { ask }) = serde_wasm_bindgen::from_value(message) else { return JsValue::UNDEFINED };
        let reply = driver::run(Event::Ask(ask)).await;
        return reply.map_or(JsValue::UNDEFINED, |reply| driver::to_js(&reply));
    }
    let Some(from) = page_sender(sender) else { return JsValue::UNDEFINED };
    let Ok(message) = serde_wasm_bindgen::from_value::<PageMessage>(message) else { return JsValue::UNDEFINED };
    let (reading, show_notice, text) = match driver::run(Event::Page(from, message)).await {
        Some(Reply::Touched(reply)) => (Some(reply.reading), Some(reply.show_notice), reply.waiting),
        Some(Reply::Typed(reply)) => (None, None, reply.notice),
        _ => return JsValue::UNDEFINED,
    };
    let line = driver::say(&text).await;
    driver::to_js(&ContentReply { reading, show_notice, line })
}

fn page_sender(sender: MessageSender) -> Option<Sender> {
    let tab = sender.tab?;
    if sender.lifecycle.as_deref() == Some("prerender") {
        return None;
    }
    Some(Sender { tab: tab.id?, frame: sender.frame?, origin: sender.origin?, private: tab.incognito })
}
