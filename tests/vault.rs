//! The vault as a whole: writing that fails, locking, backups, a clock that is set back.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use base64::{Engine, engine::general_purpose::STANDARD};
use hygieia::{
    fingerprint::{Cost, Salt},
    secret::Secret,
    service::{
        Service,
        effect::{Effect, Reply},
        event::{Ask, Event, Moment, NotUnlocked},
        lock::Closed,
        view::{DataView, PopupState},
    },
    settings::Settings,
    time::{MINUTE, Now, SECOND},
    vault::{Vault, backup, passphrase::Fresh},
};
use world::{FORUM, ISP, SHOP, World, login};

const PASSWORD: &str = "made-up lamp 41 river";

fn secret(characters: &str) -> Secret {
    Secret::new(characters.into())
}

/// What was answered to the last thing that was asked about the vault as a whole.
fn data(world: &mut World, ask: Ask) -> DataView {
    world.replies.clear();
    world.ask(ask);
    match world.replies.pop() {
        Some(Reply::Data(view)) => view,
        other => panic!("no answer but {other:?}"),
    }
}

/// A vault under a passphrase, as the driver tells it.
fn protected() -> World {
    let mut world = World::new();
    world.handle(Event::Protected(Ok(true)));
    world
}

fn file(vault: &Vault) -> String {
    let fresh = Fresh { salt: [1; 16], nonce: [2; 12] };
    STANDARD.encode(backup::make(vault, &secret("of the backup"), Cost::TEST, fresh))
}

fn import(world: &mut World, file: &str, replace: bool) -> DataView {
    data(world, Ask::Import { file: file.into(), passphrase: secret("of the backup"), replace })
}

#[test]
fn a_login_that_could_not_be_written_is_kept_until_it_is() {
    let mut world = World::new();
    world.writes_fail = true;
    world.log_in(ISP, "taro", PASSWORD);
    assert!(world.written.accounts.is_empty());
    assert_eq!(world.service.session().learned.len(), 1);
    assert!(world.popup(ISP).not_saved_since.is_some());
    let known = world.service.vault().accounts.clone();

    // The worker is ended before the disk has room again: the next one enters it with its own date.
    world.wait(5 * SECOND);
    world.restart();
    assert_eq!(world.service.vault().accounts, known);
    world.writes_fail = false;
    world.wait(10 * SECOND);
    assert_eq!(world.written.accounts, known);
    assert!(world.service.session().learned.is_empty());
    assert_eq!(world.popup(ISP).not_saved_since, None);
}

#[test]
fn writing_is_tried_again_with_growing_pauses() {
    let mut world = World::new();
    world.writes_fail = true;
    world.log_in(ISP, "taro", PASSWORD);
    let tried = |world: &World| world.writes;
    let before = tried(&world);
    world.wait(60 * MINUTE);
    let times = tried(&world) - before;
    assert!((8..25).contains(&times), "{times} times within an hour");
    world.writes_fail = false;
    world.wait(11 * MINUTE);
    assert_eq!(world.written.accounts.len(), 1);
    let after = tried(&world);
    world.wait(60 * MINUTE);
    assert_eq!(tried(&world), after, "and no more once it is written");
}

#[test]
fn entering_a_login_twice_changes_nothing() {
    let mut world = World::new();
    world.log_in(ISP, "taro", PASSWORD);
    world.log_in(SHOP, "taro", PASSWORD);
    let known = world.service.vault().clone();
    // The vault was written, and the worker ended before the session was.
    let mut session = world.service.session().clone();
    world.writes_fail = true;
    world.change(ISP, PASSWORD, "another 88 thing");
    session.learned = world.service.session().learned.clone();
    let changed = world.service.vault().clone();
    assert_ne!(known.accounts, changed.accounts);
    world.service = Service::new(changed.clone(), session);
    world.handle(Event::Started);
    assert_eq!(world.service.vault().accounts, changed.accounts);
}

#[test]
fn locking_drops_what_the_session_knows_and_nothing_is_learned() {
    let mut world = protected();
    world.log_in(ISP, "taro", PASSWORD);
    let document = world.show(1, SHOP, vec![login()]);
    world.type_in(1, SHOP, &document, &login(), &["taro", PASSWORD], Moment::Pause);
    assert!(!world.service.session().attempts.is_empty());
    let known = world.service.vault().clone();

    world.ask(Ask::Lock);
    assert!(world.lock_sign);
    assert_eq!(world.written, known, "it is written a last time");
    assert_eq!(world.service.vault_to_save(), None);
    assert!(world.service.vault().accounts.is_empty());
    let session = world.service.session();
    assert!(session.attempts.is_empty() && session.names.is_empty() && session.badges.is_empty());
    assert_eq!(world.popup(ISP).state, PopupState::Locked);

    for password in [PASSWORD, "hygieia-demo-breached", "anything 77 else"] {
        world.type_in(1, SHOP, &document, &login(), &["taro", password], Moment::Submit);
        assert_eq!(world.typed_notice(), "notice_locked", "whatever is typed");
    }
    world.show(1, SHOP, vec![]);
    world.wait(10_000);
    assert!(world.service.session().attempts.is_empty());

    world.handle(Event::Unlocked(Err(NotUnlocked::Passphrase)));
    assert_eq!(world.popup(ISP).state, PopupState::Locked);
    world.handle(Event::Unlocked(Ok(Box::new(known.clone()))));
    assert!(!world.lock_sign);
    assert_eq!(world.service.vault(), &known);
    world.log_in(SHOP, "taro", PASSWORD);
    assert_eq!(world.findings(SHOP), ["reused_label"]);
}

#[test]
fn names_are_whole_under_a_passphrase_alone() {
    let mut world = World::new();
    let name = |world: &World| world.written.accounts[0].name.as_ref().unwrap().hint.clone();
    world.log_in(ISP, "taro@example.jp", PASSWORD);
    assert_eq!(name(&world), "ta…@example.jp");
    world.handle(Event::Protected(Ok(true)));
    world.log_in(ISP, "taro@example.jp", PASSWORD);
    assert_eq!(name(&world), "taro@example.jp", "known since the next login");

    let protected = file(&world.written);
    for replace in [false, true] {
        let mut other = World::new();
        assert!(import(&mut other, &protected, replace).done);
        assert_eq!(name(&other), "ta…@example.jp", "a backup brings no more than may be kept");
    }

    // Typed under the passphrase, and confirmed without it.
    let document = world.show(1, ISP, vec![login()]);
    world.type_in(1, ISP, &document, &login(), &["taro@example.jp", PASSWORD], Moment::Submit);
    world.handle(Event::Protected(Ok(false)));
    world.show(1, ISP, vec![]);
    world.wait(10_000);
    assert_eq!(name(&world), "ta…@example.jp");
}

#[test]
fn without_a_passphrase_nothing_locks() {
    let mut world = World::new();
    world.ask(Ask::Set { key: "lock_after".into(), value: "five_minutes".into() });
    world.ask(Ask::Lock);
    world.handle(Event::Idle);
    assert_eq!(world.popup(ISP).state, PopupState::Watching);
}

#[test]
fn a_closed_vault_is_never_written() {
    for why in [Closed::Locked, Closed::TooNew, Closed::NoStorage] {
        let mut world = World::new();
        world.service = Service::closed(why, Settings::default());
        world.restart_closed();
        world.log_in(ISP, "taro", PASSWORD);
        world.ask(Ask::Set { key: "online".into(), value: true.into() });
        world.ask(Ask::Accept);
        let effects = world.service.handle(Event::Alarm, Now { at: world.now, utc_offset_minutes: 0 });
        assert!(effects.iter().all(|effect| !matches!(effect, Effect::SaveVault)));
        assert_eq!(world.service.vault_to_save(), None, "{why:?}");
        assert!(world.written.accounts.is_empty() && world.written.accepted_at.is_none());
    }
}

#[test]
fn a_backup_of_this_vault_is_merged_and_one_of_another_asks_first() {
    let mut world = World::new();
    world.log_in(ISP, "taro", PASSWORD);
    let mine = file(world.service.vault());
    world.log_in(SHOP, "taro", "quite another 88 thing");
    let view = import(&mut world, &mine, false);
    assert!(view.done);
    assert_eq!((view.text.code, world.written.accounts.len()), ("import_merged", 2));

    let mut other = World::new();
    other.service = Service::new(Vault::new(Salt::new([9; 16]), Cost::TEST), Default::default());
    other.ask(Ask::Accept);
    other.log_in(FORUM, "taro", PASSWORD);
    let theirs = file(other.service.vault());
    let before = world.service.vault().clone();
    let view = import(&mut world, &theirs, false);
    assert!(view.asks && !view.done);
    assert_eq!(world.service.vault(), &before, "nothing is changed before the yes");
    let view = import(&mut world, &theirs, true);
    assert!(view.done);
    assert_eq!(world.written.accounts, other.service.vault().accounts);
    // Neither its salt's tags nor the former name's are mixed up with the new ones.
    world.log_in(SHOP, "taro", PASSWORD);
    assert_eq!(world.findings(SHOP), ["reused_label"]);
    assert!(world.service.vault().settings.online, "what this browser was allowed stays");

    let wrong = data(&mut world, Ask::Import { file: mine, passphrase: secret("x"), replace: true });
    assert_eq!((wrong.done, wrong.text.code), (false, "import_wrong_passphrase"));
    assert_eq!(import(&mut world, "no base64!", true).text.code, "import_not_a_backup");
}

#[test]
fn a_passphrase_is_typed_twice() {
    let mut world = World::new();
    for (passphrase, again, code) in [("", "", "passphrase_empty"), ("one", "other", "passphrase_differs")] {
        let (present, passphrase, again) = (None, secret(passphrase), secret(again));
        let view = data(&mut world, Ask::Protect { present, passphrase, again });
        assert_eq!((view.done, view.text.code), (false, code));
    }
    world.score = Some(1);
    assert_eq!(data(&mut world, Ask::Judge { passphrase: secret("secret") }).text.code, "passphrase_weak");
    world.score = Some(4);
    assert_eq!(data(&mut world, Ask::Judge { passphrase: secret("x") }).text.code, "passphrase_strong");
}

#[test]
fn a_clock_that_is_set_back_loses_no_login() {
    let mut world = World::new();
    let document = world.show(1, ISP, vec![login()]);
    world.type_in(1, ISP, &document, &login(), &["taro", PASSWORD], Moment::Submit);
    world.now = world.now.plus(-3 * 60 * MINUTE);
    world.show(1, ISP, vec![]);
    world.restart();
    world.wait(10 * SECOND);
    assert_eq!(world.service.vault().accounts.len(), 1);
}

#[test]
fn erasing_begins_anew() {
    let mut world = protected();
    world.log_in(ISP, "taro", PASSWORD);
    let fresh = Vault::new(Salt::new([8; 16]), Cost::TEST);
    world.handle(Event::Erased(Some(Box::new(fresh.clone()))));
    assert_eq!(world.service.vault(), &fresh);
    assert_eq!(world.service.session(), &Default::default());
    assert_eq!(world.popup(ISP).state, PopupState::NotAccepted);
}
