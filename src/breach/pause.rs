//! How long a breach source that failed is left alone.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::{DAY, SECOND, UnixMillis};

/// The pause after the first failure, in milliseconds; each further one doubles it.
const FIRST_PAUSE: i64 = 5 * SECOND;
/// The longest pause that failures lead to, in milliseconds.
const LONGEST_PAUSE: i64 = 3_600 * SECOND;
/// The longest pause that a source may ask for, in milliseconds.
const LONGEST_ASKED_FOR: i64 = DAY;

/// A source that failed, until it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// How often it failed, one time after the other.
    pub failures: u32,
    /// Since when it is left alone.
    pub since: UnixMillis,
    /// Until when.
    pub until: UnixMillis,
    /// Whether the source itself asked for it.
    #[serde(default)]
    pub asked_for: bool,
}

impl Pause {
    /// After one more failure. `asked_for` is how long the source itself wants to be left alone, in milliseconds.
    pub fn after(former: Option<Self>, asked_for: Option<i64>, now: UnixMillis) -> Self {
        let failures = former.map_or(0, |former| former.failures).saturating_add(1);
        let doubled = FIRST_PAUSE.saturating_mul(1 << (failures - 1).min(20)).min(LONGEST_PAUSE);
        let wanted = asked_for.unwrap_or(0).clamp(0, LONGEST_ASKED_FOR);
        Self { failures, since: now, until: now.plus(doubled.max(wanted)), asked_for: asked_for.is_some() }
    }

    /// Whether the source is left alone. Not if the clock was set back since.
    pub fn holds(&self, now: UnixMillis) -> bool {
        (self.since..self.until).contains(&now)
    }
}

/// How long a `Retry-After` header asks to wait, in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). `None` if it is neither; zero for a date that is over.
pub fn retry_after(header: &str, now: UnixMillis) -> Option<i64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a long time.
        return Some(header.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(SECOND));
    }
    let at: Duration = httpdate::parse_http_date(header).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let at = UnixMillis(i64::try_from(at.as_millis()).ok()?);
    Some(at.since(now).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(784_111_777_000); // Sun, 06 Nov 1994 08:49:37 GMT

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (header, expected) in [
            ("0", Some(0)),
            ("120", Some(120_000)),
            (" 120 ", Some(120_000)),
            ("99999999999999999999", Some(i64::MAX)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60_000)),
            ("Sun, 06 Nov 1994 08:48:37 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(header, NOW), expected, "{header}");
        }
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        let mut pause = None;
        let mut lengths = Vec::new();
        for _ in 0..40 {
            let next = Pause::after(pause, None, NOW);
            lengths.push(next.until.since(NOW) / SECOND);
            pause = Some(next);
        }
        assert_eq!(lengths[..4], [5, 10, 20, 40]);
        assert_eq!(lengths[9..12], [2_560, 3_600, 3_600]);
        assert_eq!(lengths.last(), Some(&3_600));
    }

    #[test]
    fn what_a_source_asks_for_is_honoured_up_to_a_day() {
        let length = |asked_for| Pause::after(None, Some(asked_for), NOW).until.since(NOW);
        assert_eq!(length(600 * SECOND), 600 * SECOND);
        assert_eq!(length(0), FIRST_PAUSE);
        assert_eq!(length(i64::MAX), DAY);
    }

    #[test]
    fn a_pause_ends_and_a_clock_that_was_set_back_ends_it_too() {
        let pause = Pause::after(None, None, NOW);
        assert!(pause.holds(NOW));
        assert!(pause.holds(NOW.plus(FIRST_PAUSE - 1)));
        assert!(!pause.holds(NOW.plus(FIRST_PAUSE)));
        assert!(!pause.holds(NOW.plus(-1)));
    }
}
