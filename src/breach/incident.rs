//! Known breaches of sites, from `data/incidents.csv`.

use crate::{site::Site, time::UnixMillis};

/// Domain and the day (midnight UTC) on which the latest loss of its passwords was announced; sorted by domain.
static PASSWORDS_LOST: &[(&str, UnixMillis)] = include!(concat!(env!("OUT_DIR"), "/passwords_lost.rs"));

/// When a site last announced that passwords had left its server; `None` if that is not known of it.
///
/// A list attack (passwords from elsewhere were tried) is none.
pub fn passwords_lost_at(site: &Site) -> Option<UnixMillis> {
    let index = PASSWORDS_LOST.binary_search_by_key(&site.as_ref(), |(domain, _)| domain).ok()?;
    Some(PASSWORDS_LOST[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_breach_counts_and_a_list_attack_does_not() {
        let lost = |host| passwords_lost_at(&Site::from_host(host).unwrap());
        assert_eq!(lost("id.ocn.ne.jp"), Some(UnixMillis(1_374_624_000_000))); // 2013-07-24
        assert_eq!(lost("www.nifty.com"), None);
        assert_eq!(lost("unknown.example"), None);
    }

    #[test]
    fn every_domain_is_a_registrable_one() {
        for (domain, _) in PASSWORDS_LOST {
            assert_eq!(Site::from_host(domain).unwrap().as_ref(), *domain);
        }
    }
}
