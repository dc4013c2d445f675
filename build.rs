//! Turns `data/` into tables that are embedded without parsing: the Public Suffix List, the
//! bundled sites and their owners, known breaches of sites, how characters of host names look, and the words and weights by which forms are read.

#[path = "build/incidents.rs"]
mod incidents;
#[path = "build/looks.rs"]
mod looks;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fs,
    path::Path,
};

/// What is known about a name in the suffix table; see `src/site/suffix.rs`, which reads it.
mod rule {
    pub const NORMAL: u64 = 1;
    pub const WILDCARD: u64 = 2;
    pub const EXCEPTION: u64 = 4;
    pub const PRIVATE: u64 = 8;
}

/// The kinds of sites, as `SiteKind` calls them, in the order of their numbers in the map of sites.
const KINDS: [&str; 3] = ["Isp", "Shop", "Other"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");

    let list = fs::read_to_string("data/public_suffix_list.dat")?;
    fs::write(out.join("suffixes.fst"), suffixes(&list)?)?;

    let mut sites = fs::read_to_string("data/sites.csv")?;
    if env::var_os("CARGO_FEATURE_TEST_DOOR").is_some() {
        sites.push_str(&fs::read_to_string("data/demo_sites.csv")?);
    }
    let (kinds, names) = sites_map(&sites)?;
    fs::write(out.join("sites.fst"), kinds)?;
    fs::write(out.join("site_names.txt"), names)?;
    let (groups, names) = owners(&fs::read_to_string("data/owners.csv")?, &sites)?;
    fs::write(out.join("owners.fst"), groups)?;
    fs::write(out.join("owner_names.rs"), names)?;
    fs::write(out.join("incidents.rs"), incidents::table(&fs::read_to_string("data/incidents.csv")?)?)?;
    fs::write(out.join("change_pages.rs"), change_pages(&fs::read_to_string("data/change-password.csv")?)?)?;
    fs::write(out.join("password_uses.rs"), password_uses(&fs::read_to_string("data/password-uses.csv")?)?)?;
    fs::write(out.join("scripts.rs"), looks::scripts())?;
    fs::write(out.join("confusables.txt"), looks::confusables())?;
    fs::write(out.join("host_words.rs"), host_words(&fs::read_to_string("data/host-words.txt")?)?)?;
    fs::write(out.join("form_words.rs"), words_table("Meaning", &fs::read_to_string("data/form-words.txt")?)?)?;
    fs::write(out.join("site_signs.rs"), words_table("Sign", &fs::read_to_string("data/site-signs.txt")?)?)?;
    fs::write(out.join("form_weights.rs"), weights_table(&fs::read_to_string("data/form-weights.csv")?)?)?;
    Ok(())
}

/// The rules as a map from reversed labels (`jp.co`) to [`rule`] bits.
fn suffixes(list: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut rules: BTreeMap<String, u64> = BTreeMap::new();
    let (public, private) = list.split_once("===BEGIN PRIVATE DOMAINS===").ok_or("no private section")?;
    add_rules(public, 0, &mut rules)?;
    add_rules(private, rule::PRIVATE, &mut rules)?;
    Ok(fst::Map::from_iter(rules)?.into_fst().into_inner())
}

fn add_rules(section: &str, section_bit: u64, rules: &mut BTreeMap<String, u64>) -> Result<(), Box<dyn Error>> {
    let lines = section.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    for line in lines {
        let (name, bit) = match (line.strip_prefix("*."), line.strip_prefix('!')) {
            (Some(rest), _) => (rest, rule::WILDCARD),
            (_, Some(rest)) => (rest, rule::EXCEPTION),
            _ => (line, rule::NORMAL),
        };
        // The format would allow them anywhere; the list does not use it, and `suffix.rs` does not expect it.
        if name.contains(['*', '!']) {
            return Err(format!("{line}: a wildcard that does not stand first").into());
        }
        let ascii = idna::domain_to_ascii(name).map_err(|error| format!("{line}: {error}"))?;
        let reversed: Vec<&str> = ascii.split('.').rev().collect();
        *rules.entry(reversed.join(".")).or_default() |= bit | section_bit;
    }
    Ok(())
}

/// By domain: the variant of `SiteKind`, and the name.
type Sites<'a> = BTreeMap<&'a str, (&'static str, &'a str)>;

/// The rows of `domain,category,country,name` lines.
fn sites(csv: &str) -> Result<Sites<'_>, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    for line in csv.lines().filter(|line| !line.starts_with("domain,") && !line.is_empty()) {
        let mut columns = line.splitn(4, ',');
        let (Some(domain), Some(category), Some(_country), Some(name)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            return Err(format!("not four columns: {line}").into());
        };
        let kind = match category {
            "isp" => "Isp",
            "shopping" => "Shop",
            "other" => "Other",
            _ => return Err(format!("unknown category: {line}").into()),
        };
        if rows.insert(domain, (kind, name)).is_some() {
            return Err(format!("twice: {domain}").into());
        }
    }
    Ok(rows)
}

/// The sites as a map from domain to `offset << 2 | kind`, and their names, a line each, where the offset points to.
fn sites_map(csv: &str) -> Result<(Vec<u8>, String), Box<dyn Error>> {
    let mut names = String::new();
    let mut offsets: BTreeMap<&str, usize> = BTreeMap::new();
    let mut map = fst::MapBuilder::memory();
    for (domain, (kind, name)) in sites(csv)? {
        let offset = *offsets.entry(name).or_insert_with(|| {
            let offset = names.len();
            names.push_str(name);
            names.push('\n');
            offset
        });
        let kind = KINDS.iter().position(|known| *known == kind).ok_or("no such kind")?;
        map.insert(domain, u64::try_from(offset << 2 | kind)?)?;
    }
    Ok((map.into_inner()?, names))
}

/// `domain,group` lines as a map from domain to the group's number, and as a Rust array the groups' names with the kind
/// that all of their bundled sites have.
fn owners(csv: &str, sites_csv: &str) -> Result<(Vec<u8>, String), Box<dyn Error>> {
    let sites = sites(sites_csv)?;
    let mut groups: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
    for line in csv.lines().skip(1) {
        let (domain, name) = line.split_once(',').ok_or_else(|| format!("no group: {line}"))?;
        let number = groups.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            groups.push((name, BTreeSet::new()));
            groups.len() - 1
        });
        groups[number].1.extend(sites.get(domain).map(|(kind, _)| *kind));
        if numbers.insert(domain, number.try_into()?).is_some() {
            return Err(format!("twice: {domain}").into());
        }
    }
    let rows = groups.iter().map(|(name, kinds)| match kinds.iter().collect::<Vec<_>>()[..] {
        [kind] => format!("({name:?}, Some(SiteKind::{kind})),\n"),
        _ => format!("({name:?}, None),\n"),
    });
    let table = format!("&[\n{}]\n", rows.collect::<String>());
    Ok((fst::Map::from_iter(numbers)?.into_fst().into_inner(), table))
}

/// `Role: word, word` lines as a Rust array, sorted by word.
fn host_words(text: &str) -> Result<String, Box<dyn Error>> {
    let mut roles = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (role, words) = line.split_once(": ").ok_or_else(|| format!("no role: {line}"))?;
        for word in words.split(", ") {
            if roles.insert(word, role).is_some() {
                return Err(format!("twice: {word}").into());
            }
        }
    }
    let rows = roles.iter().map(|(word, role)| format!("({word:?}, Role::{role}),\n"));
    Ok(format!("&[\n{}]\n", rows.collect::<String>()))
}

/// `Meaning: word, word` lines as a Rust array, one row a meaning (a variant of `of`) in the order of their first lines.
fn words_table(of: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let mut rows: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (meaning, words) = line.split_once(": ").ok_or_else(|| format!("no meaning: {line}"))?;
        let words = words.split(", ");
        match rows.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, known)) => known.extend(words),
            None => rows.push((meaning, words.collect())),
        }
    }
    let rows = rows.iter().map(|(meaning, words)| format!("({of}::{meaning}, &{words:?}),\n"));
    Ok(format!("&[\n{}]\n", rows.collect::<String>()))
}

/// `model,feature,weight` lines as a Rust array, sorted by model and feature.
fn weights_table(csv: &str) -> Result<String, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    for line in csv.lines().filter(|line| !line.starts_with(['#']) && *line != "model,feature,weight") {
        let mut columns = line.splitn(3, ',');
        let (Some(model), Some(feature), Some(weight)) = (columns.next(), columns.next(), columns.next()) else {
            return Err(format!("not three columns: {line}").into());
        };
        let weight: f32 = weight.parse().map_err(|error| format!("{line}: {error}"))?;
        if rows.insert((model, feature), weight).is_some() {
            return Err(format!("twice: {model},{feature}").into());
        }
    }
    let rows = rows.iter().map(|((model, feature), weight)| format!("({model:?}, {feature:?}, {weight:?}),\n"));
    Ok(format!("&[\n{}]\n", rows.collect::<String>()))
}

/// `domain,date,address` lines as a sorted table of domain and address. The date is for people: when the line was last seen to.
fn change_pages(csv: &str) -> Result<String, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    for line in csv.lines().filter(|line| *line != "domain,date,address") {
        let mut columns = line.splitn(3, ',');
        let (Some(domain), Some(date), Some(address)) = (columns.next(), columns.next(), columns.next()) else {
            return Err(format!("not three columns: {line}").into());
        };
        date.parse::<jiff::civil::Date>().map_err(|error| format!("{line}: {error}"))?;
        if rows.insert(domain, address).is_some() {
            return Err(format!("twice: {domain}").into());
        }
    }
    let rows = rows.iter().map(|(domain, address)| format!("({domain:?}, {address:?}),\n"));
    Ok(format!("&[\n{}]\n", rows.collect::<String>()))
}

/// `domain,uses,date,source` lines as a sorted table of domain and `Uses`. Date and source are for people.
fn password_uses(csv: &str) -> Result<String, Box<dyn Error>> {
    let mut rows = BTreeMap::new();
    for line in csv.lines().filter(|line| *line != "domain,uses,date,source") {
        let columns: Vec<&str> = line.splitn(4, ',').collect();
        let [domain, uses, date, _source] = columns[..] else {
            return Err(format!("not four columns: {line}").into());
        };
        date.parse::<jiff::civil::Date>().map_err(|error| format!("{line}: {error}"))?;
        let [mut connection, mut mail] = [false; 2];
        for use_ in uses.split('+') {
            match use_ {
                "connection" => connection = true,
                "mail" => mail = true,
                _ => return Err(format!("unknown use: {line}").into()),
            }
        }
        if rows.insert(domain, (connection, mail)).is_some() {
            return Err(format!("twice: {domain}").into());
        }
    }
    let row =
        |(domain, (connection, mail))| format!("({domain:?}, Uses {{ connection: {connection}, mail: {mail} }}),\n");
    Ok(format!("&[\n{}]\n", rows.into_iter().map(row).collect::<String>()))
}
