//! What a large vault costs, measured in the background itself, for `./build.sh bench`. Absent from what is packaged.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{driver, random, storage};
use crate::{
    fingerprint::Cost,
    form::{FieldSnapshot, FormSnapshot},
    secret::Secret,
    service::{
        Service,
        event::{Event, Moment, PageMessage, Sender, Typed, TypedValue},
        session::Session,
    },
    time::{MINUTE, Now, UnixMillis},
    vault::{
        Vault, sample,
        sealed::{self, Key},
    },
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn milliseconds() -> f64;
}

/// How often each time is taken.
const ROUNDS: usize = 15;

/// Times are medians in milliseconds.
#[derive(Serialize)]
struct Trial {
    /// Bytes of the sealed vault.
    bytes: usize,
    /// Sealing it.
    seal: f64,
    /// Sealing it, and until the database says that it is on disk.
    save: f64,
    /// Opening it: decrypting and reading.
    open: f64,
    /// Opening the database, getting it and opening it.
    load: f64,
    /// All that happens at a pause in typing a password: the form is read, the tag derived, looked up, and said.
    check: f64,
    /// Enclosing it in a backup: nearly all of it is the passphrase's Argon2id.
    backup: f64,
}

/// Puts a vault with so many made-up accounts in the place of the one that is there, and measures it.
///
/// # Errors
/// If the storage fails.
#[wasm_bindgen]
pub async fn hygieia_door_trial(accounts: u32) -> Result<JsValue, JsValue> {
    let vault = Vault { cost: Cost::SHIPPED, ..sample::lived_in(accounts) };
    let key = Key::new([7; 32]);
    let sealed = sealed::seal(&vault, &key, random::bytes());
    let store = driver::open_store()?;
    let (mut save, mut load) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = milliseconds();
        store.save(&vault).await?;
        save.push(milliseconds() - start);
        let start = milliseconds();
        storage::Store::open(UnixMillis(0)).await?;
        load.push(milliseconds() - start);
    }
    let trial = Trial {
        bytes: sealed.len(),
        seal: timed(|_| drop(sealed::seal(&vault, &key, random::bytes()))),
        save: median(save),
        open: timed(|_| drop(sealed::open(&sealed, &key))),
        load: median(load),
        check: check(&vault),
        backup: timed(|_| drop(storage::back_up(&vault, &Secret::new("made up".into())))),
    };
    Ok(driver::to_js(&trial))
}

/// A pause in typing, each time with another password, on a site where nothing is known.
fn check(vault: &Vault) -> f64 {
    let mut service = Service::new(vault.clone(), Session::default());
    let field = |kind: &str| FieldSnapshot {
        kind: kind.into(),
        name: kind.into(),
        visible: true,
        maxlength: -1,
        ..FieldSnapshot::default()
    };
    let form = FormSnapshot {
        fields: vec![field("text"), field("password")],
        path: "/login".into(),
        ..FormSnapshot::default()
    };
    timed(|round| {
        let value = |field, value: String| TypedValue { field, value: Secret::new(value), typed: None, genuine: true };
        let typed = Typed {
            document: format!("document {round}"),
            form: form.clone(),
            values: vec![value(0, "taro".into()), value(1, format!("made-up lamp {round}"))],
            field: Some(1),
            moment: Moment::Pause,
            button: None,
            target: String::new(),
            frames: 0,
            activated: true,
        };
        let from = Sender { tab: 1, frame: 0, origin: "https://elsewhere.example".into(), private: false };
        let now = Now { at: UnixMillis(1_800_000_000_000 + round as i64 * MINUTE), utc_offset_minutes: 0 };
        drop(service.handle(Event::Page(from, PageMessage::Typed(typed)), now));
    })
}

fn timed(mut run: impl FnMut(usize)) -> f64 {
    let times = (0..ROUNDS).map(|round| {
        let start = milliseconds();
        run(round);
        milliseconds() - start
    });
    median(times.collect())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
