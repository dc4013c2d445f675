//! What a large vault costs, measured in the background itself, for `./build.sh bench`. Absent from what is packaged.

mod breach;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{driver, random, storage};
use crate::{
    fingerprint::Cost,
    form::{FieldSnapshot, FormSnapshot},
    secret::Secret,
    service::{
        Service,
        event::{Ask, Event, Moment, PageMessage, Sender, Typed, TypedValue},
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
/// The same for a check, whose times are compared.
const CHECKS: usize = 41;

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
    /// All that happens at a pause in typing a password: the form is read, the tag derived, looked up, and said. With ten
    /// accounts, and with all; and the median of their ratios, taken in turns.
    check_10: f64,
    check: f64,
    check_ratio: f64,
    /// What the service does when the worker wakes.
    start: f64,
    /// What the popup of a site is told.
    popup: f64,
    /// One guess at a passphrase: a small envelope is tried.
    passphrase: f64,
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
    let little = sample::lived_in(1);
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
    let [check_10, check, check_ratio] = check(&vault);
    let trial = Trial {
        bytes: sealed.len(),
        seal: timed(|| drop(sealed::seal(&vault, &key, random::bytes()))),
        save: median(save),
        open: timed(|| drop(sealed::open(&sealed, &key))),
        load: median(load),
        check_10,
        check,
        check_ratio,
        start: asked(&vault, || Event::Started),
        popup: asked(&vault, || {
            let url = Some("https://some-site-5.example/".into());
            Event::Ask(Ask::Popup { tab: 1, url, access: true })
        }),
        passphrase: timed(|| drop(storage::back_up(&little, &Secret::new("made up".into())))),
    };
    Ok(driver::to_js(&trial))
}

/// One event, from the state that a worker wakes with.
fn asked(vault: &Vault, event: impl Fn() -> Event) -> f64 {
    let times = (0..ROUNDS).map(|_| {
        let mut service = Service::new(vault.clone(), Session::default());
        let start = milliseconds();
        drop(service.handle(event(), Now { at: UnixMillis(1_800_000_000_000), utc_offset_minutes: 0 }));
        milliseconds() - start
    });
    median(times.collect())
}

/// Pauses in typing, each time another password, on a site where nothing is known: with ten accounts and with all, in turns.
fn check(vault: &Vault) -> [f64; 3] {
    let few = Vault { accounts: vault.accounts[..vault.accounts.len().min(10)].to_vec(), ..vault.clone() };
    let mut services = [few, vault.clone()].map(|vault| Service::new(vault, Session::default()));
    let (mut times, mut ratios) = ([const { Vec::new() }; 2], Vec::new());
    for round in 0..CHECKS {
        let mut pair = [0.0; 2];
        // Now this one first, now that.
        for index in [round % 2, 1 - round % 2] {
            let event = pause(round);
            let now = Now { at: UnixMillis(1_800_000_000_000 + round as i64 * MINUTE), utc_offset_minutes: 0 };
            let start = milliseconds();
            drop(services[index].handle(event, now));
            pair[index] = milliseconds() - start;
            times[index].push(pair[index]);
        }
        ratios.push(pair[1] / pair[0]);
    }
    let [few, all] = times;
    [median(few), median(all), median(ratios)]
}

fn pause(round: usize) -> Event {
    let field = |kind: &str| FieldSnapshot {
        kind: kind.into(),
        name: kind.into(),
        visible: true,
        maxlength: -1,
        ..FieldSnapshot::default()
    };
    let value = |field, value: String| TypedValue { field, value: Secret::new(value), typed: None, genuine: true };
    let typed = Typed {
        document: format!("document {round}"),
        form: FormSnapshot {
            fields: vec![field("text"), field("password")],
            path: "/login".into(),
            ..FormSnapshot::default()
        },
        values: vec![value(0, "taro".into()), value(1, format!("made-up lamp {round}"))],
        field: Some(1),
        moment: Moment::Pause,
        button: None,
        target: String::new(),
        frames: 0,
        activated: true,
    };
    let from = Sender { tab: 1, frame: 0, origin: "https://elsewhere.example".into(), private: false };
    Event::Page(from, PageMessage::Typed(typed))
}

fn timed(mut run: impl FnMut()) -> f64 {
    let times = (0..ROUNDS).map(|_| {
        let start = milliseconds();
        run();
        milliseconds() - start
    });
    median(times.collect())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
