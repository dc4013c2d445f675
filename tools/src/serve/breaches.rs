//! The list of breached sites in the shape of Have I Been Pwned's `/api/v3/breaches`, with its faults. All of it is made up.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

/// A site that is in the list because passwords were stolen from it; `sites.rs` has its pages.
pub const BREACHED: &str = "kawara-club.test";

type Log = Arc<Mutex<Vec<Value>>>;

/// The whole of `breaches.test`.
///
/// `/api/v3/breaches` answers the list; below `/html`, `/error`, `/cut` and `/huge` it answers a captive portal's page, a
/// status of 500, half of the list, and more than anybody should read. `GET /_log` answers what was asked.
pub fn router() -> Router {
    let log: Log = Arc::default();
    Router::new().route("/_log", get(read_log)).fallback(answer).with_state(log)
}

async fn read_log(State(log): State<Log>) -> Response {
    let log = log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ([(header::CACHE_CONTROL, "no-store")], Json(log)).into_response()
}

async fn answer(State(log): State<Log>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    log.lock().unwrap_or_else(PoisonError::into_inner).push(logged(&request));
    let Some(fault) = path.strip_suffix("/api/v3/breaches") else { return StatusCode::NOT_FOUND.into_response() };
    match fault {
        "" => ok(list().to_string()),
        "/html" => Html("<!doctype html><title>Hotel</title><p>Please accept our terms.</p>").into_response(),
        "/error" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "/cut" => {
            let whole = list().to_string();
            ok(whole[..whole.len() / 2].to_owned())
        }
        "/huge" => ok(format!("[{}", " ".repeat(20 << 20))),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn logged(request: &Request) -> Value {
    let headers: &HeaderMap = request.headers();
    let headers =
        headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "query": request.uri().query().unwrap_or_default(),
        "headers": headers.collect::<serde_json::Map<String, Value>>(),
    })
}

fn ok(body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, body).into_response()
}

/// One breach that took passwords, and one of each kind that never exposes anybody.
fn list() -> Value {
    let breach = |title: &str, domain: &str, changed: &str, value: Value| {
        let mut row = json!({
            "Name": title.replace(' ', ""), "Title": title, "Domain": domain, "BreachDate": "2026-03-01",
            "AddedDate": "2026-04-02T00:00:00Z", "ModifiedDate": "2026-04-02T00:00:00Z", "PwnCount": 1337,
            "Description": "In March 2026, <a href=\"https://example.com\" onclick=\"alert(1)\">a made-up site</a> &hellip;",
            "LogoPath": "https://example.com/logo.png", "Attribution": null,
            "DataClasses": ["Email addresses", "Passwords"],
            "IsVerified": true, "IsFabricated": false, "IsSensitive": false, "IsRetired": false, "IsSpamList": false,
            "IsMalware": false, "IsSubscriptionFree": false, "IsStealerLog": false,
        });
        if !changed.is_empty() {
            row[changed] = value;
        }
        row
    };
    json!([
        breach("Kawara Club", BREACHED, "", Value::Null),
        breach("Made Up", "minato-shop.test", "IsFabricated", true.into()),
        breach("Not Verified", "minato-shop.test", "IsVerified", false.into()),
        breach("Spam", "minato-shop.test", "IsSpamList", true.into()),
        breach("Log of a Stealer", "minato-shop.test", "IsStealerLog", true.into()),
        breach("Addresses Alone", "minato-shop.test", "DataClasses", json!(["Email addresses"])),
        breach("No Site", "", "", Value::Null),
    ])
}
