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
    Ports, chrome, network,
    storage::{self, Store},
};
use crate::{
    secret::Exposure,
    service::{
        Service,
        effect::{Cue, Effect, Reply},
        event::{Event, FrameId, FrameSeen, TabId},
    },
    site::Site,
    text::Text,
    time::{Now, UnixMillis},
};

const ALARM: &str = "daily";
const ALARM_MINUTES: f64 = 24.0 * 60.0;
const WATCH: &str = "watch";
/// What a frame needs from its first touch on, or when it is probed: all of it, so that nothing is there without the rest.
const COLLECTOR: [&str; 4] = ["content/form.js", "content/values.js", "content/notice.js", "content/collect.js"];

/// Everything that lives as long as the worker.
struct Driver {
    service: RefCell<Service>,
    store: Store,
    ports: Ports,
}

thread_local! {
    static DRIVER: OnceCell<Rc<Driver>> = const { OnceCell::new() };
}

/// Reads what was kept and begins.
pub async fn start(ports: Ports) -> Result<(), JsValue> {
    let (store, vault) = Store::open(now().at).await?;
    let session = storage::load_session().await?;
    let driver = Driver { service: RefCell::new(Service::new(vault, session)), store, ports };
    DRIVER.with(|cell| cell.set(Rc::new(driver)).map_err(|_| JsError::new("Hygieia was started twice")))?;
    run(Event::Started).await;
    Ok(())
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
    /// One event and all its effects. The answer is handed on to the event that a strength estimate or a survey leads to,
    /// because the practice field's answer and the one to what is seen need it.
    async fn carry_out(self: Rc<Self>, event: Event, mut answer: Answer) {
        let effects = self.service.borrow_mut().handle(event, now());
        for effect in effects {
            match effect {
                Effect::Reply(reply) => {
                    if let Some(answer) = answer.take() {
                        // Nobody listens any more if the page is gone.
                        let _ = answer.send(reply);
                    }
                }
                Effect::Score { job, secret, context } => {
                    let driver = Rc::clone(&self);
                    let answer = answer.take();
                    spawn_local(async move {
                        let score = driver.ports.score(secret.expose(Exposure::Score), context).await;
                        drop(secret);
                        let score = score.ok().and_then(|score| score.as_f64()).map(|score| score as u8);
                        driver.carry_out(Event::Scored(job, score), answer).await;
                    });
                }
                Effect::Survey { tab } => {
                    let driver = Rc::clone(&self);
                    let answer = answer.take();
                    spawn_local(async move {
                        let frames = ask_frames(tab, &["content/form.js", "content/survey.js"]).await.ok();
                        driver.carry_out(Event::Surveyed(frames), answer).await;
                    });
                }
                Effect::AskRange { job, url } => {
                    self.then(async move { Event::RangeAnswered(job, network::ask_range(&url).await) })
                }
                Effect::Probe { attempt, tab } => self.then(async move { Event::Probed(attempt, probe(tab).await) }),
                Effect::After { millis, timer } => self.then(async move {
                    TimeoutFuture::new(millis).await;
                    Event::Timer(timer)
                }),
                other => {
                    if let Err(error) = self.apply(other).await {
                        // Never with values: these are errors of the browser's about tabs, storage and the like.
                        web_sys::console::warn_2(&"Hygieia:".into(), &error);
                    }
                }
            }
        }
    }

    /// Takes in the event that a future resolves to.
    fn then(self: &Rc<Self>, event: impl Future<Output = Event> + 'static) {
        let driver = Rc::clone(self);
        spawn_local(async move { driver.carry_out(event.await, None).await });
    }

    async fn apply(&self, effect: Effect) -> Result<(), JsValue> {
        match effect {
            Effect::SaveVault => {
                // Sealed before the first await, so that writes are in the order of the events.
                let write = {
                    let service = self.service.borrow();
                    let vault = service.vault().clone();
                    async move { self.store.save(&vault).await }
                };
                write.await
            }
            Effect::SaveSession => {
                let session = self.service.borrow().session().clone();
                storage::save_session(&session).await
            }
            Effect::Notice { tab, site, cue, text } => show_notice(tab, &site, cue, &say(&text).await).await,
            Effect::Inject { tab, frame } => inject(tab, frame).await,
            Effect::Badge { tab, count, severe } => set_badge(tab, count, severe).await,
            Effect::Notify { name, title, body } => notify(name, &say(&title).await, &say(&body).await).await,
            Effect::SetAlarm => set_alarm().await,
            Effect::WatchPages(watch) => watch_pages(watch).await,
            Effect::Reply(_)
            | Effect::Score { .. }
            | Effect::AskRange { .. }
            | Effect::Probe { .. }
            | Effect::Survey { .. }
            | Effect::After { .. } => Ok(()),
        }
    }
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

/// Whether a tab shows a page of a site.
async fn shows_site(tab: TabId, site: &Site) -> Result<bool, JsValue> {
    let tab = chrome::get_tab(tab).await?;
    let url = js_sys::Reflect::get(&tab, &"url".into())?.as_string().unwrap_or_default();
    Ok(Site::from_origin_url(&url).is_ok_and(|(shown, _, _)| shown == *site))
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
    chrome::send_to_frame(tab, &to_js(&Show { cue, line }), &to_js(&TopFrame { frame_id: 0 })).await.map(drop)
}

async fn set_badge(tab: TabId, count: u32, severe: bool) -> Result<(), JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Badge<'a> {
        tab_id: TabId,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        color: Option<&'a str>,
    }
    let text = if count == 0 { String::new() } else { count.to_string() };
    let color = if severe { "#b3261e" } else { "#8a5a00" };
    chrome::set_badge_color(&to_js(&Badge { tab_id: tab, text: None, color: Some(color) })).await?;
    chrome::set_badge_text(&to_js(&Badge { tab_id: tab, text: Some(&text), color: None })).await.map(drop)
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

async fn set_alarm() -> Result<(), JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Info {
        period_in_minutes: f64,
    }
    if chrome::get_alarm(ALARM).await?.is_undefined() {
        chrome::create_alarm(ALARM, &to_js(&Info { period_in_minutes: ALARM_MINUTES })).await?;
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
    #[derive(Serialize)]
    struct Query<'a> {
        url: [&'a str; 2],
    }
    const EVERY_SITE: [&str; 2] = ["http://*/*", "https://*/*"];
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
            let tabs: js_sys::Array = chrome::query_tabs(&to_js(&Query { url: EVERY_SITE })).await?.unchecked_into();
            for tab in tabs {
                let id = js_sys::Reflect::get(&tab, &"id".into())?.as_f64();
                // A tab may refuse (an error page, the browser's own store).
                if let Some(id) = id {
                    let _ = execute(id as TabId, None, &[FILE]).await;
                }
            }
        }
        (false, true) => {
            chrome::unregister_content_scripts(&filter).await?;
        }
        (true, true) | (false, false) => {}
    }
    Ok(())
}
