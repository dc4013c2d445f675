//! Was it a login? What a tab shows after a submission, and what is learned from it.

mod world;

use hygieia::{
    form::{FormSnapshot, NearText, Place},
    secret::Secret,
    service::{
        event::{Event, FrameSeen, Moment, PageMessage, Sender},
        session::Progress,
    },
    time::{DAY, MINUTE},
    vault::account::DateSource,
};
use world::{FORUM, SHOP, World, change, login, name_only, password_only, sign_up, typed};

const PASSWORD: &str = "made-up lamp 41 river";
const OTHER: &str = "quite another 88 thing";

/// A login that was just submitted and still stands there.
fn submitted() -> (World, String) {
    let mut world = World::new();
    let document = submit(&mut world, &login(), &["taro", PASSWORD]);
    (world, document)
}

fn submit(world: &mut World, form: &FormSnapshot, values: &[&str]) -> String {
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, form, values, Moment::Submit);
    document
}

fn learned(world: &World) -> usize {
    world.service.vault().accounts.len()
}

fn under_way(world: &World) -> usize {
    world.service.session().attempts.len()
}

fn gone(frame: &mut FrameSeen) {
    frame.typed_field_stands = false;
    frame.forms.clear();
}

#[test]
fn a_page_that_asks_the_user_name_again_was_no_success() {
    let (mut world, _) = submitted();
    world.show(1, SHOP, vec![name_only()]);
    world.wait(MINUTE);
    assert_eq!((learned(&world), under_way(&world)), (0, 0));
}

#[test]
fn back_at_the_user_name_on_the_same_page_was_no_success() {
    let (mut world, _) = submitted();
    world.alter(1, |frame| {
        frame.typed_field_stands = false;
        frame.forms = vec![name_only()];
    });
    world.wait(MINUTE);
    assert_eq!((learned(&world), under_way(&world)), (0, 0));
}

#[test]
fn a_form_that_asks_an_address_for_a_newsletter_asks_no_login() {
    let (mut world, _) = submitted();
    let mut newsletter = name_only();
    newsletter.fields[0].name = "newsletter".into();
    newsletter.texts = vec![NearText { place: Place::Button, text: "Subscribe".into(), after: 1 }];
    world.show(1, SHOP, vec![newsletter]);
    world.wait(MINUTE);
    assert_eq!(learned(&world), 1);
}

#[test]
fn a_form_that_asks_a_name_comes_back_only_if_it_speaks_of_a_login_or_asked_before() {
    for (asked_before, says_login, expected) in [(false, false, 1), (true, false, 0), (false, true, 0)] {
        let mut world = World::new();
        let mut asks_name = name_only();
        asks_name.texts[0].text = "OK".into();
        if asked_before {
            let document = world.show(1, SHOP, vec![asks_name.clone()]);
            world.type_in(1, SHOP, &document, &asks_name, &["taro"], Moment::Submit);
            assert_eq!(world.service.session().names.len(), 1);
        }
        if says_login {
            asks_name.names = vec!["login-form".into()];
        }
        submit(&mut world, &password_only(), &[PASSWORD]);
        world.show(1, SHOP, vec![asks_name]);
        world.wait(MINUTE);
        assert_eq!((learned(&world), under_way(&world)), (expected, 0), "{asked_before} {says_login}");
    }
}

#[test]
fn an_address_for_a_newsletter_is_no_user_name() {
    let mut world = World::new();
    let mut newsletter = name_only();
    newsletter.fields[0].name = "newsletter".into();
    newsletter.texts[0].text = "Subscribe".into();
    let document = world.show(1, SHOP, vec![newsletter.clone()]);
    world.type_in(1, SHOP, &document, &newsletter, &["taro@example.jp"], Moment::Submit);
    assert!(world.service.session().names.is_empty());
}

/// A page asks a name, and the next one changes the password that is `PASSWORD` now.
fn change_after_asking_for(world: &mut World, name: &str) {
    let form = name_only();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &[name], Moment::Submit);
    world.change(SHOP, PASSWORD, "a third 17 cupboard");
}

#[test]
fn the_present_password_says_whose_change_it_is_before_a_name_from_another_page() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", PASSWORD);
    world.log_in(SHOP, "hanako", OTHER);
    change_after_asking_for(&mut world, "hanako");
    let accounts = &world.service.vault().accounts;
    let changed: Vec<_> = accounts.iter().map(|account| account.earlier.len()).collect();
    assert_eq!(changed, [1, 0]);
}

#[test]
fn a_name_from_another_page_is_given_to_no_second_account() {
    let mut world = World::new();
    world.log_in(SHOP, "", PASSWORD);
    world.log_in(SHOP, "hanako", OTHER);
    change_after_asking_for(&mut world, "hanako");
    let accounts = &world.service.vault().accounts;
    let named: Vec<_> = accounts.iter().map(|account| (account.name.is_some(), account.earlier.len())).collect();
    assert_eq!(named, [(false, 1), (true, 0)]);
}

#[test]
fn a_hidden_form_may_come_back_later_than_one_that_was_taken_out() {
    for (hidden, address_changed, after) in [(false, false, 5_000), (true, true, 5_000), (true, false, 8_000)] {
        let (mut world, _) = submitted();
        world.alter(1, |frame| {
            gone(frame);
            frame.typed_field_hidden = hidden;
            frame.address_changed = address_changed;
        });
        world.wait(after - 1_000);
        assert_eq!(learned(&world), 0, "hidden: {hidden}, address changed: {address_changed}");
        world.wait(1_000);
        assert_eq!(learned(&world), 1, "hidden: {hidden}, address changed: {address_changed}");
    }
}

#[test]
fn a_slow_server_is_waited_for_while_the_page_or_the_browser_waits() {
    type Waits = fn(&mut FrameSeen, bool);
    let waits: [Waits; 2] = [|frame, waits| frame.waits = waits, |frame, waits| frame.tab_loads = waits];
    for waits in waits {
        let (mut world, _) = submitted();
        world.alter(1, |frame| waits(frame, true));
        world.wait(2 * MINUTE);
        assert_eq!((learned(&world), under_way(&world)), (0, 1));
        world.alter(1, |frame| {
            waits(frame, false);
            gone(frame);
        });
        world.wait(MINUTE);
        assert_eq!(learned(&world), 1);

        let (mut world, _) = submitted();
        world.alter(1, |frame| waits(frame, true));
        world.wait(11 * MINUTE);
        assert_eq!((learned(&world), under_way(&world)), (0, 0), "not for ever");
    }
}

#[test]
fn a_change_form_that_is_cleared_was_a_success_unless_it_says_otherwise() {
    for says_invalid in [false, true] {
        let mut world = World::new();
        submit(&mut world, &change(), &[PASSWORD, OTHER, OTHER]);
        world.alter(1, |frame| {
            frame.typed_field_empty = true;
            frame.says_invalid = says_invalid;
        });
        world.wait(MINUTE);
        assert_eq!(learned(&world), usize::from(!says_invalid));
        if !says_invalid {
            assert_eq!(world.account(SHOP).changed_source, DateSource::Observed);
        }
    }
}

#[test]
fn a_click_that_sent_nothing_is_no_submission() {
    // The eye button of a field, or Enter where another field is required: then the person leaves by a link.
    for sent in [false, true] {
        let (mut world, document) = submitted();
        if sent {
            world.say(1, SHOP, PageMessage::Sent { document: document.clone() });
        }
        world.say(1, SHOP, PageMessage::Abandoned { document });
        world.show(1, SHOP, vec![]);
        world.wait(MINUTE);
        assert_eq!(learned(&world), usize::from(sent));
    }
}

#[test]
fn an_address_typed_while_a_password_stands_half_typed_submits_nothing() {
    for came_from_page in [false, true] {
        let mut world = World::new();
        let form = login();
        let document = world.show(1, SHOP, vec![form.clone()]);
        world.type_in(1, SHOP, &document, &form, &["taro", "made-up la"], Moment::Pause);
        let mut next = world.tabs[&1][0].clone();
        gone(&mut next);
        next.document = "next".into();
        next.came_from_page = came_from_page;
        world.tabs.insert(1, vec![next]);
        world.handle(Event::TabCompleted { tab: 1, url: None, private: false });
        world.wait(MINUTE);
        assert_eq!((learned(&world), under_way(&world)), (usize::from(came_from_page), 0));
    }
}

#[test]
fn a_page_that_goes_on_by_itself_has_answered_without_a_referrer() {
    for leaves in [true, false] {
        let (mut world, document) = submitted();
        if leaves {
            world.say(1, SHOP, PageMessage::Leaving { document });
        }
        world.show(1, SHOP, vec![]);
        world.alter(1, |frame| frame.came_from_page = false);
        world.handle(Event::TabCompleted { tab: 1, url: None, private: false });
        world.wait(MINUTE);
        assert_eq!(learned(&world), usize::from(leaves));
    }
}

/// A login in a frame of a page that has been there for a minute, handled by a script.
fn in_a_frame() -> World {
    let mut world = World::new();
    let form = login();
    world.show(1, SHOP, vec![]);
    world.alter(1, |top| {
        top.age = 60_000.0;
        top.frames = 2;
        top.came_from_page = false;
    });
    let top = world.tabs[&1][0].clone();
    let own = FrameSeen { frame: 1 << 34, document: "own".into(), forms: vec![form.clone()], age: 50_000.0, ..top };
    world.frames(1).push(FrameSeen { typed_field_stands: true, ..own });
    let from = Sender { tab: 1, frame: 1 << 34, origin: SHOP.into(), private: false };
    let mut message = typed("own", &form, &["taro", PASSWORD], Moment::Submit);
    message.frames = 2;
    world.handle(Event::Page(from, PageMessage::Typed(message)));
    world.wait(3_000);
    assert_eq!(learned(&world), 0);
    world
}

#[test]
fn a_login_frame_that_is_taken_away_was_a_success() {
    let mut world = in_a_frame();
    world.frames(1).pop();
    world.alter(1, |top| {
        top.age += 3_000.0;
        top.frames = 1;
    });
    world.wait(MINUTE);
    assert_eq!(learned(&world), 1);
}

#[test]
fn a_login_frame_that_is_there_and_silent_was_none() {
    let mut world = in_a_frame();
    world.frames(1).pop();
    world.alter(1, |top| top.age += 3_000.0);
    world.wait(MINUTE);
    assert_eq!((learned(&world), under_way(&world)), (0, 0));
}

#[test]
fn a_login_frame_has_its_answer_in_a_page_that_itself_came_as_an_error() {
    let mut world = in_a_frame();
    world.alter(1, |top| {
        top.status = 404;
        top.age += 3_000.0;
    });
    let frame = &mut world.frames(1)[1];
    frame.document = "next".into();
    gone(frame);
    world.wait(MINUTE);
    assert_eq!(learned(&world), 1);
}

#[test]
fn a_login_frame_that_asks_again_was_none() {
    let mut world = in_a_frame();
    world.frames(1)[1].document = "again".into();
    world.wait(MINUTE);
    assert_eq!((learned(&world), under_way(&world)), (0, 0));
}

#[test]
fn a_form_whose_answer_is_shown_in_another_frame() {
    for (target, answer, expected) in [("answer", vec![], 1), ("answer", vec![login()], 0), ("_self", vec![], 0)] {
        let mut world = World::new();
        let form = login();
        let document = world.show(1, SHOP, vec![form.clone()]);
        world.alter(1, |frame| frame.age = 60_000.0);
        let mut message = typed(&document, &form, &["taro", PASSWORD], Moment::Submit);
        message.target = target.into();
        world.say(1, SHOP, PageMessage::Typed(message));
        let own = world.tabs[&1][0].clone();
        let frame = FrameSeen { frame: 7, document: "answer".into(), forms: answer, age: 900.0, ..own };
        world.frames(1).push(frame);
        world.wait(MINUTE);
        assert_eq!((learned(&world), under_way(&world)), (expected, 0), "{target}");
    }
}

#[test]
fn a_password_that_the_page_masks_at_submission_was_submitted_as_typed() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", PASSWORD], Moment::Pause);
    let tag = world.service.session().attempts[0].tag;
    world.type_in(1, SHOP, &document, &form, &["taro", "●●●●●●"], Moment::Submit);
    let attempt = &world.service.session().attempts[0];
    assert_eq!(attempt.tag, tag);
    assert!(matches!(attempt.progress, Progress::Submitted { .. }));
    world.alter(1, gone);
    world.wait(MINUTE);
    assert_eq!(world.service.vault().accounts[0].password.tag, tag);
}

#[test]
fn a_password_that_the_page_hashes_at_submission_is_learned_and_checked_as_typed() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", PASSWORD], Moment::Pause);
    let tag = world.service.session().attempts[0].tag;
    let mut message = typed(&document, &form, &["taro", "0b9c2625dc21ef05"], Moment::Submit);
    message.values[1].typed = Some(Secret::new(PASSWORD.into()));
    world.say(1, SHOP, PageMessage::Typed(message));
    assert_eq!(world.typed_notice(), "notice_not_reused", "it speaks about what was typed");
    world.show(1, SHOP, vec![]);
    world.wait(MINUTE);
    let password = &world.service.vault().accounts[0].password;
    assert_eq!((password.tag, password.score), (tag, Some(4)));
}

#[test]
fn what_the_page_puts_into_its_field_after_the_submission_is_not_what_was_submitted() {
    let (mut world, document) = submitted();
    let tag = world.service.session().attempts[0].tag;
    let mut hash = typed(&document, &login(), &["taro", "0b9c2625dc21ef05"], Moment::Pause);
    hash.values[1].genuine = false;
    world.say(1, SHOP, PageMessage::Typed(hash));
    world.show(1, SHOP, vec![]);
    world.wait(MINUTE);
    assert_eq!(world.service.vault().accounts[0].password.tag, tag);
}

#[test]
fn a_cancel_button_submits_nothing() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", PASSWORD], Moment::Pause);
    let mut message = typed(&document, &form, &["taro", PASSWORD], Moment::Submit);
    message.button = Some("キャンセル".into());
    world.say(1, SHOP, PageMessage::Typed(message));
    world.show(1, SHOP, vec![]);
    world.wait(MINUTE);
    assert_eq!(learned(&world), 0);
    assert!(world.asked.is_empty());
}

#[test]
fn values_that_no_key_explains_are_learned_after_a_gesture_and_five_a_day() {
    let mut world = World::new();
    let form = login();
    let fill = |world: &mut World, user: &str, activated: bool| {
        let document = world.show(1, SHOP, vec![form.clone()]);
        let mut message = typed(&document, &form, &[user, PASSWORD], Moment::Submit);
        message.values[1].genuine = false;
        message.activated = activated;
        world.say(1, SHOP, PageMessage::Typed(message));
        world.show(1, SHOP, vec![]);
        world.wait(10_000);
    };
    fill(&mut world, "taro", false);
    assert_eq!(learned(&world), 0);
    for user in 0..7 {
        fill(&mut world, &format!("user {user}"), true);
    }
    assert_eq!(learned(&world), 5);
    for user in ["user 0", "user 8"] {
        world.notices.clear();
        fill(&mut world, user, true);
        assert_eq!(world.notices, ["notice_see_toolbar"], "a known account and an unknown one are told alike");
    }
    world.log_in(SHOP, "hanako", OTHER);
    assert_eq!(learned(&world), 6, "what was typed is learned all the same");
    world.wait(DAY);
    fill(&mut world, "jiro", true);
    assert_eq!(learned(&world), 7);
}

#[test]
fn beyond_its_budget_a_document_starts_no_work() {
    let mut world = World::new();
    let document = world.show(1, SHOP, vec![sign_up()]);
    for (moment, asked, staged) in [(Moment::Left, 10, 20), (Moment::Submit, 20, 30)] {
        for attempt in 0..20 {
            let password = format!("made-up lamp {attempt} {moment:?}");
            world.type_in(1, SHOP, &document, &sign_up(), &["taro", &password, &password], moment);
        }
        assert_eq!((world.asked.len(), world.service.session().next_attempt), (asked, staged));
    }
    world.replies.clear();
    for _ in 0..50 {
        world.say(1, SHOP, PageMessage::Touched { document: document.clone(), form: login() });
    }
    assert_eq!(world.replies.len(), 30);
    world.wait(MINUTE);
    world.type_in(1, SHOP, &document, &login(), &["taro", PASSWORD], Moment::Submit);
    assert_eq!(world.asked.len(), 21, "a minute later it may");
}

#[test]
fn a_user_name_is_not_remembered_for_ever() {
    let mut world = World::new();
    let form = name_only();
    let document = world.show(1, FORUM, vec![form.clone()]);
    world.type_in(1, FORUM, &document, &form, &["tanuki"], Moment::Submit);
    assert_eq!(world.service.session().names.len(), 1);
    world.wait(11 * MINUTE);
    let form = password_only();
    world.type_in(1, FORUM, &document, &form, &[PASSWORD], Moment::Submit);
    assert_eq!(world.service.session().attempts[0].name, None);
}
