//! Asking a breach source. Nothing but the address depends on a password; see `docs/architecture.md`.

use std::{cell::Cell, rc::Rc};

use gloo::net::http::{Request, Response};
use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect,
};

use crate::{
    breach::source::{HEADER, MAX_ANSWER_BYTES, TIMEOUT_MILLIS},
    service::event::RangeAnswer,
};

/// Asks for a range and reads the whole answer, within the time and the size that a range may have. A redirect is never
/// followed; for a test it is told apart from no answer.
pub async fn ask_range(url: &str, test: bool) -> RangeAnswer {
    let Ok(controller) = AbortController::new() else { return RangeAnswer::Failed };
    let timed_out = Rc::new(Cell::new(false));
    // Dropped, and so cancelled, when the answer is there.
    let _timeout = Timeout::new(TIMEOUT_MILLIS, {
        let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
        move || {
            timed_out.set(true);
            controller.abort();
        }
    });
    let redirect = if test { RequestRedirect::Manual } else { RequestRedirect::Error };
    match fetch(url, redirect, &controller).await {
        Some(answer) => answer,
        None if timed_out.get() => RangeAnswer::TimedOut,
        None => RangeAnswer::Failed,
    }
}

async fn fetch(url: &str, redirect: RequestRedirect, controller: &AbortController) -> Option<RangeAnswer> {
    let (name, value) = HEADER;
    let request = Request::get(url)
        .header(name, value)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(redirect)
        .abort_signal(Some(&controller.signal()));
    let response = request.send().await.ok()?;
    match response.status() {
        200 => read_whole(&response, controller).await,
        // What `manual` makes of a redirect.
        0 => Some(RangeAnswer::Redirected),
        status => {
            let retry_after = response.headers().get("Retry-After");
            // Nobody reads the rest.
            controller.abort();
            Some(RangeAnswer::Status(status, retry_after))
        }
    }
}

/// The body, read to its end or until it is larger than a range can be; `None` if it breaks off.
async fn read_whole(response: &Response, controller: &AbortController) -> Option<RangeAnswer> {
    let reader: ReadableStreamDefaultReader = response.body()?.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let step = JsFuture::from(reader.read()).await.ok()?;
        let done = js_sys::Reflect::get(&step, &"done".into()).ok()?;
        if done.is_truthy() {
            return Some(RangeAnswer::Body(body));
        }
        let chunk = js_sys::Reflect::get(&step, &"value".into()).ok()?;
        body.extend(Uint8Array::new(&chunk).to_vec());
        if body.len() > MAX_ANSWER_BYTES as usize {
            controller.abort();
            return Some(RangeAnswer::TooLarge);
        }
    }
}
