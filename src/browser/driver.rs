//! Runs the service: one event at a time goes in, its effects are carried out in their order.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use futures_channel::oneshot;
use gloo::timers::future::TimeoutFuture;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    Ports, chrome, filter, network, random,
    storage::{self, Found, Store},
    toolbar,
};
use crate::{
    breach::range::Prefix,
    rotation::calendar::{self, Entry},
    secret::{Exposure, Secret},
    service::{
        Service,
        effect::{Cue, Effect, Reply},
        event::{Event, FrameId, FrameSeen, NotProtected, NotUnlocked, TabId},
        lock::Closed,
    },
    settings::Settings,
    site::{Site, same_owner},
    text::Text,
    time::{Now, UnixMillis},
    vault::Vault,
};

const ALARM: &str = "daily";
const ALARM_MINUTES: f64 = 24.0 * 60.0;
/// Wakes a worker after one that had something under way was ended. Chrome rings no alarm sooner.
const AGAIN: &str = "again";
const AGAIN_MINUTES: f64 = 0.5;
const WATCH: &str = "watch";
/// What a frame needs from its first touch on, or when it is probed: all of it, so that nothing is there without the rest.
const COLLECTOR: [&str; 4] = ["content/form.js", "content/values.js", "content/notice.js", "content/collect.js"];

/// Everything that lives as long as the worker.
struct Driver {
    service: RefCell<Service>,
    /// `None` while the browser's storage does not open.
    store: RefCell<Option<Rc<Store>>>,
    ports: Ports,
}

thread_local! {
    static DRIVER: OnceCell<Rc<Driver>> = const { OnceCell::new() };
}

/// Reads what was kept and begins. Whether the storage has opened.
pub async fn start(ports: Ports) -> bool {
    let closed = Service::closed(Closed::NoStorage, Settings::default());
    let new = || Rc::new(Driver { service: RefCell::new(closed), store: RefCell::new(None), ports });
    let driver = DRIVER.with(|cell| Rc::clone(cell.get_or_init(new)));
    if driver.store.borrow().is_some() {
        return true;
    }
    let opened = open().await;
    let is_open = opened.is_ok();
    match opened {
        Ok((store, service)) => {
            driver.store.replace(Some(Rc::new(store)));
            driver.service.replace(service);
        }
        Err(error) => warn(&error),
    }
    run(Event::Started).await;
    is_open
}

async fn open() -> Result<(Store, Service), JsValue> {
    let (store, found) = Store::open(now().at).await?;
    let service = match found {
        Found::Vault(vault) => Service::new(*vault, storage::load_session().await?),
        Found::Closed(why, settings) => Service::closed(why, settings),
    };
    Ok((store, service))
}

/// Whether anybody uses the computer, as the browser says: `active`, `idle` or `locked`.
pub async fn idle(state: &str) {
    if state != "active" {
        run(Event::Idle).await;
    }
}

/// The open storage, for the test door.
#[cfg(feature = "test-door")]
pub(super) fn open_store() -> Result<Rc<Store>, JsValue> {
    DRIVER.with(|cell| cell.get().ok_or_else(|| JsValue::from("not started")).and_then(|driver| driver.store()))
}

/// Takes an event in and resolves to its answer as soon as there is one; what follows goes on by itself.
pub async fn run(event: Event) -> Option<Reply> {
    let driver = DRIVER.with(|cell| cell.get().map(Rc::clone))?;
    let (sender, receiver) = oneshot::channel();
    spawn_local(driver.carry_out(event, Some(sender)));
    receiver.await.ok()
}

/// A text in the language of the settings; its code if that fails.
pub async fn say(text: &Text) -> String {
    let Some(driver) = DRIVER.with(|cell| cell.get().map(Rc::clone)) else { return text.code.to_owned() };
    let language = to_js(&driver.service.borrow().vault().settings.language);
    let said = driver.ports.say(to_js(text), language).await;
    said.ok().and_then(|said| said.as_string()).unwrap_or_else(|| text.code.to_owned())
}

/// A value as JavaScript has it: plain objects, `null` for none.
pub fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

type Answer = Option<oneshot::Sender<Reply>>;

impl Driver {
    /// One event and all its effects. The answer is handed on to the event that an effect leads to where only that can
    /// give it: a strength estimate, a survey, what is done to the vault as a whole.
    async fn carry_out(self: Rc<Self>, event: Event, mut answer: Answer) {
        let effects = self.service.borrow_mut().handle(event, now());
        let mut saved = true;
        for effect in effects {
            match effect {
                Effect::Reply(mut reply) => {
                    if let Reply::Settings(view) = &mut reply {
                        view.not_saved = !saved;
                    }
                    if let Some(answer) = answer.take() {
                        // Nobody listens any more if the page is gone.
                        let _ = answer.send(reply);
                    }
                }
                Effect::Score { job, secret, context } => {
                    let driver = Rc::clone(&self);
                    self.then(answer.take(), async move {
                        let score = driver.ports.score(secret.expose(Exposure::Score), context).await;
                        drop(secret);
                        Event::Scored(job, score.ok().and_then(|score| score.as_f64()).map(|score| score as u8))
                    });
                }
                Effect::Survey { tab } => self.then(answer.take(), async move {
                    Event::Surveyed(ask_frames(tab, &["content/form.js", "content/survey.js"]).await.ok())
                }),
                Effect::DrawPrefix { job, test } => {
                    let drawn = Event::PrefixDrawn(job, Prefix::random(random::bytes()));
                    let answer = if test { answer.take() } else { None };
                    Box::pin(Rc::clone(&self).carry_out(drawn, answer)).await;
                }
                Effect::AskRange { job, url, test } => {
                    let answer = if test { answer.take() } else { None };
                    self.then(answer, async move { Event::RangeAnswered(job, network::ask_range(&url, test).await) });
                }
                Effect::LoadFilter { job } => {
                    self.then(answer.take(), async move { Event::FilterLoaded(job, told(filter::load().await)) })
                }
                Effect::FetchList { job, url } => {
                    self.then(None, async move { Event::ListFetched(job, network::fetch_list(&url).await) })
                }
                Effect::AskStatus { job, url } => {
                    self.then(
                        answer.take(),
                        async move { Event::StatusAnswered(job, network::ask_status(&url).await) },
                    );
                }
                Effect::WriteCalendar(entries) => {
                    self.then(answer.take(), async move { Event::CalendarWritten(write_calendar(entries).await) });
                }
                Effect::Probe { attempt, tab } => {
                    self.then(None, async move { Event::Probed(attempt, probe(tab).await) })
                }
                Effect::After { millis, timer } => {
                    // A timer ends with its worker; the alarm wakes another one, which sees to what is under way.
                    if timer.outlives_worker() {
                        spawn_local(wake_again());
                    }
                    self.then(None, async move {
                        TimeoutFuture::new(millis).await;
                        Event::Timer(timer)
                    });
                }
                Effect::SaveVault => {
                    let learned = self.service.borrow().unwritten();
                    let vault = self.service.borrow().vault_to_save().cloned();
                    let written = told(self.save(vault).await).is_some();
                    saved &= written;
                    Box::pin(Rc::clone(&self).carry_out(Event::VaultWritten { learned, written }, None)).await;
                }
                Effect::Lock(vault) => {
                    let written = told(self.lock(&vault).await).is_some();
                    Box::pin(Rc::clone(&self).carry_out(Event::VaultWritten { learned: vec![], written }, None)).await;
                }
                Effect::Unlock { passphrase } => {
                    let driver = Rc::clone(&self);
                    self.then(answer.take(), async move { Event::Unlocked(driver.unlock(&passphrase).await) });
                }
                Effect::Protect { present, passphrase } => {
                    let driver = Rc::clone(&self);
                    self.then(answer.take(), async move {
                        Event::Protected(driver.protect(present.as_ref(), passphrase.as_ref()).await)
                    });
                }
                Effect::Backup { passphrase } => {
                    let file = storage::back_up(self.service.borrow().vault(), &passphrase);
                    self.then(answer.take(), async move { Event::BackedUp(file) });
                }
                Effect::Erase => {
                    let driver = Rc::clone(&self);
                    self.then(answer.take(), async move { Event::Erased(told(driver.erase().await).map(Box::new)) });
                }
                other => {
                    told(self.apply(other).await);
                }
            }
        }
    }

    /// Takes in the event that a future resolves to.
    fn then(self: &Rc<Self>, answer: Answer, event: impl Future<Output = Event> + 'static) {
        let driver = Rc::clone(self);
        spawn_local(async move { driver.carry_out(event.await, answer).await });
    }

    fn store(&self) -> Result<Rc<Store>, JsValue> {
        self.store.borrow().clone().ok_or_else(|| JsError::new("the storage is not open").into())
    }

    /// Writes the vault, or without one what could not be written before. It is sealed before the first await, so that
    /// writes are in the order of the events.
    async fn save(&self, vault: Option<Vault>) -> Result<(), JsValue> {
        let store = self.store()?;
        match vault {
            Some(vault) => store.save(&vault).await,
            None => store.save_again().await,
        }
    }

    async fn lock(&self, vault: &Vault) -> Result<(), JsValue> {
        self.store()?.lock(vault).await
    }

    async fn unlock(&self, passphrase: &Secret) -> Result<Box<Vault>, NotUnlocked> {
        let store = self.store().map_err(|_| NotUnlocked::Storage)?;
        store.unlock(passphrase, now().at).await.map(Box::new)
    }

    async fn protect(&self, present: Option<&Secret>, passphrase: Option<&Secret>) -> Result<bool, NotProtected> {
        let vault = self.service.borrow().vault_to_save().cloned().ok_or(NotProtected::Storage)?;
        let store = self.store().map_err(|_| NotProtected::Storage)?;
        store.protect(&vault, present, passphrase).await
    }

    async fn erase(&self) -> Result<Vault, JsValue> {
        self.store()?.erase().await
    }

    async fn apply(&self, effect: Effect) -> Result<(), JsValue> {
        match effect {
            Effect::SaveSession => {
                let session = self.service.borrow().session().clone();
                storage::save_session(&session).await
            }
            Effect::Notice { tab, site, cue, text } => show_notice(tab, &site, cue, &say(&text).await).await,
            Effect::Inject { tab, frame } => inject(tab, frame).await,
            Effect::Badge { tab, count, severe } => toolbar::set_badge(tab, count, severe).await,
            Effect::LockSign(locked) => toolbar::set_lock_sign(locked).await,
            Effect::Notify { name, title, body } => notify(name, &say(&title).await, &say(&body).await).await,
            Effect::SetAlarm { in_millis } => set_alarm(in_millis).await,
            Effect::OpenTab { url, beside } => open_tab(&url, beside).await,
            Effect::WatchPages(watch) => watch_pages(watch).await,
            Effect::WatchIdle(seconds) => watch_idle(seconds).await,
            _ => Ok(()),
        }
    }
}

/// What came of it; an error is logged. Never with values: these are errors of the browser's about tabs, storage and the
/// like.
fn told<T>(result: Result<T, JsValue>) -> Option<T> {
    result.inspect_err(warn).ok()
}

fn warn(error: &JsValue) {
    web_sys::console::warn_2(&"Hygieia:".into(), error);
}

/// Has the browser tell when nobody has used the computer for so long, and looks whether that is so already.
async fn watch_idle(seconds: Option<u32>) -> Result<(), JsValue> {
    let Some(seconds) = seconds else { return Ok(()) };
    chrome::set_idle_seconds(seconds)?;
    let state = chrome::idle_state(seconds).await?.as_string().unwrap_or_default();
    spawn_local(async move { idle(&state).await });
    Ok(())
}

/// The browser's clock.
fn now() -> Now {
    let millis = js_sys::Date::now();
    #[cfg(feature = "test-door")]
    let millis = millis + super::door::clock_offset();
    let offset = js_sys::Date::new_0().get_timezone_offset();
    Now { at: UnixMillis(millis as i64), utc_offset_minutes: -(offset as i32) }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    tab_id: TabId,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_frames: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame_ids: Option<[FrameId; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Injection<'a> {
    target: Target,
    files: &'a [&'a str],
    inject_immediately: bool,
}

async fn execute(tab: TabId, frame: Option<FrameId>, files: &[&str]) -> Result<JsValue, JsValue> {
    let all_frames = frame.is_none().then_some(true);
    let target = Target { tab_id: tab, all_frames, frame_ids: frame.map(|frame| [frame]) };
    chrome::execute_script(&to_js(&Injection { target, files, inject_immediately: true })).await
}

/// Gives a frame what reads its forms and shows the notice.
async fn inject(tab: TabId, frame: FrameId) -> Result<(), JsValue> {
    execute(tab, Some(frame), &COLLECTOR).await.map(drop)
}

/// What the last of these scripts says in each frame of a tab, with the frame's number; frames that say nothing, or
/// something else, are left out. An error if the browser lets nobody look (an error page, a page that is just going).
pub(super) async fn ask_frames<T: DeserializeOwned>(tab: TabId, files: &[&str]) -> Result<Vec<(FrameId, T)>, JsValue> {
    let results: js_sys::Array = execute(tab, None, files).await?.unchecked_into();
    let said = |result: JsValue| {
        let frame = js_sys::Reflect::get(&result, &"frameId".into()).ok()?.as_f64()?;
        let value = js_sys::Reflect::get(&result, &"result".into()).ok()?;
        Some((frame as FrameId, serde_wasm_bindgen::from_value(value).ok()?))
    };
    Ok(results.iter().filter_map(said).collect())
}

/// What the frames of a tab show of login forms.
async fn probe(tab: TabId) -> Vec<FrameSeen> {
    let files = [&COLLECTOR[..], &["content/probe.js"]].concat();
    let seen = ask_frames::<FrameSeen>(tab, &files).await.unwrap_or_default();
    let tab_loads = is_loading(tab).await;
    seen.into_iter().map(|(frame, seen)| FrameSeen { frame, tab_loads, ..seen }).collect()
}

async fn is_loading(tab: TabId) -> bool {
    let Ok(tab) = chrome::get_tab(tab).await else { return false };
    js_sys::Reflect::get(&tab, &"status".into()).is_ok_and(|status| status == "loading")
}

/// Whether a tab shows a page of a site, or of another one of its owner's: a login often ends there.
async fn shows_site(tab: TabId, site: &Site) -> Result<bool, JsValue> {
    let tab = chrome::get_tab(tab).await?;
    let url = js_sys::Reflect::get(&tab, &"url".into())?.as_string().unwrap_or_default();
    Ok(Site::from_origin_url(&url).is_ok_and(|(shown, _, _)| same_owner(&shown, site)))
}

async fn show_notice(tab: TabId, site: &Site, cue: Cue, line: &str) -> Result<(), JsValue> {
    #[derive(Serialize)]
    struct Show<'a> {
        cue: Cue,
        line: &'a str,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct TopFrame {
        frame_id: FrameId,
    }
    if !shows_site(tab, site).await? {
        return Ok(());
    }
    execute(tab, Some(0), &["content/notice.js"]).await?;
    // The tab may have gone elsewhere meanwhile, by a redirect say.
    if !shows_site(tab, site).await? {
        return Ok(());
    }
    chrome::send_to_frame(tab, &to_js(&Show { cue, line }), &to_js(&TopFrame { frame_id: 0 })).await.map(drop)
}

async fn notify(name: &str, title: &str, message: &str) -> Result<(), JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Options<'a> {
        r#type: &'a str,
        icon_url: &'a str,
        title: &'a str,
        message: &'a str,
    }
    let icon_url = chrome::extension_url("icons/128.png");
    let options = Options { r#type: "basic", icon_url: &icon_url, title, message };
    chrome::create_notification(name, &to_js(&options)).await.map(drop)
}

/// Takes the place of the alarm that was set before.
async fn set_alarm(in_millis: u32) -> Result<(), JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Info {
        delay_in_minutes: f64,
        period_in_minutes: f64,
    }
    let delay_in_minutes = f64::from(in_millis) / 60_000.0;
    let info = Info { delay_in_minutes, period_in_minutes: ALARM_MINUTES };
    chrome::create_alarm(ALARM, &to_js(&info)).await.map(drop)
}

/// Opens a page in the window of a tab, so that what was asked in a private window stays there.
async fn open_tab(url: &str, beside: Option<TabId>) -> Result<(), JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Create<'a> {
        url: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        window_id: Option<i32>,
    }
    let window_id = match beside {
        Some(tab) => {
            let tab = chrome::get_tab(tab).await?;
            js_sys::Reflect::get(&tab, &"windowId".into())?.as_f64().map(|window| window as i32)
        }
        None => None,
    };
    chrome::create_tab(&to_js(&Create { url, window_id })).await.map(drop)
}

/// The entries in words, as a file.
async fn write_calendar(entries: Vec<Entry>) -> String {
    let mut said = Vec::new();
    for entry in entries {
        let (summary, description) = (say(&entry.summary).await, say(&entry.description).await);
        said.push((entry, summary, description));
    }
    calendar::file(&said, now().at)
}

/// A later call puts it off.
async fn wake_again() {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Info {
        delay_in_minutes: f64,
    }
    // Without it, the next event of the browser's wakes a worker.
    let _ = chrome::create_alarm(AGAIN, &to_js(&Info { delay_in_minutes: AGAIN_MINUTES })).await;
}

const EVERY_SITE: [&str; 2] = ["http://*/*", "https://*/*"];

async fn run_in_open_tabs(file: &str) -> Result<(), JsValue> {
    #[derive(Serialize)]
    struct Query<'a> {
        url: [&'a str; 2],
    }
    let tabs: js_sys::Array = chrome::query_tabs(&to_js(&Query { url: EVERY_SITE })).await?.unchecked_into();
    for tab in tabs {
        let id = js_sys::Reflect::get(&tab, &"id".into())?.as_f64();
        // A tab may refuse (an error page, the browser's own store).
        if let Some(id) = id {
            let _ = execute(id as TabId, None, &[file]).await;
        }
    }
    Ok(())
}

/// Registers the content script, or takes it back. Browsers forget it at an update, and both were seen to forget it at the
/// end of the session; they do not run it in the tabs that are open when it is registered.
async fn watch_pages(watch: bool) -> Result<(), JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Script<'a> {
        id: &'a str,
        js: [&'a str; 1],
        matches: [&'a str; 2],
        run_at: &'a str,
        all_frames: bool,
        match_origin_as_fallback: bool,
    }
    #[derive(Serialize)]
    struct Filter<'a> {
        ids: [&'a str; 1],
    }
    const FILE: &str = "content/watch.js";
    let filter = to_js(&Filter { ids: [WATCH] });
    let registered: js_sys::Array = chrome::registered_content_scripts(&filter).await?.unchecked_into();
    match (watch, registered.length() > 0) {
        (true, false) => {
            let script = Script {
                id: WATCH,
                js: [FILE],
                matches: EVERY_SITE,
                run_at: "document_start",
                all_frames: true,
                match_origin_as_fallback: true,
            };
            chrome::register_content_scripts(&to_js(&[script])).await?;
            run_in_open_tabs(FILE).await?;
        }
        (false, true) => {
            chrome::unregister_content_scripts(&filter).await?;
            run_in_open_tabs("content/silence.js").await?;
        }
        (true, true) | (false, false) => {}
    }
    Ok(())
}
