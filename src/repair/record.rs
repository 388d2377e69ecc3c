//! RECORD from the content of the archive.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use super::{Mend, Refusal, names::Naming};
use crate::dist::{Member, Row, Sha256Digest, Wheel};

/// RECORD as it should be, and where it was not.
pub(super) struct Rebuilt {
    pub(super) text: Vec<u8>,
    pub(super) mends: Vec<Mend>,
}

/// A row as it will be: path, hash, size.
type NewRow = [String; 3];

/// What was wrong, by the code of its rule.
type Wrong = BTreeMap<&'static str, Vec<String>>;

/// Goes over the rows in their order: those that are right stay, those of no file go, and those
/// of files without a row are added before that of RECORD itself.
///
/// `changed` is a file with another content than the archive's: its path, hash and size.
pub(super) fn rebuild(
    wheel: &Wheel,
    record_path: &str,
    naming: &Naming,
    changed: Option<&(String, Sha256Digest, u64)>,
) -> Result<Rebuilt, Refusal> {
    let mut files: HashMap<&str, (&Member, Sha256Digest)> = HashMap::new();
    for member in wheel.files() {
        let damage = || "its content could not be read".to_owned();
        let digest = member
            .digest
            .ok_or_else(|| Refusal::Damaged { member: member.name.clone(), damage: damage() })?;
        files.insert(&member.name, (member, digest));
    }
    let mut wrong = Wrong::new();
    let mut note = |code, detail: String| wrong.entry(code).or_default().push(detail);
    let mut seen = HashSet::new();
    let mut rows: Vec<NewRow> = Vec::new();
    let own = || [naming.path(record_path), String::new(), String::new()];

    let record = wheel.record.as_ref();
    if record.is_none() {
        note("REC001", String::new());
    }
    for defect in record.into_iter().flat_map(|record| &record.defects) {
        note("REC002", format!("line {}: {}", defect.line, defect.what));
    }
    if record.is_some_and(|record| record.bom) {
        note("REC002", "line 1: the byte order mark left out".to_owned());
    }
    for row in record.into_iter().flat_map(|record| &record.rows) {
        let path = plain(&row.path);
        let file = files.get(&*path).filter(|_| path != record_path);
        if file.is_none() && path != record_path {
            note("REC004", row.path.clone());
            continue;
        }
        if !seen.insert(path.clone().into_owned()) {
            note("REC009", row.path.clone());
            continue;
        }
        if row.path.replace('\\', "/") != path {
            note("REC008", row.path.clone());
        }
        let Some((member, digest)) = file else {
            if !row.algorithm.is_empty() || !row.digest.is_empty() {
                note("REC010", format!("{}={}", row.algorithm, row.digest));
            }
            rows.push(own());
            continue;
        };
        let hash = hash(row, member, *digest, &mut note);
        rows.push(match changed.filter(|(path, ..)| *path == member.name) {
            Some((_, digest, size)) => written(&naming.path(&member.name), *digest, *size),
            None => [naming.path(&member.name), hash, member.size.to_string()],
        });
    }
    let mut added = Vec::new();
    for member in wheel.files().filter(|member| !seen.contains(&member.name)) {
        if member.name == record_path {
            continue;
        }
        let Some((_, digest)) = files.get(&*member.name) else { continue };
        let (digest, size) = match changed.filter(|(path, ..)| *path == member.name) {
            Some((_, digest, size)) => (*digest, *size),
            None => (*digest, member.size),
        };
        added.push(written(&naming.path(&member.name), digest, size));
        if record.is_some() {
            note("REC003", member.name.clone());
        }
    }
    if !seen.contains(record_path) {
        if record.is_some() {
            note("REC003", record_path.to_owned());
        }
        rows.push(own());
    }
    let last_is_own = rows.last().is_some_and(|row| row[0] == own()[0]);
    let at = rows.len() - usize::from(last_is_own);
    rows.splice(at..at, added);
    let mends = wrong.into_iter().map(|(code, details)| mend(code, record_path, details)).collect();
    Ok(Rebuilt { text: csv(&rows), mends })
}

/// The hash field of a row, right afterwards; what was wrong with hash and size is noted.
///
/// SHA-384 and SHA-512 are as good, and stay.
fn hash(
    row: &Row,
    member: &Member,
    digest: Sha256Digest,
    note: &mut impl FnMut(&'static str, String),
) -> String {
    let path = &member.name;
    let right = format!("sha256={}", digest.record_form());
    let bare = row.digest.trim_end_matches('=');
    let algorithm = row.algorithm.to_ascii_lowercase();
    let mut differs = false;
    let mut hash = right.clone();
    match algorithm.as_str() {
        "sha256" if bare == digest.record_form() => {
            if bare != row.digest {
                note("REC007", format!("{path}: `=` removed from the end"));
            }
        }
        "sha256" if row.digest.eq_ignore_ascii_case(&digest.to_string()) => {
            note("REC007", format!("{path}: urlsafe base64 for hexadecimal"));
        }
        "sha256" => {
            differs = true;
            note("REC005", format!("{path}: sha256={} is {right}", row.digest));
        }
        "sha384" | "sha512" => {
            if bare != row.digest {
                note("REC007", format!("{path}: `=` removed from the end"));
            }
            hash = format!("{}={bare}", row.algorithm);
        }
        _ => note("REC007", format!("{path}: {right}")),
    }
    match row.size.parse::<u64>() {
        Ok(size) if size == member.size || differs => {}
        Err(_) if row.size.is_empty() || differs => {}
        Err(_) if row.size.bytes().any(|byte| !byte.is_ascii_digit()) => {
            note("REC002", format!("line {}: the size of {path} is {}", row.line, member.size));
        }
        _ => note("REC006", format!("{path}: {} is {}", row.size, member.size)),
    }
    hash
}

fn written(path: &str, digest: Sha256Digest, size: u64) -> NewRow {
    [path.to_owned(), format!("sha256={}", digest.record_form()), size.to_string()]
}

/// The path as the archive has it: without `/` or `./` before it, and with `/` between its parts.
fn plain(path: &str) -> Cow<'_, str> {
    let path = if path.contains('\\') { path.replace('\\', "/").into() } else { Cow::from(path) };
    let start = path.trim_start_matches('/');
    let start = start.strip_prefix("./").unwrap_or(start);
    if start.len() == path.len() { path } else { Cow::from(start.to_owned()) }
}

fn mend(code: &'static str, path: &str, details: Vec<String>) -> Mend {
    let count = |what: &str| match details.len() {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    };
    let message = match code {
        "REC001" => "RECORD written from the content".to_owned(),
        "REC002" => format!("{} written anew or left out", count("unreadable row")),
        "REC003" => format!("{} added", count("row")),
        "REC004" => format!("{} removed that named no file", count("row")),
        "REC005" => {
            format!("{} set to that of the content", count("hash").replace("hashs", "hashes"))
        }
        "REC006" => format!("{} corrected", count("size")),
        "REC007" => format!("{} made usable", count("hash").replace("hashs", "hashes")),
        "REC008" => format!("{} made plain", count("path")),
        "REC009" => format!("{} removed that named a file again", count("row")),
        _ => "the hash of RECORD itself removed".to_owned(),
    };
    let details = if code == "REC001" { Vec::new() } else { details };
    Mend::new(code, Some(path), message, details)
}

/// The text: comma-separated, quoted where needed, `\n` at the end of each row.
fn csv(rows: &[NewRow]) -> Vec<u8> {
    let mut builder = csv::WriterBuilder::new();
    let mut writer = builder.terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail, nor can rows of one length.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}
