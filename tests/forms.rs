//! The sixty Japanese pages of `tests/forms/japanese`, read from their markup. They were written by hand, apart from the
//! reader and from what its weights were learned from.

#![allow(clippy::unwrap_used)]

#[path = "../examples/read_forms/saved_page.rs"]
mod saved_page;

use std::collections::BTreeMap;

use hygieia::form::{self, FieldRole, page::page_kind};
use serde::Deserialize;

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/forms/japanese");

#[derive(Deserialize)]
struct Page {
    file: String,
    kind: String,
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    field: usize,
    role: String,
}

/// How often a role was given rightly, wrongly, and not given where it belongs.
#[derive(Default)]
struct Count {
    right: f64,
    wrong: f64,
    missed: f64,
}

impl Count {
    fn f1(&self) -> f64 {
        2.0 * self.right / (2.0 * self.right + self.wrong + self.missed)
    }
}

fn label_of(role: FieldRole) -> &'static str {
    match role {
        FieldRole::Identifier => "identifier",
        FieldRole::CurrentPassword => "current-password",
        FieldRole::NewPassword => "new-password",
        FieldRole::OneTimeCode => "one-time-code",
        FieldRole::Pin => "pin",
        FieldRole::Other => "other",
    }
}

fn fits(label: &str, kind: form::FormKind) -> bool {
    use form::FormKind::{Change, Login, Other, Reset, SignUp};
    label.split('+').any(|part| match part {
        "login" => kind == Login,
        "signup" => kind == SignUp,
        "change-password" => matches!(kind, Change | Reset),
        "recovery" => kind == Reset,
        _ => kind == Other,
    })
}

#[test]
fn japanese_pages_are_read() {
    let labels = std::fs::read_to_string(format!("{PAGES}/labels.json")).unwrap();
    let pages: Vec<Page> = serde_json::from_str(&labels).unwrap();
    assert_eq!(pages.len(), 60);
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut kinds = 0;
    let mut misses = Vec::new();
    for page in &pages {
        let forms = saved_page::forms_of(&std::fs::read_to_string(format!("{PAGES}/{}", page.file)).unwrap());
        let readings: Vec<_> = forms.iter().map(|form| form::read(&form.snapshot)).collect();
        let kind = page_kind(&forms.iter().map(|form| &form.snapshot).zip(&readings).collect::<Vec<_>>());
        match fits(&page.kind, kind) {
            true => kinds += 1,
            false => misses.push(format!("{}: {} read as {kind:?}", page.file, page.kind)),
        }
        let mut said = BTreeMap::new();
        for (form, reading) in forms.iter().zip(&readings) {
            let numbers = form.numbers.iter().zip(&reading.roles);
            said.extend(numbers.filter_map(|(number, (role, _))| Some(((*number)?, label_of(*role)))));
        }
        for Field { field, role } in &page.fields {
            let said = said.get(field).copied().unwrap_or("other");
            if said == role {
                counts.entry(said.into()).or_default().right += 1.0;
            } else {
                misses.push(format!("{}: field {field}, {role}, read as {said}", page.file));
                counts.entry(said.into()).or_default().wrong += 1.0;
                counts.entry(role.clone()).or_default().missed += 1.0;
            }
        }
    }
    let misses = misses.join("\n");
    for (role, floor) in [("identifier", 0.9), ("current-password", 0.97), ("new-password", 0.97)] {
        assert!(counts[role].f1() >= floor, "{role}: F1 {:.3}\n{misses}", counts[role].f1());
    }
    assert!(kinds >= 54, "{kinds} of 60 kinds right\n{misses}");
}
