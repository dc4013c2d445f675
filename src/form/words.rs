//! The words by which forms are read: what stands in `data/form-words.txt`, and how it is found. To teach a word, add it
//! there.
//!
//! A text is folded first ([`Folded`]): NFKC, lower case, no accents on Latin letters, `camelCase` and punctuation cut
//! into words. A word of the list is found wherever its letters stand in a row, spaces or none: `new password` finds
//! `newPassword`, `new_password` and `NEWPASSWORD`. One that begins with `=` is found as whole words only: `=pin` is not
//! found in `shopping`.

use std::sync::OnceLock;

use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

/// What a word speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A password of whatever kind.
    Password,
    /// The password that the account has.
    Current,
    /// The password that it shall have.
    New,
    /// Something is to be typed a second time.
    Again,
    /// A code that is used once.
    OneTime,
    /// A PIN or a card's code.
    Pin,
    /// A secret that opens no account: a network's, an archive's, a program's.
    OtherSecret,
    /// Rules or a hint beside a password: how long, which characters, how strong.
    Rules,
    /// A user name or number.
    User,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A person's or a company's name.
    PersonName,
    /// An address, a postcode, a country.
    Address,
    /// A day of birth, an age, a gender.
    Person,
    /// A search.
    Search,
    /// A picture or a sum that tells people from programs.
    Captcha,
    /// A coupon, a voucher, an amount.
    Coupon,
    /// A secret question or its answer.
    Question,
    /// A payment card.
    Card,
    /// A message, a subject, a comment.
    Message,
    /// A site's address, a company, a profile.
    Profile,
    /// Logging in.
    Login,
    /// Making an account.
    SignUp,
    /// Changing what an account has.
    Change,
    /// Setting a forgotten password anew.
    Reset,
    /// Having forgotten a password.
    Forgot,
    /// Staying logged in.
    Remember,
    /// Terms of use, privacy.
    Terms,
    /// A newsletter.
    Newsletter,
    /// Writing to somebody.
    Contact,
    /// Paying, ordering, booking.
    Checkout,
    /// Going on, sending, saving.
    Submit,
}

impl Meaning {
    /// Whether it says what a field asks for, rather than what a form does.
    pub fn is_asked_for(self) -> bool {
        self < Self::Login
    }
}

/// Every meaning with its words, from `data/form-words.txt`.
const WORDS: &[(Meaning, &[&str])] = include!(concat!(env!("OUT_DIR"), "/form_words.rs"));

/// A text as it is searched.
pub struct Folded {
    /// Its words, with a space before, between and after them.
    spaced: String,
    /// Its letters and digits in a row.
    squashed: String,
}

impl Folded {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        let spaced = spaced(text);
        let squashed = spaced.replace(' ', "");
        Self { spaced, squashed }
    }

    /// What it speaks of, with the first word that shows each. A whole word says nothing more where it is part of another
    /// one that was found: the name in `user name`.
    pub fn meanings(&self) -> Vec<(Meaning, &'static str)> {
        let stands = |word: &Word| match word.whole {
            true => self.spaced.contains(&word.letters),
            false => self.squashed.contains(&word.letters),
        };
        let lists: &'static [(Meaning, Vec<Word>)] = if self.squashed.is_empty() { &[] } else { folded_words() };
        let mut found: Vec<(Meaning, &'static Word)> = Vec::new();
        for (meaning, words) in lists {
            found.extend(words.iter().find(|word| stands(word)).map(|word| (*meaning, word)));
        }
        let is_part = |one: &Word| one.whole && found.iter().any(|(_, other)| other.has_part(one));
        found.iter().filter(|(_, word)| !is_part(word)).map(|(meaning, word)| (*meaning, word.written)).collect()
    }
}

/// A word of the lists, folded.
struct Word {
    written: &'static str,
    letters: String,
    whole: bool,
}

impl Word {
    /// Whether a whole word is one of several that this one is made of.
    fn has_part(&self, part: &Self) -> bool {
        let written = self.written.trim_start_matches('=');
        written.contains(' ') && written.split(' ').any(|word| word == part.letters.trim())
    }
}

fn folded_words() -> &'static [(Meaning, Vec<Word>)] {
    static FOLDED: OnceLock<Vec<(Meaning, Vec<Word>)>> = OnceLock::new();
    let fold = |written: &'static str| match written.strip_prefix('=') {
        Some(word) => Word { written, letters: spaced(word), whole: true },
        None => Word { written, letters: spaced(written).replace(' ', ""), whole: false },
    };
    FOLDED.get_or_init(|| {
        WORDS.iter().map(|(meaning, words)| (*meaning, words.iter().copied().map(fold).collect())).collect()
    })
}

/// Lower-case words, each with a space before it, and one at the end.
fn spaced(text: &str) -> String {
    let mut spaced = String::from(" ");
    let mut before = ' ';
    let mut characters = text.nfkc().peekable();
    while let Some(character) = characters.next() {
        let next_is_small = characters.peek().is_some_and(|next| next.is_lowercase());
        let humps = character.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_small));
        let cut = !character.is_alphanumeric() || humps || before.is_numeric() != character.is_numeric();
        if cut && !spaced.ends_with(' ') {
            spaced.push(' ');
        }
        if character.is_alphanumeric() {
            for letter in character.to_lowercase() {
                push_without_accent(letter, &mut spaced);
            }
        }
        before = character;
    }
    if !spaced.ends_with(' ') {
        spaced.push(' ');
    }
    spaced
}

/// Adds a letter, a Latin or Greek one without its accents; nothing for an accent that stands by itself.
fn push_without_accent(letter: char, folded: &mut String) {
    // These do not decompose.
    let plain = match letter {
        'ı' => "i",
        'ł' => "l",
        'đ' => "d",
        'ø' => "o",
        'æ' => "ae",
        'ß' => "ss",
        'ς' => "σ",
        _ => "",
    };
    if !plain.is_empty() {
        return folded.push_str(plain);
    }
    let mut base = None;
    decompose_canonical(letter, |part| {
        base.get_or_insert(part);
    });
    match base {
        Some('\u{300}'..='\u{36f}') => {}
        Some(base) if base.is_ascii() || ('\u{370}'..='\u{3ff}').contains(&base) => folded.push(base),
        _ => folded.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_listed_twice_for_one_meaning() {
        for (meaning, words) in WORDS {
            for (index, word) in words.iter().enumerate() {
                assert!(!words[..index].contains(word), "{meaning:?}: {word}");
            }
        }
    }

    #[test]
    fn spellings_fold_to_one() {
        for text in ["new_password", "newPassword", "New Password", "ＮＥＷ－ＰＡＳＳＷＯＲＤ", "NEWPassword"]
        {
            assert_eq!(spaced(text), " new password ");
        }
        assert_eq!(spaced("user[loginID]"), " user login id ");
        assert_eq!(spaced("Contraseña"), " contrasena ");
        assert_eq!(spaced("Hasło"), spaced("haslo"));
        assert_eq!(spaced("Kullanıcı adı"), spaced("kullanici adi"));
        assert_eq!(spaced("ΚΩΔΙΚΟΣ"), spaced("κωδικός"));
        assert_eq!(spaced("ﾊﾟｽﾜｰﾄﾞ"), " パスワード ");
        assert_eq!(spaced("password2"), " password 2 ");
    }

    #[test]
    fn whole_words_are_not_found_inside_others() {
        let speaks_of = |text, wanted| Folded::new(text).meanings().iter().any(|(meaning, _)| *meaning == wanted);
        assert!(!speaks_of("shopping", Meaning::Pin));
        assert!(speaks_of("Your PIN:", Meaning::Pin));
        assert!(speaks_of("newpassword", Meaning::New));
    }
}
