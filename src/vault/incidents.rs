//! What a person has said and done about known breaches of their sites.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Vault, account::Account, account::AccountId};
use crate::{
    breach::incident::{self, Incident, Step},
    time::UnixMillis,
};

/// What is known of accounts and incidents, by the incidents' ids.
pub type IncidentNotes = BTreeMap<AccountId, BTreeMap<String, IncidentNote>>;

/// What a person has said and done about one incident for one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IncidentNote {
    /// What was ticked off.
    pub ticked: BTreeSet<Step>,
    /// Whether the password was changed since, if that was asked and answered other than by "no", which is a date.
    pub since: Option<ChangedSince>,
    /// Whether the password was changed when it had been told: then what is left to be done is still shown.
    pub told: bool,
}

/// Whether a password was changed since an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ChangedSince {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// The person does not know.
    Unknown,
}

impl Vault {
    fn note(&self, account: &Account, incident: &str) -> Option<&IncidentNote> {
        self.incidents.get(&account.id)?.get(incident)
    }

    /// The note of an account and an incident, to be changed.
    pub fn note_mut(&mut self, account: AccountId, incident: String) -> &mut IncidentNote {
        self.incidents.entry(account).or_default().entry(incident).or_default()
    }

    /// Whether the person has ticked this off.
    pub fn is_ticked(&self, account: &Account, incident: &Incident, step: Step) -> bool {
        self.note(account, &incident.id).is_some_and(|note| note.ticked.contains(&step))
    }

    /// Whether the person was asked if they have changed the password since, and has answered.
    pub fn is_answered(&self, account: &Account, incident: &Incident) -> bool {
        self.note(account, &incident.id).is_some_and(|note| note.since.is_some())
    }

    /// Whether the password was changed when this had been told.
    pub fn was_told(&self, account: &Account, incident: &Incident) -> bool {
        self.note(account, &incident.id).is_some_and(|note| note.told)
    }

    /// Whether the person has said that the password was changed since this moment: since an incident that was not earlier.
    pub fn changed_since(&self, account: &Account, at: UnixMillis) -> bool {
        let Some(notes) = self.incidents.get(&account.id) else { return false };
        let says_yes = |incident: &Incident| {
            incident.until >= at && notes.get(&incident.id).is_some_and(|note| note.since == Some(ChangedSince::Yes))
        };
        incident::of_site(&account.site, &self.breach_list).iter().any(says_yes)
    }

    /// Takes in what another copy of this vault knows of incidents, its accounts renumbered.
    pub(super) fn merge_incidents(&mut self, theirs: IncidentNotes) {
        for (account, notes) in theirs {
            for (incident, note) in notes {
                let known = self.note_mut(account, incident);
                known.ticked.extend(note.ticked);
                known.since = known.since.or(note.since);
                known.told |= note.told;
            }
        }
    }
}
