//! Was it a login at all? A staged attempt becomes a confirmed login only when its form is gone and does not come back.

use super::{
    Service,
    effect::Effect,
    event::{AttemptId, FrameSeen, TabId, Timer},
    session::{Attempt, Progress},
};
use crate::{
    form::{self, FormKind},
    site::Site,
    time::{Now, SECOND, UnixMillis},
    vault::account::{Account, AccountId, BreachCheck, DateSource, Dated, SecretRole, StoredPassword},
};

/// How long a form must stay away on a page that came after it, in milliseconds.
const GONE_AFTER_NAVIGATION: i64 = 1_200;
/// The same on the very page of the form, where it may be hidden while the page waits for its server.
const GONE_ON_THE_PAGE: i64 = 3_000;
/// How long a submitted form may stand there before the login counts as refused, in milliseconds.
const GIVE_UP_AFTER: i64 = 20 * SECOND;
/// How long after the submission a form that stands there with its password emptied counts as refused, in milliseconds.
const EMPTIED_IS_REFUSED_AFTER: i64 = 4 * SECOND;
/// How often a page is looked at until then, in milliseconds.
const PROBE_EVERY: u32 = 1_500;

/// What the tab shows of a submitted form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// Its page is there, and the form in it.
    Stands,
    /// Its page is there, and the form in it; the page has emptied the password.
    Emptied,
    /// Another page is there that asks the same again, or is an error page of the server's.
    CameBack,
    /// Its page is there without the form.
    GoneOnThePage,
    /// Another page is there that does not ask again.
    GoneAfterNavigation,
    /// Another page is there that is no answer: the person went there.
    WentElsewhere,
    /// No page answered (an error page of the browser's, say).
    Unknown,
}

impl Service {
    /// A tab shows a page: it may be the answer to a login, or a site that something is known about.
    pub(super) fn tab_completed(&mut self, tab: TabId, url: Option<&str>, now: UnixMillis, out: &mut Vec<Effect>) {
        self.session.forget_old(now);
        let attempts = self.session.attempts.iter().filter(|attempt| attempt.tab == tab);
        let open = attempts.filter(|attempt| attempt.progress != Progress::Abandoned);
        out.extend(open.map(|attempt| Effect::Probe { attempt: attempt.id, tab }));
        if let Some((site, _, _)) = url.and_then(|url| Site::from_origin_url(url).ok()) {
            self.badge(tab, &site, now, out);
        }
    }

    /// The frames of a tab were looked at for an attempt's form.
    pub(super) fn probed(&mut self, id: AttemptId, frames: &[FrameSeen], now: Now, out: &mut Vec<Effect>) {
        let Some(attempt) = self.session.attempt(id) else { return };
        let sight = look(attempt, frames);
        let progress = match (attempt.progress, sight) {
            (Progress::Abandoned, _)
            | (Progress::Typing, Sight::Stands | Sight::Emptied | Sight::GoneOnThePage | Sight::Unknown) => return,
            // The message of the submission was lost with the page; this is its answer, if it is the site's own.
            (Progress::Typing, _) if !shows_site(attempt, frames) => return self.drop_attempt(id, out),
            (Progress::Typing, _) => Progress::Submitted { at: now.at },
            (progress, _) => progress,
        };
        let (Progress::Submitted { at } | Progress::Gone { at, .. }) = progress else { return };
        let needed = match sight {
            Sight::CameBack | Sight::WentElsewhere => return self.refuse(id, now.at, out),
            Sight::Stands | Sight::Emptied | Sight::Unknown => {
                let patience = if sight == Sight::Emptied { EMPTIED_IS_REFUSED_AFTER } else { GIVE_UP_AFTER };
                if now.at.since(at) >= patience {
                    return self.refuse(id, now.at, out);
                }
                return self.keep_looking(id, Progress::Submitted { at }, PROBE_EVERY, out);
            }
            Sight::GoneOnThePage => GONE_ON_THE_PAGE,
            Sight::GoneAfterNavigation => GONE_AFTER_NAVIGATION,
        };
        match progress {
            Progress::Gone { since, .. } if now.at.since(since) >= needed => self.confirm(id, now.at, out),
            Progress::Gone { since, .. } => {
                let left = u32::try_from(needed - now.at.since(since)).unwrap_or(PROBE_EVERY).min(PROBE_EVERY);
                self.keep_looking(id, progress, left, out);
            }
            _ => {
                let left = u32::try_from(needed).unwrap_or(PROBE_EVERY);
                self.keep_looking(id, Progress::Gone { at, since: now.at }, left, out);
            }
        }
    }

    fn keep_looking(&mut self, id: AttemptId, progress: Progress, millis: u32, out: &mut Vec<Effect>) {
        if let Some(attempt) = self.session.attempt_mut(id) {
            attempt.progress = progress;
        }
        out.push(Effect::SaveSession);
        out.push(Effect::After { millis, timer: Timer::Probe(id) });
    }

    fn drop_attempt(&mut self, id: AttemptId, out: &mut Vec<Effect>) {
        self.session.take(id);
        out.push(Effect::SaveSession);
    }

    /// The login was refused: nothing is learned. The line shows all the same, whatever it says.
    fn refuse(&mut self, id: AttemptId, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some(attempt) = self.session.take(id) else { return };
        out.push(Effect::SaveSession);
        self.show_notice(&attempt, now, out);
        self.badge(attempt.tab, &attempt.site, now, out);
    }

    /// The login is confirmed: the vault learns it.
    ///
    /// The vault is written before the session forgets the attempt. Should the worker be ended in between, the attempt is
    /// confirmed again, which changes nothing.
    fn confirm(&mut self, id: AttemptId, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some(attempt) = self.session.take(id) else { return };
        let known = self.account_of(&attempt).map(|account| account.id);
        let account = match known {
            Some(account) => self.update(account, &attempt, now),
            None => self.learn(&attempt, now),
        };
        self.session.note_verdict(account, attempt.verdict);
        self.hand_over(id, account);
        out.push(Effect::SaveVault);
        out.push(Effect::SaveSession);
        self.show_notice(&attempt, now, out);
        self.badge(attempt.tab, &attempt.site, now, out);
        self.notify_severe(account, now, out);
    }

    fn update(&mut self, id: AccountId, attempt: &Attempt, now: UnixMillis) -> AccountId {
        let Some(account) = self.vault.account_mut(id) else { return id };
        account.last_login = now;
        account.origin.clone_from(&attempt.origin);
        if account.name.is_none() {
            account.name.clone_from(&attempt.name);
        }
        if account.password.tag == attempt.tag {
            let password = &mut account.password;
            password.score = attempt.score.or(password.score);
            password.breach = breach_check(attempt).or(password.breach);
        } else {
            let source = match attempt.kind {
                FormKind::Change | FormKind::Reset => DateSource::Observed,
                FormKind::SignUp | FormKind::Login | FormKind::Other => DateSource::FoundChanged,
            };
            account.replace_password(stored(attempt, Dated { at: now, source }));
            self.vault.forget_former_causes(id);
        }
        id
    }

    fn learn(&mut self, attempt: &Attempt, now: UnixMillis) -> AccountId {
        let source = match attempt.kind {
            FormKind::SignUp => DateSource::SignUp,
            FormKind::Change | FormKind::Reset => DateSource::Observed,
            FormKind::Login | FormKind::Other => DateSource::FirstSeen,
        };
        let id = AccountId(self.vault.next_account);
        self.vault.next_account += 1;
        self.vault.accounts.push(Account {
            id,
            site: attempt.site.clone(),
            origin: attempt.origin.clone(),
            name: attempt.name.clone(),
            role: SecretRole::Login,
            password: stored(attempt, Dated { at: now, source }),
            earlier: Vec::new(),
            first_seen: now,
            last_login: now,
        });
        id
    }
}

fn stored(attempt: &Attempt, changed: Dated) -> StoredPassword {
    StoredPassword { tag: attempt.tag, score: attempt.score, breach: breach_check(attempt), changed }
}

fn breach_check(attempt: &Attempt) -> Option<BreachCheck> {
    use crate::breach::Verdict;
    let breached = match attempt.verdict {
        Verdict::Breached => true,
        Verdict::NotFound => false,
        Verdict::NotChecked(_) => return None,
    };
    attempt.checked_at.map(|at| BreachCheck { breached, at })
}

fn look(attempt: &Attempt, frames: &[FrameSeen]) -> Sight {
    if frames.is_empty() {
        return Sight::Unknown;
    }
    if let Some(own) = frames.iter().find(|frame| frame.document == attempt.document) {
        return match (own.typed_field_stands, own.typed_field_empty) {
            (true, false) => Sight::Stands,
            (true, true) => Sight::Emptied,
            (false, _) => Sight::GoneOnThePage,
        };
    }
    let is_error = |frame: &FrameSeen| frame.frame == 0 && frame.status >= 400;
    let asks_again = |frame: &FrameSeen| {
        is_of_site(frame, &attempt.site)
            && frame.forms.iter().map(form::read).any(|reading| reading.kind == attempt.kind && reading.has_password())
    };
    // A form that the browser itself sends is answered by the next page of its site, whatever referrer that has.
    let sent_by_browser = !attempt.handled_by_page && shows_site(attempt, frames);
    let is_answer = sent_by_browser || frames.iter().any(|frame| frame.frame == 0 && frame.came_from_page);
    match frames.iter().any(|frame| is_error(frame) || asks_again(frame)) {
        true => Sight::CameBack,
        false if is_answer => Sight::GoneAfterNavigation,
        false => Sight::WentElsewhere,
    }
}

fn shows_site(attempt: &Attempt, frames: &[FrameSeen]) -> bool {
    frames.iter().any(|frame| is_of_site(frame, &attempt.site))
}

fn is_of_site(frame: &FrameSeen, site: &Site) -> bool {
    Site::from_origin_url(&frame.origin).is_ok_and(|(seen, _, _)| &seen == site)
}
