//! Says of pairs of passwords whether they are similar, as one method alone would say.
//!
//!     cargo run --release --example near_reuse -- edits|stems|form < pairs.txt
//!
//! Reads `old<TAB>new` lines and prints a line for each: `same`, `similar: what differs`, or `different`. Strings are
//! compared where Hygieia would compare their tags. A line without a tab is reported on stderr and called `different`. A byte
//! order mark at the beginning, and a carriage return at the end of either password, belong to the file and not to them.

use std::{
    io::{self, BufRead, BufWriter, Write},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use hygieia::{
    reuse::{
        Why,
        edits::{Context, edits},
        form::near,
        stems::stems,
    },
    secret::{Exposure, Secret},
    time::UnixMillis,
};

type Method = fn(&Secret, &Secret, &Context) -> Option<Why>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let method: Method = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["edits"] => by_edits,
        ["stems"] => by_stems,
        ["form"] => near,
        _ => {
            eprintln!("usage: near_reuse edits|stems|form < old-TAB-new lines");
            return ExitCode::FAILURE;
        }
    };
    match judge(method) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("near_reuse: {error}");
            ExitCode::FAILURE
        }
    }
}

fn judge(method: Method) -> io::Result<()> {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let now = UnixMillis(i64::try_from(millis).unwrap_or_default());
    let context = Context { names: Vec::new(), year: now.year() };
    let mut out = BufWriter::new(io::stdout().lock());
    for (number, line) in (1..).zip(io::stdin().lock().split(b'\n')) {
        let line = String::from_utf8_lossy(&line?).into_owned();
        let line = if number == 1 { line.strip_prefix('\u{FEFF}').unwrap_or(&line) } else { &line };
        let pair = line.split_once('\t').map(|(old, new)| (without_return(old), without_return(new)));
        match pair {
            None => {
                eprintln!("line {number}: no tab");
                writeln!(out, "different")?;
            }
            Some((old, new)) if old == new => writeln!(out, "same")?,
            Some((old, new)) => {
                let [old, new] = [old, new].map(|text| Secret::new(text.to_owned()));
                match method(&old, &new, &context) {
                    Some(why) => writeln!(out, "similar: {why}")?,
                    None => writeln!(out, "different")?,
                }
            }
        }
    }
    out.flush()
}

fn without_return(text: &str) -> &str {
    text.strip_suffix('\r').unwrap_or(text)
}

fn by_edits(old: &Secret, new: &Secret, context: &Context) -> Option<Why> {
    let is_old = |edit: &Secret| edit.expose(Exposure::Compare) == old.expose(Exposure::Compare);
    edits(new, context).into_iter().find(|edit| is_old(&edit.secret)).map(|edit| edit.why)
}

fn by_stems(old: &Secret, new: &Secret, _context: &Context) -> Option<Why> {
    let old = stems(old, None);
    let is_old = |stem: &Secret| old.iter().any(|old| old.expose(Exposure::Compare) == stem.expose(Exposure::Compare));
    stems(new, None).iter().any(is_old).then_some(Why::Word)
}
