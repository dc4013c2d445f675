//! Similar passwords through the service: who is told, when it goes away, and what must not wait for it.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    reuse::Why,
    service::{
        effect::{Effect, Reply},
        event::{Ask, Event, Moment, PageMessage, Timer},
    },
    time::{DAY, Now},
    vault::account::DateSource,
};
use world::{FORUM, ISP, SHOP, SHOP_2, World, change, login, sign_up, typed};

const FIRST: &str = "Lamplight24!";
const EDITED: &str = "Lamplight25!";
const OTHER: &str = "quite another 88 thing";

#[test]
fn a_small_edit_elsewhere_is_told_on_both_sites() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.log_in(SHOP, "taro", EDITED);
    for (site, other) in [(SHOP, "ocn.ne.jp"), (ISP, "amazon.co.jp")] {
        let advice = world.account(site).advice;
        assert_eq!(advice[0].label.code, "similar_label", "{site}");
        assert_eq!(advice[0].reason.code, "similar_reason_number");
        assert_eq!(advice[0].sites[0].site.as_ref(), other);
    }
    assert_eq!(world.last_notice(), "notice_similar");
    assert_eq!(world.badges[&1], 1);
}

#[test]
fn the_finding_goes_when_either_password_changes() {
    for (site, password) in [(SHOP, EDITED), (ISP, FIRST)] {
        let mut world = World::new();
        world.log_in(ISP, "taro", FIRST);
        world.log_in(SHOP, "taro", EDITED);
        let tag = |world: &World, site: usize| world.service.vault().accounts[site].password.tag;
        let former = [tag(&world, 0), tag(&world, 1)];
        world.change(site, password, OTHER);
        assert_eq!(world.findings(SHOP), [""; 0], "{site}");
        assert_eq!(world.findings(ISP), [""; 0], "{site}");
        let kept = world.service.vault().accounts.iter().flat_map(|account| account.password.similar.iter().flatten());
        let gone =
            former.iter().find(|tag| !world.service.vault().accounts.iter().any(|one| one.password.tag == **tag));
        assert!(kept.into_iter().all(|similar| Some(&similar.tag) != gone), "no tag stays in a relation");
    }
}

#[test]
fn what_is_not_similar_is_not_told() {
    let cases = [
        (ISP, SHOP, FIRST, OTHER),
        // Two birthdays.
        (ISP, SHOP, "24101989", "24101988"),
        // One owner.
        (SHOP, "https://www.amazon.com", FIRST, EDITED),
    ];
    for (one, other, first, second) in cases {
        let mut world = World::new();
        world.log_in(one, "taro", first);
        world.log_in(other, "taro", second);
        assert_eq!(world.findings(other), [""; 0], "{first} {second}");
    }
    // Equal is reuse, and not similar as well.
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.log_in(SHOP, "taro", FIRST);
    assert_eq!(world.findings(SHOP), ["reused_label"]);
    // Two accounts on one site.
    world.log_in(SHOP_2, "taro", OTHER);
    world.log_in(SHOP_2, "hanako", "quite another 89 thing");
    assert!(world.popup(SHOP_2).accounts.iter().all(|account| account.advice.is_empty()));
}

#[test]
fn two_edits_are_found_by_stems_of_this_session_only() {
    let further = "L@mplight-2019";
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.log_in(SHOP, "taro", further);
    assert_eq!(world.account(SHOP).advice[0].reason.code, "similar_reason_word");
    assert!(world.service.vault().stems.is_empty());
    assert_eq!(world.service.session().stems.len(), 2);

    // The browser is closed in between.
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.close_browser();
    world.log_in(SHOP, "taro", further);
    assert_eq!(world.findings(SHOP), [""; 0]);
    // The stem of a password that was looked at before is known again once it is typed.
    world.log_in(ISP, "taro", FIRST);
    assert_eq!(world.account(ISP).advice[0].reason.code, "similar_reason_word");
}

#[test]
fn stems_are_kept_under_a_passphrase_and_go_with_it() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.handle(Event::Protected(Ok(true)));
    assert_eq!(world.service.vault().stems.len(), 1, "what the session knows");
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(world.written.stems.len(), 2);
    world.close_browser();
    world.log_in(SHOP, "taro", "L@mplight-2019");
    assert_eq!(world.account(SHOP).advice[0].reason.code, "similar_reason_word");
    world.change(FORUM, OTHER, "12345678901");
    assert_eq!(world.service.vault().stems.len(), 2, "a former password's stem goes");
    world.handle(Event::Protected(Ok(false)));
    assert!(world.service.vault().stems.is_empty());
}

#[test]
fn a_small_edit_of_the_former_password_does_not_reset_the_clock() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    let first_seen = world.account(SHOP).changed_at;
    world.wait(31 * DAY);
    assert_eq!(world.findings(SHOP), ["due_label"]);
    world.change(SHOP, FIRST, EDITED);
    let account = world.account(SHOP);
    assert_eq!((account.changed_at, account.changed_source), (first_seen, DateSource::FirstSeen));
    assert_eq!(world.findings(SHOP), ["barely_changed_label", "due_label"]);
    world.change(SHOP, EDITED, OTHER);
    assert_eq!(world.findings(SHOP), [""; 0]);
    assert_eq!(world.account(SHOP).changed_source, DateSource::Observed);
}

#[test]
fn the_former_password_need_not_be_in_the_form() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    let first_seen = world.account(SHOP).changed_at;
    world.wait(DAY);
    world.log_in(SHOP, "taro", EDITED);
    assert_eq!(world.account(SHOP).changed_at, first_seen);
    assert_eq!(world.findings(SHOP), ["barely_changed_label"]);
    // An earlier one, with another in between.
    world.wait(DAY);
    world.log_in(SHOP, "taro", OTHER);
    let changed = world.account(SHOP).changed_at;
    assert_ne!(changed, first_seen);
    world.wait(DAY);
    world.log_in(SHOP, "taro", "Lamplight26!");
    assert_eq!(world.account(SHOP).changed_at, changed);
    assert_eq!(world.findings(SHOP), ["barely_changed_label"]);
}

#[test]
fn an_edit_is_said_while_the_change_form_is_filled_in() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    let form = change();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &[FIRST, EDITED, ""], Moment::Pause);
    assert_eq!(world.typed_notice(), "notice_barely_changed");
}

#[test]
fn a_new_password_is_looked_at_when_its_field_is_left() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    let form = sign_up();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", EDITED, ""], Moment::Left);
    world.wait(2_000);
    let labels: Vec<_> = world.popup(SHOP).under_way.iter().map(|advice| advice.label.code).collect();
    assert_eq!(labels, ["similar_label"]);
    assert!(world.popup(SHOP).accounts.is_empty());
    world.type_in(1, SHOP, &document, &form, &["taro", EDITED, EDITED], Moment::Pause);
    assert_eq!(world.typed_notice(), "notice_similar", "what was found stays with the same password");
}

#[test]
fn a_run_ends_when_its_attempt_is_replaced_or_abandoned() {
    for abandoned in [true, false] {
        let mut world = World::new();
        world.log_in(ISP, "taro", FIRST);
        let form = login();
        let document = world.show(1, SHOP, vec![form.clone()]);
        world.type_in(1, SHOP, &document, &form, &["taro", EDITED], Moment::Submit);
        if abandoned {
            world.say(1, SHOP, PageMessage::Abandoned { document });
        } else {
            world.type_in(1, SHOP, &document, &form, &["taro", OTHER], Moment::Pause);
        }
        world.wait(100);
        let attempts = &world.service.session().attempts;
        assert!(attempts.iter().all(|attempt| attempt.similar.is_none()), "abandoned: {abandoned}");
    }
}

#[test]
fn a_wrong_password_is_compared_and_not_kept() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", EDITED], Moment::Submit);
    world.show(1, SHOP, vec![form]);
    world.wait(60_000);
    assert!(world.popup(SHOP).accounts.is_empty());
    assert_eq!(world.findings(ISP), [""; 0]);
    assert_eq!(world.service.session().stems.len(), 1);
}

/// Nothing is derived while somebody is at a form, and then one derivation an event: whatever else happens waits for one at
/// most.
#[test]
fn an_exact_check_waits_for_one_derivation_at_most() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    let at = |at| Now { at, utc_offset_minutes: 540 };
    let form = login();
    let message = typed("document", &form, &["taro", EDITED], Moment::Submit);
    let sender = hygieia::service::event::Sender { tab: 1, frame: 0, origin: SHOP.into(), private: false };
    let effects = world.service.handle(Event::Page(sender, PageMessage::Typed(message)), at(world.now));
    let place = |wanted: fn(&Effect) -> bool| effects.iter().position(wanted);
    let reply = place(|effect| matches!(effect, Effect::Reply(Reply::Typed(_))));
    let run = place(|effect| matches!(effect, Effect::After { timer: Timer::Compare, .. }));
    assert!(reply.is_some() && reply < run, "the answer goes first");
    let busy = world.service.handle(Event::Timer(Timer::Compare), at(world.now.plus(100)));
    assert!(matches!(busy[..], [Effect::After { millis: 400, timer: Timer::Compare }]));
    for step in 1..=70 {
        let effects = world.service.handle(Event::Timer(Timer::Compare), at(world.now.plus(500)));
        let next =
            effects.iter().filter(|effect| matches!(effect, Effect::After { timer: Timer::Compare, .. })).count();
        if next == 0 {
            assert!(step > 10, "a run of {step}");
            return;
        }
        assert_eq!(next, 1);
    }
    panic!("more than 64 edits and 4 stems");
}

#[test]
fn what_the_worker_s_end_interrupted_is_looked_at_at_the_next_login() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", EDITED], Moment::Submit);
    world.restart();
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    assert_eq!(world.findings(SHOP), [""; 0]);
    assert_eq!(world.service.vault().accounts[1].password.similar, None);
    world.log_in(SHOP, "taro", EDITED);
    assert_eq!(world.findings(SHOP), ["similar_label"]);
    let similar = world.service.vault().accounts[1].password.similar.clone().unwrap();
    assert_eq!(similar[0].why, Why::Number);
}

#[test]
fn a_late_verdict_keeps_the_clock_too() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    let first_seen = world.account(SHOP).changed_at;
    world.wait(DAY);
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", EDITED], Moment::Submit);
    world.restart();
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    assert_ne!(world.account(SHOP).changed_at, first_seen);
    world.wait(DAY);
    world.log_in(SHOP, "taro", EDITED);
    assert_eq!(world.account(SHOP).changed_at, first_seen);
    assert_eq!(world.service.vault().accounts[0].password.changed_before, None);
}

#[test]
fn it_is_dismissed_by_its_cause() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.log_in(SHOP, "taro", EDITED);
    let finding = world.account(SHOP).advice[0].id.clone();
    world.ask(Ask::Dismiss { finding, days: None });
    assert_eq!(world.findings(SHOP), [""; 0]);
    assert_eq!(world.findings(ISP), ["similar_label"], "the other account's own finding stays");
    world.log_in(FORUM, "taro", "Lamplight26!");
    assert_eq!(world.findings(SHOP), ["similar_label"], "the facts changed");
}

/// The line after a login comes three times, whatever is found and whether anything was looked for.
#[test]
fn a_page_does_not_learn_whether_anything_was_compared() {
    let lines = |before: Option<(&str, &str)>, times: usize| {
        let mut world = World::new();
        if let Some((site, password)) = before {
            world.log_in(site, "taro", password);
        }
        for _ in 0..times {
            world.notices.clear();
            world.log_in(SHOP, "taro", EDITED);
        }
        world.notices.len()
    };
    let expected = lines(None, 1);
    assert_eq!(lines(Some((ISP, FIRST)), 1), expected);
    assert_eq!(lines(Some((ISP, FIRST)), 2), expected);
    assert_eq!(lines(Some((SHOP, FIRST)), 1), expected);
    assert_eq!(expected, 3);
}

#[test]
fn the_practice_field_shows_it() {
    let mut world = World::new();
    let secret = |text: &str| hygieia::secret::Secret::new(text.into());
    world.ask(Ask::Practice { first: secret(FIRST), second: secret(EDITED) });
    let Some(Reply::Practice(view)) = world.replies.pop() else { panic!("no practice") };
    assert_eq!(view.advice[0].label.code, "similar_label");
    assert_eq!(view.notice.code, "notice_similar");
}
