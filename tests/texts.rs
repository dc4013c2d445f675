//! Every text that the core can say is in both languages, with the same places for its arguments.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Map, Value};

fn messages(language: &str) -> Map<String, Value> {
    let path = format!("{}/extension/_locales/{language}/messages.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The codes in the core's source: the first argument of `Text::plain` and `Text::with`, and string literals of the
/// families that tables there hold.
fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn visit(folder: &Path, found: &mut BTreeSet<String>) {
    const FAMILIES: [&str; 18] = [
        "seen_",
        "similar_reason",
        "notice_",
        "not_checked_",
        "breach_",
        "due_reason_",
        "notification_",
        "reused_reason",
        "exposed_reason",
        "list_attack_reason",
        "data_loss_reason",
        "company_breach_reason",
        "incident_",
        "step_",
        "list_as_of",
        "list_failed",
        "source_",
        "log_",
    ];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, found);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for (before, literal) in literals(&source) {
            let is_argument = before.ends_with("Text::plain(") || before.ends_with("Text::with(");
            let is_code =
                literal.contains('_') && literal.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let in_family = FAMILIES.iter().any(|family| literal.starts_with(family))
                || literal.ends_with("_label")
                || literal.ends_with("_way_out");
            let is_setting = literal.starts_with("breach_source") || literal == "incident_source";
            if is_code && (is_argument || in_family) && !is_setting {
                found.insert(literal.to_owned());
            }
        }
    }
}

/// Each string literal and what stands before it.
fn literals(source: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + source[rest..].find('"')?;
        let length = source[start + 1..].find('"')?;
        rest = start + length + 2;
        Some((&source[..start], &source[start + 1..start + 1 + length]))
    })
}

#[test]
fn every_code_of_the_core_is_a_message_in_both_languages() {
    let codes = codes();
    assert!(codes.len() > 30, "only {} codes found", codes.len());
    for language in ["en", "ja"] {
        let messages = messages(language);
        let missing: Vec<_> = codes.iter().filter(|code| !messages.contains_key(*code)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
    }
}

#[test]
fn every_setting_has_its_texts() {
    use hygieia::settings::{Control, Settings};
    for language in ["en", "ja"] {
        let messages = messages(language);
        for setting in Settings::default().view() {
            let mut codes = vec![format!("setting_{}", setting.key), format!("setting_{}_about", setting.key)];
            if let Control::Choice(options) = setting.control {
                codes.extend(options.iter().map(|option| format!("setting_{}_{option}", setting.key)));
            }
            for code in codes {
                assert!(messages.contains_key(&code), "{language} lacks {code}");
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let (english, japanese) = (messages("en"), messages("ja"));
    let plural = |code: &&String| !code.ends_with("_one");
    let keys = |messages: &Map<String, Value>| messages.keys().filter(plural).cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english), keys(&japanese));
    for (code, message) in &english {
        let Some(other) = japanese.get(code) else { continue };
        assert_eq!(places(message), places(other), "{code}");
    }
}

fn places(message: &Value) -> BTreeSet<char> {
    let text = message["message"].as_str().unwrap();
    text.split('$').skip(1).filter_map(|rest| rest.chars().next()).filter(char::is_ascii_digit).collect()
}

/// The notice is one line of 320 pixels.
#[test]
fn the_notice_fits_its_line() {
    for (language, most) in [("en", 44), ("ja", 21)] {
        for (code, message) in messages(language) {
            let text = message["message"].as_str().unwrap();
            let length = text.chars().count();
            assert!(!code.starts_with("notice_") || length <= most, "{language} {code}: {length} characters");
        }
    }
}

/// `extension/names/` says what sites are called in other languages, by what they are called in `data/`.
#[test]
fn every_translated_name_is_that_of_a_site() {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |file: &str| fs::read_to_string(format!("{root}/{file}")).unwrap();
    let (sites, incidents) = (read("data/sites.csv"), read("data/incidents.csv"));
    let names: BTreeSet<&str> = sites.lines().filter_map(|line| line.splitn(4, ',').nth(3)).collect();
    let translated: Map<String, Value> = serde_json::from_str(&read("extension/names/ja.json")).unwrap();
    assert!(translated.len() > 250, "{}", translated.len());
    for (name, japanese) in &translated {
        let is_known = names.contains(name.as_str()) || incidents.contains(&format!(",{name},"));
        assert!(is_known, "nothing is called {name:?}");
        assert!(japanese.as_str().is_some_and(|japanese| !japanese.is_empty() && japanese != name), "{name:?}");
    }
}
