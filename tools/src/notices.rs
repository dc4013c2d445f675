//! The licences of what others wrote and the modules contain, in one file, which their licences ask for.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use anyhow::{Context, ensure};
use cargo_metadata::{DepKindInfo, DependencyKind, Metadata, MetadataCommand, Package, PackageId};

/// What the modules are made of, and where to write it.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The file.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The packages of this workspace that become the modules.
    #[arg(value_name = "PACKAGE", required = true)]
    pub packages: Vec<String>,
}

const OUR_MIT: &str = include_str!("../../LICENSE-MIT");

const HEAD: &str =
    "Hygieia contains the following Rust packages by others, each under the licence that stands below it. Where a
package may be used under one of several licences, Hygieia uses it under the MIT licence if that is one of them. The
standard library of Rust (https://www.rust-lang.org) is under the MIT licence, too, and so is Hygieia itself.
";

/// Writes the file: each licence text once, with the packages that it is about before it.
///
/// # Errors
///
/// When a package is unknown, or one of those that it needs comes without a licence text and does not name the MIT licence.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let metadata = MetadataCommand::new()
        .other_options(["--locked", "--filter-platform", "wasm32-unknown-unknown"].map(str::to_owned))
        .exec()?;
    let mut packages_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in contained(&metadata, &options.packages)? {
        let mut texts = licence_texts(package)?;
        if texts.is_empty() {
            texts.push(mit_by(package)?);
        }
        for text in texts {
            packages_of.entry(text).or_default().insert(title(package));
        }
    }
    let mut parts: Vec<_> = packages_of.into_iter().map(|(text, packages)| (packages, text)).collect();
    parts.sort();
    let rule = "-".repeat(80);
    let part = |(packages, text): (BTreeSet<String>, String)| {
        format!("\n{rule}\n{}\n{rule}\n\n{text}\n", Vec::from_iter(packages).join("\n"))
    };
    let file = HEAD.to_owned() + &parts.into_iter().map(part).collect::<String>();
    fs::write(&options.out, file).with_context(|| format!("could not write {}", options.out.display()))
}

/// The packages by others that end in a module: neither macros nor what only the build needs.
fn contained<'a>(metadata: &'a Metadata, roots: &[String]) -> anyhow::Result<Vec<&'a Package>> {
    let nodes = &metadata.resolve.as_ref().context("cargo resolved nothing")?.nodes;
    let is_macro = |id: &PackageId| metadata[id].targets.iter().any(|target| target.is_proc_macro());
    let mut open = Vec::new();
    for root in roots {
        let package = metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == root);
        open.push(&package.with_context(|| format!("there is no package {root}"))?.id);
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if is_macro(id) || !seen.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node.id == *id).context("cargo left out a package")?;
        let is_contained = |kind: &DepKindInfo| kind.kind == DependencyKind::Normal;
        open.extend(node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(is_contained)).map(|dep| &dep.pkg));
    }
    let others = seen.into_iter().filter(|id| !metadata.workspace_members.contains(id));
    Ok(others.map(|id| &metadata[id]).collect())
}

fn title(package: &Package) -> String {
    let licence = package.license.as_deref().unwrap_or("see below");
    let place = package.repository.as_deref().or(package.homepage.as_deref()).unwrap_or_default();
    format!("{} {} ({licence}) {place}", package.name, package.version).trim_end().to_owned()
}

/// The MIT licence of a package that names it and leaves its text out.
fn mit_by(package: &Package) -> anyhow::Result<String> {
    let names_it = package.license.as_deref().is_some_and(|licence| licence.contains("MIT"));
    ensure!(names_it, "{} {} comes without the text of its licence", package.name, package.version);
    let authors = match package.authors.as_slice() {
        [] => format!("the authors of {}", package.name),
        authors => authors.join(", "),
    };
    let (_, terms) = OUR_MIT.split_once("\n\nPermission").context("LICENSE-MIT is another text")?;
    Ok(format!("MIT License\n\nCopyright (c) {authors}\n\nPermission{}", terms.trim_end()))
}

/// The texts that lie in a package, without those of licences that the MIT licence may be chosen over.
fn licence_texts(package: &Package) -> anyhow::Result<Vec<String>> {
    let folder = package.manifest_path.parent().context("a manifest lies in no folder")?;
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    files.sort();
    files.retain(|file| has(file, &["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"]));
    if files.iter().any(|file| has(file, &["MIT"])) {
        files.retain(|file| !has(file, &["APACHE", "UNLICENSE", "ZLIB"]));
    }
    let read =
        |file: &String| anyhow::Ok(fs::read_to_string(folder.join(file))?.replace("\r\n", "\n").trim().to_owned());
    files.iter().map(read).collect()
}

fn has(file: &str, words: &[&str]) -> bool {
    let file = file.to_uppercase();
    words.iter().any(|word| file.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_modules_contain_is_named_with_its_licence_and_what_only_builds_them_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("licences.txt");
        let packages = ["hygieia", "hygieia-scorer"].map(str::to_owned).to_vec();
        run(&Options { out: out.clone(), packages }).unwrap();
        let text = fs::read_to_string(out).unwrap();
        for contained in ["\nzxcvbn 3", "\nsha1 0", "\naes-gcm 0", "\nicu_normalizer 2", "UNICODE LICENSE V3"] {
            assert!(text.contains(contained), "{contained}");
        }
        for left_out in
            ["\nserde_derive 1", "\ntsify-macros", "\nhygieia", "\naxum 0", "\ntempfile 3", "/home/", "/root/"]
        {
            assert!(!text.contains(left_out), "{left_out}");
        }
    }

    #[test]
    fn a_package_that_is_not_there_is_an_error() {
        let options = Options { out: "nowhere".into(), packages: vec!["nobody".into()] };
        assert!(run(&options).unwrap_err().to_string().contains("nobody"));
    }
}
