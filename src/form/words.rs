//! The words by which forms are read, in English and Japanese. One list a meaning; to teach a word, add it here.
//!
//! Both sides are folded alike: lower case, full-width ASCII to half width, and everything that is neither letter nor
//! digit dropped, so that `new_password`, `newPassword` and `New password` are one word.

/// The password that the account has.
pub const CURRENT_PASSWORD: &[&str] = &[
    "currentpassword",
    "oldpassword",
    "existingpassword",
    "presentpassword",
    "passwordcurrent",
    "passwordold",
    "currentpass",
    "oldpass",
    "oldpwd",
    "curpass",
    "currentpw",
    "現在のパスワード",
    "今のパスワード",
    "旧パスワード",
    "現パスワード",
    "古いパスワード",
    "変更前のパスワード",
];
/// The password that it shall have, or its repetition.
pub const NEW_PASSWORD: &[&str] = &[
    "newpassword",
    "passwordnew",
    "newpass",
    "newpwd",
    "confirmpassword",
    "passwordconfirm",
    "passwordconfirmation",
    "confirmpass",
    "repeatpassword",
    "passwordrepeat",
    "retypepassword",
    "reenterpassword",
    "passwordagain",
    "password2",
    "choosepassword",
    "createpassword",
    "chooseapassword",
    "createapassword",
    "新しいパスワード",
    "新パスワード",
    "新規パスワード",
    "変更後のパスワード",
    "確認用",
    "再入力",
    "もう一度",
    "パスワード確認",
];
/// A code that is used once.
pub const ONE_TIME_CODE: &[&str] = &[
    "onetime",
    "otp",
    "verificationcode",
    "authcode",
    "authenticationcode",
    "twofactor",
    "2fa",
    "totp",
    "passcode",
    "認証コード",
    "確認コード",
    "ワンタイム",
    "認証番号",
];
/// A PIN or a card's code.
pub const PIN: &[&str] =
    &["pincode", "pinnumber", "cvv", "cvc", "securitycode", "cardcode", "暗証番号", "セキュリティコード"];
/// A user name or an e-mail address.
pub const IDENTIFIER: &[&str] = &[
    "username",
    "userid",
    "user",
    "login",
    "loginid",
    "email",
    "mailaddress",
    "account",
    "accountid",
    "memberid",
    "customerid",
    "ログインid",
    "ユーザーid",
    "ユーザid",
    "ユーザー名",
    "ユーザ名",
    "お客様番号",
    "お客さま番号",
    "会員id",
    "会員番号",
    "認証id",
    "メールアドレス",
    "eメール",
    "アカウント",
];
/// A text field beside a password that is no user name.
pub const NOT_IDENTIFIER: &[&str] = &[
    "captcha",
    "search",
    "検索",
    "画像認証",
    "coupon",
    "クーポン",
    "strength",
    "hint",
    "birthday",
    "生年月日",
    "postal",
    "郵便番号",
    "secretanswer",
    "秘密の質問",
    "合言葉",
    "firstname",
    "lastname",
];
/// Words of a page on which one logs in.
pub const LOGIN: &[&str] = &["login", "logon", "signin", "ログイン", "サインイン"];
/// Words of a page on which an account is made.
pub const SIGN_UP: &[&str] = &[
    "signup",
    "register",
    "registration",
    "createaccount",
    "createanaccount",
    "createyouraccount",
    "join",
    "会員登録",
    "新規登録",
    "アカウント作成",
    "アカウントを作成",
    "登録する",
];
/// Words of a page on which a password is changed.
pub const CHANGE: &[&str] = &[
    "changepassword",
    "passwordchange",
    "changeyourpassword",
    "パスワード変更",
    "パスワードの変更",
    "パスワードを変更",
];
/// Words of a page on which a forgotten password is set anew.
pub const RESET: &[&str] = &["resetpassword", "passwordreset", "resetyourpassword", "再設定", "パスワードリセット"];

/// The folded words of a field or a page.
pub struct Words(Vec<String>);

impl Words {
    /// Folds texts, each by itself.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a String>) -> Self {
        Self(texts.into_iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect())
    }

    /// Whether any of these words stands in any of the texts.
    pub fn have(&self, words: &[&str]) -> bool {
        self.0.iter().any(|text| words.iter().any(|word| text.contains(word)))
    }
}

fn fold(text: &str) -> String {
    text.chars()
        .map(to_half_width)
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Full-width ASCII (U+FF01–U+FF5E) to ASCII.
fn to_half_width(character: char) -> char {
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_written_as_it_is_folded() {
        let lists = [
            CURRENT_PASSWORD,
            NEW_PASSWORD,
            ONE_TIME_CODE,
            PIN,
            IDENTIFIER,
            NOT_IDENTIFIER,
            LOGIN,
            SIGN_UP,
            CHANGE,
            RESET,
        ];
        for word in lists.into_iter().flatten() {
            assert_eq!(&fold(word), word);
        }
    }

    #[test]
    fn spellings_fold_to_one() {
        for text in ["new_password", "newPassword", "New Password", "ＮＥＷ－ＰＡＳＳＷＯＲＤ"] {
            assert_eq!(fold(text), "newpassword");
        }
    }
}
