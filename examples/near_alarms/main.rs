//! Counts how many of all pairs of a password list would be called similar: not by a sample but all of them, by joining.
//!
//!     cargo run --release --example near_alarms -- edits|stems < passwords.txt
//!
//! The passwords are different ones, one a line. For `edits` a pair is counted once for each of the two that has the other
//! among its edits, out of all ordered pairs; for `stems` it is counted if both have a stem in common, out of all pairs.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{self, BufRead, Write},
    process::ExitCode,
};

use hygieia::{
    reuse::{
        edits::{Context, edits},
        stems::stems,
    },
    secret::{Exposure, Secret},
};

fn main() -> ExitCode {
    let counted = match std::env::args().nth(1).as_deref() {
        Some("edits") => by_edits,
        Some("stems") => by_stems,
        _ => {
            eprintln!("usage: near_alarms edits|stems < passwords.txt");
            return ExitCode::FAILURE;
        }
    };
    let passwords: Vec<String> = io::stdin().lock().lines().map_while(Result::ok).collect();
    // What is left alone is never compared.
    let passwords: Vec<Secret> =
        passwords.into_iter().map(Secret::new).filter(|secret| secret.left_alone().is_none()).collect();
    match counted(&passwords).write(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

#[derive(Default)]
struct Counted {
    similar: u64,
    pairs: u64,
    tried: u64,
    reasons: BTreeMap<String, u64>,
}

impl Counted {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let share = self.similar as f64 / self.pairs.max(1) as f64;
        writeln!(out, "{} of {} pairs: {share:.2e}; {} hashed", self.similar, self.pairs, self.tried)?;
        self.reasons.iter().try_for_each(|(reason, count)| writeln!(out, "  {count} {reason}"))
    }
}

fn text(secret: &Secret) -> &str {
    secret.expose(Exposure::Compare)
}

fn by_edits(passwords: &[Secret]) -> Counted {
    let known: BTreeSet<&str> = passwords.iter().map(text).collect();
    let context = Context { names: Vec::new(), year: 2026 };
    let count = passwords.len() as u64;
    let mut counted = Counted { pairs: count * count.saturating_sub(1), ..Counted::default() };
    for password in passwords {
        for edit in edits(password, &context) {
            counted.tried += 1;
            if known.contains(text(&edit.secret)) {
                counted.similar += 1;
                *counted.reasons.entry(edit.why.to_string()).or_default() += 1;
            }
        }
    }
    counted
}

fn by_stems(passwords: &[Secret]) -> Counted {
    let mut with: HashMap<String, Vec<u32>> = HashMap::new();
    let mut counted = Counted::default();
    for (index, password) in (0..).zip(passwords) {
        for stem in stems(password, None) {
            counted.tried += 1;
            with.entry(text(&stem).to_owned()).or_default().push(index);
        }
    }
    let count = passwords.len() as u64;
    counted.pairs = count * count.saturating_sub(1) / 2;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for class in with.values() {
        for (place, first) in class.iter().enumerate() {
            pairs.extend(class[place + 1..].iter().map(|second| (*first, *second)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    counted.similar = pairs.len() as u64;
    counted
}
