//! The dates on which passwords are due as a calendar (RFC 5545), so that reminders reach a phone.
//!
//! An entry names the site and nothing else: whoever sees the calendar sees no user name.

use chrono::{DateTime, NaiveDate, TimeDelta};
use icalendar::{Alarm, Calendar, Class, Component, Event, EventLike, Trigger};

use super::{change_page, due_at};
use crate::{
    advice, site,
    text::{Arg, Text},
    time::{MINUTE, Now, UnixMillis},
    vault::{Vault, account::Account},
};

/// The hour of the day at which the calendar reminds.
const REMINDER_HOUR: i64 = 9;
/// The longest line, in octets without its end (RFC 5545, section 3.1).
const LONGEST_LINE: usize = 75;

/// A day in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names it for good, so that a later file moves it instead of adding another.
    pub uid: String,
    /// The day on the person's calendar, counted from 1970-01-01.
    pub day: i64,
    /// What it says.
    pub summary: Text,
    /// The details.
    pub description: Text,
}

/// The entries of a vault: one for each account that is due by age on some day and that the person wants to hear about.
pub fn entries(vault: &Vault, now: Now) -> Vec<Entry> {
    let name = vault.salt.public_name();
    let entry = |account: &Account| {
        let due = due_at(vault, account).filter(|_| !vault.choices(&account.site).off)?;
        let (finding, cause) = advice::due(account);
        let due = match vault.dismissal(&finding, &cause).map(|dismissal| dismissal.until) {
            Some(None) => return None,
            Some(Some(until)) => due.max(until),
            None => due,
        };
        let names = Arg::Names(vec![site::display_name(&account.site)]);
        Some(Entry {
            uid: format!("{}.{}@{name}.hygieia.invalid", account.id.0, account.site.as_ref()),
            day: now.local_day_of(due).max(now.local_day()),
            summary: Text::with("calendar_summary", [names]),
            description: change_page::warning(&account.site, account.role)
                .unwrap_or(Text::plain("calendar_description")),
        })
    };
    vault.accounts.iter().filter_map(entry).collect()
}

/// The file with these entries and their texts (summary, description) in words. Days that no calendar has are left out.
pub fn file(entries: &[(Entry, String, String)], now: UnixMillis) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//Hygieia//Hygieia//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((name, value));
    }
    calendar.name("Hygieia");
    for (entry, summary, description) in entries {
        let Some(day) = i32::try_from(entry.day).ok().and_then(NaiveDate::from_epoch_days) else { continue };
        let mut event = Event::new();
        // A day without an end is one day (RFC 5545, section 3.6.1).
        event.uid(&entry.uid).starts(day).summary(summary).description(description).class(Class::Private);
        // A later file is a later version of the same entry.
        event.sequence(u32::try_from(now.0 / MINUTE).unwrap_or_default());
        event.timestamp(DateTime::from_timestamp_millis(now.0).unwrap_or_default());
        event.add_property("TRANSP", "TRANSPARENT");
        event.alarm(Alarm::display(summary, Trigger::after_start(TimeDelta::hours(REMINDER_HOUR))));
        calendar.push(event.done());
    }
    folded(&calendar.done().to_string())
}

/// The same lines, folded at 75 octets (RFC 5545, section 3.1). `icalendar` 0.17 leaves lines of 76 behind.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LONGEST_LINE {
                out.push_str("\r\n ");
                octets = 1;
            }
            out.push(character);
            octets += character.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fingerprint::Salt, settings::RotationChoice, vault::sample};
    use ical::parser::ical::component::IcalEvent;

    const NOW: Now = Now { at: UnixMillis(1_800_000_000_000), utc_offset_minutes: 540 };

    fn vault(accounts: u32) -> Vault {
        let mut vault = sample::lived_in(accounts);
        vault.settings.rotation = RotationChoice::Yearly;
        vault
    }

    fn written(vault: &Vault) -> String {
        let said = entries(vault, NOW).into_iter().map(|entry| {
            let Some(Arg::Names(names)) = entry.summary.args.first() else { panic!("no name") };
            let summary = format!("パスワードの変更：{}; \"a, b\"\\", names.join(""));
            (entry, summary, "長い説明。".repeat(30))
        });
        file(&said.collect::<Vec<_>>(), NOW.at)
    }

    fn read(text: &str) -> Vec<IcalEvent> {
        let calendars: Vec<_> = ical::IcalParser::new(text.as_bytes()).collect::<Result<_, _>>().unwrap();
        assert_eq!(calendars.len(), 1);
        calendars.into_iter().next().unwrap().events
    }

    fn property(event: &IcalEvent, name: &str) -> String {
        event.properties.iter().find(|property| property.name == name).unwrap().value.clone().unwrap()
    }

    #[test]
    fn another_library_reads_it_back() {
        let vault = vault(3);
        let events = read(&written(&vault));
        assert_eq!(events.len(), 3);
        let event = &events[0];
        // 2026-09-21T14:13:20Z is the 21st in Japan; a year later is 2027-09-21.
        assert_eq!(property(event, "DTSTART"), "20270921");
        assert_eq!(
            property(event, "UID"),
            format!("1.some-site-0.example@{}.hygieia.invalid", vault.salt.public_name())
        );
        assert!(event.properties.iter().all(|property| !["DTEND", "DURATION"].contains(&property.name.as_str())));
        let alarm = |name: &str| {
            let found = event.alarms[0].properties.iter().find(|property| property.name == name);
            found.and_then(|property| property.value.clone())
        };
        assert_eq!(alarm("TRIGGER").as_deref(), Some("PT32400S"));
        assert_eq!(alarm("ACTION").as_deref(), Some("DISPLAY"));
        assert_eq!(property(event, "CLASS"), "PRIVATE");
        assert_eq!(property(event, "SUMMARY"), r#"パスワードの変更：some-site-0.example\; "a\, b"\\"#);
        assert_eq!(property(event, "DESCRIPTION"), "長い説明。".repeat(30));
    }

    #[test]
    fn no_user_name_and_no_tag_stands_in_it() {
        let vault = vault(5);
        let text = written(&vault);
        for account in &vault.accounts[1..] {
            assert!(!text.contains(&account.name.as_ref().unwrap().hint));
            assert!(!text.contains(&serde_json::to_string(&account.password.tag).unwrap()));
        }
    }

    #[test]
    fn lines_are_no_longer_than_the_format_allows() {
        let entry = &entries(&vault(1), NOW)[0];
        for length in 1..200 {
            for character in ["x", "é", "字", "🗝"] {
                let summary = character.repeat(length);
                let text = file(&[(entry.clone(), summary.clone(), String::new())], NOW.at);
                for line in text.split("\r\n") {
                    assert!(line.len() <= 75, "{} bytes: {line}", line.len());
                }
                assert_eq!(property(&read(&text)[0], "SUMMARY"), summary);
            }
        }
    }

    #[test]
    fn two_people_s_entries_in_one_calendar_are_two() {
        let (mine, mut theirs) = (vault(1), vault(1));
        theirs.salt = Salt::new([9; 16]);
        assert_ne!(entries(&mine, NOW)[0].uid, entries(&theirs, NOW)[0].uid);
    }

    #[test]
    fn a_site_that_is_switched_off_is_left_out() {
        let mut vault = vault(2);
        let site = vault.accounts[0].site.clone();
        vault.sites.entry(site).or_default().off = true;
        assert_eq!(entries(&vault, NOW).len(), 1);
    }

    #[test]
    fn a_later_file_moves_the_entry_and_what_was_dismissed_is_left_out() {
        let mut vault = vault(2);
        let before = entries(&vault, NOW);
        vault.accounts[0].password.changed.at = NOW.at;
        let after = entries(&vault, NOW);
        assert_eq!(before[0].uid, after[0].uid);
        assert!(after[0].day > before[0].day);
        let (finding, cause) = advice::due(&vault.accounts[1]);
        vault.dismiss(finding, cause, None);
        assert_eq!(entries(&vault, NOW).len(), 1);
        // The person tells another date: that is another reminder.
        vault.accounts[1].password.changed.at = NOW.at;
        assert_eq!(entries(&vault, NOW).len(), 2);
    }

    #[test]
    fn what_is_due_already_stands_on_today() {
        let mut vault = vault(1);
        vault.accounts[0].password.changed.at = UnixMillis(0);
        assert_eq!(entries(&vault, NOW)[0].day, NOW.local_day());
    }
}
