//! Findings → what to say: codes and arguments, in which order, with which way out.

use serde::{Deserialize, Serialize};

use crate::{
    breach::{NotChecked, Verdict},
    fingerprint::Tag,
    reuse, rotation, site,
    site::Site,
    text::{Arg, Text},
    time::{DAY, UnixMillis},
    vault::{
        Vault,
        account::{Account, AccountId, DateSource, Dated},
    },
};

/// One kind of thing that can be wrong. The order is the order in which findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FindingKind {
    /// In a list of breached passwords.
    Breached,
    /// The same password on another site.
    Reused,
    /// Guessed in a short time.
    Weak,
    /// Past its rotation date.
    Due,
    /// A check that was wanted gave no answer.
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
    /// The accounts that share it, for [`FindingKind::Reused`].
    pub shared_with: Vec<AccountId>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name.
    pub id: FindingId,
    /// The facts it rests on.
    pub cause: Cause,
    /// How loud it is.
    pub severity: Severity,
    /// Why it is said.
    pub reason: Text,
    /// Names of the sites it concerns, beside the one it was found on.
    pub sites: Vec<String>,
}

/// What findings are looked for in: a stored account, or a login that is not confirmed yet.
pub struct Subject<'a> {
    /// Where.
    pub site: &'a Site,
    /// The account, once it is known.
    pub account: Option<&'a Account>,
    /// The password.
    pub tag: Tag,
    /// Its strength, if estimated.
    pub score: Option<u8>,
    /// Whether it is breached.
    pub verdict: Verdict,
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
    /// The other sites that it concerns.
    pub sites: Vec<String>,
    /// Whether it can be snoozed and ignored (a login that is not confirmed cannot).
    pub can_dismiss: bool,
    /// Whether the person has snoozed or ignored it.
    pub dismissed: bool,
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
            Some(_) => Verdict::NotFound,
            None => Verdict::NotChecked(not_checked.unwrap_or(NotChecked::OnlineOff)),
        };
        Self {
            site: &account.site,
            account: Some(account),
            tag: account.password.tag,
            score: account.password.score,
            verdict,
        }
    }
}

/// Everything that is wrong with a password, the most important first, dismissed findings included.
pub fn findings(vault: &Vault, subject: &Subject, now: UnixMillis) -> Vec<Finding> {
    let account = subject.account.map(|account| account.id);
    let finding = |kind, severity, reason| Finding {
        id: FindingId { kind, account },
        cause: Cause { tag: subject.tag, shared_with: Vec::new() },
        severity,
        reason,
        sites: Vec::new(),
    };
    let mut found = Vec::new();

    match subject.verdict {
        Verdict::Breached => {
            found.push(finding(FindingKind::Breached, Severity::Severe, Text::plain("breached_reason")));
        }
        Verdict::NotChecked(why) if is_failure(why) => {
            found.push(finding(FindingKind::NotChecked, Severity::Notice, Text::plain(not_checked_code(why))));
        }
        Verdict::NotFound | Verdict::NotChecked(_) => {}
    }

    let shared: Vec<&Account> = reuse::exact(vault, subject.site, subject.tag).collect();
    if !shared.is_empty() {
        let sites = names_of(&shared);
        let count = u32::try_from(sites.len()).unwrap_or(u32::MAX);
        found.push(Finding {
            cause: Cause { tag: subject.tag, shared_with: shared.iter().map(|account| account.id).collect() },
            sites,
            ..finding(FindingKind::Reused, Severity::Severe, Text::with("reused_reason", [Arg::Count(count)]))
        });
    }

    if let Some(score) = subject.score.filter(|score| *score <= WEAK_UP_TO) {
        let severity = if score <= VERY_WEAK_UP_TO { Severity::Severe } else { Severity::Warning };
        found.push(finding(FindingKind::Weak, severity, Text::with("weak_reason", [Arg::Count(score.into())])));
    }

    let clock = subject.account.filter(|account| account.password.tag == subject.tag);
    if let Some(account) = clock
        && rotation::due_at(vault, account).is_some_and(|due| due <= now)
    {
        found.push(finding(FindingKind::Due, Severity::Warning, due_reason(account.password.changed, now)));
    }

    found.sort_by_key(|finding| finding.id.kind);
    found
}

/// The findings that are not dismissed.
pub fn audible(vault: &Vault, subject: &Subject, now: UnixMillis) -> Vec<Finding> {
    let mut found = findings(vault, subject, now);
    found.retain(|finding| !vault.is_dismissed(&finding.id, &finding.cause, now));
    found
}

/// How a finding is drawn.
pub fn advise(vault: &Vault, finding: Finding, now: UnixMillis) -> Advice {
    let (label, way_out) = match finding.id.kind {
        FindingKind::Breached => ("breached_label", "breached_way_out"),
        FindingKind::Reused => ("reused_label", "reused_way_out"),
        FindingKind::Weak => ("weak_label", "weak_way_out"),
        FindingKind::Due => ("due_label", "due_way_out"),
        FindingKind::NotChecked => ("not_checked_label", "not_checked_way_out"),
    };
    Advice {
        severity: finding.severity,
        label: Text::plain(label),
        reason: finding.reason,
        way_out: Text::plain(way_out),
        sites: finding.sites,
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
    match (first.id.kind, &first.reason.args[..]) {
        (FindingKind::Breached, _) => Text::plain("notice_breached"),
        (FindingKind::Reused, args) => Text::with("notice_reused", args),
        (FindingKind::Weak, _) => Text::plain("notice_weak"),
        (FindingKind::Due, _) => Text::plain("notice_due"),
        (FindingKind::NotChecked, _) => Text::plain("notice_not_checked"),
    }
}

/// The line for values that no key, paste or autofill explains: a page could be guessing with them.
pub const NOTICE_SEE_TOOLBAR: &str = "notice_see_toolbar";

fn names_of(accounts: &[&Account]) -> Vec<String> {
    let mut names: Vec<String> = accounts.iter().map(|account| site::display_name(&account.site)).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether the person wanted a check and it failed; being off or on its way is no failure.
fn is_failure(why: NotChecked) -> bool {
    !matches!(why, NotChecked::OnlineOff | NotChecked::Waiting)
}

/// What is known about breaches of a password, in words. "Not checked" is never "fine".
pub fn breach_text(verdict: Verdict) -> Text {
    Text::plain(match verdict {
        Verdict::Breached => "breach_found",
        Verdict::NotFound => "breach_not_found",
        Verdict::NotChecked(why) => not_checked_code(why),
    })
}

fn not_checked_code(why: NotChecked) -> &'static str {
    match why {
        NotChecked::OnlineOff => "not_checked_online_off",
        NotChecked::Waiting => "not_checked_waiting",
        NotChecked::NoAnswer => "not_checked_no_answer",
        NotChecked::TimedOut => "not_checked_timed_out",
        NotChecked::NotARange => "not_checked_not_a_range",
        NotChecked::Refused => "not_checked_refused",
        NotChecked::Interrupted => "not_checked_interrupted",
    }
}

fn due_reason(changed: Dated, now: UnixMillis) -> Text {
    let days = u32::try_from(now.since(changed.at) / DAY).unwrap_or(0);
    let code = match changed.source {
        DateSource::FirstSeen => "due_reason_first_seen",
        DateSource::Observed | DateSource::SignUp | DateSource::FoundChanged | DateSource::Told => "due_reason_changed",
    };
    Text::with(code, [Arg::Count(days)])
}
