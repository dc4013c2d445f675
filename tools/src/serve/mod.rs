//! The demo sites, the range server and static pages, over HTTPS on loopback.
//!
//! One listener serves every name; the Host header decides. The names end in `.test`, which no resolver knows, but for
//! those of sites with a known breach: the browser that is launched is told that they are this machine.

pub mod accounts;
pub mod breaches;
mod faults;
mod html;
mod lab;
mod pages;
pub mod passwords;
mod proxy;
mod range;
pub mod sites;
mod texts;
mod tls;

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use rustls::pki_types::CertificateDer;
use serde_json::json;
use tokio::{sync::oneshot, task::JoinHandle};
use tower::ServiceExt;

use proxy::Traffic;

/// The range server's name.
pub const RANGE: &str = "range.test";
/// The name of who publishes the list of breached sites.
pub const BREACHES: &str = "breaches.test";
/// The range server's other name, by which it is asked through the proxy: the real service's.
pub const HAVE_I_BEEN_PWNED: &str = "api.pwnedpasswords.com";
/// The other name of the list of breached sites, by which it is fetched through the proxy.
pub const BREACHES_OF_HAVE_I_BEEN_PWNED: &str = "haveibeenpwned.com";
/// The name under which the proxy tells what it has recorded.
pub const PROXY: &str = "proxy.test";
/// The start page's name.
pub const START: &str = "start.test";
/// The name of the pages a test brings. Names that end in `-lab.test` serve the same: each is a site of its own.
pub const LAB: &str = "lab.test";

/// What to serve and for how long.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The port on 127.0.0.1; 0 for any that is free.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// The folder served as start.test; without it start.test lists the demo sites.
    #[arg(long, value_name = "DIR")]
    pub www: Option<PathBuf>,
    /// The folder served as lab.test.
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Also be a proxy that records all traffic and lets none out (proxy.test/_log).
    #[arg(long)]
    pub proxy: bool,
    /// End by itself after this many seconds. In any case it ends when its standard input closes.
    #[arg(long, value_name = "N")]
    pub seconds: Option<u64>,
    /// How long /slow/range/ waits, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 15_000)]
    pub slow: u64,
}

/// A server that runs; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where the proxy listens, if there is one.
    pub proxy: Option<SocketAddr>,
    /// Its certificate.
    pub certificate: CertificateDer<'static>,
    /// Base64 of the SHA-256 of the certificate's SubjectPublicKeyInfo.
    pub spki: String,
    handle: Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Waits until it has ended, which by itself it does only on an error.
    ///
    /// # Errors
    ///
    /// Whatever made it end.
    pub async fn ended(&mut self) -> anyhow::Result<()> {
        Ok((&mut self.task).await??)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// Serves until the standard input closes, or for the time that was asked for.
///
/// Prints one line on the standard output when it is ready: `{"port":12345,"proxy":null,"spki":"…"}`.
///
/// # Errors
///
/// When the port is taken, or a given folder does not exist.
pub fn run(options: Options) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let result = runtime.block_on(async {
        let mut server = start(&options)?;
        let proxy = server.proxy.map(|address| address.port());
        let ready = json!({ "port": server.address.port(), "proxy": proxy, "spki": server.spki });
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{ready}")?;
        stdout.flush()?;
        drop(stdout);

        let time_is_up = async {
            match options.seconds {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            result = server.ended() => result,
            _ = stdin_closed() => Ok(()),
            () = time_is_up => Ok(()),
        }
    });
    runtime.shutdown_background();
    result
}

/// Ends with whoever started us, however that came to its end.
///
/// A plain thread: the runtime's own standard input would hold the process up at its end.
fn stdin_closed() -> oneshot::Receiver<()> {
    let (sender, closed) = oneshot::channel();
    std::thread::spawn(move || {
        // An error is an end as well.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = sender.send(());
    });
    closed
}

/// Starts serving on the current runtime and returns at once, ready. Ignores `seconds`.
///
/// # Errors
///
/// When the port is taken, or a given folder does not exist.
pub fn start(options: &Options) -> anyhow::Result<Server> {
    for folder in [&options.www, &options.pages].into_iter().flatten() {
        anyhow::ensure!(folder.is_dir(), "there is no folder {}", folder.display());
    }
    passwords::warm_up();
    let traffic = Traffic::new();
    let slow = Duration::from_millis(options.slow);
    let hosts = Hosts::new(options.www.as_deref(), options.pages.as_deref(), slow, &traffic);
    let identity = tls::identity(&hosts.names())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
    let address = listener.local_addr()?;
    let handle = Handle::new();
    let app = Router::new().fallback(dispatch).with_state(Arc::new(hosts));
    let proxy = match options.proxy {
        true => Some(proxy::start(app.clone(), Arc::clone(&identity.config), &traffic)?),
        false => None,
    };
    let config = RustlsConfig::from_config(identity.config);
    let server = axum_server::from_tcp(listener)?
        // Small answers must not wait for the client's acknowledgement.
        .acceptor(RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new()))
        .handle(handle.clone());
    Ok(Server {
        address,
        proxy,
        certificate: identity.certificate,
        spki: identity.spki,
        handle,
        task: tokio::spawn(server.serve(app.into_make_service())),
    })
}

/// A router for each name.
struct Hosts(Vec<(&'static str, Router)>);

impl Hosts {
    fn new(www: Option<&Path>, pages: Option<&Path>, slow: Duration, traffic: &Traffic) -> Self {
        let demo = sites::SITES.iter().chain(&sites::OF_INCIDENTS).map(|site| (site.host, pages::router(site)));
        let range = range::router(slow);
        let others = [
            (RANGE, range.clone()),
            (HAVE_I_BEEN_PWNED, range),
            (BREACHES, breaches::router()),
            (BREACHES_OF_HAVE_I_BEEN_PWNED, breaches::router()),
            (START, lab::start(www)),
            (LAB, lab::router(pages)),
            (PROXY, traffic.router()),
        ];
        Self(demo.chain(others).collect())
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    /// The router of a name or of any of its subdomains.
    fn router(&self, host: &str) -> Option<Router> {
        let matches = |name: &str| {
            host.strip_suffix(name).is_some_and(|subdomain| {
                subdomain.is_empty() || subdomain.ends_with('.') || (name == LAB && subdomain.ends_with('-'))
            })
        };
        self.0.iter().find(|(name, _)| matches(name)).map(|(_, router)| router.clone())
    }
}

async fn dispatch(State(hosts): State<Arc<Hosts>>, request: Request) -> Response {
    let host = host(request.headers());
    match hosts.router(&host) {
        Some(router) => router.oneshot(request).await.into_response(),
        None => {
            let text = format!("Nothing is served as \"{host}\". There are: {}\n", hosts.names().join(", "));
            (StatusCode::MISDIRECTED_REQUEST, text).into_response()
        }
    }
}

fn split_host(headers: &HeaderMap) -> (&str, &str) {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    host.split_at(host.find(':').unwrap_or(host.len()))
}

/// The name that was asked for, in lower case and without the port.
fn host(headers: &HeaderMap) -> String {
    split_host(headers).0.to_ascii_lowercase()
}

/// The port that was asked for, with its colon; empty for the default port. For links to another name.
fn port(headers: &HeaderMap) -> &str {
    split_host(headers).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_serves_its_subdomains_and_nothing_that_merely_looks_like_it() {
        let hosts = Hosts::new(None, None, Duration::ZERO, &Traffic::new());
        for known in ["hikari-net.test", "id.hikari-net.test", "a.b.range.test", "lab.test", "a.my-lab.test"] {
            assert!(hosts.router(known).is_some(), "{known}");
        }
        for unknown in ["", "test", "xhikari-net.test", "hikari-net.test.example", "localhost"] {
            assert!(hosts.router(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn the_host_header_is_split_into_name_and_port() {
        let mut headers = HeaderMap::new();
        assert_eq!((host(&headers).as_str(), port(&headers)), ("", ""));
        headers.insert(header::HOST, "ID.Hikari-Net.test:8443".parse().unwrap());
        assert_eq!((host(&headers).as_str(), port(&headers)), ("id.hikari-net.test", ":8443"));
        headers.insert(header::HOST, "range.test".parse().unwrap());
        assert_eq!((host(&headers).as_str(), port(&headers)), ("range.test", ""));
    }
}
