//! The practice field of the first-start page: the real findings about made-up passwords, of which nothing is kept.

use super::{
    Service,
    checks::Job,
    effect::{Effect, Reply},
    view::PracticeView,
};
use crate::{
    advice::{self, Subject},
    breach::{NotChecked, Verdict, offline::Tier},
    fingerprint::{Cost, Salt, Tag},
    reuse::{Why, edits::Context, form::near},
    secret::Secret,
    site::Site,
    time::UnixMillis,
    vault::{
        Vault,
        account::{Account, AccountId, DateSource, Dated, SecretRole, Similar, StoredPassword},
    },
};

/// A practice that waits for its score.
pub(super) struct Practice {
    /// What was typed for the first practice shop.
    first: Tag,
    /// What was typed for the second, which is advised about.
    second: Tag,
    /// What differs between the two, if they are nearly the same.
    near: Option<Why>,
    /// How common the second is; an error if the filter could not be read.
    tier: Result<Option<Tier>, NotChecked>,
}

/// Names for places that do not exist (RFC 2606).
const FIRST_SHOP: &str = "first-shop.example";
const SECOND_SHOP: &str = "second-shop.example";

impl Service {
    pub(super) fn practise(&mut self, first: Secret, second: Secret, now: UnixMillis, out: &mut Vec<Effect>) {
        if self.filter.is_some() {
            self.score_practice(first, second, now, out);
        } else {
            self.load_filter(Some((first, second)), out);
        }
    }

    /// The filter was loaded, as far as it can be.
    pub(super) fn score_practice(&mut self, first: Secret, second: Secret, now: UnixMillis, out: &mut Vec<Effect>) {
        let tagger = Vault::new(Salt::new([0; 16]), Cost::TEST).tagger();
        let near = near(&first, &second, &Context { names: Vec::new(), year: now.year() });
        let tier = self.filter.as_ref().map(|filter| filter.tier_of(&second)).ok_or(NotChecked::NoFilter);
        let practice = Practice { first: tagger.password(&first), second: tagger.password(&second), near, tier };
        let job = self.start(Job::Practice(practice));
        out.push(Effect::Score { job, secret: second, context: vec![SECOND_SHOP.into()] });
    }
}

impl Practice {
    pub(super) fn answer(self, score: Option<u8>, out: &mut Vec<Effect>) {
        let [Ok(first), Ok(second)] = [FIRST_SHOP, SECOND_SHOP].map(Site::from_host) else { return };
        let mut vault = Vault::new(Salt::new([0; 16]), Cost::TEST);
        let at = UnixMillis::default();
        vault.accounts.push(Account {
            id: AccountId(0),
            site: first,
            origin: String::new(),
            name: None,
            role: SecretRole::Login,
            password: StoredPassword {
                tag: self.first,
                score: None,
                breach: None,
                changed: Dated { at, source: DateSource::FirstSeen },
                similar: None,
                edited: None,
                changed_before: None,
                before_told: None,
                returned: false,
                not_before: None,
                former_not_before: None,
                former_before_told: None,
            },
            earlier: Vec::new(),
            first_seen: at,
            last_login: at,
        });
        let verdict = match self.tier {
            Ok(Some(_)) => Verdict::Breached,
            Ok(None) => Verdict::NotChecked(NotChecked::OnlineOff),
            Err(why) => Verdict::NotChecked(why),
        };
        let similar = self.near.map(|why| Similar { account: AccountId(0), tag: self.first, why });
        let subject = Subject {
            site: &second,
            origin: "",
            account: None,
            name: None,
            tag: self.second,
            score,
            verdict,
            tier: self.tier.ok().flatten(),
            count: None,
            similar: similar.into_iter().collect(),
            edited: None,
            returned: false,
        };
        let found = advice::findings(&vault, &subject, at);
        let notice = advice::notice(&vault, &found, verdict, at);
        let advice = found.into_iter().map(|finding| advice::advise(&vault, &second, finding, at)).collect();
        out.push(Effect::Reply(Reply::Practice(PracticeView { advice, notice })));
    }
}
