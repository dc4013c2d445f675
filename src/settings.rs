//! The registry of settings: one struct with its defaults, and one list from which the settings page is drawn.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    breach::{
        incident::list,
        source::{self, Source},
    },
    rotation::{
        Interval,
        pace::{Cadence, Hour, Quiet},
    },
};

/// What a person can set. Unknown keys of a newer version are dropped, missing ones take their default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Settings {
    /// The language of every text.
    pub language: Language,
    /// Whether breach sources may be asked (five hex digits of a SHA-1).
    pub online: bool,
    /// Who may be asked, the first one first.
    pub breach_sources: Vec<Source>,
    /// Where the list of breached sites is fetched; `breaches` is appended.
    pub incident_source: String,
    /// Whether the line at the login form shows.
    pub notices: bool,
    /// Whether the operating system's notifications are used.
    pub notifications: bool,
    /// When passwords are due by age.
    pub rotation: RotationChoice,
    /// How often passwords of shops are due by age.
    pub rotation_shop: Interval,
    /// The same for ISPs.
    pub rotation_isp: Interval,
    /// The same for other sites.
    pub rotation_other: Interval,
    /// How often a notification tells what is due by age.
    pub reminders: Cadence,
    /// From which hour on none comes.
    pub quiet_from: Hour,
    /// From which hour on one may come again.
    pub quiet_to: Hour,
    /// Whether `localhost` and private addresses are treated like any site.
    pub local_addresses: bool,
    /// When a vault under a passphrase locks itself.
    pub lock_after: LockAfter,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::Browser,
            online: false,
            breach_sources: source::defaults(),
            incident_source: list::HAVE_I_BEEN_PWNED.into(),
            notices: true,
            notifications: true,
            rotation: RotationChoice::EventsOnly,
            rotation_shop: Interval::Default,
            rotation_isp: Interval::Default,
            rotation_other: Interval::Default,
            reminders: Cadence::Weekly,
            quiet_from: Hour::new(21),
            quiet_to: Hour::new(8),
            local_addresses: false,
            lock_after: LockAfter::Browser,
        }
    }
}

/// The language of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Language {
    /// What the browser prefers.
    #[serde(rename = "browser")]
    Browser,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
}

/// When passwords are due by age. First start offers them as three equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum RotationChoice {
    /// Shops after 30 days, ISPs after 90.
    ShopsAndIsps,
    /// Every password after a year.
    Yearly,
    /// Never by age; only when something happened.
    EventsOnly,
}

/// When a vault under a passphrase locks itself. With a time, a locked screen counts, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum LockAfter {
    /// When nobody has used the computer for five minutes.
    FiveMinutes,
    /// The same, 15 minutes.
    QuarterHour,
    /// The same, an hour.
    Hour,
    /// When the browser closes.
    Browser,
}

impl LockAfter {
    /// After how many seconds without a key or a move of the mouse; `None` is never.
    pub fn idle_seconds(self) -> Option<u32> {
        match self {
            Self::FiveMinutes => Some(5 * 60),
            Self::QuarterHour => Some(15 * 60),
            Self::Hour => Some(60 * 60),
            Self::Browser => None,
        }
    }
}

/// A setting as the settings page draws it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SettingView {
    /// Its key; the label is the text `setting_<key>`, what it means `setting_<key>_about`.
    pub key: &'static str,
    /// How it is set.
    pub control: Control,
    /// Its present value.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | string | Source[]"))]
    pub value: Value,
}

/// How a setting is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "options")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Control {
    /// On or off.
    Toggle,
    /// One of these; an option's label is the text `setting_<key>_<option>`.
    Choice(&'static [&'static str]),
    /// An `https://` address.
    Address,
    /// A full hour of the day, written as `21:00`.
    Hour,
    /// The breach sources: their order, which are on, and the mirror's address.
    Sources,
}

/// The settings in the order in which the page shows them.
const REGISTRY: [(&str, Control); 15] = [
    ("language", Control::Choice(&["browser", "en", "ja"])),
    ("online", Control::Toggle),
    ("breach_sources", Control::Sources),
    ("incident_source", Control::Address),
    ("rotation", Control::Choice(&["shops_and_isps", "yearly", "events_only"])),
    ("rotation_shop", Control::Choice(&Interval::OPTIONS)),
    ("rotation_isp", Control::Choice(&Interval::OPTIONS)),
    ("rotation_other", Control::Choice(&Interval::OPTIONS)),
    ("reminders", Control::Choice(&Cadence::OPTIONS)),
    ("quiet_from", Control::Hour),
    ("quiet_to", Control::Hour),
    ("notices", Control::Toggle),
    ("notifications", Control::Toggle),
    ("local_addresses", Control::Toggle),
    ("lock_after", Control::Choice(&["five_minutes", "quarter_hour", "hour", "browser"])),
];

/// Why a setting was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum SettingRefused {
    /// There is no setting of this name.
    Unknown,
    /// The value is not one that this setting takes.
    Value,
    /// It is no address that can be asked: HTTPS, and a slash at its end.
    Address,
}

impl Settings {
    /// The settings for drawing, in their order.
    pub fn view(&self) -> Vec<SettingView> {
        let values = serde_json::to_value(self).expect("settings are plain data");
        let view = |(key, control): &(&'static str, Control)| SettingView {
            key,
            control: *control,
            value: values[*key].clone(),
        };
        REGISTRY.iter().map(view).collect()
    }

    /// When no digest comes.
    pub fn quiet(&self) -> Quiet {
        Quiet { from: self.quiet_from, to: self.quiet_to }
    }

    /// Whether each breach source is there once, and whoever is asked has an address that can be asked.
    pub fn is_valid(&self) -> bool {
        source::is_list(&self.breach_sources) && source::is_base_address(&self.incident_source)
    }

    /// What is appended to an address belongs behind a slash.
    fn tidy_addresses(&mut self) {
        let sources = self.breach_sources.iter_mut().map(|source| &mut source.address);
        for address in sources.chain([&mut self.incident_source]) {
            *address = address.trim().to_owned();
            if !address.is_empty() && !address.ends_with('/') {
                address.push('/');
            }
        }
    }

    /// Changes one setting.
    ///
    /// # Errors
    /// [`SettingRefused`]; then nothing is changed.
    pub fn set(&mut self, key: &str, value: Value) -> Result<(), SettingRefused> {
        REGISTRY.iter().find(|(known, _)| *known == key).ok_or(SettingRefused::Unknown)?;
        let mut values = serde_json::to_value(&*self).expect("settings are plain data");
        values[key] = value;
        let mut settings: Self = serde_json::from_value(values).map_err(|_| SettingRefused::Value)?;
        settings.tidy_addresses();
        if !settings.is_valid() {
            let addresses = settings.breach_sources.iter().map(|source| source.address.as_str());
            let mut typed = addresses.filter(|address| !address.is_empty()).chain([settings.incident_source.as_str()]);
            let is_bad = typed.any(|address| !source::is_base_address(address));
            return Err(if is_bad { SettingRefused::Address } else { SettingRefused::Value });
        }
        *self = settings;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_in_the_registry_once() {
        let values = serde_json::to_value(Settings::default()).unwrap();
        let mut fields: Vec<_> = values.as_object().unwrap().keys().map(String::as_str).collect();
        let mut keys: Vec<_> = REGISTRY.iter().map(|(key, _)| *key).collect();
        fields.sort_unstable();
        keys.sort_unstable();
        assert_eq!(fields, keys);
    }

    #[test]
    fn every_option_of_every_choice_is_taken() {
        for (key, control) in REGISTRY {
            let Control::Choice(options) = control else { continue };
            for option in options {
                let mut settings = Settings::default();
                assert_eq!(settings.set(key, (*option).into()), Ok(()), "{key} {option}");
            }
        }
    }

    #[test]
    fn a_refused_value_changes_nothing() {
        let mut settings = Settings::default();
        let cases = [
            ("online", Value::from("yes"), SettingRefused::Value),
            ("language", "fr".into(), SettingRefused::Value),
            ("breach_sources", serde_json::json!([{ "name": "mirror", "on": true }]), SettingRefused::Value),
            ("nothing", true.into(), SettingRefused::Unknown),
        ];
        for (key, value, refused) in cases {
            assert_eq!(settings.set(key, value), Err(refused), "{key}");
        }
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn the_network_is_off_by_default() {
        assert!(!Settings::default().online);
    }
}
