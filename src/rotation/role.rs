//! Which of an account's secrets a form asks for. An ISP often has three: for its site, for mail and for the connection.

use crate::{form::FieldSnapshot, site::SiteKind, vault::account::SecretRole};

/// What a password field is called where it is not the site's own password. Compared without case and spaces.
const NAMES: [(SecretRole, &[&str]); 2] = [
    (
        SecretRole::Mail,
        &["メールパスワード", "メール用パスワード", "mailpassword", "e-mailpassword", "emailpassword", "popパスワード"],
    ),
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

/// The role that a password field's label gives it; `None` if it says nothing. On a site of a known kind that is no
/// provider's, the same words mean something else: a bank's 本人認証パスワード is no connection's.
pub fn role_of(field: &FieldSnapshot, kind: Option<SiteKind>) -> Option<SecretRole> {
    if kind.is_some_and(|kind| kind != SiteKind::Isp) {
        return None;
    }
    let FieldSnapshot { label, placeholder, before, title, .. } = field;
    // What is said first counts: what stands before a field may also be the label of another one.
    [label, placeholder, title, before].into_iter().find_map(|text| {
        let folded: String =
            text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect();
        let is_named = |name: &&str| folded.contains(name) && (kind.is_some() || !is_ambiguous(name));
        NAMES.iter().find(|(_, names)| names.iter().any(is_named)).map(|(role, _)| *role)
    })
}

/// Whether a name says little where nobody knows that the site is a provider's.
fn is_ambiguous(name: &str) -> bool {
    name == "認証パスワード"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_labels_say() {
        use SecretRole::{Connection, Mail};
        let cases = [
            ("メールパスワード", Some(Mail)),
            ("メール用パスワード", Some(Mail)),
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
            assert_eq!(role_of(&field, Some(SiteKind::Isp)), role, "{label}");
            assert_eq!(role_of(&field, Some(SiteKind::Other)), None, "{label}");
            assert_eq!(role_of(&field, None), role.filter(|_| !label.contains("認証")), "{label}");
        }
    }
}
