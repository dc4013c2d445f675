//! Opens a sealed vault with the core's own code, for tests that look at what is kept.

use std::io::{Read, Write};

use anyhow::{Context, anyhow, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use hygieia::vault::sealed::{self, Key};
use serde::Deserialize;

const MAGIC_BYTES: usize = 4;
const NONCE_BYTES: usize = 12;

/// What lies in IndexedDB, in base64.
#[derive(Deserialize)]
struct Kept {
    key: String,
    state: String,
}

/// Reads `{ key, state }` from the standard input and prints the vault as JSON.
///
/// What is printed is all there is: sealed again, it must give the same bytes.
///
/// # Errors
/// If it cannot be opened, or holds more than a vault.
pub fn run() -> anyhow::Result<()> {
    let mut input = String::new();
    std::io::stdin().lock().read_to_string(&mut input)?;
    let Kept { key, state } = serde_json::from_str(&input).context("the standard input is no { key, state }")?;
    let key = Key::from_bytes(&BASE64_STANDARD.decode(key)?).map_err(|why| anyhow!("{why:?}"))?;
    let state = BASE64_STANDARD.decode(state)?;
    let vault = sealed::open(&state, &key).map_err(|why| anyhow!("{why:?}"))?;
    let nonce = *state[MAGIC_BYTES..].first_chunk::<NONCE_BYTES>().context("no nonce")?;
    ensure!(sealed::seal(&vault, &key, nonce) == state, "the state holds more than the vault");
    serde_json::to_writer(std::io::stdout().lock(), &vault)?;
    Ok(writeln!(std::io::stdout().lock())?)
}
