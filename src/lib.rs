//! Hygieia's core: what a password extension knows, decided in one place and testable without a browser.
//!
//! The core is sans-IO: [`service::Service`] takes events and the time, changes the state it was handed and returns
//! effects. Time, randomness, network and storage live outside; only `browser` (compiled for wasm32 alone) touches them.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`service`] | events in, effects out: the one place that ties the parts together |
//! | [`secret`] | a password in memory: zeroed on drop, not printable, not serialisable, not clonable |
//! | [`site`] | registrable domain, kind of site |
//! | [`form`] | which form is this, and which field plays which role |
//! | [`fingerprint`] | a secret → a tag that is safe to store |
//! | [`reuse`] | which other accounts share a password |
//! | [`breach`] | the range protocol and its verdicts |
//! | [`rotation`] | policies, clocks, due dates |
//! | [`advice`] | findings → what to say, in which order, with which way out |
//! | [`vault`] | records, sealed state, migrations |
//! | [`settings`] | the registry of settings |
//! | [`text`] | texts as codes with arguments; the words live in `extension/_locales/` |
//! | [`time`] | the clock that is handed in |

pub mod advice;
pub mod breach;
pub mod fingerprint;
pub mod form;
pub mod reuse;
pub mod rotation;
pub mod secret;
pub mod service;
pub mod settings;
pub mod site;
pub mod text;
pub mod time;
pub mod vault;

#[cfg(target_arch = "wasm32")]
pub mod browser;
