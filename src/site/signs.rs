//! What kind of site is it, if no list knows it? By what a page shows while somebody logs in there.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::SiteKind;

/// What a page shows beside its login form: nothing that the person typed. Read once a document, while its form is read;
/// texts are cut at 80 characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PageSigns {
    /// What the page says of itself: title, `description`, `og:site_name`; [`MOST_ABOUT`] at most.
    pub about: Vec<String>,
    /// Texts and addresses of links, of the first and the last ones; [`MOST_LINKS`] at most.
    pub links: Vec<String>,
    /// The types of what is described for machines (JSON-LD, microdata, `og:type`); [`MOST_TYPES`] at most.
    pub types: Vec<String>,
    /// Whether a field asks for a payment card.
    pub card: bool,
}

/// How many of each are read.
const MOST_ABOUT: usize = 8;
const MOST_LINKS: usize = 240;
const MOST_TYPES: usize = 40;

/// What was concluded about a site's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindGuess {
    /// Two signs or more speak for it.
    Kind(SiteKind),
    /// There is a sign, but too little to go by: the person is asked, once.
    Unsure,
    /// The person was asked, and answered or did not want to.
    Asked,
}

/// A sign of a kind; each counts once, however often it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Cart,
    Orders,
    Delivery,
    Trade,
    Store,
    Provider,
    Line,
    Webmail,
    Plan,
}

/// The words of each sign, from `data/site-signs.txt`.
static WORDS: &[(Sign, &[&str])] = include!(concat!(env!("OUT_DIR"), "/site_signs.rs"));

/// Types of schema.org and Open Graph that describe goods on offer.
const GOODS: [&str; 9] = [
    "product",
    "product.item",
    "product.group",
    "productgroup",
    "offer",
    "aggregateoffer",
    "offercatalog",
    "onlinestore",
    "og:product",
];

impl Sign {
    fn kind(self) -> SiteKind {
        match self {
            Self::Cart | Self::Orders | Self::Delivery | Self::Trade | Self::Store => SiteKind::Shop,
            Self::Provider | Self::Line | Self::Webmail | Self::Plan => SiteKind::Isp,
        }
    }

    /// Whether it is looked for in what the page says of itself, not in its links.
    fn is_about(self) -> bool {
        matches!(self, Self::Store | Self::Provider)
    }
}

impl PageSigns {
    /// What kind of site this is: one for which at least two signs speak, and more than for the other. `None` where
    /// nothing speaks for any.
    pub fn guess(&self) -> Option<KindGuess> {
        let about: Vec<String> = self.about.iter().take(MOST_ABOUT).map(|text| folded(text)).collect();
        let links: Vec<String> = self.links.iter().take(MOST_LINKS).map(|text| folded(text)).collect();
        let is_seen = |(sign, words): &&(Sign, &[&str])| {
            let texts = if sign.is_about() { &about } else { &links };
            texts.iter().any(|text| words.iter().any(|word| has_word(text, word)))
        };
        let seen = |kind| WORDS.iter().filter(|(sign, _)| sign.kind() == kind).filter(is_seen).count();
        let goods = self.types.iter().take(MOST_TYPES).any(|name| GOODS.contains(&name.to_ascii_lowercase().as_str()));
        let (shop, isp) = (seen(SiteKind::Shop) + usize::from(goods) + usize::from(self.card), seen(SiteKind::Isp));
        match (shop, isp) {
            (0, 0) => None,
            (2.., _) if shop > isp => Some(KindGuess::Kind(SiteKind::Shop)),
            (_, 2..) if isp > shop => Some(KindGuess::Kind(SiteKind::Isp)),
            _ => Some(KindGuess::Unsure),
        }
    }
}

fn folded(text: &str) -> String {
    text.chars().take(2 * 80).nfkc().flat_map(char::to_lowercase).collect()
}

/// Whether a folded text has a word: in scripts that write words apart a whole one.
fn has_word(text: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && written_apart(c);
    let (first, last) = (word.starts_with(is_letter), word.ends_with(is_letter));
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let goes_on = first && before.ends_with(is_letter) || last && after.starts_with(is_letter);
        !goes_on
    })
}

/// Not so Chinese, Japanese and Korean.
fn written_apart(c: char) -> bool {
    c < '\u{1100}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(about: &[&str], links: &[&str], types: &[&str]) -> PageSigns {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        PageSigns { about: owned(about), links: owned(links), types: owned(types), card: false }
    }

    #[test]
    fn words_are_folded_as_texts_are() {
        for (sign, words) in WORDS {
            for word in *words {
                assert_eq!(folded(word), **word, "{sign:?}");
            }
        }
    }

    #[test]
    fn two_signs_make_a_kind() {
        use KindGuess::*;
        let (shop, isp) = (Some(Kind(SiteKind::Shop)), Some(Kind(SiteKind::Isp)));
        for (about, links, types, expected) in [
            (&["ログイン | みどり通販"][..], &["カート /cart"][..], &[][..], shop),
            (&["Sign in"], &["Cart (0) /basket", "Shipping & Returns /help"], &[], shop),
            (&["Anmelden"], &["Warenkorb /warenkorb"], &["Product"], shop),
            (&["Connexion"], &["Mon panier /panier", "Mes commandes /compte"], &["WebSite"], shop),
            (&["로그인 쇼핑몰"], &["장바구니 /c"], &[], shop),
            (&["ＬＯＧＩＮ"], &["ＣＡＲＴ", "ＳＨＩＰＰＩＮＧ"], &[], shop),
            (&["会員ページ - 光回線のひので"], &["障害情報 /info"], &[], isp),
            (&["Sign in"], &["Webmail /mail", "Data usage /usage"], &[], isp),
            (&["Login - broadband and phone"], &["My plan /plan", "Basket /basket"], &[], isp),
            // One sign is too little; so are as many for each.
            (&["Sign in"], &["Cart /x", "Basket /y"], &[], Some(Unsure)),
            (&["Sign in"], &[], &["Offer"], Some(Unsure)),
            (&["Sign in"], &["特定商取引法に基づく表記"], &[], Some(Unsure)),
            (&["broadband"], &["Webmail", "Cart", "Delivery"], &[], Some(Unsure)),
            // Whole words only.
            (&["Sign in"], &["Cartoons /cartoon", "Baggage /airbags"], &["WebPage", "website"], None),
            (&[], &[], &[], None),
        ] {
            assert_eq!(page(about, links, types).guess(), expected, "{about:?} {links:?} {types:?}");
        }
    }

    #[test]
    fn a_card_field_is_a_sign() {
        let signs = PageSigns { card: true, ..page(&["Sign in"], &["Checkout /checkout"], &[]) };
        assert_eq!(signs.guess(), Some(KindGuess::Kind(SiteKind::Shop)));
        assert_eq!(PageSigns { card: true, ..PageSigns::default() }.guess(), Some(KindGuess::Unsure));
    }

    #[test]
    fn what_a_page_sends_beyond_the_bounds_is_not_read() {
        let mut many = vec!["x".to_owned(); MOST_LINKS];
        many.extend(["Cart".to_owned(), "Checkout".to_owned()]);
        assert_eq!(PageSigns { links: many, ..PageSigns::default() }.guess(), None);
        let long = "x ".repeat(200) + "cart";
        assert_eq!(page(&[], &[&long], &[]).guess(), None);
    }
}
