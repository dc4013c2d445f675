//! When a known breach of a site is told, to whom, and what is left to be done about it.
//!
//! - A *server breach* concerns a password that was last changed before it. Where that is not known, the person is asked
//!   once; "no" becomes a date that was told, "yes" ends it, "I do not know" leaves it unconfirmed.
//! - A *list attack* concerns a password that is used elsewhere, too, or whose user name is an e-mail address.
//! - A *data loss* concerns the accounts whose user names are addresses of that mailbox.
//! - A *company breach* is a reason to look after weak passwords and accounts that nobody needs.
//!
//! At the first sight of an account, only what was announced in the last 24 months is told, unless the password is known to
//! be older: whoever begins with Hygieia is not to hear the history of all their sites. Whatever was ticked off completely
//! is told no more.

use std::cmp::Reverse;

use serde::Serialize;

use super::{FindingKind, Rank, Severity, WEAK_UP_TO, stakes};
use crate::{
    breach::incident::{self, Incident, Kind, Step},
    rotation,
    text::{Arg, Text},
    time::{DAY, UnixMillis},
    vault::{
        Vault,
        account::{Account, AccountName, DateSource},
    },
};

/// How old an incident may be that is told at the first sight of an account, in milliseconds.
pub const RECENT: i64 = 730 * DAY;

/// Whether a password was set before an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// It was.
    Older,
    /// It was set after it.
    Newer,
    /// Nobody knows.
    Unknown,
}

/// What is told about incidents of one kind.
pub(super) struct Told<'a> {
    pub kind: FindingKind,
    pub rank: Rank,
    pub severity: Severity,
    pub reason: Text,
    /// The latest first.
    pub incidents: Vec<Incident>,
    /// The accounts that it concerns, beside the one it is told of.
    pub accounts: Vec<&'a Account>,
    /// Whether the person is asked if they have changed the password since the first of the incidents.
    pub asks: bool,
}

/// What happened, and what is to be done about it, as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Checklist {
    /// The incidents, the latest first.
    pub incidents: Vec<IncidentView>,
    /// What is to be done, in this order.
    pub steps: Vec<StepView>,
    /// Whether the person is asked if they have changed the password since the first of the incidents.
    pub asks: bool,
    /// Whether the password is still to be changed, so that the person may say that the page for it does not answer.
    pub may_be_down: bool,
}

/// An incident as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct IncidentView {
    /// By which it is handed back.
    pub id: String,
    /// What happened, where and when.
    pub text: Text,
    /// Where to read about it.
    pub source: String,
    /// Whether it is an entry of Have I Been Pwned's list, which is to be named (CC BY 4.0).
    pub from_list: bool,
}

/// Something to be done as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StepView {
    /// By which it is handed back.
    pub step: Step,
    /// What it is.
    pub text: Text,
    /// Whether it is done.
    pub done: bool,
    /// Whether Hygieia saw that it was done: there is nothing to tick.
    pub seen: bool,
}

/// Whether an account's password was set before an incident.
fn age(vault: &Vault, account: &Account, incident: &Incident) -> Age {
    age_at(vault, account, incident.until)
}

/// Whether an account's password was set before this moment, the end of an incident.
pub(super) fn age_at(vault: &Vault, account: &Account, until: UnixMillis) -> Age {
    let changed = account.password.changed;
    if changed.at < until {
        return Age::Older;
    }
    let is_newer = match changed.source {
        DateSource::Observed | DateSource::SignUp | DateSource::Told => true,
        // It was changed between two logins.
        DateSource::FoundChanged => account.password.not_before.unwrap_or(account.first_seen) >= until,
        DateSource::FirstSeen => false,
    };
    if is_newer || vault.changed_since(account, until) { Age::Newer } else { Age::Unknown }
}

/// What is told of an account about the incidents of its site. `is_reused`: its password is used elsewhere, too.
pub(super) fn told<'a>(vault: &'a Vault, account: &Account, is_reused: bool, now: UnixMillis) -> Vec<Told<'a>> {
    let mut told = Vec::new();
    let incidents = incident::of_site(&account.site, &vault.breach_list);
    let of_kind = |kind| incidents.iter().filter(move |incident| incident.kind == kind).cloned();
    let is_open = |incident: &Incident| {
        let age = age(vault, account, incident);
        let at_first_sight = account.last_login <= account.first_seen;
        let is_mentioned =
            age == Age::Older || !at_first_sight || account.first_seen.since(incident.announced) < RECENT;
        is_mentioned && steps(vault, account, std::slice::from_ref(incident)).iter().any(|step| !step.done)
    };
    let concerns_password = |incident: &Incident| age(vault, account, incident) != Age::Newer && is_open(incident);

    let mut breaches: Vec<Incident> = of_kind(Kind::ServerBreach).filter(concerns_password).collect();
    // Who has changed it since the last one has changed it since the others, too, whenever those were announced.
    breaches.sort_by_key(|incident| Reverse(incident.until));
    if let Some(latest) = breaches.first() {
        let (code, severity) = match age(vault, account, latest) {
            Age::Older => ("exposed_reason", Severity::Severe),
            _ if vault.is_answered(account, latest) => ("exposed_reason_unconfirmed", Severity::Warning),
            _ => ("exposed_reason_asks", Severity::Notice),
        };
        let rank = if severity == Severity::Notice { Rank::ExposedAsks } else { Rank::Exposed };
        let reason = Text::with(code, [Arg::Names(vec![latest.name.clone()]), Arg::Day(latest.until)]);
        let asks = severity == Severity::Notice;
        told.push(Told {
            kind: FindingKind::Exposed,
            rank,
            severity,
            reason,
            incidents: breaches,
            accounts: vec![],
            asks,
        });
    }

    let has_mail_name = account.name.as_ref().is_some_and(|name| name.mail_domain().is_some());
    let attacks: Vec<Incident> = of_kind(Kind::ListAttack).filter(concerns_password).collect();
    if let Some(latest) = attacks.first().filter(|_| is_reused || has_mail_name) {
        let code = if is_reused { "list_attack_reason_reused" } else { "list_attack_reason_mail" };
        told.push(about(FindingKind::ListAttack, Rank::ListAttack, Severity::Warning, code, latest, &attacks));
    }

    let losses: Vec<Incident> = of_kind(Kind::DataLoss).filter(is_open).collect();
    if let Some(latest) = losses.first() {
        let is_recovered_here = |other: &&Account| {
            !vault.is_same_account(&other.site, &account.site)
                && stakes::gets_mail_of(&account.site, other.name.as_ref())
        };
        let accounts: Vec<&Account> = vault.accounts.iter().filter(is_recovered_here).collect();
        if !accounts.is_empty() {
            let loss =
                about(FindingKind::DataLoss, Rank::DataLoss, Severity::Notice, "data_loss_reason", latest, &losses);
            told.push(Told { accounts, ..loss });
        }
    } else if let Some(loss) = loss_of_mailbox(vault, account, now) {
        told.push(loss);
    }

    let breaches: Vec<Incident> = of_kind(Kind::CompanyBreach).filter(concerns_password).collect();
    if let Some(latest) = breaches.first() {
        let is_wanting = |other: &&Account| is_weak(other) || rotation::is_unused(vault, other, now);
        let accounts: Vec<&Account> = vault.accounts.iter().filter(is_wanting).collect();
        if !accounts.is_empty() {
            let code = "company_breach_reason";
            let (kind, rank) = (FindingKind::CompanyBreach, Rank::CompanyBreach);
            let breach = about(kind, rank, Severity::Notice, code, latest, &breaches);
            let elsewhere = accounts.into_iter().filter(|other| other.site != account.site).collect();
            told.push(Told { accounts: elsewhere, ..breach });
        }
    }
    told
}

fn about<'a>(
    kind: FindingKind,
    rank: Rank,
    severity: Severity,
    code: &'static str,
    latest: &Incident,
    incidents: &[Incident],
) -> Told<'a> {
    let reason = Text::with(code, [Arg::Names(vec![latest.name.clone()]), Arg::Day(latest.announced)]);
    Told { kind, rank, severity, reason, incidents: incidents.to_vec(), accounts: Vec::new(), asks: false }
}

/// A recent loss of mail in the mailbox through which an account elsewhere is recovered.
fn loss_of_mailbox<'a>(vault: &Vault, account: &Account, now: UnixMillis) -> Option<Told<'a>> {
    let mailbox = account.name.as_ref().and_then(AccountName::mail_site)?;
    let is_told = |incident: &Incident| {
        incident.kind == Kind::DataLoss
            && now.since(incident.announced) < RECENT
            && steps(vault, account, std::slice::from_ref(incident)).iter().any(|step| !step.done)
    };
    let losses: Vec<Incident> = incident::of_site(&mailbox, &vault.breach_list).into_iter().filter(is_told).collect();
    let latest = losses.first()?;
    Some(about(FindingKind::DataLoss, Rank::DataLoss, Severity::Notice, "data_loss_reason_mailbox", latest, &losses))
}

fn is_weak(account: &Account) -> bool {
    account.password.score.is_some_and(|score| score <= WEAK_UP_TO)
        || account.password.breach.is_some_and(|check| check.breached)
}

/// What is to be done about incidents of an account, and what of it is done. The password of the site is done by itself
/// once it is newer.
fn steps(vault: &Vault, account: &Account, incidents: &[Incident]) -> Vec<StepView> {
    let mut all: Vec<Step> = incidents.iter().flat_map(|incident| incident.steps.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    let view = |step: Step| {
        let of = || incidents.iter().filter(move |incident| incident.steps.contains(&step));
        let seen = step == Step::LoginPassword && of().all(|incident| age(vault, account, incident) == Age::Newer);
        let done = seen || of().all(|incident| vault.is_ticked(account, incident, step));
        StepView { step, text: Text::plain(step_code(step)), done, seen }
    };
    all.into_iter().map(view).collect()
}

/// What happened and what is to be done, to be drawn with a finding of an account.
pub(super) fn checklist(vault: &Vault, account: &Account, incidents: &[Incident], asks: bool) -> Checklist {
    let view = |incident: &Incident| IncidentView {
        id: incident.id.clone(),
        text: Text::with(
            match incident.kind {
                Kind::ServerBreach => "incident_server_breach",
                Kind::ListAttack => "incident_list_attack",
                Kind::DataLoss => "incident_data_loss",
                Kind::CompanyBreach => "incident_company_breach",
            },
            [Arg::Names(vec![incident.name.clone()]), Arg::Day(incident.announced)],
        ),
        source: incident.source.clone(),
        from_list: incident.from_list,
    };
    let steps = steps(vault, account, incidents);
    let may_be_down = steps.iter().any(|view| view.step == Step::LoginPassword && !view.done);
    Checklist { incidents: incidents.iter().map(view).collect(), steps, asks, may_be_down }
}

/// What is left to be done after an account's password was changed because of incidents that had been told.
pub fn left_to_do(vault: &Vault, account: &Account) -> Option<Checklist> {
    let is_left = |incident: &Incident| {
        vault.was_told(account, incident)
            && age(vault, account, incident) == Age::Newer
            && steps(vault, account, std::slice::from_ref(incident)).iter().any(|step| !step.done)
    };
    let incidents = incident::of_site(&account.site, &vault.breach_list);
    let incidents: Vec<Incident> = incidents.into_iter().filter(is_left).collect();
    (!incidents.is_empty()).then(|| checklist(vault, account, &incidents, false))
}

fn step_code(step: Step) -> &'static str {
    match step {
        Step::Malware => "step_malware",
        Step::Update => "step_update",
        Step::LoginPassword => "step_login_password",
        Step::MailPassword => "step_mail_password",
        Step::Elsewhere => "step_elsewhere",
        Step::SecretQuestion => "step_secret_question",
        Step::LookThrough => "step_look_through",
        Step::CloseUnused => "step_close_unused",
        Step::ReplaceWeak => "step_replace_weak",
        Step::Recovery => "step_recovery",
    }
}
