//! How long zxcvbn takes over values made to keep it busy, by the number of characters scored.
//!
//! Run `cargo run --release -p hygieia-scorer --example hostile`. This is where [`hygieia_scorer::MAX_CHARS`] comes from.
//!
//! What it said on a 2-core x86-64 server, and what the same values took in Node (the `wasm` profile, with zxcvbn
//! optimised for speed or for size): milliseconds of processor time for the worst value, the first of the list.
//!
//! | characters          | 20 | 28 | 32 | 40 |  64 | 100 |
//! | ------------------- | -- | -- | -- | -- | --- | --- |
//! | native, release     | 16 | 32 | 40 | 60 | 220 | 500 |
//! | wasm, opt-level 3   | 17 | 28 | 36 | 56 | 190 | 440 |
//! | wasm, opt-level "s" | 31 | 51 | 65 | 97 | 320 | 730 |
//!
//! All of [`hygieia_scorer::score`] (28 characters and 8 words of context) takes 31 ms in wasm at opt-level 3, 57 at "s".
//! The first call in a fresh module takes 60 ms more: it builds the dictionaries.

// A measurement to be read by a person.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use hygieia_scorer::{MAX_CHARS, MAX_WORDS};

/// What it is, and what is repeated until it is long enough.
const VALUES: &[(&str, &str)] = &[
    ("every l33t character, then what they stand for", "4@8({[<3691!|70$5+%2abcegilostxz"),
    ("l33t characters, repeated", "4@8({[<3691!|7"),
    ("l33t words", "p4$$w0rd@{3!7+%2"),
    ("a1b2", "a1b2"),
    ("aaaa", "a"),
    ("a repetition within a repetition", "aabaabc"),
    ("dates", "11/11/1991"),
    ("dates without separator", "11111991"),
    ("keypad zigzag", "14"),
    ("keyboard rows", "qwertyuiop"),
    ("words", "correcthorsebatterystaple"),
    ("beyond the BMP", "👩\u{200d}👧é"),
];

const LENGTHS: &[usize] = &[20, 28, 32, 40, 64, 100];

/// The longest of some runs: zxcvbn's maps are seeded anew each time, so it never works in the same order.
fn longest(runs: u32, mut work: impl FnMut()) -> Duration {
    let run = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..runs).map(|_| run(&mut work)).max().unwrap_or_default()
}

fn main() {
    let first = longest(1, || {
        black_box(hygieia_scorer::score("Tr0ub4dor&3 1991/2/2", &[]));
    });
    println!("first call (builds the dictionaries): {:.1} ms\n", first.as_secs_f64() * 1e3);

    println!("zxcvbn alone, ms, by characters scored");
    print!("{:48}", "");
    LENGTHS.iter().for_each(|length| print!("{length:>8}"));
    println!();
    for (name, unit) in VALUES {
        print!("{name:48}");
        for &length in LENGTHS {
            let value: String = unit.chars().cycle().take(length).collect();
            let time = longest(3, || {
                black_box(zxcvbn::zxcvbn(&value, &[]));
            });
            print!("{:8.1}", time.as_secs_f64() * 1e3);
        }
        println!();
    }

    println!(
        "\nhygieia_scorer::score on 10,000 characters, ms: {MAX_CHARS} are scored, with {MAX_WORDS} words of context"
    );
    let words: Vec<String> = (0..MAX_WORDS).map(|i| format!("context-{i}-of-some-length")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for (name, unit) in VALUES {
        let value: String = unit.chars().cycle().take(10_000).collect();
        let time = longest(10, || {
            black_box(hygieia_scorer::score(&value, &words));
        });
        println!("{name:48}{:8.1}", time.as_secs_f64() * 1e3);
    }
}
