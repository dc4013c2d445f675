//! Reading a vault of any version: one step per version, on the JSON, before it is given its type.

use serde_json::Value;

use super::{Vault, sealed::Unreadable};
use crate::breach::source::{self, Source, SourceName};

/// The version that this code writes.
pub const VERSION: u32 = 2;

/// A change from one version to the next.
type Step = fn(&mut Value);

/// `STEPS[n]` brings version `n + 1` to version `n + 2`.
const STEPS: [Step; VERSION as usize - 1] = [to_2];

/// Version 2 knows what is similar, who owns a site, and several breach sources. A breach source that somebody had typed
/// stays the only one that is asked.
fn to_2(vault: &mut Value) {
    vault["same_account"] = Value::Array(Vec::new());
    let Some(settings) = vault["settings"].as_object_mut() else { return };
    let Some(Value::String(address)) = settings.remove("breach_source") else { return };
    if address != source::HAVE_I_BEEN_PWNED {
        let mirror = Source { address, ..Source::new(SourceName::Mirror, true) };
        let others = [SourceName::HaveIBeenPwned, SourceName::Gwdg].map(|name| Source::new(name, false));
        let sources: Vec<Source> = std::iter::once(mirror).chain(others).collect();
        settings.insert("breach_sources".into(), serde_json::to_value(sources).expect("sources are plain data"));
    }
}

/// Reads the JSON of a vault of any version up to this one.
///
/// # Errors
/// [`Unreadable::TooNew`] or [`Unreadable::Malformed`].
pub fn read(json: &[u8]) -> Result<Vault, Unreadable> {
    let mut value: Value = serde_json::from_slice(json).map_err(|_| Unreadable::Malformed)?;
    let version = value.get("version").and_then(Value::as_u64).ok_or(Unreadable::Malformed)?;
    if version > u64::from(VERSION) {
        return Err(Unreadable::TooNew);
    }
    let done = usize::try_from(version).ok().and_then(|version| version.checked_sub(1)).ok_or(Unreadable::Malformed)?;
    for step in &STEPS[done..] {
        step(&mut value);
    }
    value["version"] = VERSION.into();
    serde_json::from_value(value).map_err(|_| Unreadable::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fingerprint::{Cost, Salt},
        vault::sealed,
    };

    #[test]
    fn a_newer_vault_is_left_to_a_newer_hygieia() {
        let mut value = serde_json::to_value(Vault::new(Salt::new([0; 16]), Cost::TEST)).unwrap();
        value["version"] = (VERSION + 1).into();
        assert_eq!(read(value.to_string().as_bytes()), Err(Unreadable::TooNew));
    }

    /// `tests/vaults/` has a vault of every former version, as that version wrote it.
    #[test]
    fn every_former_version_is_read_and_loses_nothing() {
        const FORMER: [&str; VERSION as usize - 1] = [include_str!("../../tests/vaults/v1.json")];
        for json in FORMER {
            let mut written: Value = serde_json::from_str(json).unwrap();
            let vault = read(json.as_bytes()).unwrap();
            assert_eq!(vault.version, VERSION);
            let mut now = serde_json::to_value(&vault).unwrap();
            now["version"] = written["version"].clone();
            forget_breach_source(&mut written);
            assert_holds(&now, &written);
            assert_eq!(read(&serde_json::to_vec(&vault).unwrap()).unwrap(), vault);
        }
    }

    /// Fields may be added to a version until it is shipped: `v2.sealed` is what the first code of version 2 wrote, and
    /// `v2.json` what it meant.
    #[test]
    fn a_vault_without_the_later_fields_is_read() {
        let key = sealed::Key::new([1; 32]);
        let vault = sealed::open(include_bytes!("../../tests/vaults/v2.sealed"), &key).unwrap();
        let mut written: Value = serde_json::from_str(include_str!("../../tests/vaults/v2.json")).unwrap();
        forget_breach_source(&mut written);
        assert_holds(&serde_json::to_value(&vault).unwrap(), &written);
    }

    #[test]
    fn a_breach_source_that_was_typed_stays_the_only_one() {
        let mut value: Value = serde_json::from_str(include_str!("../../tests/vaults/v1.json")).unwrap();
        assert_eq!(read(value.to_string().as_bytes()).unwrap().settings.breach_sources, source::defaults());
        value["settings"]["breach_source"] = "https://range.example/".into();
        let sources = read(value.to_string().as_bytes()).unwrap().settings.breach_sources;
        assert!(source::is_list(&sources));
        assert_eq!((sources[0].name, sources[0].base()), (SourceName::Mirror, "https://range.example/"));
        assert_eq!(sources.iter().filter(|source| source.on).count(), 1);
    }

    /// It is one of several now.
    fn forget_breach_source(written: &mut Value) {
        written["settings"].as_object_mut().unwrap().remove("breach_source");
    }

    /// Everything in `part` is in `whole`, which may have more fields.
    fn assert_holds(whole: &Value, part: &Value) {
        match (whole, part) {
            (Value::Object(whole), Value::Object(part)) => {
                part.iter().for_each(|(key, part)| assert_holds(&whole[key], part))
            }
            (Value::Array(whole), Value::Array(part)) => {
                assert_eq!(whole.len(), part.len());
                whole.iter().zip(part).for_each(|(whole, part)| assert_holds(whole, part));
            }
            _ => assert_eq!(whole, part),
        }
    }

    #[test]
    fn what_is_no_vault_is_refused() {
        for text in ["", "{}", "[]", "null", r#"{"version":0}"#, r#"{"version":1}"#, r#"{"version":-1}"#] {
            assert_eq!(read(text.as_bytes()), Err(Unreadable::Malformed), "{text}");
        }
    }
}
