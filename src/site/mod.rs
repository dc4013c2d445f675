//! Whose site is it? The registrable domain by the Public Suffix List, private section included.

mod kind;
mod look;
mod look_alike;
mod owner;
mod shown;
mod signs;
mod suffix;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use serde::{Deserialize, Serialize};

pub(crate) use kind::bundled_labels;
pub use kind::{SiteKind, bundled_sites, display_name, kind_of};
pub use look_alike::{Resemblance, Suspect, look_alike};
pub use owner::{owner_of, same_owner};
pub use shown::shown;
pub use signs::{KindGuess, PageSigns};

/// A site: a registrable domain in lower-case ASCII (`example.co.jp`), or an IP address or `localhost`, each its own site.
///
/// A host that is itself a public suffix (`github.io`) is its own site too.
///
/// Reading one back checks that it is written as we write it, not that it is still a registrable domain: the list
/// changes, and what was recorded under an older one must stay readable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Site(String);

/// Whether a host is reached over the public Internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// Anyone's.
    Public,
    /// This machine or the local network: `localhost`, private, shared (100.64.0.0/10) and link-local addresses,
    /// `.local`, `.internal`, `home.arpa`, and names without a dot.
    Local,
}

/// How a page came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `http`: anyone on the way can read it.
    Http,
    /// `https`.
    Https,
}

/// Why an address has no site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSite {
    /// Neither `http` nor `https`: an opaque origin (`null`), `about:`, `data:` and `blob:` (whose owner is its origin's
    /// to tell, not its address's), a file, a page of the browser's or of an extension.
    Scheme,
    /// No host, or one that no browser would hand over: user names, empty labels, characters outside ASCII, a port that
    /// is none, a last label that is a number without the whole being an IPv4 address.
    Host,
}

impl fmt::Display for NoSite {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::Scheme => "neither http nor https",
            Self::Host => "no host name or IP address",
        })
    }
}

impl std::error::Error for NoSite {}

impl Site {
    /// The site of a host name as browsers serialise it: ASCII, IPv6 in brackets. Case and one trailing dot are ignored.
    ///
    /// # Errors
    /// [`NoSite::Host`].
    pub fn from_host(host: &str) -> Result<Self, NoSite> {
        Ok(Self::of_canonical(&canonical(host)?))
    }

    /// The site of an address or an origin, `https://host[:port][/…]`, with how its host is reached. Addresses with a user
    /// name are refused: an origin has none, and they are how links lie.
    ///
    /// # Errors
    /// [`NoSite`].
    pub fn from_origin_url(url: &str) -> Result<(Self, HostKind, Scheme), NoSite> {
        let (scheme, rest) = url.split_once("://").ok_or(NoSite::Scheme)?;
        let scheme = match scheme {
            _ if scheme.eq_ignore_ascii_case("https") => Scheme::Https,
            _ if scheme.eq_ignore_ascii_case("http") => Scheme::Http,
            _ => return Err(NoSite::Scheme),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = canonical(without_port(authority)?)?;
        Ok((Self::of_canonical(&host), HostKind::of_canonical(&host), scheme))
    }

    fn of_canonical(host: &str) -> Self {
        let site = if ip_address(host).is_some() { host } else { suffix::registrable(host) };
        Self(site.to_owned())
    }
}

impl HostKind {
    fn of_canonical(host: &str) -> Self {
        let is_below = |name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        let local = match ip_address(host) {
            Some(ip) => is_local(ip),
            None => !host.contains('.') || ["localhost", "local", "internal", "home.arpa"].into_iter().any(is_below),
        };
        if local { Self::Local } else { Self::Public }
    }
}

impl TryFrom<String> for Site {
    type Error = NoSite;

    fn try_from(site: String) -> Result<Self, NoSite> {
        if canonical(&site)? == site { Ok(Self(site)) } else { Err(NoSite::Host) }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsRef<str> for Site {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// `host[:port]` without the port.
fn without_port(authority: &str) -> Result<&str, NoSite> {
    // The last colon, unless it belongs to an IPv6 address.
    let Some((host, port)) = authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) else {
        return Ok(authority);
    };
    // `parse` alone would take "+80".
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    if is_port { Ok(host) } else { Err(NoSite::Host) }
}

/// A host as we write it: lower case, no trailing dot, one way of writing an IPv6 address.
fn canonical(host: &str) -> Result<String, NoSite> {
    let host = host.to_ascii_lowercase();
    if host.starts_with('[') {
        return ip_address(&host).map(|ip| format!("[{ip}]")).ok_or(NoSite::Host);
    }
    let host = host.strip_suffix('.').unwrap_or(&host);
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(NoSite::Host);
    }
    // As in the URL standard: what ends in a number is an IPv4 address or nothing ("1.2.3", "127.1", "0x7f.0.0.1").
    if host.rsplit('.').next().is_some_and(is_number) && ip_address(host).is_none() {
        return Err(NoSite::Host);
    }
    Ok(host.to_owned())
}

/// Letters, digits, `-` and `_` (not allowed by DNS for hosts, but in use).
fn is_label(label: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=63).contains(&label.len()) && label.bytes().all(is_allowed)
}

fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x") {
        Some(hex) => hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// The address in an IPv4 host or a bracketed IPv6 one; `None` for anything else.
fn ip_address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(Into::into),
        None => host.parse::<Ipv4Addr>().ok().map(Into::into),
    }
}

fn is_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            // 100.64.0.0/10 is shared by a provider's customers (RFC 6598) and used by private networks.
            let shared = matches!(ip.octets(), [100, 64..=127, ..]);
            shared || ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()
        }
        IpAddr::V6(ip) => {
            let mapped = ip.to_ipv4_mapped().is_some_and(|ip| is_local(ip.into()));
            mapped || ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests;
