//! What comes in.

mod ask;

use serde::Deserialize;

pub use ask::Ask;

use crate::{breach::range::Prefix, form::FormSnapshot, secret::Secret, vault::Vault};

/// Something that happened.
#[allow(clippy::large_enum_variant)] // One is handled at a time, and none is kept.
pub enum Event {
    /// The background has woken up. Everything that depends on a timer or an alarm is set up anew.
    Started,
    /// The alarm rang.
    Alarm,
    /// A content script said something.
    Page(Sender, PageMessage),
    /// One of our own pages asks something.
    Ask(Ask),
    /// A tab has finished loading a page.
    TabCompleted {
        /// Which.
        tab: TabId,
        /// The page's address, where the browser tells it.
        url: Option<String>,
        /// Whether it is a private window's.
        private: bool,
    },
    /// A tab is gone.
    TabClosed(TabId),
    /// A timer of [`super::effect::Effect::After`] has run out.
    Timer(Timer),
    /// What [`super::effect::Effect::Probe`] saw; empty if no frame answered.
    Probed(AttemptId, Vec<FrameSeen>),
    /// What [`super::effect::Effect::Survey`] saw, with the frames' numbers; `None` if the browser lets nobody look.
    Surveyed(Option<Vec<(FrameId, FrameForms)>>),
    /// The HTTP status that [`super::effect::Effect::AskStatus`] was answered with, redirects followed; `None` if there was no
    /// answer.
    StatusAnswered(JobId, Option<u16>),
    /// The file of [`super::effect::Effect::WriteCalendar`].
    CalendarWritten(String),
    /// What the strength estimator said; `None` if it failed.
    Scored(JobId, Option<u8>),
    /// What [`super::effect::Effect::DrawPrefix`] drew.
    PrefixDrawn(JobId, Prefix),
    /// What a breach source answered.
    RangeAnswered(JobId, RangeAnswer),
    /// The file of the offline filter; `None` if it could not be loaded.
    FilterLoaded(JobId, Option<Vec<u8>>),
    /// What [`super::effect::Effect::FetchList`] was answered.
    ListFetched(JobId, RangeAnswer),
    /// [`super::effect::Effect::SaveVault`] has been tried.
    VaultWritten {
        /// The logins that the written vault has learned.
        learned: Vec<AttemptId>,
        /// Whether it is on disk.
        written: bool,
    },
    /// Nobody has used the computer for the time that was asked for, or its screen is locked.
    Idle,
    /// What [`super::effect::Effect::Unlock`] opened.
    Unlocked(Result<Box<Vault>, NotUnlocked>),
    /// What [`super::effect::Effect::Protect`] came to: whether a passphrase encloses the key now.
    Protected(Result<bool, NotProtected>),
    /// The bytes of [`super::effect::Effect::Backup`].
    BackedUp(Vec<u8>),
    /// What [`super::effect::Effect::Erase`] left: a new vault, or nothing if it failed.
    Erased(Option<Box<Vault>>),
}

/// Why a vault was not unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotUnlocked {
    /// The passphrase is another.
    Passphrase,
    /// A newer Hygieia wrote it.
    TooNew,
    /// The storage failed.
    Storage,
}

/// Why a passphrase was not set, changed or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotProtected {
    /// The present passphrase is another.
    Passphrase,
    /// It could not be written. Everything is as before.
    Storage,
}

/// A tab, as the browser numbers it.
pub type TabId = i32;

/// A frame, as the browser numbers it: 0 is a tab's top frame. Firefox's numbers need more than 32 bits.
#[cfg_attr(target_arch = "wasm32", tsify::declare)]
pub type FrameId = i64;

/// A login that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttemptId(pub u32);

/// A check whose answer is awaited. Lives in memory only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(pub u32);

/// Something to be done later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// Look again whether a login's form is gone.
    Probe(AttemptId),
    /// Try again to write the vault.
    SaveAgain,
    /// Try the next of the edits under way (see [`crate::reuse::edits`]).
    Compare,
    /// Show the line once more on the page after a confirmed login.
    Line(TabId),
}

impl Timer {
    /// Whether the next worker takes it up if this one is ended.
    pub fn outlives_worker(self) -> bool {
        matches!(self, Self::Probe(_) | Self::SaveAgain)
    }
}

/// Who sent a message, as the browser says (never as the message says).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The tab.
    pub tab: TabId,
    /// The frame within it; 0 is the top.
    pub frame: FrameId,
    /// The origin of the frame's document; `null` where it is opaque.
    pub origin: String,
    /// Whether the tab is in a private window.
    pub private: bool,
}

/// What a content script says.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum PageMessage {
    /// The person touched something like a login field for the first time in a document.
    Woken,
    /// The person touched a form for the first time: what is it?
    Touched {
        /// The document (see [`Typed::document`]).
        document: String,
        /// The form.
        form: FormSnapshot,
    },
    /// The person paused typing, left a new-password field, or submitted.
    Typed(Typed),
    /// The browser itself sends the form: there was a `submit` event, and the page did not prevent it. Without this the
    /// page may have sent it by a script, or nothing was sent at all (an empty field that is required, a button that only
    /// shows the password): a navigation that follows is no answer unless it comes from the page.
    Sent {
        /// The document (see [`Typed::document`]).
        document: String,
    },
    /// After a submission the page itself goes to another document: no link was clicked, no address was typed.
    Leaving {
        /// The document (see [`Typed::document`]).
        document: String,
    },
    /// The person left the form by a link.
    Abandoned {
        /// The document (see [`Typed::document`]).
        document: String,
    },
    /// The person edits a password in a frame that shows the line: it shows in the page around it.
    Edited,
    /// A filled password field stands there; keeps the background awake.
    Ping,
}

/// What stands in a form's login fields.
#[derive(Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Typed {
    /// A random name that the content script gave its document, to tell a tab's pages apart.
    pub document: String,
    /// The form.
    pub form: FormSnapshot,
    /// The values of its password fields and of its identifier.
    pub values: Vec<TypedValue>,
    /// The index of the field that was typed in or is being submitted. Of several logins in one form, it says which.
    #[serde(default)]
    pub field: Option<usize>,
    /// When this is.
    pub moment: Moment,
    /// What the button says that was clicked, if one was.
    #[serde(default)]
    pub button: Option<String>,
    /// The form's `target`: where the browser shows the answer; empty for the same frame.
    #[serde(default)]
    pub target: String,
    /// How many frames the tab's top page had (see [`FrameSeen::frames`]).
    #[serde(default)]
    pub frames: usize,
    /// Whether the person has clicked or pressed anything in this document (`navigator.userActivation`).
    #[serde(default)]
    pub activated: bool,
}

/// One field's value.
#[derive(Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TypedValue {
    /// The index in the form.
    pub field: usize,
    /// The characters.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub value: Secret,
    /// What stood there after the last key, paste or fill, if the page has put `value` in its place since without a word:
    /// a hash or a mask, at submission.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
    pub typed: Option<Secret>,
    /// Whether trusted keys, pastes, compositions or the browser's autofill explain every character of `typed`, or of
    /// `value` without it.
    pub genuine: bool,
}

/// When values are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Moment {
    /// The person paused typing.
    Pause,
    /// The person left a password field.
    Left,
    /// The form is being submitted.
    Submit,
}

/// What stands in one frame of a tab.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FrameSeen {
    /// The frame; 0 is the top.
    pub frame: FrameId,
    /// The document's name (see [`Typed::document`]); empty if nothing was ever touched in it.
    pub document: String,
    /// Its origin.
    pub origin: String,
    /// How many frames stand in it, those that do not answer included (`window.length`).
    #[serde(default)]
    pub frames: usize,
    /// Its forms that have a password field, and a few that may ask a user name.
    pub forms: Vec<FormSnapshot>,
    /// Whether the password field that was typed into in this document is still there to be seen.
    pub typed_field_stands: bool,
    /// Whether it is still there, but not to be seen.
    #[serde(default)]
    pub typed_field_hidden: bool,
    /// Whether it and the other password fields of its form are empty.
    pub typed_field_empty: bool,
    /// Whether it, or the button that was clicked, is disabled: the page waits for its server.
    #[serde(default)]
    pub waits: bool,
    /// Whether a field of its form is marked as wrong (`aria-invalid`).
    #[serde(default)]
    pub says_invalid: bool,
    /// Whether the document's address has changed since the submission (`pushState`).
    #[serde(default)]
    pub address_changed: bool,
    /// How long the document has been there, in milliseconds.
    #[serde(default)]
    pub age: f64,
    /// Whether the tab is loading a page, which may be the answer; filled in by the driver.
    #[serde(default)]
    pub tab_loads: bool,
    /// The HTTP status the document came with; 0 where the browser does not tell.
    pub status: u16,
    /// Whether the document was reached from another page (it has a referrer), not by an address that was typed.
    pub came_from_page: bool,
}

/// All forms of one frame.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FrameForms {
    /// The origin of its document.
    pub origin: String,
    /// Its forms.
    pub forms: Vec<FormSnapshot>,
}

/// What a breach source answered.
pub enum RangeAnswer {
    /// Status 200 and the whole body.
    Body(Vec<u8>),
    /// Another status, and the header `Retry-After` if there was one that could be read.
    Status(u16, Option<String>),
    /// No connection, or a broken one; but for a test, a redirect.
    Failed,
    /// Nothing within the time.
    TimedOut,
    /// More than a range can have; the rest was not read.
    TooLarge,
    /// It sent a test elsewhere; nobody went there.
    Redirected,
}
