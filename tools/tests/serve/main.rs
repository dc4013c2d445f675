//! The server as a browser meets it: over TLS, by name.
#![expect(clippy::unwrap_used, reason = "clippy.toml lets tests unwrap, but does not know the helpers here as tests")]

mod client;
mod range;
mod sites;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use client::{World, options};
use serde_json::Value;

/// A folder of this test's own with these files in it.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

#[test]
fn folders_are_served_as_they_are_on_disk() {
    let www = folder("www", &[("index.html", "<p>start</p>"), ("core.wasm", "wasm"), ("page.js", "script")]);
    let pages = folder("pages", &[("index.html", "<p>lab</p>"), ("login.html", "<form></form>")]);
    fs::write(www.join("../outside.txt"), "secret").unwrap();
    let world = World::new(&client::Options { www: Some(www), pages: Some(pages), ..options() });
    let mut client = world.client();
    for (host, path, kind, text) in [
        ("start.test", "/", "text/html", "<p>start</p>"),
        ("start.test", "/core.wasm", "application/wasm", "wasm"),
        ("start.test", "/page.js", "text/javascript", "script"),
        ("lab.test", "/", "text/html", "<p>lab</p>"),
        ("frame.lab.test", "/login.html", "text/html", "<form></form>"),
    ] {
        let reply = client.get(host, path);
        assert_eq!((reply.status, reply.body.as_str()), (200, text), "{host}{path}");
        assert_eq!((reply.header("content-type"), reply.header("cache-control")), (kind, "no-cache"), "{host}{path}");
    }
    for path in ["/missing", "/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt"] {
        assert_eq!(client.get("start.test", path).status, 404, "{path}");
    }
}

#[test]
fn the_lab_takes_a_form_and_says_thank_you_or_again() {
    let pages = folder("lab", &[]);
    for options in [options(), client::Options { pages: Some(pages), ..options() }] {
        let world = World::new(&options);
        let ok = world.client().post("lab.test", "/ok", &[("password", "x")]);
        assert_eq!((ok.status, ok.text("message")), (200, Some("Thank you")));
        assert!(!ok.body.contains("<form"), "{}", ok.body);
        let again = world.client().post("lab.test", "/again", &[]);
        assert_eq!(again.status, 200);
        for id in ["form", "user", "password", "submit", "error"] {
            assert!(again.has(id), "{id}");
        }
        for (target, location) in [("/then?/a.html?b=1", "/a.html?b=1"), ("/then?//other.test/", "/"), ("/then", "/")] {
            let then = world.client().post("lab.test", target, &[]);
            assert_eq!((then.status, then.header("location")), (303, location), "{target}");
        }
    }
}

#[test]
fn without_a_folder_the_start_page_lists_the_sites() {
    let world = World::new(&options());
    let reply = world.client().get("start.test", "/");
    for host in ["hikari-net.test", "minato-shop.test", "kaede-store.test", "tanuki-forum.test"] {
        assert!(reply.body.contains(&format!("href=\"https://{host}:{}/\"", world.port())), "{host}");
    }
}

#[test]
fn an_unknown_name_is_refused_with_the_known_ones() {
    let world = World::new(&options());
    let mut client = world.client();
    // rustls, unlike browsers, accepts no certificate for `*.test`.
    client.tls_name = Some("range.test");
    let reply = client.get("unknown.test", "/");
    assert_eq!(reply.status, 421);
    assert!(reply.body.contains("\"unknown.test\"") && reply.body.contains("range.test"), "{}", reply.body);
}

#[test]
fn a_missing_folder_is_an_error_at_the_start() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _context = runtime.enter();
    let options = client::Options { www: Some("no/such/folder".into()), ..options() };
    let error = hygieia_tools::serve::start(&options).unwrap_err().to_string();
    assert_eq!(error, "there is no folder no/such/folder");
}

/// The whole life of the program: one line when it is ready, and an end when its standard input closes.
#[test]
fn the_program_says_its_port_and_ends_with_its_standard_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hygieia-tools"))
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let ready = serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    let port = ready["port"].as_u64().unwrap();
    std::net::TcpStream::connect(("127.0.0.1", u16::try_from(port).unwrap())).unwrap();
    assert_eq!(BASE64_STANDARD.decode(ready["spki"].as_str().unwrap()).unwrap().len(), 32);
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());
    assert!(lines.next().is_none(), "more than one line");
}

#[test]
fn the_program_ends_after_its_seconds() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hygieia-tools"))
        .args(["serve", "--seconds", "0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Its standard input is still open: only the time can end it.
    let stdin = program.stdin.take();
    assert!(program.wait().unwrap().success());
    drop(stdin);
}

#[test]
fn a_module_that_cannot_be_read_is_named() {
    let program = Command::new(env!("CARGO_BIN_EXE_hygieia-tools"))
        .args(["bindgen", "--out-dir", env!("CARGO_TARGET_TMPDIR"), "--out-name", "x", "missing.wasm"])
        .output()
        .unwrap();
    assert!(!program.status.success());
    assert!(String::from_utf8_lossy(&program.stderr).contains("missing.wasm"), "{program:?}");
}
