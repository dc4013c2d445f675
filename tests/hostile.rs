//! Pages that mean harm: what they cannot learn, and what they cannot cause more than so often.

mod world;

use hygieia::{
    service::{
        effect::{Cue, Effect, Reply},
        event::{Ask, Event, Moment, PageMessage, Sender},
    },
    time::{DAY, MINUTE, Now},
};
use world::{FORUM, ISP, SHOP, World, login, typed};

const USED: &str = "made-up lamp 41 river";
const UNUSED: &str = "quite another 88 thing";

fn sender(tab: i32, frame: i64, origin: &str) -> Sender {
    Sender { tab, frame, origin: origin.into(), private: false }
}

/// A login whose password no key explains, submitted and confirmed.
fn fill(world: &mut World, origin: &str, user: &str, password: &str) {
    let form = login();
    let document = world.show(1, origin, vec![form.clone()]);
    let mut message = typed(&document, &form, &[user, password], Moment::Submit);
    message.values[1].genuine = false;
    world.say(1, origin, PageMessage::Typed(message));
    world.show(1, origin, vec![]);
    world.wait(MINUTE);
}

/// What an effect is, without what it says.
fn kind(effect: &Effect) -> &'static str {
    match effect {
        Effect::SaveVault => "save vault",
        Effect::SaveSession => "save session",
        Effect::Reply(_) => "reply",
        Effect::Score { .. } => "score",
        Effect::AskRange { .. } => "ask range",
        Effect::Probe { .. } => "probe",
        Effect::Survey { .. } => "survey",
        Effect::After { .. } => "after",
        Effect::Inject { .. } => "inject",
        Effect::Notice { .. } => "notice",
        Effect::Badge { .. } => "badge",
        Effect::Notify { .. } => "notify",
        Effect::SetAlarm { .. } => "set alarm",
        Effect::WatchPages(_) => "watch pages",
        _ => "what only our own pages ask for",
    }
}

/// What happens up to the answer, at each moment of a login, when `known` is in use on another site.
fn before_the_answer(known: &str, genuine: bool, frame: i64) -> Vec<Vec<&'static str>> {
    let mut world = World::new();
    world.log_in(ISP, "taro", known);
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    let moments = [Moment::Pause, Moment::Pause, Moment::Left, Moment::Submit];
    let effects = moments.map(|moment| {
        let mut message = typed(&document, &form, &["taro", USED], moment);
        message.values[1].genuine = genuine;
        let event = Event::Page(sender(1, frame, SHOP), PageMessage::Typed(message));
        world.service.handle(event, Now { at: world.now, utc_offset_minutes: 540 })
    });
    let told = |kinds: &mut Vec<&str>| {
        let last = kinds.iter().rposition(|kind| ["reply", "notice"].contains(kind));
        kinds.truncate(last.map_or(0, |last| last + 1));
    };
    let mut kinds = effects.map(|effects| effects.iter().map(kind).collect::<Vec<_>>());
    kinds.iter_mut().for_each(told);
    kinds.into()
}

#[test]
fn what_is_done_before_the_page_hears_does_not_depend_on_what_is_found() {
    for genuine in [true, false] {
        for frame in [0, 7] {
            let done = before_the_answer(USED, genuine, frame);
            assert_eq!(done, before_the_answer(UNUSED, genuine, frame), "genuine: {genuine}, frame {frame}");
            let notices = |effects: &Vec<&str>| effects.iter().filter(|kind| **kind == "notice").count();
            let expected = usize::from(frame != 0);
            assert!(done.iter().all(|effects| notices(effects) == expected));
        }
    }
}

#[test]
fn about_what_no_key_explains_the_page_hears_the_same_whatever_is_found() {
    for known in [USED, UNUSED] {
        let mut world = World::new();
        world.log_in(ISP, "taro", known);
        let form = login();
        for (activated, staged) in [(false, 0), (true, 1)] {
            for moment in [Moment::Pause, Moment::Left, Moment::Submit] {
                let document = world.show(1, SHOP, vec![form.clone()]);
                let mut message = typed(&document, &form, &["taro", USED], moment);
                message.values[1].genuine = false;
                message.activated = activated;
                world.say(1, SHOP, PageMessage::Typed(message));
                assert_eq!(world.typed_notice(), "notice_see_toolbar");
                assert_eq!(world.service.session().attempts.len(), staged);
                world.handle(Event::TabClosed(1));
            }
        }
        world.notices.clear();
        fill(&mut world, SHOP, "taro", USED);
        assert_eq!(world.notices, ["notice_see_toolbar"]);
    }
}

#[test]
fn a_place_without_a_site_is_not_listened_to() {
    let form = login();
    for origin in ["null", "", "file://", "about:blank", "data:text/html,x", "blob:https://forum.example/1", "https://"]
    {
        let mut world = World::new();
        world.replies.clear();
        let document = "document".to_owned();
        world.say(1, origin, PageMessage::Touched { document: document.clone(), form: form.clone() });
        for moment in [Moment::Pause, Moment::Left, Moment::Submit] {
            world.say(1, origin, PageMessage::Typed(typed(&document, &form, &["taro", USED], moment)));
        }
        world.handle(Event::Page(sender(1, 7, origin), PageMessage::Edited));
        assert!(world.replies.is_empty(), "{origin}");
        assert!(world.service.session().attempts.is_empty(), "{origin}");
        assert!(world.notices.is_empty() && world.asked.is_empty(), "{origin}");
    }
}

#[test]
fn who_says_another_document_s_name_speaks_for_its_own_origin_alone() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", USED], Moment::Submit);
    let before = world.service.session().attempts.clone();
    for message in [
        PageMessage::Abandoned { document: document.clone() },
        PageMessage::Sent { document: document.clone() },
        PageMessage::Leaving { document: document.clone() },
        PageMessage::Typed(typed(&document, &form, &["taro", UNUSED], Moment::Submit)),
    ] {
        world.handle(Event::Page(sender(1, 7, FORUM), message));
    }
    let attempts = &world.service.session().attempts;
    assert_eq!(attempts[..1], before[..], "the login is as it was");
    assert_eq!(attempts.len(), 2, "what was typed at the forum is the forum's");
    assert_eq!(attempts[1].origin, FORUM);
}

#[test]
fn a_page_touches_no_other_site_s_accounts() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", USED);
    let before = world.service.vault().accounts.clone();
    for password in [USED, UNUSED] {
        fill(&mut world, FORUM, "taro", password);
    }
    assert_eq!(world.service.vault().accounts[0], before[0]);
}

#[test]
fn a_page_that_submits_over_and_over_changes_and_tells_little() {
    let mut world = World::new();
    world.log_in(ISP, "taro", "hygieia-demo-breached");
    world.log_in(SHOP, "taro", USED);
    world.notifications.clear();
    world.notices.clear();
    let mut passwords = Vec::new();
    for round in 0..40 {
        // Every second one is a severe finding.
        let made_up = format!("made-up lamp {round}");
        fill(&mut world, SHOP, "taro", if round % 2 == 0 { "hygieia-demo-breached" } else { &made_up });
        fill(&mut world, SHOP, &format!("user {round}"), "hygieia-demo-breached");
        let account = world.service.vault().accounts.iter().find(|account| account.site.as_ref() == "amazon.co.jp");
        passwords.push(account.map(|account| account.password.tag));
    }
    passwords.dedup();
    assert_eq!(passwords.len(), 5, "five passwords in the place of the first");
    let accounts = world.service.vault().accounts.len();
    assert_eq!(accounts, 2 + 4, "with the one that was typed, five accounts of the day");
    assert!(world.notifications.len() <= 10, "{}", world.notifications.len());
    assert_eq!(world.notices, ["notice_see_toolbar"; 80], "the page is told alike every time");
    world.log_in(SHOP, "taro", UNUSED);
    world.wait(DAY);
    let now = passwords.len();
    fill(&mut world, SHOP, "taro", USED);
    let account = world.service.vault().accounts.iter().find(|account| account.site.as_ref() == "amazon.co.jp");
    passwords.push(account.map(|account| account.password.tag));
    assert_ne!(passwords[now], passwords[now - 1], "what was typed counts, and the next day what was filled");
}

#[test]
fn the_limit_of_changes_outlives_the_worker() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", USED);
    for round in 0..10 {
        fill(&mut world, SHOP, "taro", &format!("made-up lamp {round}"));
        world.restart();
    }
    assert_eq!(world.service.session().overwritten.len(), 5);
}

#[test]
fn logins_under_way_are_few_and_typed_ones_stay() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", USED], Moment::Pause);
    for frame in 1..100 {
        let mut message = typed(&format!("frame {frame}"), &form, &["taro", UNUSED], Moment::Pause);
        message.values[1].genuine = false;
        world.handle(Event::Page(sender(1, frame, SHOP), PageMessage::Typed(message)));
    }
    let attempts = &world.service.session().attempts;
    assert_eq!(attempts.len(), 8);
    assert_eq!((attempts[0].document.as_str(), attempts[7].document.as_str()), (&*document, "frame 99"));
    let other = world.show(1, FORUM, vec![form.clone()]);
    world.type_in(1, FORUM, &other, &form, &["taro", USED], Moment::Pause);
    assert_eq!(world.service.session().attempts.last().map(|attempt| attempt.origin.as_str()), Some(FORUM));
}

#[test]
fn the_line_of_a_frame_comes_with_the_first_edit() {
    let mut world = World::new();
    let now = Now { at: world.now, utc_offset_minutes: 540 };
    let cues = |effects: Vec<Effect>| -> Vec<(Cue, &str)> {
        let notice = |effect: &Effect| match effect {
            Effect::Notice { cue, text, .. } => Some((*cue, text.code)),
            _ => None,
        };
        effects.iter().filter_map(notice).collect()
    };
    let mut edited = |frame| world.service.handle(Event::Page(sender(1, frame, SHOP), PageMessage::Edited), now);
    assert_eq!(cues(edited(7)), [(Cue::Edited, "notice_waiting")]);
    assert_eq!(cues(edited(0)), [], "a top page shows its line by itself");
    let shown: usize = (0..1_000).map(|_| cues(edited(7)).len()).sum();
    assert!(shown < 240, "{shown}");
    world.wait(MINUTE);
    let (site, _, _) = hygieia::site::Site::from_origin_url(SHOP).expect("a site");
    world.ask(Ask::SetNotice { site, shown: false });
    let now = Now { at: world.now, utc_offset_minutes: 540 };
    assert_eq!(cues(world.service.handle(Event::Page(sender(1, 7, SHOP), PageMessage::Edited), now)), []);
}

#[test]
fn a_thousand_messages_a_minute_are_not_answered() {
    let mut world = World::new();
    let form = login();
    world.replies.clear();
    // A page can make frames and names below its domain; only their number is new to us.
    for guess in 0..1_000 {
        let origin = format!("https://name-{}.forum.example", guess % 50);
        let message = typed(&format!("document {guess}"), &form, &["taro", &format!("guess {guess}")], Moment::Pause);
        world.say(1, &origin, PageMessage::Typed(message));
    }
    let answered = world.replies.iter().filter(|reply| matches!(reply, Reply::Typed(_))).count();
    assert_eq!(answered, 480);
}
