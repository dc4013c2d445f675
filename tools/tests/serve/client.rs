//! A server in this process and a small browser-like client for it: one request a connection, cookies by host.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

pub use hygieia_tools::serve::Options;
use hygieia_tools::serve::{self, Server};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tokio::runtime::Runtime;

/// The server's options in these tests; `/slow/` waits no longer than a test can.
pub fn options() -> Options {
    Options { port: 0, www: None, pages: None, proxy: false, seconds: None, slow: 300 }
}

/// A server that lives as long as its test.
pub struct World {
    server: Server,
    _runtime: Runtime,
}

impl World {
    pub fn new(options: &Options) -> Self {
        let runtime = Runtime::new().unwrap();
        let _context = runtime.enter();
        let server = serve::start(options).unwrap();
        drop(_context);
        Self { server, _runtime: runtime }
    }

    pub fn port(&self) -> u16 {
        self.server.address.port()
    }

    /// A client without cookies that trusts this server's certificate and no other.
    pub fn client(&self) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(self.server.certificate.clone()).unwrap();
        let provider = rustls::crypto::ring::default_provider();
        let config = ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Client { address: self.server.address, config: config.into(), cookies: BTreeMap::new(), tls_name: None }
    }
}

/// Keeps cookies as a browser does for host-only cookies.
pub struct Client {
    address: SocketAddr,
    config: Arc<ClientConfig>,
    /// (host, name) → value.
    cookies: BTreeMap<(String, String), String>,
    /// The name the certificate is checked for, where it is not the host.
    pub tls_name: Option<&'static str>,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case; a repeated header's last value.
    pub headers: BTreeMap<String, String>,
    /// All that came, which may be less than the content-length promised.
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Whether the page has an element with this id.
    pub fn has(&self, id: &str) -> bool {
        self.body.contains(&format!(" id=\"{id}\""))
    }

    /// The text of an element that has an id and no other element in it.
    pub fn text(&self, id: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!(" id=\"{id}\""))?;
        let (_, text) = rest.split_once('>')?;
        text.split('<').next()
    }
}

impl Client {
    pub fn get(&mut self, host: &str, path: &str) -> Reply {
        self.send("GET", host, path, &[], "")
    }

    /// Posts a form; the values are percent-encoded here.
    pub fn post(&mut self, host: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let form = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>();
        self.send("POST", host, path, &["content-type: application/x-www-form-urlencoded"], &form.join("&"))
    }

    pub fn send(&mut self, method: &str, host: &str, path: &str, headers: &[&str], body: &str) -> Reply {
        let cookies = self.cookies.iter().filter(|((owner, _), _)| owner == host);
        let cookies = cookies.map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut head = vec![
            format!("{method} {path} HTTP/1.1"),
            format!("host: {host}:{}", self.address.port()),
            format!("content-length: {}", body.len()),
            "connection: close".to_owned(),
        ];
        if !cookies.is_empty() {
            head.push(format!("cookie: {cookies}"));
        }
        head.extend(headers.iter().map(|&header| header.to_owned()));
        let reply = self.exchange(host, &format!("{}\r\n\r\n{body}", head.join("\r\n")));
        if let Some(cookie) = reply.headers.get("set-cookie") {
            self.keep(host, cookie);
        }
        reply
    }

    fn exchange(&self, host: &str, request: &str) -> Reply {
        let name = self.tls_name.unwrap_or(host).to_owned().try_into().unwrap();
        let tls = ClientConnection::new(Arc::clone(&self.config), name).unwrap();
        let tcp = TcpStream::connect(self.address).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut stream = StreamOwned::new(tls, tcp);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A body that falls short of its promise ends in an error; what came before it is the answer.
        if let Err(error) = stream.read_to_end(&mut answer) {
            assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof, "{error}");
        }
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        Reply { status, headers, body: body.to_owned() }
    }

    fn keep(&mut self, host: &str, cookie: &str) {
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        assert!(attributes.starts_with("Path=/; HttpOnly; Secure; SameSite=Lax"), "{cookie}");
        let (name, value) = pair.split_once('=').unwrap();
        let key = (host.to_owned(), name.to_owned());
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(&key);
        } else {
            self.cookies.insert(key, value.to_owned());
        }
    }
}
