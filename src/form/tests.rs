use super::*;
use FieldRole::{CurrentPassword, Identifier, NewPassword, OneTimeCode, Other, Pin};

fn field(kind: &str, name: &str, label: &str) -> FieldSnapshot {
    FieldSnapshot {
        kind: kind.into(),
        name: name.into(),
        label: label.into(),
        visible: true,
        maxlength: -1,
        ..FieldSnapshot::default()
    }
}

fn with_autocomplete(mut field: FieldSnapshot, autocomplete: &str) -> FieldSnapshot {
    field.autocomplete = autocomplete.into();
    field
}

fn form(fields: Vec<FieldSnapshot>, texts: &[&str]) -> FormSnapshot {
    let after = fields.len();
    let button = |text: &&str| NearText { place: Place::Button, text: (*text).into(), after };
    FormSnapshot { fields, texts: texts.iter().map(button).collect(), path: "/".into(), ..FormSnapshot::default() }
}

fn roles(form: &FormSnapshot) -> (FormKind, Vec<FieldRole>) {
    let reading = read(form);
    (reading.kind, reading.roles.into_iter().map(|(role, _)| role).collect())
}

#[test]
fn ordinary_forms() {
    let text = |name| field("text", name, "");
    let password = |name| field("password", name, "");
    let cases = [
        (
            "login",
            form(vec![text("user"), password("password")], &["Log in"]),
            FormKind::Login,
            vec![Identifier, CurrentPassword],
        ),
        (
            "Japanese login",
            form(vec![field("text", "a", "ログインＩＤ"), field("password", "b", "パスワード")], &["ログイン"]),
            FormKind::Login,
            vec![Identifier, CurrentPassword],
        ),
        ("no user name", form(vec![password("p")], &[]), FormKind::Login, vec![CurrentPassword]),
        (
            "sign-up with one password",
            form(vec![field("email", "mail", ""), password("password")], &["Create an account"]),
            FormKind::SignUp,
            vec![Identifier, NewPassword],
        ),
        (
            "sign-up with two",
            form(vec![text("user"), password("password"), field("password", "p2", "もう一度")], &["新規登録"]),
            FormKind::SignUp,
            vec![Identifier, NewPassword, NewPassword],
        ),
        (
            "change",
            form(
                vec![password("current-password"), password("new-password"), password("confirm")],
                &["Change password"],
            ),
            FormKind::Change,
            vec![CurrentPassword, NewPassword, NewPassword],
        ),
        (
            "change without confirmation",
            form(
                vec![field("password", "a", "旧パスワード"), field("password", "b", "新パスワード")],
                &["パスワード変更"],
            ),
            FormKind::Change,
            vec![CurrentPassword, NewPassword],
        ),
        (
            "change without any words",
            form(vec![password("a"), password("b"), password("c")], &[]),
            FormKind::Change,
            vec![CurrentPassword, NewPassword, NewPassword],
        ),
        (
            "reset",
            form(vec![password("new_password"), password("confirm_password")], &["パスワードの再設定"]),
            FormKind::Reset,
            vec![NewPassword, NewPassword],
        ),
        ("user name first", form(vec![field("email", "e", "")], &["Sign in"]), FormKind::Login, vec![Identifier]),
        ("newsletter", form(vec![field("email", "e", "")], &["Subscribe"]), FormKind::Other, vec![Identifier]),
        ("search", form(vec![field("text", "q", "Search")], &["Log in"]), FormKind::Other, vec![Other]),
        ("nothing", form(vec![], &[]), FormKind::Other, vec![]),
    ];
    for (name, form, kind, expected) in cases {
        assert_eq!(roles(&form), (kind, expected), "{name}");
    }
}

#[test]
fn a_wrong_autocomplete_token_does_not_make_a_login_a_sign_up() {
    let fields =
        vec![field("text", "user", ""), with_autocomplete(field("password", "current_password", ""), "new-password")];
    assert_eq!(roles(&form(fields, &["Log in"])), (FormKind::Login, vec![Identifier, CurrentPassword]));
}

#[test]
fn codes_are_no_passwords() {
    let mut short = field("password", "x", "");
    short.maxlength = 4;
    let fields = vec![
        field("text", "user", ""),
        field("password", "otp", ""),
        field("password", "p", "セキュリティコード"),
        short,
        with_autocomplete(field("password", "q", ""), "one-time-code"),
        field("password", "password", ""),
    ];
    let (kind, roles) = roles(&form(fields, &[]));
    assert_eq!(roles, [Identifier, OneTimeCode, Pin, Pin, OneTimeCode, CurrentPassword]);
    assert_eq!(kind, FormKind::Login);
}

#[test]
fn hidden_fields_play_no_role() {
    let mut honeypot = field("password", "password", "");
    honeypot.visible = false;
    let mut trap = field("text", "username", "");
    trap.visible = false;
    let fields = vec![trap, honeypot, field("text", "a", ""), field("password", "b", "")];
    assert_eq!(roles(&form(fields, &[])), (FormKind::Login, vec![Other, Other, Identifier, CurrentPassword]));
}

#[test]
fn a_captcha_between_user_name_and_password_is_no_user_name() {
    let fields = vec![field("text", "a", ""), field("text", "captcha", ""), field("password", "b", "")];
    assert_eq!(roles(&form(fields, &["Log in"])).1, [Identifier, Other, CurrentPassword]);
}
