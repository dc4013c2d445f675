//! What goes out.

use serde::Serialize;

use super::{
    event::{AttemptId, FrameId, JobId, TabId, Timer},
    log::LogView,
    seen::SeenView,
    view::{DataView, OverviewView, PopupView, PracticeView, SettingsView, SourceTestView},
};
use crate::{
    form::Reading, rotation::calendar::Entry, secret::Secret, settings::SettingRefused, site::Site, text::Text,
    vault::Vault,
};

/// Something to be done by whoever drives the service.
pub enum Effect {
    /// Seal and write [`super::Service::vault`], the whole of it or nothing.
    SaveVault,
    /// Write [`super::Service::session`] to the session's storage.
    SaveSession,
    /// The answer to the event at hand.
    Reply(Reply),
    /// Estimate a password's strength and answer with [`super::event::Event::Scored`].
    Score {
        /// The check.
        job: JobId,
        /// The password.
        secret: Secret,
        /// Words that make a password with them in it weaker here: the site, the user name.
        context: Vec<String>,
    },
    /// Draw a random prefix and answer with [`super::event::Event::PrefixDrawn`].
    DrawPrefix {
        /// What it is for.
        job: JobId,
        /// Whether one of our pages waits for what comes of it.
        test: bool,
    },
    /// Ask a breach source and answer with [`super::event::Event::RangeAnswered`].
    AskRange {
        /// The check.
        job: JobId,
        /// The address, of which the last five hex digits depend on the password, or are random.
        url: String,
        /// Whether one of our pages waits for what comes of it. A redirect is not followed either way; only a test is told
        /// that it was one.
        test: bool,
    },
    /// Load the offline filter and answer with [`super::event::Event::FilterLoaded`].
    LoadFilter {
        /// Who waits for it.
        job: JobId,
    },
    /// Fetch the list of breached sites and answer with [`super::event::Event::ListFetched`]. Nothing about it depends on a
    /// password or on a site that was visited.
    FetchList {
        /// Who waits for it.
        job: JobId,
        /// The address.
        url: String,
    },
    /// Look at the password forms of all frames of a tab and answer with [`super::event::Event::Probed`].
    Probe {
        /// The login that wants to know.
        attempt: AttemptId,
        /// The tab.
        tab: TabId,
    },
    /// Look at all forms of all frames of a tab and answer with [`super::event::Event::Surveyed`].
    Survey {
        /// The tab.
        tab: TabId,
    },
    /// Come back later with [`super::event::Event::Timer`].
    After {
        /// In how many milliseconds.
        millis: u32,
        /// With what.
        timer: Timer,
    },
    /// Give a frame what reads its forms and shows the notice.
    Inject {
        /// The tab.
        tab: TabId,
        /// The frame.
        frame: FrameId,
    },
    /// Show the one line on the tab's present page, if that is a page of the site. Another site's page would learn of a
    /// login that is none of its business.
    Notice {
        /// The tab.
        tab: TabId,
        /// The site of the login.
        site: Site,
        /// Why now.
        cue: Cue,
        /// The line.
        text: Text,
    },
    /// Set the toolbar's badge for a tab.
    Badge {
        /// The tab.
        tab: TabId,
        /// The number of findings; none is no badge.
        count: u32,
        /// Whether one of them is severe.
        severe: bool,
    },
    /// Show a notification of the operating system's.
    Notify {
        /// A later one with the same name replaces it.
        name: &'static str,
        /// Its first line.
        title: Text,
        /// What it says.
        body: Text,
    },
    /// Ring the alarm then, once a day after that, and not at the time that was set before.
    SetAlarm {
        /// In how many milliseconds.
        in_millis: u32,
    },
    /// Ask a site for an address, without cookies and referrer, and answer with
    /// [`super::event::Event::StatusAnswered`].
    AskStatus {
        /// The question.
        job: JobId,
        /// The address.
        url: String,
    },
    /// Open a page.
    OpenTab {
        /// Its address.
        url: String,
        /// The tab in whose window; `None` is the last one that was used.
        beside: Option<TabId>,
    },
    /// Put these entries into words and into a file, and answer with [`super::event::Event::CalendarWritten`].
    WriteCalendar(Vec<Entry>),
    /// Run the content script on all pages, or on none.
    WatchPages(bool),
    /// Open the vault under its passphrase, keep its key for the session, and answer with
    /// [`super::event::Event::Unlocked`].
    Unlock {
        /// The passphrase.
        passphrase: Secret,
    },
    /// Write this vault, then forget its key.
    Lock(Box<Vault>),
    /// Draw a new key, enclose it under a passphrase or leave it bare, write all of that in one transaction, and answer
    /// with [`super::event::Event::Protected`].
    Protect {
        /// The passphrase that encloses the present key, if one does.
        present: Option<Secret>,
        /// The one to enclose the new key; `None` leaves it bare.
        passphrase: Option<Secret>,
    },
    /// Enclose the vault under a passphrase and answer with [`super::event::Event::BackedUp`].
    Backup {
        /// The passphrase.
        passphrase: Secret,
    },
    /// Delete the database and what the session's storage holds, and answer with [`super::event::Event::Erased`].
    Erase,
    /// Show on the toolbar that the vault is locked, on every tab without a badge of its own, or stop showing it.
    LockSign(bool),
    /// Tell by [`super::event::Event::Idle`] when the computer was not used for so many seconds; `None` is never.
    WatchIdle(Option<u32>),
}

/// What makes the line show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// A password is being edited in a frame of the page: it shows, or stays.
    Edited,
    /// What was typed there is known: the line is filled a fixed time later, if it shows.
    Answered,
    /// More is known than when it was answered: the line says so when it is filled next.
    Late,
    /// The page follows a submission: it shows with this line.
    Submitted,
    /// The same some seconds later, with what is known by then: where it shows already, it goes when it would have gone.
    Again,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Reply {
    /// To [`super::event::PageMessage::Touched`].
    Touched(TouchedReply),
    /// To [`super::event::PageMessage::Typed`].
    Typed(TypedReply),
    /// To [`super::event::Ask::Popup`].
    Popup(PopupView),
    /// To [`super::event::Ask::Seen`].
    Seen(SeenView),
    /// To [`super::event::Ask::Overview`].
    Overview(OverviewView),
    /// To [`super::event::Ask::Settings`] and what changes one.
    Settings(SettingsView),
    /// To [`super::event::Ask::Log`].
    Log(LogView),
    /// To [`super::event::Ask::TestSource`].
    SourceTest(SourceTestView),
    /// To a change that was refused.
    Refused(SettingRefused),
    /// To [`super::event::Ask::Practice`].
    Practice(PracticeView),
    /// To what is asked about the vault as a whole: its passphrase, its backups, erasing it.
    Data(DataView),
}

/// What a content script hears about the form that was touched.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TouchedReply {
    /// What the form is.
    pub reading: Reading,
    /// Whether to show the notice here. Decided by settings alone, before any finding.
    pub show_notice: bool,
    /// The notice's line until something is known.
    pub waiting: Text,
}

/// What a content script hears about what was typed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TypedReply {
    /// The notice's line.
    pub notice: Text,
}
