//! Runs wasm-bindgen tests under Node; cargo calls it with the test module.
//!
//! The runner must be the very version of the crate. As a package of this workspace it is pinned by the lock file, and
//! nothing has to be installed. It is apart from the other tools because only the tests need what it depends on.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
