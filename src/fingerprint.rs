//! A secret → a tag that is safe to store.
//!
//! A tag is 32 bits of Argon2id (RFC 9106) over the exact UTF-8 as typed, with the vault's salt and a domain as the
//! associated data. 32 bits are few on purpose: among 1,000 stored passwords one exact check in four million is a false
//! alarm, and a tag alone cannot confirm a guess beyond 1 in 2^32.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

use crate::secret::{Exposure, Secret};

/// 32 bits that two equal secrets share, in one vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(u32);

#[cfg(any(test, feature = "test-door"))]
impl Tag {
    /// The tag of nothing in particular, for tests.
    pub fn new(bits: u32) -> Self {
        Self(bits)
    }
}

/// A vault's salt: 16 random bytes, drawn once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Salt([u8; 16]);

impl Salt {
    /// The salt made of these random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// A name of the vault that may be shown to anybody: 48 bits of a SHA-1 of the salt, which has 128 random ones.
    pub fn public_name(&self) -> String {
        let digest = Sha1::new().chain_update(b"hygieia/vault/1").chain_update(self.0).finalize();
        digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What one derivation costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory (`t`).
    pub passes: u32,
}

impl Cost {
    /// 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet, first row for Argon2id.
    pub const SHIPPED: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// The least Argon2 takes. For tests that log in thousands of times; never in a vault that a person uses.
    pub const TEST: Self = Self { memory_kib: 8, passes: 1 };
}

/// What is tagged. The domain is part of the derivation, so that tags of different things never coincide by meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Domain {
    ExactPassword,
    Stem,
    AccountName,
}

impl Domain {
    fn label(self) -> &'static [u8] {
        match self {
            Self::ExactPassword => b"hygieia/exact/1",
            Self::Stem => b"hygieia/stem/1",
            Self::AccountName => b"hygieia/account/1",
        }
    }
}

/// Derives tags in one vault.
#[derive(Clone, Debug)]
pub struct Tagger {
    salt: Salt,
    cost: Cost,
}

impl Tagger {
    /// A tagger for the vault with this salt and cost.
    pub fn new(salt: Salt, cost: Cost) -> Self {
        Self { salt, cost }
    }

    /// The tag of a password: equal for equal UTF-8, and only then but for one pair in 2^32.
    pub fn password(&self, secret: &Secret) -> Tag {
        self.derive(secret.expose(Exposure::Tag).as_bytes(), Domain::ExactPassword)
    }

    /// The tag of a password's stem (see [`crate::reuse::stems`]). A stem has far fewer guesses in front of it than the
    /// password: its tag stays in the session, and at rest only under a passphrase.
    pub fn stem(&self, stem: &Secret) -> Tag {
        self.derive(stem.expose(Exposure::Tag).as_bytes(), Domain::Stem)
    }

    /// The tag of an account's name, by which an account is recognised while its name is kept as a hint only.
    pub fn account_name(&self, name: &str) -> Tag {
        self.derive(name.as_bytes(), Domain::AccountName)
    }

    fn derive(&self, input: &[u8], domain: Domain) -> Tag {
        let mut output = [0_u8; 4];
        let domain = AssociatedData::new(domain.label()).expect("a label is far below 32 bytes");
        let params = ParamsBuilder::new()
            .m_cost(self.cost.memory_kib)
            .t_cost(self.cost.passes)
            .p_cost(1)
            .output_len(output.len())
            .data(domain)
            .build()
            .expect("the costs are constants of this module");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(input, &self.salt.0, &mut output)
            .expect("salt and output have lengths that Argon2 takes, and input is far below 4 GiB");
        Tag(u32::from_be_bytes(output))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagger(salt: u8) -> Tagger {
        Tagger::new(Salt::new([salt; 16]), Cost::TEST)
    }

    fn secret(characters: &str) -> Secret {
        Secret::new(characters.into())
    }

    #[test]
    fn equal_secrets_share_a_tag_and_others_do_not() {
        let tagger = tagger(1);
        let tag = tagger.password(&secret("Summer24!"));
        assert_eq!(tag, tagger.password(&secret("Summer24!")));
        assert_ne!(tag, tagger.password(&secret("summer24!")));
        assert_ne!(tag, tagger.password(&secret("Summer24! ")));
    }

    #[test]
    fn nothing_is_normalised() {
        let tagger = tagger(1);
        assert_ne!(tagger.password(&secret("é")), tagger.password(&secret("e\u{301}")));
    }

    #[test]
    fn salt_cost_and_domain_change_the_tag() {
        let tag = tagger(1).password(&secret("x y z"));
        assert_ne!(tag, tagger(2).password(&secret("x y z")));
        assert_ne!(tag, tagger(1).account_name("x y z"));
        assert_ne!(tag, tagger(1).stem(&secret("x y z")));
        let dearer = Tagger::new(Salt::new([1; 16]), Cost { memory_kib: 16, passes: 1 });
        assert_ne!(tag, dearer.password(&secret("x y z")));
    }

    #[test]
    fn empty_and_very_long_values_have_tags() {
        let tagger = tagger(1);
        assert_ne!(tagger.password(&secret("")), tagger.password(&secret(&"x".repeat(10_000))));
    }

    /// A change here means that every stored vault stops recognising its passwords: it needs a migration. The value is
    /// also what the reference implementation gives (`argon2-cffi` 25.1, `low_level.core` with this associated data).
    #[test]
    fn the_derivation_does_not_change() {
        let tagger = Tagger::new(Salt::new(*b"0123456789abcdef"), Cost::SHIPPED);
        assert_eq!(tagger.password(&secret("correct horse")), Tag(2_220_412_999));
    }
}
