//! The log of every request that left the machine, for the person who wants to see them. It lives as long as the session,
//! because the addresses end in five digits that depend on passwords.

use serde::{Deserialize, Serialize};

use super::{Service, event::RangeAnswer, session::Session};
use crate::{
    breach::source,
    site::{self, Site},
    text::{Arg, Text},
    time::UnixMillis,
};

/// How many requests are remembered.
pub const MOST_REQUESTS: usize = 200;

/// A request's number in this session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(u32);

/// A request that left the machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Its number in this session.
    #[serde(default)]
    pub id: RequestId,
    /// When.
    pub at: UnixMillis,
    /// The address.
    pub url: String,
    /// What it was for.
    pub purpose: Purpose,
    /// What came of it; `None` as long as that is open.
    pub outcome: Option<Outcome>,
}

/// What a request is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To learn whether the password of a login on this site is breached, or to hide that this was known already: nothing
    /// here tells the one from the other, so that nobody can read passwords that everybody uses out of the log.
    Check(Site),
    /// The person tests a source.
    Test,
    /// To refresh the list of breached sites.
    List,
    /// To find the page of a site where its password is changed.
    ChangePage(Site),
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer that could be read, whatever stood in it.
    Answered,
    /// An answer that is no list of rows.
    NotARange,
    /// More than a list of rows can have.
    TooLarge,
    /// Another status than 200.
    Status(u16),
    /// No connection, or it broke off.
    NoAnswer,
    /// Nothing within the time.
    TimedOut,
    /// It sent us elsewhere.
    Redirected,
    /// The browser ended the background before the answer came.
    Interrupted,
}

/// The log as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LogView {
    /// What is listed.
    pub about: Text,
    /// The requests, the latest first.
    pub requests: Vec<RequestView>,
}

/// A request as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RequestView {
    /// When.
    pub at: Text,
    /// To whom: the host.
    pub host: String,
    /// What was sent, as far as it is ours: the request's line, and our header if there is one.
    pub sent: Vec<String>,
    /// Why.
    pub why: Text,
    /// What came of it.
    pub outcome: Text,
}

impl Session {
    /// Notes a request that leaves now.
    pub fn note_request(&mut self, at: UnixMillis, url: &str, purpose: Purpose) -> RequestId {
        let id = self.next_request;
        self.next_request = RequestId(id.0.wrapping_add(1));
        self.requests.push(Request { id, at, url: url.to_owned(), purpose, outcome: None });
        let surplus = self.requests.len().saturating_sub(MOST_REQUESTS);
        self.requests.drain(..surplus);
        id
    }

    /// Notes what came of a request, once.
    pub fn note_outcome(&mut self, id: RequestId, outcome: Outcome) {
        if let Some(request) = self.requests.iter_mut().find(|request| request.id == id) {
            request.outcome.get_or_insert(outcome);
        }
    }

    /// The worker has woken up: nobody waits for an answer any more.
    pub fn end_requests(&mut self) {
        for request in &mut self.requests {
            request.outcome.get_or_insert(Outcome::Interrupted);
        }
    }
}

impl Service {
    /// The view of the log.
    pub(super) fn log_view(&self) -> LogView {
        LogView {
            about: Text::with("log_about", [Arg::Count(MOST_REQUESTS as u32)]),
            requests: self.session.requests.iter().rev().map(Request::view).collect(),
        }
    }
}

impl Request {
    fn view(&self) -> RequestView {
        let (name, value) = source::HEADER;
        let is_range = matches!(self.purpose, Purpose::Check(_) | Purpose::Test);
        let header = is_range.then(|| format!("{name}: {value}"));
        RequestView {
            at: Text::with("log_at", [Arg::Time(self.at)]),
            host: host_of(&self.url).to_owned(),
            sent: std::iter::once(format!("GET {}", self.url)).chain(header).collect(),
            why: match &self.purpose {
                Purpose::Check(site) => Text::with("log_why_check", [Arg::Names(vec![site::display_name(site)])]),
                Purpose::Test => Text::plain("log_why_test"),
                Purpose::List => Text::plain("log_why_list"),
                Purpose::ChangePage(site) => {
                    Text::with("log_why_change_page", [Arg::Names(vec![site::display_name(site)])])
                }
            },
            outcome: self.outcome.map_or(Text::plain("log_outcome_open"), Outcome::text),
        }
    }
}

impl From<&RangeAnswer> for Outcome {
    /// Whatever stands in the body.
    fn from(answer: &RangeAnswer) -> Self {
        match answer {
            RangeAnswer::Body(_) => Self::Answered,
            RangeAnswer::Status(status, _) => Self::Status(*status),
            RangeAnswer::Failed => Self::NoAnswer,
            RangeAnswer::TimedOut => Self::TimedOut,
            RangeAnswer::TooLarge => Self::TooLarge,
            RangeAnswer::Redirected => Self::Redirected,
        }
    }
}

impl Outcome {
    fn text(self) -> Text {
        Text::plain(match self {
            Self::Answered => "log_outcome_answered",
            Self::NotARange => "log_outcome_not_a_range",
            Self::TooLarge => "log_outcome_too_large",
            Self::Status(status) => return Text::with("log_outcome_status", [Arg::Names(vec![status.to_string()])]),
            Self::NoAnswer => "log_outcome_no_answer",
            Self::TimedOut => "log_outcome_timed_out",
            Self::Redirected => "log_outcome_redirected",
            Self::Interrupted => "log_outcome_interrupted",
        })
    }
}

/// The host of an `https` address, with its port.
fn host_of(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://range.example:8443/range/5BAA6";

    #[test]
    fn the_oldest_go_first() {
        let mut session = Session::default();
        for at in 0..=MOST_REQUESTS as i64 {
            session.note_request(UnixMillis(at), URL, Purpose::Test);
        }
        assert_eq!(session.requests.len(), MOST_REQUESTS);
        assert_eq!(session.requests[0].at, UnixMillis(1));
    }

    #[test]
    fn an_outcome_is_noted_once_and_what_is_open_ends_with_the_worker() {
        let mut session = Session::default();
        let now = UnixMillis(1);
        let first = session.note_request(now, URL, Purpose::Test);
        session.note_request(now, URL, Purpose::Test);
        session.note_outcome(first, Outcome::Status(503));
        session.note_outcome(first, Outcome::Answered);
        session.end_requests();
        let outcomes: Vec<_> = session.requests.iter().map(|request| request.outcome).collect();
        assert_eq!(outcomes, [Some(Outcome::Status(503)), Some(Outcome::Interrupted)]);
    }

    #[test]
    fn a_request_is_drawn_with_its_host_and_its_bytes() {
        let purpose = Purpose::Check(Site::from_host("shop.example").unwrap());
        let request =
            |purpose| Request { id: RequestId::default(), at: UnixMillis(1), url: URL.into(), purpose, outcome: None };
        let view = request(purpose).view();
        assert_eq!(view.host, "range.example:8443");
        assert_eq!(view.sent, [format!("GET {URL}"), "Add-Padding: true".into()]);
        assert_eq!((view.why.code, view.outcome.code), ("log_why_check", "log_outcome_open"));
        let list = request(Purpose::List).view();
        assert_eq!(list.sent, [format!("GET {URL}")]);
    }
}
