//! Known breaches of sites: those of `data/incidents.csv`, and server breaches of a [`list`] that is refreshed.
//!
//! When which of them is told, and to whom, decides [`crate::advice`].

pub mod list;

use serde::{Deserialize, Serialize};

use self::list::List;
use crate::{
    site::Site,
    time::{DAY, UnixMillis},
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Passwords left the site's server, hashed or not: whoever has not changed theirs since is exposed.
    ServerBreach,
    /// Names and passwords stolen elsewhere were tried here: it concerns who reuses.
    ListAttack,
    /// Mail was lost: it concerns the accounts that are recovered through that mailbox.
    DataLoss,
    /// Somebody got into the company that runs the site, and no customer's password was lost.
    CompanyBreach,
}

/// Something to be done after an incident; in the order in which it should be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Step {
    /// Scan for malware, which would read the new password, too.
    Malware,
    /// Update the operating system.
    Update,
    /// Change the password of the site.
    LoginPassword,
    /// Change the password of the mailbox, which at many providers is a second one.
    MailPassword,
    /// Change it wherever else it is used.
    Elsewhere,
    /// Change the secret question and its answer.
    SecretQuestion,
    /// Look for calls, mails and orders that are not one's own.
    LookThrough,
    /// Close accounts that nobody needs.
    CloseUnused,
    /// Replace weak passwords.
    ReplaceWeak,
    /// Have a second way to recover accounts.
    Recovery,
}

/// A known breach of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// By which it is remembered.
    pub id: String,
    /// What happened.
    pub kind: Kind,
    /// Passwords that were last changed before this moment may have been taken (midnight UTC of the day on which it ended
    /// or, where that is not known, was announced).
    pub until: UnixMillis,
    /// When the public heard of it (midnight UTC of the day).
    pub announced: UnixMillis,
    /// What the site is called where that is told.
    pub name: String,
    /// What is to be done, sorted.
    pub steps: Vec<Step>,
    /// Where to read about it.
    pub source: String,
    /// Whether it is from the list that Have I Been Pwned publishes, which is to be named.
    pub from_list: bool,
}

/// A row of `data/incidents.csv`.
struct Bundled {
    id: &'static str,
    kind: Kind,
    until: UnixMillis,
    announced: UnixMillis,
    name: &'static str,
    steps: &'static [Step],
    source: &'static str,
}

/// The rows, and by domain (sorted) the numbers of its rows.
type Table = (&'static [Bundled], &'static [(&'static str, &'static [usize])]);

static BUNDLED: Table = include!(concat!(env!("OUT_DIR"), "/incidents.rs"));

/// An entry of the list that is so near to a bundled incident of its site is the same one, in milliseconds: days that
/// stand for a month, and two ways to date a breach, differ by this much.
const SAME_WITHIN: i64 = 120 * DAY;

impl Kind {
    /// What is to be done after any incident of this kind.
    fn steps(self) -> &'static [Step] {
        match self {
            Self::ServerBreach => &[Step::LoginPassword, Step::Elsewhere, Step::LookThrough],
            Self::ListAttack => &[Step::LoginPassword, Step::LookThrough],
            Self::DataLoss => &[Step::Recovery],
            Self::CompanyBreach => &[Step::CloseUnused, Step::ReplaceWeak],
        }
    }
}

impl Bundled {
    fn incident(&self) -> Incident {
        let mut steps = [self.kind.steps(), self.steps].concat();
        steps.sort_unstable();
        steps.dedup();
        Incident {
            id: self.id.into(),
            kind: self.kind,
            until: self.until,
            announced: self.announced,
            name: self.name.into(),
            steps,
            source: self.source.into(),
            from_list: false,
        }
    }
}

/// The bundled incidents of a site.
fn bundled(site: &Site) -> impl Iterator<Item = &'static Bundled> {
    let (rows, by_domain) = BUNDLED;
    let numbers = by_domain.binary_search_by_key(&site.as_ref(), |(domain, _)| domain).map(|index| by_domain[index].1);
    numbers.unwrap_or_default().iter().map(|number| &rows[*number])
}

/// The incidents of a site, the latest first.
pub fn of_site(site: &Site, list: &List) -> Vec<Incident> {
    let is_same = |at: UnixMillis| {
        bundled(site).any(|row| row.kind == Kind::ServerBreach && at.since(row.until).abs() <= SAME_WITHIN)
    };
    let listed = list.of_site(site).filter(|entry| !is_same(entry.breached)).map(|entry| Incident {
        id: entry.id(),
        kind: Kind::ServerBreach,
        until: entry.breached,
        announced: entry.added.max(entry.breached),
        name: entry.title.clone(),
        steps: Kind::ServerBreach.steps().to_vec(),
        source: list::ABOUT.into(),
        from_list: true,
    });
    let mut found: Vec<Incident> = bundled(site).map(Bundled::incident).chain(listed).collect();
    found.sort_by_key(|incident| std::cmp::Reverse((incident.announced, incident.until)));
    found
}

/// Until when passwords of a site have been stolen from its server; `None` if that is not known of it.
///
/// A list attack (passwords from elsewhere were tried) is no theft from it.
pub fn passwords_lost_at(site: &Site, list: &List) -> Option<UnixMillis> {
    let bundled = bundled(site).filter(|row| row.kind == Kind::ServerBreach).map(|row| row.until);
    bundled.chain(list.of_site(site).map(|entry| entry.breached)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(host: &str) -> Site {
        Site::from_host(host).unwrap()
    }

    #[test]
    fn a_server_breach_counts_and_a_list_attack_does_not() {
        let lost = |host| passwords_lost_at(&site(host), &List::default());
        assert_eq!(lost("id.ocn.ne.jp"), UnixMillis::of_day("2013-07-24"));
        assert_eq!(lost("www.nifty.com"), None);
        assert_eq!(lost("unknown.example"), None);
    }

    #[test]
    fn every_domain_is_a_registrable_one() {
        let (rows, by_domain) = BUNDLED;
        for (domain, numbers) in by_domain {
            assert_eq!(site(domain).as_ref(), *domain);
            assert!(numbers.iter().all(|number| *number < rows.len()));
        }
        assert!(by_domain.is_sorted_by_key(|(domain, _)| domain));
    }

    #[test]
    fn every_row_is_dated_and_has_a_source_and_a_name_of_its_own() {
        let (rows, _) = BUNDLED;
        for row in rows {
            let Bundled { id, until, announced, source, name, .. } = row;
            let year = id.rsplit('-').next().unwrap().parse::<u16>().unwrap();
            assert_eq!(until.year(), year, "{id} is not of the year in its name");
            assert!(until <= announced || row.kind != Kind::ServerBreach, "{id}");
            assert!(source.starts_with("https://") || source.starts_with("http://"), "{id}: {source}");
            assert!(!name.is_empty() && rows.iter().filter(|other| other.id == *id).count() == 1, "{id}");
        }
    }

    #[test]
    fn the_sites_of_at_least_21_incidents_are_japanese() {
        let (rows, by_domain) = BUNDLED;
        let is_japanese = |number: usize| {
            let mut domains = by_domain.iter().filter(|(_, numbers)| numbers.contains(&number));
            domains.any(|(domain, _)| domain.ends_with(".jp"))
        };
        assert!((0..rows.len()).filter(|number| is_japanese(*number)).count() >= 21);
    }

    #[test]
    fn the_six_of_the_providers_are_known_with_what_they_ask_for() {
        use Step::{CloseUnused, Elsewhere, LoginPassword, LookThrough, MailPassword, Malware, Recovery, ReplaceWeak};
        let cases: [(&str, &str, &[Step]); 6] = [
            ("so-net.ne.jp", "so-net-2010", &[LoginPassword, Elsewhere, LookThrough]),
            ("ocn.ne.jp", "ocn-2013", &[LoginPassword, Elsewhere, LookThrough]),
            (
                "nifty.com",
                "nifty-2014",
                &[Malware, Step::Update, LoginPassword, MailPassword, Step::SecretQuestion, LookThrough],
            ),
            (
                "nifty.com",
                "nifty-2013",
                &[Malware, Step::Update, LoginPassword, MailPassword, Step::SecretQuestion, LookThrough],
            ),
            ("softbanktech.co.jp", "softbanktech-2017", &[CloseUnused, ReplaceWeak]),
            ("softbank.ne.jp", "softbank-2018", &[Recovery]),
        ];
        for (domain, id, steps) in cases {
            let found = of_site(&site(domain), &List::default());
            let incident = found.iter().find(|incident| incident.id == id).unwrap_or_else(|| panic!("{id}"));
            assert_eq!(incident.steps, steps, "{id}");
        }
    }

    #[test]
    fn an_entry_of_the_list_that_is_bundled_is_told_once() {
        let list = List::of(&[("adobe.com", "Adobe", "2013-10-04"), ("adobe.com", "Adobe forum", "2020-01-01")]);
        let ids = |host| of_site(&site(host), &list).into_iter().map(|incident| incident.id).collect::<Vec<_>>();
        assert_eq!(ids("adobe.com"), ["adobe.com@2020-01-01", "adobe-2013"]);
        assert_eq!(passwords_lost_at(&site("adobe.com"), &list), UnixMillis::of_day("2020-01-01"));
    }
}
