//! What kind of site it is, where no list knows: guessed by what a page shows at login, or asked for once.

mod world;

use hygieia::{
    service::event::{Ask, PageMessage},
    site::{KindGuess, PageSigns, Site, SiteKind},
};
use world::{World, login};

const HERE: &str = "https://www.unlisted.example";

/// Somebody touches the login form of a page that shows these links, and logs in.
fn log_in_where(world: &mut World, links: &[&str]) {
    touch(world, HERE, links);
    world.log_in(HERE, "taro", "correct horse battery");
}

fn touch(world: &mut World, origin: &str, links: &[&str]) {
    let links = links.iter().map(|link| (*link).to_owned()).collect();
    let form = hygieia::form::FormSnapshot { signs: Some(PageSigns { links, ..PageSigns::default() }), ..login() };
    world.say(1, origin, PageMessage::Touched { document: "signs".into(), form });
}

fn seen(world: &mut World) -> (Option<SiteKind>, bool) {
    let site = world.popup(HERE).site.expect("a site");
    (site.kind, site.asks_kind)
}

fn site() -> Site {
    Site::from_origin_url(HERE).expect("a site").0
}

#[test]
fn two_signs_are_a_kind_from_the_first_login_on() {
    let mut world = World::new();
    touch(&mut world, HERE, &["Cart", "Order history"]);
    assert!(world.service.vault().guesses.is_empty(), "nobody has logged in there");
    assert_eq!(seen(&mut world), (None, false));
    world.end_worker();
    world.log_in(HERE, "taro", "correct horse battery");
    assert_eq!(seen(&mut world), (Some(SiteKind::Shop), false));
    let account = world.account(HERE);
    assert!(account.due_at.is_some(), "it is due as shops are");
}

#[test]
fn one_sign_is_asked_about_once() {
    let mut world = World::new();
    log_in_where(&mut world, &["Cart"]);
    assert_eq!(seen(&mut world), (None, true));
    world.ask(Ask::SetKind { site: site(), kind: None });
    assert_eq!(seen(&mut world), (None, false));
    log_in_where(&mut world, &["Cart"]);
    world.restart();
    assert_eq!(seen(&mut world), (None, false), "never again");
}

#[test]
fn the_answer_is_the_kind() {
    let mut world = World::new();
    log_in_where(&mut world, &["Cart"]);
    world.ask(Ask::SetKind { site: site(), kind: Some(SiteKind::Isp) });
    assert_eq!(seen(&mut world), (Some(SiteKind::Isp), false));
    // What the person said is not asked about again when they take it back.
    world.ask(Ask::SetKind { site: site(), kind: None });
    assert_eq!(seen(&mut world), (None, false));
}

#[test]
fn an_open_question_is_answered_by_a_page_that_shows_more() {
    let mut world = World::new();
    log_in_where(&mut world, &["Cart"]);
    log_in_where(&mut world, &["Cart", "Checkout"]);
    assert_eq!(seen(&mut world), (Some(SiteKind::Shop), false));
    // And one that shows less takes nothing back.
    log_in_where(&mut world, &["Webmail"]);
    assert_eq!(seen(&mut world), (Some(SiteKind::Shop), false));
}

#[test]
fn the_person_and_the_list_know_better() {
    let mut world = World::new();
    world.ask(Ask::SetKind { site: site(), kind: Some(SiteKind::Other) });
    log_in_where(&mut world, &["Cart", "Checkout"]);
    assert_eq!(seen(&mut world), (Some(SiteKind::Other), false));
    let listed = "https://id.ocn.ne.jp";
    touch(&mut world, listed, &["Cart", "Checkout"]);
    world.log_in(listed, "taro", "correct horse battery");
    assert_eq!(world.popup(listed).site.expect("a site").kind, Some(SiteKind::Isp));
    assert!(world.service.vault().guesses.is_empty());
}

#[test]
fn what_pages_show_is_kept_for_few_sites() {
    let mut world = World::new();
    for number in 0..50 {
        touch(&mut world, &format!("https://site{number}.example"), &["Cart"]);
    }
    let guesses = &world.service.session().guesses;
    assert_eq!(guesses.len(), 20);
    assert_eq!(guesses.last().map(|(_, guess)| *guess), Some(KindGuess::Unsure));
}
