//! Where a password is changed, and what else a change touches.
//!
//! The way is that of "A Well-Known URL for Changing Passwords" (W3C, working draft of 2024-06-03): a site may lead from
//! `/.well-known/change-password` to its page. Many servers answer 200 to anything, so a second address, which cannot exist,
//! tells whether the answer means something.

use crate::{
    site::{HostKind, Scheme, Site},
    text::Text,
    vault::account::SecretRole,
};

/// Site and the address of its page, from `data/change-password.csv`; sorted by site.
static KNOWN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/change_pages.rs"));

/// Site and what else its password is for, from `data/password-uses.csv`; sorted by site.
static USES: &[(&str, Uses)] = include!(concat!(env!("OUT_DIR"), "/password_uses.rs"));

/// What else a site's password is for: devices and programs that must be told the new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// The Internet connection: the router has it.
    pub connection: bool,
    /// The mailbox: mail programs have it.
    pub mail: bool,
}

/// The two addresses to ask on the way to a site's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WellKnown {
    /// Leads to the page, if the site has it.
    pub page: String,
    /// Exists on no server. One that answers it with success answers anything so.
    pub impossible: String,
}

/// The addresses to ask at an account's origin; `None` where the page would not come encrypted from a public host.
pub fn well_known(origin: &str) -> Option<WellKnown> {
    match Site::from_origin_url(origin) {
        Ok((_, HostKind::Public, Scheme::Https)) => Some(WellKnown {
            page: format!("{origin}/.well-known/change-password"),
            impossible: format!(
                "{origin}/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
            ),
        }),
        _ => None,
    }
}

/// The known address of a site's page.
pub fn known(site: &Site) -> Option<&'static str> {
    look_up(KNOWN, site)
}

/// What else a site's password is for.
pub fn uses(site: &Site) -> Uses {
    look_up(USES, site).unwrap_or_default()
}

/// What to prepare for before a password is changed. What is known of sites is about the login's password; the mailbox's own
/// password and the connection's are in programs and devices on every site.
pub fn warning(site: &Site, role: SecretRole) -> Option<Text> {
    match (role, uses(site)) {
        (SecretRole::Mail, _) => Some(Text::plain("change_breaks_mail_own")),
        (SecretRole::Connection, _) => Some(Text::plain("change_breaks_connection_own")),
        (SecretRole::Login, Uses { connection: true, mail: true }) => Some(Text::plain("change_breaks_both")),
        (SecretRole::Login, Uses { connection: true, mail: false }) => Some(Text::plain("change_breaks_connection")),
        (SecretRole::Login, Uses { connection: false, mail: true }) => Some(Text::plain("change_breaks_mail")),
        (SecretRole::Login, Uses { connection: false, mail: false }) => None,
    }
}

fn look_up<T: Copy>(table: &[(&str, T)], site: &Site) -> Option<T> {
    table.binary_search_by_key(&site.as_ref(), |(domain, _)| domain).ok().map(|index| table[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::same_owner;

    fn site(host: &str) -> Site {
        Site::from_host(host).unwrap()
    }

    #[test]
    fn at_least_a_hundred_addresses_each_encrypted_and_of_the_same_owner() {
        assert!(KNOWN.len() >= 100, "{}", KNOWN.len());
        for (domain, address) in KNOWN {
            let own = site(domain);
            assert_eq!(own.as_ref(), *domain, "not a registrable domain");
            let (target, host, scheme) = Site::from_origin_url(address).unwrap();
            assert_eq!((host, scheme), (HostKind::Public, Scheme::Https), "{address}");
            assert!(target == own || same_owner(&target, &own), "{domain} leads to {address}");
        }
    }

    #[test]
    fn every_use_is_of_a_registrable_domain() {
        for (domain, uses) in USES {
            assert_eq!(site(domain).as_ref(), *domain);
            assert_ne!(*uses, Uses::default(), "{domain}");
        }
        assert!(uses(&site("nifty.com")).connection);
        assert_eq!(warning(&site("shop.example"), SecretRole::Login), None);
    }

    #[test]
    fn what_a_change_breaks_depends_on_which_password_it_is() {
        use SecretRole::{Connection, Login, Mail};
        for (host, role, code) in [
            ("nifty.com", Login, Some("change_breaks_connection")),
            ("nifty.com", Mail, Some("change_breaks_mail_own")),
            ("nifty.com", Connection, Some("change_breaks_connection_own")),
            ("asahi-net.jp", Login, Some("change_breaks_both")),
            ("asahi-net.jp", Mail, Some("change_breaks_mail_own")),
            ("shop.example", Login, None),
            ("shop.example", Mail, Some("change_breaks_mail_own")),
        ] {
            assert_eq!(warning(&site(host), role).map(|text| text.code), code, "{host} {role:?}");
        }
    }

    #[test]
    fn only_encrypted_public_pages_are_asked() {
        let asked = well_known("https://id.example.jp:8443").unwrap();
        assert_eq!(asked.page, "https://id.example.jp:8443/.well-known/change-password");
        for origin in ["http://shop.example", "https://192.168.0.1", "null", ""] {
            assert_eq!(well_known(origin), None, "{origin}");
        }
    }
}
