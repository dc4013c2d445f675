//! Which form is this, and which field plays which role?
//!
//! In comes a [`FormSnapshot`] (attributes, labels, visibility; no values), out comes a [`Reading`]. The words that
//! decide stand in one table, [`words`].

pub mod page;
pub mod words;

use serde::{Deserialize, Serialize};

use words::Words;

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
}

/// A text near a form, 80 characters at most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NearText {
    /// Where it stands.
    pub place: Place,
    /// The text.
    pub text: String,
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

/// Why a field was given its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum RoleReason {
    /// Its `autocomplete` says so.
    Autocomplete,
    /// Its name, label or placeholder says so.
    Words,
    /// Its `type` says so.
    Type,
    /// It follows from the other fields.
    Position,
    /// Nobody can see it.
    Hidden,
    /// Nothing speaks for another role.
    Nothing,
}

/// What a form was read as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Reading {
    /// What the form is for.
    pub kind: FormKind,
    /// One role a field, in the snapshot's order.
    pub roles: Vec<(FieldRole, RoleReason)>,
}

impl Reading {
    /// The indices of the fields with this role.
    pub fn with_role(&self, role: FieldRole) -> impl Iterator<Item = usize> {
        let roles = self.roles.iter().enumerate();
        roles.filter(move |(_, (given, _))| *given == role).map(|(index, _)| index)
    }

    /// Whether there is a field for a password of either kind.
    pub fn has_password(&self) -> bool {
        self.with_role(FieldRole::CurrentPassword).chain(self.with_role(FieldRole::NewPassword)).next().is_some()
    }
}

/// Reads a form.
pub fn read(form: &FormSnapshot) -> Reading {
    let fields: Vec<Field> = form.fields.iter().map(Field::new).collect();
    let passwords: Vec<usize> = (0..fields.len()).filter(|&index| fields[index].is_password()).collect();
    let page = Page::new(form);
    let mut roles: Vec<(FieldRole, RoleReason)> = fields.iter().map(Field::role_alone).collect();

    let kind = read_passwords(&fields, &passwords, &page, &mut roles);
    let identifier = find_identifier(&fields, passwords.first().copied(), &roles);
    if let Some((index, reason)) = identifier {
        roles[index] = (FieldRole::Identifier, reason);
    }
    let kind = match kind {
        FormKind::Other if identifier.is_some() && page.login && !page.sign_up && !page.reset => FormKind::Login,
        other => other,
    };
    Reading { kind, roles }
}

/// A field with its words folded once.
struct Field<'a> {
    snapshot: &'a FieldSnapshot,
    words: Words,
    tokens: Vec<String>,
}

impl<'a> Field<'a> {
    fn new(snapshot: &'a FieldSnapshot) -> Self {
        let FieldSnapshot { name, id, placeholder, label, title, before, .. } = snapshot;
        Self {
            snapshot,
            words: Words::new([name, id, placeholder, label, title, before]),
            tokens: snapshot.autocomplete.split_ascii_whitespace().map(str::to_ascii_lowercase).collect(),
        }
    }

    fn says(&self, token: &str) -> bool {
        self.tokens.iter().any(|said| said == token)
    }

    /// A visible password field that is no code.
    fn is_password(&self) -> bool {
        self.snapshot.kind == "password" && self.snapshot.visible && self.code_role().is_none()
    }

    /// One-time codes, card codes and PINs, in whatever type of field.
    fn code_role(&self) -> Option<(FieldRole, RoleReason)> {
        if self.says("one-time-code") {
            return Some((FieldRole::OneTimeCode, RoleReason::Autocomplete));
        }
        if self.says("cc-csc") {
            return Some((FieldRole::Pin, RoleReason::Autocomplete));
        }
        if self.says("current-password") || self.says("new-password") {
            return None;
        }
        if self.words.have(words::ONE_TIME_CODE) {
            return Some((FieldRole::OneTimeCode, RoleReason::Words));
        }
        let short = (1..=6).contains(&self.snapshot.maxlength);
        if self.words.have(words::PIN) || (short && self.snapshot.kind == "password") {
            return Some((FieldRole::Pin, RoleReason::Words));
        }
        None
    }

    /// What a field is when nothing around it is known.
    fn role_alone(&self) -> (FieldRole, RoleReason) {
        if !self.snapshot.visible {
            return (FieldRole::Other, RoleReason::Hidden);
        }
        self.code_role().unwrap_or((FieldRole::Other, RoleReason::Nothing))
    }

    fn can_be_identifier(&self) -> bool {
        self.snapshot.visible && matches!(self.snapshot.kind.as_str(), "text" | "email" | "tel" | "")
    }
}

/// What the page around the form speaks of.
struct Page {
    login: bool,
    sign_up: bool,
    change: bool,
    reset: bool,
}

impl Page {
    fn new(form: &FormSnapshot) -> Self {
        let words = Words::new(
            form.texts.iter().filter(|near| near.place != Place::Link).map(|near| &near.text).chain([&form.path]),
        );
        Self {
            login: words.have(words::LOGIN),
            sign_up: words.have(words::SIGN_UP),
            change: words.have(words::CHANGE),
            reset: words.have(words::RESET),
        }
    }
}

/// Gives the password fields their roles and says what the form is.
fn read_passwords(
    fields: &[Field],
    passwords: &[usize],
    page: &Page,
    roles: &mut [(FieldRole, RoleReason)],
) -> FormKind {
    use FieldRole::{CurrentPassword, NewPassword};

    if passwords.is_empty() {
        return FormKind::Other;
    }
    let said: Vec<Option<(FieldRole, RoleReason)>> =
        passwords.iter().map(|&index| said_of_itself(&fields[index])).collect();
    let current_said = said.iter().flatten().any(|(role, _)| *role == CurrentPassword);
    let new_said = said.iter().flatten().any(|(role, _)| *role == NewPassword);
    let many = passwords.len();
    let first_is_current = match many {
        1 => current_said || !(new_said || (page.sign_up && !page.login)),
        2 => current_said && !(said[0].is_some_and(|(role, _)| role == NewPassword)),
        _ => !said[0].is_some_and(|(role, _)| role == NewPassword),
    };
    for (order, &index) in passwords.iter().enumerate() {
        let role = if order == 0 && first_is_current { CurrentPassword } else { NewPassword };
        let reason = match said[order] {
            Some((own, reason)) if own == role => reason,
            _ => RoleReason::Position,
        };
        roles[index] = (role, reason);
    }
    match (first_is_current, many) {
        (true, 1) => FormKind::Login,
        (true, _) => FormKind::Change,
        (false, _) if page.sign_up => FormKind::SignUp,
        (false, _) if page.reset || page.change => FormKind::Reset,
        (false, _) => FormKind::SignUp,
    }
}

/// What a password field says of itself. Words come first: sites write `new-password` on logins to keep browsers from
/// filling them.
fn said_of_itself(field: &Field) -> Option<(FieldRole, RoleReason)> {
    if field.words.have(words::CURRENT_PASSWORD) {
        return Some((FieldRole::CurrentPassword, RoleReason::Words));
    }
    if field.words.have(words::NEW_PASSWORD) {
        return Some((FieldRole::NewPassword, RoleReason::Words));
    }
    if field.says("current-password") {
        return Some((FieldRole::CurrentPassword, RoleReason::Autocomplete));
    }
    if field.says("new-password") {
        return Some((FieldRole::NewPassword, RoleReason::Autocomplete));
    }
    None
}

/// The user name: what says so of itself, else the last text field before the first password.
fn find_identifier(
    fields: &[Field],
    first_password: Option<usize>,
    roles: &[(FieldRole, RoleReason)],
) -> Option<(usize, RoleReason)> {
    let free = |index: &usize| {
        let field = &fields[*index];
        roles[*index].0 == FieldRole::Other && field.can_be_identifier() && !field.words.have(words::NOT_IDENTIFIER)
    };
    // Nearest to the password first; behind it only where nothing stands before it.
    let before = 0..first_password.unwrap_or(fields.len());
    let behind = first_password.map_or(0..0, |first| first + 1..fields.len());
    let candidates: Vec<usize> = before.clone().rev().chain(behind).filter(free).collect();
    let by = |test: &dyn Fn(&Field) -> bool| candidates.iter().copied().find(|&index| test(&fields[index]));

    by(&|field| field.says("username") || field.says("email"))
        .map(|index| (index, RoleReason::Autocomplete))
        .or_else(|| by(&|field| field.words.have(words::IDENTIFIER)).map(|index| (index, RoleReason::Words)))
        .or_else(|| by(&|field| field.snapshot.kind == "email").map(|index| (index, RoleReason::Type)))
        .or_else(|| {
            first_password?;
            candidates.iter().copied().find(|index| before.contains(index)).map(|index| (index, RoleReason::Position))
        })
}

#[cfg(test)]
mod tests;
