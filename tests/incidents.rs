//! Known breaches of sites: who hears of which, what is to be done, and when it is over. Through whole logins.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    advice::{Advice, FindingKind, Severity},
    breach::incident::Step,
    service::{
        event::{Ask, Event, Moment, RangeAnswer},
        view::AccountView,
    },
    text::{Arg, Text},
    time::{DAY, UnixMillis},
    vault::{account::DateSource, incidents::ChangedSince},
};
use serde_json::json;
use world::{FORUM, SHOP, Source, World, login};

const PASSWORD: &str = "made-up lamp 41 river";
const OTHER: &str = "quite another 88 thing";
/// A provider whose server was entered in July 2013.
const OCN: &str = "https://id.ocn.ne.jp";
/// A provider where stolen passwords were tried, in 2013 and in 2014.
const NIFTY: &str = "https://login.nifty.com";
const SO_NET: &str = "https://www.so-net.ne.jp";
const SOFTBANK: &str = "https://id.softbank.jp";
const SOFTBANK_TECH: &str = "https://www.softbanktech.co.jp";
/// A shop whose server was entered in November 2024, less than two years before the tests' present (January 2027)… but for
/// a month: told in January 2025.
const HANDS: &str = "https://hands.net";
const YAHOO: &str = "https://login.yahoo.com";

fn day(text: &str) -> UnixMillis {
    UnixMillis::of_day(text).unwrap()
}

/// The world on a day.
fn on(text: &str) -> World {
    let mut world = World::new();
    world.now = day(text).plus(DAY / 2);
    world
}

/// What is told of an account about incidents.
fn told(world: &mut World, origin: &str) -> Vec<Advice> {
    let mut advice = world.account(origin).advice;
    advice.retain(|advice| advice.checklist.is_some() && !advice.dismissed);
    advice
}

fn kinds(world: &mut World, origin: &str) -> Vec<(FindingKind, Severity)> {
    told(world, origin).into_iter().map(|advice| (advice.id.kind, advice.severity)).collect()
}

fn incidents(advice: &Advice) -> Vec<&str> {
    advice.checklist.iter().flat_map(|list| &list.incidents).map(|incident| incident.id.as_str()).collect()
}

fn tell_changed(world: &mut World, origin: &str, at: &str) {
    let AccountView { id, .. } = world.account(origin);
    world.ask(Ask::SetChanged { account: id, at: Some(day(at)) });
}

fn answer(world: &mut World, origin: &str, answer: ChangedSince) {
    let AccountView { id, .. } = world.account(origin);
    let advice = told(world, origin).remove(0);
    let incident = incidents(&advice)[0].to_owned();
    world.ask(Ask::ChangedSince { account: id, incident, answer });
}

fn tick(world: &mut World, origin: &str, step: Step, done: bool) {
    let AccountView { id, left_to_do, .. } = world.account(origin);
    let list = told(world, origin).into_iter().find_map(|advice| advice.checklist).or(left_to_do).unwrap();
    let incidents = list.incidents.into_iter().map(|incident| incident.id).collect();
    world.ask(Ask::Tick { account: id, incidents, step, done });
}

/// Whether each step of the first checklist is done.
fn steps(advice: &Advice) -> Vec<(Step, bool)> {
    advice.checklist.as_ref().unwrap().steps.iter().map(|step| (step.step, step.done)).collect()
}

#[test]
fn a_password_from_before_a_theft_is_exposed_and_a_newer_one_is_not() {
    use FindingKind::Exposed;
    for (changed, expected) in [
        ("2013-07-23", vec![(Exposed, Severity::Severe)]),
        ("2010-01-01", vec![(Exposed, Severity::Severe)]),
        ("2013-07-24", vec![]),
        ("2020-01-01", vec![]),
    ] {
        let mut world = World::new();
        world.log_in(OCN, "taro", PASSWORD);
        assert_eq!(kinds(&mut world, OCN), [], "at first sight the theft of 2013 is history");
        tell_changed(&mut world, OCN, changed);
        assert_eq!(kinds(&mut world, OCN), expected, "{changed}");
    }
    let mut world = World::new();
    world.log_in(OCN, "taro", PASSWORD);
    tell_changed(&mut world, OCN, "2013-01-01");
    let advice = told(&mut world, OCN).remove(0);
    assert_eq!((advice.label.code, advice.reason.code), ("exposed_label", "exposed_reason"));
    assert_eq!(advice.reason.args[1], Arg::Day(day("2013-07-24")));
    assert_eq!(incidents(&advice), ["ocn-2013"]);
    world.log_in(OCN, "taro", PASSWORD);
    assert_eq!(world.last_notice(), "notice_exposed");
    assert!(world.notifications.contains(&"exposed_reason".into()));
    assert_eq!(world.badges[&1], 2, "it is due by its age, too");
}

#[test]
fn what_was_seen_before_a_theft_is_exposed_by_it() {
    let mut world = on("2024-06-01");
    world.log_in(HANDS, "taro", PASSWORD);
    world.now = day("2025-02-01");
    assert_eq!(kinds(&mut world, HANDS), [(FindingKind::Exposed, Severity::Severe)]);
    world.change(HANDS, PASSWORD, OTHER);
    assert_eq!(kinds(&mut world, HANDS), []);
}

#[test]
fn what_was_found_changed_after_a_theft_may_have_been_changed_before_it() {
    let mut world = on("2024-06-01");
    world.log_in(HANDS, "taro", PASSWORD);
    world.now = day("2025-02-01");
    world.log_in(HANDS, "taro", OTHER);
    assert_eq!(world.account(HANDS).changed_source, DateSource::FoundChanged);
    assert_eq!(kinds(&mut world, HANDS), [(FindingKind::Exposed, Severity::Notice)], "asked, because nobody knows");
    let mut later = on("2025-02-01");
    later.log_in(HANDS, "taro", PASSWORD);
    later.now = day("2025-03-01");
    later.log_in(HANDS, "taro", OTHER);
    assert_eq!(kinds(&mut later, HANDS), []);
}

#[test]
fn at_first_sight_only_the_last_24_months_are_told() {
    for (first, told_at_first_sight) in [("2025-02-01", true), ("2027-01-20", true), ("2027-02-01", false)] {
        let mut world = on(first);
        world.log_in(HANDS, "taro", PASSWORD);
        assert_eq!(!kinds(&mut world, HANDS).is_empty(), told_at_first_sight, "{first}");
        world.now = world.now.plus(DAY);
        world.log_in(HANDS, "taro", PASSWORD);
        assert_eq!(
            kinds(&mut world, HANDS),
            [(FindingKind::Exposed, Severity::Notice)],
            "{first}: the next time it asks"
        );
        assert_eq!(world.last_notice(), "notice_exposed_asks");
    }
}

#[test]
fn where_the_age_is_unknown_the_person_is_asked_once() {
    use ChangedSince::{No, Unknown, Yes};
    for (said, expected, reason) in [
        (Yes, vec![], ""),
        (No, vec![(FindingKind::Exposed, Severity::Severe)], "exposed_reason"),
        (Unknown, vec![(FindingKind::Exposed, Severity::Warning)], "exposed_reason_unconfirmed"),
    ] {
        let mut world = World::new();
        world.log_in(OCN, "taro", PASSWORD);
        let seen = world.account(OCN).changed_at;
        world.now = world.now.plus(DAY);
        world.log_in(OCN, "taro", PASSWORD);
        assert!(told(&mut world, OCN)[0].checklist.as_ref().unwrap().asks);
        answer(&mut world, OCN, said);
        assert_eq!(kinds(&mut world, OCN), expected, "{said:?}");
        let account = world.account(OCN);
        let told_date = (account.changed_at, account.changed_source);
        match said {
            No => assert_eq!(told_date, (day("2013-07-23"), DateSource::Told)),
            Yes | Unknown => assert_eq!(told_date, (seen, DateSource::FirstSeen), "the clock stays where it was"),
        }
        if let Some(advice) = told(&mut world, OCN).first() {
            assert!(!advice.checklist.as_ref().unwrap().asks, "not twice");
            assert_eq!(advice.reason.code, reason);
        }
        world.restart();
        assert_eq!(kinds(&mut world, OCN), expected, "{said:?} after the worker's end");
        world.log_in(FORUM, "taro", PASSWORD);
        let reuse = world.account(FORUM).advice.remove(0);
        let is_known = reuse.reason.code == "reused_reason_breached_site";
        assert_eq!(is_known, said != Yes, "who shares it hears the same");
    }
}

#[test]
fn a_list_attack_speaks_to_who_reuses_or_logs_in_by_mail_address() {
    let cases = [
        ("taro", PASSWORD, Some("list_attack_reason_reused")),
        ("taro@example.jp", OTHER, Some("list_attack_reason_mail")),
        ("taro", OTHER, None),
    ];
    for (name, password, reason) in cases {
        let mut world = World::new();
        world.log_in(FORUM, "jiro", PASSWORD);
        for origin in [SO_NET, NIFTY] {
            world.log_in(origin, name, password);
            assert_eq!(kinds(&mut world, origin), [], "first sight");
            world.now = world.now.plus(DAY);
            world.log_in(origin, name, password);
            let told = told(&mut world, origin);
            assert_eq!(told.first().map(|advice| advice.reason.code), reason, "{origin} {name}");
            assert!(told.iter().all(|advice| advice.id.kind == FindingKind::ListAttack));
            if origin == NIFTY && reason.is_some() {
                assert_eq!(incidents(&told[0]), ["nifty-2014", "nifty-2013"], "both are told, the latest first");
            }
            world.change(origin, password, &format!("{password} harbour {origin}"));
            world.change(origin, password, "brand new words 52 harbour");
            assert_eq!(kinds(&mut world, origin), [], "a real change ends it");
            // What the next site's login is compared with.
            world.change(origin, "brand new words 52 harbour", &format!("{origin} has words of its own"));
        }
    }
}

#[test]
fn a_loss_of_mail_speaks_of_the_accounts_that_are_recovered_through_it() {
    let mut world = World::new();
    world.log_in(SOFTBANK, "taro", PASSWORD);
    world.now = world.now.plus(DAY);
    world.log_in(SOFTBANK, "taro", PASSWORD);
    assert_eq!(kinds(&mut world, SOFTBANK), [], "nothing is recovered through it");
    world.log_in(SHOP, "taro@softbank.jp", OTHER);
    world.log_in(FORUM, "taro@example.jp", "made-up words of the forum");
    let advice = told(&mut world, SOFTBANK).remove(0);
    assert_eq!((advice.id.kind, advice.reason.code), (FindingKind::DataLoss, "data_loss_reason"));
    assert_eq!(advice.sites.iter().map(|site| site.name.as_str()).collect::<Vec<_>>(), ["Amazon.co.jp"]);
    assert_eq!(kinds(&mut world, SHOP), [], "not on every site of an old loss");
    tick(&mut world, SOFTBANK, Step::Recovery, true);
    assert_eq!(kinds(&mut world, SOFTBANK), [], "done");
}

#[test]
fn a_recent_loss_of_mail_is_told_where_the_mailbox_has_no_account() {
    let mut world = on("2019-01-01");
    world.log_in(SHOP, "taro@softbank.jp", OTHER);
    let advice = told(&mut world, SHOP).remove(0);
    assert_eq!((advice.id.kind, advice.reason.code), (FindingKind::DataLoss, "data_loss_reason_mailbox"));
    tick(&mut world, SHOP, Step::Recovery, true);
    assert_eq!(kinds(&mut world, SHOP), []);
}

#[test]
fn a_break_in_at_a_company_speaks_of_weak_and_dormant_accounts() {
    let again = |world: &mut World, days| {
        world.now = world.now.plus(days * DAY);
        world.log_in(SOFTBANK_TECH, "taro", PASSWORD);
    };
    let mut world = World::new();
    world.log_in(SOFTBANK_TECH, "taro", PASSWORD);
    world.log_in(FORUM, "taro", OTHER);
    again(&mut world, 1);
    assert_eq!(kinds(&mut world, SOFTBANK_TECH), [], "all strong and in use");
    again(&mut world, 365);
    let advice = told(&mut world, SOFTBANK_TECH).remove(0);
    assert_eq!(advice.id.kind, FindingKind::CompanyBreach);
    assert_eq!(advice.sites.len(), 1, "the forum is dormant");
    assert_eq!(steps(&advice), [(Step::CloseUnused, false), (Step::ReplaceWeak, false)]);
    let mut weak = World::new();
    weak.score = Some(1);
    weak.log_in(SOFTBANK_TECH, "taro", PASSWORD);
    again(&mut weak, 1);
    let kinds: Vec<_> = told(&mut weak, SOFTBANK_TECH).into_iter().map(|advice| advice.id.kind).collect();
    assert_eq!(kinds, [FindingKind::CompanyBreach], "its own is weak");
}

#[test]
fn steps_are_ticked_off_and_the_password_ticks_itself() {
    let mut world = World::new();
    world.log_in(OCN, "taro", PASSWORD);
    tell_changed(&mut world, OCN, "2012-01-01");
    use Step::{Elsewhere, LoginPassword, LookThrough};
    tick(&mut world, OCN, LookThrough, true);
    tick(&mut world, OCN, Step::Recovery, true);
    let list = |world: &mut World| steps(&told(world, OCN)[0]);
    assert_eq!(list(&mut world), [(LoginPassword, false), (Elsewhere, false), (LookThrough, true)]);
    tick(&mut world, OCN, LookThrough, false);
    tick(&mut world, OCN, Elsewhere, true);
    world.restart();
    assert_eq!(list(&mut world), [(LoginPassword, false), (Elsewhere, true), (LookThrough, false)]);
    world.change(OCN, PASSWORD, OTHER);
    assert_eq!(kinds(&mut world, OCN), [], "the finding is gone with its cause");
    let left = world.account(OCN).left_to_do.unwrap();
    assert!(left.steps.iter().any(|step| step.step == LoginPassword && step.done && step.seen));
    assert!(!left.may_be_down, "there is nothing to change any more");
    assert_eq!(left.steps.iter().filter(|step| !step.done).map(|step| step.step).collect::<Vec<_>>(), [LookThrough]);
    tick(&mut world, OCN, LookThrough, true);
    assert_eq!(world.account(OCN).left_to_do, None);
}

#[test]
fn a_small_edit_is_no_change_and_leaves_it_exposed() {
    let mut world = World::new();
    world.log_in(OCN, "taro", "Summer harbour 24!");
    tell_changed(&mut world, OCN, "2012-01-01");
    world.change(OCN, "Summer harbour 24!", "Summer harbour 25!");
    assert_eq!(kinds(&mut world, OCN), [(FindingKind::Exposed, Severity::Severe)]);
}

#[test]
fn a_small_edit_does_not_make_newer_than_a_theft_what_nobody_knows_to_be() {
    const EDITED: &str = "quite another 89 thing";
    type Edit = fn(&mut World);
    let edits: [(&str, Edit); 3] = [
        ("a change", |world| world.change(HANDS, OTHER, EDITED)),
        ("a login", |world| world.log_in(HANDS, "taro", EDITED)),
        ("a login that is looked at a month later", |world| {
            let document = world.show(1, HANDS, vec![login()]);
            world.type_in(1, HANDS, &document, &login(), &["taro", EDITED], Moment::Submit);
            world.restart();
            world.show(1, HANDS, vec![]);
            world.wait(10_000);
            world.now = day("2025-05-01");
            world.log_in(HANDS, "taro", EDITED);
        }),
    ];
    for (how, edit) in edits {
        let mut world = on("2024-06-01");
        world.log_in(HANDS, "taro", PASSWORD);
        world.now = day("2025-02-01");
        world.log_in(HANDS, "taro", OTHER);
        let asked = [(FindingKind::Exposed, Severity::Notice)];
        assert_eq!(kinds(&mut world, HANDS), asked, "changed before the theft or after it");
        world.now = day("2025-04-01");
        edit(&mut world);
        let told = kinds(&mut world, HANDS);
        assert!(told.iter().any(|(kind, _)| *kind == FindingKind::Exposed), "{how}: {told:?}");
        let password = &world.service.vault().accounts[0].password;
        assert_eq!((password.former_not_before, password.former_before_told), (None, None), "{how}");
    }
}

#[test]
fn it_can_be_snoozed_and_comes_back_tomorrow_if_the_page_does_not_answer() {
    let mut world = World::new();
    world.log_in(OCN, "taro", PASSWORD);
    tell_changed(&mut world, OCN, "2012-01-01");
    world.log_in(OCN, "taro", PASSWORD);
    let told_before = world.notifications.len();
    let AccountView { id, advice, .. } = world.account(OCN);
    assert!(advice[0].checklist.as_ref().unwrap().may_be_down);
    world.ask(Ask::ChangePageDown { account: id });
    assert_eq!(kinds(&mut world, OCN), []);
    world.wait(DAY);
    assert_eq!(kinds(&mut world, OCN), [(FindingKind::Exposed, Severity::Severe)]);
    world.wait(DAY);
    assert_eq!(world.notifications[told_before..], ["notification_due_body"], "once");
    world.log_in(OCN, "taro", PASSWORD);
    assert_eq!(world.notifications.len(), told_before + 1, "and the login does not tell it a second time");
    let finding = told(&mut world, OCN)[0].id.clone();
    world.ask(Ask::Dismiss { finding, days: None });
    world.now = world.now.plus(400 * DAY);
    assert_eq!(kinds(&mut world, OCN), []);
}

/// The page that does not answer is a reason to come back tomorrow, and no reason to speak of what the person has put off for
/// longer.
#[test]
fn what_is_put_off_for_longer_stays_so_when_the_page_does_not_answer() {
    for days in [None, Some(30)] {
        let mut world = World::new();
        world.log_in(OCN, "taro", PASSWORD);
        tell_changed(&mut world, OCN, "2012-01-01");
        world.log_in(OCN, "taro", PASSWORD);
        let finding = told(&mut world, OCN)[0].id.clone();
        world.ask(Ask::Dismiss { finding, days });
        let notified = world.service.vault().notified.clone();
        assert!(!notified.is_empty());
        let account = world.account(OCN).id;
        world.ask(Ask::ChangePageDown { account });
        assert_eq!(world.service.vault().notified, notified, "{days:?}");
        world.wait(2 * DAY);
        assert_eq!(kinds(&mut world, OCN), [], "{days:?}");
        world.wait(29 * DAY);
        assert_eq!(kinds(&mut world, OCN).len(), usize::from(days.is_some()), "{days:?}");
    }
}

/// Yahoo's breach of 2014 was told before that of 2013.
#[test]
fn the_person_is_asked_about_the_last_of_several_and_then_about_none() {
    let mut world = World::new();
    world.log_in(YAHOO, "taro", PASSWORD);
    world.log_in(YAHOO, "taro", PASSWORD);
    assert_eq!(incidents(&told(&mut world, YAHOO)[0]), ["yahoo-2014", "yahoo-2013"]);
    answer(&mut world, YAHOO, ChangedSince::Yes);
    assert_eq!(kinds(&mut world, YAHOO), []);
}

#[test]
fn what_was_changed_elsewhere_between_two_logins_after_a_breach_is_newer() {
    let mut world = on("2024-10-01");
    world.log_in(HANDS, "taro", PASSWORD);
    world.now = day("2025-02-01");
    world.log_in(HANDS, "taro", PASSWORD);
    assert_eq!(kinds(&mut world, HANDS), [(FindingKind::Exposed, Severity::Severe)]);
    world.now = day("2025-03-01");
    world.log_in(HANDS, "taro", "set elsewhere 44 trees");
    assert_eq!(kinds(&mut world, HANDS), []);
}

#[test]
fn a_list_attack_is_reminded_of_tomorrow_too() {
    let mut world = World::new();
    world.log_in("https://www.so-net.ne.jp", "taro@example.jp", PASSWORD);
    world.log_in("https://www.so-net.ne.jp", "taro@example.jp", PASSWORD);
    assert_eq!(kinds(&mut world, "https://www.so-net.ne.jp")[0].0, FindingKind::ListAttack);
    let account = world.account("https://www.so-net.ne.jp").id;
    let told_before = world.notifications.len();
    world.ask(Ask::ChangePageDown { account });
    world.wait(3 * DAY);
    assert_eq!(world.notifications[told_before..], ["notification_due_body"]);
}

// ---- the list --------------------------------------------------------------------------------------------------------

fn breach(domain: &str, breached: &str, added: &str) -> serde_json::Value {
    json!({
        "Title": "A made-up shop", "Domain": domain, "BreachDate": breached, "AddedDate": format!("{added}T00:00:00Z"),
        "DataClasses": ["Email addresses", "Passwords"], "IsVerified": true, "IsFabricated": false, "IsRetired": false,
        "IsSpamList": false,
    })
}

/// The request for the list that was sent last is answered.
fn answer_last(world: &mut World, answer: RangeAnswer) {
    let (job, _) = world.lists_asked.last().unwrap();
    world.handle(Event::ListFetched(*job, answer));
}

fn answer_list(world: &mut World, rows: &[serde_json::Value]) {
    answer_last(world, RangeAnswer::Body(serde_json::to_vec(rows).unwrap()));
}

fn list_codes(world: &mut World) -> Vec<&'static str> {
    world.replies.clear();
    world.ask(Ask::Settings);
    let Some(hygieia::service::effect::Reply::Settings(view)) = world.replies.pop() else { panic!("no settings") };
    view.breach_list.texts.iter().map(|Text { code, .. }| *code).collect()
}

#[test]
fn the_list_is_fetched_after_the_online_yes_and_then_weekly() {
    let mut world = World::before_first_start();
    world.ask(Ask::Accept);
    world.handle(Event::Alarm);
    world.restart();
    assert!(world.lists_asked.is_empty(), "not without a yes");
    world.ask(Ask::Set { key: "online".into(), value: true.into() });
    assert_eq!(world.lists_asked[0].1, "https://haveibeenpwned.com/api/v3/breaches");
    world.handle(Event::Alarm);
    world.restart();
    assert_eq!(world.lists_asked.len(), 1, "not twice a day, whoever is ended");
    assert_eq!(list_codes(&mut world), ["list_never"]);
    let ring_on = |world: &mut World, days: i64| {
        world.now = world.now.plus(days * DAY);
        world.handle(Event::Alarm);
        world.lists_asked.len()
    };
    assert_eq!(ring_on(&mut world, 1), 2);
    answer_last(&mut world, RangeAnswer::Status(503, None));
    assert_eq!(list_codes(&mut world), ["list_failed_refused", "list_never"]);
    assert_eq!(ring_on(&mut world, 1), 3);
    answer_list(&mut world, &[breach("shop.example", "2026-01-01", "2026-02-01")]);
    assert_eq!(list_codes(&mut world), ["list_as_of"]);
    assert_eq!(ring_on(&mut world, 6), 3);
    assert_eq!(ring_on(&mut world, 1), 4);
    answer_last(&mut world, RangeAnswer::Body(b"<!doctype html>".to_vec()));
    assert_eq!(list_codes(&mut world), ["list_failed_not_a_list", "list_as_of"]);
    world.ask(Ask::Set { key: "incident_source".into(), value: "https://mirror.example/v3/".into() });
    assert_eq!(world.lists_asked.last().unwrap().1, "https://mirror.example/v3/breaches");
    world.ask(Ask::Set { key: "online".into(), value: false.into() });
    assert_eq!(ring_on(&mut world, 30), 5);
    answer_list(&mut world, &[]);
    assert_eq!(list_codes(&mut world).len(), 2, "an answer after the no is not read");
}

#[test]
fn the_answer_of_a_former_address_is_not_read_and_each_request_gets_its_own_outcome_in_the_log() {
    let mut world = World::new();
    let set = |world: &mut World, address: &str| {
        world.ask(Ask::Set { key: "incident_source".into(), value: address.into() });
        world.lists_asked.last().unwrap().0
    };
    let former = set(&mut world, "https://one.example/v3/");
    let present = set(&mut world, "https://two.example/v3/");
    let rows = serde_json::to_vec(&[breach("shop.example", "2026-01-01", "2026-02-01")]).unwrap();
    world.handle(Event::ListFetched(present, RangeAnswer::Body(rows)));
    world.handle(Event::ListFetched(former, RangeAnswer::Failed));
    assert_eq!(list_codes(&mut world), ["list_as_of"], "the former's failure is nobody's concern");
    world.replies.clear();
    world.ask(Ask::Log);
    let Some(hygieia::service::effect::Reply::Log(log)) = world.replies.pop() else { panic!("no log") };
    let outcome =
        |host: &str| log.requests.iter().find(|request| request.host == host).map(|request| request.outcome.code);
    assert_eq!(outcome("one.example"), Some("log_outcome_no_answer"));
    assert_eq!(outcome("two.example"), Some("log_outcome_answered"));
}

#[test]
fn an_entry_of_the_list_exposes_what_is_older_and_names_where_it_is_from() {
    let mut world = World::new();
    world.source = Source::Knows(Vec::new());
    world.log_in(SHOP, "taro", PASSWORD);
    let later = world.now.plus(30 * DAY);
    world.now = later.plus(10 * DAY);
    let (year, month, date) = later.date();
    let happened = format!("{year:04}-{month:02}-{date:02}");
    answer_list(
        &mut world,
        &[breach("amazon.co.jp", &happened, &happened), breach("example.com", &happened, &happened)],
    );
    let advice = told(&mut world, SHOP).remove(0);
    assert_eq!((advice.id.kind, advice.severity), (FindingKind::Exposed, Severity::Severe));
    let list = advice.checklist.unwrap();
    assert!(list.incidents[0].from_list);
    assert_eq!(list.incidents[0].id, format!("amazon.co.jp@{happened}"));
    world.change(SHOP, PASSWORD, OTHER);
    assert_eq!(kinds(&mut world, SHOP), []);
}
