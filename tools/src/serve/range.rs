//! The Pwned Passwords range protocol. What goes wrong with it on purpose is in [`faults`].
//!
//! Answers, headers and error texts follow the real service, with two differences. The list is a thousand times
//! smaller, so a range has about one row and may have none. And the real service now answers a padded request with
//! `no-store`, where this one stays cacheable: a client must keep its prefixes out of the disk cache by itself, and
//! a test can only see that with a server that would have let it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;

use super::{
    faults,
    passwords::{self, PASSWORDS, Row},
};

/// How many rows a padded answer has.
const PADDED_ROWS: std::ops::RangeInclusive<usize> = 800..=1000;
/// When the list was published.
const LAST_MODIFIED: &str = "Tue, 27 Jun 2017 00:00:00 GMT";

/// One request the range server was sent.
#[derive(Debug, Clone, Serialize)]
struct Asked {
    method: String,
    path: String,
    /// Without the question mark; empty when there was none.
    query: String,
    headers: BTreeMap<String, String>,
}

struct Range {
    /// How long `/slow/` waits.
    slow: Duration,
    log: Mutex<Vec<Asked>>,
}

/// The whole of `range.test`. `slow` is how long `/slow/` waits before it answers; `/late/` waits a quarter of it.
///
/// `GET /_log` answers what was asked since the start or since `DELETE /_log`, but for the log's own requests.
pub fn router(slow: Duration) -> Router {
    let range = Arc::new(Range { slow, log: Mutex::default() });
    Router::new().route("/_log", get(log).delete(clear_log)).fallback(answer).with_state(range)
}

async fn log(State(range): State<Arc<Range>>) -> Response {
    let log = range.log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ([(header::CACHE_CONTROL, "no-store")], Json(log)).into_response()
}

async fn clear_log(State(range): State<Arc<Range>>) -> StatusCode {
    range.log.lock().unwrap_or_else(PoisonError::into_inner).clear();
    StatusCode::NO_CONTENT
}

async fn answer(State(range): State<Arc<Range>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let asked = Asked {
        method: request.method.to_string(),
        path: request.uri.path().to_owned(),
        query: request.uri.query().unwrap_or_default().to_owned(),
        headers: request.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
    };
    range.log.lock().unwrap_or_else(PoisonError::into_inner).push(asked);

    let path = request.uri.path();
    let (fault, path) = match path.split_once("/range/") {
        Some((fault, _)) => path.split_at(fault.len()),
        None => ("", path),
    };
    match fault {
        "" => protocol(&request, path).await,
        // A page of another origin shall meet the fault, not a refused preflight.
        _ if request.method == Method::OPTIONS => protocol(&request, path).await,
        "/slow" | "/late" => {
            tokio::time::sleep(if fault == "/late" { range.slow / 4 } else { range.slow }).await;
            protocol(&request, path).await
        }
        _ => match path.strip_prefix("/range/").and_then(parse_prefix) {
            Some(prefix) => faults::answer(fault, path, rows(prefix).await, range.slow)
                .unwrap_or_else(|| error(StatusCode::BAD_REQUEST, "Invalid API query")),
            None => error(StatusCode::BAD_REQUEST, "Invalid API query"),
        },
    }
}

/// The real service's order of checks and its texts.
async fn protocol(request: &Parts, path: &str) -> Response {
    let method = &request.method;
    if method == Method::OPTIONS {
        return (
            [
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
                (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "Add-Padding"),
                (header::ACCESS_CONTROL_MAX_AGE, "1728000"),
                (header::CACHE_CONTROL, "no-store"),
                (header::VARY, "Add-Padding"),
            ],
            "",
        )
            .into_response();
    }
    let Some(prefix) = path.strip_prefix("/range/") else {
        return error(StatusCode::BAD_REQUEST, "Invalid API query");
    };
    if method != Method::GET {
        let text = format!("Only GET requests can be used to query ranges, but this request used the {method} verb");
        return error(StatusCode::METHOD_NOT_ALLOWED, &text);
    }
    if prefix.len() != 5 {
        return error(StatusCode::BAD_REQUEST, "The hash prefix was not in a valid format");
    }
    let Some(number) = parse_prefix(prefix) else {
        return error(StatusCode::BAD_REQUEST, "The hash prefix was not valid hexadecimal");
    };
    let padded = request.headers.get("add-padding").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
    let mut rows = rows(number).await;
    if padded {
        pad(&mut rows);
    }
    // Padding is random, so a padded answer has no lasting tag.
    let tag = (!padded).then(|| format!("W/\"{number:05X}\""));
    ok(body(&rows), tag.as_deref())
}

/// Off the server's own threads: the first call may have to wait for the index.
async fn rows(prefix: usize) -> Vec<Row> {
    tokio::task::spawn_blocking(move || PASSWORDS.rows(prefix)).await.expect("the index is sound")
}

/// `from_str_radix` alone would take a sign.
fn parse_prefix(prefix: &str) -> Option<usize> {
    let digits = prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| usize::from_str_radix(prefix, 16).ok()).flatten()
}

/// CRLF between rows, none after the last.
pub(super) fn body(rows: &[Row]) -> String {
    rows.iter().map(|(suffix, count)| format!("{suffix}:{count}")).collect::<Vec<_>>().join("\r\n")
}

/// Adds rows of count 0, in among the others.
pub(super) fn pad(rows: &mut Vec<Row>) {
    let total = PADDED_ROWS.start() + usize::from(u16::from_le_bytes(random())) % PADDED_ROWS.clone().count();
    while rows.len() < total {
        let mut suffix = passwords::hex(&random::<18>());
        suffix.pop();
        rows.push((suffix, 0));
    }
    rows.sort_unstable();
}

pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system gives randomness");
    bytes
}

pub(super) fn ok(body: String, tag: Option<&str>) -> Response {
    let mut response = (
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "Add-Padding"),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Content-MD5, ETag"),
            (header::CACHE_CONTROL, "public, max-age=2678400"),
            (header::VARY, "Add-Padding"),
            (header::LAST_MODIFIED, LAST_MODIFIED),
        ],
        body,
    )
        .into_response();
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn error(status: StatusCode, text: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain;charset=UTF-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Add-Padding"),
    ];
    (status, headers, text.to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_hex_in_any_case_and_nothing_else() {
        assert_eq!(parse_prefix("5BAA6"), Some(0x5BAA6));
        assert_eq!(parse_prefix("5baa6"), Some(0x5BAA6));
        for wrong in ["+BAA6", "-BAA6", "5BAAG", "5 AA6", "５Ａ"] {
            assert_eq!(parse_prefix(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn padding_hides_the_number_of_rows_and_keeps_the_real_ones() {
        let real = PASSWORDS.rows(0x5BAA6);
        let mut totals = std::collections::BTreeSet::new();
        for _ in 0..32 {
            let mut rows = real.clone();
            pad(&mut rows);
            assert!(PADDED_ROWS.contains(&rows.len()));
            assert!(rows.is_sorted());
            assert!(rows.iter().all(|(suffix, _)| suffix.len() == 35));
            let (zero, counted): (Vec<Row>, Vec<Row>) = rows.iter().cloned().partition(|(_, count)| *count == 0);
            assert_eq!(counted, real);
            assert_eq!(zero.len(), rows.len() - real.len());
            totals.insert(rows.len());
        }
        assert!(totals.len() > 1, "the number of rows never changes: {totals:?}");
    }
}
