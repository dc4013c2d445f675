//! Policies, clocks and due dates: when a password should be changed because of its age.
//!
//! Guidance (NIST SP 800-63B-4 §3.1.1.2, NCSC, Japan's MIC) is against *forced* periodic change, because people then make
//! small edits. So age is the person's choice, and events come first.

use crate::{
    settings::RotationChoice,
    site::SiteKind,
    time::{DAY, UnixMillis},
    vault::{Vault, account::Account},
};

/// Days after which a shop's password is due, if the person chose so.
pub const SHOP_DAYS: i64 = 30;
/// Days after which an ISP's password is due, if the person chose so.
pub const ISP_DAYS: i64 = 90;
/// Days after which any password is due, if the person chose "yearly".
pub const YEARLY_DAYS: i64 = 365;

/// After how many days passwords of this kind of site are due; `None` is never.
pub fn interval_days(choice: RotationChoice, kind: Option<SiteKind>) -> Option<i64> {
    match (choice, kind) {
        (RotationChoice::ShopsAndIsps, Some(SiteKind::Shop)) => Some(SHOP_DAYS),
        (RotationChoice::ShopsAndIsps, Some(SiteKind::Isp)) => Some(ISP_DAYS),
        (RotationChoice::ShopsAndIsps, _) | (RotationChoice::EventsOnly, _) => None,
        (RotationChoice::Yearly, _) => Some(YEARLY_DAYS),
    }
}

/// When an account's password is due by age; `None` is never.
pub fn due_at(vault: &Vault, account: &Account) -> Option<UnixMillis> {
    let days = interval_days(vault.settings.rotation, vault.kind_of(&account.site))?;
    Some(account.password.changed.at.plus(days * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_choices() {
        use RotationChoice::{EventsOnly, ShopsAndIsps, Yearly};
        let cases = [
            (ShopsAndIsps, Some(SiteKind::Shop), Some(30)),
            (ShopsAndIsps, Some(SiteKind::Isp), Some(90)),
            (ShopsAndIsps, None, None),
            (Yearly, Some(SiteKind::Shop), Some(365)),
            (Yearly, None, Some(365)),
            (EventsOnly, Some(SiteKind::Shop), None),
        ];
        for (choice, kind, days) in cases {
            assert_eq!(interval_days(choice, kind), days, "{choice:?} {kind:?}");
        }
    }
}
