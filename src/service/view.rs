//! What our own pages draw: plain data, texts as codes.

use serde::Serialize;

use super::{Service, lock::Closed};
use crate::{
    advice::{
        self, Advice, FindingKind, Subject,
        incidents::{self, Checklist},
    },
    breach::{
        Verdict,
        incident::list,
        source::{Source, SourceName},
    },
    rotation::{self, Interval, change_page},
    settings::{SettingView, Settings},
    site::{self, Site, SiteKind},
    text::Text,
    time::UnixMillis,
    vault::{
        SiteChoices,
        account::{Account, AccountId, DateSource, SecretRole},
        backup,
    },
};

/// The popup of a tab.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PopupView {
    /// Why there may be nothing to show.
    pub state: PopupState,
    /// The site of the tab, if it has one.
    pub site: Option<SiteView>,
    /// What is wrong with the login under way, before it is confirmed.
    pub under_way: Vec<Advice>,
    /// The accounts on the site.
    pub accounts: Vec<AccountView>,
    /// How many findings there are on other sites.
    pub findings_elsewhere: u32,
    /// When an unreadable vault was set aside, until the person has read so.
    pub set_aside_at: Option<UnixMillis>,
    /// Since when nothing could be written, if that is so.
    pub not_saved_since: Option<UnixMillis>,
    /// Whether the vault can be locked: a passphrase is set, and it is open.
    pub can_lock: bool,
}

/// Whether Hygieia works in a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum PopupState {
    /// The first-start page was not accepted yet: nothing is read anywhere.
    NotAccepted,
    /// The browser withholds the page from the extension.
    NoAccess,
    /// The page belongs to no site (a page of the browser's, a file), or to a local address that is left alone.
    NoSite,
    /// The person switched Hygieia off here.
    Off,
    /// It works.
    Watching,
    /// The vault is locked.
    Locked,
    /// A newer Hygieia wrote the vault: this one leaves it alone.
    TooNew,
    /// The browser's storage does not open.
    NoStorage,
}

/// A site as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SiteView {
    /// The registrable domain.
    pub site: Site,
    /// Its name.
    pub name: String,
    /// Its kind, if known.
    pub kind: Option<SiteKind>,
    /// Whether the person is asked for its kind: once, where its pages leave it open.
    pub asks_kind: bool,
    /// Whether the line at the login form shows there.
    pub shows_notice: bool,
    /// How often its passwords are due by age, as the person chose for it.
    pub interval: Interval,
    /// Whether a payment card is stored there, as the person said.
    pub card: bool,
}

/// An account as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AccountView {
    /// Its number.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub id: AccountId,
    /// Where it is.
    pub site: SiteView,
    /// Its user name's hint.
    pub name: Option<String>,
    /// What is wrong, the most important first; dismissed findings last.
    pub advice: Vec<Advice>,
    /// What is left to be done after the password was changed because of what had happened on the site.
    pub left_to_do: Option<Checklist>,
    /// What is known about breaches, in words.
    pub breach: Text,
    /// Strength 0–4, if estimated; 0 for a breached password.
    pub score: Option<u8>,
    /// Since when the password is the present one.
    pub changed_at: UnixMillis,
    /// How that date is known.
    pub changed_source: DateSource,
    /// Whether the person may know better: nobody saw the password being set.
    pub can_tell_changed: bool,
    /// When it is due by age; `None` is never.
    pub due_at: Option<UnixMillis>,
    /// Whether something has happened to it, so that it is due now whatever its age.
    pub due_by_event: bool,
    /// Which of several secrets of the site it is.
    pub role: SecretRole,
    /// Whether the site is one that has several, a provider's.
    pub can_set_role: bool,
    /// Whether it is to be changed here: not where the site seems to pass itself off as another.
    pub can_change: bool,
    /// What a change of it breaks, if that is known.
    pub change_warning: Option<Text>,
    /// What became of other sites with the password before, after a change.
    pub list: Option<ListView>,
}

/// The other sites that had a password before it was changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ListView {
    /// When it was changed.
    pub at: UnixMillis,
    /// The sites.
    pub sites: Vec<ListItem>,
}

/// A site that had a password that was changed elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ListItem {
    /// What it is called.
    pub name: String,
    /// Whether it has another one by now.
    pub done: bool,
}

/// An account that nobody has used for a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct UnusedView {
    /// Its number.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub id: AccountId,
    /// Where it is.
    pub site: SiteView,
    /// Its user name's hint.
    pub name: Option<String>,
    /// When somebody last logged in.
    pub last_login: UnixMillis,
    /// Where the site begins.
    pub origin: String,
}

/// All accounts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OverviewView {
    /// Those with something wrong, the most urgent first, those of which everything is dismissed last.
    pub wanting: Vec<AccountView>,
    /// How many have nothing wrong as far as is known.
    pub others: u32,
    /// Those without a login for a year.
    pub unused: Vec<UnusedView>,
}

/// The list of breached sites as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BreachListView {
    /// How old it is, and whether it could be refreshed.
    pub texts: Vec<Text>,
    /// Where a person reads about its entries.
    pub source: &'static str,
}

/// The settings page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SettingsView {
    /// The settings in their order.
    pub settings: Vec<SettingView>,
    /// Their values by key.
    pub values: Settings,
    /// The breach sources, in the order in which they are asked.
    pub sources: Vec<SourceView>,
    /// Whether the first-start page was accepted.
    pub accepted: bool,
    /// The list of breached sites.
    pub breach_list: BreachListView,
    /// Sites on which Hygieia is switched off.
    pub off: Vec<Site>,
    /// Sites that imitate no other, as the person said.
    pub genuine: Vec<Site>,
    /// Pairs of sites on which one account logs in, as the person said.
    pub same_account: Vec<(Site, Site)>,
    /// Whether a passphrase encloses the vault's key.
    pub protected: bool,
    /// Why nothing can be read or set, if that is so.
    pub closed: Option<Closed>,
    /// Whether what was changed could not be written yet; filled in by the driver.
    pub not_saved: bool,
    /// The most bytes that a backup may have.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub largest_backup: usize,
}

/// What came of something that was asked about the vault as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DataView {
    /// Whether it was done.
    pub done: bool,
    /// What to say.
    pub text: Text,
    /// Whether it is done if it is asked once more with `replace`.
    pub asks: bool,
    /// A backup's bytes in base64.
    pub file: Option<String>,
    /// The strength of a passphrase, 0–4.
    pub score: Option<u8>,
}

/// What a test of a breach source came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SourceTestView {
    /// Whether it works.
    pub works: bool,
    /// What happened.
    pub said: Text,
}

/// A breach source as the settings page draws it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SourceView {
    /// Which.
    pub name: SourceName,
    /// Where it is asked; empty if no address is known yet.
    pub base: String,
}

impl SourceView {
    fn new(source: &Source) -> Self {
        Self { name: source.name, base: source.base().to_owned() }
    }
}

/// What the practice field says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PracticeView {
    /// What is wrong.
    pub advice: Vec<Advice>,
    /// The line at the login form.
    pub notice: Text,
}

impl Service {
    /// The view of a tab's popup.
    pub(super) fn popup(&self, tab: i32, url: Option<&str>, access: bool, now: UnixMillis) -> PopupView {
        let place = url.and_then(|url| Site::from_origin_url(url).ok());
        let site = place.as_ref().map(|(site, _, _)| site);
        let state = match &place {
            _ if let Some(closed) = self.closed => closed.state(),
            _ if self.vault.accepted_at.is_none() => PopupState::NotAccepted,
            _ if !access => PopupState::NoAccess,
            None => PopupState::NoSite,
            Some((site, _, _)) if self.vault.choices(site).off => PopupState::Off,
            Some((_, kind, _)) if !self.may_watch(*kind) => PopupState::NoSite,
            Some(_) => PopupState::Watching,
        };
        let here = |account: &&Account| Some(&account.site) == site;
        let elsewhere = self.vault.accounts.iter().filter(|account| !here(account));
        let findings_elsewhere = elsewhere.map(|account| self.audible_of(account, now).len()).sum::<usize>();
        PopupView {
            state,
            site: site.map(|site| self.site_view(site)),
            under_way: site.map(|site| self.under_way(tab, site, now)).unwrap_or_default(),
            accounts: self.vault.accounts.iter().filter(here).map(|account| self.account_view(account, now)).collect(),
            findings_elsewhere: u32::try_from(findings_elsewhere).unwrap_or(u32::MAX),
            set_aside_at: self.vault.set_aside_at,
            not_saved_since: self.saving.failed_since(),
            can_lock: self.vault.protected && self.closed.is_none(),
        }
    }

    /// The view of all accounts.
    pub(super) fn overview(&self, now: UnixMillis) -> OverviewView {
        // What was snoozed or ignored is still wrong.
        let is_wanting = |view: &AccountView| !view.advice.is_empty();
        let views = self.vault.accounts.iter().map(|account| self.account_view(account, now));
        let (mut wanting, others): (Vec<_>, Vec<_>) = views.partition(is_wanting);
        let urgency = |advice: &Advice| (advice.dismissed, std::cmp::Reverse(advice.severity), advice.rank);
        wanting.sort_by_key(|view| view.advice.first().map(urgency));
        let unused = self.unused(now).into_iter().map(|account| UnusedView {
            id: account.id,
            site: self.site_view(&account.site),
            name: account.name.as_ref().map(|name| name.hint.clone()),
            last_login: account.last_login,
            origin: account.origin.clone(),
        });
        OverviewView { wanting, others: u32::try_from(others.len()).unwrap_or(u32::MAX), unused: unused.collect() }
    }

    /// The view of the settings.
    pub(super) fn settings_view(&self) -> SettingsView {
        let sites_that = |holds: fn(&SiteChoices) -> bool| {
            self.vault.sites.iter().filter(|(_, choices)| holds(choices)).map(|(site, _)| site.clone()).collect()
        };
        SettingsView {
            settings: self.vault.settings.view(),
            values: self.vault.settings.clone(),
            sources: self.vault.settings.breach_sources.iter().map(SourceView::new).collect(),
            accepted: self.vault.accepted_at.is_some(),
            breach_list: BreachListView { texts: self.list_texts(), source: list::ABOUT },
            off: sites_that(|choices| choices.off),
            genuine: sites_that(|choices| choices.genuine),
            same_account: self.vault.same_account.clone(),
            protected: self.vault.protected || self.closed == Some(Closed::Locked),
            closed: self.closed,
            not_saved: false,
            largest_backup: backup::MOST_BYTES,
        }
    }

    fn site_view(&self, site: &Site) -> SiteView {
        let choices = self.vault.choices(site);
        SiteView {
            site: site.clone(),
            name: site::display_name(site),
            kind: self.vault.kind_of(site),
            asks_kind: self.vault.asks_kind(site),
            shows_notice: self.shows_notice(site),
            interval: choices.interval,
            card: choices.card,
        }
    }

    fn under_way(&self, tab: i32, site: &Site, now: UnixMillis) -> Vec<Advice> {
        let attempts = self.session.attempts.iter().filter(|attempt| attempt.tab == tab && &attempt.site == site);
        let found = attempts.flat_map(|attempt| self.findings_under_way(attempt, now));
        // What is known of a stored account stands on its own card.
        let found = found.filter(|finding| finding.id.account.is_none());
        found.map(|finding| advice::advise(&self.vault, site, finding, now)).collect()
    }

    fn list_view(&self, id: AccountId) -> Option<ListView> {
        // A change that turned out to be a small edit, or a return, is nothing to be thanked for.
        let account = self.vault.account(id)?;
        if account.password.edited.is_some() || account.password.returned {
            return None;
        }
        let list = self.vault.diary.lists.iter().find(|list| list.account == id)?;
        let item =
            |account: &Account| ListItem { name: site::display_name(&account.site), done: list.is_done_at(account) };
        let accounts = list.others.iter().filter_map(|other| self.vault.account(*other));
        Some(ListView { at: list.at, sites: accounts.map(item).collect() })
    }

    fn account_view(&self, account: &Account, now: UnixMillis) -> AccountView {
        let subject = Subject { count: self.count_of(account.password.tag, now), ..self.subject_of(account) };
        let found = advice::findings(&self.vault, &subject, now);
        let due_by_event = found.iter().any(rotation::is_event);
        let mut advice: Vec<Advice> =
            found.into_iter().map(|finding| advice::advise(&self.vault, &account.site, finding, now)).collect();
        advice.sort_by_key(|advice| advice.dismissed);
        let is_imitation = |advice: &Advice| advice.id.kind == FindingKind::LookAlike && !advice.dismissed;
        AccountView {
            can_change: !advice.iter().any(is_imitation),
            id: account.id,
            site: self.site_view(&account.site),
            name: account.name.as_ref().map(|name| name.hint.clone()),
            advice,
            left_to_do: incidents::left_to_do(&self.vault, account),
            breach: advice::breach_text(subject.verdict),
            // Whatever it is made of: what is in the lists is what guessers try first.
            score: if subject.verdict == Verdict::Breached { Some(0) } else { account.password.score },
            changed_at: account.password.changed.at,
            changed_source: account.password.changed.source,
            can_tell_changed: account.password.changed.can_be_told(),
            due_at: rotation::due_at(&self.vault, account),
            due_by_event,
            role: account.role,
            can_set_role: account.role != SecretRole::Login || self.vault.kind_of(&account.site) == Some(SiteKind::Isp),
            change_warning: change_page::warning(&account.site, account.role),
            list: self.list_view(account.id),
        }
    }
}
