//! Which text says what.

use super::FindingKind;
use crate::{
    breach::{NotChecked, Verdict},
    reuse::Why,
    text::{Arg, Text},
    time::{DAY, UnixMillis},
    vault::account::{DateSource, Dated},
};

/// What to do about a finding, where that says nothing of it in particular.
pub(super) fn way_out(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::LookAlike => "look_alike_way_out",
        FindingKind::Breached => "breached_way_out",
        FindingKind::Reused => "reused_way_out",
        FindingKind::Similar => "similar_way_out",
        FindingKind::Returned => "returned_way_out",
        FindingKind::BarelyChanged => "barely_changed_way_out",
        FindingKind::Unencrypted => "unencrypted_way_out",
        FindingKind::Weak => "weak_way_out",
        FindingKind::Exposed => "exposed_way_out",
        FindingKind::ListAttack => "list_attack_way_out",
        FindingKind::DataLoss => "data_loss_way_out",
        FindingKind::CompanyBreach => "company_breach_way_out",
        FindingKind::Due => "due_way_out",
        FindingKind::NotChecked => "not_checked_way_out",
    }
}

/// A few words for a finding.
pub(super) fn label(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::LookAlike => "look_alike_label",
        FindingKind::Breached => "breached_label",
        FindingKind::Reused => "reused_label",
        FindingKind::Similar => "similar_label",
        FindingKind::Returned => "returned_label",
        FindingKind::BarelyChanged => "barely_changed_label",
        FindingKind::Unencrypted => "unencrypted_label",
        FindingKind::Weak => "weak_label",
        FindingKind::Exposed => "exposed_label",
        FindingKind::ListAttack => "list_attack_label",
        FindingKind::DataLoss => "data_loss_label",
        FindingKind::CompanyBreach => "company_breach_label",
        FindingKind::Due => "due_label",
        FindingKind::NotChecked => "not_checked_label",
    }
}

/// Says what differs from similar passwords, if it is the same everywhere.
pub(super) fn similar_reason(whys: &[Why]) -> &'static str {
    let Some(why) = whys.first().filter(|why| whys.iter().all(|other| other == *why)) else { return "similar_reason" };
    match why {
        Why::Case => "similar_reason_case",
        Why::Sign => "similar_reason_sign",
        Why::Number => "similar_reason_number",
        Why::Symbol => "similar_reason_symbol",
        Why::Name => "similar_reason_name",
        Why::Order => "similar_reason_order",
        Why::Word => "similar_reason_word",
        Why::Few => "similar_reason",
    }
}

/// What is known about breaches of a password, in words. "Not checked" is never "fine".
pub fn breach_text(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Breached => Text::plain("breach_found"),
        Verdict::NotFound => Text::plain("breach_not_found"),
        Verdict::NotChecked(why) => not_checked_text(why),
    }
}

pub(super) fn not_checked_text(why: NotChecked) -> Text {
    Text::plain(match why {
        NotChecked::NotAsked => "not_checked_not_asked",
        NotChecked::OnlineOff => "not_checked_online_off",
        NotChecked::NoFilter => "not_checked_no_filter",
        NotChecked::Waiting => "not_checked_waiting",
        NotChecked::NoAnswer => "not_checked_no_answer",
        NotChecked::TimedOut => "not_checked_timed_out",
        NotChecked::NotARange => "not_checked_not_a_range",
        NotChecked::Refused => "not_checked_refused",
        NotChecked::Interrupted => "not_checked_interrupted",
        NotChecked::NoSource => "not_checked_no_source",
        NotChecked::Later(at) => return Text::with("not_checked_later", [Arg::Time(at)]),
    })
}

/// From how many years on an age is told in years: 5,288 days say nothing to anybody.
const TOLD_IN_YEARS: u32 = 2;

/// Why a password is due by age.
pub(super) fn due_reason(changed: Dated, now: UnixMillis) -> Text {
    let days = u32::try_from(now.since(changed.at) / DAY).unwrap_or(0);
    // Of the longest ones, so that "more than" holds.
    let years = days / 366;
    let in_years = years >= TOLD_IN_YEARS;
    let code = match (changed.source, in_years) {
        (DateSource::FirstSeen, false) => "due_reason_first_seen",
        (DateSource::FirstSeen, true) => "due_reason_first_seen_years",
        (_, false) => "due_reason_changed",
        (_, true) => "due_reason_changed_years",
    };
    Text::with(code, [Arg::Count(if in_years { years } else { days })])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_days_and_from_two_years_on_in_years() {
        let reason = |source, days| {
            let text = due_reason(Dated { at: UnixMillis(0), source }, UnixMillis(days * DAY));
            let Some(Arg::Count(count)) = text.args.first() else { panic!("no number") };
            (text.code, *count)
        };
        assert_eq!(reason(DateSource::Told, 731), ("due_reason_changed", 731));
        assert_eq!(reason(DateSource::Told, 732), ("due_reason_changed_years", 2));
        assert_eq!(reason(DateSource::FirstSeen, 5_288), ("due_reason_first_seen_years", 14));
    }
}
