//! Policies, clocks and due dates: when a password should be changed, and when somebody is told so.
//!
//! Guidance (NIST SP 800-63B-4 §3.1.1.2, NCSC, Japan's MIC) is against *forced* periodic change, because people then make
//! small edits. So events come first ([`is_event`]), age is the person's choice ([`interval`]), a small edit or a return to an
//! earlier password does not move the clock, and reminders are few ([`pace`]). `docs/rotation.md` says what is asked when and
//! why.

pub mod calendar;
pub mod change_page;
pub mod diary;
pub mod interval;
pub mod pace;
pub mod role;

pub use interval::{Interval, interval_days, kind_by_age};

use crate::{
    advice::{Finding, Rank, Stakes},
    time::{DAY, UnixMillis},
    vault::{Vault, account::Account},
};

/// Days after which a shop's password is due, if the person chose so.
pub const SHOP_DAYS: i64 = 30;
/// Days after which an ISP's password is due, if the person chose so.
pub const ISP_DAYS: i64 = 90;
/// Days after which any password is due, if the person chose "yearly".
pub const YEARLY_DAYS: i64 = 365;
/// Days without a login after which an account is listed for closing.
pub const UNUSED_DAYS: i64 = 365;

/// When an account's password is due by age; `None` is never.
pub fn due_at(vault: &Vault, account: &Account) -> Option<UnixMillis> {
    let days = interval_days(vault, &account.site)?;
    Some(account.password.changed.at.plus(days * DAY))
}

/// Whether a finding is an event: something has happened to this very password, so that it is to be changed whatever its age.
pub fn is_event(finding: &Finding) -> bool {
    matches!(finding.rank, Rank::Breached | Rank::Exposed | Rank::Stakes(Stakes::Known))
}

/// Whether nobody has logged in for a year, or said since that the account is to stay.
pub fn is_unused(vault: &Vault, account: &Account, now: UnixMillis) -> bool {
    let last = vault.diary.kept.get(&account.id).map_or(account.last_login, |kept| account.last_login.max(*kept));
    now.since(last) >= UNUSED_DAYS * DAY
}
