//! Findings → what to say: codes and arguments, in which order, with which way out.

pub mod incidents;
mod stakes;
mod words;

use serde::{Deserialize, Serialize};

use self::incidents::Checklist;
use self::words::{due_reason, label, not_checked_text, similar_reason, way_out};
pub use self::{stakes::Stakes, words::breach_text};
use crate::{
    breach::{NotChecked, Verdict, incident::Incident, offline::Tier},
    fingerprint::Tag,
    reuse::{self, Why},
    rotation,
    site::{self, HostKind, Scheme, Site, look_alike},
    text::{Arg, Text},
    time::UnixMillis,
    vault::{
        Vault,
        account::{Account, AccountId, AccountName, Similar},
    },
};

/// One kind of thing that can be wrong; [`Rank`] is the order in which findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FindingKind {
    /// A site whose name is like that of one where the password is in use.
    LookAlike,
    /// In a list of breached passwords.
    Breached,
    /// The same password on another site.
    Reused,
    /// Nearly the same password on another site.
    Similar,
    /// A password that the account had before: changed back.
    Returned,
    /// Nearly the same password as the account had before.
    BarelyChanged,
    /// Sent over `http`, where anyone on the way can read it.
    Unencrypted,
    /// Guessed in a short time.
    Weak,
    /// Passwords were stolen from the site's server, and this one is not known to be newer.
    Exposed,
    /// Stolen passwords were tried on the site, and this one may be among them.
    ListAttack,
    /// The mailbox through which accounts are recovered has lost mail.
    DataLoss,
    /// Somebody got into the company that runs the site.
    CompanyBreach,
    /// Past its rotation date.
    Due,
    /// A check that was wanted gave no answer.
    NotChecked,
}

/// How early a finding is told: the first variant first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// [`FindingKind::LookAlike`].
    LookAlike,
    /// [`FindingKind::Reused`] where something is at stake.
    Stakes(Stakes),
    /// [`FindingKind::Breached`].
    Breached,
    /// [`FindingKind::Exposed`], as far as is known.
    Exposed,
    /// [`FindingKind::Reused`] else.
    Reused,
    /// [`FindingKind::ListAttack`].
    ListAttack,
    /// [`FindingKind::Similar`].
    Similar,
    /// [`FindingKind::Returned`].
    Returned,
    /// [`FindingKind::BarelyChanged`].
    BarelyChanged,
    /// [`FindingKind::Unencrypted`].
    Unencrypted,
    /// [`FindingKind::Weak`].
    Weak,
    /// [`FindingKind::Exposed`], where the person is asked.
    ExposedAsks,
    /// [`FindingKind::DataLoss`].
    DataLoss,
    /// [`FindingKind::CompanyBreach`].
    CompanyBreach,
    /// [`FindingKind::Due`].
    Due,
    /// [`FindingKind::NotChecked`].
    NotChecked,
}

/// How loud a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Severity {
    /// To be known.
    Notice,
    /// To be mended when there is time.
    Warning,
    /// To be mended now; also told by the operating system's notification.
    Severe,
}

/// Names a finding, so that it can be snoozed or ignored by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FindingId {
    /// What is wrong.
    pub kind: FindingKind,
    /// With which account's password; `None` while the login is not confirmed.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub account: Option<AccountId>,
}

/// The facts a finding rests on. A dismissed finding speaks again when they change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The password.
    pub tag: Tag,
    /// The accounts that share it, for [`FindingKind::Reused`] and [`FindingKind::LookAlike`], or whose passwords are
    /// similar, for [`FindingKind::Similar`]; those that it concerns, for [`FindingKind::DataLoss`].
    pub shared_with: Vec<AccountId>,
    /// The incidents of the site, by their ids.
    #[serde(default)]
    pub incidents: Vec<String>,
    /// Since when the password has been this one, for [`FindingKind::Due`].
    #[serde(default)]
    pub since: Option<UnixMillis>,
}

impl Cause {
    /// A password, and nothing else.
    pub fn of(tag: Tag) -> Self {
        Self { tag, shared_with: Vec::new(), incidents: Vec::new(), since: None }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name.
    pub id: FindingId,
    /// How early it is told.
    pub rank: Rank,
    /// The facts it rests on.
    pub cause: Cause,
    /// How loud it is.
    pub severity: Severity,
    /// Why it is said.
    pub reason: Text,
    /// What to do.
    pub way_out: Text,
    /// The sites it concerns, beside the one it was found on; sorted by their names.
    pub sites: Vec<Site>,
    /// The incidents of the site, the latest first.
    pub incidents: Vec<Incident>,
    /// Whether the person is asked if they have changed the password since the first of these.
    pub asks: bool,
}

/// What findings are looked for in: a stored account, or a login that is not confirmed yet.
pub struct Subject<'a> {
    /// Where.
    pub site: &'a Site,
    /// Scheme, host and port of the page that asks for it.
    pub origin: &'a str,
    /// The account, once it is known.
    pub account: Option<&'a Account>,
    /// The user name, if one is known.
    pub name: Option<&'a AccountName>,
    /// The password.
    pub tag: Tag,
    /// Its strength, if estimated.
    pub score: Option<u8>,
    /// Whether it is breached.
    pub verdict: Verdict,
    /// How common it is, if it is among the most used ones and this is known in this worker's life.
    pub tier: Option<Tier>,
    /// How often it stands in the list of breached passwords, where that is to be told.
    pub count: Option<u32>,
    /// What it was found similar to.
    pub similar: Vec<Similar>,
    /// What differs from an earlier password of the account, if it is nearly that.
    pub edited: Option<Why>,
    /// Whether the account had this very password before another one.
    pub returned: bool,
}

/// A finding as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Advice {
    /// Its name, to be handed back to snooze or ignore it.
    pub id: FindingId,
    /// How loud it is.
    pub severity: Severity,
    /// A few words.
    pub label: Text,
    /// Why it is said.
    pub reason: Text,
    /// What to do.
    pub way_out: Text,
    /// The site it was found on.
    pub site: Site,
    /// The other sites that it concerns.
    pub sites: Vec<NamedSite>,
    /// What happened on the site, and what is to be done about it.
    pub checklist: Option<Checklist>,
    /// Its rank, to sort what several accounts have.
    #[serde(skip)]
    pub rank: Rank,
    /// Whether it can be snoozed and ignored (a login that is not confirmed cannot).
    pub can_dismiss: bool,
    /// Whether the person has snoozed or ignored it.
    pub dismissed: bool,
}

/// A site and what it is called.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NamedSite {
    /// The site.
    pub site: Site,
    /// Its name.
    pub name: String,
}

/// Scores up to this one are called weak: zxcvbn's 2 is fewer than 10^8 guesses, "somewhat guessable".
pub const WEAK_UP_TO: u8 = 2;
/// Scores up to this one are weak and urgent: fewer than 10^6 guesses.
const VERY_WEAK_UP_TO: u8 = 1;

impl<'a> Subject<'a> {
    /// A stored account. `not_checked` is why it has no breach verdict, if that is known in this session.
    pub fn stored(account: &'a Account, not_checked: Option<NotChecked>) -> Self {
        let verdict = match account.password.breach {
            Some(check) if check.breached => Verdict::Breached,
            // What was not found then may be known by now; who failed to ask again cannot say so.
            Some(_) => match not_checked {
                Some(why) if is_failure(why) => Verdict::NotChecked(why),
                _ => Verdict::NotFound,
            },
            None => Verdict::NotChecked(not_checked.unwrap_or(NotChecked::NotAsked)),
        };
        Self {
            site: &account.site,
            origin: &account.origin,
            account: Some(account),
            name: account.name.as_ref(),
            tag: account.password.tag,
            score: account.password.score,
            verdict,
            tier: None,
            count: None,
            similar: account.password.similar.clone().unwrap_or_default(),
            edited: account.password.edited,
            returned: account.password.returned,
        }
    }
}

/// Everything that is wrong with a password, the most important first, dismissed findings included.
pub fn findings(vault: &Vault, subject: &Subject, now: UnixMillis) -> Vec<Finding> {
    let account = subject.account.map(|account| account.id);
    let finding = |kind, rank, severity, reason| Finding {
        id: FindingId { kind, account },
        rank,
        cause: Cause::of(subject.tag),
        severity,
        reason,
        way_out: Text::plain(way_out(kind)),
        sites: Vec::new(),
        incidents: Vec::new(),
        asks: false,
    };
    let about = |accounts: &[&Account], finding: Finding| Finding {
        cause: Cause { shared_with: accounts.iter().map(|account| account.id).collect(), ..finding.cause },
        sites: sites_of(accounts),
        ..finding
    };
    let mut found = Vec::new();

    let shared: Vec<&Account> = reuse::exact(vault, subject.site, subject.tag).collect();
    let (imitated, shared): (Vec<&Account>, Vec<&Account>) =
        shared.into_iter().partition(|account| is_imitated(vault, subject, account));
    if !imitated.is_empty() {
        let names = Arg::Names(names_of(&imitated));
        let reason = Text::with("look_alike_reason", [names.clone(), Arg::Names(vec![host_of(subject.origin).into()])]);
        let finding = Finding {
            way_out: Text::with("look_alike_way_out", [names]),
            ..finding(FindingKind::LookAlike, Rank::LookAlike, Severity::Severe, reason)
        };
        found.push(about(&imitated, finding));
    }
    let is_reused = !shared.is_empty();
    if is_reused {
        let (stakes, reason, first) = stakes::weigh(vault, subject, &shared);
        let rank = if stakes == Stakes::Plain { Rank::Reused } else { Rank::Stakes(stakes) };
        let finding = Finding {
            way_out: Text::with("reused_way_out", [Arg::Names(vec![first])]),
            ..finding(FindingKind::Reused, rank, Severity::Severe, reason)
        };
        found.push(about(&shared, finding));
    }

    let similar = reuse::similar(vault, subject.site, subject.tag, &subject.similar, account);
    if !similar.is_empty() {
        let (accounts, whys): (Vec<&Account>, Vec<Why>) = similar.into_iter().unzip();
        let reason = Text::with(similar_reason(&whys), [Arg::Names(names_of(&accounts))]);
        found.push(about(&accounts, finding(FindingKind::Similar, Rank::Similar, Severity::Warning, reason)));
    }
    if subject.returned {
        let reason = Text::plain("returned_reason");
        found.push(finding(FindingKind::Returned, Rank::Returned, Severity::Warning, reason));
    } else if subject.edited.is_some() {
        let reason = Text::plain("barely_changed_reason");
        found.push(finding(FindingKind::BarelyChanged, Rank::BarelyChanged, Severity::Warning, reason));
    }

    match subject.verdict {
        Verdict::Breached => {
            let reason = match (subject.tier, subject.count) {
                (Some(tier), _) => Text::with("breached_reason_most_used", [Arg::Count(tier.most_used())]),
                (None, Some(count)) => Text::with("breached_reason_count", [Arg::Count(count)]),
                (None, None) => Text::plain("breached_reason"),
            };
            found.push(finding(FindingKind::Breached, Rank::Breached, Severity::Severe, reason));
        }
        Verdict::NotChecked(why) if is_failure(why) => {
            let reason = not_checked_text(why);
            found.push(finding(FindingKind::NotChecked, Rank::NotChecked, Severity::Notice, reason));
        }
        Verdict::NotFound | Verdict::NotChecked(_) => {}
    }

    if is_sent_unencrypted(subject.origin) {
        let reason = Text::plain("unencrypted_reason");
        found.push(finding(FindingKind::Unencrypted, Rank::Unencrypted, Severity::Warning, reason));
    }

    if let Some(score) = subject.score.filter(|score| *score <= WEAK_UP_TO) {
        let severity = if score <= VERY_WEAK_UP_TO { Severity::Severe } else { Severity::Warning };
        let reason = Text::with("weak_reason", [Arg::Count(score.into())]);
        found.push(finding(FindingKind::Weak, Rank::Weak, severity, reason));
    }

    let known = subject.account.filter(|account| account.password.tag == subject.tag);
    for told in known.map(|account| incidents::told(vault, account, is_reused, now)).unwrap_or_default() {
        let finding = finding(told.kind, told.rank, told.severity, told.reason);
        // Which accounts are weak or dormant changes all the time: no cause to speak again.
        let counts = told.kind != FindingKind::CompanyBreach;
        let shared_with = told.accounts.iter().filter(|_| counts).map(|account| account.id).collect();
        let incidents = told.incidents.iter().map(|incident| incident.id.clone()).collect();
        found.push(Finding {
            cause: Cause { shared_with, incidents, ..finding.cause },
            sites: sites_of(&told.accounts),
            incidents: told.incidents,
            asks: told.asks,
            way_out: if told.asks { Text::plain("exposed_asks_way_out") } else { finding.way_out },
            ..finding
        });
    }

    if let Some(account) = known
        && rotation::due_at(vault, account).is_some_and(|due| due <= now)
    {
        let reason = due_reason(account.password.changed, now);
        let (id, cause) = due(account);
        found.push(Finding { id, cause, ..finding(FindingKind::Due, Rank::Due, Severity::Warning, reason) });
    }

    found.sort_by_key(|finding| finding.rank);
    found
}

/// The name and the facts of the finding that an account is due by age.
pub fn due(account: &Account) -> (FindingId, Cause) {
    let Account { id, password, .. } = account;
    let cause = Cause { since: Some(password.changed.at), ..Cause::of(password.tag) };
    (FindingId { kind: FindingKind::Due, account: Some(*id) }, cause)
}

/// Whether the subject's page passes itself off as this account's site.
fn is_imitated(vault: &Vault, subject: &Subject, account: &Account) -> bool {
    // Of two sites that are like each other, the one that was known first is the genuine one.
    let came_later = subject.account.is_none_or(|own| own.id > account.id);
    came_later && !vault.choices(subject.site).genuine && look_alike(host_of(subject.origin), &account.site).is_some()
}

/// The host of an origin, as it is shown to people; the origin itself where it has none.
fn host_of(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let is_port = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    authority.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(authority, |(host, _)| host)
}

fn is_sent_unencrypted(origin: &str) -> bool {
    matches!(Site::from_origin_url(origin), Ok((_, HostKind::Public, Scheme::Http)))
}

/// The findings that are not dismissed.
pub fn audible(vault: &Vault, subject: &Subject, now: UnixMillis) -> Vec<Finding> {
    let mut found = findings(vault, subject, now);
    found.retain(|finding| !vault.is_dismissed(&finding.id, &finding.cause, now));
    found
}

/// How a finding is drawn that was found on `site`.
pub fn advise(vault: &Vault, site: &Site, finding: Finding, now: UnixMillis) -> Advice {
    let named = |site: Site| NamedSite { name: site::display_name(&site), site };
    let account = finding.id.account.and_then(|id| vault.account(id)).filter(|_| !finding.incidents.is_empty());
    Advice {
        checklist: account.map(|account| incidents::checklist(vault, account, &finding.incidents, finding.asks)),
        severity: finding.severity,
        label: Text::plain(label(finding.id.kind)),
        reason: finding.reason,
        way_out: finding.way_out,
        site: site.clone(),
        sites: finding.sites.into_iter().map(named).collect(),
        rank: finding.rank,
        can_dismiss: finding.id.account.is_some(),
        dismissed: vault.is_dismissed(&finding.id, &finding.cause, now),
        id: finding.id,
    }
}

/// The one line at the login form: the first of these findings that is not dismissed.
pub fn notice(vault: &Vault, findings: &[Finding], verdict: Verdict, now: UnixMillis) -> Text {
    let audible = |finding: &&Finding| !vault.is_dismissed(&finding.id, &finding.cause, now);
    let Some(first) = findings.iter().find(audible) else {
        return Text::plain(match verdict {
            _ if !findings.is_empty() => "notice_nothing_new",
            Verdict::NotFound => "notice_nothing_found",
            Verdict::Breached | Verdict::NotChecked(_) => "notice_not_reused",
        });
    };
    match first.id.kind {
        FindingKind::LookAlike => Text::plain("notice_look_alike"),
        FindingKind::Breached => Text::plain("notice_breached"),
        FindingKind::Reused => Text::with("notice_reused", [Arg::Count(count_of(&first.sites))]),
        FindingKind::Similar => Text::plain("notice_similar"),
        FindingKind::Returned => Text::plain("notice_returned"),
        FindingKind::BarelyChanged => Text::plain("notice_barely_changed"),
        FindingKind::Unencrypted => Text::plain("notice_unencrypted"),
        FindingKind::Weak => Text::plain("notice_weak"),
        FindingKind::Exposed if first.asks => Text::plain("notice_exposed_asks"),
        FindingKind::Exposed => Text::plain("notice_exposed"),
        FindingKind::ListAttack => Text::plain("notice_list_attack"),
        FindingKind::DataLoss => Text::plain("notice_data_loss"),
        FindingKind::CompanyBreach => Text::plain("notice_company_breach"),
        FindingKind::Due => Text::plain("notice_due"),
        FindingKind::NotChecked => Text::plain("notice_not_checked"),
    }
}

/// The line for values that no key, paste or autofill explains: a page could be guessing with them.
pub const NOTICE_SEE_TOOLBAR: &str = "notice_see_toolbar";

/// The accounts' sites, each once, sorted by their names.
fn sites_of(accounts: &[&Account]) -> Vec<Site> {
    let mut sites: Vec<Site> = accounts.iter().map(|account| account.site.clone()).collect();
    sites.sort_by_key(|site| (site::display_name(site), site.clone()));
    sites.dedup();
    sites
}

fn names_of(accounts: &[&Account]) -> Vec<String> {
    let mut names: Vec<String> = sites_of(accounts).iter().map(site::display_name).collect();
    names.dedup();
    names
}

fn count_of(sites: &[Site]) -> u32 {
    u32::try_from(sites.len()).unwrap_or(u32::MAX)
}

/// Whether the person wanted a check and it failed; being off or on its way is no failure.
pub fn is_failure(why: NotChecked) -> bool {
    !matches!(why, NotChecked::NotAsked | NotChecked::OnlineOff | NotChecked::Waiting)
}
