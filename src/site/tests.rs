use super::*;
use proptest::prelude::*;

/// The list's official vectors: `checkPublicSuffix('host', 'registrable');`. Where they expect none, the host is its own
/// site here (it is a public suffix), or no host at all (a leading dot).
#[test]
fn the_official_vectors() {
    let mut seen = 0;
    for line in include_str!("../../data/public_suffix_tests.txt").lines() {
        let Some(arguments) = line.strip_prefix("checkPublicSuffix(").and_then(|rest| rest.strip_suffix(");")) else {
            continue;
        };
        let (host, expected) = arguments.split_once(", ").unwrap();
        if host == "null" {
            continue;
        }
        let ascii = |quoted: &str| idna::domain_to_ascii(quoted.trim_matches('\'')).unwrap();
        let host = ascii(host);
        let site = Site::from_host(&host);
        if host.starts_with('.') {
            assert_eq!(site, Err(NoSite::Host), "{line}");
        } else if expected == "null" {
            assert_eq!(site.unwrap().as_ref(), host, "{line}");
        } else {
            assert_eq!(site.unwrap().as_ref(), ascii(expected), "{line}");
        }
        seen += 1;
    }
    assert!(seen > 70, "{seen} vectors");
}

#[test]
fn addresses() {
    let cases = [
        ("https://www.example.co.jp/a?b#c", Ok(("example.co.jp", HostKind::Public, Scheme::Https))),
        ("https://id.hikari-net.test:8443", Ok(("hikari-net.test", HostKind::Public, Scheme::Https))),
        ("http://EXAMPLE.com.", Ok(("example.com", HostKind::Public, Scheme::Http))),
        ("https://someone.github.io/", Ok(("someone.github.io", HostKind::Public, Scheme::Https))),
        ("https://github.io/", Ok(("github.io", HostKind::Public, Scheme::Https))),
        ("http://localhost:3000/", Ok(("localhost", HostKind::Local, Scheme::Http))),
        ("http://a.localhost/", Ok(("a.localhost", HostKind::Local, Scheme::Http))),
        ("http://router/", Ok(("router", HostKind::Local, Scheme::Http))),
        ("http://printer.local/", Ok(("printer.local", HostKind::Local, Scheme::Http))),
        ("http://192.168.0.1/", Ok(("192.168.0.1", HostKind::Local, Scheme::Http))),
        ("http://203.0.113.7:80/", Ok(("203.0.113.7", HostKind::Public, Scheme::Http))),
        ("http://[::1]:8080/", Ok(("[::1]", HostKind::Local, Scheme::Http))),
        ("http://[::ffff:10.0.0.1]/", Ok(("[::ffff:10.0.0.1]", HostKind::Local, Scheme::Http))),
        ("https://[2001:db8::1]/", Ok(("[2001:db8::1]", HostKind::Public, Scheme::Https))),
        ("https://notlocal.example/", Ok(("notlocal.example", HostKind::Public, Scheme::Https))),
        ("HTTPS://Shop.Example.COM", Ok(("example.com", HostKind::Public, Scheme::Https))),
        ("https://a.b.unlisted", Ok(("b.unlisted", HostKind::Public, Scheme::Https))),
        ("https://co.jp/", Ok(("co.jp", HostKind::Public, Scheme::Https))),
        ("https://my_shop.example.com", Ok(("example.com", HostKind::Public, Scheme::Https))),
        ("https://xn--r8jz45g.jp", Ok(("xn--r8jz45g.jp", HostKind::Public, Scheme::Https))),
        ("http://nas.home.arpa", Ok(("nas.home.arpa", HostKind::Local, Scheme::Http))),
        ("http://db.corp.internal:5432", Ok(("corp.internal", HostKind::Local, Scheme::Http))),
        ("http://LOCALHOST./", Ok(("localhost", HostKind::Local, Scheme::Http))),
        ("http://127.0.0.1./", Ok(("127.0.0.1", HostKind::Local, Scheme::Http))),
        ("http://169.254.1.1", Ok(("169.254.1.1", HostKind::Local, Scheme::Http))),
        ("http://0.0.0.0", Ok(("0.0.0.0", HostKind::Local, Scheme::Http))),
        ("http://100.64.0.1", Ok(("100.64.0.1", HostKind::Local, Scheme::Http))),
        ("http://100.128.0.1", Ok(("100.128.0.1", HostKind::Public, Scheme::Http))),
        ("http://[0:0:0:0:0:0:0:1]", Ok(("[::1]", HostKind::Local, Scheme::Http))),
        ("http://[::ffff:a00:1]", Ok(("[::ffff:10.0.0.1]", HostKind::Local, Scheme::Http))),
        ("http://[FE80::1]", Ok(("[fe80::1]", HostKind::Local, Scheme::Http))),
        ("http://[fd00::1]:1", Ok(("[fd00::1]", HostKind::Local, Scheme::Http))),
        ("null", Err(NoSite::Scheme)),
        ("data:text/html,https://example.com/", Err(NoSite::Scheme)),
        ("blob:https://example.com/0", Err(NoSite::Scheme)),
        ("moz-extension://abc/", Err(NoSite::Scheme)),
        ("ws://example.com", Err(NoSite::Scheme)),
        ("//example.com", Err(NoSite::Scheme)),
        ("https:example.com", Err(NoSite::Scheme)),
        (" https://example.com", Err(NoSite::Scheme)),
        ("https://example.com ", Err(NoSite::Host)),
        ("https://example.com\\.other.example/", Err(NoSite::Host)),
        ("https://example.com%2eother.example/", Err(NoSite::Host)),
        ("https://bank.example:pw@other.example/", Err(NoSite::Host)),
        ("https://.example.com", Err(NoSite::Host)),
        ("https://example.com..", Err(NoSite::Host)),
        ("https://.", Err(NoSite::Host)),
        ("https://example.com:", Err(NoSite::Host)),
        ("https://example.com:+80", Err(NoSite::Host)),
        ("https://example.com:65536", Err(NoSite::Host)),
        ("https://a:b:80", Err(NoSite::Host)),
        ("http://1.2.3", Err(NoSite::Host)),
        ("http://256.1.1.1", Err(NoSite::Host)),
        ("http://127.0.0.01", Err(NoSite::Host)),
        ("http://2130706433", Err(NoSite::Host)),
        ("http://0x7f.0.0.0x1", Err(NoSite::Host)),
        ("http://1.2.3.4.5", Err(NoSite::Host)),
        ("http://::1/", Err(NoSite::Host)),
        ("http://[::1%25eth0]/", Err(NoSite::Host)),
        ("http://[127.0.0.1]/", Err(NoSite::Host)),
        ("http://[::1]é", Err(NoSite::Host)),
        ("http://[::1]80", Err(NoSite::Host)),
        ("http://[::1]]", Err(NoSite::Host)),
        ("", Err(NoSite::Scheme)),
        ("about:blank", Err(NoSite::Scheme)),
        ("file:///etc/hosts", Err(NoSite::Scheme)),
        ("chrome-extension://abc/", Err(NoSite::Scheme)),
        ("https://", Err(NoSite::Host)),
        ("https:///path", Err(NoSite::Host)),
        ("https://user@example.com/", Err(NoSite::Host)),
        ("https://example..com/", Err(NoSite::Host)),
        ("https://例え.jp/", Err(NoSite::Host)),
        ("https://example.com:port/", Err(NoSite::Host)),
        ("https://[::1/", Err(NoSite::Host)),
    ];
    for (address, expected) in cases {
        let expected = expected.map(|(site, kind, scheme)| (Site(site.into()), kind, scheme));
        assert_eq!(Site::from_origin_url(address), expected, "{address}");
    }
}

#[test]
fn lengths_are_those_of_dns() {
    let label = "a".repeat(63);
    assert!(Site::from_host(&format!("{label}.example")).is_ok());
    assert_eq!(Site::from_host(&format!("{label}a.example")), Err(NoSite::Host));
    let longest = format!("{label}.{label}.{label}.{}", "b".repeat(61));
    assert_eq!(longest.len(), 253);
    assert!(Site::from_host(&longest).is_ok());
    assert!(Site::from_host(&format!("{longest}.")).is_ok());
    assert_eq!(Site::from_host(&format!("{longest}b")), Err(NoSite::Host));
}

#[test]
fn a_site_is_a_string_in_json_and_only_a_canonical_one_is_read() {
    let site = Site::from_host("www.example.co.jp").unwrap();
    assert_eq!(serde_json::to_string(&site).unwrap(), r#""example.co.jp""#);
    // The last two are not registrable domains now, but may have been when they were recorded.
    for text in ["example.co.jp", "localhost", "[::1]", "192.168.0.1", "www.example.co.jp", "github.io"] {
        assert_eq!(serde_json::from_value::<Site>(text.into()).unwrap().as_ref(), text);
    }
    for text in ["", "Example.com", "example.com.", "https://example.com", "[0::1]", "a..b", "例え.jp", "1.2.3"] {
        assert!(serde_json::from_value::<Site>(text.into()).is_err(), "{text:?}");
    }
}

/// Texts that get far into the reading of an address.
fn nearly_an_address() -> impl Strategy<Value = String> {
    let parts = [
        "https://", "http://", "[", "]", "::1", ":", "80", ".", "..", "@", "example", "com", "é", "例", "1.2.3.4",
        "0x", "%", "\\", "/", "-",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), nearly_an_address()]) {
        for text in [text.clone(), format!("https://{text}")] {
            for site in [Site::from_host(&text), Site::from_origin_url(&text).map(|(site, _, _)| site)].into_iter().flatten() {
                prop_assert_eq!(Site::from_host(site.as_ref()), Ok(site.clone()));
                prop_assert_eq!(Site::try_from(site.to_string()), Ok(site));
            }
        }
    }

    #[test]
    fn a_site_is_the_end_of_its_host_and_its_own_site(
        host in "([a-z0-9-]{1,8}\\.){0,5}(jp|com|co\\.jp|ck|www\\.ck|kobe\\.jp|city\\.kobe\\.jp|github\\.io|test)",
    ) {
        let site = Site::from_host(&host).unwrap();
        let before = host.strip_suffix(site.as_ref());
        prop_assert!(before.is_some_and(|before| before.is_empty() || before.ends_with('.')));
        prop_assert_eq!(Site::from_host(site.as_ref()).unwrap(), site);
    }

    #[test]
    fn every_way_of_writing_a_host_is_one_site(host in "([a-z]{1,8}\\.){1,4}(jp|com|co\\.jp|github\\.io)", port in any::<u16>()) {
        let site = Site::from_host(&host).unwrap();
        for address in [
            format!("https://{host}"),
            format!("http://{}.:{port}/", host.to_uppercase()),
            format!("HTTP://{host}:{port}?next=https://other.example/"),
        ] {
            prop_assert_eq!(Site::from_origin_url(&address).map(|(site, _, _)| site), Ok(site.clone()));
        }
    }
}
