//! The clock that is handed in. The core never asks what time it is.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, as JavaScript's `Date.now()` counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct UnixMillis(pub i64);

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One day in milliseconds.
pub const DAY: i64 = 24 * 60 * MINUTE;

impl UnixMillis {
    /// This moment and `milliseconds` more (or less, if negative), saturating.
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The year of the Gregorian calendar, in UTC; 0 if it is none that fits.
    pub fn year(self) -> u16 {
        u16::try_from(self.date().0).unwrap_or(0)
    }

    /// Year, month and day of the Gregorian calendar, in UTC.
    pub fn date(self) -> (i64, i64, i64) {
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 of them.
        let days = self.0.div_euclid(DAY) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
        let is_january_or_february = of_year >= 306;
        let month = (5 * of_year + 2) / 153;
        let day_of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if is_january_or_february { month - 9 } else { month + 3 };
        (era * 400 + of_era + i64::from(is_january_or_february), month, day_of_month)
    }

    /// Midnight UTC at the beginning of a day of the Gregorian calendar, written as ISO 8601 has it (`2013-07-24`), of the
    /// years 1970 to 9999. `None` if it is none.
    pub fn of_day(text: &str) -> Option<Self> {
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
            digits.parse::<i64>().ok()
        };
        let dashes = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !dashes || year < 1970 || !(1..=last).contains(&day) {
            return None;
        }
        // The inverse of what `year` does: days since 0000-03-01.
        let (of_era_year, of_year_month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, of_era) = (of_era_year.div_euclid(400), of_era_year.rem_euclid(400));
        let of_year = (153 * of_year_month + 2) / 5 + day - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        Some(Self(days * DAY))
    }

    /// Milliseconds from `earlier` until this moment; negative if the clock was set back in between.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The present, as the caller knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The moment.
    pub at: UnixMillis,
    /// Minutes to add to UTC for the person's wall clock; Japan is 540.
    pub utc_offset_minutes: i32,
}

impl Now {
    /// The day on the person's calendar, counted from 1970-01-01.
    pub fn local_day(&self) -> i64 {
        self.local_day_of(self.at)
    }

    /// The day of another moment on the person's calendar, as that is now.
    pub fn local_day_of(&self, at: UnixMillis) -> i64 {
        at.plus(i64::from(self.utc_offset_minutes) * MINUTE).0.div_euclid(DAY)
    }

    /// When a day of the person's calendar begins, as that is now.
    pub fn start_of_local_day(&self, day: i64) -> UnixMillis {
        UnixMillis(day.saturating_mul(DAY)).plus(-i64::from(self.utc_offset_minutes) * MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years() {
        let year = |day: i64| UnixMillis(day * DAY).year();
        assert_eq!([year(0), year(-1), year(364), year(365)], [1970, 1969, 1970, 1971]);
        // 2024-02-29, 2024-12-31, 2025-01-01, 2100-01-01
        assert_eq!([year(19_782), year(20_088), year(20_089), year(47_482)], [2024, 2024, 2025, 2100]);
        assert_eq!(UnixMillis(i64::MAX).year(), 0);
    }

    #[test]
    fn days() {
        let day = |text| UnixMillis::of_day(text).map(|at| at.0 / DAY);
        for (text, expected) in [
            ("1970-01-01", Some(0)),
            ("2013-07-24", Some(15_910)),
            ("2024-02-29", Some(19_782)),
            ("2024-03-01", Some(19_783)),
            ("2100-01-01", Some(47_482)),
            ("2100-02-29", None),
            ("2013-13-01", None),
            ("2013-00-01", None),
            ("2013-06-31", None),
            ("2013-06-00", None),
            ("1969-12-31", None),
            ("2013-7-24", None),
            ("2013/07/24", None),
            ("+013-07-24", None),
            ("2013-07-24T00:00:00Z", None),
            ("２０13-07-24", None),
            ("", None),
        ] {
            assert_eq!(day(text), expected, "{text}");
            let (year, month, day) = expected.map_or((0, 0, 0), |day| UnixMillis(day * DAY).date());
            assert!(expected.is_none() || format!("{year:04}-{month:02}-{day:02}") == text, "{text}");
        }
    }

    #[test]
    fn the_local_day_turns_at_local_midnight() {
        let at = UnixMillis(15 * 60 * MINUTE); // 15:00 UTC is midnight in Japan
        assert_eq!(Now { at, utc_offset_minutes: 540 }.local_day(), 1);
        assert_eq!(Now { at: at.plus(-1), utc_offset_minutes: 540 }.local_day(), 0);
        assert_eq!(Now { at, utc_offset_minutes: 0 }.local_day(), 0);
    }
}
