//! Asking breach sources: order, pauses, sharing, tests, and the log.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    breach::source::{GWDG, HAVE_I_BEEN_PWNED, SourceName},
    service::{
        effect::Reply,
        event::{Ask, Event, Moment, RangeAnswer},
        log::RequestView,
        session::Session,
        view::SourceTestView,
    },
    text::Arg,
    time::{DAY, MINUTE, SECOND, UnixMillis},
};
use serde_json::{Value, json};
use world::{FORUM, ISP, MOST_USED, SHOP, SHOP_2, Source, World, change, login, rows, sign_up};

const BREACHED: &str = "hygieia-demo-breached";
const OTHER: &str = "quite another 88 thing";
/// In no list of this world.
const OTHER_FINE: &str = "eleven calm rivers 5";
const MIRROR: &str = "https://mirror.example/range/";

fn source(name: &str, on: bool) -> Value {
    json!({ "name": name, "on": on, "address": if name == "mirror" { MIRROR } else { "" } })
}

/// A world with these sources on, in this order; the others follow, off.
fn world_with(on: &[&str]) -> World {
    let mut world = World::new();
    let off = ["have_i_been_pwned", "gwdg", "mirror"].into_iter().filter(|name| !on.contains(name));
    let list = on.iter().map(|name| source(name, true)).chain(off.map(|name| source(name, false)));
    world.ask(Ask::Set { key: "breach_sources".into(), value: list.collect() });
    assert!(matches!(world.replies.pop(), Some(Reply::Settings(_))));
    world
}

/// Whom the world asked, in this order.
fn asked(world: &World) -> Vec<&str> {
    world.asked.iter().map(|url| &url[..=url.rfind('/').unwrap()]).collect()
}

/// What the log shows, the earliest first.
fn whole_log(world: &mut World) -> Vec<RequestView> {
    world.ask(Ask::Log);
    match world.replies.pop() {
        Some(Reply::Log(view)) => view.requests.into_iter().rev().collect(),
        other => panic!("no log but {other:?}"),
    }
}

/// The same without the list of breached sites, which is fetched with the yes.
fn log(world: &mut World) -> Vec<RequestView> {
    let mut log = whole_log(world);
    log.retain(|request| request.why.code != "log_why_list");
    log
}

fn outcomes(world: &mut World) -> Vec<&'static str> {
    log(world).into_iter().map(|request| request.outcome.code).collect()
}

fn test(world: &mut World, source: SourceName) -> SourceTestView {
    world.replies.clear();
    world.ask(Ask::TestSource { source });
    match world.replies.pop() {
        Some(Reply::SourceTest(view)) => view,
        other => panic!("no result but {other:?}"),
    }
}

/// The time that a text names.
fn time_in(text: &hygieia::text::Text) -> UnixMillis {
    let time = text.args.iter().find_map(|arg| if let Arg::Time(at) = arg { Some(*at) } else { None });
    time.expect("a time")
}

fn breach_of(world: &mut World, site: &str) -> &'static str {
    world.account(site).breach.code
}

#[test]
fn the_first_that_is_on_is_asked_and_the_next_only_if_it_fails() {
    let mut world = world_with(&["mirror", "have_i_been_pwned"]);
    world.log_in(SHOP, "taro", BREACHED);
    assert_eq!(asked(&world), [MIRROR]);
    world.source = Source::ByAddress(|url| match url.starts_with(MIRROR) {
        true => RangeAnswer::Failed,
        false => rows(&[OTHER], url),
    });
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(asked(&world)[1..], [MIRROR, HAVE_I_BEEN_PWNED]);
    assert_eq!(breach_of(&mut world, FORUM), "breach_found");
    assert_eq!(
        outcomes(&mut world),
        ["log_outcome_answered", "log_outcome_no_answer", "log_outcome_answered"],
        "in the order in which they left"
    );
}

#[test]
fn the_reason_is_the_first_one_s() {
    let mut world = world_with(&["mirror", "gwdg", "have_i_been_pwned"]);
    world.source = Source::ByAddress(|url| match url.starts_with(MIRROR) {
        true => RangeAnswer::TimedOut,
        false => RangeAnswer::Status(500, None),
    });
    world.log_in(SHOP, "taro", OTHER);
    assert_eq!(asked(&world), [MIRROR, GWDG, HAVE_I_BEEN_PWNED]);
    assert_eq!(breach_of(&mut world, SHOP), "not_checked_timed_out");
    assert_eq!(world.findings(SHOP), ["not_checked_label"]);
}

#[test]
fn all_off_is_not_checked() {
    let mut world = world_with(&[]);
    world.log_in(SHOP, "taro", BREACHED);
    assert!(world.asked.is_empty());
    assert_eq!(breach_of(&mut world, SHOP), "not_checked_no_source");
}

#[test]
fn a_list_that_is_none_is_refused() {
    let mut world = World::new();
    for list in [json!([]), json!([source("mirror", true)]), json!("https://range.example/"), json!([{ "name": "x" }])]
    {
        world.ask(Ask::Set { key: "breach_sources".into(), value: list.clone() });
        assert!(matches!(world.replies.pop(), Some(Reply::Refused(_))), "{list}");
    }
}

type Fault = (fn() -> RangeAnswer, &'static str, &'static str);

/// Each kind of answer that is none, why nothing is known then, and what the log says.
const FAULTS: [Fault; 8] = [
    (|| RangeAnswer::Failed, "not_checked_no_answer", "log_outcome_no_answer"),
    (|| RangeAnswer::TimedOut, "not_checked_timed_out", "log_outcome_timed_out"),
    (|| RangeAnswer::TooLarge, "not_checked_not_a_range", "log_outcome_too_large"),
    (|| RangeAnswer::Redirected, "not_checked_no_answer", "log_outcome_redirected"),
    (|| RangeAnswer::Status(404, None), "not_checked_refused", "log_outcome_status"),
    (|| RangeAnswer::Status(429, Some("soon".into())), "not_checked_refused", "log_outcome_status"),
    (|| RangeAnswer::Status(429, Some("600".into())), "not_checked_later", "log_outcome_status"),
    (|| RangeAnswer::Body(b"<html>".to_vec()), "not_checked_not_a_range", "log_outcome_not_a_range"),
];

#[test]
fn a_source_that_failed_is_left_alone_ever_longer_and_asked_again_then() {
    for (answer, why, outcome) in FAULTS {
        let mut world = world_with(&["have_i_been_pwned"]);
        world.source = Source::Answers(answer);
        world.log_in(SHOP, "taro", OTHER);
        assert_eq!(breach_of(&mut world, SHOP), why);
        assert_eq!(outcomes(&mut world), [outcome]);
        // A login takes ten seconds here, and the first pause five; the third 20.
        world.log_in(SHOP, "taro", OTHER);
        world.log_in(SHOP, "taro", OTHER);
        let before = world.asked.len();
        world.log_in(SHOP, "taro", OTHER);
        assert_eq!(world.asked.len(), before, "{why}: it is left alone");
        assert_eq!(breach_of(&mut world, SHOP), "not_checked_later", "{why}");
        let until = time_in(&world.account(SHOP).breach);
        world.source = Source::Knows(vec![OTHER]);
        world.wait(until.since(world.now));
        world.log_in(SHOP, "taro", OTHER);
        assert_eq!(breach_of(&mut world, SHOP), "breach_found", "{why}");
        world.log_in(FORUM, "taro", "made-up lamp 41 river");
        assert_eq!(world.asked.len(), before + 2, "{why}: it works again");
    }
}

#[test]
fn retry_after_is_honoured_also_by_the_next_worker_and_after_a_lock() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.source = Source::Answers(|| RangeAnswer::Status(429, Some("600".into())));
    let asked_at = world.now;
    world.log_in(SHOP, "taro", OTHER);
    world.source = Source::Knows(vec![OTHER]);
    world.restart();
    world.log_in(SHOP, "taro", OTHER);
    assert_eq!(world.asked.len(), 1);
    assert_eq!(time_in(&world.account(SHOP).breach), asked_at.plus(600 * SECOND));
    world.wait(10 * MINUTE);
    world.log_in(SHOP, "taro", OTHER);
    assert_eq!(breach_of(&mut world, SHOP), "breach_found");
}

#[test]
fn other_sources_or_another_order_are_asked_at_once() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.source = Source::Answers(|| RangeAnswer::Status(429, Some("3600".into())));
    world.log_in(SHOP, "taro", OTHER);
    let list = json!([source("mirror", true), source("have_i_been_pwned", true), source("gwdg", false)]);
    world.ask(Ask::Set { key: "breach_sources".into(), value: list });
    world.source = Source::Knows(vec![]);
    world.log_in(SHOP, "taro", OTHER);
    assert_eq!(asked(&world), [HAVE_I_BEEN_PWNED, MIRROR]);
    assert_eq!(breach_of(&mut world, SHOP), "breach_not_found");
}

#[test]
fn two_tabs_with_one_password_share_a_request_and_its_answer() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.source = Source::Silent;
    let form = login();
    for (tab, site) in [(1, SHOP), (2, FORUM)] {
        let document = world.show(tab, site, vec![form.clone()]);
        world.type_in(tab, site, &document, &form, &["taro", BREACHED], Moment::Submit);
        world.show(tab, site, vec![]);
    }
    assert_eq!(world.asked.len(), 1);
    world.wait(10 * SECOND);
    let url = world.asked[0].clone();
    world.source_answers(rows(&[BREACHED], &url));
    for site in [SHOP, FORUM] {
        assert_eq!(breach_of(&mut world, site), "breach_found", "{site}");
    }
    world.log_in(ISP, "taro", BREACHED);
    assert_eq!(world.asked.len(), 1, "the answer is in memory");
}

#[test]
fn a_late_answer_is_told_by_the_badge_the_popup_the_notification_and_the_next_line() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.source = Source::Silent;
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", BREACHED], Moment::Submit);
    world.show(1, SHOP, vec![]);
    world.wait(4 * SECOND);
    assert_eq!(breach_of(&mut world, SHOP), "not_checked_waiting");
    assert_eq!(world.badges[&1], 0);
    let url = world.asked[0].clone();
    world.source_answers(rows(&[BREACHED], &url));
    assert_eq!(world.badges[&1], 1);
    assert_eq!(world.findings(SHOP), ["breached_label"]);
    assert_eq!(world.notifications, ["breached_reason"]);
    world.wait(3 * SECOND);
    assert_eq!(world.last_notice(), "notice_breached");
}

#[test]
fn a_check_that_fails_a_month_later_is_not_told_as_fine() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(FORUM, "taro", OTHER_FINE);
    assert_eq!((breach_of(&mut world, FORUM), world.last_notice()), ("breach_not_found", "notice_nothing_found"));
    world.wait(31 * DAY);
    world.source = Source::Answers(|| RangeAnswer::Failed);
    world.log_in(FORUM, "taro", OTHER_FINE);
    assert_eq!((breach_of(&mut world, FORUM), world.last_notice()), ("not_checked_no_answer", "notice_not_checked"));
    assert!(world.findings(FORUM).contains(&"not_checked_label"));
    world.wait(DAY);
    world.source = Source::Knows(vec![]);
    world.log_in(FORUM, "taro", OTHER_FINE);
    assert_eq!((breach_of(&mut world, FORUM), world.last_notice()), ("breach_not_found", "notice_nothing_found"));
}

#[test]
fn what_was_answered_is_not_asked_again_by_another_worker() {
    let mut world = world_with(&["have_i_been_pwned"]);
    let form = sign_up();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", OTHER_FINE, OTHER_FINE], Moment::Left);
    world.restart();
    world.type_in(1, SHOP, &document, &form, &["taro", OTHER_FINE, OTHER_FINE], Moment::Submit);
    world.show(1, SHOP, vec![]);
    world.wait(MINUTE);
    world.restart();
    world.log_in(SHOP, "taro", OTHER_FINE);
    assert_eq!(world.asked.len(), 1);
}

#[test]
fn no_source_is_asked_after_the_yes_was_taken_back() {
    let mut world = world_with(&["mirror", "have_i_been_pwned"]);
    world.source = Source::Silent;
    world.log_in(SHOP, "taro", OTHER_FINE);
    world.ask(Ask::Set { key: "online".into(), value: false.into() });
    world.source_answers(RangeAnswer::Failed);
    assert_eq!(asked(&world), [MIRROR]);
}

#[test]
fn what_a_source_has_asked_for_holds_when_the_sources_are_set() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.source = Source::Answers(|| RangeAnswer::Status(429, Some("600".into())));
    world.log_in(SHOP, "taro", OTHER_FINE);
    let list = [source("have_i_been_pwned", true), source("mirror", false), source("gwdg", false)];
    world.ask(Ask::Set { key: "breach_sources".into(), value: list.into_iter().collect() });
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(world.asked.len(), 1);
    world.wait(600 * SECOND);
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(world.asked.len(), 2);
}

/// What a source says within some seconds is told by the line. How long it takes tells the page nothing: the line comes as often
/// and at the same times, and what comes later is told by badge and notification.
#[test]
fn a_page_does_not_learn_how_long_a_source_takes() {
    let lines = |after: Option<i64>, password: &str| {
        let mut world = world_with(&["have_i_been_pwned"]);
        world.source = Source::Silent;
        let document = world.show(1, SHOP, vec![login()]);
        world.type_in(1, SHOP, &document, &login(), &["taro", password], Moment::Submit);
        world.show(1, SHOP, vec![]);
        if let Some(after) = after {
            world.wait(after);
            let url = world.asked[0].clone();
            world.source_answers(rows(&[BREACHED], &url));
        }
        world.wait(MINUTE - after.unwrap_or(0));
        (world.notices.len(), world.last_notice().to_owned(), world.badges[&1])
    };
    let (expected, ..) = lines(None, MOST_USED);
    assert_eq!(lines(Some(5 * SECOND), BREACHED), (expected, "notice_breached".into(), 1));
    assert_eq!(lines(Some(20 * SECOND), BREACHED), (expected, "notice_not_reused".into(), 1));
    assert_eq!(lines(None, BREACHED), (expected, "notice_not_reused".into(), 0));
}

#[test]
fn the_count_is_told_for_a_while_and_kept_nowhere() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(SHOP, "taro", BREACHED);
    let reason = |world: &mut World| world.account(SHOP).advice[0].reason.clone();
    let told = reason(&mut world);
    assert_eq!((told.code, &told.args[..]), ("breached_reason_count", &[Arg::Count(7)][..]));
    assert_eq!(world.notifications, ["breached_reason"]);
    let session: Session = world.service.session().clone();
    let kept = [serde_json::to_string(&session).unwrap(), serde_json::to_string(world.service.vault()).unwrap()];
    assert!(kept.iter().all(|kept| !kept.contains("\"count")));
    let mut restarted = world;
    restarted.restart();
    assert_eq!(reason(&mut restarted).code, "breached_reason");
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(SHOP, "taro", BREACHED);
    world.wait(10 * MINUTE);
    assert_eq!(reason(&mut world).code, "breached_reason");
}

#[test]
fn not_found_is_asked_again_after_thirty_days_by_the_same_worker_too() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(FORUM, "taro", OTHER);
    world.wait(29 * DAY);
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(world.asked.len(), 1);
    world.source = Source::Knows(vec![OTHER]);
    world.wait(DAY);
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(world.asked.len(), 2);
    assert_eq!(world.findings(FORUM), ["breached_label"]);
}

#[test]
fn a_new_password_is_asked_when_its_field_is_left_and_not_before() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(SHOP, "taro", OTHER);
    let form = change();
    let document = world.show(1, SHOP, vec![form.clone()]);
    let values = [OTHER, BREACHED, ""];
    world.type_in(1, SHOP, &document, &form, &values, Moment::Pause);
    assert_eq!(world.asked.len(), 1);
    world.type_in(1, SHOP, &document, &form, &values, Moment::Left);
    assert_eq!(world.asked.len(), 2);
    world.type_in(1, SHOP, &document, &form, &[OTHER, BREACHED, BREACHED], Moment::Submit);
    assert_eq!(world.asked.len(), 2);
}

#[test]
fn what_failed_when_a_field_was_left_is_not_asked_again_at_once_and_keeps_its_reason() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.source = Source::Answers(|| RangeAnswer::Status(500, None));
    let form = sign_up();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", OTHER, ""], Moment::Left);
    world.wait(SECOND);
    world.type_in(1, SHOP, &document, &form, &["taro", OTHER, OTHER], Moment::Submit);
    world.show(1, SHOP, vec![]);
    world.wait(3 * SECOND);
    assert_eq!(world.asked.len(), 1);
    assert_eq!(breach_of(&mut world, SHOP), "not_checked_refused");
}

#[test]
fn the_log_lists_what_left_and_ends_with_the_session() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(SHOP, "taro", BREACHED);
    let request = log(&mut world).remove(0);
    assert_eq!(request.host, "api.pwnedpasswords.com");
    assert_eq!(request.sent, [format!("GET {}", world.asked[0]), "Add-Padding: true".into()]);
    assert_eq!(request.why.code, "log_why_check");
    world.source = Source::Silent;
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(outcomes(&mut world), ["log_outcome_answered", "log_outcome_open"]);
    world.restart();
    assert_eq!(outcomes(&mut world), ["log_outcome_answered", "log_outcome_interrupted"]);
    let vault = serde_json::to_string(&world.written).unwrap();
    assert!(!vault.contains("pwnedpasswords.com/range"), "the vault knows no request");
    world.close_browser();
    assert!(whole_log(&mut world).is_empty());
}

#[test]
fn for_what_is_known_to_be_breached_a_random_range_is_asked_when_a_not_found_would_be_asked_again() {
    let mut world = world_with(&["have_i_been_pwned"]);
    world.log_in(SHOP, "taro", BREACHED);
    for asked in [2, 2, 3] {
        if asked != world.asked.len() {
            world.wait(31 * DAY);
        }
        world.restart();
        world.log_in(SHOP, "taro", BREACHED);
        assert_eq!(world.asked.len(), asked);
        assert_ne!(world.asked[0], world.asked[asked - 1]);
        assert_eq!(breach_of(&mut world, SHOP), "breach_found");
    }
}

#[test]
fn the_log_knows_every_kind_of_request() {
    let mut world = world_with(&["have_i_been_pwned"]);
    let list = whole_log(&mut world).remove(0);
    assert_eq!((list.host.as_str(), list.why.code), ("haveibeenpwned.com", "log_why_list"));
    assert_eq!(list.sent, ["GET https://haveibeenpwned.com/api/v3/breaches"], "without our header");
    world.handle(Event::ListFetched(world.lists_asked[0].0, RangeAnswer::Status(503, None)));
    assert_eq!(whole_log(&mut world)[0].outcome.code, "log_outcome_status");
}

#[test]
fn a_test_asks_a_random_range_and_says_in_words_what_came_of_it() {
    let mut world = world_with(&["mirror"]);
    world.log_in(SHOP_2, "taro", OTHER);
    let first = test(&mut world, SourceName::Mirror);
    assert!(first.works);
    assert_eq!((first.said.code, &first.said.args[0]), ("source_test_works", &Arg::Count(1)));
    assert_eq!(world.asked[1], format!("{MIRROR}00000"), "what the world drew");
    let codes = [
        "source_test_no_answer",
        "source_test_timed_out",
        "source_test_too_large",
        "source_test_redirected",
        "source_test_status",
        "source_test_status",
        "source_test_later",
        "source_test_not_a_range",
    ];
    for ((answer, ..), code) in FAULTS.into_iter().zip(codes) {
        world.source = Source::Answers(answer);
        let tested = test(&mut world, SourceName::Mirror);
        assert_eq!((tested.works, tested.said.code), (false, code));
    }
    // A source that is off can be tested, and one that works is no longer left alone.
    world.source = Source::Knows(vec![OTHER]);
    assert!(test(&mut world, SourceName::Gwdg).works);
    assert!(test(&mut world, SourceName::Mirror).works);
    world.log_in(FORUM, "taro", OTHER);
    assert_eq!(breach_of(&mut world, FORUM), "breach_not_found", "what was in memory");
    let why: Vec<_> = log(&mut world).into_iter().map(|request| request.why.code).collect();
    assert_eq!(why.iter().filter(|why| **why == "log_why_test").count(), why.len() - 1);
}

#[test]
fn a_test_asks_nobody_without_the_yes_or_an_address() {
    let mut world = World::new();
    assert_eq!(test(&mut world, SourceName::Mirror).said.code, "source_test_no_address");
    world.ask(Ask::Set { key: "online".into(), value: false.into() });
    assert_eq!(test(&mut world, SourceName::HaveIBeenPwned).said.code, "source_test_online_off");
    assert!(world.asked.is_empty());
}
