//! Was it a login at all? A staged attempt becomes a confirmed login only when its form is gone and does not come back.

use super::{
    Service,
    bounds::cut_frames,
    effect::{Cue, Effect},
    event::{AttemptId, FrameSeen, TabId, Timer},
    session::{ATTEMPT_LIFE, Attempt, Progress},
    typing::called,
};
use crate::{
    form::{
        self, FieldRole, FormKind, FormSnapshot, Place,
        words::{Folded, Meaning},
    },
    site::Site,
    time::{DAY, Now, SECOND, UnixMillis},
    vault::account::{Account, AccountId, AccountName, BreachCheck, DateSource, Dated, StoredPassword},
};

/// How long a form must stay away on a page that came after it, in milliseconds.
const GONE_AFTER_NAVIGATION: i64 = 1_200;
/// The same on the very page of the form, from which it was taken out.
const GONE_ON_THE_PAGE: i64 = 3_000;
/// The same for a form that is still there and hidden: it may be so while the page waits for its server.
const HIDDEN_ON_THE_PAGE: i64 = 6_000;
/// How long a submitted form may stand there before the login counts as refused, in milliseconds.
const GIVE_UP_AFTER: i64 = 20 * SECOND;
/// How long after the submission a form that stands there with its passwords emptied has had its answer, in milliseconds: a
/// login was refused, a change of password was made.
const EMPTIED_IS_ANSWERED_AFTER: i64 = 4 * SECOND;
/// How often a page is looked at until then, in milliseconds; after [`GIVE_UP_AFTER`] more rarely.
const PROBE_EVERY: u32 = 1_500;
const PROBE_A_SLOW_SERVER_EVERY: u32 = 5_000;
/// How much later than the page a submission may be heard of, in milliseconds.
const HEARD_LATE: i64 = SECOND;
/// How many accounts that no key explains are learned on a site within a day, and how many passwords of known ones change
/// so.
const MOST_UNEXPLAINED: usize = 5;

/// What the tab shows of a submitted form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// Its page is there, and the form in it or one like it.
    Stands,
    /// The same, and the page or the browser waits for the server.
    Waits,
    /// Its page is there, and the form in it; the page has emptied the password.
    Emptied,
    /// The same after a change of password, and no field is marked as wrong.
    Cleared,
    /// Another page is there that asks the same again, or is an error page of the server's.
    CameBack,
    /// Its page is there, and the form in it hidden.
    Hidden,
    /// Its page is there without the form, or the page around the form's frame without that.
    GoneOnThePage,
    /// Another page is there that does not ask again.
    GoneAfterNavigation,
    /// Another page is there that is no answer: the person went there.
    WentElsewhere,
    /// No page answered (an error page of the browser's, say).
    Unknown,
}

impl Sight {
    /// Whether the very page of the form is still there.
    fn is_of_its_page(self) -> bool {
        !matches!(self, Self::CameBack | Self::GoneAfterNavigation | Self::WentElsewhere)
    }
}

impl Service {
    /// Whether a form asks for what an attempt gave, or leads there: the login's user name alone. Many a page asks an e-mail
    /// address for something else, so such a form must speak of a login, or be the one that asked the name before.
    fn asks_the_same(&self, attempt: &Attempt, form: &FormSnapshot) -> bool {
        let reading = form::read(form);
        let sets_a_new_one = |kind| matches!(kind, FormKind::Change | FormKind::Reset | FormKind::SignUp);
        if reading.has_password() {
            return [attempt.kind, attempt.form].contains(&reading.kind)
                || (sets_a_new_one(attempt.form) && sets_a_new_one(reading.kind));
        }
        let mut names = reading.with_role(FieldRole::Identifier).map(|index| called(&form.fields[index])).peekable();
        attempt.kind == FormKind::Login
            && reading.kind == FormKind::Login
            && names.peek().is_some()
            && (speaks_of_login(form) || names.any(|name| self.session.asked_name(attempt.tab, &attempt.site, name)))
    }

    /// A tab shows a page: it may be the answer to a login, or a site that something is known about.
    pub(super) fn tab_completed(
        &mut self,
        tab: TabId,
        url: Option<&str>,
        private: bool,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        self.session.forget_old(now);
        self.heard_at = Some(now);
        let attempts = self.session.attempts.iter().filter(|attempt| attempt.tab == tab);
        let open = attempts.filter(|attempt| attempt.progress != Progress::Abandoned);
        out.extend(open.map(|attempt| Effect::Probe { attempt: attempt.id, tab }));
        if let Some((site, _, _)) = url.and_then(|url| Site::from_origin_url(url).ok()) {
            self.leave_answered(tab, &site);
            if private {
                // Which site a private tab shows is noted nowhere.
                self.show_badge(tab, &site, now, out);
            } else {
                self.badge(tab, &site, now, out);
            }
        }
    }

    /// The frames of a tab were looked at for an attempt's form.
    pub(super) fn probed(&mut self, id: AttemptId, mut frames: Vec<FrameSeen>, now: Now, out: &mut Vec<Effect>) {
        if let Some(attempt) = self.session.attempt_mut(id) {
            attempt.not_later_than(now.at);
        }
        let Some(attempt) = self.session.attempt(id) else { return };
        let submitted_at = match attempt.progress {
            Progress::Submitted { at } | Progress::Gone { at, .. } => at,
            Progress::Typing | Progress::Abandoned => attempt.typed_at,
        };
        cut_frames(&mut frames, |frame| frame.frame == attempt.frame || frame.document == attempt.document);
        let sight = self.look(attempt, &frames, now.at.since(submitted_at));
        let progress = match attempt.progress {
            Progress::Abandoned => return,
            Progress::Typing if sight.is_of_its_page() => return,
            // The message of the submission was lost with the page; this is its answer, if it is the site's own.
            Progress::Typing if !shows_site(attempt, &frames) => return self.drop_attempt(id, out),
            Progress::Typing => Progress::Submitted { at: now.at },
            progress => progress,
        };
        let (Progress::Submitted { at } | Progress::Gone { at, .. }) = progress else { return };
        let passed = now.at.since(at);
        let needed = match sight {
            // Nobody looked in time, because the worker was ended meanwhile: the form was seen gone, and the person went on.
            Sight::WentElsewhere if matches!(progress, Progress::Gone { since, .. } if now.at.since(since) >= HIDDEN_ON_THE_PAGE) =>
            {
                return self.confirm(id, now, out);
            }
            Sight::CameBack | Sight::WentElsewhere => return self.refuse(id, now.at, out),
            Sight::Cleared if passed >= EMPTIED_IS_ANSWERED_AFTER => return self.confirm(id, now, out),
            Sight::Stands | Sight::Waits | Sight::Emptied | Sight::Cleared | Sight::Unknown => {
                let patience = match sight {
                    Sight::Emptied => EMPTIED_IS_ANSWERED_AFTER,
                    Sight::Waits => ATTEMPT_LIFE,
                    _ => GIVE_UP_AFTER,
                };
                if passed >= patience {
                    return self.refuse(id, now.at, out);
                }
                let again = if passed < GIVE_UP_AFTER { PROBE_EVERY } else { PROBE_A_SLOW_SERVER_EVERY };
                return self.keep_looking(id, Progress::Submitted { at }, again, out);
            }
            Sight::Hidden => HIDDEN_ON_THE_PAGE,
            Sight::GoneOnThePage => GONE_ON_THE_PAGE,
            Sight::GoneAfterNavigation => GONE_AFTER_NAVIGATION,
        };
        match progress {
            Progress::Gone { since, .. } if now.at.since(since) >= needed => self.confirm(id, now, out),
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

    /// What the tab's frames show of an attempt, so many milliseconds after its submission.
    fn look(&self, attempt: &Attempt, frames: &[FrameSeen], passed: i64) -> Sight {
        let came_with_it = |frame: &&FrameSeen| frame.age < (passed + HEARD_LATE) as f64;
        let top = frames.iter().find(|frame| frame.frame == 0);
        let top_stayed = attempt.frame != 0 && top.is_some_and(|top| top.age > passed as f64);
        let answers = |frame: &FrameSeen| {
            frame.frame == attempt.frame || (frame.frame == 0 && !top_stayed) || attempt.answered_elsewhere
        };
        let is_error = |frame: &FrameSeen| answers(frame) && frame.status >= 400;
        // A page could show the same form many times: equal ones are read once.
        let mut read: Vec<(&FormSnapshot, bool)> = Vec::new();
        for form in frames.iter().filter(|frame| is_of_site(frame, &attempt.site)).flat_map(|frame| &frame.forms) {
            if !read.iter().any(|(known, _)| *known == form) {
                read.push((form, self.asks_the_same(attempt, form)));
            }
        }
        let form_asks_again =
            |form: &FormSnapshot| read.iter().any(|(known, asks_again)| *asks_again && *known == form);
        let asks_again =
            |frame: &FrameSeen| is_of_site(frame, &attempt.site) && frame.forms.iter().any(form_asks_again);
        let judge = |frame: &FrameSeen| match is_error(frame) || asks_again(frame) {
            true => Sight::CameBack,
            false => Sight::GoneAfterNavigation,
        };
        if let Some(own) = frames.iter().find(|frame| frame.document == attempt.document) {
            let elsewhere = |frame: &&FrameSeen| frame.frame != own.frame && is_of_site(frame, &attempt.site);
            return match frames.iter().filter(elsewhere).find(came_with_it) {
                Some(answer) if attempt.answered_elsewhere => judge(answer),
                _ => look_at_its_page(attempt, own, asks_again(own), passed),
            };
        }
        let Some(top) = top else { return Sight::Unknown };
        if frames.iter().any(|frame| judge(frame) == Sight::CameBack) {
            return Sight::CameBack;
        }
        let frame_is_there = frames.iter().any(|frame| frame.frame == attempt.frame);
        // A form that the browser itself sends is answered by the next page of its site, whatever referrer that has; so is one
        // whose page has gone there by itself.
        let went_by_itself = (attempt.sent_by_browser || attempt.left_by_page) && shows_site(attempt, frames);
        match (top_stayed, frame_is_there) {
            // A frame with an error page of the browser's is silent, too.
            (true, false) if top.frames >= attempt.frames => Sight::Unknown,
            (true, false) => Sight::GoneOnThePage,
            (true, true) => Sight::GoneAfterNavigation,
            (false, _) if went_by_itself || top.came_from_page => Sight::GoneAfterNavigation,
            (false, _) => Sight::WentElsewhere,
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
        self.show_notice(&attempt, Cue::Submitted, now, out);
        self.badge(attempt.tab, &attempt.site, now, out);
    }

    /// The login is confirmed: the vault learns it. The session forgets it when the vault is written (see
    /// [`super::saving`]).
    fn confirm(&mut self, id: AttemptId, now: Now, out: &mut Vec<Effect>) {
        let Some(attempt) = self.session.take(id) else { return };
        let Now { at, .. } = now;
        let known = self.account_of(&attempt).map(|account| account.id);
        if !attempt.genuine && !self.may_learn_unexplained(known, &attempt, at) {
            // It is told as every login is, so that the page learns nothing of which accounts are known.
            out.push(Effect::SaveSession);
            self.show_notice(&attempt, Cue::Submitted, at, out);
            return self.badge(attempt.tab, &attempt.site, at, out);
        }
        let account = self.enter(&attempt, at);
        self.hand_over(id, account);
        // Whoever logs in next on this tab may be somebody else.
        self.session.forget_name(attempt.tab, &attempt.site);
        self.session.learned.push((attempt.clone(), at));
        out.push(Effect::SaveVault);
        self.show_notice(&attempt, Cue::Submitted, at, out);
        self.badge(attempt.tab, &attempt.site, at, out);
        self.notify_severe(account, at, out);
        self.answer_again(&attempt, account, out);
        self.plan(now, out);
    }

    /// Whether a password that no key explains may be learned. A page could fill the vault with accounts of its own
    /// making, or give its accounts one password after the other: each is a finding that the person is told of, and puts a
    /// former one out of the account's memory.
    fn may_learn_unexplained(&mut self, known: Option<AccountId>, attempt: &Attempt, now: UnixMillis) -> bool {
        let Some(account) = known.and_then(|id| self.vault.account(id)) else {
            return self.learned_today(&attempt.site, now) < MOST_UNEXPLAINED;
        };
        if account.password.tag == attempt.tag {
            return true;
        }
        self.session.forget_old(now);
        let overwritten = &mut self.session.overwritten;
        let may = overwritten.iter().filter(|(site, _)| *site == attempt.site).count() < MOST_UNEXPLAINED;
        if may {
            overwritten.push((attempt.site.clone(), now));
        }
        may
    }

    /// Enters a confirmed login into the vault. To enter it twice changes nothing.
    pub(super) fn enter(&mut self, attempt: &Attempt, now: UnixMillis) -> AccountId {
        let known = self.account_of(attempt).map(|account| account.id);
        let account = match known {
            Some(account) => self.update(account, attempt, now),
            None => self.learn(attempt, now),
        };
        if !self.vault.protected {
            // The passphrase may have been removed since the name was typed.
            self.vault.account_mut(account).and_then(|account| account.name.as_mut()).map(AccountName::shorten);
        }
        self.vault.tidy_lists(now);
        self.session.note_verdict(account, attempt.verdict);
        self.note_stems(account, attempt.tag, &attempt.stems);
        if let Some(guess) = self.session.guess_of(&attempt.site) {
            self.vault.note_guess(&attempt.site, guess);
        }
        account
    }

    fn learned_today(&self, site: &Site, now: UnixMillis) -> usize {
        self.vault.accounts_on(site).filter(|account| now.since(account.first_seen) < DAY).count()
    }

    fn update(&mut self, id: AccountId, attempt: &Attempt, now: UnixMillis) -> AccountId {
        // A name from a page before may be another account's.
        let has_name = |account: &Account| {
            account.name.as_ref().map(|name| name.tag) == attempt.name.as_ref().map(|name| name.tag)
        };
        let is_taken = self.vault.accounts_on(&attempt.site).any(has_name);
        let told = self.incidents_told(id, now);
        let Some(account) = self.vault.account_mut(id) else { return id };
        account.not_later_than(now);
        let login_before = std::mem::replace(&mut account.last_login, now);
        account.origin.clone_from(&attempt.origin);
        // The same name may have been kept as a hint before there was a passphrase.
        if (account.name.is_none() && !is_taken) || has_name(account) {
            account.name.clone_from(&attempt.name);
        }
        if account.password.tag == attempt.tag {
            let password = &mut account.password;
            password.score = attempt.score.or(password.score);
            password.breach = breach_check(attempt).map(|check| check.after(password.breach)).or(password.breach);
            if let Some(similar) = &attempt.similar {
                account.looked_at(similar.clone(), attempt.edited);
            }
        } else {
            let source = match attempt.kind {
                FormKind::Change | FormKind::Reset => DateSource::Observed,
                FormKind::SignUp | FormKind::Login | FormKind::Other => DateSource::FoundChanged,
            };
            let former = account.password.tag;
            let not_before = Some(login_before);
            account.replace_password(StoredPassword { not_before, ..stored(attempt, Dated { at: now, source }) });
            // What the form was given as the present one is the one before, whatever is known here: it may have been changed on
            // another machine.
            let former = attempt.former.filter(|given| *given != attempt.tag).unwrap_or(former);
            account.remember(former);
            for incident in told {
                self.vault.note_mut(id, incident).told = true;
            }
            self.vault.forget_former_causes(id);
            self.vault.diary.again.remove(&id);
            let is_real = self.vault.account(id).is_some_and(Account::is_really_changed);
            if source == DateSource::Observed && is_real {
                self.vault.begin_list(id, former, now);
            }
        }
        id
    }

    fn learn(&mut self, attempt: &Attempt, now: UnixMillis) -> AccountId {
        let source = match attempt.kind {
            // Nobody knows when it was last really changed.
            _ if attempt.edited.is_some() || attempt.former == Some(attempt.tag) => DateSource::FirstSeen,
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
            role: attempt.role.unwrap_or_default(),
            password: stored(attempt, Dated { at: now, source }),
            earlier: attempt.former.into_iter().filter(|former| *former != attempt.tag).collect(),
            first_seen: now,
            last_login: now,
        });
        if let Some(former) = attempt.former.filter(|_| source == DateSource::Observed) {
            self.vault.begin_list(id, former, now);
        }
        id
    }
}

fn stored(attempt: &Attempt, changed: Dated) -> StoredPassword {
    StoredPassword {
        tag: attempt.tag,
        score: attempt.score,
        breach: breach_check(attempt),
        changed,
        similar: attempt.similar.clone(),
        edited: attempt.edited,
        changed_before: None,
        before_told: None,
        returned: false,
        not_before: None,
        former_not_before: None,
        former_before_told: None,
    }
}

/// What a check has found about an attempt's password, if one has answered.
pub(super) fn breach_check(attempt: &Attempt) -> Option<BreachCheck> {
    use crate::breach::Verdict;
    let breached = match attempt.verdict {
        Verdict::Breached => true,
        Verdict::NotFound => false,
        Verdict::NotChecked(_) => return None,
    };
    // What the offline filter says is dated when a source has answered, or would be asked no more.
    let at = attempt.checked_at.or(breached.then_some(BreachCheck::NEVER))?;
    Some(BreachCheck { breached, at })
}

fn look_at_its_page(attempt: &Attempt, own: &FrameSeen, asks_again: bool, passed: i64) -> Sight {
    let sets_a_new_one = matches!(attempt.kind, FormKind::Change | FormKind::Reset);
    match own {
        FrameSeen { waits: true, .. } => Sight::Waits,
        FrameSeen { tab_loads: true, .. } if passed < GIVE_UP_AFTER || own.typed_field_stands => Sight::Waits,
        FrameSeen { typed_field_stands: true, typed_field_empty: true, says_invalid: false, .. } if sets_a_new_one => {
            Sight::Cleared
        }
        FrameSeen { typed_field_stands: true, typed_field_empty: true, .. } => Sight::Emptied,
        FrameSeen { typed_field_stands: true, .. } => Sight::Stands,
        // Drawn anew, or back at the user name.
        _ if asks_again => Sight::Stands,
        FrameSeen { typed_field_hidden: true, address_changed: false, .. } => Sight::Hidden,
        _ => Sight::GoneOnThePage,
    }
}

/// Whether the texts of a form, or what the markup calls it, speak of a login.
fn speaks_of_login(form: &FormSnapshot) -> bool {
    let texts = form.texts.iter().filter(|near| near.place != Place::Link).map(|near| &near.text);
    texts
        .chain(&form.names)
        .any(|text| Folded::new(text).meanings().iter().any(|(meaning, _)| *meaning == Meaning::Login))
}

fn shows_site(attempt: &Attempt, frames: &[FrameSeen]) -> bool {
    frames.iter().any(|frame| is_of_site(frame, &attempt.site))
}

fn is_of_site(frame: &FrameSeen, site: &Site) -> bool {
    Site::from_origin_url(&frame.origin).is_ok_and(|(seen, _, _)| &seen == site)
}
