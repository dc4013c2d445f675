//! The boundary to JavaScript, in a real wasm engine: `cargo test -p hygieia-scorer --target wasm32-unknown-unknown`.
#![cfg(target_arch = "wasm32")]

use js_sys::{JSON, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn score(password: String, context: &[&str]) -> JsValue {
    let context = context.iter().map(|&word| word.to_owned()).collect();
    match hygieia_scorer::wasm::score(password, context) {
        Ok(strength) => strength.into(),
        Err(error) => panic!("{:?}", JsValue::from(error)),
    }
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

#[wasm_bindgen_test]
fn a_plain_object_with_codes_and_nothing_else() {
    let strength = score("Password1!".to_owned(), &[]);
    assert_eq!(
        json(&strength),
        r#"{"score":1,"reason":"like_common","advice":["add_words","capitals_do_not_help"],"shortened":false}"#
    );
}

#[wasm_bindgen_test]
fn the_context_arrives() {
    let strength = score("minatoshop1".to_owned(), &["minato", "shop"]);
    assert!(json(&strength).contains(r#""reason":"context_word""#), "{}", json(&strength));
}

/// Where `needle` is in this module's memory, searched from outside: a search in here would add copies.
fn addresses_of(needle: &[u8]) -> Vec<usize> {
    let buffer = Reflect::get(&wasm_bindgen::memory(), &"buffer".into()).unwrap_or_default();
    let bytes = Uint8Array::new(&buffer).slice(0, u32::MAX);
    let mut found = Vec::new();
    let mut from = 0;
    while let Ok(at) = u32::try_from(bytes.index_of(needle[0], from)) {
        let is_needle = (at..).zip(needle).all(|(i, &byte)| bytes.get_index(i) == byte);
        found.extend(is_needle.then_some(at as usize));
        from = at as i32 + 1;
    }
    found
}

#[wasm_bindgen_test]
fn no_copy_of_the_password_is_left_in_memory() {
    // Put together at run time, so that the module's own data does not hold it.
    let secret: Vec<u8> = (0..14u8).map(|i| b'A' + (i * 7 + 3) % 50).collect();
    let lower = secret.to_ascii_lowercase();
    let reversed: Vec<u8> = lower.iter().rev().copied().collect();
    score("warm up 1991/2/2".to_owned(), &[]);
    score(secret.iter().map(|&byte| char::from(byte)).collect(), &[]);

    // The search itself is proved by its finding the three that are still here.
    for here in [&secret, &lower, &reversed] {
        assert_eq!(addresses_of(here), [here.as_ptr() as usize]);
    }
}
