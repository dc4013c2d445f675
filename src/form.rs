//! Which form is this, and which field plays which role?
//!
//! In comes a [`FormSnapshot`] (attributes, labels, visibility; no values), out comes a [`Reading`]. The words that
//! decide stand in one table, [`words`].

pub mod features;
pub mod outline;
pub mod page;
pub mod weights;
pub mod words;

use std::{collections::BTreeSet, ops::Range};

use features::Block;
use outline::Outline;
use serde::{Deserialize, Serialize};
use weights::Model;
use words::Meaning;

use crate::site::PageSigns;

/// The fields around the one that was touched: of its `<form>`, or of the document where there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FormSnapshot {
    /// The fields in document order, 200 at most.
    pub fields: Vec<FieldSnapshot>,
    /// The page's title, and the texts of headings, buttons and links near the form; 40 of a kind at most.
    pub texts: Vec<NearText>,
    /// What the markup calls the form: its `id`, `name`, `class` and `action`.
    pub names: Vec<String>,
    /// The path of the page's address.
    pub path: String,
    /// By what else the page shows what kind of site it is of; with the first form of a document that is touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs: Option<PageSigns>,
}

/// A text near a form, 80 characters at most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NearText {
    /// Where it stands.
    pub place: Place,
    /// The text.
    pub text: String,
    /// How many of the form's fields stand before it.
    #[serde(default)]
    pub after: usize,
}

/// Where a text near a form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Place {
    /// The page's title.
    Title,
    /// A heading in the form or before it.
    Heading,
    /// On a button.
    Button,
    /// On a link.
    Link,
}

/// One `<input>`, `<select>` or `<textarea>`: what stands in its markup, each text cut at 80 characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FieldSnapshot {
    /// `type` as the browser understands it, `select` or `textarea`; `password` also for a field that was one when it was
    /// first seen.
    pub kind: String,
    /// `name`.
    pub name: String,
    /// `id`.
    pub id: String,
    /// `autocomplete`.
    pub autocomplete: String,
    /// `placeholder`.
    pub placeholder: String,
    /// The texts of its labels, `aria-label` and `aria-labelledby`.
    pub label: String,
    /// `title`.
    pub title: String,
    /// The text before it, where it has no label.
    pub before: String,
    /// `inputmode`.
    pub inputmode: String,
    /// `maxlength`, or −1.
    pub maxlength: i32,
    /// Whether a person can see and use it.
    pub visible: bool,
}

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FormKind {
    /// Logging in, or the page of a login that asks the user name only.
    Login,
    /// Making an account.
    SignUp,
    /// Changing a password, knowing the present one.
    Change,
    /// Setting a new password after having forgotten it.
    Reset,
    /// None of these.
    Other,
}

/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FieldRole {
    /// A user name or an e-mail address.
    Identifier,
    /// The password that the account has.
    CurrentPassword,
    /// The password that it shall have; its repetition too.
    NewPassword,
    /// A code that is used once.
    OneTimeCode,
    /// A PIN or a card's code.
    Pin,
    /// Anything else.
    Other,
}

/// Why something was read as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Reason {
    /// What decided.
    pub clue: Clue,
    /// The word of the markup that did, as [`words`] lists it; empty where it was no word.
    pub word: String,
}

/// What decided how something was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Clue {
    /// Its `autocomplete` says so.
    Autocomplete,
    /// Its label, title or placeholder says so.
    Label,
    /// Its name or id says so.
    Name,
    /// The text before it says so.
    Before,
    /// Its `type` says so.
    Type,
    /// It takes a few characters only.
    Short,
    /// What the button says.
    Button,
    /// What the heading says.
    Heading,
    /// What a link beside it says.
    Link,
    /// What the page's title says.
    Title,
    /// What the form is called in the markup.
    FormName,
    /// The page's address.
    Path,
    /// What the other fields ask for.
    OtherFields,
    /// Where it stands among the other fields.
    Position,
    /// Nobody can see it.
    Hidden,
    /// Nothing speaks for another role.
    Nothing,
}

impl Clue {
    /// The reason that is just this.
    pub fn alone(self) -> Reason {
        Reason { clue: self, word: String::new() }
    }
}

/// What a form was read as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Reading {
    /// What the form is for.
    pub kind: FormKind,
    /// Why.
    pub reason: Reason,
    /// One role a field, in the snapshot's order.
    pub roles: Vec<(FieldRole, Reason)>,
    /// The fields that belong together, where a form (or a page without one) asks for several accounts; else one range.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "{ start: number; end: number }[]"))]
    pub blocks: Vec<Range<usize>>,
}

impl Reading {
    /// The indices of the fields with this role.
    pub fn with_role(&self, role: FieldRole) -> impl Iterator<Item = usize> {
        let roles = self.roles.iter().enumerate();
        roles.filter(move |(_, (given, _))| *given == role).map(|(index, _)| index)
    }

    /// The fields for a password of either kind.
    pub fn passwords(&self) -> impl Iterator<Item = usize> {
        self.with_role(FieldRole::CurrentPassword).chain(self.with_role(FieldRole::NewPassword))
    }

    /// Whether there is a field for a password of either kind.
    pub fn has_password(&self) -> bool {
        self.passwords().next().is_some()
    }
}

/// Reads a form.
pub fn read(form: &FormSnapshot) -> Reading {
    let outline = Outline::new(form);
    let mut roles = outline.settled.clone();
    let mut kinds = Vec::new();
    for block in &outline.blocks {
        let model = if block.passwords.len() == 1 { Model::NewAlone } else { Model::NewAmong };
        for (order, &index) in block.passwords.iter().enumerate() {
            let features = outline.signs.of_password(block, order);
            let new = model.sum(&features) > 0.0;
            let role = if new { FieldRole::NewPassword } else { FieldRole::CurrentPassword };
            roles[index] = Some((role, outline.password_reason(model, &features, new, index)));
        }
        for index in outline.open_texts(block) {
            let features = outline.signs.of_text(block, index);
            let names = Model::Identifier.sum(&features) > 0.0;
            let role = if names { FieldRole::Identifier } else { FieldRole::Other };
            roles[index] = Some((role, outline.reason(Model::Identifier, &features, names, Some(index))));
        }
        name_by_position(&outline, block, &mut roles);
        drop_hidden_names(form, block, &mut roles);
        kinds.push(kind_of(&outline, block, &roles));
    }
    let (_, kind, reason) = kinds.into_iter().rev().max_by_key(|(telling, ..)| *telling).unwrap_or((
        0,
        FormKind::Other,
        Clue::Nothing.alone(),
    ));
    let roles = roles.into_iter().map(|role| role.unwrap_or((FieldRole::Other, Clue::Nothing.alone())));
    let blocks = outline.blocks.iter().map(|block| block.fields.clone()).collect();
    Reading { kind, reason, roles: roles.collect(), blocks }
}

/// Beside a name that can be seen, a hidden one is a trap; where it is the only one, it carries the name from the page
/// before.
fn drop_hidden_names(form: &FormSnapshot, block: &Block, roles: &mut [Option<(FieldRole, Reason)>]) {
    let is_name = |role: &Option<(FieldRole, Reason)>| matches!(role, Some((FieldRole::Identifier, _)));
    if block.fields.clone().any(|index| is_name(&roles[index]) && form.fields[index].visible) {
        for index in block.fields.clone().filter(|&index| !form.fields[index].visible) {
            if is_name(&roles[index]) {
                roles[index] = Some((FieldRole::Other, Clue::Hidden.alone()));
            }
        }
    }
}

/// The feature by which a form without a password is plainly the first page of a login: it says so, or asks for the name
/// alone to go on. Pages to learn that from are rare.
fn plain_login(features: &BTreeSet<String>) -> Option<&str> {
    use Meaning::{Checkout, Contact, Coupon, Forgot, Login, Message, Newsletter, Reset, Search, SignUp, Submit};
    let has = |place: &str, meaning: Meaning| features.get(&format!("{place} {meaning:?}")).map(String::as_str);
    let others = [SignUp, Newsletter, Contact, Checkout, Forgot, Reset, Search, Message, Coupon];
    let says_other =
        others.iter().any(|other| ["Button", "Heading", "Form"].iter().any(|place| has(place, *other).is_some()));
    if says_other || has("Title", Forgot).or(has("Title", Reset)).is_some() {
        return None;
    }
    let texts = |many: &[&str]| many.iter().any(|many| features.contains(&format!("texts beside {many}")));
    let login = has("Button", Login).or(has("Heading", Login)).or(has("Path", Login)).filter(|_| texts(&["1", "2"]));
    let goes_on = has("Button", Submit).filter(|_| texts(&["1"]) && !features.contains("asks for"));
    login.or(goes_on)
}

/// A login asks whose it is: if no field says so, the last one before the password does.
fn name_by_position(outline: &Outline, block: &Block, roles: &mut [Option<(FieldRole, Reason)>]) {
    let Some(&password) = block.passwords.first() else { return };
    let is = |index: usize, wanted| roles[index].as_ref().is_some_and(|(role, _)| *role == wanted);
    let is_seen_name = |index: usize| is(index, FieldRole::Identifier) && outline.signs.fields[index].snapshot.visible;
    if !is(password, FieldRole::CurrentPassword) || block.fields.clone().any(is_seen_name) {
        return;
    }
    let says_nothing = |&index: &usize| {
        let field = &outline.signs.fields[index];
        field.snapshot.visible && field.asks_for().is_empty() && matches!(field.snapshot.kind.as_str(), "text" | "tel")
    };
    let last = outline.open_texts(block).filter(|&index| index < password).filter(says_nothing).last();
    if let Some(index) = last {
        roles[index] = Some((FieldRole::Identifier, Clue::Position.alone()));
    }
}

/// What a block is for, why, and how telling that is beside other blocks.
fn kind_of(outline: &Outline, block: &Block, roles: &[Option<(FieldRole, Reason)>]) -> (u8, FormKind, Reason) {
    let has = |wanted| block.fields.clone().any(|index| roles[index].as_ref().is_some_and(|(role, _)| *role == wanted));
    let features = outline.signs.of_block(block);
    let answer = |model: Model, yes| outline.reason(model, &features, yes, None);
    match (has(FieldRole::CurrentPassword), has(FieldRole::NewPassword)) {
        (true, true) => (4, FormKind::Change, Clue::OtherFields.alone()),
        (false, true) => match Model::SignUp.sum(&features) > 0.0 {
            true => (3, FormKind::SignUp, answer(Model::SignUp, true)),
            false => (3, FormKind::Reset, answer(Model::SignUp, false)),
        },
        (true, false) => (2, FormKind::Login, Clue::OtherFields.alone()),
        (false, false) if block.fields.clone().any(|index| outline.signs.is_text(index)) => {
            if let Some(login) = plain_login(&features).filter(|_| has(FieldRole::Identifier)) {
                return (1, FormKind::Login, outline.reason_of(login, None));
            }
            let models = [
                (Model::NameOnlyLogin, FormKind::Login),
                (Model::NameOnlySignUp, FormKind::SignUp),
                (Model::NameOnlyReset, FormKind::Reset),
            ];
            let sums = models.map(|(model, kind)| (model.sum(&features), model, kind));
            let may_be = |kind: &FormKind| *kind != FormKind::Login || has(FieldRole::Identifier);
            let best = sums
                .into_iter()
                .filter(|(sum, _, kind)| *sum > 0.0 && may_be(kind))
                .max_by(|(a, ..), (b, ..)| a.total_cmp(b));
            best.map_or((0, FormKind::Other, Clue::Nothing.alone()), |(_, model, kind)| (1, kind, answer(model, true)))
        }
        (false, false) => (0, FormKind::Other, Clue::Nothing.alone()),
    }
}

#[cfg(test)]
mod tests;
