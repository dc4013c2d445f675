//! The boundary to JavaScript, in a real wasm engine. What is said in one language must arrive in the other.
#![cfg(target_arch = "wasm32")]

use hygieia::{
    browser::{driver::to_js, playground},
    service::event::{Ask, FrameSeen, Moment, PageMessage},
    settings::Settings,
    site::{Site, SiteKind},
    text::{Arg, Text},
    time::UnixMillis,
};
use js_sys::JSON;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn from_js<T: DeserializeOwned>(source: &str) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(JSON::parse(source).expect("the test's own JSON"))
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

#[wasm_bindgen_test]
fn what_content_scripts_say_arrives() {
    let message = from_js(
        r#"{"type": "typed", "document": "d", "moment": "submit",
            "form": {"path": "/login", "texts": [{"place": "button", "text": "Log in"}], "fields": [{"kind": "password", "name": "p", "maxlength": -1, "visible": true}]},
            "values": [{"field": 0, "value": "made up", "genuine": true}]}"#,
    );
    let Ok(PageMessage::Typed(typed)) = message else { panic!("not understood") };
    assert_eq!(typed.moment, Moment::Submit);
    assert_eq!(typed.form.fields[0].kind, "password");
    assert_eq!(typed.form.fields[0].autocomplete, "", "what is left out takes its default");
    assert!(typed.values[0].genuine);
    assert!(matches!(from_js(r#"{"type": "woken"}"#), Ok(PageMessage::Woken)));
    assert!(from_js::<PageMessage>(r#"{"type": "erase_everything"}"#).is_err());
    assert!(from_js::<PageMessage>("{}").is_err());
    assert!(from_js::<PageMessage>("null").is_err());
}

#[wasm_bindgen_test]
fn a_lone_surrogate_arrives_as_the_replacement_character() {
    let value: String =
        serde_wasm_bindgen::from_value(JsValue::from(js_sys::JsString::from_char_code(&[0x61, 0xD800])))
            .expect("any string arrives");
    assert_eq!(value, "a\u{FFFD}");
}

#[wasm_bindgen_test]
fn what_a_probe_sees_arrives() {
    let seen: FrameSeen = from_js(
        r#"{"frame": 0, "document": "d", "origin": "https://a.test", "forms": [], "typed_field_stands": false,
            "typed_field_empty": false, "status": 200, "came_from_page": true}"#,
    )
    .expect("a frame");
    assert_eq!(seen.origin, "https://a.test");
}

#[wasm_bindgen_test]
fn what_our_pages_ask_arrives() {
    assert!(matches!(from_js(r#"{"type": "overview"}"#), Ok(Ask::Overview)));
    let set_kind = from_js(r#"{"type": "set_kind", "site": "a.test", "kind": "isp"}"#);
    let Ok(Ask::SetKind { site, kind }) = set_kind else { panic!("not understood") };
    assert_eq!((site, kind), (Site::from_host("a.test").expect("a host"), Some(SiteKind::Isp)));
    let dismiss = from_js(r#"{"type": "dismiss", "finding": {"kind": "reused", "account": 3}}"#);
    assert!(matches!(dismiss, Ok(Ask::Dismiss { days: None, .. })), "no days is for good");
    assert!(from_js::<Ask>(r#"{"type": "set_kind", "site": "a.test/b", "kind": null}"#).is_err());
}

#[wasm_bindgen_test]
fn what_is_drawn_is_plain_objects() {
    let text =
        Text::with("code", [Arg::Count(2), Arg::Date(UnixMillis(1_800_000_000_000)), Arg::Names(vec!["a".into()])]);
    assert_eq!(
        json(&to_js(&text)),
        r#"{"code":"code","args":[{"as":"count","value":2},{"as":"date","value":1800000000000},{"as":"names","value":["a"]}]}"#
    );
    let settings = json(&to_js(&Settings::default().view()));
    assert!(settings.starts_with(
        r#"[{"key":"language","control":{"type":"choice","options":["browser","en","ja"]},"value":"browser"}"#
    ));
}

#[wasm_bindgen_test]
fn the_playground_shows_what_the_core_does() {
    assert!(playground::playground_tag_equal("made up".into(), "made up".into()));
    assert!(!playground::playground_tag_equal("made up".into(), "made up ".into()));
    assert_eq!(playground::playground_prefix("password".into()), "5BAA6");
}
