//! A backup: the whole vault in one file under a passphrase of its own.

use std::collections::BTreeSet;

use super::{
    Vault,
    account::{AccountId, EARLIER},
    passphrase::{self, Content, Fresh, Refused},
    sealed::{self, Unreadable},
};
use crate::{fingerprint::Cost, secret::Secret};

/// The most bytes that are read: twenty times what 10,000 accounts need.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Why a backup was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// Its envelope was not opened.
    Envelope(Refused),
    /// It was opened, and there is no vault in it, or a newer Hygieia's.
    Content(Unreadable),
    /// There is one in it that no Hygieia has written.
    NotOurs,
}

/// Makes a backup of a vault.
pub fn make(vault: &Vault, passphrase: &Secret, cost: Cost, fresh: Fresh) -> Vec<u8> {
    passphrase::enclose(Content::Backup, &sealed::write(vault), passphrase, cost, fresh)
}

/// Reads a backup. `cost` is what a tag costs here; with another cost it is none of ours.
///
/// # Errors
/// [`NotRead`].
pub fn read(bytes: &[u8], passphrase: &Secret, cost: Cost) -> Result<Vault, NotRead> {
    if bytes.len() > MOST_BYTES {
        return Err(NotRead::TooLarge);
    }
    let plain = passphrase::disclose(Content::Backup, bytes, passphrase).map_err(NotRead::Envelope)?;
    let vault = sealed::read(&plain).map_err(NotRead::Content)?;
    if is_ours(&vault, cost) { Ok(vault) } else { Err(NotRead::NotOurs) }
}

/// Whether a vault holds what others rely on. Whoever makes a file for somebody else chooses all that is in it: what a tag costs,
/// whom to ask about breaches, numbers that stand twice.
fn is_ours(vault: &Vault, cost: Cost) -> bool {
    let ids: BTreeSet<AccountId> = vault.accounts.iter().map(|account| account.id).collect();
    let has_numbers = ids.len() == vault.accounts.len() && ids.last().is_none_or(|last| last.0 < vault.next_account);
    let has_few_tags = vault.accounts.iter().all(|account| account.earlier.len() <= EARLIER);
    vault.cost == cost && has_numbers && has_few_tags && vault.settings.is_valid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Salt;

    fn fresh() -> Fresh {
        Fresh { salt: [3; 16], nonce: [4; 12] }
    }

    #[test]
    fn what_goes_out_comes_in() {
        let vault = crate::vault::sample::lived_in(20);
        let file = make(&vault, &Secret::new("made up".into()), Cost::TEST, fresh());
        assert_eq!(read(&file, &Secret::new("made up".into()), Cost::TEST), Ok(vault));
        let wrong = read(&file, &Secret::new("made Up".into()), Cost::TEST);
        assert_eq!(wrong, Err(NotRead::Envelope(Refused::Passphrase)));
    }

    #[test]
    fn what_is_no_backup_is_refused_with_its_reason() {
        let secret = || Secret::new("made up".into());
        assert_eq!(read(b"PK\x03\x04", &secret(), Cost::TEST), Err(NotRead::Envelope(Refused::NotOne)));
        assert_eq!(read(&vec![0; MOST_BYTES + 1], &secret(), Cost::TEST), Err(NotRead::TooLarge));
        let newer = Vault { version: crate::vault::migrate::VERSION + 1, ..Vault::new(Salt::new([0; 16]), Cost::TEST) };
        let file = make(&newer, &secret(), Cost::TEST, fresh());
        assert_eq!(read(&file, &secret(), Cost::TEST), Err(NotRead::Content(Unreadable::TooNew)));
        let strange: [fn(&mut Vault); 6] = [
            |vault| vault.cost = Cost { memory_kib: 0, passes: 1 },
            |vault| vault.cost = Cost { memory_kib: 4 << 20, passes: 1 },
            |vault| vault.next_account = 2,
            |vault| vault.accounts[1].id = vault.accounts[0].id,
            |vault| vault.settings.incident_source = "http://collector.example/".into(),
            |vault| vault.settings.breach_sources.clear(),
        ];
        for change in strange {
            let mut vault = crate::vault::sample::lived_in(3);
            change(&mut vault);
            let file = make(&vault, &secret(), Cost::TEST, fresh());
            assert_eq!(read(&file, &secret(), Cost::TEST), Err(NotRead::NotOurs));
        }
        let nothing = passphrase::enclose(Content::Backup, b"nothing", &secret(), Cost::TEST, fresh());
        assert_eq!(read(&nothing, &secret(), Cost::TEST), Err(NotRead::Content(Unreadable::Malformed)));
    }
}
