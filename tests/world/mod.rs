//! A world for the service: tabs that show pages, timers, a strength estimator and a breach source, all without a browser.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.
#![allow(dead_code)] // Each test file uses its own part of it.

use std::{collections::BTreeMap, sync::LazyLock};

use hygieia::{
    breach::{
        offline,
        range::{self, Prefix},
    },
    fingerprint::{Cost, Salt},
    form::{FieldSnapshot, FormSnapshot, NearText, Place},
    secret::Secret,
    service::{
        Service,
        effect::{Effect, Reply},
        event::{Ask, Event, FrameSeen, JobId, Moment, PageMessage, RangeAnswer, Sender, Timer, Typed, TypedValue},
        session::Session,
        view::{AccountView, OverviewView, PopupView},
    },
    settings::RotationChoice,
    text::Arg,
    time::{DAY, Now, SECOND, UnixMillis},
    vault::Vault,
};

pub const ISP: &str = "https://id.ocn.ne.jp";
pub const SHOP: &str = "https://www.amazon.co.jp";
pub const SHOP_2: &str = "https://www.rakuten.co.jp";
pub const FORUM: &str = "https://forum.example";

/// Among the 1,000 most used passwords of this world.
pub const MOST_USED: &str = "made-up favourite";
/// Among the 10,000, and not among the 1,000.
pub const OFTEN_USED: &str = "made up 1500";

/// The offline filter of this world.
static FILTER: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let others: Vec<String> = (1..2_000).map(|rank| format!("made up {rank}")).collect();
    offline::build([MOST_USED].into_iter().chain(others.iter().map(String::as_str))).unwrap()
});

/// What the breach source does.
pub enum Source {
    /// Knows these passwords.
    Knows(Vec<&'static str>),
    /// Answers this, whatever is asked.
    Answers(fn() -> RangeAnswer),
    /// Answers by the address.
    ByAddress(fn(&str) -> RangeAnswer),
    /// Does not answer until [`World::source_answers`].
    Silent,
}

pub struct World {
    pub service: Service,
    pub now: UnixMillis,
    pub tabs: BTreeMap<i32, Vec<FrameSeen>>,
    pub source: Source,
    /// The file of the offline filter; `None` if it cannot be loaded.
    pub filter: Option<Vec<u8>>,
    /// Whether loading the filter takes until [`World::load_filter`].
    pub filter_is_slow: bool,
    /// Who waits for the filter.
    pub filter_jobs: Vec<JobId>,
    pub score: Option<u8>,
    pub replies: Vec<Reply>,
    pub notices: Vec<String>,
    pub notifications: Vec<String>,
    /// The names in the last notification.
    pub last_names: Vec<String>,
    pub badges: BTreeMap<i32, u32>,
    pub asked: Vec<String>,
    /// Where the list of breached sites was asked for.
    pub lists_asked: Vec<(JobId, String)>,
    pub vault_writes: usize,
    /// Whether the pages that are shown say where they came from; an address that a person types does not.
    pub came_from_page: bool,
    /// How many effects were carried out, or would have been.
    pub effects: usize,
    /// Before which of them the worker is ended.
    pub ends_before: Option<usize>,
    /// Whether the disk is full; the session does not lie on it.
    pub writes_fail: bool,
    /// How many writes were tried.
    pub writes: usize,
    /// Which of them fails.
    pub fails: Option<usize>,
    /// The vault as it was written last.
    pub written: Vault,
    /// Whether the toolbar says that the vault is locked.
    pub lock_sign: bool,
    /// Minutes to add to UTC for the person's wall clock.
    pub utc_offset_minutes: i32,
    /// When a digest of what is due came.
    pub digests: Vec<UnixMillis>,
    /// In which hour of the person's day each of them came.
    pub digest_hours: Vec<i64>,
    /// What a site answers when it is asked for an address.
    pub status: fn(&str) -> Option<u16>,
    /// What sites were asked for.
    pub asked_status: Vec<String>,
    /// The pages that were opened.
    pub opened: Vec<String>,
    /// When the daily alarm rings; after that every day.
    pub daily: Option<UnixMillis>,
    timers: Vec<(UnixMillis, Timer)>,
    /// Requests without an answer.
    waiting: Vec<JobId>,
    /// How many prefixes were drawn.
    draws: u32,
    /// When the alarm rings that wakes whoever follows an ended worker.
    alarm: Option<UnixMillis>,
    documents: u32,
    /// The session as it was written last.
    written_session: Session,
    /// How many workers were ended.
    pub lives: u32,
    /// The worker was ended, and nothing has woken another one yet.
    asleep: bool,
}

impl World {
    /// First start accepted, online checks on, shops after 30 days and ISPs after 90.
    pub fn new() -> Self {
        let mut world = Self::before_first_start();
        world.ask(Ask::Accept);
        world.ask(Ask::Set { key: "online".into(), value: true.into() });
        world.ask(Ask::Set {
            key: "rotation".into(),
            value: serde_json::to_value(RotationChoice::ShopsAndIsps).unwrap(),
        });
        world.replies.clear();
        world
    }

    pub fn before_first_start() -> Self {
        let vault = Vault::new(Salt::new([7; 16]), Cost::TEST);
        Self {
            service: Service::new(vault.clone(), Session::default()),
            now: UnixMillis(1_800_000_000_000),
            tabs: BTreeMap::new(),
            source: Source::Knows(vec!["hygieia-demo-breached"]),
            filter: Some(FILTER.clone()),
            filter_is_slow: false,
            filter_jobs: Vec::new(),
            score: Some(4),
            replies: Vec::new(),
            notices: Vec::new(),
            notifications: Vec::new(),
            last_names: Vec::new(),
            badges: BTreeMap::new(),
            asked: Vec::new(),
            lists_asked: Vec::new(),
            vault_writes: 0,
            came_from_page: true,
            effects: 0,
            ends_before: None,
            writes_fail: false,
            writes: 0,
            fails: None,
            written: vault,
            lock_sign: false,
            utc_offset_minutes: 540,
            digests: Vec::new(),
            digest_hours: Vec::new(),
            status: |_| Some(404),
            asked_status: Vec::new(),
            opened: Vec::new(),
            daily: None,
            timers: Vec::new(),
            waiting: Vec::new(),
            draws: 0,
            alarm: None,
            documents: 0,
            written_session: Session::default(),
            lives: 0,
            asleep: false,
        }
    }

    pub fn handle(&mut self, event: Event) {
        self.wake();
        let life = self.lives;
        let effects = self.service.handle(event, Now { at: self.now, utc_offset_minutes: self.utc_offset_minutes });
        for effect in effects {
            if self.lives != life {
                // The worker that wanted this is gone.
                return;
            }
            // A look for similar passwords has dozens of them, all alike; tests/similar.rs ends the worker in one.
            self.effects += usize::from(!matches!(effect, Effect::After { timer: Timer::Compare, .. }));
            if self.ends_before == Some(self.effects) {
                return self.end_worker();
            }
            match effect {
                Effect::SaveVault => {
                    let written = self.is_written() && !self.writes_fail;
                    self.vault_writes += usize::from(written);
                    if let Some(vault) = self.service.vault_to_save().filter(|_| written) {
                        self.written = vault.clone();
                    }
                    self.handle(Event::VaultWritten { learned: self.service.unwritten(), written });
                }
                Effect::SaveSession => {
                    if self.is_written() {
                        self.written_session = self.service.session().clone();
                    }
                }
                Effect::Reply(reply) => self.replies.push(reply),
                Effect::Score { job, .. } => self.handle(Event::Scored(job, self.score)),
                Effect::LoadFilter { job } => {
                    self.filter_jobs.push(job);
                    if !self.filter_is_slow {
                        self.load_filter();
                    }
                }
                Effect::DrawPrefix { job, .. } => {
                    self.draws += 1;
                    let [_, bytes @ ..] = self.draws.to_be_bytes();
                    self.handle(Event::PrefixDrawn(job, Prefix::random(bytes)));
                }
                Effect::AskRange { job, url, .. } => self.answer_range(job, url),
                Effect::Probe { attempt, tab } => {
                    let frames = self.tabs.get(&tab).cloned().unwrap_or_default();
                    self.handle(Event::Probed(attempt, frames));
                }
                Effect::After { millis, timer } => {
                    self.timers.push((self.now.plus(millis.into()), timer));
                    if timer.outlives_worker() {
                        self.alarm = Some(self.now.plus(30 * SECOND));
                    }
                }
                Effect::Notice { text, .. } => self.notices.push(text.code.into()),
                Effect::Badge { tab, count, .. } => {
                    self.badges.insert(tab, count);
                }
                Effect::SetAlarm { in_millis } => self.daily = Some(self.now.plus(in_millis.into())),
                Effect::AskStatus { job, url } => {
                    let status = (self.status)(&url);
                    self.asked_status.push(url);
                    self.handle(Event::StatusAnswered(job, status));
                }
                Effect::OpenTab { url, .. } => self.opened.push(url),
                Effect::Notify { name, body, .. } => {
                    if name == "due" {
                        self.digests.push(self.now);
                        let local = self.now.plus(i64::from(self.utc_offset_minutes) * 60 * SECOND);
                        self.digest_hours.push(local.0.rem_euclid(DAY) / (3_600 * SECOND));
                    }
                    self.notifications.push(body.code.into());
                    let names =
                        body.args.iter().filter_map(|arg| if let Arg::Names(names) = arg { Some(names) } else { None });
                    self.last_names = names.flatten().cloned().collect();
                }
                Effect::FetchList { job, url } => self.lists_asked.push((job, url)),
                Effect::Inject { .. }
                | Effect::Survey { .. }
                | Effect::WatchPages(_)
                | Effect::Unlock { .. }
                | Effect::Protect { .. }
                | Effect::Backup { .. }
                | Effect::Erase
                | Effect::WriteCalendar(_)
                | Effect::WatchIdle(_) => {}
                Effect::Lock(vault) => self.written = *vault,
                Effect::LockSign(locked) => self.lock_sign = locked,
            }
        }
    }

    /// Whether the write that is tried now succeeds.
    fn is_written(&mut self) -> bool {
        self.writes += 1;
        self.fails != Some(self.writes)
    }

    fn answer_range(&mut self, job: JobId, url: String) {
        let answer = match &self.source {
            Source::Silent => None,
            Source::Answers(answer) => Some(answer()),
            Source::ByAddress(answer) => Some(answer(&url)),
            Source::Knows(passwords) => Some(rows(passwords, &url)),
        };
        if answer.is_none() {
            self.waiting.push(job);
        }
        self.asked.push(url);
        if let Some(answer) = answer {
            self.handle(Event::RangeAnswered(job, answer));
        }
    }

    /// The filter arrives, or fails to.
    pub fn load_filter(&mut self) {
        for job in std::mem::take(&mut self.filter_jobs) {
            self.handle(Event::FilterLoaded(job, self.filter.clone()));
        }
    }

    /// The first of the requests without an answer gets one.
    pub fn source_answers(&mut self, answer: RangeAnswer) {
        let job = self.waiting.remove(0);
        self.handle(Event::RangeAnswered(job, answer));
    }

    /// Lets time pass; timers run out on the way, and the alarm rings.
    pub fn wait(&mut self, millis: i64) {
        let until = self.now.plus(millis);
        let first = |world: &Self| world.timers.iter().map(|(at, _)| *at).chain(world.alarm).chain(world.daily).min();
        while let Some(at) = first(self).filter(|at| *at <= until) {
            self.now = at;
            match self.timers.iter().position(|(due, _)| *due == at) {
                Some(index) => {
                    let (_, timer) = self.timers.remove(index);
                    self.handle(Event::Timer(timer));
                }
                None if self.daily == Some(at) => {
                    self.daily = Some(at.plus(DAY));
                    self.handle(Event::Alarm);
                }
                None => {
                    self.alarm = None;
                    self.handle(Event::Alarm);
                }
            }
        }
        self.now = until;
    }

    /// The worker is ended: what was only in memory is gone, and its timers with it. The next event wakes another one.
    pub fn end_worker(&mut self) {
        self.waiting.clear();
        let json = serde_json::to_string(&self.written_session).unwrap();
        self.service = Service::new(self.written.clone(), serde_json::from_str(&json).unwrap());
        self.timers.clear();
        self.filter_jobs.clear();
        self.lives += 1;
        self.asleep = true;
    }

    /// The worker is ended and wakes again.
    pub fn restart(&mut self) {
        self.end_worker();
        self.wake();
    }

    /// The browser is closed and started again: the session is gone.
    pub fn close_browser(&mut self) {
        self.close_browser_for(0);
    }

    /// The same, and started again only after a while; no alarm rings meanwhile.
    pub fn close_browser_for(&mut self, millis: i64) {
        self.written_session = Session::default();
        self.end_worker();
        (self.alarm, self.daily) = (None, None);
        self.now = self.now.plus(millis);
        self.wake();
    }

    /// Something wakes the worker if it is not awake.
    pub fn wake(&mut self) {
        if std::mem::take(&mut self.asleep) {
            self.handle(Event::Started);
        }
    }

    /// The worker wakes with a vault that cannot be read.
    pub fn restart_closed(&mut self) {
        self.timers.clear();
        self.written = Vault::new(Salt::new([7; 16]), Cost::TEST);
        self.handle(Event::Started);
    }

    pub fn ask(&mut self, ask: Ask) {
        self.handle(Event::Ask(ask));
    }

    /// Shows a page with these forms in a tab, and says so. Returns the document's name.
    pub fn show(&mut self, tab: i32, origin: &str, forms: Vec<FormSnapshot>) -> String {
        self.documents += 1;
        let document = format!("document {}", self.documents);
        let typed_field_stands = !forms.is_empty();
        let frame = FrameSeen {
            frame: 0,
            document: document.clone(),
            origin: origin.into(),
            frames: 0,
            forms,
            typed_field_stands,
            typed_field_hidden: false,
            typed_field_empty: false,
            waits: false,
            says_invalid: false,
            address_changed: false,
            age: 0.0,
            tab_loads: false,
            status: 200,
            came_from_page: self.came_from_page,
        };
        self.tabs.insert(tab, vec![frame]);
        self.handle(Event::TabCompleted { tab, url: Some(format!("{origin}/")), private: false });
        document
    }

    /// Changes what the tab's top frame shows, without a word.
    pub fn alter(&mut self, tab: i32, change: impl FnOnce(&mut FrameSeen)) {
        change(&mut self.frames(tab)[0]);
    }

    /// What the tab's frames show.
    pub fn frames(&mut self, tab: i32) -> &mut Vec<FrameSeen> {
        self.tabs.get_mut(&tab).unwrap()
    }

    pub fn say(&mut self, tab: i32, origin: &str, message: PageMessage) {
        self.handle(Event::Page(Sender { tab, frame: 0, origin: origin.into(), private: false }, message));
    }

    pub fn type_in(
        &mut self,
        tab: i32,
        origin: &str,
        document: &str,
        form: &FormSnapshot,
        values: &[&str],
        moment: Moment,
    ) {
        self.say(tab, origin, PageMessage::Typed(typed(document, form, values, moment)));
    }

    /// A whole login with a page before and a page after, confirmed.
    pub fn log_in(&mut self, origin: &str, user: &str, password: &str) {
        let form = login();
        let document = self.show(1, origin, vec![form.clone()]);
        self.say(1, origin, PageMessage::Touched { document: document.clone(), form: form.clone() });
        self.type_in(1, origin, &document, &form, &[user, password], Moment::Pause);
        self.type_in(1, origin, &document, &form, &[user, password], Moment::Submit);
        self.show(1, origin, vec![]);
        self.wait(10_000);
    }

    /// A whole change of password, confirmed.
    pub fn change(&mut self, origin: &str, former: &str, new: &str) {
        let form = change();
        let document = self.show(1, origin, vec![form.clone()]);
        self.type_in(1, origin, &document, &form, &[former, new, new], Moment::Submit);
        self.show(1, origin, vec![]);
        self.wait(10_000);
    }

    pub fn popup(&mut self, origin: &str) -> PopupView {
        self.replies.clear();
        self.ask(Ask::Popup { tab: 1, url: Some(format!("{origin}/")), access: true });
        match self.replies.pop() {
            Some(Reply::Popup(view)) => view,
            other => panic!("no popup but {other:?}"),
        }
    }

    pub fn overview(&mut self) -> OverviewView {
        self.ask(Ask::Overview);
        match self.replies.pop() {
            Some(Reply::Overview(view)) => view,
            other => panic!("no overview but {other:?}"),
        }
    }

    /// The only account of a site, as the popup shows it.
    pub fn account(&mut self, origin: &str) -> AccountView {
        let mut accounts = self.popup(origin).accounts;
        assert_eq!(accounts.len(), 1, "accounts on {origin}");
        accounts.remove(0)
    }

    /// The labels of what is wrong with the only account of a site, without what was dismissed.
    pub fn findings(&mut self, origin: &str) -> Vec<&'static str> {
        let advice = self.account(origin).advice;
        advice.iter().filter(|advice| !advice.dismissed).map(|advice| advice.label.code).collect()
    }

    pub fn last_notice(&self) -> &str {
        self.notices.last().map_or("", String::as_str)
    }

    /// What the notice said in answer to what was typed last.
    pub fn typed_notice(&self) -> &'static str {
        match self.replies.last() {
            Some(Reply::Typed(reply)) => reply.notice.code,
            other => panic!("no notice but {other:?}"),
        }
    }
}

/// The range of an address from a list of these passwords.
pub fn rows(passwords: &[&str], url: &str) -> RangeAnswer {
    let asked = url.rsplit('/').next().unwrap();
    let rows = passwords.iter().filter_map(|password| row(password, asked));
    let padding = format!("{}:0\r\n", "0".repeat(35));
    RangeAnswer::Body(rows.chain([padding]).collect::<String>().into_bytes())
}

/// The row of a password if it is in the range that is asked.
fn row(password: &str, asked: &str) -> Option<String> {
    use sha1::{Digest, Sha1};
    let hex: String = Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(range::split(&Secret::new(password.into())).0.as_str(), &hex[..5]);
    (hex[..5] == *asked).then(|| format!("{}:7\r\n", &hex[5..]))
}

pub fn typed(document: &str, form: &FormSnapshot, values: &[&str], moment: Moment) -> Typed {
    let value = |(field, value): (usize, &&str)| TypedValue {
        field,
        value: Secret::new((*value).into()),
        typed: None,
        genuine: true,
    };
    Typed {
        document: document.into(),
        form: form.clone(),
        values: values.iter().enumerate().map(value).collect(),
        field: None,
        moment,
        button: None,
        target: String::new(),
        frames: 0,
        activated: true,
    }
}

pub fn field(kind: &str, name: &str) -> FieldSnapshot {
    FieldSnapshot { kind: kind.into(), name: name.into(), visible: true, maxlength: -1, ..FieldSnapshot::default() }
}

fn form(fields: Vec<FieldSnapshot>, text: &str) -> FormSnapshot {
    let button = NearText { place: Place::Button, text: text.into(), after: fields.len() };
    FormSnapshot { fields, texts: vec![button], path: "/".into(), ..FormSnapshot::default() }
}

pub fn login() -> FormSnapshot {
    form(vec![field("text", "user"), field("password", "password")], "Log in")
}

pub fn password_only() -> FormSnapshot {
    form(vec![field("password", "password")], "Log in")
}

pub fn name_only() -> FormSnapshot {
    form(vec![field("text", "user")], "Log in")
}

pub fn sign_up() -> FormSnapshot {
    form(
        vec![field("text", "user"), field("password", "new-password"), field("password", "confirm-password")],
        "Sign up",
    )
}

pub fn change() -> FormSnapshot {
    let fields = ["current-password", "new-password", "confirm-password"].map(|name| field("password", name));
    form(fields.into(), "Change password")
}
