//! What a page is for, when it has several forms.

use super::{FieldRole, FormKind, FormSnapshot, Reading};

/// The kind of a page: that of its most telling form. A form that sets a password says more than one that only asks for
/// it (many sign-up pages have a login in their header, few login pages a whole sign-up), and a form with a password more
/// than one without.
pub fn page_kind(forms: &[(&FormSnapshot, &Reading)]) -> FormKind {
    let telling = |(_, reading): &(&FormSnapshot, &Reading)| {
        let has = |role| reading.with_role(role).next().is_some();
        match reading.kind {
            FormKind::Other => 0,
            _ if has(FieldRole::CurrentPassword) && has(FieldRole::NewPassword) => 4,
            _ if has(FieldRole::NewPassword) => 3,
            _ if has(FieldRole::CurrentPassword) => 2,
            _ => 1,
        }
    };
    // Of equals the first.
    forms.iter().rev().max_by_key(|form| telling(form)).map_or(FormKind::Other, |(_, reading)| reading.kind)
}
