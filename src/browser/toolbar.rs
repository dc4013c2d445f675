//! The toolbar's badge.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{chrome, driver::to_js};
use crate::service::event::TabId;

/// `None` is written as `null`: then a tab has no badge of its own, and shows the one that all have.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Badge<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tab_id: Option<TabId>,
    text: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Colour<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tab_id: Option<TabId>,
    color: &'a str,
}

/// Sets the badge of a tab; none is no badge of its own.
pub async fn set_badge(tab: TabId, count: u32, severe: bool) -> Result<(), JsValue> {
    let text = (count > 0).then(|| count.to_string());
    let color = if severe { "#b3261e" } else { "#8a5a00" };
    chrome::set_badge_color(&to_js(&Colour { tab_id: Some(tab), color })).await?;
    chrome::set_badge_text(&to_js(&Badge { tab_id: Some(tab), text: text.as_deref() })).await.map(drop)
}

/// Shows a lock on every tab that has no badge of its own, or takes it away.
pub async fn set_lock_sign(locked: bool) -> Result<(), JsValue> {
    let text = if locked { "🔒" } else { "" };
    chrome::set_badge_color(&to_js(&Colour { tab_id: None, color: "#5f6368" })).await?;
    chrome::set_badge_text(&to_js(&Badge { tab_id: None, text: Some(text) })).await.map(drop)
}
