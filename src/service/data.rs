//! What is done to the vault as a whole: its passphrase, its backups, erasing it.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    Service,
    checks::Job,
    effect::{Effect, Reply},
    event::NotProtected,
    saving::Saving,
    session::Session,
    view::DataView,
};
use crate::{
    secret::{Exposure, Secret},
    settings::Settings,
    text::{Arg, Text},
    time::UnixMillis,
    vault::{
        Vault,
        backup::{self, NotRead},
        passphrase::Refused,
        sealed::Unreadable,
    },
};

/// The answer in words.
pub(super) fn said(done: bool, text: Text) -> Effect {
    Effect::Reply(Reply::Data(DataView { done, text, asks: false, file: None, score: None }))
}

impl Service {
    /// Says how strong a passphrase would be.
    pub(super) fn judge(&mut self, passphrase: Secret, out: &mut Vec<Effect>) {
        let job = self.start(Job::Passphrase);
        out.push(Effect::Score { job, secret: passphrase, context: vec!["hygieia".into()] });
    }

    /// Sets or changes the passphrase.
    pub(super) fn protect(
        &mut self,
        present: Option<Secret>,
        passphrase: Secret,
        again: Secret,
        out: &mut Vec<Effect>,
    ) {
        match typed_twice(&passphrase, &again) {
            Err(text) => out.push(said(false, text)),
            Ok(()) => out.push(Effect::Protect { present, passphrase: Some(passphrase) }),
        }
    }

    pub(super) fn was_protected(&mut self, result: Result<bool, NotProtected>, out: &mut Vec<Effect>) {
        let (done, code) = match result {
            Ok(protected) => {
                self.vault.set_protected(protected);
                // It was made as names were kept before.
                self.last_name = None;
                if protected {
                    self.keep_stems(out);
                }
                self.watch_idle(out);
                (true, if protected { "passphrase_set" } else { "passphrase_removed" })
            }
            Err(NotProtected::Passphrase) => (false, "passphrase_present_wrong"),
            Err(NotProtected::Storage) => (false, "passphrase_not_saved"),
        };
        out.push(said(done, Text::plain(code)));
    }

    /// Makes a backup.
    pub(super) fn back_up(&mut self, passphrase: Secret, again: Secret, out: &mut Vec<Effect>) {
        match typed_twice(&passphrase, &again) {
            Err(text) => out.push(said(false, text)),
            Ok(()) => out.push(Effect::Backup { passphrase }),
        }
    }

    pub(super) fn backed_up(&self, file: &[u8], out: &mut Vec<Effect>) {
        out.push(Effect::Reply(Reply::Data(DataView {
            done: true,
            text: Text::plain("backup_made"),
            asks: false,
            file: Some(STANDARD.encode(file)),
            score: None,
        })));
    }

    /// Takes a backup in: merged if it is of this vault, else in its place, once that was agreed to.
    pub(super) fn import(
        &mut self,
        file: &str,
        passphrase: &Secret,
        replace: bool,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let read = STANDARD.decode(file).map_err(|_| NotRead::Envelope(Refused::NotOne));
        let theirs = match read.and_then(|bytes| backup::read(&bytes, passphrase, self.vault.cost)) {
            Ok(theirs) => theirs,
            Err(why) => return out.push(said(false, Text::plain(not_read_code(why)))),
        };
        let count = |vault: &Vault| Arg::Count(u32::try_from(vault.accounts.len()).unwrap_or(u32::MAX));
        let before = count(&self.vault);
        let text = if theirs.salt == self.vault.salt {
            // The salts are equal, so it is merged.
            let _ = self.vault.merge(theirs);
            Text::with("import_merged", [count(&self.vault)])
        } else if replace {
            self.replace(theirs, out);
            Text::with("import_replaced", [count(&self.vault)])
        } else {
            let text = Text::with("import_asks", [before, count(&theirs)]);
            let view = DataView { done: false, text, asks: true, file: None, score: None };
            return out.push(Effect::Reply(Reply::Data(view)));
        };
        out.push(Effect::SaveVault);
        for (tab, site) in self.session.badges.clone() {
            self.badge(tab, &site, now, out);
        }
        out.push(said(true, text));
    }

    /// Puts another vault in the place of the present one. What this browser was allowed to do stays as it is.
    fn replace(&mut self, theirs: Vault, out: &mut Vec<Effect>) {
        // Tags of another salt mean nothing to it.
        self.forget_session(out);
        let former = std::mem::replace(&mut self.vault, theirs);
        let Settings { online, breach_sources, incident_source, local_addresses, lock_after, .. } = former.settings;
        let settings = &mut self.vault.settings;
        *settings =
            Settings { online, breach_sources, incident_source, local_addresses, lock_after, ..settings.clone() };
        self.vault.accepted_at = former.accepted_at;
        self.vault.set_protected(former.protected);
        self.watch_idle(out);
    }

    /// Everything was deleted, or not.
    pub(super) fn erased(&mut self, vault: Option<Box<Vault>>, out: &mut Vec<Effect>) {
        let Some(vault) = vault else { return out.push(said(false, Text::plain("erase_failed"))) };
        self.vault = *vault;
        self.closed = None;
        self.saving = Saving::default();
        self.forget_session(out);
        self.session = Session::default();
        self.show_lock(out);
        out.push(Effect::WatchPages(false));
        out.push(said(true, Text::plain("erased")));
    }
}

/// What to say about a passphrase of this strength.
pub(super) fn judged(score: Option<u8>) -> Effect {
    let code = match score {
        None => "strength_unknown",
        Some(0..=2) => "passphrase_weak",
        Some(3) => "passphrase_fair",
        Some(_) => "passphrase_strong",
    };
    Effect::Reply(Reply::Data(DataView { done: true, text: Text::plain(code), asks: false, file: None, score }))
}

fn typed_twice(passphrase: &Secret, again: &Secret) -> Result<(), Text> {
    if passphrase.is_empty() {
        return Err(Text::plain("passphrase_empty"));
    }
    match passphrase.expose(Exposure::Compare) == again.expose(Exposure::Compare) {
        true => Ok(()),
        false => Err(Text::plain("passphrase_differs")),
    }
}

fn not_read_code(why: NotRead) -> &'static str {
    match why {
        NotRead::TooLarge => "import_too_large",
        NotRead::Envelope(Refused::NotOne) => "import_not_a_backup",
        NotRead::Envelope(Refused::TooCostly) => "import_too_costly",
        NotRead::Envelope(Refused::Passphrase) => "import_wrong_passphrase",
        NotRead::Envelope(Refused::TooNew) | NotRead::Content(Unreadable::TooNew) => "import_too_new",
        NotRead::Envelope(Refused::Damaged) | NotRead::Content(_) | NotRead::NotOurs => "import_damaged",
    }
}
