//! Finds the list of breached passwords for the range server and the offline filter.
//!
//! The list lies in the source of the crates.io package `passablewords`, which has no way to read it: its library
//! opens a path relative to wherever the program runs. So the package is an optional dependency that nothing turns
//! on: cargo pins and fetches it, and never compiles it.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let list = package_folder("passablewords")?.join("src/common-passwords.txt");
    let list = list.to_str().context("the path of the password list is not UTF-8")?;
    println!("cargo:rerun-if-changed={list}");
    println!("cargo:rustc-env=PASSWORD_LIST={list}");
    Ok(())
}

/// The folder cargo unpacked a dependency into.
fn package_folder(name: &str) -> anyhow::Result<PathBuf> {
    let answer = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version=1", "--locked", "--features=password-list"])
        // Without the platform cargo would fetch what other platforms need too.
        .args(["--filter-platform", &env::var("TARGET")?])
        .args(["--manifest-path", &format!("{}/Cargo.toml", env::var("CARGO_MANIFEST_DIR")?)])
        .output()?;
    if !answer.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&answer.stdout)?;
    let manifest = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == name)
        .and_then(|package| package["manifest_path"].as_str())
        .with_context(|| format!("cargo metadata names no package {name}"))?;
    Ok(PathBuf::from(manifest).parent().context("a manifest without a folder")?.to_owned())
}
