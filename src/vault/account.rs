//! An account and all that its password leaves behind.

use serde::{Deserialize, Serialize};

use crate::{fingerprint::Tag, reuse::Why, site::Site, time::UnixMillis};

/// An account's number within its vault; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u32);

/// Which of several secrets of one account: an ISP often has three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum SecretRole {
    /// The password of the site itself.
    #[default]
    Login,
    /// The password of the mailbox.
    Mail,
    /// The password of the internet connection.
    Connection,
}

/// A user name on a site and what is known about its password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Its number in this vault.
    pub id: AccountId,
    /// Where it is.
    pub site: Site,
    /// Scheme, host and port of the last confirmed login, where the way to change the password begins.
    pub origin: String,
    /// Its user name as a hint, if one was ever typed.
    pub name: Option<AccountName>,
    /// Which secret of the account this is.
    pub role: SecretRole,
    /// What is known about the present password.
    pub password: StoredPassword,
    /// Tags of the passwords before it, the latest first, at most [`EARLIER`].
    pub earlier: Vec<Tag>,
    /// When Hygieia first saw the account.
    pub first_seen: UnixMillis,
    /// The last confirmed login.
    pub last_login: UnixMillis,
}

/// How many earlier passwords of an account are recognised.
pub const EARLIER: usize = 5;

/// Longer names are kept as hints under a passphrase, too, in characters. An e-mail address has 254 at most (RFC 5321).
const LONGEST_WHOLE_NAME: usize = 254;

/// A user name as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountName {
    /// Enough for its owner to recognise it: `ta…@example.jp`. The whole name while a passphrase encloses the vault.
    pub hint: String,
    /// By which the account is found again.
    pub tag: Tag,
}

/// What a password leaves behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredPassword {
    /// 32 bits of Argon2id.
    pub tag: Tag,
    /// Strength 0–4, if it was estimated.
    pub score: Option<u8>,
    /// Whether it is among breached passwords, if that was asked and answered.
    pub breach: Option<BreachCheck>,
    /// Since when it has been this one; a small edit of the one before does not count as a change.
    pub changed: Dated,
    /// The accounts elsewhere whose passwords it was found similar to; `None` if nobody has looked yet.
    #[serde(default)]
    pub similar: Option<Vec<Similar>>,
    /// What differs between it and an earlier password of the account, if it is a small edit of that.
    #[serde(default)]
    pub edited: Option<Why>,
    /// What `changed` is to be if it turns out to be a small edit; there as long as that is not known.
    #[serde(default)]
    pub changed_before: Option<Dated>,
    /// What was known of `changed` before the person said otherwise; there as long as that is [`DateSource::Told`].
    #[serde(default)]
    pub before_told: Option<Dated>,
    /// Whether it is one that the account had before: that is no change.
    #[serde(default)]
    pub returned: bool,
    /// The last login with the password before, if there was one: it was set later. Of a small edit what it was of the
    /// password that was edited, as `changed` is.
    #[serde(default)]
    pub not_before: Option<UnixMillis>,
    /// What `not_before` is to be if it turns out to be a small edit; there as long as `changed_before` is.
    #[serde(default)]
    pub former_not_before: Option<UnixMillis>,
    /// The same of `before_told`.
    #[serde(default)]
    pub former_before_told: Option<Dated>,
}

/// A password is similar to another account's. It holds as long as both accounts keep these passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Similar {
    /// The other account.
    pub account: AccountId,
    /// Its password then.
    pub tag: Tag,
    /// What differs.
    pub why: Why,
}

/// The tags of a password's stems (see [`crate::reuse::stems`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stems {
    /// The password's own tag.
    pub of: Tag,
    /// Its stems.
    pub tags: Vec<Tag>,
}

/// The answer of a breach check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreachCheck {
    /// Whether it was found.
    pub breached: bool,
    /// When that was answered, or a random range in its place; [`BreachCheck::NEVER`] if only the offline filter was asked.
    pub at: UnixMillis,
}

impl BreachCheck {
    /// Nobody has answered.
    pub const NEVER: UnixMillis = UnixMillis(0);

    /// This answer after what was known of the same password. What the offline filter alone says takes away no date: that
    /// would be asked for anew, and who watches the wire would see that the filter has the password.
    pub fn after(self, known: Option<Self>) -> Self {
        match known {
            Some(known) if self.at == Self::NEVER => Self { at: known.at, ..self },
            _ => self,
        }
    }
}

/// A date and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The date.
    pub at: UnixMillis,
    /// Where it comes from.
    pub source: DateSource,
}

impl Dated {
    /// Whether the person may know better: nobody saw the password being set.
    pub fn can_be_told(&self) -> bool {
        match self.source {
            DateSource::FirstSeen | DateSource::FoundChanged | DateSource::Told => true,
            DateSource::Observed | DateSource::SignUp => false,
        }
    }
}

/// How a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum DateSource {
    /// A confirmed change of password was seen.
    Observed,
    /// The account was seen being made.
    SignUp,
    /// A login was confirmed with another password than before: changed somewhere else, at the latest then.
    FoundChanged,
    /// The person said so.
    Told,
    /// Nothing is known; this is when it was first seen.
    FirstSeen,
}

impl AccountName {
    /// A name as it is kept: the whole of it if a passphrase encloses the vault, else a hint.
    pub fn new(name: &str, tag: Tag, protected: bool) -> Self {
        let is_kept_whole = protected && name.chars().nth(LONGEST_WHOLE_NAME).is_none();
        Self { hint: if is_kept_whole { name.to_owned() } else { Self::hint_of(name) }, tag }
    }

    /// Leaves a hint of a name that was kept whole.
    pub fn shorten(&mut self) {
        self.hint = Self::hint_of(&self.hint);
    }

    /// The hint of a user name: two characters and the domain of an e-mail address, or two characters. A hint's own hint
    /// is itself.
    pub fn hint_of(name: &str) -> String {
        let (local, domain) = mail_parts(name);
        let start: String = local.trim_end_matches('…').chars().take(2).collect();
        match domain {
            Some(domain) => format!("{start}…@{}", domain.chars().take(60).collect::<String>()),
            None => format!("{start}…"),
        }
    }

    /// The domain of an e-mail address; `None` for other names.
    pub fn mail_domain(&self) -> Option<&str> {
        mail_parts(&self.hint).1
    }

    /// The site where mail to an e-mail address arrives; `None` for other names.
    pub fn mail_site(&self) -> Option<Site> {
        self.mail_domain().and_then(|domain| Site::from_host(domain).ok())
    }
}

/// A name without the domain of an e-mail address, and that domain.
fn mail_parts(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() => (local, Some(domain)),
        _ => (name, None),
    }
}

impl Account {
    /// Makes `password` the present one and keeps the former tag among the earlier ones.
    ///
    /// A small edit is no real change: the date stays where it was, with how it is known. Where it is not known yet whether it
    /// is an edit, the former date is kept in mind. A return to an earlier password is none either, and when that one was set is not kept: as far as
    /// is known it is as old as the account, not as young as the password that it takes the place of.
    pub fn replace_password(&mut self, mut password: StoredPassword) {
        let former = std::mem::replace(&mut self.password.tag, password.tag);
        password.returned = self.earlier.contains(&password.tag);
        if password.returned {
            password.changed = Dated { at: self.first_seen, source: DateSource::FirstSeen };
        } else if password.edited.is_some() {
            password.changed = self.password.changed;
            password.before_told = self.password.before_told;
            // The login before this one was with nearly the same password: it does not make it newer.
            password.not_before = self.password.not_before;
        } else if password.similar.is_none() {
            password.changed_before = Some(self.password.changed);
            password.former_not_before = self.password.not_before;
            password.former_before_told = self.password.before_told;
        }
        self.password = password;
        self.remember(former);
    }

    /// Keeps a former password's tag as the latest of the earlier ones.
    pub fn remember(&mut self, former: Tag) {
        let present = self.password.tag;
        self.earlier.retain(|tag| *tag != former && *tag != present);
        self.earlier.insert(0, former);
        self.earlier.truncate(EARLIER);
    }

    /// Whether the present password is another one than those before: neither nearly the one before, nor an earlier one.
    pub fn is_really_changed(&self) -> bool {
        self.password.edited.is_none() && !self.password.returned
    }

    /// The clock was set back: what is dated later than a login counts as of that login.
    pub fn not_later_than(&mut self, login: UnixMillis) {
        self.first_seen = self.first_seen.min(login);
        self.password.changed.at = self.password.changed.at.min(login);
    }

    /// Takes the person's word for when the present password was last changed; `None` is "I do not know" and leaves what
    /// is known without them. Nothing that was seen is overruled: a password cannot be newer than the day on which it was
    /// first seen, and a change that was observed stays.
    pub fn tell_changed(&mut self, told: Option<UnixMillis>, now: UnixMillis) {
        let password = &mut self.password;
        let known = password.before_told.unwrap_or(password.changed);
        if !known.can_be_told() {
            return;
        }
        password.before_told = told.map(|_| known);
        password.changed = match told {
            Some(at) => Dated { at: at.min(known.at).min(now), source: DateSource::Told },
            None => known,
        };
    }

    /// Notes what a look for similar passwords has found about the present one: those elsewhere, and what differs from an
    /// earlier one of this account.
    pub fn looked_at(&mut self, similar: Vec<Similar>, edited: Option<Why>) {
        let password = &mut self.password;
        password.similar = Some(similar);
        password.edited = password.edited.or(edited);
        let former = (password.former_not_before.take(), password.former_before_told.take());
        if let Some(before) = password.changed_before.take().filter(|_| password.edited.is_some()) {
            password.changed = before;
            (password.not_before, password.before_told) = former;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_show_little() {
        for (name, hint) in [
            ("taro@example.jp", "ta…@example.jp"),
            ("t@example.jp", "t…@example.jp"),
            ("taro", "ta…"),
            ("太郎さん", "太郎…"),
            ("@handle", "@h…"),
            ("", "…"),
        ] {
            assert_eq!(AccountName::hint_of(name), hint);
            assert_eq!(AccountName::hint_of(hint), hint, "once more");
        }
    }

    #[test]
    fn a_whole_name_is_kept_under_a_passphrase_only() {
        let tag = Tag::new(1);
        for (name, domain) in [("taro@example.jp", Some("example.jp")), ("taro", None), ("@handle", None)] {
            let mut kept = AccountName::new(name, tag, true);
            assert_eq!((kept.hint.as_str(), kept.mail_domain()), (name, domain));
            kept.shorten();
            assert_eq!(kept, AccountName::new(name, tag, false));
            assert_eq!(kept.mail_domain(), domain);
        }
        let long = "x".repeat(LONGEST_WHOLE_NAME + 1);
        assert_eq!(AccountName::new(&long, tag, true).hint, "xx…");
    }

    #[test]
    fn what_is_told_of_a_date_overrules_nothing_that_was_seen() {
        use DateSource::{FirstSeen, FoundChanged, Observed, SignUp, Told};
        let at = UnixMillis;
        // (what is known, what is told on day 9 → what holds then)
        let cases = [
            ((5, FirstSeen), Some(2), (2, Told)),
            ((5, FirstSeen), Some(7), (5, Told)),
            ((5, FirstSeen), Some(90), (5, Told)),
            ((50, FirstSeen), Some(90), (9, Told)),
            ((5, FoundChanged), Some(4), (4, Told)),
            ((5, FirstSeen), None, (5, FirstSeen)),
            ((5, Observed), Some(2), (5, Observed)),
            ((5, SignUp), Some(2), (5, SignUp)),
        ];
        for ((day, source), told, (expected, expected_source)) in cases {
            let mut account = crate::vault::sample::lived_in(1).accounts.remove(0);
            let known = Dated { at: at(day), source };
            account.password.changed = known;
            account.tell_changed(Some(at(1)), at(9));
            account.tell_changed(told.map(at), at(9));
            let now = Dated { at: at(expected), source: expected_source };
            assert_eq!(account.password.changed, now, "{source:?} {day} {told:?}");
            account.tell_changed(None, at(9));
            assert_eq!((account.password.changed, account.password.before_told), (known, None));
        }
    }

    #[test]
    fn a_small_edit_keeps_how_the_date_is_known() {
        for late in [false, true] {
            let mut account = crate::vault::sample::lived_in(1).accounts.remove(0);
            let found = Dated { at: UnixMillis(5), source: DateSource::FoundChanged };
            account.password = StoredPassword { changed: found, not_before: Some(UnixMillis(2)), ..account.password };
            account.tell_changed(Some(UnixMillis(4)), UnixMillis(6));
            let before = account.password.clone();
            account.replace_password(StoredPassword {
                tag: Tag::new(77),
                changed: Dated { at: UnixMillis(8), source: DateSource::FoundChanged },
                before_told: None,
                not_before: Some(UnixMillis(7)),
                similar: None,
                edited: (!late).then_some(Why::Number),
                ..before.clone()
            });
            account.looked_at(vec![], Some(Why::Number));
            let StoredPassword { changed, not_before, before_told, .. } = account.password;
            assert_eq!((changed, not_before, before_told), (before.changed, before.not_before, before.before_told));
            account.tell_changed(None, UnixMillis(9));
            assert_eq!(account.password.changed, found, "the person's word can be taken back");
        }
    }
}
