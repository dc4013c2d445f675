//! The words of the demo sites: what a person reads on them, in English and Japanese.

/// All labels and messages of one language.
#[derive(Debug)]
pub struct Texts {
    /// BCP 47 tag for `<html lang>`.
    pub lang: &'static str,
    /// Label of the user name.
    pub user: &'static str,
    /// Label of the password on a login page.
    pub password: &'static str,
    /// Label of the password's repetition on a sign-up page.
    pub password_again: &'static str,
    /// Label of the present password on a change page.
    pub current: &'static str,
    /// Label of the new password on a change page.
    pub new: &'static str,
    /// Label of the new password's repetition on a change page.
    pub new_again: &'static str,
    /// Label of the e-mail address.
    pub email: &'static str,
    /// The login page and its button.
    pub log_in: &'static str,
    /// The button to the second page of a login.
    pub next: &'static str,
    /// The way back from there.
    pub not_you: &'static str,
    /// The sign-up page and its button.
    pub sign_up: &'static str,
    /// The account page.
    pub account: &'static str,
    /// The change page and its link.
    pub change: &'static str,
    /// The button of the change page.
    pub save: &'static str,
    /// The link that ends the session.
    pub log_out: &'static str,
    /// The link to the page for a lost password.
    pub forgot: &'static str,
    /// The button there.
    pub send: &'static str,
    /// Greeting, with `{}` for the user name.
    pub welcome: &'static str,
    /// After a change of password.
    pub changed: &'static str,
    /// After asking for a lost password.
    pub sent: &'static str,
    /// Wrong user name or password; which of them is not said.
    pub wrong: &'static str,
    /// Wrong present password on a change page.
    pub wrong_current: &'static str,
    /// The repetition differs.
    pub mismatch: &'static str,
    /// The user name exists.
    pub taken: &'static str,
    /// Something was left empty.
    pub empty: &'static str,
    /// The request itself failed.
    pub unreachable: &'static str,
    /// Below every page.
    pub footer: &'static str,
}

/// English.
pub static ENGLISH: Texts = Texts {
    lang: "en",
    user: "User name",
    password: "Password",
    password_again: "Password (again)",
    current: "Current password",
    new: "New password",
    new_again: "New password (again)",
    email: "E-mail address",
    log_in: "Log in",
    next: "Next",
    not_you: "Not you?",
    sign_up: "Sign up",
    account: "Your account",
    change: "Change password",
    save: "Save new password",
    log_out: "Log out",
    forgot: "Forgot your password?",
    send: "Send",
    welcome: "Welcome, {}!",
    changed: "Your password has been changed.",
    sent: "If we know this address, a letter is on its way.",
    wrong: "The user name or the password is wrong.",
    wrong_current: "The current password is wrong.",
    mismatch: "The new passwords are not the same.",
    taken: "This user name is taken.",
    empty: "Please fill in every field.",
    unreachable: "We could not reach the server. Please try again.",
    footer: "A demo site of Hygieia on your own machine. Its accounts are gone when it ends.",
};

/// Japanese.
pub static JAPANESE: Texts = Texts {
    lang: "ja",
    user: "ログインID",
    password: "パスワード",
    password_again: "パスワード（確認）",
    current: "現在のパスワード",
    new: "新しいパスワード",
    new_again: "新しいパスワード（確認）",
    email: "メールアドレス",
    log_in: "ログイン",
    next: "次へ",
    not_you: "別のIDでログイン",
    sign_up: "新規登録",
    account: "マイページ",
    change: "パスワードの変更",
    save: "変更する",
    log_out: "ログアウト",
    forgot: "パスワードをお忘れの方",
    send: "送信する",
    welcome: "ようこそ、{} さん",
    changed: "パスワードを変更しました。",
    sent: "ご登録のアドレスの場合は、再設定のご案内をお送りしました。",
    wrong: "ログインIDまたはパスワードが正しくありません。",
    wrong_current: "現在のパスワードが正しくありません。",
    mismatch: "新しいパスワードが一致しません。",
    taken: "このログインIDはすでに使われています。",
    empty: "すべての項目を入力してください。",
    unreachable: "サーバーに接続できませんでした。もう一度お試しください。",
    footer: "お使いのパソコンの中だけで動く Hygieia のデモサイトです。登録した内容は終了すると消えます。",
};
