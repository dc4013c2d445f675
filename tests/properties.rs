//! What holds whatever happens: random sequences of what a browser and a person can do.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use std::collections::BTreeSet;

use hygieia::{
    service::event::{Event, Moment, PageMessage},
    vault::{Vault, account::EARLIER, migrate},
};
use proptest::prelude::*;
use world::{FORUM, ISP, SHOP, World, change, login, name_only, password_only, sign_up};

const PLACES: [&str; 5] = [ISP, SHOP, FORUM, "null", "http://localhost"];
const PASSWORDS: [&str; 11] = [
    "",
    "1234",
    "hygieia-demo-breached",
    "made-up lamp 1",
    "made-up lamp 2",
    "made-up lamp 3",
    "made-up lamp 4",
    "made-up lamp 5",
    "made-up lamp 6",
    "made-up lamp 7",
    "made-up lamp 8",
];
const NAMES: [&str; 3] = ["", "taro", "hanako@example.jp"];

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    /// A whole login, sign-up or change, with the site's yes or no.
    Visit {
        place: usize,
        form: usize,
        name: usize,
        passwords: [usize; 2],
        accepted: bool,
    },
    Show {
        tab: i32,
        place: usize,
        form: usize,
    },
    Type {
        tab: i32,
        form: usize,
        name: usize,
        passwords: [usize; 2],
        moment: Moment,
    },
    Abandon {
        tab: i32,
    },
    Hide {
        tab: i32,
    },
    Close {
        tab: i32,
    },
    Wait {
        millis: i64,
    },
    Restart,
    Alarm,
}

fn step() -> impl Strategy<Value = Step> {
    let tab = 1..3_i32;
    let moment = prop_oneof![Just(Moment::Pause), Just(Moment::Left), Just(Moment::Submit)];
    let passwords = || [0..PASSWORDS.len(), 0..PASSWORDS.len()];
    prop_oneof![
        12 => (0..3_usize, 0..5_usize, 0..NAMES.len(), passwords(), any::<bool>())
            .prop_map(|(place, form, name, passwords, accepted)| Step::Visit { place, form, name, passwords, accepted }),
        4 => (tab.clone(), 0..PLACES.len(), 0..6_usize).prop_map(|(tab, place, form)| Step::Show { tab, place, form }),
        6 => (tab.clone(), 0..5_usize, 0..NAMES.len(), passwords(), moment)
            .prop_map(|(tab, form, name, passwords, moment)| Step::Type { tab, form, name, passwords, moment }),
        1 => tab.clone().prop_map(|tab| Step::Abandon { tab }),
        2 => tab.clone().prop_map(|tab| Step::Hide { tab }),
        1 => tab.prop_map(|tab| Step::Close { tab }),
        4 => prop_oneof![0..5_000_i64, -100_000..100_000_000_i64].prop_map(|millis| Step::Wait { millis }),
        2 => Just(Step::Restart),
        1 => Just(Step::Alarm),
    ]
}

fn take(world: &mut World, step: Step) {
    let forms = [login, password_only, name_only, sign_up, change];
    let shown = |world: &World, tab: i32| {
        let frame = world.tabs.get(&tab)?.first()?;
        Some((frame.document.clone(), frame.origin.clone()))
    };
    match step {
        Step::Visit { place, form, name, passwords, accepted } => {
            take(world, Step::Show { tab: 1, place, form });
            take(world, Step::Type { tab: 1, form, name, passwords, moment: Moment::Submit });
            take(world, Step::Show { tab: 1, place, form: if accepted { forms.len() } else { form } });
            take(world, Step::Wait { millis: 5_000 });
        }
        Step::Show { tab, place, form } => {
            world.show(tab, PLACES[place], forms.get(form).map(|form| form()).into_iter().collect());
        }
        Step::Type { tab, form, name, passwords: [first, second], moment } => {
            let Some((document, origin)) = shown(world, tab) else { return };
            let form = forms[form]();
            let value = |field: &hygieia::form::FieldSnapshot| match field.name.as_str() {
                "user" => NAMES[name],
                "current-password" => PASSWORDS[second],
                _ => PASSWORDS[first],
            };
            let values: Vec<&str> = form.fields.iter().map(value).collect();
            world.type_in(tab, &origin, &document, &form, &values, moment);
        }
        Step::Abandon { tab } => {
            let Some((document, origin)) = shown(world, tab) else { return };
            world.say(tab, &origin, PageMessage::Abandoned { document });
        }
        Step::Hide { tab } => {
            if let Some(frame) = world.tabs.get_mut(&tab).and_then(|frames| frames.first_mut()) {
                frame.typed_field_stands = false;
                frame.forms.clear();
            }
        }
        Step::Close { tab } => {
            world.tabs.remove(&tab);
            world.handle(Event::TabClosed(tab));
        }
        Step::Wait { millis } => world.wait(millis),
        Step::Restart => world.restart(),
        Step::Alarm => world.handle(Event::Alarm),
    }
}

/// No account twice, no more earlier tags than are kept, and what is written reads back.
fn check(vault: &Vault) -> Result<(), TestCaseError> {
    let ids: BTreeSet<_> = vault.accounts.iter().map(|account| account.id).collect();
    prop_assert_eq!(ids.len(), vault.accounts.len());
    let named = vault.accounts.iter().filter_map(|account| Some((&account.site, account.name.as_ref()?.tag)));
    let distinct: BTreeSet<_> = named.clone().collect();
    prop_assert_eq!(distinct.len(), named.count(), "an account twice");
    for account in &vault.accounts {
        prop_assert!(account.earlier.len() <= EARLIER);
        prop_assert!(!account.earlier.contains(&account.password.tag));
    }
    let json = serde_json::to_vec(vault).unwrap();
    prop_assert_eq!(&migrate::read(&json).unwrap(), vault);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_breaks_the_vault(steps in proptest::collection::vec(step(), 1..120)) {
        let mut world = World::new();
        for step in steps {
            take(&mut world, step);
        }
        check(world.service.vault())?;
        for asked in &world.asked {
            let digits = asked.strip_prefix("https://api.pwnedpasswords.com/range/").unwrap();
            prop_assert!(digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }

    /// What is kept names no password, in whatever case, and no SHA-1 of one.
    #[test]
    fn nothing_kept_holds_a_password(password in "[a-z]{4}[ -~]{8,30}") {
        use sha1::{Digest, Sha1};
        let mut world = World::new();
        world.log_in(ISP, "taro", &password);
        world.change(ISP, &password, "quite another 88 thing");
        world.log_in(SHOP, "taro", &password);
        let sha1: String = Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let vault = serde_json::to_string(world.service.vault()).unwrap();
        let session = serde_json::to_string(world.service.session()).unwrap();
        for kept in [vault, session] {
            let quoted = serde_json::to_string(&password).unwrap();
            prop_assert!(!kept.contains(quoted.trim_matches('"')));
            prop_assert!(!kept.to_lowercase().contains(&sha1[..5]) || !kept.to_lowercase().contains(&sha1[5..12]));
        }
    }
}
