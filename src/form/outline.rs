//! What can be said of a form before anything is weighed: which fields speak for themselves, which may hold a password,
//! and which belong together.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Clue, FieldRole, FormSnapshot, Reason,
    features::{Block, FieldSigns, FormSigns, Slot},
    weights::Model,
    words::Meaning,
};

/// A form, looked at once.
pub struct Outline<'a> {
    /// What stands in its texts.
    pub signs: FormSigns<'a>,
    /// The roles of the fields that speak for themselves.
    pub settled: Vec<Option<(FieldRole, Reason)>>,
    /// The fields that belong together.
    pub blocks: Vec<Block>,
}

/// `autocomplete` tokens by which a field is certainly no user name: sites that write these mean them.
const NO_NAME_TOKENS: &[&str] = &[
    "name",
    "given-name",
    "family-name",
    "additional-name",
    "honorific-prefix",
    "organization",
    "organization-title",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "country",
    "country-name",
    "postal-code",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
    "cc-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "transaction-amount",
    "nickname",
];
/// What a field for nothing but an e-mail address asks for.
const EMAIL_ONLY: &[&str] = &[" Email", " Again Email", " New Email", " User Email"];
/// What a field asks for that is certainly no user name.
const NO_NAME: &[(&str, Meaning)] = &[
    (" Search", Meaning::Search),
    (" Captcha", Meaning::Captcha),
    (" Coupon", Meaning::Coupon),
    (" Question", Meaning::Question),
    (" Card", Meaning::Card),
    (" Person", Meaning::Person),
    (" Message", Meaning::Message),
    (" Profile", Meaning::Profile),
];
/// Passwords of so many characters at most are PINs.
const LONGEST_PIN: i32 = 6;

impl<'a> Outline<'a> {
    /// Looks at a form.
    pub fn new(form: &'a FormSnapshot) -> Self {
        let signs = FormSigns::new(form);
        let mut settled: Vec<_> = signs.fields.iter().map(of_itself).collect();
        let open = |test: &dyn Fn(&FieldSigns) -> bool| -> Vec<usize> {
            (0..settled.len()).filter(|&index| settled[index].is_none() && test(&signs.fields[index])).collect()
        };
        // Beside one that can be seen, a hidden password field is a trap and a text field is its shadow. Where all are hidden
        // (a dialog that is not open yet, the second step of a login) they are read as they will look.
        let tests: [&dyn Fn(&FieldSigns) -> bool; 3] = [
            &|field| field.snapshot.kind == "password" && field.snapshot.visible,
            &|field| is_shown_password(field) && field.snapshot.visible,
            &|field| field.snapshot.kind == "password",
        ];
        let passwords = tests.into_iter().map(open).find(|found| !found.is_empty()).unwrap_or_default();
        for (index, field) in signs.fields.iter().enumerate() {
            if settled[index].is_none() && !passwords.contains(&index) && !signs.is_text(index) {
                settled[index] = Some((FieldRole::Other, Clue::Type.alone()));
            } else if settled[index].is_none() && field.snapshot.kind == "password" && !passwords.contains(&index) {
                settled[index] = Some((FieldRole::Other, Clue::Hidden.alone()));
            }
        }
        let blocks = signs.blocks(&passwords);
        Self { signs, settled, blocks }
    }

    /// The text fields of a block that nothing is known of yet.
    pub fn open_texts(&self, block: &Block) -> impl Iterator<Item = usize> {
        let passwords = block.passwords.clone();
        let range: Range<usize> = block.fields.clone();
        range.filter(move |index| self.settled[*index].is_none() && !passwords.contains(index))
    }

    /// What speaks most for a model's answer about a field, or about a form as a whole.
    pub fn reason(&self, model: Model, features: &BTreeSet<String>, yes: bool, field: Option<usize>) -> Reason {
        model.strongest(features, yes).map_or(Clue::Nothing.alone(), |feature| self.reason_of(feature, field))
    }

    /// Why a password field is new, or not. A clue of its own texts means that it says so itself, not only that it asks for
    /// a password.
    pub fn password_reason(&self, model: Model, features: &BTreeSet<String>, new: bool, field: usize) -> Reason {
        let signs = &self.signs.fields[field];
        let wanted: &[Meaning] = if new { &[Meaning::New, Meaning::Again] } else { &[Meaning::Current] };
        let agrees = if new { signs.calls_itself() != 'C' } else { signs.calls_itself() == 'C' };
        let own = signs.signs.iter().filter(|_| agrees).find(|(_, meaning, _)| wanted.contains(meaning));
        if let Some((slot, _, word)) = own {
            return Reason { clue: slot.clue(), word: plain(word).into() };
        }
        let token = if new { "new-password" } else { "current-password" };
        if signs.has_token(token) {
            return Reason { clue: Clue::Autocomplete, word: token.into() };
        }
        // A word is a better answer than a place, if there is one.
        let of = |places: &[&str]| -> BTreeSet<String> {
            features.iter().filter(|feature| places.iter().any(|place| feature.starts_with(place))).cloned().collect()
        };
        let texts = of(&["Button ", "Heading ", "Title ", "Link ", "Form ", "Path "]);
        let fields = of(&["beside ", "texts ", "pattern ", "password "]);
        let strongest = model.strongest(&texts, new).or(model.strongest(&fields, new));
        strongest.map_or(Clue::Position.alone(), |feature| self.reason_of(feature, Some(field)))
    }

    /// A feature as a reason.
    pub fn reason_of(&self, feature: &str, field: Option<usize>) -> Reason {
        let (clue, meaning) = match feature.split_once(' ') {
            Some(("Label", meaning)) => (Clue::Label, meaning),
            Some(("Name", meaning)) => (Clue::Name, meaning),
            Some(("Before", meaning)) => (Clue::Before, meaning),
            Some(("autocomplete", token)) => return Reason { clue: Clue::Autocomplete, word: token.into() },
            Some(("type", _)) => (Clue::Type, ""),
            Some(("Button", meaning)) => (Clue::Button, meaning),
            Some(("Heading", meaning)) => (Clue::Heading, meaning),
            Some(("Link", meaning)) => (Clue::Link, meaning),
            Some(("Title", meaning)) => (Clue::Title, meaning),
            Some(("Form", meaning)) => (Clue::FormName, meaning),
            Some(("Path", meaning)) => (Clue::Path, meaning),
            Some(("beside", _)) => (Clue::OtherFields, ""),
            Some(("asks", _)) if let Some(field) = field => return self.own_reason(field),
            Some(("calls", _)) if let Some(field) = field => return self.own_reason(field),
            Some(("asks", _)) => (Clue::OtherFields, ""),
            _ => (Clue::Position, ""),
        };
        Reason { clue, word: plain(self.signs.word(clue, meaning, field).unwrap_or_default()).into() }
    }

    /// The word by which a field calls itself something.
    fn own_reason(&self, field: usize) -> Reason {
        let telling =
            |meaning: Meaning| meaning.is_asked_for() && meaning != Meaning::Password && meaning != Meaning::Rules;
        let signs = &self.signs.fields[field].signs;
        let first = signs.iter().find(|(_, meaning, _)| telling(*meaning)).or(signs.first());
        first.map_or(Clue::Position.alone(), |(slot, _, word)| Reason { clue: slot.clue(), word: plain(word).into() })
    }
}

/// A word of the lists as it is shown.
fn plain(word: &str) -> &str {
    word.trim_start_matches('=')
}

impl Slot {
    fn clue(self) -> Clue {
        match self {
            Self::Label => Clue::Label,
            Self::Name => Clue::Name,
            Self::Before => Clue::Before,
        }
    }
}

/// The role of a field that needs no other field to be known.
fn of_itself(field: &FieldSigns) -> Option<(FieldRole, Reason)> {
    let said = |role, meaning| {
        let (slot, _, word) = field.signs.iter().find(|(_, said, _)| *said == meaning)?;
        Some((role, Reason { clue: slot.clue(), word: plain(word).into() }))
    };
    let token = |role, token: &str| Some((role, Reason { clue: Clue::Autocomplete, word: token.into() }));
    let is_password = field.snapshot.kind == "password";
    let may_be_code = is_password || matches!(field.snapshot.kind.as_str(), "text" | "tel" | "number");

    if field.has_token("one-time-code") {
        return token(FieldRole::OneTimeCode, "one-time-code");
    }
    if field.has_token("cc-csc") {
        return token(FieldRole::Pin, "cc-csc");
    }
    if field.has_token("username") && !is_password {
        return token(FieldRole::Identifier, "username");
    }
    if let Some(found) = NO_NAME_TOKENS.iter().find(|token| field.has_token(token)).filter(|_| !is_password) {
        return token(FieldRole::Other, found);
    }
    // What stands before a field may speak of something else ("our wireless plans"); its markup's word counts more.
    let is_other_secret =
        field.says(Meaning::OtherSecret) || (field.means(Meaning::OtherSecret) && !field.has_token("current-password"));
    if is_password && is_other_secret {
        return said(FieldRole::Other, Meaning::OtherSecret);
    }
    if is_password && (field.has_token("current-password") || field.has_token("new-password")) {
        return None;
    }
    // A field that is named a password is one, whatever the text beside it speaks of.
    let is_named_password = field.name_says(Meaning::Password) && !field.name_says(Meaning::OneTime);
    if may_be_code && field.says(Meaning::OneTime) && !is_named_password {
        return said(FieldRole::OneTimeCode, Meaning::OneTime);
    }
    let takes = field.snapshot.maxlength;
    if is_password && (1..=LONGEST_PIN).contains(&takes) {
        return Some((FieldRole::Pin, Clue::Short.alone()));
    }
    // 暗証番号 is a PIN, and at some sites the word for a password that may be longer.
    if may_be_code && field.says(Meaning::Pin) && !(is_password && takes > LONGEST_PIN) {
        return said(FieldRole::Pin, Meaning::Pin);
    }
    if is_password && field.says(Meaning::Question) && !field.says(Meaning::Password) {
        return said(FieldRole::Other, Meaning::Question);
    }
    let takes_email =
        field.snapshot.kind == "email" || (field.snapshot.kind == "text" && field.snapshot.inputmode == "email");
    if takes_email && !field.means(Meaning::Captcha) {
        return Some((FieldRole::Identifier, Clue::Type.alone()));
    }
    let asks_for = field.asks_for();
    if field.snapshot.kind == "text" && EMAIL_ONLY.contains(&asks_for.as_str()) {
        return said(FieldRole::Identifier, Meaning::Email);
    }
    if let Some((_, meaning)) = NO_NAME.iter().find(|(only, _)| *only == asks_for).filter(|_| !is_password) {
        return said(FieldRole::Other, *meaning);
    }
    None
}

/// Whether a text field may hold a password, as in a sign-up that shows what is typed.
fn is_shown_password(field: &FieldSigns) -> bool {
    let is_other = [Meaning::Email, Meaning::Question, Meaning::Captcha, Meaning::Search]
        .into_iter()
        .any(|other| field.means(other));
    let label_names_account = field.signs.iter().any(|(slot, said, _)| *slot == Slot::Label && *said == Meaning::User);
    field.snapshot.kind == "text" && field.says(Meaning::Password) && !is_other && !label_names_account
}
