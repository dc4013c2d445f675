//! Domains in Unicode, where it is safe.

use super::{
    Site,
    look::{confused_with, decoded, skeleton},
};

/// First and last character and a bit a script, sorted; what is not here is never shown. `build.rs` writes it.
static SCRIPTS: &[(char, char, u32)] = include!(concat!(env!("OUT_DIR"), "/scripts.rs"));

/// Bits of [`SCRIPTS`], in the order of the list in `build/looks.rs`.
const LATIN: u32 = 1;
const HAN: u32 = 1 << 1;
const HIRAGANA: u32 = 1 << 2;
const KATAKANA: u32 = 1 << 3;
const BOPOMOFO: u32 = 1 << 4;
const HANGUL: u32 = 1 << 5;

/// Scripts that are written together ("highly restrictive", UTS 39).
const TOGETHER: [u32; 3] = [LATIN | HAN | HIRAGANA | KATAKANA, LATIN | HAN | BOPOMOFO, LATIN | HAN | HANGUL];

/// A site as it is shown to people: labels in Unicode where they are in one script (or in those of Japanese, Chinese or
/// Korean) and cannot be taken for a name in ASCII; else in Punycode.
pub fn shown(site: &Site) -> String {
    let labels = site.as_ref().split('.');
    let shown = labels.map(|label| decoded(label).filter(|label| is_safe(label)).unwrap_or_else(|| label.to_owned()));
    shown.collect::<Vec<_>>().join(".")
}

fn scripts_of(c: char) -> Option<u32> {
    if c.is_ascii() {
        return Some(if c.is_ascii_alphabetic() { LATIN } else { u32::MAX });
    }
    let after = SCRIPTS.partition_point(|(first, ..)| *first <= c);
    let (_, last, scripts) = SCRIPTS[..after].last()?;
    (c <= *last).then_some(*scripts)
}

fn is_safe(label: &str) -> bool {
    let Some(scripts) = label.chars().map(scripts_of).collect::<Option<Vec<_>>>() else { return false };
    let in_one = scripts.iter().fold(u32::MAX, |all, scripts| all & scripts) != 0;
    let go_together = TOGETHER.into_iter().any(|together| scripts.iter().all(|scripts| scripts & together != 0));
    let is_latin = label.chars().any(|c| c.is_ascii_alphabetic());
    // Cyrillic that reads as English, and among Latin letters a stroke that reads as a slash.
    let is_confusable = if is_latin {
        let strange = label.chars().filter(|c| scripts_of(*c).is_some_and(|scripts| scripts & LATIN == 0));
        strange.filter_map(confused_with).any(str::is_ascii)
    } else {
        skeleton(label).is_ascii()
    };
    (in_one || go_together) && !is_confusable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_in_unicode() {
        for host in [
            "例え.jp",
            "カタカナ.jp",
            "ひらがな漢字カナabc.jp",
            "日本語.コム",
            "münchen.de",
            "københavn.dk",
            "łódź.pl",
            "żółw.example",
            "пример.рф",
            "παράδειγμα.ελ",
            "한국어abc.kr",
            "中文.tw",
            "مثال.example",
            "ไทย.example",
        ] {
            let ascii = idna::domain_to_ascii(host).unwrap();
            assert_eq!(shown(&Site::from_host(&ascii).unwrap()), host, "{ascii}");
        }
    }

    #[test]
    fn what_stays_in_ascii() {
        for host in [
            // Cyrillic that reads as English, alone and mixed.
            "аррӏе.com",
            "ѕсоре.com",
            "раураl.com",
            "gооgle.com",
            // Greek and Latin.
            "αpple.com",
            // Reads as another Latin letter.
            "gıthub.com",
            "ɡoogle.com",
            // A stroke that reads as a slash.
            "amazonノcom.jp",
            // Scripts that are not written together.
            "русский日本.example",
            "한글ひら.example",
            "ไทยрус.example",
            // Emoji.
            "☃.example",
        ] {
            let ascii = idna::domain_to_ascii(host).unwrap();
            let site = Site::from_host(&ascii).unwrap();
            assert_eq!(shown(&site), site.as_ref(), "{host}");
        }
        // No Punycode, not the only way of writing it, capitals and invisible characters in it.
        for host in [
            "xn--a.jp",
            "xn--.jp",
            "xn--mnchen-3ya-.de",
            "xn--abc-.jp",
            "xn--Mnchen-3ya.de",
            "xn--ab-j1t.jp",
            "xn--0ca24w.jp",
        ] {
            let site = Site::from_host(host).unwrap();
            assert!(shown(&site).is_ascii() || shown(&site) == "münchen.de", "{host} {}", shown(&site));
        }
    }
}
