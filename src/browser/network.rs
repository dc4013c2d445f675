//! What leaves the machine. Nothing but a range's address depends on a password; see `docs/architecture.md`.

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

/// How long and how large an answer may be, in milliseconds and bytes.
struct Limits {
    millis: u32,
    bytes: u32,
}

/// Asks for a range and reads the whole answer, within the time and the size that a range may have. A redirect is never
/// followed; for a test it is told apart from no answer.
pub async fn ask_range(url: &str, test: bool) -> RangeAnswer {
    let (name, value) = source::HEADER;
    let redirect = if test { RequestRedirect::Manual } else { RequestRedirect::Error };
    let limits = Limits { millis: source::TIMEOUT_MILLIS, bytes: source::MAX_ANSWER_BYTES };
    ask(Request::get(url).header(name, value), redirect, limits).await
}

/// Fetches the list of breached sites.
pub async fn fetch_list(url: &str) -> RangeAnswer {
    let limits = Limits { millis: list::TIMEOUT_MILLIS, bytes: list::MAX_BYTES };
    ask(Request::get(url), RequestRedirect::Error, limits).await
}

/// Asks a site whether it has an address: its HTTP status at the end of all redirects; `None` without an answer within the
/// time. The body is not read.
pub async fn ask_status(url: &str) -> Option<u16> {
    let controller = AbortController::new().ok()?;
    let _timeout = Timeout::new(source::TIMEOUT_MILLIS, {
        let controller = controller.clone();
        move || controller.abort()
    });
    let status = bare(Request::get(url), RequestRedirect::Follow, &controller).send().await.ok()?.status();
    controller.abort();
    Some(status)
}

/// Reads the whole answer to a request.
async fn ask(request: RequestBuilder, redirect: RequestRedirect, limits: Limits) -> RangeAnswer {
    let Ok(controller) = AbortController::new() else { return RangeAnswer::Failed };
    let timed_out = Rc::new(Cell::new(false));
    // Dropped, and so cancelled, when the answer is there.
    let _timeout = Timeout::new(limits.millis, {
        let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
        move || {
            timed_out.set(true);
            controller.abort();
        }
    });
    match fetch(request, redirect, &controller, limits.bytes).await {
        Some(answer) => answer,
        None if timed_out.get() => RangeAnswer::TimedOut,
        None => RangeAnswer::Failed,
    }
}

/// A request that carries nothing about the person and leaves nothing in a cache.
fn bare(request: RequestBuilder, redirect: RequestRedirect, controller: &AbortController) -> RequestBuilder {
    request
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(redirect)
        .abort_signal(Some(&controller.signal()))
}

async fn fetch(
    request: RequestBuilder,
    redirect: RequestRedirect,
    controller: &AbortController,
    most_bytes: u32,
) -> Option<RangeAnswer> {
    let response = bare(request, redirect, controller).send().await.ok()?;
    match response.status() {
        200 => read_whole(&response, controller, most_bytes).await,
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

/// The body, read to its end or until it is larger than that; `None` if it breaks off.
async fn read_whole(response: &Response, controller: &AbortController, most_bytes: u32) -> Option<RangeAnswer> {
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
        if body.len() > most_bytes as usize {
            controller.abort();
            return Some(RangeAnswer::TooLarge);
        }
    }
}
