//! The known breaches of sites as a table.

use std::{collections::BTreeMap, error::Error};

use jiff::{civil::Date, tz::TimeZone};

/// `data/incidents.csv` (its first line names the columns) as a Rust array of incidents, and one of domains with the
/// numbers of their incidents, sorted by domain.
pub fn table(csv: &str) -> Result<String, Box<dyn Error>> {
    let mut rows = String::new();
    let mut by_domain: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, line) in csv.lines().skip(1).filter(|line| !line.is_empty()).enumerate() {
        let columns: Vec<&str> = line.splitn(13, ',').collect();
        let [id, kind, domains, began, ended, found, announced, reported, passwords, steps, name, source, _note] =
            columns[..]
        else {
            return Err(format!("not thirteen columns: {line}").into());
        };
        let kind = match (kind, passwords) {
            ("server-breach", "yes") => "ServerBreach",
            ("list-attack", "no") => "ListAttack",
            ("data-loss", "no") => "DataLoss",
            ("company-breach", "no") => "CompanyBreach",
            _ => return Err(format!("unknown kind, or passwords that it cannot have: {line}").into()),
        };
        for day in [began, found, reported].into_iter().filter(|day| !day.is_empty()) {
            midnight(day).map_err(|error| format!("{line}: {error}"))?;
        }
        let announced = midnight(announced).map_err(|error| format!("{line}: {error}"))?;
        let until = if ended.is_empty() { announced } else { midnight(ended)? };
        if until > announced && kind == "ServerBreach" {
            return Err(format!("ends after it was announced: {line}").into());
        }
        let steps: Vec<String> = steps.split(';').map(|step| format!("Step::{}", variant(step))).collect();
        let steps = steps.join(", ");
        rows.push_str(&format!(
            "Bundled {{ id: {id:?}, kind: Kind::{kind}, until: UnixMillis({until}), announced: UnixMillis({announced}), \
             name: {name:?}, steps: &[{steps}], source: {source:?} }},\n"
        ));
        for domain in domains.split(';') {
            by_domain.entry(domain).or_default().push(number);
        }
    }
    let domains = by_domain.iter().map(|(domain, numbers)| format!("({domain:?}, &{numbers:?}),\n"));
    Ok(format!("(&[\n{rows}], &[\n{}])\n", domains.collect::<String>()))
}

/// Midnight UTC of a day, in milliseconds since 1970.
fn midnight(day: &str) -> Result<i64, jiff::Error> {
    let day: Date = day.parse()?;
    Ok(day.to_zoned(TimeZone::UTC)?.timestamp().as_millisecond())
}

/// `mail_password` as `MailPassword`.
fn variant(code: &str) -> String {
    let capital = |word: &str| {
        word.chars()
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(word.chars().skip(1))
            .collect::<String>()
    };
    code.split('_').map(capital).collect()
}
