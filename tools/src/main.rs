//! The command line of the development tools.

use clap::Parser;
use hygieia_tools::{bindgen, filter, notices, profile, serve, vault};

/// Development tools of Hygieia.
#[derive(Debug, Parser)]
#[command(name = "hygieia-tools")]
enum Command {
    /// Bind a wasm module for the browser (wasm-bindgen, target web).
    Bindgen(bindgen::Options),
    /// Build or measure the offline filter of the most used passwords.
    Filter(filter::Options),
    /// Gather the licences of what the wasm modules contain.
    Notices(notices::Options),
    /// Search the profile of a browser that has ended for secrets, in every form and however they are packed.
    Profile(profile::Options),
    /// Open a sealed vault and print it.
    Vault,
    /// Serve the demo sites, the range server and the given folders over HTTPS on loopback.
    Serve(serve::Options),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Bindgen(options) => bindgen::run(&options),
        Command::Filter(options) => filter::run(&options),
        Command::Notices(options) => notices::run(&options),
        Command::Profile(options) => profile::run(&options),
        Command::Vault => vault::run(),
        Command::Serve(options) => serve::run(options),
    }
}
