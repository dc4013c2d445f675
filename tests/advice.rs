//! What is told first, and where to change first: through whole logins.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use hygieia::{
    advice::{Advice, FindingKind, Severity},
    service::event::{Ask, Moment},
    site::Site,
    text::Arg,
};
use world::{FORUM, SHOP, SHOP_2, Source, World, login};

const SHARED: &str = "made-up lamp 41 river";
const FORUM_2: &str = "https://board.example.org";
const MAIL: &str = "https://mail.nifty.com";
/// A provider that has lost passwords (`data/incidents.csv`).
const BREACHED: &str = "https://id.ocn.ne.jp";
const LOOK_ALIKE: &str = "https://www.rakuten-co.jp";

fn site(host: &str) -> Site {
    Site::from_host(host).unwrap()
}

/// The first finding on a site, and where it says to change first.
fn first(world: &mut World, origin: &str) -> Advice {
    world.account(origin).advice.remove(0)
}

fn names(args: &[Arg]) -> Vec<&str> {
    let names = args.iter().filter_map(|arg| if let Arg::Names(names) = arg { Some(names) } else { None });
    names.flatten().map(String::as_str).collect()
}

#[test]
fn what_is_at_stake_is_said_and_where_to_change_first() {
    let cases = [
        (FORUM, FORUM_2, ["taro", "hanako"], "reused_reason", "example.org"),
        (FORUM, FORUM_2, ["taro", "taro"], "reused_reason", "example.org"),
        (FORUM, FORUM_2, ["taro@example.jp", "taro@example.jp"], "reused_reason_same_name", "example.org"),
        (FORUM, SHOP, ["taro@example.jp", "taro@example.jp"], "reused_reason_card", "Amazon.co.jp"),
        (SHOP, FORUM, ["taro", "hanako"], "reused_reason_card", "Amazon.co.jp"),
        (FORUM, MAIL, ["taro", "taro"], "reused_reason_resets", "@nifty"),
        (MAIL, SHOP, ["taro", "taro"], "reused_reason_resets", "@nifty"),
        (FORUM, BREACHED, ["taro", "taro"], "reused_reason_breached_site", "OCN (NTT DOCOMO)"),
        (FORUM, FORUM_2, ["taro@board.example.org", "taro"], "reused_reason_resets", "example.org"),
    ];
    for (one, other, [name, other_name], reason, change_first) in cases {
        let mut world = World::new();
        world.log_in(one, name, SHARED);
        world.log_in(other, other_name, SHARED);
        let advice = first(&mut world, other);
        assert_eq!(advice.id.kind, FindingKind::Reused, "{one} {other}");
        assert_eq!(advice.reason.code, reason, "{one} {other}");
        assert_eq!(names(&advice.way_out.args), [change_first], "{one} {other}");
        assert_eq!(advice.severity, Severity::Severe);
        // The other end of it says the same.
        assert_eq!(first(&mut world, one).reason.code, reason, "{one} {other}");
    }
}

#[test]
fn a_password_that_was_changed_since_its_site_lost_passwords_is_not_told_as_lost() {
    let mut world = World::new();
    world.log_in(BREACHED, "taro", "made-up lamp 1");
    world.change(BREACHED, "made-up lamp 1", SHARED);
    world.log_in(FORUM, "taro", SHARED);
    assert_eq!(first(&mut world, FORUM).reason.code, "reused_reason_resets");
}

#[test]
fn a_shared_password_that_is_in_the_lists_comes_before_the_lists_alone() {
    let mut world = World::new();
    world.source = Source::Knows(vec![SHARED]);
    world.log_in(FORUM, "taro", SHARED);
    assert_eq!(world.findings(FORUM), ["breached_label"]);
    world.log_in(FORUM_2, "taro", SHARED);
    assert_eq!(world.findings(FORUM_2), ["reused_label", "breached_label"]);
    assert_eq!(first(&mut world, FORUM_2).reason.code, "reused_reason_leaked");
}

#[test]
fn shared_passwords_with_nothing_at_stake_come_after_the_lists() {
    let mut world = World::new();
    world.source = Source::Knows(vec![SHARED]);
    world.log_in(FORUM, "taro", SHARED);
    world.source = Source::Knows(Vec::new());
    world.score = Some(1);
    world.log_in(FORUM_2, "taro", "made-up lamp 9");
    world.log_in(SHOP, "taro", "made-up lamp 9");
    assert_eq!(world.findings(FORUM_2), ["reused_label", "weak_label"]);
}

#[test]
fn one_owner_is_one_account() {
    let mut world = World::new();
    world.log_in("https://www.amazon.com", "taro", SHARED);
    world.log_in(SHOP, "taro", SHARED);
    assert!(world.findings(SHOP).is_empty());
    world.log_in(FORUM, "taro", SHARED);
    assert_eq!(world.findings(SHOP), ["reused_label"]);
}

#[test]
fn a_person_can_say_that_two_sites_are_one_account_and_take_it_back() {
    let mut world = World::new();
    world.log_in(FORUM, "taro", SHARED);
    world.log_in(FORUM_2, "taro", SHARED);
    let say = |same| Ask::SetSameAccount { site: site("forum.example"), other: site("example.org"), same };
    world.ask(say(true));
    assert!(world.findings(FORUM).is_empty() && world.findings(FORUM_2).is_empty());
    world.ask(Ask::SetSameAccount { site: site("example.org"), other: site("forum.example"), same: true });
    assert_eq!(world.service.vault().same_account.len(), 1);
    world.ask(say(false));
    assert_eq!(world.findings(FORUM), ["reused_label"]);
}

#[test]
fn a_look_alike_is_told_before_anything_is_submitted() {
    let mut world = World::new();
    world.log_in(SHOP_2, "taro", SHARED);
    world.notifications.clear();
    let form = login();
    let document = world.show(1, LOOK_ALIKE, vec![form.clone()]);
    world.type_in(1, LOOK_ALIKE, &document, &form, &["taro", SHARED], Moment::Pause);
    assert_eq!(world.typed_notice(), "notice_look_alike");
    assert_eq!(world.notifications, ["look_alike_reason"]);
    let under_way = world.popup(LOOK_ALIKE).under_way;
    assert_eq!(under_way[0].id.kind, FindingKind::LookAlike);
    assert_eq!(names(&under_way[0].reason.args), ["Rakuten Ichiba", "www.rakuten-co.jp"]);
    // Once is enough.
    world.type_in(1, LOOK_ALIKE, &document, &form, &["taro", SHARED], Moment::Pause);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn another_password_on_a_look_alike_is_nothing() {
    let mut world = World::new();
    world.log_in(SHOP_2, "taro", SHARED);
    world.log_in(LOOK_ALIKE, "taro", "quite another 88 thing");
    assert!(world.findings(LOOK_ALIKE).is_empty());
}

#[test]
fn what_was_entered_at_a_look_alike_is_to_be_changed_at_the_genuine_site() {
    let mut world = World::new();
    world.log_in(SHOP_2, "taro", SHARED);
    world.log_in(LOOK_ALIKE, "taro", SHARED);
    assert_eq!(world.findings(LOOK_ALIKE), ["look_alike_label"]);
    let genuine = first(&mut world, SHOP_2);
    assert_eq!(genuine.reason.code, "reused_reason_given_away");
    assert_eq!(names(&genuine.way_out.args), ["Rakuten Ichiba"]);
}

#[test]
fn this_is_really_them_makes_it_plain_reuse() {
    let mut world = World::new();
    world.log_in(SHOP_2, "taro", SHARED);
    world.log_in(LOOK_ALIKE, "taro", SHARED);
    world.ask(Ask::SetGenuine { site: site("rakuten-co.jp"), genuine: true });
    assert_eq!(world.findings(LOOK_ALIKE), ["reused_label"]);
    assert_eq!(first(&mut world, SHOP_2).reason.code, "reused_reason_card");
    world.ask(Ask::SetGenuine { site: site("rakuten-co.jp"), genuine: false });
    assert_eq!(world.findings(LOOK_ALIKE), ["look_alike_label"]);
}

#[test]
fn plain_http_is_told_until_the_site_has_https() {
    let mut world = World::new();
    let form = login();
    let document = world.show(1, "http://forum.example", vec![form.clone()]);
    world.type_in(1, "http://forum.example", &document, &form, &["taro", SHARED], Moment::Pause);
    assert_eq!(world.typed_notice(), "notice_unencrypted");
    world.log_in("http://forum.example", "taro", SHARED);
    assert_eq!(world.findings(FORUM), ["unencrypted_label"]);
    world.log_in(FORUM, "taro", SHARED);
    assert!(world.findings(FORUM).is_empty());
}

#[test]
fn the_most_urgent_account_stands_first_in_the_overview() {
    let mut world = World::new();
    world.log_in(FORUM, "taro", "made-up lamp 9");
    world.log_in(FORUM_2, "taro", "made-up lamp 9");
    world.log_in(SHOP, "taro", SHARED);
    world.log_in(MAIL, "taro", SHARED);
    let overview = world.overview();
    let order: Vec<_> = overview.wanting.iter().map(|account| account.site.site.as_ref()).collect();
    assert_eq!(order, ["amazon.co.jp", "nifty.com", "forum.example", "example.org"]);
}
