//! A forward proxy that ends TLS itself: whatever a browser wants to say to anybody is recorded and answered here.
//!
//! A tunnel (`CONNECT`) is opened whoever is asked for; behind it the same names are served as without a proxy, and the
//! range server also as Have I Been Pwned's. Who does not accept the certificate says nothing, but whom it wanted is
//! recorded. Nothing goes out to the network.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use rustls::ServerConfig;
use serde::Serialize;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// The longest head of a request to the proxy itself, and the longest body that is recorded, in bytes.
const LONGEST: usize = 1_000_000;

/// One thing that a browser wanted.
#[derive(Debug, Clone, Serialize)]
struct Wanted {
    /// Whom: a host with its port.
    host: String,
    /// `CONNECT` for a tunnel, else a request in one.
    method: String,
    /// Path and query; empty for a tunnel.
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

type Record = Arc<Mutex<Vec<Wanted>>>;

/// What was recorded since the start, `GET /_log` of a name of its own.
pub struct Traffic(Record);

impl Traffic {
    /// A record that is empty.
    pub fn new() -> Self {
        Self(Record::default())
    }

    /// Answers what was recorded.
    pub fn router(&self) -> Router {
        Router::new().route("/_log", get(log)).with_state(Arc::clone(&self.0))
    }
}

async fn log(State(record): State<Record>) -> Response {
    let wanted = record.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ([(header::CACHE_CONTROL, "no-store")], Json(wanted)).into_response()
}

/// Starts the proxy on the current runtime and says where; `app` is what answers behind it.
///
/// # Errors
///
/// When there is no free port.
pub fn start(app: Router, config: Arc<ServerConfig>, traffic: &Traffic) -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    let record = Arc::clone(&traffic.0);
    let app = app.layer(middleware::from_fn_with_state(Arc::clone(&record), note));
    let acceptor = TlsAcceptor::from(config);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (app, acceptor, record) = (app.clone(), acceptor.clone(), Arc::clone(&record));
            // Whoever breaks a tunnel off is gone; there is nobody to tell.
            tokio::spawn(async move { serve(stream, app, acceptor, record).await.ok() });
        }
    });
    Ok(address)
}

async fn serve(mut stream: TcpStream, app: Router, acceptor: TlsAcceptor, record: Record) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let head = read_head(&mut stream).await?;
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    push(
        &record,
        Wanted {
            host: target.to_owned(),
            method: method.to_owned(),
            path: String::new(),
            headers: BTreeMap::new(),
            body: String::new(),
        },
    );
    if method != "CONNECT" {
        // Unencrypted: none of the names is served so.
        stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await?;
        return Ok(());
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    let stream = acceptor.accept(stream).await?;
    let service = TowerToHyperService::new(tower::service_fn(move |request: hyper::Request<Incoming>| {
        tower::ServiceExt::oneshot(app.clone(), request.map(Body::new))
    }));
    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await?;
    Ok(())
}

/// The first request, up to its empty line: nobody says more before it is answered.
async fn read_head(stream: &mut TcpStream) -> anyhow::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        anyhow::ensure!(stream.read_buf(&mut head).await? > 0 && head.len() < LONGEST, "no request");
    }
    Ok(String::from_utf8(head)?)
}

/// Records a request and hands it on.
async fn note(State(record): State<Record>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    push(
        &record,
        Wanted {
            host: text_of(&parts.headers, header::HOST.as_str()),
            method: Method::to_string(&parts.method),
            path: parts.uri.to_string(),
            headers: parts
                .headers
                .keys()
                .map(|name| (name.to_string(), text_of(&parts.headers, name.as_str())))
                .collect(),
            body: String::from_utf8_lossy(&body).into_owned(),
        },
    );
    next.run(Request::from_parts(parts, Body::from(body))).await
}

fn push(record: &Record, wanted: Wanted) {
    record.lock().unwrap_or_else(PoisonError::into_inner).push(wanted);
}

/// All values of a header.
fn text_of(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.collect::<Vec<_>>().join(", ")
}
