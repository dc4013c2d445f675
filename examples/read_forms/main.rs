//! Reads the forms of saved pages, one JSON object a line: `cargo run --release --example read_forms -- PAGE.html …`.
//!
//! `--snapshots` prints what the reader is given instead, and `--features` what it weighs (for `tools/learn_forms.py`).

#![allow(clippy::print_stdout)]

mod saved_page;

use std::io::{BufWriter, Write, stdout};

use hygieia::form::{self, outline::Outline, page::page_kind};
use saved_page::{SavedForm, forms_of};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let print = match flags.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => reading,
        ["--snapshots"] => snapshots,
        ["--features"] => features,
        _ => return Err(std::io::Error::other("usage: read_forms [--snapshots | --features] PAGE.html …")),
    };
    let mut out = BufWriter::new(stdout().lock());
    for file in files {
        let markup = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
        writeln!(out, "{}", print(&file, &forms_of(&markup)))?;
    }
    out.flush()
}

fn reading(file: &str, forms: &[SavedForm]) -> Value {
    let readings: Vec<_> = forms.iter().map(|form| form::read(&form.snapshot)).collect();
    let fields = forms.iter().zip(&readings).flat_map(|(form, reading)| {
        let fields = form.numbers.iter().zip(&reading.roles);
        fields.filter_map(|(number, (role, reason))| {
            Some(json!({ "field": (*number)?, "role": spelt(json!(role)), "reason": reason }))
        })
    });
    let kind = page_kind(&forms.iter().map(|form| &form.snapshot).zip(&readings).collect::<Vec<_>>());
    json!({ "file": file, "kind": spelt(json!(kind)), "fields": fields.collect::<Vec<_>>() })
}

/// As labels are written: with hyphens.
fn spelt(name: Value) -> String {
    name.as_str().unwrap_or_default().replace('_', "-")
}

fn snapshots(file: &str, forms: &[SavedForm]) -> Value {
    let forms = forms.iter().map(|form| json!({ "fxids": form.numbers, "snapshot": form.snapshot }));
    json!({ "file": file, "forms": forms.collect::<Vec<_>>() })
}

fn features(file: &str, forms: &[SavedForm]) -> Value {
    let blocks = forms.iter().flat_map(|form| {
        let outline = Outline::new(&form.snapshot);
        let Outline { signs, blocks, .. } = &outline;
        let described = blocks.iter().map(|block| {
            let passwords = block.passwords.iter().enumerate().map(
                |(order, &index)| json!({ "field": form.numbers[index], "features": signs.of_password(block, order) }),
            );
            let texts = outline
                .open_texts(block)
                .map(|index| json!({ "field": form.numbers[index], "features": signs.of_text(block, index) }));
            json!({
                "fields": &form.numbers[block.fields.clone()],
                "asks": block.fields.clone().any(|index| signs.is_text(index)),
                "passwords": passwords.collect::<Vec<_>>(),
                "texts": texts.collect::<Vec<_>>(),
                "features": signs.of_block(block),
            })
        });
        described.collect::<Vec<_>>()
    });
    json!({ "file": file, "blocks": blocks.collect::<Vec<_>>() })
}
