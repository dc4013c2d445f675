//! The dates on which passwords are due, for a calendar elsewhere.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    Service,
    data::said,
    effect::{Effect, Reply},
    view::DataView,
};
use crate::{rotation::calendar, text::Text, time::Now};

impl Service {
    pub(super) fn write_calendar(&self, now: Now, out: &mut Vec<Effect>) {
        let entries = calendar::entries(&self.vault, now);
        out.push(match entries.is_empty() {
            true => said(false, Text::plain("calendar_empty")),
            false => Effect::WriteCalendar(entries),
        });
    }

    pub(super) fn calendar_written(&self, file: &str, out: &mut Vec<Effect>) {
        out.push(Effect::Reply(Reply::Data(DataView {
            done: true,
            text: Text::plain("calendar_made"),
            asks: false,
            file: Some(STANDARD.encode(file)),
            score: None,
        })));
    }
}
