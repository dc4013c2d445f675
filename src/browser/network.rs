//! Asking a breach source. Nothing but the address depends on a password; see `docs/architecture.md`.

use std::{cell::Cell, rc::Rc};

use gloo::net::http::{Request, RequestBuilder, Response};
use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect,
};

use crate::{
    breach::{incident::list, source},
    service::event::RangeAnswer,
};

/// Asks for a range and reads the whole answer, within the time and the size that a range may have.
pub async fn ask_range(url: &str) -> RangeAnswer {
    // The header hides how many rows the range has.
    ask(Request::get(url).header("Add-Padding", "true"), source::TIMEOUT_MILLIS, source::MAX_ANSWER_BYTES).await
}

/// Fetches the list of breached sites.
pub async fn fetch_list(url: &str) -> RangeAnswer {
    ask(Request::get(url), list::TIMEOUT_MILLIS, list::MAX_BYTES).await
}

/// Reads the whole answer to a request, within a time and a size.
async fn ask(request: RequestBuilder, timeout_millis: u32, most_bytes: u32) -> RangeAnswer {
    let Ok(controller) = AbortController::new() else { return RangeAnswer::Failed };
    let timed_out = Rc::new(Cell::new(false));
    // Dropped, and so cancelled, when the answer is there.
    let _timeout = Timeout::new(timeout_millis, {
        let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
        move || {
            timed_out.set(true);
            controller.abort();
        }
    });
    match fetch(request, &controller, most_bytes).await {
        Some(answer) => answer,
        None if timed_out.get() => RangeAnswer::TimedOut,
        None => RangeAnswer::Failed,
    }
}

/// Asks a site whether it has an address: its HTTP status at the end of all redirects; `None` without an answer within the
/// time. The body is not read.
pub async fn ask_status(url: &str) -> Option<u16> {
    let controller = AbortController::new().ok()?;
    let _timeout = Timeout::new(source::TIMEOUT_MILLIS, {
        let controller = controller.clone();
        move || controller.abort()
    });
    let request = Request::get(url)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(RequestRedirect::Follow)
        .abort_signal(Some(&controller.signal()));
    let status = request.send().await.ok()?.status();
    controller.abort();
    Some(status)
}

async fn fetch(request: RequestBuilder, controller: &AbortController, most_bytes: u32) -> Option<RangeAnswer> {
    let request = request
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(RequestRedirect::Error)
        .abort_signal(Some(&controller.signal()));
    let response = request.send().await.ok()?;
    if response.status() != 200 {
        return Some(RangeAnswer::Status(response.status()));
    }
    read_whole(&response, controller, most_bytes).await.map(RangeAnswer::Body)
}

/// The body, read to its end; `None` if it breaks off or is larger than that.
async fn read_whole(response: &Response, controller: &AbortController, most_bytes: u32) -> Option<Vec<u8>> {
    let reader: ReadableStreamDefaultReader = response.body()?.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let step = JsFuture::from(reader.read()).await.ok()?;
        let done = js_sys::Reflect::get(&step, &"done".into()).ok()?;
        if done.is_truthy() {
            return Some(body);
        }
        let chunk = js_sys::Reflect::get(&step, &"value".into()).ok()?;
        body.extend(Uint8Array::new(&chunk).to_vec());
        if body.len() > most_bytes as usize {
            controller.abort();
            return None;
        }
    }
}
