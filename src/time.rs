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
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 of them.
        let days = self.0.div_euclid(DAY) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
        let is_january_or_february = of_year >= 306;
        u16::try_from(era * 400 + of_era + i64::from(is_january_or_february)).unwrap_or(0)
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
    fn the_local_day_turns_at_local_midnight() {
        let at = UnixMillis(15 * 60 * MINUTE); // 15:00 UTC is midnight in Japan
        assert_eq!(Now { at, utc_offset_minutes: 540 }.local_day(), 1);
        assert_eq!(Now { at: at.plus(-1), utc_offset_minutes: 540 }.local_day(), 0);
        assert_eq!(Now { at, utc_offset_minutes: 0 }.local_day(), 0);
    }
}
