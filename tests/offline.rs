//! The offline filter, through whole logins: what it finds is told at once, and nobody can tell from what is asked.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    breach::range,
    form::FormSnapshot,
    secret::Secret,
    service::{
        effect::Reply,
        event::{Ask, Event, Moment, PageMessage, RangeAnswer, Sender},
    },
    text::{Arg, Text},
    time::{DAY, MINUTE},
};
use world::{FORUM, ISP, MOST_USED, OFTEN_USED, SHOP, Source, World, change, login, rows, sign_up, typed};

/// The first prefix that is drawn in this world.
const RANDOM: &str = "00000";
/// In no list.
const UNCOMMON: &str = "made-up lamp 41 river";

fn offline() -> World {
    let mut world = World::new();
    world.ask(Ask::Set { key: "online".into(), value: false.into() });
    world.replies.clear();
    world
}

/// Shows a page with a form, and touches it.
fn open(world: &mut World, form: &FormSnapshot) -> String {
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.say(1, SHOP, PageMessage::Touched { document: document.clone(), form: form.clone() });
    document
}

/// Opens a login form, and types into it until the first pause.
fn pause(world: &mut World, password: &str) -> String {
    let document = open(world, &login());
    world.type_in(1, SHOP, &document, &login(), &["taro", password], Moment::Pause);
    document
}

/// The prefixes that were asked for.
fn asked(world: &World) -> Vec<&str> {
    world.asked.iter().map(|url| url.rsplit('/').next().unwrap()).collect()
}

fn prefix_of(password: &str) -> String {
    range::split(&Secret::new(password.into())).0.as_str().to_owned()
}

fn reason(world: &mut World, origin: &str) -> Text {
    world.account(origin).advice.remove(0).reason
}

fn breach(world: &mut World) -> &'static str {
    world.account(SHOP).breach.code
}

#[test]
fn without_network_a_common_password_is_breached_at_the_first_pause() {
    let mut world = offline();
    pause(&mut world, MOST_USED);
    assert_eq!(world.typed_notice(), "notice_breached");
    assert_eq!(world.badges[&1], 1);
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(world.findings(SHOP), ["breached_label"]);
    assert_eq!(world.service.vault().accounts[0].password.breach.map(|check| check.breached), Some(true));
    assert!(world.asked.is_empty());
    assert_eq!(world.last_notice(), "notice_breached", "said on the next page too");
    assert_eq!(world.account(SHOP).score, Some(0));
}

#[test]
fn the_reason_names_the_tier_as_long_as_it_is_in_memory() {
    let mut world = offline();
    world.log_in(SHOP, "taro", MOST_USED);
    world.log_in(ISP, "taro", OFTEN_USED);
    let tier = |count| Text::with("breached_reason_most_used", [Arg::Count(count)]);
    assert_eq!(reason(&mut world, SHOP), tier(1_000));
    assert_eq!(reason(&mut world, ISP), tier(10_000));
    world.restart();
    assert_eq!(reason(&mut world, SHOP), Text::plain("breached_reason"), "it is stored nowhere");
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(reason(&mut world, SHOP), tier(1_000));
}

#[test]
fn sign_up_change_and_practice_know_it() {
    let mut world = offline();
    let document = open(&mut world, &sign_up());
    world.type_in(1, SHOP, &document, &sign_up(), &["taro@example.jp", MOST_USED, MOST_USED], Moment::Left);
    assert_eq!(world.typed_notice(), "notice_breached");

    let mut world = offline();
    world.log_in(SHOP, "taro", UNCOMMON);
    world.change(SHOP, UNCOMMON, MOST_USED);
    assert_eq!(world.findings(SHOP), ["breached_label"]);
    let document = open(&mut world, &change());
    world.type_in(1, SHOP, &document, &change(), &[MOST_USED, OFTEN_USED, OFTEN_USED], Moment::Left);
    assert_eq!(world.typed_notice(), "notice_breached");

    for filter_is_there in [false, true] {
        let mut world = World::before_first_start();
        if filter_is_there {
            practise(&mut world, UNCOMMON);
        }
        assert_eq!(practise(&mut world, MOST_USED), "notice_breached");
        assert_eq!(practise(&mut world, UNCOMMON), "notice_not_reused");
        world.filter = None;
        world.restart();
        assert_eq!(practise(&mut world, MOST_USED), "notice_not_checked");
    }
}

fn practise(world: &mut World, second: &str) -> &'static str {
    world.replies.clear();
    world.ask(Ask::Practice { first: Secret::new("paper boat".into()), second: Secret::new(second.into()) });
    match world.replies.pop() {
        Some(Reply::Practice(view)) => view.notice.code,
        other => panic!("no practice but {other:?}"),
    }
}

#[test]
fn with_online_checks_a_random_prefix_is_asked_once() {
    let mut world = World::new();
    pause(&mut world, MOST_USED);
    assert!(world.asked.is_empty(), "never on a pause");
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(asked(&world), [RANDOM]);
    assert_ne!(prefix_of(MOST_USED), RANDOM);
    assert_eq!(world.findings(SHOP), ["breached_label"]);
    world.log_in(SHOP, "taro", MOST_USED);
    world.log_in(ISP, "taro", MOST_USED);
    world.restart();
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(world.asked.len(), 1);
    world.log_in(FORUM, "taro", UNCOMMON);
    assert_eq!(asked(&world)[1..], [prefix_of(UNCOMMON)]);
}

#[test]
fn what_the_random_range_answers_changes_nothing() {
    let answers: [fn() -> RangeAnswer; 4] = [
        || RangeAnswer::Failed,
        || RangeAnswer::TimedOut,
        || RangeAnswer::Status(429, None),
        || RangeAnswer::Body(b"<!doctype html>".to_vec()),
    ];
    for answer in answers {
        let mut world = World::new();
        world.source = Source::Answers(answer);
        world.log_in(SHOP, "taro", MOST_USED);
        assert_eq!(world.asked.len(), 1);
        assert_eq!(world.findings(SHOP), ["breached_label"]);
    }
    let mut world = World::new();
    world.source = Source::Silent;
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!((world.asked.len(), world.findings(SHOP)), (1, vec!["breached_label"]));
}

#[test]
fn a_not_found_of_a_breach_source_does_not_outweigh_the_filter() {
    let mut world = World::new();
    let filter = world.filter.take();
    world.source = Source::Knows(vec![]);
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(breach(&mut world), "breach_not_found", "the filter could not be read");
    assert_eq!(asked(&world), [prefix_of(MOST_USED)], "so the source is asked");
    world.filter = filter;
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(world.findings(SHOP), ["breached_label"], "tried again at the next login");
    assert_eq!(world.asked.len(), 1);
}

#[test]
fn without_network_nothing_is_ever_called_fine() {
    let mut world = offline();
    world.log_in(SHOP, "taro", UNCOMMON);
    assert_eq!(breach(&mut world), "not_checked_online_off", "the filter has looked");
    assert!(world.findings(SHOP).is_empty());
    assert_eq!(world.last_notice(), "notice_not_reused");
    assert!(world.service.vault().accounts[0].password.breach.is_none());
    world.close_browser();
    assert_eq!(breach(&mut world), "not_checked_not_asked", "nothing is known of it any more");

    world.filter = None;
    world.restart();
    world.log_in(SHOP, "taro", UNCOMMON);
    assert_eq!(breach(&mut world), "not_checked_no_filter");
    assert_eq!(world.findings(SHOP), ["not_checked_label"]);
    world.filter = Some(b"<!doctype html>".to_vec());
    world.log_in(SHOP, "taro", MOST_USED);
    assert_eq!(breach(&mut world), "not_checked_no_filter", "a damaged file is no file");
}

#[test]
fn the_exact_answer_does_not_wait_for_the_filter() {
    let mut world = offline();
    world.log_in(ISP, "taro", MOST_USED);
    world.restart();
    world.filter_is_slow = true;
    world.notices.clear();
    pause(&mut world, MOST_USED);
    assert_eq!(world.typed_notice(), "notice_reused");
    world.load_filter();
    assert_eq!(world.notices, ["notice_reused"], "the line is told anew, whatever was found");

    let mut world = offline();
    world.filter_is_slow = true;
    pause(&mut world, OFTEN_USED);
    assert_eq!(world.typed_notice(), "notice_not_reused");
    world.load_filter();
    assert_eq!(world.notices, ["notice_breached"]);
}

#[test]
fn what_is_submitted_before_the_filter_is_there_waits_for_it() {
    for password in [MOST_USED, UNCOMMON] {
        let mut world = World::new();
        world.filter_is_slow = true;
        world.log_in(SHOP, "taro", password);
        assert!(world.asked.is_empty());
        assert_eq!(breach(&mut world), "not_checked_waiting");
        world.load_filter();
        let is_common = password == MOST_USED;
        assert_eq!(breach(&mut world), if is_common { "breach_found" } else { "breach_not_found" });
        assert_eq!(asked(&world), [if is_common { RANDOM.into() } else { prefix_of(password) }]);
        assert!(world.filter_jobs.is_empty(), "loaded once");
    }
}

#[test]
fn a_worker_that_ended_while_the_filter_was_loaded_loses_nothing() {
    let mut world = offline();
    world.filter_is_slow = true;
    let document = pause(&mut world, MOST_USED);
    world.restart();
    world.filter_is_slow = false;
    world.type_in(1, SHOP, &document, &login(), &["taro", MOST_USED], Moment::Submit);
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    assert_eq!(world.findings(SHOP), ["breached_label"]);
}

#[test]
fn a_private_window_is_told_and_nothing_is_asked() {
    let mut world = World::new();
    world.log_in(ISP, "taro", UNCOMMON);
    world.asked.clear();
    let from = Sender { tab: 1, frame: 0, origin: SHOP.into(), private: true };
    let message = PageMessage::Typed(typed("private", &login(), &["taro", MOST_USED], Moment::Submit));
    world.handle(Event::Page(from, message));
    assert_eq!(world.typed_notice(), "notice_breached");
    assert!(world.asked.is_empty() && world.service.session().attempts.is_empty());
}

/// Whoever watches sees how often something is asked: as often for a password of the filter as for one that is in no list.
#[test]
fn what_is_asked_does_not_tell_whether_the_filter_has_it() {
    type Days = fn(&mut World, &str);
    let lives: [(&str, Days); 7] = [
        ("the yes after a login without it", |world, password| {
            world.ask(Ask::Set { key: "online".into(), value: false.into() });
            world.log_in(SHOP, "taro", password);
            world.ask(Ask::Set { key: "online".into(), value: true.into() });
            world.log_in(SHOP, "taro", password);
            world.log_in(SHOP, "taro", password);
        }),
        ("a source that does not answer", |world, password| {
            world.source = Source::Answers(|| RangeAnswer::Failed);
            for _ in 0..3 {
                world.log_in(SHOP, "taro", password);
                world.wait(2 * DAY);
            }
            world.source = Source::Knows(vec![]);
            world.log_in(SHOP, "taro", password);
            world.log_in(SHOP, "taro", password);
        }),
        ("a submission that was lost with the page", |world, password| {
            pause(world, password);
            world.show(1, SHOP, vec![]);
            world.wait(MINUTE);
            world.log_in(SHOP, "taro", password);
        }),
        (
            "a submission that was lost with the page, by another worker than the logins before and after",
            |world, password| {
                world.log_in(SHOP, "taro", password);
                world.restart();
                pause(world, password);
                world.show(1, SHOP, vec![]);
                world.wait(MINUTE);
                world.restart();
                world.log_in(SHOP, "taro", password);
            },
        ),
        ("a field that is left, another worker, a pause, a submission", |world, password| {
            let form = sign_up();
            let values = ["taro", password, password];
            let document = world.show(1, SHOP, vec![form.clone()]);
            world.type_in(1, SHOP, &document, &form, &values, Moment::Left);
            for moment in [Moment::Pause, Moment::Submit] {
                world.restart();
                world.type_in(1, SHOP, &document, &form, &values, moment);
            }
        }),
        ("another worker, another site, a month", |world, password| {
            world.log_in(SHOP, "taro", password);
            world.restart();
            world.log_in(FORUM, "taro", password);
            world.wait(31 * DAY);
            world.log_in(SHOP, "taro", password);
        }),
        ("a field that is left, an end, a submission; two tabs at once", |world, password| {
            world.source = Source::Silent;
            let form = sign_up();
            for origin in [SHOP, FORUM] {
                let document = world.show(1, origin, vec![form.clone()]);
                world.type_in(1, origin, &document, &form, &["taro", password, password], Moment::Left);
                world.type_in(1, origin, &document, &form, &["taro", password, password], Moment::Submit);
            }
            world.source_answers(rows(&[], "https://range.example/00000"));
            world.restart();
            let document = world.show(1, ISP, vec![form.clone()]);
            world.type_in(1, ISP, &document, &form, &["taro", password, password], Moment::Submit);
        }),
    ];
    for (life, live) in lives {
        let requests = |password| {
            let mut world = World::new();
            live(&mut world, password);
            world.asked.len()
        };
        assert_eq!(requests(MOST_USED), requests(UNCOMMON), "{life}");
        assert!(requests(UNCOMMON) > 0, "{life}");
    }
}
