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

fn near(place: Place, text: &str, after: usize) -> NearText {
    NearText { place, text: text.into(), after }
}

#[test]
fn secrets_that_open_no_account_are_no_passwords() {
    for label in ["Wi-Fi password", "API token", "暗号化キー", "zipのパスワード", "Archive password"] {
        let read = roles(&form(vec![field("password", "x", label)], &["OK"]));
        assert_eq!(read, (FormKind::Other, vec![Other]), "{label}");
    }
}

#[test]
fn a_word_for_a_pin_may_be_the_word_for_a_password() {
    let login = |maxlength| {
        let mut password = field("password", "ansho", "暗証番号");
        password.maxlength = maxlength;
        roles(&form(vec![field("text", "keiyaku", "契約者番号"), password], &["ログイン"])).1
    };
    assert_eq!(login(4), [Identifier, Pin]);
    assert_eq!(login(8), [Identifier, CurrentPassword]);
}

#[test]
fn a_form_that_asks_the_name_alone() {
    let ask = |label: &str, button: &str| roles(&form(vec![field("text", "x", label)], &[button])).0;
    assert_eq!(ask("E-mail or user name", "Continue"), FormKind::Login);
    assert_eq!(ask("ログインID", "次へ"), FormKind::Login);
    assert_eq!(ask("E-mail", "Subscribe to our newsletter"), FormKind::Other);
    assert_eq!(ask("E-mail", "Reset password"), FormKind::Reset);
    let mut page = form(vec![field("text", "username", "User name")], &[]);
    page.path = "/account/login".into();
    assert_eq!(read(&page).reason, Reason { clue: Clue::Path, word: "login".into() });
}

#[test]
fn a_page_wide_form_is_read_in_its_parts() {
    let fields = vec![
        field("text", "ctl00$search", "Search"),
        field("text", "ctl00$user", "User name"),
        field("password", "ctl00$pass", "Password"),
        field("email", "ctl00$mail", "E-mail"),
        field("password", "ctl00$new", "Choose a password"),
        field("password", "ctl00$again", "Repeat it"),
    ];
    let mut page = form(fields, &[]);
    page.texts = vec![near(Place::Button, "Log in", 3), near(Place::Button, "Create account", 6)];
    assert_eq!(
        roles(&page),
        (FormKind::SignUp, vec![Other, Identifier, CurrentPassword, Identifier, NewPassword, NewPassword])
    );
}

#[test]
fn a_form_that_is_hidden_as_a_whole_is_read_as_it_will_look() {
    let mut dialog = form(vec![field("text", "user", ""), field("password", "password", "")], &["Log in"]);
    dialog.fields.iter_mut().for_each(|field| field.visible = false);
    assert_eq!(roles(&dialog), (FormKind::Login, vec![Identifier, CurrentPassword]));
}

#[test]
fn a_hidden_name_carries_the_name_from_the_page_before() {
    let mut name = with_autocomplete(field("text", "username", ""), "username");
    name.visible = false;
    let fields = vec![name, field("password", "password", "Password")];
    assert_eq!(roles(&form(fields, &["Log in"])), (FormKind::Login, vec![Identifier, CurrentPassword]));
}

#[test]
fn many_languages() {
    let cases = [
        ("Benutzername", "Passwort", "Anmelden", "Passwort wiederholen", "Registrieren"),
        ("Identifiant", "Mot de passe", "Se connecter", "Confirmer le mot de passe", "Créer un compte"),
        ("Usuario", "Contraseña", "Iniciar sesión", "Repetir contraseña", "Registrarse"),
        ("Логин", "Пароль", "Войти", "Повторите пароль", "Зарегистрироваться"),
        ("用户名", "密码", "登录", "确认密码", "注册"),
        ("아이디", "비밀번호", "로그인", "비밀번호 확인", "회원가입"),
        ("ユーザーＩＤ", "パスワード", "ログイン", "パスワード（確認用）", "新規会員登録"),
        ("اسم المستخدم", "كلمة المرور", "تسجيل الدخول", "تأكيد كلمة المرور", "إنشاء حساب"),
    ];
    for (user, password, log_in, again, sign_up) in cases {
        let login = form(vec![field("text", "a", user), field("password", "b", password)], &[log_in]);
        assert_eq!(roles(&login), (FormKind::Login, vec![Identifier, CurrentPassword]), "{log_in}");
        let fields = vec![field("text", "a", user), field("password", "b", password), field("password", "c", again)];
        let read = roles(&form(fields, &[sign_up]));
        assert_eq!(read, (FormKind::SignUp, vec![Identifier, NewPassword, NewPassword]), "{sign_up}");
    }
}

#[test]
fn a_reason_names_the_word_that_decided() {
    let fields = vec![field("password", "p1", "現在のパスワード"), field("password", "p2", "新しいパスワード")];
    let reading = read(&form(fields, &["変更する"]));
    let word = |clue, word: &str| Reason { clue, word: word.into() };
    assert_eq!(reading.roles[0], (CurrentPassword, word(Clue::Label, "現在の")));
    assert_eq!(reading.roles[1], (NewPassword, word(Clue::Label, "新しい")));
    let login = read(&form(vec![field("text", "x", "User name"), field("password", "y", "")], &["Log in"]));
    assert_eq!(login.roles[1], (CurrentPassword, word(Clue::Button, "log in")));
}

#[test]
fn a_page_is_what_its_most_telling_form_is() {
    let login = form(vec![field("text", "user", ""), field("password", "password", "")], &["Log in"]);
    let sign_up = form(
        vec![field("email", "mail", ""), field("password", "p", ""), field("password", "p2", "Repeat")],
        &["Sign up"],
    );
    let search = form(vec![field("text", "q", "Search")], &["Search"]);
    let titled = |mut form: FormSnapshot, title| {
        form.texts.push(near(Place::Title, title, 0));
        form
    };
    let kind = |forms: &[&FormSnapshot]| {
        let readings: Vec<Reading> = forms.iter().map(|form| read(form)).collect();
        page::page_kind(&forms.iter().copied().zip(&readings).collect::<Vec<_>>())
    };
    assert_eq!(kind(&[&search]), FormKind::Other);
    assert_eq!(kind(&[&search, &login]), FormKind::Login);
    assert_eq!(kind(&[&login, &sign_up]), FormKind::SignUp, "many sign-up pages have a login in their header");
    let (login, sign_up) = (titled(login, "Log in to the shop"), titled(sign_up, "Log in to the shop"));
    assert_eq!(kind(&[&login, &sign_up]), FormKind::Login, "the title says what the page is");
    assert_eq!(kind(&[]), FormKind::Other);
}

#[test]
fn nothing_that_a_page_writes_makes_the_reader_fail() {
    let odd = ["", "\u{0}", "İ", "ﷺ", "\u{301}", "ß", "=", "🔑", "a\u{300}\u{301}", &"password ".repeat(200)];
    for text in odd {
        let mut odd = field("password", text, text);
        odd.autocomplete = text.into();
        odd.maxlength = i32::MIN;
        let mut page = form(vec![odd.clone(), odd], &[text]);
        page.texts.push(near(Place::Heading, text, usize::MAX));
        page.names = vec![text.into()];
        page.path = text.into();
        assert_eq!(read(&page).roles.len(), 2);
    }
}
