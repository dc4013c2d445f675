//! The list of breached sites that Have I Been Pwned publishes (<https://haveibeenpwned.com/API/v3#AllBreaches>), as far
//! as it is needed: whose passwords were taken, and when. CC BY 4.0; whoever is told of an entry is told where it is from.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    site::Site,
    time::{DAY, UnixMillis},
};

/// Where the list is asked for; `breaches` is appended.
pub const HAVE_I_BEEN_PWNED: &str = "https://haveibeenpwned.com/api/v3/";
/// Where a person reads about its entries.
pub const ABOUT: &str = "https://haveibeenpwned.com/PwnedWebsites";
/// How large an answer may be, in bytes. The list has about 1,500 a breach, and had fewer than 1,000 in 2026.
pub const MAX_BYTES: u32 = 8 << 20;
/// How long it may take, in milliseconds.
pub const TIMEOUT_MILLIS: u32 = 60_000;

/// How many breaches a list may have.
const MOST_ROWS: usize = 20_000;
/// Of so many rows one may be malformed.
const MALFORMED_ONE_IN: usize = 4;
/// Longer titles are cut, in characters.
const LONGEST_TITLE: usize = 60;
/// After how long it is asked for again, in milliseconds.
const FRESH_FOR: i64 = 7 * DAY;
/// The same after a failure.
const TRIED_FOR: i64 = DAY;

/// What is kept of the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct List {
    /// Sorted by domain.
    entries: Vec<Entry>,
    /// When these were fetched.
    pub fetched_at: Option<UnixMillis>,
    /// When somebody tried last; `None`: nobody has, at the present address.
    pub tried_at: Option<UnixMillis>,
    /// Why that did not work, if it did not.
    pub failed: Option<Failure>,
    /// Who gave the entries: an address, if it was not Have I Been Pwned's.
    pub from: Option<String>,
}

/// A breach that took passwords from a site's server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(Site, i64, i64, String)", into = "(Site, i64, i64, String)")]
pub struct Entry {
    /// The site, a registrable domain.
    pub site: Site,
    /// The day it happened.
    pub breached: UnixMillis,
    /// The day it was added to the list.
    pub added: UnixMillis,
    /// What it is called.
    pub title: String,
}

/// Why there is no newer list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No connection, or it broke off.
    NoAnswer,
    /// No answer in time.
    TimedOut,
    /// Another status than 200.
    Refused,
    /// Something else than such a list, or too large an answer.
    NotAList,
    /// Far fewer breaches than were known before: not all of it.
    Shrunk,
}

/// A breach as the list has it. There is more, which is not read: descriptions are HTML.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    title: String,
    domain: String,
    breach_date: String,
    added_date: String,
    data_classes: Vec<String>,
    is_verified: bool,
    is_fabricated: bool,
    is_spam_list: bool,
    #[serde(default)]
    is_retired: bool,
    #[serde(default)]
    is_malware: bool,
    #[serde(default)]
    is_stealer_log: bool,
}

impl Row {
    /// Whether passwords left the server of the site that it names. A malware's or a stealer's log names the sites that
    /// its victims visited; a breach is retired when it turns out to be none, or its data is gone.
    fn exposes(&self) -> bool {
        let is_another_thing =
            self.is_fabricated || self.is_spam_list || self.is_retired || self.is_malware || self.is_stealer_log;
        self.is_verified && !is_another_thing && self.data_classes.iter().any(|class| class == "Passwords")
    }

    /// `None` if a day is none.
    fn days(&self) -> Option<(UnixMillis, UnixMillis)> {
        let added = self.added_date.get(..10).and_then(UnixMillis::of_day)?;
        Some((UnixMillis::of_day(&self.breach_date)?, added))
    }
}

impl Entry {
    /// By which it is remembered: the site and the day.
    pub fn id(&self) -> String {
        let (year, month, day) = self.breached.date();
        format!("{}@{year:04}-{month:02}-{day:02}", self.site.as_ref())
    }
}

impl From<(Site, i64, i64, String)> for Entry {
    fn from((site, breached, added, title): (Site, i64, i64, String)) -> Self {
        Self {
            site,
            breached: UnixMillis(breached.saturating_mul(DAY)),
            added: UnixMillis(added.saturating_mul(DAY)),
            title,
        }
    }
}

impl From<Entry> for (Site, i64, i64, String) {
    fn from(Entry { site, breached, added, title }: Entry) -> Self {
        (site, breached.0 / DAY, added.0 / DAY, title)
    }
}

/// Reads the answer of the service: the breaches that expose passwords, sorted.
///
/// # Errors
/// [`Failure::NotAList`] if it is none, or more than a few of its rows are not as they should be: then nothing of it is
/// believed. A single row that is not is left out, so that one slip does not silence the others.
pub fn read(body: &[u8], now: UnixMillis) -> Result<Vec<Entry>, Failure> {
    let rows: Vec<Value> = serde_json::from_slice(body).map_err(|_| Failure::NotAList)?;
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(Failure::NotAList);
    }
    let all = rows.len();
    let read = |row: Value| {
        let row: Row = serde_json::from_value(row).ok()?;
        let days = row.days()?;
        Some((row, days))
    };
    let rows: Vec<(Row, (UnixMillis, UnixMillis))> = rows.into_iter().filter_map(read).collect();
    if MALFORMED_ONE_IN * (all - rows.len()) > all {
        return Err(Failure::NotAList);
    }
    let mut entries = Vec::new();
    for (row, (breached, added)) in rows {
        // A day in the future is a slip of the pen that would expose everybody for ever; a list should not go for it.
        let is_past = breached <= now.plus(DAY) && added <= now.plus(DAY);
        if let Some(site) = registrable(&row.domain).filter(|_| row.exposes() && is_past) {
            entries.push(Entry { site, breached, added, title: shown(&row.title) });
        }
    }
    entries.sort_unstable();
    entries.dedup();
    Ok(entries)
}

/// The site of a domain, if it is a site's own: accounts of a forum below it are others.
fn registrable(domain: &str) -> Option<Site> {
    let domain = domain.strip_prefix("www.").unwrap_or(domain);
    let site = Site::from_host(domain).ok()?;
    // What stands below a site is the site's; what stands below a public suffix (`co.uk`) or an address is not.
    let below = Site::from_host(&format!("www.{domain}")).ok()?;
    (below == site && site.as_ref().eq_ignore_ascii_case(domain)).then_some(site)
}

/// A title in one line.
fn shown(title: &str) -> String {
    title.chars().filter(|character| !character.is_control()).take(LONGEST_TITLE).collect()
}

impl List {
    /// The breaches of a site.
    pub fn of_site<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = &'a Entry> {
        let first = self.entries.partition_point(|entry| &entry.site < site);
        self.entries[first..].iter().take_while(move |entry| &entry.site == site)
    }

    /// How many breaches it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it is time to ask for a newer one: a week after the last, a day after a failure.
    pub fn is_due(&self, now: UnixMillis) -> bool {
        // The clock may have been set back.
        let is_older = |at: Option<UnixMillis>, than| at.is_none_or(|at| !(0..than).contains(&now.since(at)));
        self.tried_at.is_none() || (is_older(self.fetched_at, FRESH_FOR) && is_older(self.tried_at, TRIED_FOR))
    }

    /// Takes the answer of the service at an address in, or notes why it is none; then what was known stays.
    pub fn take(&mut self, address: &str, answer: Result<&[u8], Failure>, now: UnixMillis) {
        let from = (address != HAVE_I_BEEN_PWNED).then(|| address.to_owned());
        // Another's list may well be shorter.
        let known = if from == self.from { self.entries.len() } else { 0 };
        self.failed = match answer.and_then(|body| read(body, now)) {
            Ok(entries) if 2 * entries.len() < known => Some(Failure::Shrunk),
            Ok(entries) => {
                self.from = from;
                self.entries = entries;
                self.fetched_at = Some(now);
                None
            }
            Err(failure) => Some(failure),
        };
    }

    /// A list of these: domain, title and day.
    #[cfg(test)]
    pub(crate) fn of(entries: &[(&str, &str, &str)]) -> Self {
        let entry = |(domain, title, day): &(&str, &str, &str)| {
            let (site, breached) = (Site::from_host(domain).unwrap(), UnixMillis::of_day(day).unwrap());
            Entry { site, breached, added: breached, title: (*title).into() }
        };
        let mut entries: Vec<Entry> = entries.iter().map(entry).collect();
        entries.sort_unstable();
        Self { entries, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    /// A row in the shape of the service's documentation.
    fn row(domain: &str) -> Value {
        json!({
            "Name": "Adobe", "Title": "Adobe", "Domain": domain, "BreachDate": "2013-10-04",
            "AddedDate": "2013-12-04T00:00:00Z", "ModifiedDate": "2022-05-15T23:52:49Z", "PwnCount": 152_445_165,
            "Description": "In October 2013, <a href=\"https://example.com\">153 million</a> &hellip;",
            "LogoPath": "https://haveibeenpwned.com/Content/Images/PwnedLogos/Adobe.png", "Attribution": null,
            "DataClasses": ["Email addresses", "Password hints", "Passwords", "Usernames"],
            "IsVerified": true, "IsFabricated": false, "IsSensitive": false, "IsRetired": false, "IsSpamList": false,
            "IsMalware": false, "IsSubscriptionFree": false, "IsStealerLog": false,
        })
    }

    fn with(key: &str, value: impl Into<Value>) -> Value {
        let mut row = row("adobe.com");
        row[key] = value.into();
        row
    }

    fn domains(rows: Vec<Value>) -> Result<Vec<String>, Failure> {
        let entries = read(&serde_json::to_vec(&rows).unwrap(), NOW)?;
        Ok(entries.into_iter().map(|entry| entry.site.as_ref().to_owned()).collect())
    }

    #[test]
    fn what_took_passwords_from_a_server_is_kept_and_nothing_else() {
        assert_eq!(domains(vec![row("adobe.com")]).unwrap(), ["adobe.com"]);
        for (key, value) in [
            ("IsVerified", json!(false)),
            ("IsFabricated", json!(true)),
            ("IsSpamList", json!(true)),
            ("IsRetired", json!(true)),
            ("IsMalware", json!(true)),
            ("IsStealerLog", json!(true)),
            ("DataClasses", json!(["Email addresses", "Password hints"])),
            ("DataClasses", json!([])),
            ("Domain", json!("")),
            ("Domain", json!("forum.adobe.com")),
            ("Domain", json!("co.uk")),
            ("Domain", json!("com")),
            ("Domain", json!("192.0.2.7")),
            ("Domain", json!("adobe.com/login")),
            ("Domain", json!("https://adobe.com")),
            ("Domain", json!("ad obe.com")),
            ("BreachDate", json!("2999-01-01")),
            ("AddedDate", json!("2999-01-01T00:00:00Z")),
        ] {
            assert_eq!(
                domains(vec![row("kept.example"), with(key, value.clone())]).unwrap(),
                ["kept.example"],
                "{key} {value}"
            );
        }
    }

    #[test]
    fn a_domain_may_be_written_with_its_usual_host() {
        assert_eq!(domains(vec![row("www.adobe.com"), row("Example.ORG")]).unwrap(), ["adobe.com", "example.org"]);
    }

    #[test]
    fn a_row_that_is_wrong_is_left_out_and_a_list_with_many_is_refused() {
        for broken in [
            with("Title", json!(null)),
            with("Domain", json!(7)),
            with("BreachDate", json!("October 2013")),
            with("BreachDate", json!("2013-02-30")),
            with("AddedDate", json!("")),
            with("AddedDate", json!("é2013-12-0")),
            with("DataClasses", json!("Passwords")),
            with("IsVerified", json!("yes")),
            json!({}),
            json!([]),
            json!(null),
        ] {
            assert_eq!(domains(vec![row("kept.example"), broken.clone()]), Err(Failure::NotAList), "{broken}");
            let mut rows: Vec<Value> = (0..9).map(|number| row(&format!("kept-{number}.example"))).collect();
            rows.insert(4, broken.clone());
            assert_eq!(domains(rows).unwrap().len(), 9, "{broken}");
        }
        for body in ["", "[]", "{}", "null", "<!doctype html>", "[{", "[1]", "\"breaches\""] {
            assert_eq!(read(body.as_bytes(), NOW), Err(Failure::NotAList), "{body}");
        }
        let whole = serde_json::to_vec(&[row("adobe.com"), row("kept.example")]).unwrap();
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end], NOW), Err(Failure::NotAList), "cut at {end}");
        }
    }

    #[test]
    fn a_title_is_one_short_line_and_no_markup_is_kept() {
        let title = format!("Adobe\n\u{7}{}", "x".repeat(100));
        let entries = read(&serde_json::to_vec(&[with("Title", title)]).unwrap(), NOW).unwrap();
        assert_eq!(entries[0].title.chars().count(), LONGEST_TITLE);
        assert!(entries[0].title.starts_with("Adobexx"));
        assert!(!serde_json::to_string(&entries).unwrap().contains("href"));
    }

    #[test]
    fn it_is_asked_for_weekly_and_the_day_after_a_failure() {
        let body = serde_json::to_vec(&[row("adobe.com")]).unwrap();
        let mut list = List::default();
        let ask = |list: &mut List, day: i64, answer: Result<&[u8], Failure>| {
            let now = NOW.plus(day * DAY);
            let due = list.is_due(now);
            if due {
                list.tried_at = Some(now);
                list.take(HAVE_I_BEEN_PWNED, answer, now);
            }
            due
        };
        assert!(ask(&mut list, 0, Err(Failure::NoAnswer)));
        assert_eq!((list.failed, list.fetched_at), (Some(Failure::NoAnswer), None));
        assert!(!list.is_due(NOW.plus(DAY - 1)));
        assert!(ask(&mut list, 1, Ok(&body)));
        assert_eq!((list.failed, list.len()), (None, 1));
        assert!((2..8).all(|day| !list.is_due(NOW.plus(day * DAY))));
        assert!(ask(&mut list, 8, Ok(b"<html>")));
        assert_eq!((list.failed, list.len()), (Some(Failure::NotAList), 1), "what was known stays");
        assert_eq!(list.fetched_at, Some(NOW.plus(DAY)));
        assert!(ask(&mut list, 9, Ok(&body)));
        assert!(list.is_due(NOW), "a clock that was set back does not put it off for ever");
    }

    #[test]
    fn a_list_that_has_lost_most_of_its_entries_is_not_believed() {
        let body = |domains: &[&str]| {
            serde_json::to_vec(&domains.iter().map(|domain| row(domain)).collect::<Vec<_>>()).unwrap()
        };
        let mut list = List::default();
        list.take(HAVE_I_BEEN_PWNED, Ok(&body(&["one.example", "two.example", "three.example"])), NOW);
        list.take(HAVE_I_BEEN_PWNED, Ok(&body(&["one.example"])), NOW.plus(8 * DAY));
        assert_eq!((list.failed, list.len()), (Some(Failure::Shrunk), 3));
        list.take(HAVE_I_BEEN_PWNED, Ok(&body(&["one.example", "two.example"])), NOW.plus(9 * DAY));
        assert_eq!((list.failed, list.len()), (None, 2));
        list.take("https://other.example/", Ok(&body(&["one.example"])), NOW.plus(10 * DAY));
        assert_eq!((list.failed, list.len()), (None, 1), "another's list may be shorter");
    }

    #[test]
    fn it_is_kept_in_few_bytes_and_read_again() {
        let rows: Vec<Value> = (0..900).map(|number| row(&format!("some-breached-site-{number}.example"))).collect();
        let mut list = List::default();
        list.take(HAVE_I_BEEN_PWNED, Ok(&serde_json::to_vec(&rows).unwrap()), NOW);
        let kept = serde_json::to_vec(&list).unwrap();
        assert!(kept.len() < 900 * 64, "{} bytes", kept.len());
        assert_eq!(serde_json::from_slice::<List>(&kept).unwrap(), list);
        let site = Site::from_host("some-breached-site-77.example").unwrap();
        assert_eq!(
            list.of_site(&site).map(Entry::id).collect::<Vec<_>>(),
            ["some-breached-site-77.example@2013-10-04"]
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&body, NOW);
        }

        #[test]
        fn no_texts_panic_and_every_entry_is_a_registrable_site_of_the_past(
            domain in "[a-z0-9.é-]{0,20}(\\.(com|co\\.jp|jp))?",
            title in ".{0,80}",
            breached in "[0-9]{4}-[01][0-9]-[0-3][0-9]|.{0,12}",
            added in "[0-9]{4}-[01][0-9]-[0-3][0-9]T.{0,9}|.{0,12}",
        ) {
            let mut row = row(&domain);
            row["Title"] = title.into();
            row["BreachDate"] = breached.into();
            row["AddedDate"] = added.into();
            for entry in read(&serde_json::to_vec(&[row]).unwrap(), NOW).unwrap_or_default() {
                prop_assert_eq!(&Site::from_host(entry.site.as_ref()).unwrap(), &entry.site);
                prop_assert!(entry.breached <= NOW.plus(DAY) && entry.added <= NOW.plus(DAY));
                prop_assert!(!entry.title.chars().any(char::is_control));
            }
        }
    }
}
