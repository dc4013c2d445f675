//! Searches what a browser's profile leaves on the disk for secrets that must not be there.
//!
//! Every file is searched as it is, and [unpacked](unpack) as far as its format is known: LevelDB logs and tables with
//! what was superseded or deleted, SQLite databases with their write-ahead logs and free pages, compressed caches, mozLz4.
//! What is looked for are the [forms](needles) that a secret may take.

mod leveldb;
mod needles;
mod sqlite;
mod streams;
mod unpack;

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::{Deserialize, Serialize};

pub use needles::Needles;
use unpack::{How, Whence, unpack};

/// How many layers deep is looked: a compressed value in a record of a compressed table is four.
const DEEPEST: usize = 6;

/// Where to search.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The folder of a profile whose browser has ended. What to search for is read from the standard input, a JSON object
    /// of texts or `{ base64 }` by names of the caller's; the answer is written to the standard output.
    pub folder: PathBuf,
}

/// What to search for, by names of the caller's.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Secrets(pub BTreeMap<String, Secret>);

/// Something that must not be there.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Secret {
    /// A password.
    Text(String),
    /// A key.
    Bytes {
        /// Its bytes in base64.
        base64: String,
    },
}

/// What was searched, and what was found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How many files were read.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many pieces were unpacked of each kind.
    pub unpacked: BTreeMap<How, usize>,
    /// What was found, each place once.
    pub found: Vec<Found>,
}

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Found {
    /// Its name.
    pub secret: String,
    /// In which of its forms (see [`needles`]).
    pub form: &'static str,
    /// The file, below the folder.
    pub file: String,
    /// What was unpacked to come there; nothing if the file's own bytes show it.
    pub by: Vec<How>,
}

/// Searches a profile and prints the report as JSON.
///
/// # Errors
/// If the standard input holds no secrets, one of them is too short to be told from chance, or a file cannot be read.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut input = String::new();
    std::io::stdin().lock().read_to_string(&mut input)?;
    let secrets: Secrets = serde_json::from_str(&input).context("the standard input is no object of secrets")?;
    let report = search(&options.folder, &Needles::new(&secrets)?)?;
    serde_json::to_writer(std::io::stdout().lock(), &report)?;
    Ok(writeln!(std::io::stdout().lock())?)
}

/// Searches all files below a folder.
///
/// # Errors
/// If one cannot be read.
pub fn search(folder: &Path, needles: &Needles) -> anyhow::Result<Report> {
    let mut search = Search { needles, report: Report::default(), file: String::new(), by: Vec::new() };
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    for path in files {
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        search.file = path.strip_prefix(folder)?.to_string_lossy().into_owned();
        search.report.files += 1;
        search.report.bytes += bytes.len() as u64;
        let name = search.file.clone();
        search.note(name.as_bytes());
        let log = wal_of(&path).filter(|path| path.is_file()).map(std::fs::read).transpose()?;
        search.look(&bytes, Whence::File { name: &name, log: log.as_deref() });
    }
    search.report.found.sort();
    search.report.found.dedup();
    Ok(search.report)
}

/// The files below a folder; links and sockets are none.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        match entry.file_type()? {
            kind if kind.is_dir() => list(&entry.path(), files)?,
            kind if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    Ok(())
}

/// Where SQLite keeps the write-ahead log of a database.
fn wal_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    Some(path.with_file_name(format!("{name}-wal")))
}

struct Search<'a> {
    needles: &'a Needles,
    report: Report,
    file: String,
    by: Vec<How>,
}

impl Search<'_> {
    fn look(&mut self, bytes: &[u8], whence: Whence) {
        self.note(bytes);
        if self.by.len() == DEEPEST {
            return;
        }
        unpack(bytes, whence, &mut |how, piece| {
            *self.report.unpacked.entry(how).or_default() += 1;
            self.by.push(how);
            self.look(piece, Whence::Piece(how));
            self.by.pop();
        });
    }

    fn note(&mut self, bytes: &[u8]) {
        for (secret, form) in self.needles.find(bytes) {
            let found = Found { secret: secret.to_owned(), form, file: self.file.clone(), by: self.by.clone() };
            if self.report.found.last() != Some(&found) {
                self.report.found.push(found);
            }
        }
    }
}

#[cfg(test)]
mod tests;
