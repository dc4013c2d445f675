//! After how many days passwords are due: the person's word for the site, else for its kind, else the choice of first start.

use serde::{Deserialize, Serialize};

use super::{ISP_DAYS, SHOP_DAYS, YEARLY_DAYS};
use crate::{
    settings::RotationChoice,
    site::{Site, SiteKind},
    vault::Vault,
};

/// How often the passwords of a site or of a kind of sites are due by age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Interval {
    /// What is chosen for its kind; for a kind, what first start chose.
    #[default]
    #[serde(rename = "default")]
    Default,
    /// Never by age.
    #[serde(rename = "never")]
    Never,
    /// After 30 days.
    #[serde(rename = "30")]
    Days30,
    /// After 90 days.
    #[serde(rename = "90")]
    Days90,
    /// After 180 days.
    #[serde(rename = "180")]
    Days180,
    /// After 365 days.
    #[serde(rename = "365")]
    Days365,
}

impl Interval {
    /// What can be chosen, as it is written.
    pub const OPTIONS: [&str; 6] = ["default", "never", "30", "90", "180", "365"];

    /// What it says: nothing, never (`Some(None)`), or a number of days.
    fn days(self) -> Option<Option<i64>> {
        match self {
            Self::Default => None,
            Self::Never => Some(None),
            Self::Days30 => Some(Some(30)),
            Self::Days90 => Some(Some(90)),
            Self::Days180 => Some(Some(180)),
            Self::Days365 => Some(Some(365)),
        }
    }
}

/// The kind whose interval counts for a site. Where a card is stored, whoever gets in can buy: that makes it a shop.
pub fn kind_by_age(vault: &Vault, site: &Site) -> Option<SiteKind> {
    let has_card = vault.sites.get(site).is_some_and(|choices| choices.card);
    if has_card { Some(SiteKind::Shop) } else { vault.kind_of(site) }
}

/// After how many days a site's passwords are due; `None` is never.
pub fn interval_days(vault: &Vault, site: &Site) -> Option<i64> {
    let kind = kind_by_age(vault, site);
    let settings = &vault.settings;
    let of_kind = match kind {
        Some(SiteKind::Shop) => settings.rotation_shop,
        Some(SiteKind::Isp) => settings.rotation_isp,
        Some(SiteKind::Other) | None => settings.rotation_other,
    };
    let of_site = vault.sites.get(site).and_then(|choices| choices.interval.days());
    of_site.or(of_kind.days()).unwrap_or_else(|| chosen_days(settings.rotation, kind))
}

/// After how many days passwords of this kind of site are due by the choice of first start.
fn chosen_days(choice: RotationChoice, kind: Option<SiteKind>) -> Option<i64> {
    match (choice, kind) {
        (RotationChoice::ShopsAndIsps, Some(SiteKind::Shop)) => Some(SHOP_DAYS),
        (RotationChoice::ShopsAndIsps, Some(SiteKind::Isp)) => Some(ISP_DAYS),
        (RotationChoice::ShopsAndIsps, _) | (RotationChoice::EventsOnly, _) => None,
        (RotationChoice::Yearly, _) => Some(YEARLY_DAYS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::{Cost, Salt};

    const SHOP: &str = "amazon.co.jp";
    const ISP: &str = "ocn.ne.jp";
    const OTHER: &str = "forum.example";

    fn vault() -> Vault {
        Vault::new(Salt::new([7; 16]), Cost::TEST)
    }

    fn site(host: &str) -> Site {
        Site::from_host(host).unwrap()
    }

    #[test]
    fn the_three_choices() {
        use RotationChoice::{EventsOnly, ShopsAndIsps, Yearly};
        let cases = [
            (ShopsAndIsps, SHOP, Some(30)),
            (ShopsAndIsps, ISP, Some(90)),
            (ShopsAndIsps, OTHER, None),
            (Yearly, SHOP, Some(365)),
            (Yearly, OTHER, Some(365)),
            (EventsOnly, SHOP, None),
        ];
        for (choice, host, days) in cases {
            let mut vault = vault();
            vault.settings.rotation = choice;
            assert_eq!(interval_days(&vault, &site(host)), days, "{choice:?} {host}");
        }
    }

    #[test]
    fn the_site_s_word_wins_over_its_kind_s_and_that_over_the_choice() {
        let mut vault = vault();
        vault.settings.rotation = RotationChoice::ShopsAndIsps;
        vault.settings.rotation_shop = Interval::Days180;
        assert_eq!(interval_days(&vault, &site(SHOP)), Some(180));
        assert_eq!(interval_days(&vault, &site(ISP)), Some(90));
        vault.sites.entry(site(SHOP)).or_default().interval = Interval::Never;
        assert_eq!(interval_days(&vault, &site(SHOP)), None);
        vault.settings.rotation_other = Interval::Days365;
        assert_eq!(interval_days(&vault, &site(OTHER)), Some(365));
    }

    #[test]
    fn where_a_card_is_stored_is_a_shop() {
        let mut vault = vault();
        vault.settings.rotation = RotationChoice::ShopsAndIsps;
        vault.sites.entry(site(OTHER)).or_default().card = true;
        assert_eq!(interval_days(&vault, &site(OTHER)), Some(30));
    }

    #[test]
    fn every_option_is_read_and_written_as_it_is_offered() {
        for option in Interval::OPTIONS {
            let interval: Interval = serde_json::from_value(option.into()).unwrap();
            assert_eq!(serde_json::to_value(interval).unwrap(), option);
        }
    }
}
