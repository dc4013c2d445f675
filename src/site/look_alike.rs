//! Is this the site it looks like? Hosts that people take for one where they have an account.
//!
//! A host resembles a known site by its own name (what stands before the public suffix) or by a name it carries. The list
//! of bundled sites is a list of sites that are what they seem: none of them is ever a look-alike.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Site, ip_address, kind_of, look::look, owner_of, same_owner, suffix};

/// How a host resembles a site; the order is that of how telling it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Resemblance {
    /// It looks the same: other characters for the same letters (`аmazon`, `arnazon`, `amaz0n`).
    Homoglyph,
    /// The known name stands in a foreign one (`amazon.co.jp.login.example`, `amazon-support.example`).
    NameInside,
    /// The same name under another public suffix (`amazon.co`).
    OtherSuffix,
    /// Nearly the same name (`amazom.co.jp`).
    Spelling,
}

/// What a word says about a name that stands beside it, from `data/host-words.txt`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It is put beside names to make people log in.
    Lure,
    /// It stands beside names for any reason.
    Filler,
    /// It names many things.
    Common,
}

/// Words as they look, sorted.
static WORDS: LazyLock<Vec<(String, Role)>> = LazyLock::new(|| {
    let words: &[(&str, Role)] = include!(concat!(env!("OUT_DIR"), "/host_words.rs"));
    let mut looks: Vec<_> = words.iter().map(|(word, role)| (look(word), *role)).collect();
    looks.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    looks
});

/// A name shorter than this is met by chance.
const SHORTEST_NAME: usize = 4;
/// The shortest name of which a misspelling is one, and the shortest with two mistakes.
const SHORTEST_MISSPELT: usize = 5;
const SHORTEST_MISSPELT_TWICE: usize = 8;

/// The role of a word that is given as it looks.
fn role_of(word: &str) -> Option<Role> {
    WORDS.binary_search_by(|(known, _)| known.as_str().cmp(word)).ok().map(|index| WORDS[index].1)
}

/// Whether a label is a word that names many things.
pub(super) fn is_common(label: &str) -> bool {
    role_of(&look(label)).is_some()
}

/// How a host resembles a site where the person has an account, if it is none of its owner's. `host` as browsers
/// serialise it; nothing for one that is no host name.
///
/// Of several ways the most telling one. Bundled sites, IP addresses, and names that are met by chance (short ones,
/// common words) resemble nothing.
pub fn look_alike(host: &str, known: &Site) -> Option<Resemblance> {
    Suspect::new(host)?.resembles(known)
}

/// A host that may be a look-alike, taken apart once to be compared with many sites.
pub struct Suspect {
    site: Site,
    /// What stands before the public suffix; the last label is the site's own name.
    labels: Vec<Label>,
    suffix: String,
}

struct Label {
    written: String,
    look: String,
    /// As they look: the parts between hyphens, without digits around them.
    words: Vec<String>,
}

impl Label {
    fn new(written: &str) -> Self {
        let parts = if written.starts_with("xn--") { vec![written] } else { written.split('-').collect() };
        let bare = parts.into_iter().map(|part| part.trim_matches(|c: char| c.is_ascii_digit()));
        let words = bare.filter(|word| !word.is_empty()).map(look).collect();
        Self { written: written.to_owned(), look: look(written), words }
    }
}

/// The name of a known site.
struct Name<'a> {
    written: &'a str,
    look: String,
    suffix: &'a str,
    role: Option<Role>,
}

impl Name<'_> {
    /// The name without its hyphens (`rakutenbank`), if it has any.
    fn closed_up(&self) -> Option<Self> {
        let look = self.look.replace('-', "");
        (look != self.look).then(|| Name { role: role_of(&look), look, ..*self })
    }
}

impl Suspect {
    /// `None` where a host cannot be a look-alike of anything.
    pub fn new(host: &str) -> Option<Self> {
        let host = super::canonical(host).ok()?;
        let site = Site::of_canonical(&host);
        if is_bundled(&site) || ip_address(&host).is_some() {
            return None;
        }
        let (_, suffix) = site.as_ref().split_once('.')?;
        let before = host.strip_suffix(suffix)?.strip_suffix('.')?;
        let labels = before.split('.').map(Label::new).collect();
        Some(Self { suffix: suffix.to_owned(), labels, site })
    }

    /// As [`look_alike`].
    pub fn resembles(&self, known: &Site) -> Option<Resemblance> {
        if same_owner(&self.site, known) || ip_address(known.as_ref()).is_some() {
            return None;
        }
        let (written, suffix) = known.as_ref().split_once('.')?;
        let look = look(written);
        let name = Name { written, suffix, role: role_of(&look), look };
        let own = self.labels.last()?;
        // Somebody's name at a host of many (`someone.github.io`) is theirs at the next one too.
        let is_tenant = suffix::is_private(suffix);
        if looks_like(own, &name) {
            return Some(Resemblance::Homoglyph);
        }
        // A company's own service, `company.service.example`, is called like the company.
        let within = if is_bundled(known) { &*self.labels } else { std::slice::from_ref(own) };
        let is_held = || holds(within, &name) || name.closed_up().is_some_and(|name| holds(within, &name));
        if self.holds_domain(known) || (!is_tenant && is_held()) {
            return Some(Resemblance::NameInside);
        }
        if is_tenant {
            return None;
        }
        if own.written == written && written.len() >= SHORTEST_NAME && name.role.is_none() {
            return Some(Resemblance::OtherSuffix);
        }
        self.misspells(own, &name).then_some(Resemblance::Spelling)
    }

    /// The whole known domain before the end (`amazon.co.jp.login.example`), its dots perhaps as hyphens
    /// (`login-jcb-co-jp.example`): that is telling also of a short name.
    fn holds_domain(&self, known: &Site) -> bool {
        let before = self.labels.iter().fold(String::from("."), |before, label| before + &label.written + ".");
        let (dots, hyphens) = (format!(".{known}."), format!("-{}-", known.as_ref().replace('.', "-")));
        // `line-me` and the like are met by chance.
        let is_long = known.as_ref().matches('.').count() > 1;
        before.contains(&dots) || (is_long && before.replace('.', "-").contains(&hyphens))
    }

    /// One letter more, less or other, or two exchanged; two such mistakes in a long name.
    fn misspells(&self, own: &Label, name: &Name) -> bool {
        // As written or as it looks: what looks like two letters is one letter of the look.
        let pairs = [(own.written.as_str(), name.written), (&own.look, &name.look)];
        pairs.into_iter().any(|(one, other)| self.is_near(one, other, name))
    }

    fn is_near(&self, one: &str, other: &str, name: &Name) -> bool {
        let (own_length, length) = (one.chars().count(), other.chars().count());
        if one.replace('-', "") == other.replace('-', "") {
            return length >= SHORTEST_NAME && one != other;
        }
        let same_suffix = self.suffix == name.suffix;
        // Away from home, and where the name is a word like others, it must be longer.
        let shortest = match (same_suffix, name.role) {
            (true, None) => SHORTEST_MISSPELT,
            (true, Some(Role::Common)) | (false, None) => SHORTEST_MISSPELT + 1,
            _ => return false,
        };
        if length < shortest || own_length < shortest - 1 || role_of(one).is_some() {
            return false;
        }
        let twice = same_suffix && name.role.is_none() && length >= SHORTEST_MISSPELT_TWICE;
        let allowed = if twice { 2 } else { 1 };
        own_length.abs_diff(length) <= allowed && strsim::osa_distance(one, other) <= allowed
    }
}

/// The known name as a word among others; the last of the labels is the site's own name.
fn holds(labels: &[Label], name: &Name) -> bool {
    let [below @ .., own] = labels else { return false };
    if name.look.len() < SHORTEST_NAME || own.look == name.look && below.is_empty() {
        return false;
    }
    let words = || labels.iter().flat_map(|label| &label.words);
    if let Some(role) = name.role {
        // A common word points to the site only where all the rest is there to make people log in.
        let others = || words().filter(|word| **word != name.look);
        return role == Role::Common
            && words().count() > others().count()
            && others().any(|word| role_of(word) == Some(Role::Lure))
            && others().all(|word| matches!(role_of(word), Some(Role::Lure | Role::Filler)));
    }
    // `ama.zon.example`.
    let is_split = below
        .last()
        .is_some_and(|last| name.look.len() >= SHORTEST_MISSPELT && format!("{}{}", last.look, own.look) == name.look);
    is_split
        || below.iter().any(|label| label.look == name.look)
        || (own.look != name.look && words().any(|word| is_dressed(word, &name.look)))
        || labels.iter().any(|label| label.look != name.look && is_dressed(&label.look, &name.look))
}

fn is_bundled(site: &Site) -> bool {
    kind_of(site).is_some() || owner_of(site).is_some()
}

/// Other characters, the same look.
fn looks_like(own: &Label, name: &Name) -> bool {
    let foreign = own.written.starts_with("xn--") || name.written.starts_with("xn--");
    (foreign || name.look.len() >= SHORTEST_NAME) && own.look == name.look && own.written != name.written
}

/// Whether a text is made of lures, fillers and hyphens alone.
fn is_filling(text: &str) -> bool {
    let text = text.trim_start_matches('-');
    let mut words = WORDS.iter().filter(|(_, role)| *role != Role::Common);
    text.is_empty() || words.any(|(word, _)| text.strip_prefix(word.as_str()).is_some_and(is_filling))
}

/// Whether a word is a name with nothing but lures and fillers around it (`secureamazonlogin`).
fn is_dressed(word: &str, name: &str) -> bool {
    word.match_indices(name).any(|(at, _)| is_filling(&word[..at]) && is_filling(&word[at + name.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resemblance(host: &str, known: &str) -> Option<Resemblance> {
        let ascii = |host| idna::domain_to_ascii(host).unwrap();
        look_alike(&ascii(host), &Site::from_host(&ascii(known)).unwrap())
    }

    #[test]
    fn resemblances() {
        use Resemblance::*;
        for (host, known, expected) in [
            // Other characters.
            ("аmazon.com", "amazon.co.jp", Some(Homoglyph)),
            ("аррӏе.com", "apple.com", Some(Homoglyph)),
            ("amázon.co.jp", "amazon.co.jp", Some(Homoglyph)),
            ("øn.example", "on.test", Some(Homoglyph)),
            ("arnazon.co.jp", "amazon.co.jp", Some(Homoglyph)),
            ("amaz0n.net", "amazon.co.jp", Some(Homoglyph)),
            ("paypa1.com", "paypal.com", Some(Homoglyph)),
            ("www.g00gle.example", "google.com", Some(Homoglyph)),
            ("tvvitter.com", "twitter.com", Some(Homoglyph)),
            ("力タカナ.example", "カタカナ.example", Some(Homoglyph)),
            ("0n.example", "on.example", None),
            // A name inside.
            ("amazon.co.jp.secure-login.example", "amazon.co.jp", Some(NameInside)),
            ("line.me.example.net", "line.me", Some(NameInside)),
            ("au.com.example.net", "au.com", Some(NameInside)),
            ("amazon-support.example", "amazon.co.jp", Some(NameInside)),
            ("secureamazon.example", "amazon.co.jp", Some(NameInside)),
            ("amazonlogin24.com", "amazon.co.jp", Some(NameInside)),
            ("www-amazon-co-jp.example", "amazon.co.jp", Some(NameInside)),
            ("wwwamazon.com", "amazon.co.jp", Some(NameInside)),
            ("jcb-co-jp.example", "jcb.co.jp", Some(NameInside)),
            ("login.jcb-co-jp.example", "jcb.co.jp", Some(NameInside)),
            ("on-line-me.example", "line.me", None),
            ("rakutenbank-login.example", "rakuten-bank.co.jp", Some(NameInside)),
            ("amazon.login.example", "amazon.co.jp", Some(NameInside)),
            ("amaz0n-login.example", "amazon.co.jp", Some(NameInside)),
            ("ama.zon.com", "amazon.com", Some(NameInside)),
            ("rakuten-card-login.example", "rakuten-card.co.jp", Some(NameInside)),
            ("orange-verify.example", "orange.fr", Some(NameInside)),
            ("orange-juice.example", "orange.fr", None),
            // A company's own service, but nobody else's.
            ("known-company.service.example", "known-company.test", None),
            ("known-company-login.example", "known-company.test", Some(NameInside)),
            ("login.orange.example", "orange.fr", Some(NameInside)),
            ("amazonas.example", "amazon.co.jp", None),
            ("kddi-login.example", "kddi.com", Some(NameInside)),
            ("hotmail-shop.example", "mail.com", None),
            ("au-login.example", "au.com", None),
            // Another suffix.
            ("amazon.co", "amazon.co.jp", Some(OtherSuffix)),
            ("rakuten.net", "rakuten.co.jp", Some(OtherSuffix)),
            ("amazon.vercel.app", "amazon.co.jp", Some(OtherSuffix)),
            ("next.example", "next.co.uk", None),
            ("kt.example", "kt.com", None),
            // Nearly the same.
            ("amazom.co.jp", "amazon.co.jp", Some(Spelling)),
            ("amzaon.net", "amazon.co.jp", Some(Spelling)),
            ("amazonn.com", "amazon.co.jp", Some(Spelling)),
            ("mrecati.com", "mercari.com", None),
            ("kuronekoyamoto.co.jp", "kuronekoyamato.co.jp", Some(Spelling)),
            ("kuronekkoyamoto.co.jp", "kuronekoyamato.co.jp", Some(Spelling)),
            ("rine.me", "line.me", None),
            // What is what it seems.
            ("www.amazon.co.jp", "amazon.co.jp", None),
            ("www.amazon.de", "amazon.co.jp", None),
            ("aol.com", "au.com", None),
            ("www.vodafone.de", "vodafone.co.uk", None),
            ("amazon.com", "amazom.example", None),
            // Names at a host of many.
            ("someone.gitlab.io", "someone.github.io", None),
            ("somebody.github.io", "someone.github.io", None),
            // No host names.
            ("192.168.0.1", "amazon.co.jp", None),
            ("amazon.co", "192.168.0.1", None),
            ("localhost", "amazon.co.jp", None),
            ("amazon.co", "localhost", None),
        ] {
            assert_eq!(resemblance(host, known), expected, "{host} {known}");
        }
    }

    #[test]
    fn what_is_no_host_resembles_nothing() {
        let known = Site::from_host("amazon.co.jp").unwrap();
        for host in ["", ".", "amazоn.co.jp", "https://amazon.co", "[::1]", "xn--", "xn--a"] {
            assert_eq!(look_alike(host, &known), None, "{host}");
        }
    }
}
