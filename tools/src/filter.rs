//! Builds the offline filter from the list of passwords, and measures it.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use hygieia::{
    breach::offline::{Filter, Tier, build},
    secret::Secret,
};

use crate::serve::passwords::LIST;

/// Where to put it, or how to measure it.
#[derive(Debug, Clone, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Options {
    /// The file to write; the same bytes on every machine.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print its size, and how often it errs about so many random values and about every password of the list.
    #[arg(long, value_name = "VALUES")]
    pub measure: Option<u64>,
}

/// How often a filter errs.
#[derive(Debug, PartialEq, Eq)]
pub struct Errors {
    /// Values outside the list that pass for one of it.
    pub false_positives: u64,
    /// Passwords of the list that are not found. There must be none.
    pub missed: usize,
    /// Passwords that pass for more common than they are.
    pub too_common: usize,
}

/// Builds the filter, and writes or measures it.
///
/// # Errors
/// If it cannot be built or written.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let file = file()?;
    if let Some(path) = &options.out {
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(path, &file).with_context(|| format!("could not write {}", path.display()))?;
    }
    if let Some(values) = options.measure {
        let filter = Filter::new(&file[..]).map_err(|why| anyhow!("{why:?}"))?;
        let Errors { false_positives, missed, too_common } = measure(&filter, values);
        let rate = 100.0 * false_positives as f64 / values as f64;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} bytes", file.len())?;
        writeln!(out, "{false_positives} false positives among {values} random values ({rate:.5} %)")?;
        writeln!(out, "{missed} of {} passwords missed, {too_common} said to be too common", LIST.lines().count())?;
    }
    Ok(())
}

/// The file.
///
/// # Errors
/// If the list holds a password twice.
pub fn file() -> anyhow::Result<Vec<u8>> {
    build(LIST.lines()).map_err(|why| anyhow!(why))
}

/// Looks up so many random values, the same ones each time, and every password of the list.
pub fn measure(filter: &Filter, values: u64) -> Errors {
    let tier_of = |password: String| filter.tier_of(&Secret::new(password));
    // No password of the list looks like this.
    let false_positives = (0..values).filter(|number| tier_of(format!("~{number:016x}")).is_some()).count() as u64;
    let tiers = LIST.lines().map(|password| tier_of(password.to_owned()));
    let expected = |rank: usize| Tier::ALL.into_iter().find(|tier| rank < tier.most_used() as usize);
    let (mut missed, mut too_common) = (0, 0);
    for (rank, tier) in tiers.enumerate() {
        missed += usize::from(tier.is_none() || tier > expected(rank));
        too_common += usize::from(tier.is_some() && tier < expected(rank));
    }
    Errors { false_positives, missed, too_common }
}
