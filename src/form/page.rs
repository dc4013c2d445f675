//! What a page is for, when it has several forms.

use super::{
    FieldRole, FormKind, FormSnapshot, Place, Reading,
    words::{Folded, Meaning},
};

/// The kind of a page: that of its most telling form.
///
/// A form that sets a password says more than one that only asks for it (many sign-up pages have a login in their header,
/// few login pages a whole sign-up), and a form with a password more than one without; but what the page's title speaks
/// of comes first.
pub fn page_kind(forms: &[(&FormSnapshot, &Reading)]) -> FormKind {
    let telling = |(form, reading): &(&FormSnapshot, &Reading)| {
        let has = |role| reading.with_role(role).next().is_some();
        let fields = match reading.kind {
            FormKind::Other => return 0,
            _ if has(FieldRole::CurrentPassword) && has(FieldRole::NewPassword) => 4,
            _ if has(FieldRole::NewPassword) => 3,
            _ if has(FieldRole::CurrentPassword) => 2,
            _ => 1,
        };
        let seen = form.fields.iter().any(|field| field.visible);
        fields + if seen && title_speaks_of(form, reading.kind) { 3 } else { 0 }
    };
    // Of equals the first.
    forms.iter().rev().max_by_key(|form| telling(form)).map_or(FormKind::Other, |(_, reading)| reading.kind)
}

fn title_speaks_of(form: &FormSnapshot, kind: FormKind) -> bool {
    let wanted: &[Meaning] = match kind {
        FormKind::Login => &[Meaning::Login],
        FormKind::SignUp => &[Meaning::SignUp],
        FormKind::Change => &[Meaning::Change],
        FormKind::Reset => &[Meaning::Reset, Meaning::Forgot, Meaning::Change],
        FormKind::Other => &[],
    };
    let titles = form.texts.iter().filter(|near| near.place == Place::Title);
    titles.flat_map(|near| Folded::new(&near.text).meanings()).any(|(said, _)| wanted.contains(&said))
}
