//! Reminders as a person lives with them: what is due, when it is told, the way to change it, and what follows.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    advice::{Advice, FindingKind},
    rotation::Interval,
    service::{
        event::{Ask, Event, Moment, RangeAnswer},
        view::AccountView,
    },
    site::Site,
    time::{DAY, UnixMillis},
    vault::account::{DateSource, EARLIER, SecretRole},
};
use world::{FORUM, ISP, SHOP, SHOP_2, Source, World, change, login};

const HOUR: i64 = 3_600_000;
const FIRST: &str = "made-up lamp 1";
const OTHER: &str = "seven quiet boats";
const NEW: &str = "harbour of brand new words";

fn site(origin: &str) -> Site {
    Site::from_origin_url(origin).unwrap().0
}

fn due(world: &mut World, origin: &str) -> Advice {
    let advice = world.account(origin).advice;
    advice.into_iter().find(|advice| advice.id.kind == FindingKind::Due).unwrap()
}

fn set(world: &mut World, key: &str, value: &str) {
    world.ask(Ask::Set { key: key.into(), value: value.into() });
}

#[test]
fn a_shop_is_due_after_30_days_and_an_isp_after_90_and_a_digest_tells_it_once() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.log_in(ISP, "taro", OTHER);
    world.wait(29 * DAY);
    assert!(world.findings(SHOP).is_empty());
    world.wait(2 * DAY);
    assert_eq!(world.findings(SHOP), ["due_label"]);
    assert!(world.findings(ISP).is_empty());
    assert_eq!(world.last_names, ["Amazon.co.jp"]);
    world.wait(30 * DAY);
    assert_eq!(world.digests.len(), 1, "a site that is not used since waits for the next login");
    world.wait(30 * DAY);
    assert_eq!(world.findings(ISP), ["due_label"]);
    assert_eq!((world.digests.len(), world.last_names.clone()), (2, vec!["OCN (NTT DOCOMO)".to_owned()]));
    world.log_in(SHOP, "taro", FIRST);
    assert_eq!(world.last_notice(), "notice_due");
    world.wait(8 * DAY);
    assert_eq!(world.last_names, ["Amazon.co.jp"], "used since: told again");
}

#[test]
fn a_digest_comes_outside_the_quiet_hours() {
    for offset in [540, 0, -480, 330] {
        let mut world = World::new();
        world.utc_offset_minutes = offset;
        world.log_in(SHOP, "taro", FIRST);
        world.wait(32 * DAY);
        let hour = (world.digests[0].0 + i64::from(offset) * 60_000).rem_euclid(DAY) / HOUR;
        assert!((8..21).contains(&hour), "{hour} o'clock at {offset}");
        assert_eq!(world.digests.len(), 1);
    }
}

#[test]
fn three_names_at_most_and_the_rest_a_week_later() {
    let mut world = World::new();
    let shops = ["https://www.amazon.co.jp", "https://www.rakuten.co.jp", "https://www.yodobashi.com"];
    for (number, shop) in shops.into_iter().chain(["https://www.biccamera.com"]).enumerate() {
        world.log_in(shop, "taro", &format!("quite another {} of {number}", ["boat", "tree", "lamp", "door"][number]));
    }
    world.wait(31 * DAY);
    assert_eq!((world.digests.len(), world.last_names.len()), (1, 3));
    world.wait(8 * DAY);
    assert_eq!((world.digests.len(), world.last_names.len()), (2, 1));
    assert!(world.digests[1].since(world.digests[0]) >= 6 * DAY);
}

#[test]
fn a_snooze_ends_when_it_says_and_is_told_then_whatever_the_pace() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(31 * DAY);
    let told = world.digests.len();
    let finding = due(&mut world, SHOP).id;
    world.ask(Ask::Dismiss { finding, days: Some(1) });
    let ends = world.now.plus(DAY);
    assert!(world.findings(SHOP).is_empty());
    world.wait(DAY - 1);
    assert!(world.findings(SHOP).is_empty());
    world.wait(1);
    assert_eq!(world.findings(SHOP), ["due_label"]);
    world.wait(DAY);
    assert_eq!(world.digests.len(), told + 1);
    assert!(world.digests[told].since(ends) < 12 * HOUR, "as soon as the hours allow");
}

#[test]
fn what_is_dismissed_stays_so_until_the_password_or_its_date_changes() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(31 * DAY);
    let finding = due(&mut world, SHOP).id;
    world.ask(Ask::Dismiss { finding, days: None });
    world.log_in(SHOP, "taro", FIRST);
    world.wait(200 * DAY);
    assert_eq!(world.digests.len(), 1);
    assert!(world.findings(SHOP).is_empty());
    let id = world.account(SHOP).id;
    let at = world.now.plus(-400 * DAY);
    world.ask(Ask::SetChanged { account: id, at: Some(at) });
    assert_eq!(world.findings(SHOP), ["due_label"], "the facts are others");
}

#[test]
fn not_this_site_and_not_this_kind() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.log_in(SHOP_2, "taro", OTHER);
    world.log_in(ISP, "taro", NEW);
    world.wait(100 * DAY);
    world.ask(Ask::NeverDue { site: site(SHOP), whole_kind: false });
    assert!(world.findings(SHOP).is_empty());
    assert_eq!(world.findings(SHOP_2), ["due_label"]);
    world.ask(Ask::NeverDue { site: site(SHOP_2), whole_kind: true });
    assert!(world.findings(SHOP_2).is_empty());
    assert_eq!(world.findings(ISP), ["due_label"]);
    world.ask(Ask::SetInterval { site: site(SHOP_2), interval: Interval::Days90 });
    assert_eq!(world.findings(SHOP_2), ["due_label"], "the site's word wins");
}

#[test]
fn with_events_only_age_is_never_told_and_an_event_is() {
    let mut world = World::new();
    set(&mut world, "rotation", "events_only");
    world.log_in(SHOP, "taro", "hygieia-demo-breached");
    world.log_in(FORUM, "taro", FIRST);
    assert_eq!(world.notifications, ["breached_reason"], "at once");
    let account: AccountView = world.account(SHOP);
    assert!(account.due_by_event && account.due_at.is_none());
    world.wait(400 * DAY);
    assert!(world.digests.is_empty(), "not used since");
    world.log_in(SHOP, "taro", "hygieia-demo-breached");
    world.log_in(FORUM, "taro", FIRST);
    world.wait(8 * DAY);
    assert_eq!(world.last_names, ["Amazon.co.jp"]);
    assert_eq!(world.digests.len(), 1);
}

#[test]
fn without_notifications_nothing_is_told_and_nobody_is_woken_for_it() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.ask(Ask::Set { key: "notifications".into(), value: false.into() });
    world.wait(31 * DAY);
    world.restart();
    assert_eq!(world.daily, Some(world.now.plus(DAY)));
    assert!(world.notifications.is_empty());
    assert_eq!(world.findings(SHOP), ["due_label"], "badge and popup tell it all the same");
}

#[test]
fn an_event_in_the_quiet_hours_is_told_at_once() {
    let mut world = World::new();
    world.wait(8 * HOUR); // 01:00 in Japan
    world.log_in(SHOP, "taro", "hygieia-demo-breached");
    assert_eq!(world.notifications, ["breached_reason"]);
}

#[test]
fn a_small_edit_is_told_before_it_is_sent_and_moves_no_clock() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", "Summer24!");
    world.wait(31 * DAY);
    let form = change();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["Summer24!", "Summer25!", "Summer25!"], Moment::Left);
    assert_eq!(world.typed_notice(), "notice_barely_changed");
    let before = world.account(SHOP);
    world.change(SHOP, "Summer24!", "Summer25!");
    assert_eq!(world.findings(SHOP), ["barely_changed_label", "due_label"]);
    assert_eq!(world.account(SHOP).changed_at, before.changed_at);
    world.change(SHOP, "Summer25!", NEW);
    assert!(world.findings(SHOP).is_empty());
    let after = world.account(SHOP);
    assert_eq!(after.due_at, Some(after.changed_at.plus(30 * DAY)));
    assert!(after.changed_at > before.changed_at);
}

#[test]
fn a_return_to_an_earlier_password_is_told_before_it_is_sent_and_moves_no_clock() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.change(SHOP, FIRST, OTHER);
    let first_seen = world.service.vault().accounts[0].first_seen;
    world.wait(31 * DAY);
    let form = change();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &[OTHER, FIRST, FIRST], Moment::Left);
    assert_eq!(world.typed_notice(), "notice_returned");
    world.change(SHOP, OTHER, FIRST);
    assert_eq!(world.findings(SHOP), ["returned_label", "due_label"]);
    assert_eq!(
        world.account(SHOP).changed_at,
        first_seen,
        "it is as old as the account, not as young as the one between"
    );
    world.change(SHOP, FIRST, NEW);
    assert!(world.findings(SHOP).is_empty());
}

#[test]
fn the_same_password_as_new_is_no_change() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    let form = change();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &[FIRST, FIRST, FIRST], Moment::Left);
    assert_eq!(world.typed_notice(), "notice_returned");
}

#[test]
fn several_secrets_of_a_provider_have_clocks_of_their_own() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    world.wait(60 * DAY);
    let webmail = "https://webmail.ocn.ne.jp";
    let mut form = login();
    form.fields[1].label = "メールパスワード".into();
    let document = world.show(1, webmail, vec![form.clone()]);
    world.type_in(1, webmail, &document, &form, &["taro", OTHER], Moment::Submit);
    world.show(1, webmail, vec![]);
    world.wait(10_000);
    let roles: Vec<_> = world.popup(ISP).accounts.iter().map(|account| account.role).collect();
    assert_eq!(roles, [SecretRole::Login, SecretRole::Mail]);
    world.wait(31 * DAY);
    let is_due: Vec<_> = world.popup(ISP).accounts.iter().map(|account| account.due_at.unwrap() <= world.now).collect();
    assert_eq!(is_due, [true, false]);
    // A login that does not say which it is goes to the one that is used at its address.
    world.log_in(webmail, "taro", "another mail password 7");
    world.log_in(ISP, "taro", FIRST);
    let accounts = world.popup(ISP).accounts;
    assert_eq!(accounts.len(), 2);
    assert!(accounts[1].changed_at > accounts[0].changed_at);
}

#[test]
fn a_change_of_the_mail_password_leaves_the_site_s_own_that_is_the_same() {
    let mut world = World::new();
    world.log_in(ISP, "taro", FIRST);
    let mut mail_login = login();
    mail_login.fields[1].label = "メールパスワード".into();
    let document = world.show(1, ISP, vec![mail_login.clone()]);
    world.type_in(1, ISP, &document, &mail_login, &["taro", FIRST], Moment::Submit);
    world.show(1, ISP, vec![]);
    world.wait(10_000);
    let tags = |world: &World| -> Vec<_> {
        world.service.vault().accounts.iter().map(|account| (account.role, account.password.tag)).collect()
    };
    let [own, mail] = tags(&world)[..] else { panic!("two secrets") };
    assert_eq!((own.0, mail.0), (SecretRole::Login, SecretRole::Mail));
    assert_eq!(own.1, mail.1);

    let mut form = change();
    form.fields[0].label = "メールパスワード".into();
    let document = world.show(1, ISP, vec![form.clone()]);
    world.type_in(1, ISP, &document, &form, &[FIRST, NEW, NEW], Moment::Submit);
    world.show(1, ISP, vec![]);
    world.wait(10_000);
    let changed = tags(&world);
    assert_eq!(changed[0], own);
    assert_ne!(changed[1].1, mail.1);
}

#[test]
fn a_person_can_say_which_secret_it_is() {
    let mut world = World::new();
    let webmail = "https://webmail.ocn.ne.jp";
    world.log_in(webmail, "taro", FIRST);
    let account = world.account(ISP);
    assert!(account.can_set_role);
    world.ask(Ask::SetRole { account: account.id, role: SecretRole::Mail });
    world.log_in(ISP, "taro", OTHER);
    world.log_in(webmail, "taro", FIRST);
    let roles: Vec<_> = world.popup(ISP).accounts.iter().map(|account| account.role).collect();
    assert_eq!(roles, [SecretRole::Mail, SecretRole::Login]);
}

#[test]
fn what_a_change_breaks_is_said_beforehand() {
    let mut world = World::new();
    world.log_in("https://www.nifty.com", "taro", FIRST);
    assert_eq!(world.account("https://www.nifty.com").change_warning.unwrap().code, "change_breaks_connection");
    let account = world.account("https://www.nifty.com").id;
    world.ask(Ask::SetRole { account, role: SecretRole::Mail });
    assert_eq!(world.account("https://www.nifty.com").change_warning.unwrap().code, "change_breaks_mail_own");
    world.log_in(SHOP, "taro", OTHER);
    assert_eq!(world.account(SHOP).change_warning, None);
}

/// Clicks "change password" for the only account of a site.
fn go(world: &mut World, origin: &str, private: bool) {
    let account = world.account(origin).id;
    world.ask(Ask::Change { account, tab: Some(1), private });
}

#[test]
fn the_well_known_address_is_believed_only_of_a_site_that_can_say_no() {
    type Answers = fn(&str) -> Option<u16>;
    let cases: [(&str, Answers, usize, &str); 5] = [
        (
            SHOP,
            |url| Some(if url.ends_with("/change-password") { 200 } else { 404 }),
            2,
            "/.well-known/change-password",
        ),
        (SHOP, |_| Some(200), 1, "https://www.amazon.co.jp/ax/account/manage"),
        (SHOP, |_| Some(404), 2, "https://www.amazon.co.jp/ax/account/manage"),
        (FORUM, |_| Some(200), 1, FORUM),
        (FORUM, |_| Some(500), 2, FORUM),
    ];
    for (origin, status, asked, opened) in cases {
        let mut world = World::new();
        world.status = status;
        world.log_in(origin, "taro", FIRST);
        assert!(world.asked_status.is_empty(), "nothing before the click");
        go(&mut world, origin, false);
        assert_eq!(world.asked_status.len(), asked);
        assert!(world.asked_status[0].ends_with("/resource-that-should-not-exist-whose-status-code-should-not-be-200"));
        assert!(world.opened[0].ends_with(opened), "{:?}", world.opened);
        assert_eq!(world.opened.len(), 1);
    }
}

#[test]
fn nothing_is_asked_from_a_private_window_or_over_http() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    go(&mut world, SHOP, true);
    world.log_in("http://forum.example", "taro", OTHER);
    go(&mut world, FORUM, false);
    assert!(world.asked_status.is_empty());
    assert_eq!(world.opened, ["https://www.amazon.co.jp/ax/account/manage", "http://forum.example"]);
}

#[test]
fn a_page_that_does_not_answer_is_reminded_of_tomorrow() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(31 * DAY);
    assert_eq!(world.digests.len(), 1);
    world.status = |_| None;
    go(&mut world, SHOP, false);
    assert_eq!(world.opened, ["https://www.amazon.co.jp/ax/account/manage"], "what is known opens all the same");
    world.wait(DAY + 12 * HOUR);
    assert_eq!(world.digests.len(), 2, "although the week is not over and nobody has logged in");
    world.wait(20 * DAY);
    assert_eq!(world.digests.len(), 2, "once");
}

#[test]
fn after_a_change_the_others_with_the_old_password_are_listed_and_tick_themselves() {
    let mut world = World::new();
    for shop in [SHOP, SHOP_2, FORUM] {
        world.log_in(shop, "taro", FIRST);
    }
    world.change(SHOP, FIRST, NEW);
    let ticks = |world: &mut World| {
        let list = world.account(SHOP).list?;
        Some(list.sites.into_iter().map(|item| (item.name, item.done)).collect::<Vec<_>>())
    };
    let open = |name: &str| (name.to_owned(), false);
    assert_eq!(ticks(&mut world).unwrap(), [open("Rakuten Ichiba"), open("forum.example")]);
    world.change(SHOP_2, FIRST, OTHER);
    assert_eq!(ticks(&mut world).unwrap(), [("Rakuten Ichiba".to_owned(), true), open("forum.example")]);
    world.log_in(FORUM, "taro", "made elsewhere 44 trees");
    let done = |name: &str| (name.to_owned(), true);
    assert_eq!(ticks(&mut world).unwrap(), [done("Rakuten Ichiba"), done("forum.example")], "the last tick is seen");
    world.wait(DAY + HOUR);
    assert_eq!(ticks(&mut world), None, "all done");
    assert!(world.service.vault().diary.lists.is_empty(), "and no tag is kept for it");
}

#[test]
fn a_second_change_leaves_the_list_of_the_first_as_long_as_something_on_it_is_open() {
    let mut world = World::new();
    for shop in [SHOP, SHOP_2] {
        world.log_in(shop, "taro", FIRST);
    }
    world.change(SHOP, FIRST, OTHER);
    world.wait(HOUR);
    world.change(SHOP, OTHER, NEW);
    let list = world.account(SHOP).list.unwrap();
    let account = world.account(SHOP);
    assert_eq!(
        list.sites.iter().map(|item| (item.name.as_str(), item.done)).collect::<Vec<_>>(),
        [("Rakuten Ichiba", false)]
    );
    assert_eq!(list.at, account.changed_at, "thanks are for the change that was made last");
    world.change(SHOP_2, FIRST, "made elsewhere 44 trees");
    assert!(world.account(SHOP).list.unwrap().sites[0].done);
    world.change(SHOP, NEW, "violet chalk on slow rivers");
    assert!(world.account(SHOP).list.unwrap().sites.is_empty(), "nothing on it was open");
}

#[test]
fn what_a_change_form_was_given_as_the_present_password_is_the_one_before() {
    // It was changed on another machine: here FIRST is known, and the form is given what is true.
    const ELSEWHERE: &str = "violet chalk on slow rivers";
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.log_in(SHOP_2, "taro", ELSEWHERE);
    world.log_in(FORUM, "taro", FIRST);
    world.change(SHOP, ELSEWHERE, NEW);
    let list = world.account(SHOP).list.unwrap();
    assert_eq!(list.sites.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["Rakuten Ichiba"]);
    let accounts = &world.service.vault().accounts;
    let (first, elsewhere) = (accounts[2].password.tag, accounts[1].password.tag);
    assert_eq!(accounts[0].earlier, [elsewhere, first]);
    world.change(SHOP, NEW, ELSEWHERE);
    assert!(world.findings(SHOP).contains(&"returned_label"));
}

#[test]
fn the_one_before_takes_no_more_room_than_five_and_stands_there_once() {
    let mut world = World::new();
    let words = ["quiet boats", "seven lamps", "northern pear", "a brass door", "slow rivers", "violet chalk", "oak"];
    world.log_in(SHOP, "taro", words[0]);
    for pair in words.windows(2) {
        world.change(SHOP, pair[0], pair[1]);
    }
    let before = world.service.vault().accounts[0].earlier.clone();
    assert_eq!(before.len(), EARLIER);
    // One of the five is given as the present one.
    world.change(SHOP, words[4], NEW);
    let after = &world.service.vault().accounts[0].earlier;
    assert_eq!((after.len(), after[0]), (EARLIER, before[1]));
    assert_eq!(after.iter().filter(|tag| **tag == before[1]).count(), 1);
    // The same again as new is not a password before it.
    world.change(SHOP, OTHER, OTHER);
    let account = &world.service.vault().accounts[0];
    assert!(!account.earlier.contains(&account.password.tag));
}

#[test]
fn a_change_is_thanked_for_also_where_no_other_site_had_the_password() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.change(SHOP, FIRST, NEW);
    assert!(world.account(SHOP).list.is_some_and(|list| list.sites.is_empty()));
    world.wait(DAY + HOUR);
    assert_eq!(world.account(SHOP).list, None);
}

#[test]
fn a_small_edit_elsewhere_ticks_nothing() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", "Summer24!");
    world.log_in(SHOP_2, "taro", "Summer24!");
    world.change(SHOP, "Summer24!", NEW);
    world.change(SHOP_2, "Summer24!", "Summer25!");
    assert!(world.account(SHOP).list.is_some_and(|list| !list.sites[0].done));
}

#[test]
fn a_password_that_is_first_seen_in_a_change_form_counts_with_the_one_before() {
    let mut world = World::new();
    world.change(SHOP, FIRST, NEW);
    assert_eq!(world.account(SHOP).changed_source, DateSource::Observed);
    world.change(SHOP, NEW, FIRST);
    assert_eq!(world.findings(SHOP), ["returned_label"]);
    world.change(SHOP_2, OTHER, OTHER);
    assert_eq!(world.account(SHOP_2).changed_source, DateSource::FirstSeen, "the same again is no change");
}

#[test]
fn a_site_whose_page_did_not_answer_is_reminded_of_although_nothing_is_due() {
    let mut world = World::new();
    world.log_in(FORUM, "taro", FIRST);
    world.status = |_| None;
    go(&mut world, FORUM, false);
    world.wait(2 * DAY);
    assert_eq!((world.digests.len(), world.last_names.clone()), (1, vec!["forum.example".to_owned()]));
    go(&mut world, FORUM, false);
    world.change(FORUM, FIRST, NEW);
    world.wait(9 * DAY);
    assert_eq!(world.digests.len(), 1, "it was changed meanwhile");
}

/// The page to change the forum's password does not answer; so long after that, a login tells that it is breached.
fn told_of_a_breach_after_its_page_did_not_answer(millis: i64) -> World {
    let mut world = World::new();
    world.source = Source::Answers(|| RangeAnswer::Failed);
    world.log_in(FORUM, "taro", FIRST);
    world.status = |_| None;
    go(&mut world, FORUM, false);
    world.wait(millis);
    world.source = Source::Knows(vec![FIRST]);
    world.log_in(FORUM, "taro", FIRST);
    assert_eq!(world.notifications, ["breached_reason"]);
    world
}

#[test]
fn the_reminder_of_tomorrow_comes_also_if_something_severe_is_told_today() {
    let mut world = told_of_a_breach_after_its_page_did_not_answer(HOUR);
    world.wait(2 * DAY);
    assert_eq!((world.digests.len(), world.last_names.clone()), (1, vec!["forum.example".to_owned()]));
}

#[test]
fn what_is_severe_and_told_on_the_very_day_is_the_reminder_of_that_day() {
    // One o'clock in Japan: no digest comes before eight.
    let mut world = told_of_a_breach_after_its_page_did_not_answer(8 * HOUR);
    world.wait(3 * DAY);
    assert!(world.digests.is_empty(), "not twice");
}

#[test]
fn the_alarm_is_set_to_the_end_of_a_snooze_also_while_something_waits_for_its_week() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(2 * DAY);
    world.log_in(SHOP_2, "taro", OTHER);
    world.wait(29 * DAY);
    assert_eq!(world.last_names, ["Amazon.co.jp"]);
    world.wait(2 * DAY);
    assert_eq!((world.digests.len(), world.findings(SHOP_2)), (1, vec!["due_label"]), "it waits");
    let finding = due(&mut world, SHOP).id;
    world.ask(Ask::Dismiss { finding, days: Some(1) });
    let ends = world.now.plus(DAY);
    world.wait(5 * HOUR);
    world.handle(Event::Alarm);
    assert_eq!(world.daily, Some(ends));
}

#[test]
fn a_snooze_of_something_else_does_not_bring_the_reminder_early() {
    let mut world = World::new();
    world.score = Some(1);
    world.log_in(SHOP, "taro", FIRST);
    world.wait(31 * DAY);
    assert_eq!(world.digests.len(), 1);
    let advice = world.account(SHOP).advice;
    let weak = advice.into_iter().find(|advice| advice.id.kind == FindingKind::Weak).unwrap();
    world.ask(Ask::Dismiss { finding: weak.id, days: Some(1) });
    world.wait(5 * DAY);
    assert_eq!(world.digests.len(), 1);
}

#[test]
fn never_for_this_kind_holds_also_where_a_card_or_an_interval_was_set() {
    for set in [
        Ask::SetCard { site: site(FORUM), card: true },
        Ask::SetInterval { site: site(FORUM), interval: Interval::Days30 },
    ] {
        let mut world = World::new();
        world.log_in(FORUM, "taro", FIRST);
        world.ask(set);
        assert!(world.account(FORUM).due_at.is_some());
        world.ask(Ask::NeverDue { site: site(FORUM), whole_kind: true });
        assert_eq!(world.account(FORUM).due_at, None);
    }
}

#[test]
fn where_a_card_is_stored_is_named_first() {
    let mut world = World::new();
    for (index, origin) in [SHOP, SHOP_2, "https://www.yodobashi.com", "https://www.uniqlo.com"].iter().enumerate() {
        world.log_in(origin, "taro", &format!("{index} quiet boats {index}"));
        world.wait(HOUR);
    }
    world.ask(Ask::SetCard { site: site("https://www.uniqlo.com"), card: true });
    world.wait(32 * DAY);
    assert!(world.last_names.iter().any(|name| name.starts_with("UNIQLO")), "{:?}", world.last_names);
}

#[test]
fn a_disk_that_is_full_does_not_bring_a_digest_with_every_worker() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(30 * DAY);
    world.writes_fail = true;
    for _ in 0..20 {
        world.wait(2 * HOUR);
        world.end_worker();
        world.handle(Event::Started);
    }
    assert!(world.digests.len() <= 2, "{} digests in two days", world.digests.len());
}

#[test]
fn a_small_edit_makes_no_list() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", "Summer24!");
    world.log_in(FORUM, "taro", "Summer24!");
    world.change(SHOP, "Summer24!", "Summer25!");
    assert_eq!(world.account(SHOP).list, None);
}

#[test]
fn accounts_without_a_login_for_a_year_are_listed_kept_or_forgotten() {
    let mut world = World::new();
    world.log_in(FORUM, "taro", FIRST);
    world.log_in(SHOP, "taro", OTHER);
    world.wait(364 * DAY);
    assert!(world.overview().unused.is_empty());
    world.log_in(SHOP, "taro", OTHER);
    world.wait(2 * DAY);
    let unused = world.overview().unused;
    assert_eq!(unused.iter().map(|view| view.site.site.as_ref()).collect::<Vec<_>>(), ["forum.example"]);
    world.ask(Ask::Keep { account: unused[0].id });
    world.replies.clear();
    assert!(world.overview().unused.is_empty());
    world.wait(365 * DAY);
    assert_eq!(world.overview().unused.len(), 2, "asked again a year later");
    world.ask(Ask::Forget { account: unused[0].id });
    world.replies.clear();
    assert_eq!(world.overview().unused.len(), 1);
    assert_eq!(world.service.vault().accounts.len(), 1);
}

#[test]
fn the_browser_closed_for_months_tells_at_its_next_start() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(5 * DAY);
    world.close_browser_for(120 * DAY);
    assert_eq!(world.digests.len(), 1);
    world.close_browser_for(0);
    assert_eq!(world.digests.len(), 1, "not twice");
}

#[test]
fn a_start_with_an_empty_battery_changes_nothing() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.wait(31 * DAY);
    assert_eq!(world.digests.len(), 1);
    let (diary, now) = (world.service.vault().diary.clone(), world.now);
    world.now = UnixMillis(1_420_070_400_000);
    world.restart();
    world.handle(Event::Alarm);
    world.now = now;
    world.restart();
    assert_eq!(world.service.vault().diary, diary);
    assert_eq!(world.digests.len(), 1, "not twice on a day");
    assert!(world.overview().unused.is_empty());
}

#[test]
fn a_clock_that_was_wrong_neither_floods_nor_silences() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", FIRST);
    world.log_in(SHOP_2, "taro", OTHER);
    world.wait(31 * DAY);
    assert_eq!(world.digests.len(), 1);
    // Ten years ahead, for a day: a password is changed, and both are told of.
    world.now = world.now.plus(3_650 * DAY);
    world.handle(Event::Alarm);
    world.log_in(SHOP, "taro", FIRST);
    world.change(SHOP_2, OTHER, NEW);
    world.now = world.now.plus(-3_650 * DAY);
    world.handle(Event::Alarm);
    world.log_in(SHOP, "taro", FIRST);
    world.log_in(SHOP_2, "taro", NEW);
    let told = world.digests.len();
    world.wait(9 * DAY);
    assert_eq!(world.digests.len(), told + 1, "{:?}", world.digests);
    world.wait(30 * DAY);
    assert_eq!(world.findings(SHOP_2), ["due_label"], "not ten years later");
}
