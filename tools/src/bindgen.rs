//! The wasm-bindgen step of the build, as a library call.
//!
//! The tool must be the very version of the crate; pinned by the lock file, it is built with everything else and
//! nothing has to be installed.

use std::path::PathBuf;

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

/// What to bind and where to put it.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The folder the files are written to; made when missing.
    #[arg(long, value_name = "DIR")]
    pub out_dir: PathBuf,
    /// The stem of the written files: `NAME.js`, `NAME_bg.wasm`, `NAME.d.ts`, `NAME_bg.wasm.d.ts`.
    #[arg(long, value_name = "NAME")]
    pub out_name: String,
    /// The module as rustc wrote it.
    #[arg(value_name = "INPUT.wasm")]
    pub input: PathBuf,
}

/// Writes the JavaScript glue (target `web`), the bound module and its TypeScript declarations.
///
/// # Errors
///
/// When the module cannot be read, was built with another version of wasm-bindgen, or the folder cannot be written.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?.typescript(true).out_name(&options.out_name).input_path(&options.input);
    bindgen.generate(&options.out_dir).with_context(|| format!("could not bind {}", options.input.display()))
}
