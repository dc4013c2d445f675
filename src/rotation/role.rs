//! Which of an account's secrets a form asks for. An ISP often has three: for its site, for mail and for the connection.

use crate::{form::FieldSnapshot, vault::account::SecretRole};

/// What a password field is called where it is not the site's own password. Compared without case and spaces.
const NAMES: [(SecretRole, &[&str]); 2] = [
    (SecretRole::Mail, &["メールパスワード", "mailpassword", "e-mailpassword", "emailpassword", "popパスワード"]),
    (
        SecretRole::Connection,
        &[
            "接続パスワード",
            "接続用パスワード",
            "接続認証パスワード",
            "認証パスワード",
            "ネットワークパスワード",
            "connectionpassword",
            "pppoepassword",
        ],
    ),
];

/// The role that a password field's label gives it; `None` if it says nothing.
pub fn role_of(field: &FieldSnapshot) -> Option<SecretRole> {
    let FieldSnapshot { label, placeholder, before, title, .. } = field;
    // What is said first counts: what stands before a field may also be the label of another one.
    [label, placeholder, title, before].into_iter().find_map(|text| {
        let folded: String =
            text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect();
        NAMES.iter().find(|(_, names)| names.iter().any(|name| folded.contains(name))).map(|(role, _)| *role)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_labels_say() {
        use SecretRole::{Connection, Mail};
        let cases = [
            ("メールパスワード", Some(Mail)),
            ("Mail password", Some(Mail)),
            ("接続用パスワード", Some(Connection)),
            ("OCN 認証パスワード", Some(Connection)),
            ("パスワード", None),
            ("Password", None),
            ("E-mail", None),
            ("メールアドレス / パスワード", None),
        ];
        for (label, role) in cases {
            let field = FieldSnapshot { label: label.into(), ..FieldSnapshot::default() };
            assert_eq!(role_of(&field), role, "{label}");
        }
    }
}
