//! How much work a page can cause: how much of what it shows is read, and how often what it says starts work.

use std::collections::BTreeMap;

use super::event::FrameSeen;
use crate::{
    form::FormSnapshot,
    site::Site,
    time::{MINUTE, UnixMillis},
};

/// How many frames of a tab are looked at, and how many forms of each.
pub(super) const MOST_FRAMES: usize = 20;
pub(super) const MOST_FORMS: usize = 20;
/// How many fields of a form are read, and how many texts around it: 40 headings, buttons and links, and a title.
const MOST_FIELDS: usize = 200;
const MOST_TEXTS: usize = 3 * 40 + 1;
/// How many names of a form in the markup are read.
const MOST_NAMES: usize = 4;

/// Cuts a form to what is read of it.
pub(super) fn cut_form(form: &mut FormSnapshot) {
    form.fields.truncate(MOST_FIELDS);
    form.texts.truncate(MOST_TEXTS);
    form.names.truncate(MOST_NAMES);
}

/// Cuts what a tab shows to what is read of it: the top frame and those that matter first.
pub(super) fn cut_frames(frames: &mut Vec<FrameSeen>, matters: impl Fn(&FrameSeen) -> bool) {
    frames.sort_by_key(|frame| frame.frame != 0 && !matters(frame));
    frames.truncate(MOST_FRAMES);
    for frame in frames {
        frame.forms.truncate(MOST_FORMS);
        frame.forms.iter_mut().for_each(cut_form);
    }
}

/// Work that a page can cause by what it does to its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Work {
    /// Reading a form.
    Reading,
    /// Showing the line in the page around a frame.
    Edit,
    /// Tags of what was typed, at a pause or when a field is left. A page that draws its form anew at every key makes a
    /// field be left as often.
    Pause,
    /// Strength and breach of what a field was left with.
    Check,
    /// Tags, strength and breach of what is submitted.
    Submission,
}

impl Work {
    /// How often an origin may cause it in a minute; a person does so less often.
    fn most(self) -> u32 {
        match self {
            Self::Reading => 30,
            Self::Edit => 240,
            Self::Pause => 120,
            Self::Check | Self::Submission => 10,
        }
    }
}

/// How much more the origins of a site may cause together. A page makes frames, tabs and names below its domain as it
/// likes; a page of another person's below the same domain must not spend what the others need.
const MOST_ORIGINS: u32 = 4;

/// What origins and sites have caused within their present minute. Lives in the worker's memory only.
#[derive(Default)]
pub(super) struct Budgets(BTreeMap<(String, Work), Spent>);

struct Spent {
    since: UnixMillis,
    times: u32,
}

impl Budgets {
    /// Whether an origin of a site may cause this work now. Counts it if so.
    pub(super) fn allow(&mut self, site: &Site, origin: &str, work: Work, now: UnixMillis) -> bool {
        self.0.retain(|_, spent| (0..MINUTE).contains(&now.since(spent.since)));
        // No origin is written like a site.
        let limits = [(origin, work.most()), (site.as_ref(), MOST_ORIGINS * work.most())];
        let spent = |whose: &str| self.0.get(&(whose.to_owned(), work)).map_or(0, |spent| spent.times);
        let allowed = limits.iter().all(|(whose, most)| spent(whose) < *most);
        for (whose, _) in limits.iter().filter(|_| allowed) {
            self.0.entry(((*whose).to_owned(), work)).or_insert(Spent { since: now, times: 0 }).times += 1;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{FieldSnapshot, NearText, Place};

    #[test]
    fn an_origin_and_a_site_may_cause_so_much_work_a_minute() {
        let mut budgets = Budgets::default();
        let mut times = |origin: &str, at: i64| {
            let (site, _, _) = Site::from_origin_url(origin).unwrap();
            let allowed = |_: &u32| budgets.allow(&site, origin, Work::Submission, UnixMillis(at));
            (0..20).filter(allowed).count()
        };
        let (one, two) = ("https://a.one.example", "https://two.example");
        assert_eq!([times(one, 0), times(one, MINUTE - 1), times(two, MINUTE - 1)], [10, 0, 10]);
        assert_eq!(times(one, MINUTE), 10, "the next minute");
        let others = ["b", "c", "d", "e", "f"].map(|name| times(&format!("https://{name}.one.example"), MINUTE));
        assert_eq!(others, [10, 10, 10, 0, 0], "another name of the site's is no way around");
        assert_eq!(times(two, 2 * MINUTE - 1), 10);
        assert_eq!(budgets.0.len(), 7, "what is over is forgotten");
        let (site, _, _) = Site::from_origin_url(one).unwrap();
        assert!(budgets.allow(&site, one, Work::Reading, UnixMillis(MINUTE)));
    }

    #[test]
    fn what_is_read_is_bounded() {
        let text = NearText { place: Place::Link, text: "more".into(), after: 0 };
        let mut form = FormSnapshot {
            fields: vec![FieldSnapshot::default(); 1_000],
            texts: vec![text; 1_000],
            names: vec![String::new(); 1_000],
            path: String::new(),
            signs: None,
        };
        cut_form(&mut form);
        assert_eq!((form.fields.len(), form.texts.len(), form.names.len()), (200, 121, 4));

        let seen = |frame| FrameSeen {
            frame,
            document: format!("document {frame}"),
            origin: String::new(),
            frames: 0,
            forms: vec![FormSnapshot::default(); 100],
            typed_field_stands: false,
            typed_field_hidden: false,
            typed_field_empty: false,
            waits: false,
            says_invalid: false,
            address_changed: false,
            age: 0.0,
            tab_loads: false,
            status: 0,
            came_from_page: false,
        };
        let mut frames: Vec<_> = (0..100).rev().map(seen).collect();
        cut_frames(&mut frames, |frame| frame.document == "document 50");
        assert_eq!((frames.len(), frames[0].forms.len()), (20, 20));
        for kept in [0, 50] {
            assert!(frames.iter().any(|frame| frame.frame == kept));
        }
    }
}
