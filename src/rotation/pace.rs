//! How often and at what hours a notification may come. Days and hours are the person's own.

use serde::{Deserialize, Serialize};

use crate::time::{DAY, MINUTE, Now};

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

/// How often passwords that are due are told of by a notification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Cadence {
    /// Once a day at most.
    Daily,
    /// Every seven days at most.
    #[default]
    Weekly,
    /// Every thirty days at most.
    Monthly,
}

impl Cadence {
    /// What can be chosen, as it is written.
    pub const OPTIONS: [&str; 3] = ["daily", "weekly", "monthly"];

    fn days(self) -> i64 {
        match self {
            Self::Daily => 1,
            Self::Weekly => 7,
            Self::Monthly => 30,
        }
    }
}

/// A full hour of the day, 0–23; written as `21:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Hour(#[cfg_attr(target_arch = "wasm32", tsify(type = "string"))] u8);

impl Hour {
    /// The hour with this number; 24 is 0 again.
    pub const fn new(hour: u8) -> Self {
        Self(hour % 24)
    }

    fn minute(self) -> i64 {
        60 * i64::from(self.0)
    }
}

impl TryFrom<String> for Hour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        (0..24).map(Self).find(|hour| String::from(*hour) == text).ok_or("not a full hour like 21:00")
    }
}

impl From<Hour> for String {
    fn from(Hour(hour): Hour) -> Self {
        format!("{hour:02}:00")
    }
}

/// From when to when no digest comes. Equal hours are no quiet time at all.
#[derive(Clone, Copy, Debug)]
pub struct Quiet {
    /// The first quiet hour.
    pub from: Hour,
    /// The hour in which it is over.
    pub to: Hour,
}

impl Quiet {
    /// How many minutes of quiet are left at a minute of the day; 0 if it is not quiet.
    fn left(self, minute: i64) -> i64 {
        let length = (self.to.minute() - self.from.minute()).rem_euclid(DAY_MINUTES);
        let passed = (minute - self.from.minute()).rem_euclid(DAY_MINUTES);
        (length - passed).max(0)
    }
}

/// How many milliseconds from now the next digest may come; 0 is now.
///
/// `last_day` is the local day of the last one (see [`Now::local_day`]). Whoever has `asked` to be reminded on a day need not
/// wait for the pace, but hears once a day at most all the same.
pub fn wait(cadence: Cadence, quiet: Quiet, last_day: Option<i64>, asked: bool, now: Now) -> i64 {
    let today = now.local_day();
    let pause = if asked { 1 } else { cadence.days() };
    // The clock was set back if the last one lies ahead: that counts as today.
    let first_day = last_day.map_or(today, |last| (last.min(today) + pause).max(today));
    let local = now.at.plus(i64::from(now.utc_offset_minutes) * MINUTE).0;
    let until_day = (first_day * DAY - local).max(0);
    let minute = (local + until_day).rem_euclid(DAY) / MINUTE;
    let quiet_left = quiet.left(minute) * MINUTE;
    // Quiet ends at a full minute.
    let into_minute = if quiet_left > 0 { (local + until_day).rem_euclid(MINUTE) } else { 0 };
    until_day + quiet_left - into_minute
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixMillis;
    use proptest::prelude::*;

    const HOUR: i64 = 60 * MINUTE;
    const NIGHT: Quiet = Quiet { from: Hour::new(21), to: Hour::new(8) };

    /// A local time on day 20,000.
    fn at(hour: i64, minute: i64) -> Now {
        local(20_000, hour, minute)
    }

    fn local(day: i64, hour: i64, minute: i64) -> Now {
        Now { at: UnixMillis(day * DAY + (hour - 9) * HOUR + minute * MINUTE), utc_offset_minutes: 540 }
    }

    #[test]
    fn quiet_hours_over_midnight_and_within_a_day() {
        let day = Quiet { from: Hour::new(9), to: Hour::new(17) };
        let none = Quiet { from: Hour::new(9), to: Hour::new(9) };
        let cases = [
            (NIGHT, 12, 0, 0),
            (NIGHT, 20, 59, 0),
            (NIGHT, 21, 0, 11 * HOUR),
            (NIGHT, 23, 30, 8 * HOUR + 30 * MINUTE),
            (NIGHT, 7, 59, MINUTE),
            (NIGHT, 8, 0, 0),
            (day, 9, 0, 8 * HOUR),
            (day, 17, 0, 0),
            (none, 9, 0, 0),
        ];
        for (quiet, hour, minute, millis) in cases {
            let waits = wait(Cadence::Daily, quiet, None, false, at(hour, minute));
            assert_eq!(waits, millis, "{quiet:?} {hour}:{minute:02}");
        }
    }

    #[test]
    fn the_pace() {
        let cases = [
            (Cadence::Daily, None, false, 0),
            (Cadence::Daily, Some(20_000), false, 20 * HOUR),
            (Cadence::Daily, Some(19_999), false, 0),
            (Cadence::Weekly, Some(19_999), false, 5 * DAY + 20 * HOUR),
            (Cadence::Weekly, Some(19_999), true, 0),
            (Cadence::Weekly, Some(19_993), false, 0),
            (Cadence::Monthly, Some(19_993), false, 22 * DAY + 20 * HOUR),
            (Cadence::Weekly, Some(90_000), true, 20 * HOUR),
        ];
        for (cadence, last, asked, millis) in cases {
            assert_eq!(wait(cadence, NIGHT, last, asked, at(12, 0)), millis, "{cadence:?} {last:?} {asked}");
        }
    }

    #[test]
    fn hours_as_they_are_written() {
        let read = |text: &str| serde_json::from_value::<Hour>(text.into());
        assert_eq!(serde_json::to_value(Hour::new(8)).unwrap(), "08:00");
        assert_eq!(read("21:00").unwrap(), Hour::new(21));
        for text in ["24:00", "8:00", "08:30", "+8:00", "", "noon"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    proptest! {
        /// After the wait it may come, and not a minute before, unless the time zone changes meanwhile.
        #[test]
        fn the_wait_is_as_long_as_it_must_be(
            from in 0..24_u8,
            to in 0..24_u8,
            last in proptest::option::of(19_980..20_010_i64),
            asked: bool,
            minutes in 0..3 * 24 * 60_i64,
            offset in -12 * 60..14 * 60_i32,
        ) {
            let quiet = Quiet { from: Hour::new(from), to: Hour::new(to) };
            let now = Now { at: UnixMillis(20_000 * DAY + minutes * MINUTE), utc_offset_minutes: offset };
            let millis = wait(Cadence::Weekly, quiet, last, asked, now);
            prop_assert!((0..=32 * DAY).contains(&millis));
            let later = |millis| Now { at: now.at.plus(millis), ..now };
            let last = last.map(|last| last.min(now.local_day()));
            prop_assert_eq!(wait(Cadence::Weekly, quiet, last, asked, later(millis)), 0);
            if millis > MINUTE {
                prop_assert!(wait(Cadence::Weekly, quiet, last, asked, later(millis - MINUTE)) > 0);
            }
        }
    }
}
