//! The worker ended at every moment: what is learned is what a run without learns.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    form::FormSnapshot,
    service::event::{Moment, PageMessage},
    vault::Vault,
};
use serde_json::Value;
use world::{FORUM, ISP, SHOP, SHOP_2, World, change, login, name_only, password_only, sign_up};

const ONE: &str = "made-up lamp 41 river";
const TWO: &str = "quite another 88 thing";
const THREE: &str = "never seen 52 before";

/// A site whose page logs in by a script and then takes its form away.
const SCRIPT: &str = "https://script.example";

/// How long a person stays on a page, in milliseconds: longer than an alarm takes to wake a worker.
const A_WHILE: i64 = 40_000;

/// What wakes a worker after one was ended: something else in the browser, at once, or only the alarm and what happens here.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wakes {
    AtOnce,
    ByItself,
}

/// A form that a person has in front of them.
struct Shown {
    tab: i32,
    origin: &'static str,
    document: String,
    form: FormSnapshot,
}

/// A scene, with the worker ended before one of its effects.
struct Scene {
    world: World,
    wakes: Wakes,
}

impl Scene {
    fn played(ends_before: Option<usize>, wakes: Wakes) -> World {
        Self::with(wakes, |world| world.ends_before = ends_before)
    }

    fn with(wakes: Wakes, trouble: impl FnOnce(&mut World)) -> World {
        let mut world = World::new();
        world.effects = 0;
        world.writes = 0;
        trouble(&mut world);
        let mut scene = Self { world, wakes };
        scene.play();
        scene.world
    }

    /// A sign-up, logins on one page, on two and without a navigation, in two tabs at once, a wrong password, a change.
    fn play(&mut self) {
        self.visit(1, SHOP, sign_up(), &["taro", ONE, ONE]);

        let isp = self.open(1, ISP, login());
        let shop = self.open(2, SHOP_2, login());
        self.fill(&isp, &["taro@example.jp", ONE]);
        self.fill(&shop, &["hanako", "hygieia-demo-breached"]);
        self.submit(&isp, &["taro@example.jp", ONE]);
        self.submit(&shop, &["hanako", "hygieia-demo-breached"]);
        self.answer(&isp, vec![]);
        self.answer(&shop, vec![]);
        self.then(A_WHILE);

        let wrong = self.open(1, SHOP, login());
        self.fill(&wrong, &["taro", TWO]);
        self.submit(&wrong, &["taro", TWO]);
        self.answer(&wrong, vec![login()]);
        self.then(A_WHILE);

        let name = self.open(2, FORUM, name_only());
        self.fill(&name, &["saburo"]);
        self.submit(&name, &["saburo"]);
        self.visit(2, FORUM, password_only(), &[THREE]);

        let script = self.open(2, SCRIPT, login());
        self.fill(&script, &["shiro", ONE]);
        self.say(&script, &["shiro", ONE], Moment::Submit);
        self.world.alter(2, |frame| {
            frame.forms.clear();
            frame.typed_field_stands = false;
        });
        self.then(A_WHILE);

        self.visit(1, SHOP, change(), &[ONE, TWO, TWO]);
    }

    fn visit(&mut self, tab: i32, origin: &'static str, form: FormSnapshot, values: &[&str]) {
        let shown = self.open(tab, origin, form);
        self.fill(&shown, values);
        self.submit(&shown, values);
        self.answer(&shown, vec![]);
        self.then(A_WHILE);
    }

    fn open(&mut self, tab: i32, origin: &'static str, form: FormSnapshot) -> Shown {
        self.world.came_from_page = false;
        let document = self.world.show(tab, origin, vec![form.clone()]);
        self.world.came_from_page = true;
        self.then(1_000);
        Shown { tab, origin, document, form }
    }

    fn fill(&mut self, shown: &Shown, values: &[&str]) {
        self.say(shown, values, Moment::Pause);
    }

    fn submit(&mut self, shown: &Shown, values: &[&str]) {
        self.say(shown, values, Moment::Submit);
        let Shown { tab, origin, document, .. } = shown;
        self.until_heard(|world| world.say(*tab, origin, PageMessage::Sent { document: document.clone() }));
    }

    fn answer(&mut self, shown: &Shown, forms: Vec<FormSnapshot>) {
        self.world.show(shown.tab, shown.origin, forms);
        self.then(500);
    }

    fn say(&mut self, Shown { tab, origin, document, form }: &Shown, values: &[&str], moment: Moment) {
        self.until_heard(|world| world.type_in(*tab, origin, document, form, values, moment));
        self.then(1_000);
    }

    /// Content scripts say once more what nobody answered.
    fn until_heard(&mut self, say: impl Fn(&mut World)) {
        let (lives, replies) = (self.world.lives, self.world.replies.len());
        say(&mut self.world);
        if self.world.lives != lives && self.world.replies.len() == replies {
            say(&mut self.world);
        }
    }

    fn then(&mut self, millis: i64) {
        const STEP: i64 = 100;
        for _ in 0..millis / STEP {
            if self.wakes == Wakes::AtOnce {
                self.world.wake();
            }
            self.world.wait(STEP);
        }
    }
}

/// A vault without its dates.
fn undated(vault: &Vault) -> Value {
    fn strip(value: &mut Value) {
        const DATES: [&str; 8] = [
            "at",
            "first_seen",
            "last_login",
            "not_before",
            "former_not_before",
            "accepted_at",
            "until",
            "last_digest_day",
        ];
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !DATES.contains(&name.as_str()));
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(vault).unwrap();
    strip(&mut value);
    // When something was told depends on when a worker was there to tell it.
    value["diary"]["told"].take();
    value["diary"]["warned"].take();
    // In the order in which checks have ended.
    value["notified"].as_array_mut().unwrap().sort_by_key(Value::to_string);
    value
}

/// The same without what a check finds: the characters are gone with the worker that was checking them.
fn unchecked(vault: &Vault) -> Value {
    let mut value = undated(vault);
    value["notified"].take();
    for account in value["accounts"].as_array_mut().unwrap() {
        account["password"]["score"].take();
        account["password"]["breach"].take();
        account["password"]["similar"].take();
        account["password"]["changed_before"].take();
    }
    value
}

/// Every account is logged in to once more.
fn log_in_again(world: &mut World) {
    world.ends_before = None;
    world.log_in(SHOP, "taro", TWO);
    world.log_in(ISP, "taro@example.jp", ONE);
    world.log_in(SHOP_2, "hanako", "hygieia-demo-breached");
    world.log_in(FORUM, "saburo", THREE);
    world.log_in(SCRIPT, "shiro", ONE);
}

fn whatever_ends(wakes: Wakes) {
    let mut without = Scene::played(None, wakes);
    assert_eq!(without.service.vault().accounts.len(), 5);
    let effects = without.effects;
    assert!(effects > 100, "{effects}");
    let learned = unchecked(without.service.vault());
    log_in_again(&mut without);
    let checked = undated(without.service.vault());
    let differs: Vec<_> = (1..=effects)
        .filter(|before| {
            let mut with = Scene::played(Some(*before), wakes);
            with.wait(A_WHILE);
            let is_lost = unchecked(with.service.vault()) != learned || !with.service.session().attempts.is_empty();
            log_in_again(&mut with);
            is_lost || undated(with.service.vault()) != checked
        })
        .collect();
    assert!(differs.is_empty(), "of {effects} effects, before these: {differs:?}");
}

#[test]
fn the_worker_ended_at_every_effect_and_woken_at_once() {
    whatever_ends(Wakes::AtOnce);
}

#[test]
fn the_worker_ended_at_every_effect_with_nothing_else_to_wake_it() {
    whatever_ends(Wakes::ByItself);
}

#[test]
fn a_write_failing_at_each_step_loses_and_doubles_nothing() {
    let without = Scene::played(None, Wakes::AtOnce);
    let (writes, effects) = (without.writes, without.effects);
    assert!(writes > 50, "{writes}");
    let learned = unchecked(without.service.vault());
    for fails in 1..=writes {
        let mut with = Scene::with(Wakes::AtOnce, |world| world.fails = Some(fails));
        with.end_worker();
        with.wake();
        assert_eq!(unchecked(with.service.vault()), learned, "write {fails} of {writes}");
    }
    // All of them for a while, as when the disk is full.
    let mut full = Scene::with(Wakes::AtOnce, |world| world.writes_fail = true);
    full.writes_fail = false;
    full.wait(20 * A_WHILE);
    full.end_worker();
    full.wake();
    assert_eq!(unchecked(full.service.vault()), learned, "no write of {effects} effects");
}

/// A login whose answer was seen by a worker that was then ended, and whose person went on before another one looked.
#[test]
fn what_was_seen_before_the_end_counts_when_the_person_went_on() {
    for (shows_again, learned) in [(false, 1), (true, 0)] {
        let mut world = World::new();
        let document = world.show(1, SHOP, vec![login()]);
        world.type_in(1, SHOP, &document, &login(), &["taro", ONE], Moment::Pause);
        world.type_in(1, SHOP, &document, &login(), &["taro", ONE], Moment::Submit);
        world.show(1, SHOP, vec![]);
        world.end_worker();
        world.wait(A_WHILE / 4);
        world.came_from_page = false;
        if shows_again {
            world.show(1, SHOP, vec![login()]);
        }
        world.show(1, FORUM, vec![]);
        assert_eq!(world.service.vault().accounts.len(), learned);
    }
}
