//! Events in, effects out: the one place that ties the parts together.
//!
//! A login goes through these rooms: [`typing`] stages what is typed as an attempt, [`offline`] looks whether it is among the
//! most used passwords, [`checks`] asks how strong and how breached it is, [`confirm`] decides whether it was a login at all and only then lets the vault learn it, [`saving`] sees
//! to it that what was learned is written, [`reminders`] and [`view`] tell the person. [`lock`] is what holds while the
//! vault cannot be read, [`data`] what is done to it as a whole: passphrase, backups, erasing.

mod asking;
mod bounds;
mod calendar;
mod change;
mod checks;
mod closing;
mod confirm;
mod data;
pub mod effect;
pub mod event;
mod incidents;
pub mod lock;
pub mod log;
mod offline;
mod pick;
mod practice;
mod reminders;
mod saving;
pub mod seen;
pub mod session;
mod similar;
mod typing;
pub mod view;

use std::collections::{BTreeMap, VecDeque};

use crate::{
    advice::{self, Finding, Subject},
    breach::{
        NotChecked, Verdict,
        offline::{Filter, Tier},
    },
    fingerprint::Tag,
    form::FormKind,
    site::{HostKind, KindGuess, PageSigns, Site},
    text::Text,
    time::{DAY, MINUTE, Now, UnixMillis},
    vault::{
        Vault,
        account::{Account, AccountId, AccountName, BreachCheck},
    },
};
use bounds::{Budgets, Work};
use checks::Job;
use effect::{Effect, Reply};
use event::{Ask, Event, JobId, PageMessage, Sender, TabId, Timer};
use lock::Closed;
use saving::Saving;
use session::{Attempt, Progress, Session};
use similar::Run;

/// How long it is told how often a breached password stands in a list, in milliseconds.
const COUNT_IS_TOLD: i64 = 10 * MINUTE;

/// The core. Holds the state it was handed and changes it only in [`Service::handle`].
pub struct Service {
    /// While it is closed: an empty one with the few settings that are known then.
    vault: Vault,
    closed: Option<Closed>,
    saving: Saving,
    session: Session,
    /// Checks whose answer is awaited. In memory only: a check that the worker's end interrupted is said to be so.
    jobs: BTreeMap<JobId, Job>,
    next_job: u32,
    /// Verdicts of this worker's life, so that nothing is asked twice.
    verdicts: BTreeMap<Tag, BreachCheck>,
    /// How often breached passwords stand in the list that was asked, and when it was: told a short while and never kept.
    counts: BTreeMap<Tag, (u32, UnixMillis)>,
    /// The offline filter, once somebody has needed it.
    filter: Option<Filter<'static>>,
    /// How common the passwords are that the filter has. In memory only.
    tiers: BTreeMap<Tag, Tier>,
    /// Looks for similar passwords that are under way, the first one first. In memory only: they hold characters.
    runs: VecDeque<Run>,
    /// When a page last came, or said something about a login form.
    heard_at: Option<UnixMillis>,
    /// When something was last derived to look for what is similar.
    compared_at: Option<UnixMillis>,
    /// Tabs that show the page after a confirmed login, and whose it was.
    answered: BTreeMap<TabId, AccountId>,
    /// The user name that was tagged last.
    last_name: Option<(String, AccountName)>,
    /// How much work documents have caused.
    budgets: Budgets,
}

impl Service {
    /// A service with this state, as the browser kept it.
    pub fn new(vault: Vault, session: Session) -> Self {
        Self {
            vault,
            closed: None,
            saving: Saving::default(),
            session,
            jobs: BTreeMap::new(),
            next_job: 0,
            verdicts: BTreeMap::new(),
            filter: None,
            tiers: BTreeMap::new(),
            counts: BTreeMap::new(),
            runs: VecDeque::new(),
            heard_at: None,
            compared_at: None,
            answered: BTreeMap::new(),
            last_name: None,
            budgets: Budgets::default(),
        }
    }

    /// What is to be kept between two starts of the browser.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// What is to be kept until the browser closes.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Takes an event in and says what is to be done, in this order.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let mut out = Vec::new();
        if let Some(closed) = self.closed {
            self.handle_closed(closed, event, now, &mut out);
            return out;
        }
        self.save_what_failed(&event, now.at, &mut out);
        match event {
            Event::Started => self.started(now, &mut out),
            Event::Alarm => {
                self.refresh_list(now.at, &mut out);
                self.remind(now, &mut out);
            }
            Event::Ask(ask) => self.answer(ask, now, &mut out),
            Event::Page(..) | Event::TabCompleted { .. } | Event::Probed(..) | Event::Timer(Timer::Probe(_))
                if self.vault.accepted_at.is_none() => {}
            Event::Page(from, message) => self.page_says(&from, message, now.at, &mut out),
            Event::TabCompleted { tab, url, private } => {
                self.tab_completed(tab, url.as_deref(), private, now.at, &mut out)
            }
            Event::TabClosed(tab) => self.tab_closed(tab, &mut out),
            Event::Timer(Timer::Probe(id)) => {
                if let Some(attempt) = self.session.attempt(id) {
                    out.push(Effect::Probe { attempt: id, tab: attempt.tab });
                }
            }
            Event::Probed(attempt, frames) => self.probed(attempt, frames, now, &mut out),
            Event::Timer(Timer::SaveAgain) => {}
            Event::Timer(Timer::Compare) => self.compare_next(now, &mut out),
            Event::Timer(Timer::Line(tab)) => self.show_line_again(tab, now.at, &mut out),
            Event::VaultWritten { learned, written } => self.vault_written(&learned, written, now.at, &mut out),
            Event::Idle => self.idle(&mut out),
            Event::Protected(result) => self.was_protected(result, &mut out),
            Event::BackedUp(file) => self.backed_up(&file, &mut out),
            Event::Erased(vault) => self.erased(vault, &mut out),
            Event::Unlocked(_) => out.push(data::said(true, Text::plain("unlocked"))),
            Event::StatusAnswered(job, status) => self.status_answered(job, status, now, &mut out),
            Event::CalendarWritten(file) => self.calendar_written(&file, &mut out),
            Event::Surveyed(frames) => self.surveyed(frames, &mut out),
            Event::Scored(job, score) => self.scored(job, score, now, &mut out),
            Event::FilterLoaded(job, file) => self.filter_loaded(job, file, now.at, &mut out),
            Event::ListFetched(job, answer) => self.list_fetched(job, &answer, now, &mut out),
            Event::PrefixDrawn(job, prefix) => self.prefix_drawn(job, prefix, now.at, &mut out),
            Event::RangeAnswered(job, answer) => self.range_answered(job, answer, now.at, &mut out),
        }
        out
    }

    /// The worker has woken up: what only lived in its memory is gone.
    fn started(&mut self, now: Now, out: &mut Vec<Effect>) {
        for attempt in &mut self.session.attempts {
            if attempt.verdict == Verdict::NotChecked(NotChecked::Waiting) {
                attempt.verdict = Verdict::NotChecked(NotChecked::Interrupted);
            }
        }
        for (_, why) in &mut self.session.not_checked {
            if *why == NotChecked::Waiting {
                *why = NotChecked::Interrupted;
            }
        }
        self.session.end_requests();
        self.session.forget_old(now.at);
        self.learn_again(out);
        out.push(Effect::SaveSession);
        self.show_lock(out);
        out.push(Effect::WatchPages(self.vault.accepted_at.is_some()));
        let under_way = self.session.attempts.iter().filter(|attempt| attempt.progress != Progress::Abandoned);
        out.extend(under_way.map(|attempt| Effect::Probe { attempt: attempt.id, tab: attempt.tab }));
        self.refresh_list(now.at, out);
        self.remind(now, out);
    }

    fn page_says(&mut self, from: &Sender, message: PageMessage, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some((site, origin)) = self.watched_place(from) else { return };
        if !matches!(message, PageMessage::Ping) {
            self.heard_at = Some(now);
        }
        match message {
            PageMessage::Woken => out.push(Effect::Inject { tab: from.tab, frame: from.frame }),
            PageMessage::Touched { document: _, form } => {
                if self.budgets.allow(&site, &origin, Work::Reading, now) {
                    let guess = form.signs.as_ref().and_then(PageSigns::guess);
                    if let Some(guess) = guess.filter(|_| !from.private) {
                        self.session.note_guess(&site, guess);
                        out.push(Effect::SaveSession);
                    }
                    let reply = self.touched(&site, form);
                    let has_password = reply.reading.has_password();
                    out.push(Effect::Reply(Reply::Touched(reply)));
                    if has_password {
                        self.need_filter(out);
                    }
                }
            }
            PageMessage::Edited => {
                if self.budgets.allow(&site, &origin, Work::Edit, now) {
                    self.edited(from, site, out);
                }
            }
            PageMessage::Typed(typed) => self.typed(from, site, origin, typed, now, out),
            PageMessage::Sent { document } => self.sent(from, &document, out),
            PageMessage::Leaving { document } => self.left_by_page(from, &document, out),
            PageMessage::Abandoned { document } => self.abandoned(from, &document, out),
            PageMessage::Ping => {}
        }
    }

    /// The site and origin of a message, unless it is to be left alone there.
    fn watched_place(&self, from: &Sender) -> Option<(Site, String)> {
        Some((self.watched_site(&from.origin)?, from.origin.clone()))
    }

    /// The site of an origin, unless it is to be left alone.
    fn watched_site(&self, origin: &str) -> Option<Site> {
        let (site, kind, _) = Site::from_origin_url(origin).ok()?;
        let watched = self.may_watch(kind) && !self.vault.choices(&site).off;
        watched.then_some(site)
    }

    fn may_watch(&self, kind: HostKind) -> bool {
        kind == HostKind::Public || self.vault.settings.local_addresses
    }

    fn tab_closed(&mut self, tab: TabId, out: &mut Vec<Effect>) {
        let before = (self.session.attempts.len(), self.session.names.len());
        self.session.attempts.retain(|attempt| attempt.tab != tab);
        self.session.names.retain(|name| name.tab != tab);
        let had_badge = self.session.badges.remove(&tab).is_some();
        self.answered.remove(&tab);
        if had_badge || before != (self.session.attempts.len(), self.session.names.len()) {
            out.push(Effect::SaveSession);
        }
    }

    fn answer(&mut self, ask: Ask, now: Now, out: &mut Vec<Effect>) {
        match ask {
            Ask::Popup { tab, url, access } => {
                let view = self.popup(tab, url.as_deref(), access, now.at);
                out.push(Effect::Reply(Reply::Popup(view)));
            }
            Ask::Seen { tab } if self.vault.accepted_at.is_some() => out.push(Effect::Survey { tab }),
            Ask::Seen { .. } => {}
            Ask::Overview => out.push(Effect::Reply(Reply::Overview(self.overview(now.at)))),
            Ask::Settings => out.push(Effect::Reply(Reply::Settings(self.settings_view()))),
            Ask::Log => out.push(Effect::Reply(Reply::Log(self.log_view()))),
            Ask::TestSource { source } => self.test_source(source, out),
            Ask::Practice { first, second } => self.practise(first, second, now.at, out),
            Ask::Set { key, value } => {
                let former = self.vault.settings.breach_sources.clone();
                match self.vault.settings.set(&key, value) {
                    Ok(()) => {
                        if key == "breach_sources" {
                            self.sources_were_set(&former, out);
                        }
                        self.watch_idle(out);
                        self.source_was_set(&key);
                        self.changed(now, out);
                        self.refresh_list(now.at, out);
                    }
                    Err(refused) => out.push(Effect::Reply(Reply::Refused(refused))),
                }
            }
            Ask::Accept => {
                self.vault.accepted_at.get_or_insert(now.at);
                out.push(Effect::WatchPages(true));
                self.changed(now, out);
            }
            Ask::Dismiss { finding, days } => {
                let until = days.map(|days| now.at.plus(i64::from(days) * DAY));
                let account = finding.account.and_then(|id| self.vault.account(id));
                let found = account.map(|account| self.findings_of(account, now.at)).unwrap_or_default();
                if let Some(found) = found.into_iter().find(|found| found.id == finding) {
                    self.vault.dismiss(finding, found.cause, until);
                }
                self.changed(now, out);
            }
            Ask::Restore { finding } => {
                self.vault.dismissals.retain(|dismissal| dismissal.finding != finding);
                self.changed(now, out);
            }
            Ask::SetKind { site, kind } => {
                if self.vault.asks_kind(&site) {
                    self.vault.guesses.insert(site.clone(), KindGuess::Asked);
                }
                self.vault.sites.entry(site).or_default().kind = kind;
                self.changed(now, out);
            }
            Ask::SetChanged { account, at } => {
                if let Some(account) = self.vault.account_mut(account) {
                    account.tell_changed(at, now.at);
                }
                self.changed(now, out);
            }
            Ask::ChangedSince { account, incident, answer } => {
                self.note_changed_since(account, incident, answer, now.at);
                self.changed(now, out);
            }
            Ask::Tick { account, incidents, step, done } => {
                self.tick(account, incidents, step, done);
                self.changed(now, out);
            }
            Ask::ChangePageDown { account } => {
                self.remind_tomorrow(account, now);
                self.changed(now, out);
            }
            Ask::SetInterval { site, interval } => {
                self.vault.sites.entry(site).or_default().interval = interval;
                self.changed(now, out);
            }
            Ask::SetCard { site, card } => {
                self.vault.sites.entry(site).or_default().card = card;
                self.changed(now, out);
            }
            Ask::NeverDue { site, whole_kind } => self.never_due(&site, whole_kind, now, out),
            Ask::SetRole { account, role } => {
                if let Some(account) = self.vault.account_mut(account) {
                    account.role = role;
                }
                self.changed(now, out);
            }
            Ask::Change { account, tab, private } => self.go_to_change(account, tab, private, now, out),
            Ask::DropList { account } => {
                self.vault.diary.lists.retain(|list| list.account != account);
                self.changed(now, out);
            }
            Ask::Keep { account } => self.keep(account, now, out),
            Ask::Forget { account } => self.forget(account, now, out),
            Ask::Calendar => self.write_calendar(now, out),
            Ask::SetGenuine { site, genuine } => {
                self.vault.sites.entry(site).or_default().genuine = genuine;
                self.changed(now, out);
            }
            Ask::SetSameAccount { site, other, same } => {
                self.vault.say_same_account(site, other, same);
                self.changed(now, out);
            }
            Ask::SetNotice { site, shown } => {
                self.vault.sites.entry(site).or_default().no_notice = !shown;
                self.changed(now, out);
            }
            Ask::SetOff { site, off } => {
                self.vault.sites.entry(site).or_default().off = off;
                self.changed(now, out);
            }
            Ask::SeenSetAside => {
                self.vault.set_aside_at = None;
                self.changed(now, out);
            }
            Ask::Unlock { .. } => out.push(data::said(true, Text::plain("unlocked"))),
            Ask::Lock => {
                self.lock(out);
                out.push(Effect::Reply(Reply::Settings(self.settings_view())));
            }
            Ask::Judge { passphrase } => self.judge(passphrase, out),
            Ask::Protect { present, passphrase, again } => self.protect(present, passphrase, again, out),
            Ask::Unprotect { present } => out.push(Effect::Protect { present: Some(present), passphrase: None }),
            Ask::Backup { passphrase, again } => self.back_up(passphrase, again, out),
            Ask::Import { file, passphrase, replace } => self.import(&file, &passphrase, replace, now.at, out),
            Ask::Erase => out.push(Effect::Erase),
        }
    }

    /// The person changed something: keep it, bring the badges and the alarm up to date, and answer with the settings.
    fn changed(&mut self, now: Now, out: &mut Vec<Effect>) {
        out.push(Effect::SaveVault);
        for (tab, site) in self.session.badges.clone() {
            self.badge(tab, &site, now.at, out);
        }
        self.plan(now, out);
        out.push(Effect::Reply(Reply::Settings(self.settings_view())));
    }

    fn findings_of(&self, account: &Account, now: UnixMillis) -> Vec<Finding> {
        advice::findings(&self.vault, &self.subject_of(account), now)
    }

    fn audible_of(&self, account: &Account, now: UnixMillis) -> Vec<Finding> {
        advice::audible(&self.vault, &self.subject_of(account), now)
    }

    /// A stored account with what this session knows of it.
    fn subject_of<'a>(&self, account: &'a Account) -> Subject<'a> {
        let tier = self.tiers.get(&account.password.tag).copied();
        Subject { tier, ..Subject::stored(account, self.session.why_not_checked(account.id)) }
    }

    /// What is wrong with a login that is not confirmed yet, dismissed findings included. Findings of the account it
    /// seems to belong to keep their names, so that what was dismissed stays so.
    fn findings_under_way(&self, attempt: &Attempt, now: UnixMillis) -> Vec<Finding> {
        let account = self.account_of(attempt).filter(|account| account.password.tag == attempt.tag);
        let known = account.map(|account| Subject::stored(account, None));
        let subject = Subject {
            site: &attempt.site,
            origin: &attempt.origin,
            account,
            name: attempt.name.as_ref(),
            tag: attempt.tag,
            score: attempt.score.or(known.as_ref().and_then(|known| known.score)),
            verdict: match (attempt.verdict, known) {
                (Verdict::NotChecked(_), Some(Subject { verdict: Verdict::Breached, .. })) => Verdict::Breached,
                // A check that failed now says more than one that did not find it then.
                (Verdict::NotChecked(why), Some(Subject { verdict: Verdict::NotFound, .. }))
                    if !advice::is_failure(why) =>
                {
                    Verdict::NotFound
                }
                (verdict, _) => verdict,
            },
            tier: self.tiers.get(&attempt.tag).copied(),
            count: self.count_of(attempt.tag, now),
            similar: attempt.similar.clone().or_else(|| account?.password.similar.clone()).unwrap_or_default(),
            edited: attempt.edited.or_else(|| account?.password.edited),
            returned: self.returns(attempt, account),
        };
        advice::findings(&self.vault, &subject, now)
    }

    /// Whether a password is one that its account had before. Of one that is set anew, that is known before it is sent.
    fn returns(&self, attempt: &Attempt, account: Option<&Account>) -> bool {
        let sets_a_new_one = matches!(attempt.kind, FormKind::Change | FormKind::Reset);
        let before = self.account_of(attempt).filter(|_| sets_a_new_one);
        let is_earlier = before.is_some_and(|account| account.earlier.contains(&attempt.tag));
        is_earlier || attempt.former == Some(attempt.tag) || account.is_some_and(|account| account.password.returned)
    }

    /// How often a breached password stands in the list that was asked just now.
    fn count_of(&self, tag: Tag, now: UnixMillis) -> Option<u32> {
        let told = |(_, at): &&(u32, UnixMillis)| (0..COUNT_IS_TOLD).contains(&now.since(*at));
        self.counts.get(&tag).filter(told).map(|(count, _)| *count)
    }

    /// Sets the badge of a tab to what is known about the site it shows, and remembers the tab if there is something.
    fn badge(&mut self, tab: TabId, site: &Site, now: UnixMillis, out: &mut Vec<Effect>) {
        let present = self.show_badge(tab, site, now, out).then(|| site.clone());
        let former = self.session.badges.get(&tab).cloned();
        if former != present {
            match present {
                Some(site) => self.session.badges.insert(tab, site),
                None => self.session.badges.remove(&tab),
            };
            out.push(Effect::SaveSession);
        }
    }

    /// Sets the badge of a tab. Says whether it shows something.
    fn show_badge(&mut self, tab: TabId, site: &Site, now: UnixMillis, out: &mut Vec<Effect>) -> bool {
        let stored = self.vault.accounts_on(site).flat_map(|account| self.audible_of(account, now));
        let under_way = self.session.attempts.iter().filter(|attempt| attempt.tab == tab && &attempt.site == site);
        let unsaved = under_way.flat_map(|attempt| self.findings_under_way(attempt, now));
        let unsaved = unsaved.filter(|finding| finding.id.account.is_none());
        let mut severities: Vec<_> = stored.chain(unsaved).map(|finding| finding.severity).collect();
        if self.vault.choices(site).off {
            severities.clear();
        }
        out.push(Effect::Badge {
            tab,
            count: u32::try_from(severities.len()).unwrap_or(u32::MAX),
            severe: severities.contains(&advice::Severity::Severe),
        });
        !severities.is_empty()
    }
}
