//! Whole logins through the service: what is learned, what is not, and what is said.

mod world;

use hygieia::{
    fingerprint::Tag,
    form::{FormKind, FormSnapshot},
    service::{
        event::{Ask, Event, FrameSeen, Moment, PageMessage, RangeAnswer, Sender},
        session::Progress,
        view::{AccountView, PopupState},
    },
    site::PageSigns,
    time::{DAY, MINUTE},
    vault::account::DateSource,
};
use world::{FORUM, ISP, SHOP, SHOP_2, Source, World, change, login, name_only, password_only, sign_up, typed};

const REUSED: &str = "made-up lamp 41 river";
const OTHER: &str = "quite another 88 thing";

#[test]
fn a_password_on_three_sites_is_told_on_each() {
    let mut world = World::new();
    for site in [ISP, SHOP, SHOP_2] {
        world.log_in(site, "taro@example.jp", REUSED);
    }
    for site in [ISP, SHOP, SHOP_2] {
        let account = world.account(site);
        assert_eq!(account.advice[0].label.code, "reused_label");
        assert_eq!(account.advice[0].sites.len(), 2, "{site}");
        assert_eq!(account.name.as_deref(), Some("ta…@example.jp"));
    }
    assert_eq!(world.last_notice(), "notice_reused");
    assert!(world.notifications.iter().any(|said| said.starts_with("reused_reason")));
    assert_eq!(world.badges[&1], 1);
}

#[test]
fn reuse_is_said_while_typing_before_anything_is_submitted() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
    assert_eq!(world.typed_notice(), "notice_reused");
    let under_way = world.popup(SHOP).under_way;
    assert_eq!(under_way.len(), 1);
    assert!(!under_way[0].can_dismiss);
    assert!(world.popup(SHOP).accounts.is_empty());
}

#[test]
fn a_person_says_when_a_password_was_changed_until_a_change_is_seen() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", REUSED);
    let AccountView { id, can_tell_changed, changed_at: seen, .. } = world.account(SHOP);
    assert!(can_tell_changed);
    let tell = |world: &mut World, at| {
        world.ask(Ask::SetChanged { account: id, at });
        let AccountView { changed_at, changed_source, .. } = world.account(SHOP);
        (changed_at, changed_source)
    };
    let before = world.now.plus(-400 * DAY);
    assert_eq!(tell(&mut world, Some(before)), (before, DateSource::Told));
    assert_eq!(world.findings(SHOP), ["due_label"], "the clock starts when it was last changed");
    assert_eq!(tell(&mut world, None), (seen, DateSource::FirstSeen));
    let in_future = world.now.plus(DAY);
    assert_eq!(tell(&mut world, Some(in_future)), (seen, DateSource::Told));
    world.change(SHOP, REUSED, OTHER);
    let changed = world.account(SHOP);
    assert!(!changed.can_tell_changed);
    assert_eq!(tell(&mut world, Some(before)), (changed.changed_at, DateSource::Observed));
}

#[test]
fn two_accounts_on_one_site_are_no_reuse() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", REUSED);
    world.log_in(SHOP, "hanako", REUSED);
    let accounts = world.popup(SHOP).accounts;
    assert_eq!(accounts.len(), 2);
    assert!(accounts.iter().all(|account| account.advice.is_empty()));
}

#[test]
fn a_wrong_password_is_not_learned() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    world.show(1, SHOP, vec![form]);
    world.wait(MINUTE);
    assert!(world.popup(SHOP).accounts.is_empty());
    assert!(world.service.session().attempts.is_empty());
    assert_eq!(world.notices.len(), 1, "the line shows whatever it says");
}

#[test]
fn a_fetch_login_is_learned_when_its_form_stays_away() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    world.wait(2_000);
    assert!(world.popup(SHOP).accounts.is_empty(), "the form still stands there");
    let frame = &mut world.tabs.get_mut(&1).unwrap()[0];
    frame.typed_field_stands = false;
    frame.forms.clear();
    world.wait(10_000);
    assert_eq!(world.account(SHOP).changed_source, DateSource::FirstSeen);
}

#[test]
fn a_fetch_login_whose_form_is_hidden_for_a_moment_and_comes_back_is_not_learned() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    world.tabs.get_mut(&1).unwrap()[0].typed_field_stands = false;
    world.wait(3_000);
    world.tabs.get_mut(&1).unwrap()[0].typed_field_stands = true;
    world.wait(MINUTE);
    assert!(world.popup(SHOP).accounts.is_empty());
    assert!(world.service.session().attempts.is_empty(), "refused in the end, not waited for for ever");
}

#[test]
fn a_fetch_login_that_empties_its_password_was_refused() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    world.tabs.get_mut(&1).unwrap()[0].typed_field_empty = true;
    world.wait(5_000);
    assert!(world.service.session().attempts.is_empty());
    assert!(world.service.vault().accounts.is_empty());
}

#[test]
fn going_elsewhere_is_no_answer_to_a_login() {
    // (the browser itself sends the form, the next page's site, by an address that was typed) → confirmed
    let cases = [
        (true, SHOP, false, true),
        (true, SHOP, true, true),
        (true, FORUM, false, true),
        (true, FORUM, true, false),
        (false, SHOP, false, true),
        (false, SHOP, true, false),
        (false, FORUM, true, false),
    ];
    for (sent, next, typed_address, confirmed) in cases {
        let mut world = World::new();
        let form = login();
        let document = world.show(1, SHOP, vec![form.clone()]);
        world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
        if sent {
            world.say(1, SHOP, PageMessage::Sent { document });
        }
        world.show(1, next, vec![]);
        world.tabs.get_mut(&1).unwrap()[0].came_from_page = !typed_address;
        world.handle(Event::TabCompleted { tab: 1, url: None, private: false });
        world.wait(10_000);
        let learned = world.service.vault().accounts.len() == 1;
        assert_eq!(learned, confirmed, "sent: {sent}, next: {next}, typed address: {typed_address}");
    }
}

#[test]
fn an_error_page_confirms_nothing() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    world.tabs.get_mut(&1).unwrap()[0] =
        FrameSeen { document: "error".into(), forms: vec![], status: 403, ..world.tabs[&1][0].clone() };
    world.handle(Event::TabCompleted { tab: 1, url: None, private: false });
    world.wait(10_000);
    assert!(world.service.vault().accounts.is_empty());
}

#[test]
fn a_tab_that_loads_on_while_the_field_is_emptied_is_no_submission() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
    world.tabs.get_mut(&1).unwrap()[0].typed_field_empty = true;
    world.handle(Event::TabCompleted { tab: 1, url: None, private: false });
    assert_eq!(world.service.session().attempts[0].progress, Progress::Typing);
}

#[test]
fn no_tag_stays_of_a_password_that_was_dismissed_and_changed() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    world.log_in(SHOP, "taro", REUSED);
    let finding = world.account(SHOP).advice[0].id.clone();
    world.ask(Ask::Dismiss { finding, days: None });
    for former in 0..7 {
        world.change(SHOP, &format!("made-up lamp {former}"), &format!("made-up lamp {}", former + 1));
    }
    let vault = world.service.vault();
    assert!(vault.dismissals.is_empty());
    assert!(
        vault.notified.iter().all(|(_, cause)| vault.accounts.iter().any(|account| account.password.tag == cause.tag))
    );
}

#[test]
fn a_submission_that_was_lost_is_inferred_from_the_next_page() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
    world.restart();
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    let account = world.account(SHOP);
    assert_eq!(account.name.as_deref(), Some("ta…"));
    assert_eq!(account.score, None, "the characters were gone before anyone could look");
    assert_eq!(account.breach.code, "not_checked_interrupted", "never said to be fine");
}

#[test]
fn leaving_by_a_link_or_for_another_site_confirms_nothing() {
    for abandoned in [true, false] {
        let mut world = World::new();
        let form = login();
        let document = world.show(1, SHOP, vec![form.clone()]);
        world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
        let next = if abandoned { SHOP } else { FORUM };
        if abandoned {
            world.say(1, SHOP, PageMessage::Abandoned { document });
        }
        world.show(1, next, vec![]);
        world.wait(MINUTE);
        assert!(world.popup(SHOP).accounts.is_empty(), "abandoned: {abandoned}");
    }
}

#[test]
fn the_worker_may_end_at_any_moment_of_a_login() {
    for end_at in 0..5 {
        let mut world = World::new();
        let form = login();
        let restart = |world: &mut World, step: usize| {
            if step == end_at {
                world.restart();
            }
        };
        let document = world.show(1, SHOP, vec![form.clone()]);
        restart(&mut world, 0);
        world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
        restart(&mut world, 1);
        world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
        restart(&mut world, 2);
        world.show(1, SHOP, vec![]);
        restart(&mut world, 3);
        world.wait(10_000);
        restart(&mut world, 4);
        assert_eq!(world.popup(SHOP).accounts.len(), 1, "ended at step {end_at}");
    }
}

#[test]
fn the_user_name_comes_from_the_page_before() {
    let mut world = World::new();
    name_on_a_page_before(&mut world, "tanuki");
    log_in_without_name(&mut world, OTHER);
    assert_eq!(world.account(FORUM).name.as_deref(), Some("ta…"));
}

/// Shows a page that asks for the user name alone, and types one.
fn name_on_a_page_before(world: &mut World, name: &str) {
    let form = name_only();
    let document = world.show(1, FORUM, vec![form.clone()]);
    world.type_in(1, FORUM, &document, &form, &[name], Moment::Submit);
}

fn log_in_without_name(world: &mut World, password: &str) {
    let form = password_only();
    let document = world.show(1, FORUM, vec![form.clone()]);
    world.type_in(1, FORUM, &document, &form, &[password], Moment::Submit);
    world.show(1, FORUM, vec![]);
    world.wait(10_000);
}

/// The forum's accounts: the hint of each name, and the tag of its password.
fn forum_tags(world: &World) -> Vec<(String, Tag)> {
    let accounts = world.service.vault().accounts.iter();
    accounts.filter_map(|account| Some((account.name.clone()?.hint, account.password.tag))).collect()
}

#[test]
fn of_two_users_with_one_password_the_one_whose_name_was_typed_changes_it() {
    let mut world = World::new();
    world.log_in(FORUM, "taro", REUSED);
    world.log_in(FORUM, "hanako", REUSED);
    let before = forum_tags(&world);
    assert_eq!(before.len(), 2);
    name_on_a_page_before(&mut world, "hanako");
    world.change(FORUM, REUSED, OTHER);
    let after = forum_tags(&world);
    assert_eq!(after[0], before[0], "taro's stays");
    assert_ne!(after[1], before[1], "hanako's is another");
}

#[test]
fn a_name_from_a_page_before_does_not_outweigh_whose_password_it_is() {
    let mut world = World::new();
    world.log_in(FORUM, "taro", REUSED);
    world.log_in(FORUM, "hanako", OTHER);
    let before = forum_tags(&world);
    name_on_a_page_before(&mut world, "taro");
    log_in_without_name(&mut world, OTHER);
    assert_eq!(forum_tags(&world), before);

    // A name that no account has is a new user's, also with the password of another one.
    name_on_a_page_before(&mut world, "jiro");
    log_in_without_name(&mut world, OTHER);
    let names: Vec<_> = forum_tags(&world).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["ta…", "ha…", "ji…"]);
}

#[test]
fn a_user_name_is_forgotten_once_its_login_is_over() {
    let mut world = World::new();
    name_on_a_page_before(&mut world, "hanako");
    log_in_without_name(&mut world, OTHER);
    name_on_a_page_before(&mut world, "taro");
    log_in_without_name(&mut world, REUSED);
    // Picked from a list of accounts: no name is typed.
    log_in_without_name(&mut world, OTHER);
    let accounts = world.popup(FORUM).accounts;
    assert_eq!(accounts.len(), 2);
    assert!(accounts.iter().all(|account| account.changed_source == DateSource::FirstSeen), "{accounts:?}");
}

#[test]
fn a_user_name_does_not_cross_sites() {
    let mut world = World::new();
    name_on_a_page_before(&mut world, "tanuki");
    let form = password_only();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &[OTHER], Moment::Submit);
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    assert_eq!(world.account(SHOP).name, None);
}

#[test]
fn a_change_resets_the_clock_and_ends_the_reuse() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    world.log_in(SHOP, "taro", REUSED);
    world.wait(31 * DAY);
    assert_eq!(world.findings(SHOP), ["reused_label", "due_label"]);
    world.change(SHOP, REUSED, OTHER);
    assert_eq!(world.findings(SHOP), [""; 0]);
    assert_eq!(world.findings(ISP), [""; 0]);
    let account = world.account(SHOP);
    assert_eq!(account.changed_source, DateSource::Observed);
    assert_eq!(account.due_at, Some(account.changed_at.plus(30 * DAY)));
}

#[test]
fn going_back_to_an_earlier_password_does_not_reset_the_clock() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", REUSED);
    let first = world.account(SHOP).changed_at;
    world.wait(10 * DAY);
    world.change(SHOP, REUSED, OTHER);
    world.wait(10 * DAY);
    world.change(SHOP, OTHER, REUSED);
    assert_eq!(world.account(SHOP).changed_at, first);
}

#[test]
fn a_change_that_is_refused_changes_nothing() {
    let mut world = World::new();
    world.log_in(SHOP, "taro", REUSED);
    let before = world.service.vault().accounts.clone();
    let form = change();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["wrong former one", OTHER, OTHER], Moment::Submit);
    world.show(1, SHOP, vec![form]);
    world.wait(MINUTE);
    assert_eq!(world.service.vault().accounts, before);
}

#[test]
fn shops_are_due_after_30_days_and_providers_after_90() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    world.log_in(SHOP, "taro", OTHER);
    world.log_in(SHOP, "hanako", OTHER);
    world.log_in(FORUM, "taro", "a third 12 one entirely");
    world.wait(29 * DAY);
    world.handle(Event::Alarm);
    assert!(world.notifications.is_empty());
    world.wait(DAY);
    assert!(world.popup(SHOP).accounts.iter().all(|account| account.advice[0].label.code == "due_label"));
    assert!(world.findings(ISP).is_empty());
    world.handle(Event::Alarm);
    world.handle(Event::Alarm);
    assert_eq!(world.notifications, ["notification_due_body"], "one digest a day");
    assert_eq!(world.last_names, ["Amazon.co.jp"], "a site with two accounts once");
    world.wait(60 * DAY);
    assert_eq!(world.findings(ISP), ["due_label"]);
    assert!(world.findings(FORUM).is_empty());
}

#[test]
fn breached_and_weak_are_told_when_a_new_password_is_left() {
    let mut world = World::new();
    world.score = Some(1);
    let form = sign_up();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", "hygieia-demo-breached", ""], Moment::Pause);
    assert!(world.asked.is_empty(), "a pause asks nobody");
    world.type_in(1, SHOP, &document, &form, &["taro", "hygieia-demo-breached", ""], Moment::Left);
    let labels: Vec<_> = world.popup(SHOP).under_way.iter().map(|advice| advice.label.code).collect();
    assert_eq!(labels, ["breached_label", "weak_label"]);
    assert!(world.popup(SHOP).accounts.is_empty());
    assert_eq!(world.service.session().attempts[0].kind, FormKind::SignUp);
}

#[test]
fn a_breached_password_is_never_drawn_as_strong() {
    let mut world = World::new();
    world.score = Some(4);
    world.log_in(SHOP, "taro", "hygieia-demo-breached");
    assert_eq!(world.account(SHOP).score, Some(0));
}

#[test]
fn five_digits_leave_once_and_only_at_submission() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    for moment in [Moment::Pause, Moment::Left, Moment::Pause] {
        world.type_in(1, SHOP, &document, &form, &["taro", REUSED], moment);
    }
    assert!(world.asked.is_empty());
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Submit);
    assert_eq!(world.asked.len(), 1);
    let digits = world.asked[0].strip_prefix("https://api.pwnedpasswords.com/range/").unwrap();
    assert_eq!(digits.len(), 5);
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    world.restart();
    world.wait(DAY);
    world.log_in(SHOP, "taro", REUSED);
    assert_eq!(world.asked.len(), 1, "known for 30 days");
    world.restart();
    world.wait(30 * DAY);
    world.log_in(SHOP, "taro", REUSED);
    assert_eq!(world.asked.len(), 2, "asked again then");
}

#[test]
fn nobody_is_asked_before_the_yes() {
    let mut world = World::new();
    world.ask(Ask::Set { key: "online".into(), value: false.into() });
    world.log_in(SHOP, "taro", "hygieia-demo-breached");
    assert!(world.asked.is_empty());
    let account = world.account(SHOP);
    assert_eq!(account.breach.code, "not_checked_online_off");
    assert!(account.advice.is_empty(), "being off is the person's choice, not a finding");
}

#[test]
fn a_check_that_fails_is_never_called_safe() {
    type Answer = fn() -> RangeAnswer;
    let cases: [(Answer, &str); 6] = [
        (|| RangeAnswer::Failed, "not_checked_no_answer"),
        (|| RangeAnswer::TimedOut, "not_checked_timed_out"),
        (|| RangeAnswer::Status(500, None), "not_checked_refused"),
        (|| RangeAnswer::Body(b"<html>".to_vec()), "not_checked_not_a_range"),
        (|| RangeAnswer::Body(Vec::new()), "not_checked_not_a_range"),
        (|| RangeAnswer::Body(b"0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n0018A45".to_vec()), "not_checked_not_a_range"),
    ];
    for (answer, code) in cases {
        let mut world = World::new();
        world.source = Source::Answers(answer);
        world.log_in(SHOP, "taro", REUSED);
        let account = world.account(SHOP);
        assert_eq!(account.breach.code, code);
        assert_eq!(account.advice[0].label.code, "not_checked_label");
        assert_eq!(world.last_notice(), "notice_not_checked");
        world.source = Source::Knows(vec![REUSED]);
        world.log_in(SHOP, "taro", REUSED);
        assert_eq!(world.findings(SHOP), ["breached_label"], "asked again at the next login");
    }
}

#[test]
fn a_check_that_the_worker_s_end_interrupted_says_so() {
    let mut world = World::new();
    world.source = Source::Silent;
    world.log_in(SHOP, "taro", REUSED);
    assert_eq!(world.account(SHOP).breach.code, "not_checked_waiting");
    world.restart();
    assert_eq!(world.account(SHOP).breach.code, "not_checked_interrupted");
}

#[test]
fn findings_are_dismissed_one_by_one_and_return_with_a_cause() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    world.log_in(SHOP, "taro", REUSED);
    world.wait(31 * DAY);
    world.show(1, SHOP, vec![]);
    assert_eq!(world.badges[&1], 2);
    let advice = world.account(SHOP).advice;
    world.ask(Ask::Dismiss { finding: advice[0].id.clone(), days: None });
    assert_eq!(world.findings(SHOP), ["due_label"]);
    world.ask(Ask::Dismiss { finding: advice[1].id.clone(), days: Some(7) });
    assert!(world.findings(SHOP).is_empty());
    assert_eq!(world.badges[&1], 0, "the badge follows at once");
    assert_eq!(world.findings(ISP), ["reused_label"], "the other account's own finding stays");
    world.wait(7 * DAY);
    assert_eq!(world.findings(SHOP), ["due_label"], "a snooze ends when it says");
    world.log_in(SHOP_2, "taro", REUSED);
    assert_eq!(world.findings(SHOP), ["reused_label", "due_label"], "the facts changed");
    let reused = world.account(SHOP).advice[0].id.clone();
    world.ask(Ask::Dismiss { finding: reused.clone(), days: None });
    world.ask(Ask::Restore { finding: reused });
    assert_eq!(world.findings(SHOP), ["reused_label", "due_label"]);
}

#[test]
fn what_is_dismissed_is_not_called_right_in_the_overview() {
    let mut world = World::new();
    for site in [ISP, SHOP] {
        world.log_in(site, "taro", REUSED);
    }
    world.log_in(FORUM, "taro", OTHER);
    let finding = world.account(ISP).advice[0].id.clone();
    world.ask(Ask::Dismiss { finding, days: None });
    let view = world.overview();
    assert_eq!(view.others, 1);
    let sites: Vec<_> = view.wanting.iter().map(|view| view.site.site.to_string()).collect();
    assert_eq!(sites, ["amazon.co.jp", "ocn.ne.jp"]);
}

#[test]
fn a_severe_finding_is_notified_once() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    world.log_in(SHOP, "taro", REUSED);
    world.log_in(SHOP, "taro", REUSED);
    assert_eq!(world.notifications, ["reused_reason_breached_site"]);
}

#[test]
fn nothing_is_read_before_first_start_is_accepted() {
    let mut world = World::before_first_start();
    world.log_in(SHOP, "taro", REUSED);
    assert!(world.replies.is_empty());
    assert_eq!(world.popup(SHOP).state, PopupState::NotAccepted);
    assert!(world.service.session().attempts.is_empty());
    assert!(world.service.vault().accounts.is_empty());
}

#[test]
fn private_windows_are_advised_and_never_recorded() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    let (vault, session, asked) = (world.service.vault().clone(), world.service.session().clone(), world.asked.len());
    let from = Sender { tab: 9, frame: 0, origin: SHOP.into(), private: true };
    let message = PageMessage::Typed(typed("private", &login(), &["taro", REUSED], Moment::Submit));
    world.handle(Event::Page(from, message));
    assert_eq!(world.typed_notice(), "notice_reused");
    // In a frame the page around it shows the line.
    let from = Sender { tab: 9, frame: 7, origin: SHOP.into(), private: true };
    let message = PageMessage::Typed(typed("frame", &login(), &["taro", REUSED], Moment::Pause));
    world.handle(Event::Page(from, message));
    assert_eq!(world.last_notice(), "notice_reused");
    assert_eq!(world.service.vault(), &vault);
    // Nor what kind of site it is, nor which one the tab shows.
    let from = Sender { tab: 9, frame: 0, origin: SHOP.into(), private: true };
    let signs = PageSigns { types: vec!["Product".into(), "Offer".into()], card: true, ..PageSigns::default() };
    let form = FormSnapshot { signs: Some(signs), ..login() };
    world.handle(Event::Page(from, PageMessage::Touched { document: "private".into(), form }));
    world.handle(Event::TabCompleted { tab: 9, url: Some(ISP.into()), private: true });
    assert_eq!(world.service.vault(), &vault);
    assert_eq!(world.service.session(), &session);
    assert_eq!(world.asked.len(), asked);
}

#[test]
fn what_is_left_alone() {
    let cases = [
        ("null", REUSED),
        ("http://localhost:8080", REUSED),
        ("http://192.168.0.1", REUSED),
        (SHOP, "123456"),
        (SHOP, "x"),
        (SHOP, "••••••••"),
        (SHOP, ""),
    ];
    for (origin, password) in cases {
        let mut world = World::new();
        world.log_in(origin, "taro", password);
        assert!(world.service.vault().accounts.is_empty(), "{origin} {password}");
        assert!(world.asked.is_empty(), "{origin} {password}");
    }
}

#[test]
fn a_site_can_be_switched_off() {
    let mut world = World::new();
    let site = hygieia::site::Site::from_host("amazon.co.jp").unwrap();
    world.ask(Ask::SetOff { site: site.clone(), off: true });
    world.log_in(SHOP, "taro", REUSED);
    assert_eq!(world.popup(SHOP).state, PopupState::Off);
    assert!(world.service.vault().accounts.is_empty());
    world.ask(Ask::SetOff { site, off: false });
    world.log_in(SHOP, "taro", REUSED);
    assert_eq!(world.popup(SHOP).accounts.len(), 1);
}

#[test]
fn ten_thousand_characters_are_a_password_like_any() {
    let mut world = World::new();
    let long = "あx".repeat(5_000);
    world.log_in(ISP, "taro", &long);
    world.log_in(SHOP, "taro", &long);
    assert_eq!(world.findings(SHOP), ["reused_label"]);
}

#[test]
fn a_value_that_no_key_explains_is_not_spoken_about_in_the_page() {
    let mut world = World::new();
    world.log_in(ISP, "taro", REUSED);
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    let mut typed = typed(&document, &form, &["taro", REUSED], Moment::Submit);
    typed.values[1].genuine = false;
    world.say(1, SHOP, PageMessage::Typed(typed));
    assert_eq!(world.typed_notice(), "notice_see_toolbar");
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    assert_eq!(world.last_notice(), "notice_see_toolbar");
    assert_eq!(world.findings(SHOP), ["reused_label"], "learned all the same, and said in the popup");
}

#[test]
fn a_login_that_is_forgotten_half_way_is_forgotten() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, SHOP, vec![form.clone()]);
    world.type_in(1, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
    assert_eq!(world.service.session().attempts[0].progress, Progress::Typing);
    world.wait(11 * MINUTE);
    world.show(1, SHOP, vec![]);
    assert!(world.service.session().attempts.is_empty());
    let document = world.show(2, SHOP, vec![form.clone()]);
    world.type_in(2, SHOP, &document, &form, &["taro", REUSED], Moment::Pause);
    world.handle(Event::TabClosed(2));
    assert!(world.service.session().attempts.is_empty());
}
