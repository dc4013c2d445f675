//! The range protocol and its faults.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::{Reply, World, options};

const HOST: &str = "range.test";
/// SHA-1 of "password" begins with this; three passwords of the list do.
const ROWS: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8:21000000\r\n\
                    2648FB0B2EDA4FDFF99BF51E912CD95C023:3424\r\n\
                    3A8ADE4CF1DAD5342AF2F9FC9247EC21943:78";

fn get(path: &str) -> Reply {
    World::new(&options()).client().get(HOST, path)
}

#[test]
fn a_range_is_answered_byte_for_byte() {
    let world = World::new(&options());
    let mut client = world.client();
    let reply = client.get(HOST, "/range/5BAA6");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body, ROWS);
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-headers", "Add-Padding"),
        ("cache-control", "public, max-age=2678400"),
        ("last-modified", "Tue, 27 Jun 2017 00:00:00 GMT"),
        ("etag", "W/\"5BAA6\""),
    ] {
        assert_eq!(reply.header(name), value, "{name}");
    }
    assert_eq!(client.get(HOST, "/range/5baa6").body, ROWS);
    assert_eq!(client.get("api.range.test", "/range/5BAA6").body, ROWS);
}

#[test]
fn the_demo_password_is_breached() {
    let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, b"hygieia-demo-breached");
    let hash = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let (prefix, suffix) = hash.split_at(5);
    let reply = get(&format!("/range/{prefix}"));
    assert!(reply.body.split("\r\n").any(|row| row == format!("{suffix}:1337")), "{}", reply.body);
}

#[test]
fn padding_adds_rows_of_count_zero_among_the_others() {
    let world = World::new(&options());
    let mut client = world.client();
    for header in ["Add-Padding: true", "add-padding: TRUE"] {
        let reply = client.send("GET", HOST, "/range/5BAA6", &[header], "");
        assert_eq!(reply.header("etag"), "", "{header}");
        let rows = reply.body.split("\r\n").collect::<Vec<_>>();
        assert!((800..=1000).contains(&rows.len()), "{header}: {} rows", rows.len());
        let real = rows.iter().copied().filter(|row| !row.ends_with(":0")).collect::<Vec<_>>();
        assert_eq!(real.join("\r\n"), ROWS, "{header}");
        let last = rows.last().unwrap();
        assert!(last.ends_with(":0"), "{header}: the real rows are not all at one end: {last}");
    }
    assert_eq!(client.send("GET", HOST, "/range/5BAA6", &["Add-Padding: false"], "").body, ROWS);
}

#[test]
fn a_wrong_request_is_refused_in_the_real_words() {
    let world = World::new(&options());
    let mut client = world.client();
    let format = "The hash prefix was not in a valid format";
    let verb = "Only GET requests can be used to query ranges, but this request used the POST verb";
    for (method, path, status, text) in [
        ("GET", "/range/5BAA", 400, format),
        ("GET", "/range/5BAA61", 400, format),
        ("GET", "/range/5BAA6/", 400, format),
        ("GET", "/range/", 400, format),
        ("GET", "/range/5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", 400, format),
        ("GET", "/range/5BAAG", 400, "The hash prefix was not valid hexadecimal"),
        ("GET", "/range/+BAA6", 400, "The hash prefix was not valid hexadecimal"),
        ("GET", "/", 400, "Invalid API query"),
        ("GET", "/unknown/range/5BAA6", 400, "Invalid API query"),
        ("POST", "/range/5BAA6", 405, verb),
    ] {
        let reply = client.send(method, HOST, path, &[], "");
        assert_eq!((reply.status, reply.body.as_str()), (status, text), "{method} {path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{method} {path}");
    }
}

#[test]
fn a_preflight_lets_only_add_padding_through() {
    let world = World::new(&options());
    for path in ["/range/5BAA6", "/error/range/5BAA6"] {
        let reply = world.client().send("OPTIONS", HOST, path, &["origin: https://start.test"], "");
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(reply.header("access-control-allow-methods"), "GET", "{path}");
        assert_eq!(reply.header("access-control-allow-headers"), "Add-Padding", "{path}");
    }
}

#[test]
fn each_fault_is_what_it_says() {
    let world = World::new(&options());
    let mut client = world.client();
    let html = client.get(HOST, "/html/range/5BAA6");
    assert_eq!((html.status, html.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(html.body.starts_with("<!doctype html>"));

    let error = client.get(HOST, "/error/range/5BAA6");
    assert_eq!(error.status, 500);

    let empty = client.get(HOST, "/empty/range/5BAA6");
    assert_eq!((empty.status, empty.body.as_str()), (200, ""));

    let redirect = client.get(HOST, "/redirect/range/5BAA6");
    assert_eq!((redirect.status, redirect.header("location")), (302, "/range/5BAA6"));
}

#[test]
fn a_busy_source_says_until_when() {
    let world = World::new(&options());
    let mut client = world.client();
    let busy = client.get(HOST, "/busy/range/5BAA6");
    assert_eq!((busy.status, busy.header("retry-after")), (429, "120"));
    let dated = client.get(HOST, "/busy-date/range/5BAA6");
    let at = httpdate::parse_http_date(dated.header("retry-after")).unwrap();
    let wait = at.duration_since(std::time::SystemTime::now()).unwrap();
    assert!((100..=120).contains(&wait.as_secs()), "{wait:?}");
}

#[test]
fn odd_shapes_hold_the_right_rows() {
    let world = World::new(&options());
    let mut client = world.client();
    let mut counted = |fault: &str| {
        let body = client.get(HOST, &format!("/{fault}/range/5BAA6")).body;
        let rows = body.lines().filter(|row| !row.ends_with(":0")).map(str::to_owned).collect::<Vec<_>>();
        (body, rows)
    };
    let right = ROWS.split("\r\n").collect::<Vec<_>>();
    let (body, rows) = counted("lf");
    assert!(!body.contains('\r'));
    assert_eq!(rows, right);
    let (body, rows) = counted("lower");
    assert!(!body.contains(|digit: char| digit.is_ascii_uppercase()));
    assert_eq!(rows.join("\r\n"), ROWS.to_lowercase());
    let (_, rows) = counted("twice");
    assert_eq!(rows, [&right[..], &right[..]].concat());
    let (body, rows) = counted("full");
    assert_eq!(body.split("\r\n").count(), 2_100);
    assert!((80_000..90_000).contains(&body.len()), "{} bytes", body.len());
    assert!(right.iter().all(|row| rows.iter().any(|other| other == row)));
}

#[test]
fn a_dripping_answer_takes_its_time() {
    let begin = Instant::now();
    assert_eq!(get("/drip/range/5BAA6").status, 200);
    assert!(begin.elapsed() >= Duration::from_millis(4 * options().slow), "{:?}", begin.elapsed());
}

#[test]
fn answers_that_are_none_say_so_by_their_rows_alone() {
    let world = World::new(&options());
    let mut client = world.client();
    let cut = client.get(HOST, "/cut/range/5BAA6");
    assert_eq!(cut.header("content-length"), cut.body.len().to_string());
    assert_eq!(cut.body.split("\r\n").last().unwrap().len(), 17);
    let short = client.get(HOST, "/short/range/5BAA6").body;
    assert!(short.split("\r\n").all(|row| row.find(':') == Some(32)), "{short}");
}

#[test]
fn huge_answers_are_huge() {
    let world = World::new(&options());
    let huge = world.client().get(HOST, "/huge/range/5BAA6").body;
    assert!(huge.len() > 50_000_000);
    assert!(huge.ends_with("3A8ADE4CF1DAD5342AF2F9FC9247EC21943:78\r\n0\r\n\r\n"), "{}", &huge[huge.len() - 100..]);
}

#[test]
fn a_truncated_answer_breaks_off_in_a_row_and_before_its_promised_length() {
    let reply = get("/truncated/range/5BAA6");
    assert_eq!(reply.status, 200);
    let promised = reply.header("content-length").parse::<usize>().unwrap();
    assert!(reply.body.len() < promised, "{} of {promised} bytes", reply.body.len());
    let last = reply.body.split("\r\n").last().unwrap();
    assert_eq!(last.len(), 17, "{last}");
}

#[test]
fn a_slow_answer_is_right_in_the_end() {
    let world = World::new(&options());
    let begin = Instant::now();
    let reply = world.client().get(HOST, "/slow/range/5BAA6");
    assert!(begin.elapsed() >= Duration::from_millis(options().slow), "{:?}", begin.elapsed());
    assert_eq!(reply.body, ROWS);
}

#[test]
fn the_log_has_every_request_with_its_headers_and_none_of_its_own() {
    let world = World::new(&options());
    let mut client = world.client();
    client.send("GET", HOST, "/range/5BAA6?mode=ntlm", &["Add-Padding: true"], "");
    client.get(HOST, "/error/range/00000");
    client.get("kaede-store.test", "/");
    let read = |body: &str| serde_json::from_str::<Vec<Value>>(body).unwrap();
    client.get(HOST, "/_log");
    let log = read(&client.get(HOST, "/_log").body);
    assert_eq!(log.len(), 2);
    assert_eq!(log[0]["method"], "GET");
    assert_eq!(log[0]["path"], "/range/5BAA6");
    assert_eq!(log[0]["query"], "mode=ntlm");
    assert_eq!(log[0]["headers"]["add-padding"], "true");
    assert_eq!(log[0]["headers"]["host"], format!("range.test:{}", world.port()));
    assert_eq!(log[1]["path"], "/error/range/00000");

    assert_eq!(client.send("DELETE", HOST, "/_log", &[], "").status, 204);
    assert!(read(&client.get(HOST, "/_log").body).is_empty());
}
