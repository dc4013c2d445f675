//! What is seen on a page and why: for the person who wonders.

use serde::Serialize;

use super::{
    Service,
    bounds::{MOST_FORMS, MOST_FRAMES, cut_form},
    effect::{Effect, Reply},
    event::{FrameForms, FrameId},
};
use crate::{
    form::{self, Clue, FieldRole, FieldSnapshot, FormKind, FormSnapshot, Reason},
    site,
    text::{Arg, Text},
};

/// Longer names of fields are cut, in characters.
const LONGEST_NAME: usize = 40;

/// What is seen on a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SeenView {
    /// Why there is nothing to list.
    pub note: Option<Text>,
    /// Its forms; those that are nothing to Hygieia last.
    pub forms: Vec<SeenForm>,
}

/// A form of the page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SeenForm {
    /// What it is for.
    pub kind: Text,
    /// Why.
    pub reason: Text,
    /// Where it stands, if in a frame.
    pub frame: Option<Text>,
    /// Its fields, in the page's order.
    pub fields: Vec<SeenField>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SeenField {
    /// What the page calls it; `None` if it calls it nothing.
    pub name: Option<String>,
    /// What it is for.
    pub role: Text,
    /// Why.
    pub reason: Text,
}

impl Service {
    /// Answers what the frames of a tab showed; `None` if the browser let nobody look.
    pub(super) fn surveyed(&self, frames: Option<Vec<(FrameId, FrameForms)>>, out: &mut Vec<Effect>) {
        let view = match frames {
            Some(frames) if !frames.is_empty() => self.seen(&frames),
            _ => SeenView { note: Some(Text::plain("seen_withheld")), forms: Vec::new() },
        };
        out.push(Effect::Reply(Reply::Seen(view)));
    }

    fn seen(&self, frames: &[(FrameId, FrameForms)]) -> SeenView {
        let mut forms = Vec::new();
        for (frame, FrameForms { origin, forms: snapshots }) in frames.iter().take(MOST_FRAMES) {
            let Some(site) = self.watched_site(origin) else { continue };
            let name = || Text::with("seen_in_frame", [Arg::Names(vec![site::display_name(&site)])]);
            let frame = (*frame != 0).then(name);
            forms.extend(snapshots.iter().take(MOST_FORMS).map(|snapshot| seen_form(snapshot, frame.clone())));
        }
        forms.sort_by_key(|(kind, _)| *kind == FormKind::Other);
        let forms: Vec<SeenForm> = forms.into_iter().map(|(_, form)| form).collect();
        SeenView { note: forms.is_empty().then(|| Text::plain("seen_nothing")), forms }
    }
}

fn seen_form(snapshot: &FormSnapshot, frame: Option<Text>) -> (FormKind, SeenForm) {
    let mut snapshot = snapshot.clone();
    cut_form(&mut snapshot);
    let reading = form::read(&snapshot);
    let fields = snapshot.fields.iter().zip(&reading.roles);
    let fields = fields.map(|(field, (role, reason))| SeenField {
        name: name_of(field),
        role: Text::plain(role_code(*role)),
        reason: reason_text(reason),
    });
    let form = SeenForm {
        kind: Text::plain(kind_code(reading.kind)),
        reason: reason_text(&reading.reason),
        frame,
        fields: fields.collect(),
    };
    (reading.kind, form)
}

/// What a person would call a field by: what stands at it, else what the markup calls it.
fn name_of(field: &FieldSnapshot) -> Option<String> {
    let FieldSnapshot { label, placeholder, before, title, name, id, .. } = field;
    let called = [label, placeholder, before, title, name, id].into_iter().find(|text| !text.is_empty())?;
    let short: String = called.chars().take(LONGEST_NAME).collect();
    Some(if short.len() < called.len() { format!("{short}…") } else { short })
}

fn kind_code(kind: FormKind) -> &'static str {
    match kind {
        FormKind::Login => "seen_kind_login",
        FormKind::SignUp => "seen_kind_sign_up",
        FormKind::Change => "seen_kind_change",
        FormKind::Reset => "seen_kind_reset",
        FormKind::Other => "seen_kind_other",
    }
}

fn role_code(role: FieldRole) -> &'static str {
    match role {
        FieldRole::Identifier => "seen_role_identifier",
        FieldRole::CurrentPassword => "seen_role_current_password",
        FieldRole::NewPassword => "seen_role_new_password",
        FieldRole::OneTimeCode => "seen_role_one_time_code",
        FieldRole::Pin => "seen_role_pin",
        FieldRole::Other => "seen_role_other",
    }
}

/// A reason in words: with the word of the page that decided, where one did.
fn reason_text(Reason { clue, word }: &Reason) -> Text {
    let (plain, with_word) = match clue {
        Clue::Autocomplete => ("seen_reason_autocomplete", Some("seen_reason_autocomplete_word")),
        Clue::Label => ("seen_reason_label", Some("seen_reason_label_word")),
        Clue::Name => ("seen_reason_name", Some("seen_reason_name_word")),
        Clue::Before => ("seen_reason_before", Some("seen_reason_before_word")),
        Clue::Button => ("seen_reason_button", Some("seen_reason_button_word")),
        Clue::Heading => ("seen_reason_heading", Some("seen_reason_heading_word")),
        Clue::Link => ("seen_reason_link", Some("seen_reason_link_word")),
        Clue::Title => ("seen_reason_title", Some("seen_reason_title_word")),
        Clue::FormName => ("seen_reason_form_name", Some("seen_reason_form_name_word")),
        Clue::Path => ("seen_reason_path", Some("seen_reason_path_word")),
        Clue::Type => ("seen_reason_type", None),
        Clue::Short => ("seen_reason_short", None),
        Clue::OtherFields => ("seen_reason_other_fields", None),
        Clue::Position => ("seen_reason_position", None),
        Clue::Hidden => ("seen_reason_hidden", None),
        Clue::Nothing => ("seen_reason_nothing", None),
    };
    match with_word {
        Some(code) if !word.is_empty() => Text::with(code, [Arg::Names(vec![word.clone()])]),
        _ => Text::plain(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fingerprint::{Cost, Salt},
        service::{
            event::{Ask, Event},
            session::Session,
        },
        time::{Now, UnixMillis},
        vault::Vault,
    };

    const NOW: Now = Now { at: UnixMillis(1_700_000_000_000), utc_offset_minutes: 0 };

    fn service() -> Service {
        let mut service = Service::new(Vault::new(Salt::new([7; 16]), Cost::TEST), Session::default());
        service.handle(Event::Ask(Ask::Accept), NOW);
        service
    }

    fn field(kind: &str, label: &str) -> FieldSnapshot {
        FieldSnapshot { kind: kind.into(), label: label.into(), visible: true, ..FieldSnapshot::default() }
    }

    fn frame(origin: &str, forms: Vec<Vec<FieldSnapshot>>) -> FrameForms {
        let forms = forms.into_iter().map(|fields| FormSnapshot { fields, ..FormSnapshot::default() });
        FrameForms { origin: origin.into(), forms: forms.collect() }
    }

    fn view(service: &mut Service, frames: Option<Vec<(FrameId, FrameForms)>>) -> SeenView {
        let effects = service.handle(Event::Surveyed(frames), NOW);
        let [Effect::Reply(Reply::Seen(view))] = &effects[..] else { panic!("no answer") };
        view.clone()
    }

    #[test]
    fn a_login_is_told_with_its_reasons_before_other_forms() {
        let search = vec![field("search", "")];
        let login = vec![field("text", "User name"), field("password", &"long ".repeat(20))];
        let view = view(&mut service(), Some(vec![(0, frame("https://shop.example", vec![search, login]))]));
        assert_eq!(view.note, None);
        let kinds: Vec<_> = view.forms.iter().map(|form| form.kind.code).collect();
        assert_eq!(kinds, ["seen_kind_login", "seen_kind_other"]);
        let fields = &view.forms[0].fields;
        assert_eq!(fields[0].name.as_deref(), Some("User name"));
        assert_eq!(fields[0].role.code, "seen_role_identifier");
        assert_eq!(fields[1].role.code, "seen_role_current_password");
        assert_eq!(fields[1].name.as_ref().map(|name| name.chars().count()), Some(LONGEST_NAME + 1));
        assert_eq!(view.forms[1].fields[0].name, None);
        assert_eq!(view.forms[0].frame, None);
    }

    #[test]
    fn a_frame_is_named_and_one_that_is_left_alone_is_not_told() {
        let mut service = service();
        let login = || vec![vec![field("password", "Password")]];
        let frames = |origin| Some(vec![(0, frame("https://shop.example", vec![])), (3, frame(origin, login()))]);
        assert!(view(&mut service, frames("https://id.example")).forms[0].frame.is_some());
        for left_alone in ["http://localhost", "null"] {
            let view = view(&mut service, frames(left_alone));
            assert_eq!((view.note, view.forms.len()), (Some(Text::plain("seen_nothing")), 0), "{left_alone}");
        }
    }

    #[test]
    fn what_the_browser_withholds_is_said_so() {
        for frames in [None, Some(Vec::new())] {
            assert_eq!(view(&mut service(), frames).note, Some(Text::plain("seen_withheld")));
        }
    }

    #[test]
    fn nobody_looks_before_first_start_is_accepted() {
        let mut service = Service::new(Vault::new(Salt::new([7; 16]), Cost::TEST), Session::default());
        assert!(service.handle(Event::Ask(Ask::Seen { tab: 1 }), NOW).is_empty());
    }
}
