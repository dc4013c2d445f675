//! Accounts and sessions of one demo site, in memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{
    digest,
    rand::{SecureRandom, SystemRandom},
};

/// bcrypt's lowest cost: these accounts are made up, and a test wants its answer at once.
const COST: u32 = 4;

/// Real accounts with real hashes, gone when the server ends.
#[derive(Debug, Default)]
pub struct Accounts {
    /// User name → bcrypt hash.
    users: Mutex<HashMap<String, String>>,
    /// Session token → user name.
    sessions: Mutex<HashMap<String, String>>,
}

/// Why an account could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpError {
    /// Somebody has this user name.
    Taken,
    /// The user name or the password is empty.
    Empty,
}

impl Accounts {
    /// Makes an account.
    ///
    /// # Errors
    ///
    /// See [`SignUpError`].
    pub fn sign_up(&self, user: &str, password: &str) -> Result<(), SignUpError> {
        if user.is_empty() || password.is_empty() {
            return Err(SignUpError::Empty);
        }
        let mut users = lock(&self.users);
        if users.contains_key(user) {
            return Err(SignUpError::Taken);
        }
        users.insert(user.to_owned(), hash(password));
        Ok(())
    }

    /// Whether this is the account's password; false for an unknown account.
    pub fn verify(&self, user: &str, password: &str) -> bool {
        let known = lock(&self.users).get(user).cloned();
        known.is_some_and(|hash| bcrypt::verify(digest(password), &hash).unwrap_or(false))
    }

    /// Replaces the account's password. Other sessions stay, as on most sites.
    pub fn change(&self, user: &str, password: &str) {
        lock(&self.users).insert(user.to_owned(), hash(password));
    }

    /// Starts a session and gives its token.
    pub fn log_in(&self, user: &str) -> String {
        let token = token();
        lock(&self.sessions).insert(token.clone(), user.to_owned());
        token
    }

    /// Ends a session.
    pub fn log_out(&self, token: &str) {
        lock(&self.sessions).remove(token);
    }

    /// Whose session this is.
    pub fn user(&self, token: &str) -> Option<String> {
        lock(&self.sessions).get(token).cloned()
    }
}

/// A panic elsewhere does not make the table wrong: each change is a single insert or remove.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(password: &str) -> String {
    bcrypt::hash(digest(password), COST).expect("the cost is valid and the digest short")
}

/// bcrypt reads 72 bytes at most; a digest first lets a password of any length count in full.
fn digest(password: &str) -> String {
    BASE64_STANDARD.encode(digest::digest(&digest::SHA256, password.as_bytes()))
}

fn token() -> String {
    let mut bytes = [0; 18];
    SystemRandom::new().fill(&mut bytes).expect("the system gives randomness");
    // URL-safe, so that a cookie carries it as it is.
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_of_a_known_account_is_accepted() {
        let accounts = Accounts::default();
        assert_eq!(accounts.sign_up("hanako", "さくら2024"), Ok(()));
        assert!(accounts.verify("hanako", "さくら2024"));
        assert!(!accounts.verify("hanako", "さくら2025"));
        assert!(!accounts.verify("taro", "さくら2024"));
        assert_eq!(accounts.sign_up("hanako", "x"), Err(SignUpError::Taken));
        assert_eq!(accounts.sign_up("", "x"), Err(SignUpError::Empty));
        assert_eq!(accounts.sign_up("taro", ""), Err(SignUpError::Empty));
    }

    #[test]
    fn every_character_of_a_long_password_counts() {
        let accounts = Accounts::default();
        let long = "x".repeat(10_000);
        assert_eq!(accounts.sign_up("hanako", &long), Ok(()));
        assert!(accounts.verify("hanako", &long));
        assert!(!accounts.verify("hanako", &long[1..]));
    }

    #[test]
    fn a_changed_password_replaces_the_old_one() {
        let accounts = Accounts::default();
        assert_eq!(accounts.sign_up("hanako", "old"), Ok(()));
        accounts.change("hanako", "new");
        assert!(!accounts.verify("hanako", "old"));
        assert!(accounts.verify("hanako", "new"));
    }

    #[test]
    fn a_session_lasts_until_it_is_ended() {
        let accounts = Accounts::default();
        let token = accounts.log_in("hanako");
        assert_eq!(accounts.user(&token).as_deref(), Some("hanako"));
        assert_ne!(token, accounts.log_in("hanako"));
        accounts.log_out(&token);
        assert_eq!(accounts.user(&token), None);
    }
}
