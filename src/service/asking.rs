//! Asking breach sources: one request a prefix at a time, source after source, each left alone for a while after it failed.

use super::{
    Service,
    checks::{Job, Owner, Target},
    effect::{Effect, Reply},
    event::{JobId, RangeAnswer},
    log::{Outcome, Purpose, RequestId},
    session::Attempt,
    view::SourceTestView,
};
use crate::{
    breach::{
        NotChecked, Verdict,
        pause::{Pause, retry_after},
        range::{self, Prefix, Suffix},
        source::{self, Source, SourceName},
    },
    settings::Settings,
    site::Site,
    text::{Arg, Text},
    time::UnixMillis,
};

/// A range that is asked for.
pub(super) struct Asking {
    prefix: Prefix,
    /// On whose login.
    site: Site,
    /// Whose answer it will be; nobody's, if the prefix is random.
    waiting: Vec<(Target, Suffix)>,
    /// In whose place it is asked, if it is random.
    in_place_of: Vec<Target>,
    /// The sources that were asked, the present one last.
    asked: Vec<SourceName>,
    /// Why the first of them gave no answer.
    failure: Option<NotChecked>,
    sent: Sent,
}

/// What is asked for a password, and what is looked for in the answer.
pub(super) struct Ask {
    pub(super) prefix: Prefix,
    pub(super) suffix: Suffix,
    /// On whose login.
    pub(super) site: Site,
}

/// A request on its way.
pub(super) struct Sent {
    source: SourceName,
    request: RequestId,
    at: UnixMillis,
    url: String,
}

/// What a random prefix is drawn for.
pub(super) enum Drawn {
    /// To be asked in place of a password's own, on the login at this site.
    InPlaceOf(Vec<Target>, Site),
    /// To test a source.
    Test(SourceName),
}

impl Asking {
    /// Those whom the answer concerns.
    pub(super) fn targets_mut(&mut self) -> impl Iterator<Item = &mut Target> {
        self.waiting.iter_mut().map(|(target, _)| target).chain(&mut self.in_place_of)
    }
}

/// An answer that is none: why, what the log says of it, and how long the source wants to be left alone, in milliseconds.
struct Failure(NotChecked, Outcome, Option<i64>);

impl Service {
    /// Asks whether a password is breached. Who asks for a range that is on its way already shares its answer.
    pub(super) fn ask_sources(
        &mut self,
        target: Target,
        Ask { prefix, suffix, site }: Ask,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let under_way = self.jobs.values_mut().find_map(|job| match job {
            Job::Range(asking) if asking.prefix == prefix => Some(asking),
            _ => None,
        });
        match under_way {
            Some(asking) => asking.waiting.push((target, suffix)),
            None => self.ask_first(prefix, site, vec![(target, suffix)], Vec::new(), now, out),
        }
    }

    /// Asks for a random range on a login whose password needs no asking, so that silence says nothing. It is asked when and as
    /// often as the password's own would be, looks the same from outside, and its answer is read as far and dropped; but its
    /// moment is kept, and with it when to ask again.
    pub(super) fn ask_at_random(&mut self, target: Target, site: Site, out: &mut Vec<Effect>) {
        let in_place_of_it = |targets: &[Target]| targets.iter().any(|known| known.tag == target.tag);
        let under_way = self.jobs.values_mut().find_map(|job| match job {
            Job::Range(asking) if in_place_of_it(&asking.in_place_of) => Some(&mut asking.in_place_of),
            Job::Prefix(Drawn::InPlaceOf(targets, _)) if in_place_of_it(targets) => Some(targets),
            _ => None,
        });
        match under_way {
            Some(targets) if targets.contains(&target) => {}
            Some(targets) => targets.push(target),
            None => {
                let job = self.start(Job::Prefix(Drawn::InPlaceOf(vec![target], site)));
                out.push(Effect::DrawPrefix { job, test: false });
            }
        }
    }

    /// The sources were set: they are others now, or the person wants to know at once. But what a source has asked for holds.
    pub(super) fn sources_were_set(&mut self, former: &[Source], out: &mut Vec<Effect>) {
        let present = &self.vault.settings.breach_sources;
        let address = |sources: &[Source], name| {
            sources.iter().find(|source| source.name == name).map(|source| source.base().to_owned())
        };
        self.session.pauses.retain(|name, pause| pause.asked_for && address(former, *name) == address(present, *name));
        out.push(Effect::SaveSession);
    }

    /// The person tests a source.
    pub(super) fn test_source(&mut self, source: SourceName, out: &mut Vec<Effect>) {
        let settings = &self.vault.settings;
        let has_address = settings.breach_sources.iter().any(|known| known.name == source && !known.base().is_empty());
        let refused = match () {
            () if !settings.online => Some("source_test_online_off"),
            () if !has_address => Some("source_test_no_address"),
            () => None,
        };
        if let Some(code) = refused {
            return out.push(tested(false, Text::plain(code)));
        }
        let job = self.start(Job::Prefix(Drawn::Test(source)));
        out.push(Effect::DrawPrefix { job, test: true });
    }

    /// A random prefix is there.
    pub(super) fn prefix_drawn(&mut self, job: JobId, prefix: Prefix, now: UnixMillis, out: &mut Vec<Effect>) {
        match self.jobs.remove(&job) {
            Some(Job::Prefix(Drawn::InPlaceOf(targets, site))) => {
                self.ask_first(prefix, site, Vec::new(), targets, now, out);
            }
            Some(Job::Prefix(Drawn::Test(source))) => {
                let Some(sent) = self.send_to(source, prefix, Purpose::Test, now) else { return };
                let url = sent.url.clone();
                let job = self.start(Job::Test(sent));
                out.extend([Effect::AskRange { job, url, test: true }, Effect::SaveSession]);
            }
            Some(_) | None => {}
        }
    }

    /// A breach source has answered.
    pub(super) fn range_answered(&mut self, job: JobId, answer: RangeAnswer, now: UnixMillis, out: &mut Vec<Effect>) {
        match self.jobs.remove(&job) {
            Some(Job::Range(asking)) => self.read_answer(*asking, answer, now, out),
            Some(Job::Test(sent)) => self.source_tested(&sent, &answer, now, out),
            Some(_) | None => {}
        }
    }

    /// Whether an answer is awaited for this password of this login.
    pub(super) fn is_asked(&self, target: Target) -> bool {
        let awaits = |job: &Job| match job {
            Job::Range(asking) => asking.waiting.iter().any(|(waiting, _)| *waiting == target),
            Job::Lookup(lookup) => lookup.asks() && lookup.target == target,
            _ => false,
        };
        self.jobs.values().any(awaits)
    }

    fn ask_first(
        &mut self,
        prefix: Prefix,
        site: Site,
        waiting: Vec<(Target, Suffix)>,
        in_place_of: Vec<Target>,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        match self.next_source(&[], now) {
            Some(source) => {
                let Some(sent) = self.send_to(source, prefix, Purpose::Check(site.clone()), now) else { return };
                let asking = Asking { prefix, site, waiting, in_place_of, asked: vec![source], failure: None, sent };
                self.put_on_the_way(asking, out);
            }
            None => {
                let why = self.why_nobody(now);
                // Who failed when the field was left is not asked again when the form is sent; why it failed says more.
                let is_open = |(target, _): &(Target, Suffix)| match target.owner {
                    Owner::Attempt(id) => self.session.attempt(id).is_some_and(Attempt::waits),
                    Owner::Account(_) => true,
                };
                let waiting = waiting.into_iter().filter(is_open).collect();
                self.tell_all(waiting, Verdict::NotChecked(why), now, out);
            }
        }
    }

    /// Asks the next source, or says that none is left.
    fn ask_next(&mut self, mut asking: Asking, why: NotChecked, now: UnixMillis, out: &mut Vec<Effect>) {
        let why = *asking.failure.get_or_insert(why);
        let next = self.next_source(&asking.asked, now);
        match next.and_then(|source| self.send_to(source, asking.prefix, Purpose::Check(asking.site.clone()), now)) {
            Some(sent) => {
                asking.asked.push(sent.source);
                asking.sent = sent;
                self.put_on_the_way(asking, out);
            }
            None => self.tell_all(asking.waiting, Verdict::NotChecked(why), now, out),
        }
    }

    fn put_on_the_way(&mut self, asking: Asking, out: &mut Vec<Effect>) {
        let url = asking.sent.url.clone();
        let job = self.start(Job::Range(Box::new(asking)));
        out.extend([Effect::AskRange { job, url, test: false }, Effect::SaveSession]);
    }

    /// The first source that is on, was not asked yet and did not fail a short while ago.
    fn next_source(&self, asked: &[SourceName], now: UnixMillis) -> Option<SourceName> {
        let Settings { online, breach_sources, .. } = &self.vault.settings;
        // The yes may have been taken back while a source was asked.
        let mut sources = breach_sources.iter().filter(|source| *online && source.on);
        let may_ask = |name| !asked.contains(&name) && !self.is_left_alone(name, now);
        sources.find(|source| may_ask(source.name)).map(|source| source.name)
    }

    fn is_left_alone(&self, name: SourceName, now: UnixMillis) -> bool {
        self.session.pauses.get(&name).is_some_and(|pause| pause.holds(now))
    }

    /// Why no source can be asked at all.
    fn why_nobody(&self, now: UnixMillis) -> NotChecked {
        let on = self.vault.settings.breach_sources.iter().filter(|source| source.on);
        let pauses = on.filter_map(|source| self.session.pauses.get(&source.name)).filter(|pause| pause.holds(now));
        pauses.map(|pause| pause.until).min().map_or(NotChecked::NoSource, NotChecked::Later)
    }

    /// Notes a request to a source in the log. `None` if the source is no longer there.
    fn send_to(&mut self, source: SourceName, prefix: Prefix, purpose: Purpose, now: UnixMillis) -> Option<Sent> {
        let base = self.vault.settings.breach_sources.iter().find(|known| known.name == source)?.base();
        let url = source::address(base, prefix);
        let request = self.session.note_request(now, &url, purpose);
        Some(Sent { source, request, at: now, url })
    }

    fn read_answer(&mut self, mut asking: Asking, answer: RangeAnswer, now: UnixMillis, out: &mut Vec<Effect>) {
        out.push(Effect::SaveSession);
        let failure = failure_of(&answer, now);
        let why = self.note_answer(&asking.sent, failure, now);
        let body = if let RangeAnswer::Body(body) = &answer { body.as_slice() } else { &[] };
        for (target, suffix) in std::mem::take(&mut asking.waiting) {
            match range::find(body, &suffix) {
                // A hit is one whatever follows.
                Ok(Some(count)) => {
                    self.counts.insert(target.tag, (count, now));
                    self.tell(target, Verdict::Breached, now, out);
                }
                Ok(None) => self.tell(target, Verdict::NotFound, now, out),
                Err(_) => asking.waiting.push((target, suffix)),
            }
        }
        match why {
            Some(why) => self.ask_next(asking, why, now, out),
            None => {
                for target in asking.in_place_of {
                    self.tell(target, Verdict::Breached, now, out);
                }
            }
        }
    }

    /// Notes in the log what came of a request, and how long its source is to be left alone if it failed. Says why then.
    fn note_answer(&mut self, sent: &Sent, failure: Option<Failure>, now: UnixMillis) -> Option<NotChecked> {
        let outcome = failure.as_ref().map_or(Outcome::Answered, |Failure(_, outcome, _)| *outcome);
        self.session.note_outcome(sent.request, outcome);
        let former = self.session.pauses.remove(&sent.source);
        let Failure(why, _, asked_for) = failure?;
        let pause = Pause::after(former, asked_for, now);
        self.session.pauses.insert(sent.source, pause);
        // A source that names a time is not asked before.
        Some(asked_for.map_or(why, |_| NotChecked::Later(pause.until)))
    }

    fn tell(&mut self, target: Target, verdict: Verdict, now: UnixMillis, out: &mut Vec<Effect>) {
        self.learn_verdict(target, verdict, now);
        self.learned(target.owner, now, out);
    }

    fn tell_all(&mut self, waiting: Vec<(Target, Suffix)>, verdict: Verdict, now: UnixMillis, out: &mut Vec<Effect>) {
        for (target, _) in waiting {
            self.tell(target, verdict, now, out);
        }
    }

    fn source_tested(&mut self, sent: &Sent, answer: &RangeAnswer, now: UnixMillis, out: &mut Vec<Effect>) {
        let failure = failure_of(answer, now);
        let outcome = failure.as_ref().map(|Failure(_, outcome, _)| *outcome);
        let why = self.note_answer(sent, failure, now);
        out.push(Effect::SaveSession);
        let took = Arg::Count(u32::try_from(now.since(sent.at)).unwrap_or_default());
        let text = match (outcome, answer) {
            (Some(Outcome::Status(status)), _) => {
                let status = Arg::Names(vec![status.to_string()]);
                match why {
                    Some(NotChecked::Later(until)) => Text::with("source_test_later", [status, Arg::Time(until)]),
                    _ => Text::with("source_test_status", [status, took]),
                }
            }
            (Some(failed), _) => Text::with(failed.test_code(), [took]),
            (None, RangeAnswer::Body(body)) => {
                let rows = range::count_rows(body).ok().and_then(|rows| u32::try_from(rows).ok());
                Text::with("source_test_works", [Arg::Count(rows.unwrap_or_default()), took])
            }
            (None, _) => return,
        };
        out.push(tested(outcome.is_none(), text));
    }
}

impl Outcome {
    /// What a test says of it.
    fn test_code(self) -> &'static str {
        match self {
            Self::NotARange => "source_test_not_a_range",
            Self::TooLarge => "source_test_too_large",
            Self::TimedOut => "source_test_timed_out",
            Self::Redirected => "source_test_redirected",
            Self::Answered | Self::Status(_) | Self::NoAnswer | Self::Interrupted => "source_test_no_answer",
        }
    }
}

fn tested(works: bool, said: Text) -> Effect {
    Effect::Reply(Reply::SourceTest(SourceTestView { works, said }))
}

/// Why an answer is none; `None` if all of it is rows.
fn failure_of(answer: &RangeAnswer, now: UnixMillis) -> Option<Failure> {
    let (why, asked_for) = match answer {
        RangeAnswer::Body(body) if range::count_rows(body).is_ok() => return None,
        RangeAnswer::Body(_) => return Some(Failure(NotChecked::NotARange, Outcome::NotARange, None)),
        RangeAnswer::Status(_, header) => {
            (NotChecked::Refused, header.as_ref().and_then(|header| retry_after(header, now)))
        }
        RangeAnswer::Failed | RangeAnswer::Redirected => (NotChecked::NoAnswer, None),
        RangeAnswer::TimedOut => (NotChecked::TimedOut, None),
        RangeAnswer::TooLarge => (NotChecked::NotARange, None),
    };
    Some(Failure(why, Outcome::from(answer), asked_for))
}
