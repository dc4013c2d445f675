//! What our own pages ask.

use serde::Deserialize;

use super::TabId;
use crate::{
    advice::FindingId,
    breach::{incident::Step, source::SourceName},
    rotation::Interval,
    secret::Secret,
    site::{Site, SiteKind},
    time::UnixMillis,
    vault::{
        account::{AccountId, SecretRole},
        incidents::ChangedSince,
    },
};

/// What our own pages ask.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Ask {
    /// The popup of a tab.
    Popup {
        /// The tab.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        tab: TabId,
        /// Its address, if the browser tells it.
        url: Option<String>,
        /// Whether the browser lets the extension see the page.
        access: bool,
    },
    /// What is seen on a tab's page, and why.
    Seen {
        /// The tab.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        tab: TabId,
    },
    /// All accounts with something wrong.
    Overview,
    /// The settings page.
    Settings,
    /// What left the machine in this session.
    Log,
    /// Ask a source for a random range and say what came of it.
    TestSource {
        /// Which.
        source: SourceName,
    },
    /// Change a setting.
    Set {
        /// Its key.
        key: String,
        /// Its new value.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | string | Source[]"))]
        value: serde_json::Value,
    },
    /// The first-start page was read and accepted.
    Accept,
    /// Two made-up passwords of the practice field.
    Practice {
        /// Typed for the first practice shop.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        first: Secret,
        /// Typed for the second.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        second: Secret,
    },
    /// Do not tell a finding for some days, or (`None`) for as long as its facts stay the same.
    Dismiss {
        /// Which.
        finding: FindingId,
        /// For how many days.
        days: Option<u16>,
    },
    /// Tell a dismissed finding again.
    Restore {
        /// Which.
        finding: FindingId,
    },
    /// Give a site its kind (`None`: what the bundled list says).
    SetKind {
        /// Which.
        site: Site,
        /// Its kind.
        kind: Option<SiteKind>,
    },
    /// Say when an account's password was last changed.
    SetChanged {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
        /// When, as far as the person remembers; `None`: they do not know.
        at: Option<UnixMillis>,
    },
    /// Answer whether an account's password was changed since an incident.
    ChangedSince {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
        /// The incident.
        incident: String,
        /// The answer.
        answer: ChangedSince,
    },
    /// Tick a step off that is to be done about incidents, or take the tick back.
    Tick {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
        /// The incidents.
        incidents: Vec<String>,
        /// What was done.
        step: Step,
        /// Whether it was done.
        done: bool,
    },
    /// The page to change an account's password did not answer: what is told of incidents comes back tomorrow.
    ChangePageDown {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
    },
    /// Say how often the passwords of a site are due by age.
    SetInterval {
        /// Which.
        site: Site,
        /// How often.
        interval: Interval,
    },
    /// Say whether a payment card is stored on a site.
    SetCard {
        /// Which.
        site: Site,
        /// Whether one is.
        card: bool,
    },
    /// Never remind of age here, or on any site of this one's kind.
    NeverDue {
        /// Which.
        site: Site,
        /// Whether the whole kind is meant.
        whole_kind: bool,
    },
    /// Say which of several secrets an account's password is.
    SetRole {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
        /// Its role.
        role: SecretRole,
    },
    /// Go to the page where an account's password is changed.
    Change {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
        /// The tab that is asked from, beside which the page opens.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number | undefined"))]
        tab: Option<TabId>,
        /// Whether that tab is in a private window: then the site is not asked anything first.
        private: bool,
    },
    /// The list of sites with an account's former password is not wanted any more.
    DropList {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
    },
    /// An account without logins is to stay.
    Keep {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
    },
    /// Forget an account and all that is kept of it.
    Forget {
        /// The account.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
        account: AccountId,
    },
    /// The dates on which passwords are due, as a calendar.
    Calendar,
    /// Say that a site imitates no other ("this is really them"), or take that back.
    SetGenuine {
        /// Which.
        site: Site,
        /// Whether it is what it seems.
        genuine: bool,
    },
    /// Say that one account logs in on both sites, so that what they share is not reused, or take that back.
    SetSameAccount {
        /// The one.
        site: Site,
        /// The other.
        other: Site,
        /// Whether it does.
        same: bool,
    },
    /// Keep the line at the login form away from a site, or let it show again.
    SetNotice {
        /// Which.
        site: Site,
        /// Whether it shows.
        shown: bool,
    },
    /// Switch Hygieia off or on for a site.
    SetOff {
        /// Which.
        site: Site,
        /// Off.
        off: bool,
    },
    /// The person has read that an unreadable vault was set aside.
    SeenSetAside,
    /// Open the vault.
    Unlock {
        /// Its passphrase.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        passphrase: Secret,
    },
    /// Lock the vault now.
    Lock,
    /// How strong a passphrase would be.
    Judge {
        /// What was typed so far.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        passphrase: Secret,
    },
    /// Set a passphrase, or another one.
    Protect {
        /// The present one, if there is one.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
        present: Option<Secret>,
        /// The new one.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        passphrase: Secret,
        /// The new one, typed again.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        again: Secret,
    },
    /// Remove the passphrase.
    Unprotect {
        /// The present one.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        present: Secret,
    },
    /// Make a backup.
    Backup {
        /// A passphrase for it alone.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        passphrase: Secret,
        /// The same, typed again.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        again: Secret,
    },
    /// Take a backup in.
    Import {
        /// The file in base64 (RFC 4648, section 4).
        file: String,
        /// The passphrase it was made with.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
        passphrase: Secret,
        /// Whether it may replace what is kept now.
        replace: bool,
    },
    /// Delete everything and begin anew.
    Erase,
}
