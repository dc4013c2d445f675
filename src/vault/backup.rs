//! A backup: the whole vault in one file under a passphrase of its own.

use super::{
    Vault,
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
}

/// Makes a backup of a vault.
pub fn make(vault: &Vault, passphrase: &Secret, cost: Cost, fresh: Fresh) -> Vec<u8> {
    passphrase::enclose(Content::Backup, &sealed::write(vault), passphrase, cost, fresh)
}

/// Reads a backup.
///
/// # Errors
/// [`NotRead`].
pub fn read(bytes: &[u8], passphrase: &Secret) -> Result<Vault, NotRead> {
    if bytes.len() > MOST_BYTES {
        return Err(NotRead::TooLarge);
    }
    let plain = passphrase::disclose(Content::Backup, bytes, passphrase).map_err(NotRead::Envelope)?;
    sealed::read(&plain).map_err(NotRead::Content)
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
        assert_eq!(read(&file, &Secret::new("made up".into())), Ok(vault));
        let wrong = read(&file, &Secret::new("made Up".into()));
        assert_eq!(wrong, Err(NotRead::Envelope(Refused::Passphrase)));
    }

    #[test]
    fn what_is_no_backup_is_refused_with_its_reason() {
        let secret = || Secret::new("made up".into());
        assert_eq!(read(b"PK\x03\x04", &secret()), Err(NotRead::Envelope(Refused::NotOne)));
        assert_eq!(read(&vec![0; MOST_BYTES + 1], &secret()), Err(NotRead::TooLarge));
        let newer = Vault { version: crate::vault::migrate::VERSION + 1, ..Vault::new(Salt::new([0; 16]), Cost::TEST) };
        let file = make(&newer, &secret(), Cost::TEST, fresh());
        assert_eq!(read(&file, &secret()), Err(NotRead::Content(Unreadable::TooNew)));
        let nothing = passphrase::enclose(Content::Backup, b"nothing", &secret(), Cost::TEST, fresh());
        assert_eq!(read(&nothing, &secret()), Err(NotRead::Content(Unreadable::Malformed)));
    }
}
