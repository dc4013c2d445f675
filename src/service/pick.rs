//! Picks the login out of a form's values: which of them is the user name, which the password, and which the one before.
//!
//! The form's markup says what its fields are for; where it does not say, the values do.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::event::{Moment, TypedValue};
use crate::{
    form::{
        Clue, FieldRole, FormKind, Reading,
        words::{Folded, Meaning},
    },
    secret::{Exposure, Secret},
};

/// The characters of a login.
pub(super) struct Picked {
    pub(super) name: Option<String>,
    pub(super) password: Option<Secret>,
    /// The present password that a change form was given.
    pub(super) former: Option<Secret>,
    pub(super) genuine: bool,
    /// The password is a new one.
    pub(super) new: bool,
    /// What is being done, by the values.
    pub(super) kind: FormKind,
}

/// A password field that holds something.
struct Filled {
    role: FieldRole,
    /// Whether the markup itself gave the role, and not only the field's place.
    is_told: bool,
    value: Secret,
    genuine: bool,
}

/// Picks the login from a form's values: the new password where there is one, else the present one. Where the form asks
/// for several accounts (a login and a sign-up on one page), only those beside the field that was `typed` in are taken.
pub(super) fn pick(reading: &Reading, mut values: Vec<TypedValue>, typed: Option<usize>, moment: Moment) -> Picked {
    let block = typed.and_then(|typed| reading.blocks.iter().find(|block| block.contains(&typed)));
    let own_block = block.filter(|_| reading.blocks.len() > 1);
    if let Some(block) = own_block {
        values.retain(|value| block.contains(&value.field));
    }
    let form_kind = own_block.map_or(reading.kind, |block| kind_of_block(reading, block));
    let mut name = None;
    let mut filled = Vec::new();
    for TypedValue { field, value, typed, genuine } in values {
        let Some((role, reason)) = reading.roles.get(field) else { continue };
        // The page has put something else in its place since, without a key: what was typed counts.
        let value = typed.filter(|typed| !typed.is_empty()).unwrap_or(value);
        match *role {
            FieldRole::Identifier => {
                let said = value.expose(Exposure::Tag).trim();
                name = name.or_else(|| (!said.is_empty()).then(|| said.to_owned()));
            }
            // A password without an account (of a network, an archive, an interface) is none of ours.
            FieldRole::CurrentPassword | FieldRole::NewPassword if form_kind == FormKind::Other => {}
            FieldRole::CurrentPassword | FieldRole::NewPassword if value.is_empty() || value.left_alone().is_some() => {
            }
            FieldRole::CurrentPassword | FieldRole::NewPassword => {
                let is_told = matches!(reason.clue, Clue::Label | Clue::Name | Clue::Before | Clue::Autocomplete);
                filled.push(Filled { role: *role, is_told, value, genuine });
            }
            FieldRole::OneTimeCode | FieldRole::Pin | FieldRole::Other => {}
        }
    }
    let kind = kind_by_values(form_kind, assign_by_values(&mut filled), &filled, moment);

    let mut picked = Picked { name, password: None, former: None, genuine: true, new: false, kind };
    let mut current = None;
    for Filled { role, value, genuine, .. } in filled {
        match role {
            FieldRole::CurrentPassword => {
                picked.genuine &= genuine;
                current = Some(value);
            }
            // The first one: the second is its repetition.
            _ if picked.password.is_none() => {
                picked.genuine &= genuine;
                picked.password = Some(value);
                picked.new = true;
            }
            _ => {}
        }
    }
    match picked.password {
        Some(_) => picked.former = current,
        // In a form that sets a new password, the present one alone is no login yet.
        None if kind == FormKind::Login => picked.password = current,
        None => {}
    }
    picked
}

/// What the fields of one block are for: a reading's kind is that of its most telling block.
fn kind_of_block(reading: &Reading, block: &Range<usize>) -> FormKind {
    let has = |role| reading.with_role(role).any(|index| block.contains(&index));
    match (has(FieldRole::CurrentPassword), has(FieldRole::NewPassword)) {
        (true, true) => FormKind::Change,
        (true, false) => FormKind::Login,
        (false, true) if reading.kind == FormKind::Reset => FormKind::Reset,
        (false, true) => FormKind::SignUp,
        (false, false) => reading.kind,
    }
}

/// Gives filled fields their roles by what they hold: a new password is asked for twice, the present one is not. Says
/// whether that has changed anything.
fn assign_by_values(filled: &mut [Filled]) -> bool {
    use FieldRole::{CurrentPassword, NewPassword};
    let roles: &[FieldRole] = match filled {
        [first, second] if same(first, second) => match (first.is_told && first.role == CurrentPassword, second.role) {
            (true, _) => return false,
            (false, _) => &[NewPassword, NewPassword],
        },
        [first, second] if !first.is_told && !second.is_told => &[CurrentPassword, NewPassword],
        [first, second, third] if same(second, third) && !same(first, second) => {
            &[CurrentPassword, NewPassword, NewPassword]
        }
        [first, second, third] if same(first, second) && !same(second, third) && !third.is_told => {
            &[NewPassword, NewPassword, CurrentPassword]
        }
        _ => return false,
    };
    let changed = filled.iter().zip(roles).any(|(filled, role)| filled.role != *role);
    for (filled, role) in filled.iter_mut().zip(roles) {
        filled.role = *role;
    }
    changed
}

fn same(one: &Filled, other: &Filled) -> bool {
    one.value.expose(Exposure::Compare) == other.value.expose(Exposure::Compare)
}

/// What is being done, where the values say something else than the markup.
fn kind_by_values(kind: FormKind, changed: bool, filled: &[Filled], moment: Moment) -> FormKind {
    let has = |role| filled.iter().any(|filled| filled.role == role);
    match (has(FieldRole::CurrentPassword), has(FieldRole::NewPassword)) {
        (true, true) if changed => FormKind::Change,
        (false, true) if changed && kind != FormKind::SignUp => FormKind::Reset,
        // Login and sign-up in one form: what is filled in counts.
        (true, false) if moment == Moment::Submit && kind != FormKind::Other => FormKind::Login,
        _ => kind,
    }
}

/// Whether a button with these words submits nothing: it cancels, clears, shows the password, or leads to who forgot it.
pub(super) fn leads_away(words: &str) -> bool {
    let speaks_of_forgetting = || Folded::new(words).meanings().iter().any(|(meaning, _)| *meaning == Meaning::Forgot);
    let folded: String = words.nfkc().flat_map(char::to_lowercase).collect();
    LEADS_AWAY.iter().any(|part| folded.contains(part))
        || LEADS_AWAY_ALONE.contains(&folded.trim())
        || speaks_of_forgetting()
}

/// Parts of what such buttons say, in NFKC and lower case. Those of having forgotten are in `data/form-words.txt`.
const LEADS_AWAY: &[&str] = &[
    "cancel",
    "abbrechen",
    "annuler",
    "annulla",
    "annuleren",
    "отмена",
    "キャンセル",
    "取り消",
    "取消",
    "취소",
    "show pass",
    "hide pass",
    "anzeigen",
    "ausblenden",
    "mostrar",
    "ocultar",
    "afficher",
    "masquer",
    "показать",
    "скрыть",
    "パスワードを表示",
    "パスワードを隠",
    "显示",
    "顯示",
    "隐藏",
    "隱藏",
    "보기",
    "숨기기",
];

/// What such buttons say and nothing else, in NFKC and lower case.
const LEADS_AWAY_ALONE: &[&str] = &[
    "back",
    "close",
    "clear",
    "show",
    "hide",
    "x",
    "×",
    "zurück",
    "retour",
    "volver",
    "戻る",
    "閉じる",
    "クリア",
    "表示",
    "非表示",
];

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: FieldRole = FieldRole::NewPassword;
    const CURRENT: FieldRole = FieldRole::CurrentPassword;
    const TOLD: Clue = Clue::Label;
    const GUESSED: Clue = Clue::Position;

    fn reading(kind: FormKind, roles: &[(FieldRole, Clue)]) -> Reading {
        let mut reading = crate::form::read(&crate::form::FormSnapshot::default());
        reading.kind = kind;
        reading.roles = roles.iter().map(|(role, clue)| (*role, clue.alone())).collect();
        reading
    }

    fn values(values: &[&str]) -> Vec<TypedValue> {
        let secret = |(field, value): (usize, &&str)| TypedValue {
            field,
            value: Secret::new((*value).into()),
            typed: None,
            genuine: true,
        };
        values.iter().enumerate().map(secret).collect()
    }

    fn told(secret: Option<&Secret>) -> &str {
        secret.map_or("", |secret| secret.expose(Exposure::Compare))
    }

    #[test]
    fn values_decide_where_the_markup_does_not() {
        use FormKind::{Change, Login, Reset, SignUp};
        // (form, roles, values) → (kind, new or present password, former one)
        type Case<'a> = (FormKind, &'a [(FieldRole, Clue)], &'a [&'a str], (FormKind, &'a str, &'a str));
        let cases: [Case; 14] = [
            (SignUp, &[(NEW, GUESSED); 2], &["lamp 1", "lamp 1"], (SignUp, "lamp 1", "")),
            (SignUp, &[(NEW, GUESSED); 2], &["lamp 1", "lamp 2"], (Change, "lamp 2", "lamp 1")),
            (Change, &[(CURRENT, GUESSED), (NEW, GUESSED)], &["lamp 1", "lamp 1"], (Reset, "lamp 1", "")),
            (Change, &[(CURRENT, GUESSED), (NEW, TOLD)], &["lamp 1", "lamp 1"], (Reset, "lamp 1", "")),
            (Change, &[(CURRENT, GUESSED), (NEW, GUESSED)], &["lamp 1", "lamp 2"], (Change, "lamp 2", "lamp 1")),
            (Change, &[(CURRENT, TOLD), (NEW, TOLD)], &["lamp 1", "lamp 1"], (Change, "lamp 1", "lamp 1")),
            (SignUp, &[(NEW, TOLD); 2], &["lamp 1", "la"], (SignUp, "lamp 1", "")),
            (Change, &[(CURRENT, GUESSED), (NEW, GUESSED), (NEW, GUESSED)], &["a1", "b2", "b2"], (Change, "b2", "a1")),
            (SignUp, &[(NEW, TOLD); 3], &["a1", "b2", "b2"], (Change, "b2", "a1")),
            (Change, &[(CURRENT, GUESSED), (NEW, GUESSED), (NEW, GUESSED)], &["b2", "b2", "a1"], (Change, "b2", "a1")),
            (Change, &[(CURRENT, TOLD), (NEW, TOLD), (NEW, TOLD)], &["a1", "b2", "b"], (Change, "b2", "a1")),
            (Login, &[(CURRENT, GUESSED)], &["lamp 1"], (Login, "lamp 1", "")),
            (Change, &[(CURRENT, TOLD), (NEW, TOLD), (NEW, TOLD)], &["a1", "", ""], (Login, "a1", "")),
            (FormKind::Other, &[(CURRENT, TOLD)], &["lamp 1"], (FormKind::Other, "", "")),
        ];
        for (kind, roles, entered, expected) in cases {
            let picked = pick(&reading(kind, roles), values(entered), None, Moment::Submit);
            let found = (picked.kind, told(picked.password.as_ref()), told(picked.former.as_ref()));
            assert_eq!(found, expected, "{kind:?} {roles:?} {entered:?}");
        }
    }

    #[test]
    fn the_present_password_alone_is_no_change_while_it_is_typed() {
        let form = reading(FormKind::Change, &[(CURRENT, TOLD), (NEW, TOLD)]);
        assert!(pick(&form, values(&["lamp 1", ""]), None, Moment::Pause).password.is_none());
    }

    #[test]
    fn the_first_user_name_that_says_something_counts() {
        let name = (FieldRole::Identifier, TOLD);
        let form = reading(FormKind::Login, &[name, name, name, (CURRENT, TOLD)]);
        let picked = pick(&form, values(&[" ", " taro ", "taro@example.jp", "lamp 1"]), None, Moment::Submit);
        assert_eq!(picked.name.as_deref(), Some("taro"));
    }

    #[test]
    fn of_several_logins_in_one_form_the_typed_one_counts() {
        let name = (FieldRole::Identifier, TOLD);
        let mut form = reading(FormKind::SignUp, &[name, (CURRENT, TOLD), name, (NEW, TOLD), (NEW, TOLD)]);
        form.blocks = vec![0..2, 2..5];
        let entered = ["taro", "old", "hanako", "lamp 1", "lamp 1"];
        // (typed field, moment) → (kind, name, password, former one)
        let cases = [
            (3, Moment::Submit, (FormKind::SignUp, "hanako", "lamp 1", "")),
            (1, Moment::Submit, (FormKind::Login, "taro", "old", "")),
            (1, Moment::Pause, (FormKind::Login, "taro", "old", "")),
        ];
        for (typed, moment, expected) in cases {
            let picked = pick(&form, values(&entered), Some(typed), moment);
            let passwords = (told(picked.password.as_ref()), told(picked.former.as_ref()));
            let found = (picked.kind, picked.name.as_deref().unwrap_or_default(), passwords.0, passwords.1);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn boxes_of_single_characters_are_no_password() {
        let form = reading(FormKind::Login, &[(CURRENT, GUESSED); 6]);
        assert!(pick(&form, values(&["a", "b", "c", "d", "e", "f"]), None, Moment::Submit).password.is_none());
    }

    #[test]
    fn what_was_typed_goes_before_what_the_page_put_in_its_place() {
        for (value, typed, expected) in
            [("0b9c2625dc21", "lamp 1", "lamp 1"), ("●●●●", "lamp 1", "lamp 1"), ("lamp 2", "", "lamp 2")]
        {
            let form = reading(FormKind::Login, &[(CURRENT, TOLD)]);
            let mut values = values(&[value]);
            values[0].typed = Some(Secret::new(typed.into()));
            let picked = pick(&form, values, None, Moment::Submit);
            assert_eq!(told(picked.password.as_ref()), expected);
        }
    }

    #[test]
    fn buttons_that_submit_nothing() {
        let away = "Cancel|Forgot your password?| Back |キャンセル|ｷｬﾝｾﾙ|パスワードをお忘れの方|戻る|Show|Passwort anzeigen|\
                    Passwort vergessen?|¿Olvidó su contraseña?|Mostrar|Masquer le mot de passe|Показать пароль|\
                    Забыли пароль?|显示密码|忘记密码|비밀번호 보기|비밀번호 찾기|Zapomniałeś hasła?";
        for words in away.split('|') {
            assert!(leads_away(words), "{words}");
        }
        for words in
            ["", "Log in", "Sign in with a backup code", "ログイン", "Reset password", "Reset", "OK", "次へ", "登录"]
        {
            assert!(!leads_away(words), "{words}");
        }
    }
}
