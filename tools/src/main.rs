//! The command line of the development tools.

use clap::Parser;
use hygieia_tools::{bindgen, serve};

/// Development tools of Hygieia.
#[derive(Debug, Parser)]
#[command(name = "hygieia-tools")]
enum Command {
    /// Bind a wasm module for the browser (wasm-bindgen, target web).
    Bindgen(bindgen::Options),
    /// Serve the demo sites, the range server and the given folders over HTTPS on loopback.
    Serve(serve::Options),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Bindgen(options) => bindgen::run(&options),
        Command::Serve(options) => serve::run(options),
    }
}
