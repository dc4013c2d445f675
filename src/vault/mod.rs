//! What is remembered: accounts, what a person decided about sites and findings, and the settings.
//!
//! No password, no fast hash of one, no length, no guess number, no breach count: see [`account::Account`] for all that
//! a password leaves behind. [`sealed`] is how it lies on disk, [`passphrase`] what encloses its key and a backup,
//! [`migrate`] how an older version is read, [`merge`] how two copies become one.

pub mod account;
pub mod backup;
pub mod incidents;
pub mod merge;
pub mod migrate;
pub mod passphrase;
#[cfg(any(test, feature = "test-door"))]
pub mod sample;
pub mod sealed;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    advice::{Cause, FindingId},
    breach::incident::list::List,
    fingerprint::{Cost, Salt, Tag, Tagger},
    rotation::{Interval, diary::Diary},
    settings::Settings,
    site::{KindGuess, Site, SiteKind, same_owner},
    time::UnixMillis,
};
use account::{Account, AccountId, AccountName, SecretRole, Stems};
use incidents::IncidentNotes;

/// Everything that is kept between two starts of the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vault {
    /// Always [`migrate::VERSION`] in memory.
    pub version: u32,
    /// The salt of every tag in this vault.
    pub salt: Salt,
    /// What one tag cost to derive.
    pub cost: Cost,
    /// The accounts, in the order in which they were first seen.
    pub accounts: Vec<Account>,
    /// The next account's id.
    pub next_account: u32,
    /// What the person decided about a site.
    pub sites: BTreeMap<Site, SiteChoices>,
    /// What was concluded about the kinds of sites that are in no list.
    #[serde(default)]
    pub guesses: BTreeMap<Site, KindGuess>,
    /// Pairs of sites of which the person said that one account logs in on both.
    pub same_account: Vec<(Site, Site)>,
    /// Findings that were snoozed or ignored.
    pub dismissals: Vec<Dismissal>,
    /// Severe findings that a notification has told, so that it is not told twice.
    pub notified: Vec<(FindingId, Cause)>,
    /// The settings.
    pub settings: Settings,
    /// When the first-start page was accepted; before, nothing is read.
    pub accepted_at: Option<UnixMillis>,
    /// The local day (see [`crate::time::Now::local_day`]) of the last digest of what is due.
    pub last_digest_day: Option<i64>,
    /// When an unreadable vault was set aside and this one begun instead, until the person has read so.
    pub set_aside_at: Option<UnixMillis>,
    /// Stems of the accounts' passwords: empty unless a passphrase encloses the key.
    #[serde(default)]
    pub stems: BTreeMap<AccountId, Stems>,
    /// Whether a passphrase encloses its key. What is kept under a passphrase alone depends on it: see
    /// [`Vault::set_protected`].
    #[serde(default)]
    pub protected: bool,
    /// What the person has said and done about known breaches of sites.
    #[serde(default)]
    pub incidents: IncidentNotes,
    /// The list of breached sites, as far as it was fetched.
    #[serde(default)]
    pub breach_list: List,
    /// What was told about changing passwords, and what became of it.
    #[serde(default)]
    pub diary: Diary,
}

/// Which of a site's secrets a form asks for.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The role, if the form says which.
    pub role: Option<SecretRole>,
    /// Scheme, host and port of the page.
    pub origin: &'a str,
}

impl Whose<'_> {
    /// Whether the form may ask for this account's password, which is one of `tags` or another one.
    ///
    /// A form that does not say which it asks for asks for the site's own, unless another one was used at its address before.
    fn may_be(&self, account: &Account, tags: &[Tag]) -> bool {
        match self.role {
            Some(role) => account.role == role,
            None => {
                account.role == SecretRole::Login
                    || account.origin == self.origin
                    || tags.contains(&account.password.tag)
            }
        }
    }
}

/// What a person decided about one site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteChoices {
    /// The kind the person gave it; wins over the bundled list.
    pub kind: Option<SiteKind>,
    /// Hygieia reads nothing here.
    pub off: bool,
    /// The notice stays away here (badge and popup do not).
    pub no_notice: bool,
    /// It imitates no other site, whatever its name is like.
    pub genuine: bool,
    /// How often its passwords are due by age.
    pub interval: Interval,
    /// A payment card is stored there.
    pub card: bool,
}

/// A finding that the person does not want to hear about, for a while or while its facts stay the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dismissal {
    /// Which finding.
    pub finding: FindingId,
    /// The facts at that time; when they change, the finding speaks again.
    pub cause: Cause,
    /// Until when; `None` is for as long as the facts stay the same.
    pub until: Option<UnixMillis>,
}

impl Vault {
    /// An empty vault.
    pub fn new(salt: Salt, cost: Cost) -> Self {
        Self {
            version: migrate::VERSION,
            salt,
            cost,
            accounts: Vec::new(),
            next_account: 1,
            sites: BTreeMap::new(),
            guesses: BTreeMap::new(),
            same_account: Vec::new(),
            dismissals: Vec::new(),
            notified: Vec::new(),
            settings: Settings::default(),
            accepted_at: None,
            last_digest_day: None,
            set_aside_at: None,
            stems: BTreeMap::new(),
            protected: false,
            incidents: BTreeMap::new(),
            breach_list: List::default(),
            diary: Diary::default(),
        }
    }

    /// A passphrase encloses its key from now on, or none does: then what may only be kept under one goes.
    pub fn set_protected(&mut self, protected: bool) {
        self.protected = protected;
        if !protected {
            self.stems.clear();
            self.shorten_names();
        }
    }

    fn shorten_names(&mut self) {
        self.accounts.iter_mut().filter_map(|account| account.name.as_mut()).for_each(AccountName::shorten);
    }

    /// The tagger of this vault.
    pub fn tagger(&self) -> Tagger {
        Tagger::new(self.salt.clone(), self.cost)
    }

    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The account with this id, to be changed.
    pub fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    /// The accounts on a site.
    pub fn accounts_on<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = &'a Account> {
        self.accounts.iter().filter(move |account| &account.site == site)
    }

    /// Whether one account logs in on both sites: they have one owner, or the person said so. What is shared there is not
    /// reused.
    pub fn is_same_account(&self, one: &Site, other: &Site) -> bool {
        let said =
            |(first, second): &(Site, Site)| (first == one && second == other) || (first == other && second == one);
        one == other || same_owner(one, other) || self.same_account.iter().any(said)
    }

    /// Keeps whether the person says that one account logs in on both sites.
    pub fn say_same_account(&mut self, one: Site, other: Site, same: bool) {
        self.same_account.retain(|pair| *pair != (one.clone(), other.clone()) && *pair != (other.clone(), one.clone()));
        if same && one != other {
            self.same_account.push((one, other));
        }
    }

    /// What the person decided about a site, or the defaults.
    pub fn choices(&self, site: &Site) -> SiteChoices {
        self.sites.get(site).cloned().unwrap_or_default()
    }

    /// The kind of a site: the person's word, else the bundled list's, else what its pages showed.
    pub fn kind_of(&self, site: &Site) -> Option<SiteKind> {
        let said = self.sites.get(site).and_then(|choices| choices.kind);
        let listed = || crate::site::kind_of(site).map(|(kind, _)| kind);
        said.or_else(listed).or_else(|| match self.guesses.get(site)? {
            KindGuess::Kind(kind) => Some(*kind),
            KindGuess::Unsure | KindGuess::Asked => None,
        })
    }

    /// Keeps what a site's pages showed of its kind, unless more is known already.
    pub fn note_guess(&mut self, site: &Site, guess: KindGuess) {
        let is_settled = self.guesses.get(site) == Some(&KindGuess::Asked) || self.kind_of(site).is_some();
        if !is_settled {
            self.guesses.insert(site.clone(), guess);
        }
    }

    /// Whether the person is to be asked what kind of site this is.
    pub fn asks_kind(&self, site: &Site) -> bool {
        self.guesses.get(site) == Some(&KindGuess::Unsure) && self.kind_of(site).is_none()
    }

    /// The account that a login belongs to.
    ///
    /// By its name if one was typed; else the one whose password this is (`tags`, any of them); else the site's only
    /// account. A nameless account is taken over by the first name that comes with its password.
    pub fn find(&self, site: &Site, whose: &Whose, name: Option<Tag>, tags: &[Tag]) -> Option<AccountId> {
        let on_site = || {
            let mut found: Vec<&Account> =
                self.accounts_on(site).filter(|account| whose.may_be(account, tags)).collect();
            // Of several secrets under one name, the one that this is, else the one that is used at this very address.
            found.sort_by_key(|account| (!tags.contains(&account.password.tag), account.origin != whose.origin));
            found.into_iter()
        };
        let shares_password = |account: &&Account| tags.contains(&account.password.tag);
        let found = match name {
            Some(name) => on_site()
                .find(|account| account.name.as_ref().is_some_and(|known| known.tag == name))
                .or_else(|| on_site().find(|account| account.name.is_none() && shares_password(account))),
            None => on_site().find(shares_password).or_else(|| {
                let mut all = on_site();
                all.next().filter(|_| all.next().is_none())
            }),
        };
        found.map(|account| account.id)
    }

    /// Whether the person does not want to hear about this finding now.
    pub fn is_dismissed(&self, finding: &FindingId, cause: &Cause, now: UnixMillis) -> bool {
        self.dismissal(finding, cause).is_some_and(|dismissal| dismissal.until.is_none_or(|until| now < until))
    }

    /// What the person said of not wanting to hear about this finding, as long as its facts are the same.
    pub fn dismissal(&self, finding: &FindingId, cause: &Cause) -> Option<&Dismissal> {
        self.dismissals.iter().find(|dismissal| &dismissal.finding == finding && &dismissal.cause == cause)
    }

    /// Forgets what was dismissed, notified or found similar about a password that the account no longer has: no tag stays
    /// but the present one and [`account::EARLIER`] before it.
    pub fn forget_former_causes(&mut self, id: AccountId) {
        let Some(present) = self.account(id).map(|account| account.password.tag) else { return };
        let stays = |finding: &FindingId, cause: &Cause| finding.account != Some(id) || cause.tag == present;
        self.dismissals.retain(|dismissal| stays(&dismissal.finding, &dismissal.cause));
        self.notified.retain(|(finding, cause)| stays(finding, cause));
        self.stems.retain(|account, stems| *account != id || stems.of == present);
        for similar in self.accounts.iter_mut().filter_map(|account| account.password.similar.as_mut()) {
            similar.retain(|similar| similar.account != id || similar.tag == present);
        }
    }

    /// Forgets an account and all that is kept of it.
    pub fn forget(&mut self, id: AccountId) {
        self.accounts.retain(|account| account.id != id);
        self.dismissals.retain(|dismissal| dismissal.finding.account != Some(id));
        self.notified.retain(|(finding, _)| finding.account != Some(id));
        self.stems.remove(&id);
        self.incidents.remove(&id);
        self.diary.forget(id);
        for similar in self.accounts.iter_mut().filter_map(|account| account.password.similar.as_mut()) {
            similar.retain(|similar| similar.account != id);
        }
    }

    /// Snoozes (until a moment) or ignores (`None`) a finding.
    pub fn dismiss(&mut self, finding: FindingId, cause: Cause, until: Option<UnixMillis>) {
        self.dismissals.retain(|dismissal| dismissal.finding != finding);
        self.dismissals.push(Dismissal { finding, cause, until });
    }
}
