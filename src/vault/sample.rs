//! A vault that looks used, for tests and the benchmark.

use super::{
    SiteChoices, Vault,
    account::{Account, AccountId, AccountName, BreachCheck, DateSource, Dated, EARLIER, SecretRole, StoredPassword},
};
use crate::{
    fingerprint::{Cost, Salt, Tag},
    site::Site,
    time::{DAY, UnixMillis},
};

/// A vault with so many accounts, most on a site of their own, some with earlier passwords, each with a name.
///
/// # Panics
/// If the made-up site names are none, which a test would show.
pub fn lived_in(accounts: u32) -> Vault {
    let mut vault = Vault::new(Salt::new([7; 16]), Cost::TEST);
    vault.accepted_at = Some(UnixMillis(1_790_000_000_000));
    // Any numbers that spread over 32 bits.
    let tag = |number: u32| Tag::new(number.wrapping_mul(2_654_435_761));
    for number in 0..accounts {
        let site = Site::from_host(&format!("some-site-{}.example", number - number % 7 / 6)).expect("a host name");
        let at = UnixMillis(1_790_000_000_000 + i64::from(number) * DAY / 40);
        vault.accounts.push(Account {
            id: AccountId(vault.next_account),
            origin: format!("https://login.{}", site.as_ref()),
            name: Some(AccountName { hint: "ta…@example.jp".into(), tag: tag(number + 1_000_000) }),
            role: SecretRole::Login,
            password: StoredPassword {
                tag: tag(number),
                score: Some((number % 5) as u8),
                breach: Some(BreachCheck { breached: number % 11 == 0, at }),
                changed: Dated { at, source: DateSource::FirstSeen },
                similar: Some(Vec::new()),
                edited: None,
                changed_before: None,
                before_told: None,
                returned: false,
                not_before: None,
                former_not_before: None,
                former_before_told: None,
            },
            earlier: (0..number % (EARLIER as u32 + 1)).map(|earlier| tag(2_000_000 + 10 * number + earlier)).collect(),
            first_seen: at,
            last_login: at,
            site: site.clone(),
        });
        vault.next_account += 1;
        if number % 20 == 0 {
            vault.sites.insert(site, SiteChoices { no_notice: true, ..SiteChoices::default() });
        }
    }
    vault
}
