//! The offline filter: loaded when a form with a password is first touched. What is to be looked up before it is there
//! waits for it as a [`Job`], and nothing else does.

use super::{
    Service,
    asking::Ask,
    checks::{Job, Owner, Target},
    effect::{Cue, Effect},
    event::JobId,
    session::Progress,
};
use crate::{
    breach::{
        NotChecked, Verdict,
        offline::{Filter, Key, Tier},
    },
    fingerprint::Tag,
    secret::Secret,
    time::UnixMillis,
    vault::account::BreachCheck,
};

/// A password that waits for the filter.
pub(super) struct Lookup {
    pub(super) target: Target,
    key: Key,
    /// What a breach source is asked if the filter does not have it, once it may be asked.
    ask: Option<Ask>,
}

/// What the practice field holds, waiting for the filter.
pub(super) type WaitingPractice = (Secret, Secret);

impl Lookup {
    /// Whether a breach source is to be asked.
    pub(super) fn asks(&self) -> bool {
        self.ask.is_some()
    }
}

impl Service {
    /// Has the filter loaded, unless it is there or on its way. To come after the event's answer.
    pub(super) fn need_filter(&mut self, out: &mut Vec<Effect>) {
        let is_on_its_way = self.jobs.values().any(|job| matches!(job, Job::Filter(_)));
        if self.filter.is_none() && !is_on_its_way {
            self.load_filter(None, out);
        }
    }

    /// Has the filter loaded for something that waits for it and nothing else.
    pub(super) fn load_filter(&mut self, practice: Option<WaitingPractice>, out: &mut Vec<Effect>) {
        let job = self.start(Job::Filter(practice));
        out.push(Effect::LoadFilter { job });
    }

    /// What is known of a password as soon as it is typed.
    pub(super) fn first_verdict(&mut self, tag: Tag, key: &Key) -> Verdict {
        match self.filter.as_ref().map(|filter| filter.tier(key)) {
            Some(Some(tier)) => self.is_common(tag, tier),
            Some(None) if !self.vault.settings.online => Verdict::NotChecked(NotChecked::OnlineOff),
            Some(None) | None => Verdict::NotChecked(NotChecked::Waiting),
        }
    }

    /// Says what the filter has of a password, now or once it is there, and asks a breach source if it is to be asked: for
    /// the password's range, or if the filter has it for any other, so that silence says nothing.
    pub(super) fn look_up(
        &mut self,
        target: Target,
        key: Key,
        ask: Option<Ask>,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let lookup = Lookup { target, key, ask };
        if self.filter.is_some() {
            self.looked_up(lookup, now, out);
        } else {
            self.start(Job::Lookup(Box::new(lookup)));
            self.need_filter(out);
        }
    }

    /// The filter is there, or could not be loaded; the next one who needs it tries again.
    pub(super) fn filter_loaded(&mut self, job: JobId, file: Option<Vec<u8>>, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some(Job::Filter(practice)) = self.jobs.remove(&job) else { return };
        if self.filter.is_none() {
            self.filter = file.and_then(|file| Filter::new(file).ok());
        }
        let waiting: Vec<_> = self.jobs.extract_if(.., |_, job| matches!(job, Job::Lookup(_))).collect();
        for (_, job) in waiting {
            let Job::Lookup(lookup) = job else { continue };
            let owner = lookup.target.owner;
            self.looked_up(*lookup, now, out);
            self.learned(owner, now, out);
            self.say_again(owner, now, out);
        }
        if let Some((first, second)) = practice {
            self.score_practice(first, second, now, out);
        }
    }

    fn looked_up(&mut self, Lookup { target, key, ask }: Lookup, now: UnixMillis, out: &mut Vec<Effect>) {
        match (self.filter.as_ref().map(|filter| filter.tier(&key)), ask) {
            (Some(Some(tier)), None) => {
                let verdict = self.is_common(target.tag, tier);
                self.note_verdict(target, verdict, BreachCheck::NEVER);
            }
            (Some(Some(tier)), Some(ask)) => {
                let verdict = self.is_common(target.tag, tier);
                self.learn_verdict(target, verdict, BreachCheck::NEVER);
                self.ask_at_random(target, ask.site, out);
            }
            (Some(None) | None, Some(ask)) => self.ask_sources(target, ask, now, out),
            (filter, None) if !self.vault.settings.online => {
                let why = if filter.is_some() { NotChecked::OnlineOff } else { NotChecked::NoFilter };
                self.note_verdict(target, Verdict::NotChecked(why), now);
            }
            (Some(None) | None, None) => {}
        }
    }

    fn is_common(&mut self, tag: Tag, tier: Tier) -> Verdict {
        self.tiers.insert(tag, tier);
        Verdict::Breached
    }

    /// The line was answered before the filter was there. It is told anew, whatever was found; when it is drawn stays as it is.
    fn say_again(&self, owner: Owner, now: UnixMillis, out: &mut Vec<Effect>) {
        let Owner::Attempt(id) = owner else { return };
        if let Some(attempt) = self.session.attempt(id).filter(|attempt| attempt.progress == Progress::Typing) {
            self.show_notice(attempt, Cue::Late, now, out);
        }
    }
}
