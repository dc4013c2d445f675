//! That what was learned is written, however often writing fails (a full disk, say) and whenever the worker is ended.
//!
//! The session holds a confirmed login under `learned` until the vault that knows it is on disk. If the worker is ended
//! before, the next one enters it again, with its own date. What failed is tried again at the next event and by timer,
//! with growing pauses.

use super::{
    Service,
    effect::Effect,
    event::{AttemptId, Event, Timer},
};
use crate::time::{MINUTE, SECOND, UnixMillis};

/// The first pause after a write that failed, in milliseconds; each further one is twice as long.
const FIRST_PAUSE: i64 = 2 * SECOND;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE: i64 = 10 * MINUTE;

/// Writing that failed.
#[derive(Default)]
pub(super) struct Saving(Option<Failed>);

struct Failed {
    since: UnixMillis,
    last: UnixMillis,
    pause: i64,
}

impl Saving {
    /// Since when nothing could be written, if that is so.
    pub(super) fn failed_since(&self) -> Option<UnixMillis> {
        self.0.as_ref().map(|failed| failed.since)
    }
}

impl Service {
    /// The logins that the vault has learned and that are not known to be on disk.
    pub fn unwritten(&self) -> Vec<AttemptId> {
        self.session.learned.iter().map(|(attempt, _)| attempt.id).collect()
    }

    /// Something happened: what failed is tried again, unless that was just now. The alarm is no new reason to try.
    pub(super) fn save_what_failed(&mut self, event: &Event, now: UnixMillis, out: &mut Vec<Effect>) {
        let Saving(Some(failed)) = &mut self.saving else { return };
        let pause = if matches!(event, Event::Alarm) { failed.pause } else { FIRST_PAUSE };
        let soon = (0..pause).contains(&now.since(failed.last));
        match event {
            Event::VaultWritten { .. } => {}
            Event::Timer(Timer::SaveAgain) => out.push(Effect::SaveVault),
            _ if soon => {}
            _ => {
                failed.last = now;
                out.push(Effect::SaveVault);
            }
        }
    }

    /// The vault was written, or not.
    pub(super) fn vault_written(
        &mut self,
        learned: &[AttemptId],
        written: bool,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        if written {
            self.saving = Saving(None);
            self.session.learned.retain(|(attempt, _)| !learned.contains(&attempt.id));
        } else {
            let (since, pause) = match &self.saving {
                Saving(None) => (now, FIRST_PAUSE),
                Saving(Some(failed)) => (failed.since, (2 * failed.pause).min(LONGEST_PAUSE)),
            };
            self.saving = Saving(Some(Failed { since, last: now, pause }));
            let millis = u32::try_from(pause).unwrap_or(u32::MAX);
            out.push(Effect::After { millis, timer: Timer::SaveAgain });
        }
        if !learned.is_empty() {
            out.push(Effect::SaveSession);
        }
    }

    /// The worker has woken up: what the former one had learned may not be on disk.
    pub(super) fn learn_again(&mut self, out: &mut Vec<Effect>) {
        if self.session.learned.is_empty() {
            return;
        }
        for (attempt, at) in self.session.learned.clone() {
            self.enter(&attempt, at);
        }
        out.push(Effect::SaveVault);
    }
}
