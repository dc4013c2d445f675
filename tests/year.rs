//! A year in the life of a person's passwords, with a clock of the test's own: whatever happens, reminders are few, none is
//! lost, and none comes back without cause.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

mod world;

use std::collections::BTreeMap;

use hygieia::{
    advice::{FindingId, FindingKind},
    rotation,
    service::event::{Ask, Event},
    settings::RotationChoice,
    site::Site,
    time::{DAY, Now, UnixMillis},
    vault::{Vault, account::AccountId},
};
use proptest::prelude::*;
use world::World;

const HOUR: i64 = 3_600_000;
const SHOPS: [&str; 4] =
    ["https://www.amazon.co.jp", "https://www.rakuten.co.jp", "https://www.yodobashi.com", "https://www.biccamera.com"];
const WORDS: [&str; 6] = ["quiet boats", "seven lamps", "northern pear", "a brass door", "slow rivers", "violet chalk"];

/// Something that happens on some day.
#[derive(Clone, Debug)]
enum Step {
    /// Some hours pass.
    Wait { hours: i64 },
    /// A login with the present password.
    LogIn { shop: usize },
    /// A real change.
    Change { shop: usize },
    /// What is due there is snoozed, or ignored.
    Dismiss { shop: usize, days: Option<u16> },
    /// The browser stays closed.
    Close { days: i64 },
    /// The worker is ended and wakes again.
    Restart,
    /// The time zone changes: a journey, or daylight saving.
    Zone { minutes: i32 },
}

fn step() -> impl Strategy<Value = Step> {
    let shop = || 0..SHOPS.len();
    prop_oneof![
        8 => (1..200_i64).prop_map(|hours| Step::Wait { hours }),
        6 => shop().prop_map(|shop| Step::LogIn { shop }),
        2 => shop().prop_map(|shop| Step::Change { shop }),
        2 => (shop(), prop_oneof![Just(None), Just(Some(1)), Just(Some(7)), Just(Some(30))])
            .prop_map(|(shop, days)| Step::Dismiss { shop, days }),
        1 => (1..120_i64).prop_map(|days| Step::Close { days }),
        1 => Just(Step::Restart),
        1 => prop_oneof![Just(540), Just(0), Just(60), Just(120), Just(-480), Just(-420)]
            .prop_map(|minutes| Step::Zone { minutes }),
    ]
}

struct Life {
    world: World,
    /// How often each shop's password was changed.
    changes: [usize; SHOPS.len()],
    /// Which finding is dismissed, since when, and until when.
    dismissed: BTreeMap<AccountId, (UnixMillis, Option<UnixMillis>)>,
    /// The digests: when they came, and on which local day of the zone in which they came.
    days: Vec<(UnixMillis, i64)>,
    seen: usize,
}

impl Life {
    fn new() -> Self {
        let mut world = World::new();
        world.ask(Ask::Set {
            key: "rotation".into(),
            value: serde_json::to_value(RotationChoice::ShopsAndIsps).unwrap(),
        });
        Self { world, changes: [0; SHOPS.len()], dismissed: BTreeMap::new(), days: Vec::new(), seen: 0 }
    }

    fn password(&self, shop: usize) -> String {
        // No two are edits of each other.
        let number = self.changes[shop];
        format!(
            "{} {}",
            WORDS[number % WORDS.len()],
            ["oslo", "lima", "cairo", "perth"][shop].repeat(1 + number / WORDS.len())
        )
    }

    fn account(&self, shop: usize) -> Option<AccountId> {
        let vault = self.world.service.vault();
        vault.accounts.iter().find(|account| account.origin == SHOPS[shop]).map(|account| account.id)
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            // An hour at a time, so that each digest is seen in the zone in which it came.
            Step::Wait { hours } => {
                for _ in 0..hours {
                    self.world.wait(HOUR);
                    self.look()?;
                }
            }
            Step::LogIn { shop } => self.world.log_in(SHOPS[shop], "taro", &self.password(shop)),
            Step::Change { shop } => {
                if let Some(id) = self.account(shop) {
                    let former = self.password(shop);
                    self.changes[shop] += 1;
                    self.world.change(SHOPS[shop], &former, &self.password(shop));
                    self.dismissed.remove(&id);
                }
            }
            Step::Dismiss { shop, days } => {
                if let Some(id) = self.account(shop) {
                    let finding = FindingId { kind: FindingKind::Due, account: Some(id) };
                    let is_due = is_due(self.world.service.vault(), id, self.world.now);
                    self.world.ask(Ask::Dismiss { finding, days });
                    if is_due {
                        let until = days.map(|days| self.world.now.plus(i64::from(days) * DAY));
                        self.dismissed.insert(id, (self.world.now, until));
                    }
                }
            }
            Step::Close { days } => self.world.close_browser_for(days * DAY),
            Step::Restart => self.world.restart(),
            Step::Zone { minutes } => self.world.utc_offset_minutes = minutes,
        }
        self.look()
    }

    /// Looks at what was told since.
    fn look(&mut self) -> Result<(), TestCaseError> {
        let zone = self.world.utc_offset_minutes;
        let digests = self.world.digests[self.seen..].to_vec();
        self.seen = self.world.digests.len();
        for at in digests {
            let now = Now { at, utc_offset_minutes: zone };
            let hour = (at.0 + i64::from(zone) * 60_000).rem_euclid(DAY) / HOUR;
            prop_assert!((8..21).contains(&hour), "told at {} o'clock", hour);
            if let Some((last, day)) = self.days.last() {
                // Who travels west has a day twice: they are two where the journey ends.
                let is_another = now.local_day() != *day || now.local_day() != now.local_day_of(*last);
                prop_assert!(is_another, "twice on day {}", day);
            }
            self.days.push((at, now.local_day()));
            let vault = self.world.service.vault();
            let told = vault.diary.told.iter().filter(|(_, told)| **told == at).map(|(id, _)| *id);
            for id in told {
                let held = self.dismissed.get(&id).filter(|(_, until)| until.is_none_or(|until| at < until));
                prop_assert!(held.is_none(), "dismissed and told all the same");
                prop_assert!(is_due(vault, id, at.plus(DAY)), "told although it is not due that day");
            }
        }
        Ok(())
    }

    /// Whoever logs in everywhere and then does nothing hears of everything that is due within a few weeks.
    fn everything_is_told_at_last(mut self) -> Result<(), TestCaseError> {
        self.world.utc_offset_minutes = 540;
        let begun = self.world.now;
        for (shop, origin) in SHOPS.into_iter().enumerate() {
            if self.account(shop).is_some() {
                self.world.log_in(origin, "taro", &self.password(shop));
            }
        }
        let due: Vec<AccountId> = {
            let vault = self.world.service.vault();
            let due = |id: &AccountId| is_due(vault, *id, begun);
            (0..SHOPS.len()).filter_map(|shop| self.account(shop)).filter(due).collect()
        };
        for _ in 0..31 * 24 {
            self.world.wait(HOUR);
            self.look()?;
        }
        for id in due {
            let ignored = self.dismissed.get(&id).is_some_and(|(_, until)| until.is_none());
            let snoozed = self
                .dismissed
                .get(&id)
                .is_some_and(|(_, until)| until.is_some_and(|until| self.world.now < until.plus(8 * DAY)));
            let told = self.world.service.vault().diary.told.get(&id).is_some_and(|told| *told > begun);
            prop_assert!(told || ignored || snoozed, "{:?} is due and nobody says so", id);
        }
        Ok(())
    }
}

fn is_due(vault: &Vault, id: AccountId, now: UnixMillis) -> bool {
    rotation::due_at(vault, vault.account(id).unwrap()).is_some_and(|due| due <= now)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn reminders_are_few_none_is_lost_and_none_comes_back(steps in proptest::collection::vec(step(), 20..120)) {
        let mut life = Life::new();
        for step in &steps {
            life.take(step)?;
        }
        life.everything_is_told_at_last()?;
    }

    #[test]
    fn a_snooze_ends_when_it_says(days in prop_oneof![Just(1_u16), Just(7), Just(30)], hour in 0..24_i64) {
        let mut world = World::new();
        world.log_in(SHOPS[0], "taro", "quiet boats oslo");
        world.wait(31 * DAY + hour * HOUR);
        let account = world.account(SHOPS[0]).id;
        world.ask(Ask::Dismiss { finding: FindingId { kind: FindingKind::Due, account: Some(account) }, days: Some(days) });
        let before = world.digests.len();
        world.wait(i64::from(days) * DAY - 1);
        prop_assert!(world.findings(SHOPS[0]).is_empty());
        world.wait(1);
        prop_assert_eq!(world.findings(SHOPS[0]), ["due_label"]);
        world.wait(2 * DAY);
        prop_assert_eq!(world.digests.len(), before + 1);
    }
}

/// A year of daily use in a zone, its hours moved forward on day 87 and back on day 304, as in Europe in 2027.
fn year(choice: RotationChoice, zones: [i32; 3], every: usize) -> World {
    let mut world = World::new();
    world.ask(Ask::Set { key: "rotation".into(), value: serde_json::to_value(choice).unwrap() });
    world.utc_offset_minutes = zones[0];
    for day in 0..364_usize {
        if day % every == 0 {
            for (shop, origin) in SHOPS.iter().enumerate() {
                world.log_in(origin, "taro", &format!("{} {shop}", WORDS[shop]));
            }
        }
        world.utc_offset_minutes = zones[usize::from(day >= 87) + usize::from(day >= 304)];
        world.wait(DAY - world.now.0.rem_euclid(DAY) + 9 * HOUR);
        if day % 3 == 0 {
            world.close_browser();
        }
    }
    world
}

#[test]
fn a_year_with_daylight_saving_and_daily_logins() {
    let world = year(RotationChoice::ShopsAndIsps, [60, 120, 60], 1);
    // Due from day 31 on, nothing is ever changed: once a week, until the end.
    assert!((44..=48).contains(&world.digests.len()), "{} digests", world.digests.len());
    for pair in world.digests.windows(2) {
        assert!(pair[1].since(pair[0]) > 6 * DAY, "{pair:?}");
    }
    assert!(world.digest_hours.iter().all(|hour| (8..21).contains(hour)), "quiet: {:?}", world.digest_hours);
}

#[test]
fn a_year_with_a_login_a_month_is_reminded_at_most_that_often() {
    let world = year(RotationChoice::ShopsAndIsps, [540; 3], 30);
    // Four shops, three names a digest: twice after each login.
    assert!((11..=24).contains(&world.digests.len()), "{} digests", world.digests.len());
}

#[test]
fn a_year_of_events_only_is_silent() {
    let world = year(RotationChoice::EventsOnly, [-480, -420, -480], 1);
    assert!(world.digests.is_empty());
    assert!(world.notifications.is_empty());
}

#[test]
fn a_year_of_yearly_is_silent_until_its_end() {
    let mut world = year(RotationChoice::Yearly, [540; 3], 10);
    assert!(world.digests.is_empty());
    world.wait(10 * DAY);
    assert_eq!(world.digests.len(), 2, "three names, then the fourth a week later");
}

#[test]
fn months_with_the_browser_closed_end_in_one_digest() {
    let mut world = World::new();
    for (shop, origin) in SHOPS.iter().enumerate() {
        world.log_in(origin, "taro", &format!("{} {shop}", WORDS[shop]));
    }
    for months in [4, 5, 3] {
        world.close_browser_for(months * 30 * DAY + HOUR);
        world.handle(Event::Alarm);
    }
    assert_eq!(world.digests.len(), 2, "the three first, the fourth months later; nobody has logged in since");
}

/// Three sites with a card take the three places of a digest; the fourth must come all the same.
#[test]
fn what_is_due_beside_three_shops_with_a_card_is_named_in_its_turn() {
    let mut world = World::new();
    let mut told = BTreeMap::new();
    for (shop, origin) in SHOPS.iter().enumerate() {
        world.log_in(origin, "taro", &format!("{} {shop}", WORDS[shop]));
        if shop < 3 {
            let site = Site::from_origin_url(origin).unwrap().0;
            world.ask(Ask::SetCard { site, card: true });
        }
    }
    world.wait(28 * DAY);
    for _week in 0..8 {
        for (shop, origin) in SHOPS.iter().enumerate() {
            world.log_in(origin, "taro", &format!("{} {shop}", WORDS[shop]));
        }
        let before = world.digests.len();
        world.wait(7 * DAY);
        if world.digests.len() > before {
            for name in &world.last_names {
                *told.entry(name.clone()).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(told.len(), SHOPS.len(), "{told:?}");
    assert!(told.values().all(|times| *times >= 3), "each in its turn: {told:?}");
}
