//! What goes wrong with a range, on purpose: `/<fault>/range/<prefix>`. Beside the faults there are shapes that are odd but
//! right (`/lf/`, `/lower/`, `/twice/`, `/full/`).

use std::{
    io::{self, Write},
    time::{Duration, SystemTime},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt, stream};

use super::{
    passwords::{Row, hex},
    range::{body, ok, pad, random},
};

/// How many rows a range of the real service has.
const REAL_ROWS: usize = 2_100;
/// The length of the endless answers, in bytes, unpacked.
const HUGE: usize = 50_000_000;
/// How long a busy source asks to be left alone.
const BUSY: Duration = Duration::from_secs(120);
/// In how many pieces a dripping answer comes; all of them take four times as long as a slow one.
const DRIPS: usize = 100;

/// The answer of a fault to a range with these rows; `None` if there is no such fault. `slow` is how long slowness lasts.
pub fn answer(fault: &str, path: &str, mut rows: Vec<Row>, slow: Duration) -> Option<Response> {
    let padded = |mut rows: Vec<Row>| {
        pad(&mut rows);
        body(&rows)
    };
    Some(match fault {
        "/html" => Html(CAPTIVE_PORTAL).into_response(),
        "/error" => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response(),
        "/busy" => busy(&BUSY.as_secs().to_string()),
        "/busy-date" => busy(&httpdate::fmt_http_date(SystemTime::now() + BUSY)),
        // To the right answer, so that a client that follows is caught at it.
        "/redirect" => (StatusCode::FOUND, [(header::LOCATION, path)]).into_response(),
        "/empty" => ok(String::new(), None),
        // Broken off before the first byte.
        "/reset" => ok_with(Body::from_stream(stream::once(break_off()))),
        // Of these two the part with the right rows never comes.
        "/truncated" => truncated(&padded(Vec::new())),
        // The same rows and no promise of more: nothing but the row itself tells.
        "/cut" => ok(cut(&padded(Vec::new())).to_owned(), None),
        "/drip" => drip(padded(rows), slow),
        "/short" => {
            rows.iter_mut().for_each(|(suffix, _)| suffix.truncate(32));
            ok(body(&rows), None)
        }
        // The right rows come last, behind far more than a range can have.
        "/huge" => ok_with(huge(body(&rows))),
        "/bomb" => bomb(),
        "/lf" => ok(padded(rows).replace('\r', ""), None),
        "/lower" => ok(padded(rows).to_lowercase(), None),
        "/twice" => ok([body(&rows), padded(rows)].join("\r\n"), None),
        "/full" => ok(full(rows), None),
        _ => return None,
    })
}

fn ok_with(body: Body) -> Response {
    let mut response = ok(String::new(), None);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = body;
    response
}

fn busy(retry_after: &str) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, retry_after)], "Rate limit is exceeded").into_response()
}

/// Up to half of the suffix of a row in the middle.
fn cut(whole: &str) -> &str {
    let end = whole[..whole.len() / 2].rfind('\n').map_or(17, |newline| newline + 1 + 17);
    &whole[..end]
}

/// Only a stream, whose length hyper cannot know beforehand, may fall short of its content-length. It is broken off one turn
/// of the loop later, or hyper would not even send what there is.
async fn break_off() -> io::Result<Bytes> {
    tokio::task::yield_now().await;
    Err(io::ErrorKind::UnexpectedEof.into())
}

/// An answer that breaks off in the middle of a row, with a content-length that promises all of it.
fn truncated(whole: &str) -> Response {
    let part = Bytes::copy_from_slice(cut(whole).as_bytes());
    let mut response = ok_with(Body::from_stream(stream::once(async { Ok(part) }).chain(stream::once(break_off()))));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    response
}

/// The right answer, in drops.
fn drip(whole: String, slow: Duration) -> Response {
    let whole = Bytes::from(whole);
    let length = whole.len().div_ceil(DRIPS);
    let drops = (0..whole.len()).step_by(length).map(move |at| whole.slice(at..whole.len().min(at + length)));
    let pause = 4 * slow / u32::try_from(DRIPS).unwrap_or(1);
    ok_with(Body::from_stream(stream::iter(drops).then(move |drop| async move {
        tokio::time::sleep(pause).await;
        io::Result::Ok(drop)
    })))
}

/// Rows, and the right ones after them.
fn huge(last: String) -> Body {
    let block = Bytes::from(padding_rows(1_000));
    let blocks = HUGE.div_ceil(block.len());
    let all = std::iter::repeat_n(block, blocks).chain([Bytes::from(last)]);
    Body::from_stream(stream::iter(all.map(io::Result::Ok)))
}

/// The same rows as an answer that is small until it is unpacked.
fn bomb() -> Response {
    let block = padding_rows(1_000);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..HUGE.div_ceil(block.len()) {
        encoder.write_all(block.as_bytes()).expect("memory takes all");
    }
    let packed = encoder.finish().expect("memory takes all");
    let mut response = ok_with(Body::from(packed));
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

fn padding_rows(count: usize) -> String {
    format!("{}:0\r\n", "0".repeat(35)).repeat(count)
}

/// As many rows as the real service's, made up but for these, and padding among them.
fn full(mut rows: Vec<Row>) -> String {
    while rows.len() < REAL_ROWS {
        let mut suffix = hex(&random::<18>());
        suffix.pop();
        let count = u32::from(random::<1>()[0]) / 3;
        rows.push((suffix, count));
    }
    rows.sort_unstable();
    body(&rows)
}

/// What a hotel's network answers in the place of the server one asked.
const CAPTIVE_PORTAL: &str = "<!doctype html>\n<html lang=\"en\">\n<title>Welcome to Hotel Wi-Fi</title>\n\
    <h1>Welcome to Hotel Wi-Fi</h1>\n<p>Please accept our terms to go online.</p>\n\
    <form method=\"post\" action=\"/accept\"><button>Accept</button></form>\n</html>\n";

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn a_bomb_is_small_until_it_is_unpacked() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let packed = runtime.block_on(to_bytes(bomb().into_body(), 1_000_000)).expect("less than a megabyte");
        let unpacked = io::copy(&mut GzDecoder::new(&packed[..]), &mut io::sink()).expect("gzip");
        assert!(unpacked >= HUGE as u64, "{unpacked}");
    }
}
