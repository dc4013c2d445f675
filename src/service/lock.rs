//! What holds while the vault cannot be read: it is locked, a newer Hygieia wrote it, or the storage does not open. Then
//! nothing is compared, staged or learned, and only our own popup asks for the passphrase.

use serde::Serialize;

use super::{
    Service,
    bounds::{Budgets, Work},
    data::said,
    effect::{Cue, Effect, Reply},
    event::{Ask, Event, NotUnlocked, PageMessage, Sender, Timer},
    saving::Saving,
    session::Session,
    typing::NOTICE_LOCKED,
    view::PopupState,
};
use crate::{
    fingerprint::{Cost, Salt},
    settings::Settings,
    site::{HostKind, Site},
    text::Text,
    time::{Now, UnixMillis},
    vault::Vault,
};

/// Why the vault cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Closed {
    /// It is under a passphrase and locked.
    Locked,
    /// A newer Hygieia wrote it. It is left as it is: after an update everything is there.
    TooNew,
    /// The browser's storage does not open. It is tried again at the next event.
    NoStorage,
}

impl Closed {
    pub(super) fn state(self) -> PopupState {
        match self {
            Self::Locked => PopupState::Locked,
            Self::TooNew => PopupState::TooNew,
            Self::NoStorage => PopupState::NoStorage,
        }
    }
}

impl Service {
    /// A service without a vault. Of the settings the language and whether the line shows are known; the rest has its
    /// defaults.
    pub fn closed(why: Closed, settings: Settings) -> Self {
        Self { closed: Some(why), ..Self::new(stub(settings), Session::default()) }
    }

    /// The vault, if there is one to be written.
    pub fn vault_to_save(&self) -> Option<&Vault> {
        self.closed.is_none().then_some(&self.vault)
    }

    /// Takes an event in while the vault is closed.
    pub(super) fn handle_closed(&mut self, why: Closed, event: Event, now: Now, out: &mut Vec<Effect>) {
        match event {
            Event::Started => {
                self.show_lock(out);
                // A passphrase can be set after first start only, so that was accepted.
                if why == Closed::Locked {
                    out.push(Effect::WatchPages(true));
                }
            }
            Event::Page(from, message) if why == Closed::Locked => {
                self.page_says_to_locked(&from, message, now.at, out)
            }
            Event::Ask(ask) => self.answer_closed(why, ask, now.at, out),
            Event::Unlocked(result) => self.unlocked(result, now, out),
            Event::Erased(vault) => self.erased(vault, out),
            // The write that locking began with.
            Event::VaultWritten { learned, written } => self.vault_written(&learned, written, now.at, out),
            Event::Timer(Timer::SaveAgain) => self.save_what_failed(&event, now.at, out),
            _ => {}
        }
    }

    /// The line says that it is locked, whatever is typed. It comes and goes as it does when the vault is open; what was
    /// typed is dropped unread.
    fn page_says_to_locked(&mut self, from: &Sender, message: PageMessage, now: UnixMillis, out: &mut Vec<Effect>) {
        let Ok((site, HostKind::Public, _)) = Site::from_origin_url(&from.origin) else { return };
        let mut allow = |work| self.budgets.allow(&site, &from.origin, work, now);
        match message {
            PageMessage::Woken => out.push(Effect::Inject { tab: from.tab, frame: from.frame }),
            PageMessage::Touched { document: _, form } => {
                if allow(Work::Reading) {
                    out.push(Effect::Reply(Reply::Touched(self.touched_in_locked(form))));
                }
            }
            PageMessage::Typed(_) => {
                if allow(Work::Pause) {
                    self.say_locked(from, site, out);
                }
            }
            PageMessage::Edited => {
                if allow(Work::Edit) && self.vault.settings.notices {
                    self.show_in_top(from, site, Cue::Edited, Text::plain(NOTICE_LOCKED), out);
                }
            }
            PageMessage::Sent { .. }
            | PageMessage::Leaving { .. }
            | PageMessage::Abandoned { .. }
            | PageMessage::Ping => {}
        }
    }

    fn answer_closed(&mut self, why: Closed, ask: Ask, now: UnixMillis, out: &mut Vec<Effect>) {
        match ask {
            Ask::Popup { tab, url, access } => {
                let view = self.popup(tab, url.as_deref(), access, now);
                out.push(Effect::Reply(Reply::Popup(view)));
            }
            Ask::Unlock { passphrase } if why == Closed::Locked => out.push(Effect::Unlock { passphrase }),
            Ask::Erase => out.push(Effect::Erase),
            Ask::Unlock { .. }
            | Ask::Judge { .. }
            | Ask::Protect { .. }
            | Ask::Unprotect { .. }
            | Ask::Backup { .. }
            | Ask::Import { .. } => out.push(said(false, Text::plain("page_locked"))),
            // Nothing can be changed; the pages say why.
            _ => out.push(Effect::Reply(Reply::Settings(self.settings_view()))),
        }
    }

    fn unlocked(&mut self, result: Result<Box<Vault>, NotUnlocked>, now: Now, out: &mut Vec<Effect>) {
        match result {
            Ok(vault) => {
                self.vault = *vault;
                self.closed = None;
                self.started(now, out);
                out.push(said(true, Text::plain("unlocked")));
            }
            Err(NotUnlocked::Passphrase) => out.push(said(false, Text::plain("unlock_wrong"))),
            Err(NotUnlocked::Storage) => out.push(said(false, Text::plain("unlock_no_storage"))),
            Err(NotUnlocked::TooNew) => {
                self.closed = Some(Closed::TooNew);
                self.show_lock(out);
                out.push(said(false, Text::plain("popup_too_new")));
            }
        }
    }

    /// Locks the vault: from here on its key is nowhere but under the passphrase. Attempts, tags, verdicts and the last
    /// user name go.
    pub(super) fn lock(&mut self, out: &mut Vec<Effect>) {
        if !self.vault.protected {
            return;
        }
        let settings = self.vault.settings.clone();
        let vault = std::mem::replace(&mut self.vault, stub(settings));
        out.push(Effect::Lock(Box::new(vault)));
        self.forget_session(out);
        self.saving = Saving::default();
        self.closed = Some(Closed::Locked);
        self.show_lock(out);
    }

    /// Forgets what this session knows: it belongs to a vault that is no longer there.
    pub(super) fn forget_session(&mut self, out: &mut Vec<Effect>) {
        let tabs = std::mem::take(&mut self.session.badges);
        out.extend(tabs.into_keys().map(|tab| Effect::Badge { tab, count: 0, severe: false }));
        // Numbers are not used twice: a timer of a former attempt may still run.
        // A source that asked for a pause gets it, whoever asks.
        let pauses = std::mem::take(&mut self.session.pauses);
        self.session = Session { next_attempt: self.session.next_attempt, pauses, ..Session::default() };
        self.jobs.clear();
        self.verdicts.clear();
        self.tiers.clear();
        self.counts.clear();
        self.runs.clear();
        self.answered.clear();
        self.last_name = None;
        self.budgets = Budgets::default();
        out.push(Effect::SaveSession);
    }

    /// Nobody has used the computer for a while.
    pub(super) fn idle(&mut self, out: &mut Vec<Effect>) {
        if self.vault.settings.lock_after.idle_seconds().is_some() {
            self.lock(out);
        }
    }

    /// The sign on the toolbar, and what ends an open vault.
    pub(super) fn show_lock(&self, out: &mut Vec<Effect>) {
        out.push(Effect::LockSign(self.closed == Some(Closed::Locked)));
        self.watch_idle(out);
    }

    pub(super) fn watch_idle(&self, out: &mut Vec<Effect>) {
        let protected = self.vault.protected && self.closed.is_none();
        let seconds = self.vault.settings.lock_after.idle_seconds();
        out.push(Effect::WatchIdle(seconds.filter(|_| protected)));
    }
}

/// What stands in for the vault while it is closed. It knows no site and no account, and is never written.
fn stub(settings: Settings) -> Vault {
    let Settings { language, notices, .. } = settings;
    let settings = Settings { language, notices, ..Settings::default() };
    Vault { settings, ..Vault::new(Salt::new([0; 16]), Cost::TEST) }
}
