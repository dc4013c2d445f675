//! Says of host names whose site they are: for looking things up, and for measuring `data/`.
//!
//! ```text
//! cargo run --release --example sites < hosts
//! ```
//!
//! In: host names, one a line, as a person would write them: any case, in Unicode or Punycode, with a trailing dot or a
//! port; IP addresses too. Out: `host<TAB>site<TAB>owner group or -<TAB>kind`, a line for a line; the kind is `isp`,
//! `shopping` or `other`, and `other` also where nothing is known of the site. A host that is itself a public suffix
//! (`co.jp`) has no registrable domain: its site is `-`. What is no host name keeps its line, with `-` in all columns, and is
//! told on stderr. A line ends at its first tab.
//!
//! With `--look-alikes` the lines are `host` or `host<TAB>known site`, and out come `host<TAB>known<TAB>resemblance`
//! lines: one for a pair (`-` where it resembles nothing), or one for every bundled site that the host resembles.
#![allow(clippy::print_stdout)]

use std::{
    env,
    io::{self, BufRead, Write},
    process::ExitCode,
};

use hygieia::site::{Site, SiteKind, Suspect, bundled_sites, kind_of, owner_of};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => each_line(|line, out| writeln!(out, "{}", about(line))),
        ["--look-alikes"] => each_line(look_alikes),
        _ => {
            let about = include_str!("sites.rs").lines().map_while(|line| line.strip_prefix("//!"));
            about.for_each(|line| eprintln!("{}", line.trim_start()));
            return if arguments == ["--help"] { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Lines need not be UTF-8: what is none is no host name.
fn each_line(mut say: impl FnMut(&str, &mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        say(String::from_utf8_lossy(&line).trim_end_matches('\r'), &mut out)?;
    }
    out.flush()
}

fn about(line: &str) -> String {
    let host = line.split('\t').next().unwrap_or_default();
    let Some(site) = site_of(host) else {
        eprintln!("no host name: {host:?}");
        return format!("{host}\t-\t-\t-");
    };
    let kind = match kind_of(&site) {
        Some((SiteKind::Isp, _)) => "isp",
        Some((SiteKind::Shop, _)) => "shopping",
        Some((SiteKind::Other, _)) | None => "other",
    };
    let owner = owner_of(&site).unwrap_or("-");
    match is_public_suffix(&site) {
        true => format!("{host}\t-\t{owner}\t{kind}"),
        false => format!("{host}\t{site}\t{owner}\t{kind}"),
    }
}

/// Whether what stands below a site is another one. An address has nothing below it, and `localhost` is its own site.
fn is_public_suffix(site: &Site) -> bool {
    let below = Site::from_host(&format!("www.{site}"));
    site.as_ref() != "localhost" && below.is_ok_and(|below| below != *site)
}

fn site_of(host: &str) -> Option<Site> {
    Site::from_host(&ascii(host)?).ok()
}

/// A host name as browsers serialise it, without its port.
fn ascii(host: &str) -> Option<String> {
    let host = host.trim();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            let whole = name.contains(':') && !name.ends_with(']');
            if whole { host } else { name }
        }
        _ => host,
    };
    let is_bare_v6 = host.contains(':') && !host.starts_with('[');
    match host {
        _ if is_bare_v6 => Some(format!("[{host}]")),
        _ if host.is_ascii() => Some(host.to_owned()),
        _ => idna::domain_to_ascii(host).ok(),
    }
}

fn look_alikes(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let (host, known) = line.split_once('\t').map_or((line, None), |(host, known)| (host, Some(known)));
    let suspect = ascii(host).and_then(|host| Suspect::new(&host));
    let resembles = |known: &Site| suspect.as_ref().and_then(|suspect| suspect.resembles(known));
    if let Some(known) = known {
        let found = site_of(known).and_then(|known| resembles(&known));
        return writeln!(out, "{host}\t{known}\t{}", found.map_or("-".into(), |found| format!("{found:?}")));
    }
    for known in bundled_sites() {
        if let Some(found) = resembles(&known) {
            writeln!(out, "{host}\t{known}\t{found:?}")?;
        }
    }
    Ok(())
}
