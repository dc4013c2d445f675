//! What is typed becomes a staged attempt: tags in the session's storage, on each pause and at submission.

use super::{
    Service,
    bounds::{Work, cut_form},
    checks::{Owner, Target},
    effect::{Cue, Effect, Reply, TouchedReply, TypedReply},
    event::{AttemptId, Moment, Sender, Timer, Typed},
    pick::{self, pick},
    session::{Attempt, Progress, TypedName},
};
use crate::{
    advice,
    breach::{Verdict, offline::Key},
    fingerprint::Tag,
    form::{self, FieldRole, FieldSnapshot, FormKind, FormSnapshot},
    reuse::form::near,
    rotation::role::role_of,
    site::Site,
    text::Text,
    time::UnixMillis,
    vault::{
        Whose,
        account::{Account, AccountId, AccountName},
    },
};

/// The line until something is known.
const NOTICE_WAITING: &str = "notice_waiting";
/// The line while the vault is locked.
pub(super) const NOTICE_LOCKED: &str = "notice_locked";

/// How soon after a submission the page is looked at, in milliseconds.
const FIRST_PROBE: u32 = 1_500;

impl Service {
    /// Says what a form is. Asked once per form, while the person is still typing.
    pub(super) fn touched(&self, site: &Site, mut form: FormSnapshot) -> TouchedReply {
        cut_form(&mut form);
        TouchedReply {
            reading: form::read(&form),
            show_notice: self.shows_notice(site),
            waiting: Text::plain(NOTICE_WAITING),
        }
    }

    /// A password is being edited in a frame: the line shows in the page around it.
    pub(super) fn edited(&self, from: &Sender, site: Site, out: &mut Vec<Effect>) {
        if self.shows_notice(&site) {
            self.show_in_top(from, site, Cue::Edited, Text::plain(NOTICE_WAITING), out);
        }
    }

    /// Shows a line in the page around a frame, if it is one.
    pub(super) fn show_in_top(&self, from: &Sender, site: Site, cue: Cue, text: Text, out: &mut Vec<Effect>) {
        if from.frame != 0 {
            out.push(Effect::Notice { tab: from.tab, site, cue, text });
        }
    }

    /// The same while the vault is locked: which choices the person made about the site is not known then.
    pub(super) fn touched_in_locked(&self, mut form: FormSnapshot) -> TouchedReply {
        cut_form(&mut form);
        TouchedReply {
            reading: form::read(&form),
            show_notice: self.vault.settings.notices,
            waiting: Text::plain(NOTICE_LOCKED),
        }
    }

    /// The line while the vault is locked, where it shows for an open one.
    pub(super) fn say_locked(&self, from: &Sender, site: Site, out: &mut Vec<Effect>) {
        let notice = Text::plain(NOTICE_LOCKED);
        out.push(Effect::Reply(Reply::Typed(TypedReply { notice: notice.clone() })));
        if self.vault.settings.notices {
            self.show_in_top(from, site, Cue::Answered, notice, out);
        }
    }

    /// Stages what was typed, says what is known at once, and starts the checks that its moment allows.
    pub(super) fn typed(
        &mut self,
        from: &Sender,
        site: Site,
        origin: String,
        typed: Typed,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let Typed { document, mut form, values, field, moment, button, target, frames, activated } = typed;
        if moment == Moment::Submit && button.as_deref().is_some_and(pick::leads_away) {
            return self.abandoned(from, &document, out);
        }
        self.session.forget_old(now);
        let work = if moment == Moment::Submit { Work::Submission } else { Work::Pause };
        if !self.budgets.allow(&site, &origin, work, now) {
            return;
        }
        cut_form(&mut form);
        let reading = form::read(&form);
        let picked = pick(&reading, values, field, moment);
        let Some(password) = picked.password else {
            if moment == Moment::Submit && reading.has_password() {
                self.submitted_without_value(from, &document, now, out);
            }
            // An address that was given to a newsletter is no user name.
            let asks_name = matches!(reading.kind, FormKind::Login | FormKind::SignUp) && !reading.has_password();
            if let Some(name) = picked.name.filter(|_| asks_name && activated && !from.private) {
                let called = reading.with_role(FieldRole::Identifier).map(|index| called(&form.fields[index])).next();
                self.remember_name(from, site, &name, called.unwrap_or_default(), now, out);
            }
            return;
        };
        let tagger = self.vault.tagger();
        let tag = tagger.password(&password);
        let key = Key::of(&password);
        let verdict = self.first_verdict(tag, &key);
        let name = picked.name.as_deref().map(|name| self.tagged_name(name));
        let staged = Attempt {
            id: AttemptId(self.session.next_attempt),
            tab: from.tab,
            frame: from.frame,
            document,
            name_from_before: name.is_none(),
            name: name.or_else(|| self.session.name_for(from.tab, &site).cloned()),
            kind: picked.kind,
            role: reading.passwords().find_map(|index| role_of(&form.fields[index], self.vault.kind_of(&site))),
            form: reading.kind,
            tag,
            edited: picked.former.as_ref().and_then(|former| near(former, &password, &self.edit_context(&site, now))),
            former: picked.former.map(|former| tagger.password(&former)),
            genuine: picked.genuine,
            score: None,
            verdict,
            checked_at: None,
            similar: None,
            stems: Vec::new(),
            sent_by_browser: false,
            left_by_page: false,
            frames,
            answered_elsewhere: is_another_frame(&target),
            progress: if moment == Moment::Submit { Progress::Submitted { at: now } } else { Progress::Typing },
            typed_at: now,
            site,
            origin,
        };
        // A page may fill in what it likes; a person is there once something was clicked or pressed.
        if !(picked.genuine || activated) {
            self.reply_notice(&staged, now, out);
            return self.need_filter(out);
        }
        if from.private {
            self.answer_notice(&staged, now, out);
            return self.need_filter(out);
        }
        // What the page puts into its field after a submission, a hash say, is not what was submitted.
        if moment != Moment::Submit && !staged.genuine && self.is_submitted(from, &staged.document) {
            return;
        }
        let staged = self.stage(staged, moment);
        self.answered.remove(&staged.tab);
        out.push(Effect::SaveSession);
        self.answer_notice(&staged, now, out);
        if self.filter.is_none() {
            let target = Target { tag, owner: Owner::Attempt(staged.id) };
            self.look_up(target, key, None, now, out);
        }
        let may_check = |service: &mut Self| service.budgets.allow(&staged.site, &staged.origin, Work::Check, now);
        if moment == Moment::Submit || (moment == Moment::Left && picked.new && may_check(self)) {
            self.start_checks(&staged, password, picked.name.as_deref(), now, out);
        }
        self.badge(staged.tab, &staged.site, now, out);
        self.warn_of_look_alike(&staged, now, out);
        if moment == Moment::Submit {
            out.push(Effect::After { millis: FIRST_PROBE, timer: Timer::Probe(staged.id) });
        }
    }

    /// The page has emptied or masked its password before it was read. What was typed before is what was submitted.
    fn submitted_without_value(&mut self, from: &Sender, document: &str, now: UnixMillis, out: &mut Vec<Effect>) {
        let typing = |attempt: &&mut Attempt| attempt.progress == Progress::Typing;
        if let Some(attempt) = self.attempt_in(from, document).filter(typing) {
            attempt.progress = Progress::Submitted { at: now };
            let timer = Timer::Probe(attempt.id);
            out.extend([Effect::SaveSession, Effect::After { millis: FIRST_PROBE, timer }]);
        }
    }

    /// The person left the form by a link: the tab's next page is no answer to it.
    pub(super) fn abandoned(&mut self, from: &Sender, document: &str, out: &mut Vec<Effect>) {
        let Some(attempt) = self.attempt_in(from, document) else { return };
        let waits_for_page = matches!(attempt.progress, Progress::Submitted { .. }) && !attempt.sent_by_browser;
        if attempt.progress == Progress::Typing || waits_for_page {
            attempt.progress = Progress::Abandoned;
            out.push(Effect::SaveSession);
        }
    }

    /// The browser itself sends the form.
    pub(super) fn sent(&mut self, from: &Sender, document: &str, out: &mut Vec<Effect>) {
        if let Some(attempt) = self.attempt_in(from, document) {
            attempt.sent_by_browser = true;
            out.push(Effect::SaveSession);
        }
    }

    /// The page itself goes to another document after a submission: that is its answer.
    pub(super) fn left_by_page(&mut self, from: &Sender, document: &str, out: &mut Vec<Effect>) {
        if let Some(attempt) = self.attempt_in(from, document) {
            attempt.left_by_page = true;
            out.push(Effect::SaveSession);
        }
    }

    fn is_submitted(&mut self, from: &Sender, document: &str) -> bool {
        let submitted =
            |attempt: &mut Attempt| matches!(attempt.progress, Progress::Submitted { .. } | Progress::Gone { .. });
        self.attempt_in(from, document).is_some_and(submitted)
    }

    fn attempt_in(&mut self, from: &Sender, document: &str) -> Option<&mut Attempt> {
        let of_document = |attempt: &&mut Attempt| {
            attempt.tab == from.tab && attempt.origin == from.origin && attempt.document == document
        };
        self.session.attempts.iter_mut().find(of_document)
    }

    /// The account that an attempt seems to belong to.
    pub(super) fn account_of(&self, attempt: &Attempt) -> Option<&Account> {
        let name = attempt.name.as_ref().map(|name| name.tag);
        if attempt.name_from_before
            && let Some(id) = self.account_by_password(attempt, name)
        {
            return self.vault.account(id);
        }
        let tags: Vec<_> = attempt.former.into_iter().chain([attempt.tag]).collect();
        let whose = Whose { role: attempt.role, origin: &attempt.origin };
        self.vault.account(self.vault.find(&attempt.site, &whose, name, &tags)?)
    }

    /// The account whose password a form without a name was given. It says more than a name from a page before, which may be
    /// that of another account in the same tab.
    fn account_by_password(&self, attempt: &Attempt, name: Option<Tag>) -> Option<AccountId> {
        let on_site = || self.vault.accounts_on(&attempt.site);
        // Where no account has this role, it may be that of one whose login form did not say so.
        let role = attempt.role.filter(|role| on_site().any(|account| account.role == *role));
        let with = |tag: Tag| {
            on_site().filter(move |account| account.password.tag == tag && role.is_none_or(|role| account.role == role))
        };
        let is_named = |account: &Account| account.name.as_ref().is_some_and(|known| Some(known.tag) == name);
        if let Some(former) = attempt.former {
            let best = with(former).min_by_key(|account| (!is_named(account), account.origin != attempt.origin));
            return best.map(|account| account.id);
        }
        // A name that no account has is that of a new one, whatever its password.
        let mut same = with(attempt.tag).filter(|_| on_site().any(is_named)).map(|account| account.id);
        same.next().filter(|_| same.next().is_none())
    }

    /// Puts the attempt in the place of the document's former one. What was found out about the same password stays.
    fn stage(&mut self, mut staged: Attempt, moment: Moment) -> Attempt {
        let same = |attempt: &Attempt| {
            attempt.tab == staged.tab && attempt.origin == staged.origin && attempt.document == staged.document
        };
        match self.session.attempts.iter().position(same) {
            Some(index) => {
                let former = self.session.attempts.remove(index);
                if former.tag == staged.tag {
                    staged.id = former.id;
                    staged.score = former.score;
                    // Offline, the filter says all there is to say, and has just been asked.
                    let is_answered = !matches!(former.verdict, Verdict::NotChecked(_));
                    if staged.verdict != Verdict::Breached && (is_answered || self.vault.settings.online) {
                        staged.verdict = former.verdict;
                        staged.checked_at = former.checked_at;
                    }
                    if (staged.verdict, former.verdict) == (Verdict::Breached, Verdict::Breached) {
                        staged.checked_at = former.checked_at;
                    }
                    staged.edited = staged.edited.or(former.edited);
                    staged.similar = former.similar;
                    staged.stems = former.stems;
                    if moment != Moment::Submit {
                        staged.sent_by_browser = former.sent_by_browser;
                        staged.left_by_page = former.left_by_page;
                        staged.progress = former.progress;
                    }
                } else {
                    self.session.next_attempt += 1;
                }
            }
            None => self.session.next_attempt += 1,
        }
        self.session.attempts.push(staged.clone());
        self.session.bound_attempts(staged.tab, &staged.site);
        staged
    }

    /// Tells the form's own page what the line says, and the page around it if that is a frame's: there it shows, since the
    /// frame's own viewport may be small.
    fn answer_notice(&self, staged: &Attempt, now: UnixMillis, out: &mut Vec<Effect>) {
        self.reply_notice(staged, now, out);
        if staged.frame != 0 {
            self.show_notice(staged, Cue::Answered, now, out);
        }
    }

    fn reply_notice(&self, staged: &Attempt, now: UnixMillis, out: &mut Vec<Effect>) {
        out.push(Effect::Reply(Reply::Typed(TypedReply { notice: self.notice_of(staged, now) })));
    }

    /// Whether the line shows on a site: a setting, decided before any finding.
    pub(super) fn shows_notice(&self, site: &Site) -> bool {
        self.vault.settings.notices && !self.vault.choices(site).no_notice
    }

    /// Shows the line about an attempt on the tab's present page.
    pub(super) fn show_notice(&self, attempt: &Attempt, cue: Cue, now: UnixMillis, out: &mut Vec<Effect>) {
        if self.shows_notice(&attempt.site) {
            let (tab, site) = (attempt.tab, attempt.site.clone());
            out.push(Effect::Notice { tab, site, cue, text: self.notice_of(attempt, now) });
        }
    }

    /// The line at the login form about an attempt.
    pub(super) fn notice_of(&self, attempt: &Attempt, now: UnixMillis) -> Text {
        if attempt.genuine {
            advice::notice(&self.vault, &self.findings_under_way(attempt, now), attempt.verdict, now)
        } else {
            Text::plain(advice::NOTICE_SEE_TOOLBAR)
        }
    }

    /// A name as it is kept. The last one is remembered: it stays the same while the password is typed, and a tag takes
    /// as long as the password's own.
    fn tagged_name(&mut self, name: &str) -> AccountName {
        match &self.last_name {
            Some((known, tagged)) if known == name => tagged.clone(),
            _ => {
                let tag = self.vault.tagger().account_name(name);
                let tagged = AccountName::new(name, tag, self.vault.protected);
                self.last_name = Some((name.to_owned(), tagged.clone()));
                tagged
            }
        }
    }

    fn remember_name(
        &mut self,
        from: &Sender,
        site: Site,
        name: &str,
        called: &str,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        let called = called.to_owned();
        let name = self.tagged_name(name);
        self.session.forget_name(from.tab, &site);
        self.session.names.push(TypedName { tab: from.tab, site, name, called, at: now });
        out.push(Effect::SaveSession);
    }
}

/// What the markup calls a field: its name, else its id.
pub(super) fn called(field: &FieldSnapshot) -> &str {
    if field.name.is_empty() { &field.id } else { &field.name }
}

/// Whether a form's `target` names another frame of the same tab.
fn is_another_frame(target: &str) -> bool {
    !target.is_empty() && !["_self", "_top", "_parent", "_blank"].contains(&target.to_ascii_lowercase().as_str())
}
