//! REC: the RECORD file, both ways.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use crate::dist::{Member, Record, Row, Wheel};

pub(super) mod rec001_record_missing;
pub(super) mod rec002_malformed;
pub(super) mod rec003_file_without_row;
pub(super) mod rec004_row_without_file;
pub(super) mod rec005_hash_differs;
pub(super) mod rec006_size_differs;
pub(super) mod rec007_hash_weak;
pub(super) mod rec008_path_not_plain;
pub(super) mod rec009_row_twice;
pub(super) mod rec010_record_hashed;

/// A wheel with its RECORD.
struct Recorded<'a> {
    wheel: &'a Wheel,
    record: &'a Record,
    /// Where RECORD stands
    path: String,
}

impl<'a> Recorded<'a> {
    fn of(wheel: &'a Wheel) -> Option<Self> {
        let path = wheel.dist_info_path("RECORD")?;
        Some(Self { wheel, record: wheel.record.as_ref()?, path })
    }

    /// RECORD itself and its signatures, which cannot carry their own hash.
    fn is_exempt(&self, path: &str) -> bool {
        path.strip_prefix(&self.path).is_some_and(|end| matches!(end, "" | ".jws" | ".p7s"))
    }

    /// The files by their paths; where a path stands twice (ZIP003) the last one, which wins when
    /// the archive is unpacked.
    fn files(&self) -> HashMap<Cow<'a, str>, &'a Member> {
        self.wheel.files().map(|member| (plain(&member.name), member)).collect()
    }

    /// The paths of the rows in the form of the archive.
    fn paths(&self) -> HashSet<Cow<'a, str>> {
        self.record.rows.iter().map(|row| plain(&row.path)).collect()
    }

    /// The rows whose file is there and could be read, with it.
    fn pairs(&self) -> Vec<(&'a Row, &'a Member)> {
        let files = self.files();
        let pair = |row: &'a Row| Some((row, *files.get(&plain(&row.path))?));
        self.record.rows.iter().filter_map(pair).filter(|(_, file)| file.damage.is_none()).collect()
    }
}

/// The path as the archive has it: PyPI reads `\` as `/`; what else is odd about a path is
/// REC008's to say, so that one fault is reported once.
fn plain(path: &str) -> Cow<'_, str> {
    let path = if path.contains('\\') { path.replace('\\', "/").into() } else { Cow::from(path) };
    match path {
        Cow::Borrowed(path) => relative(path).into(),
        Cow::Owned(path) => relative(&path).to_owned().into(),
    }
}

/// The path without what stands before its first part.
fn relative(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    path.strip_prefix("./").unwrap_or(path)
}

/// Whether the row's digest is that of the file; `None` where it cannot be told.
fn same_digest(row: &Row, member: &Member) -> Option<bool> {
    let digest = member.digest?;
    if !row.algorithm.eq_ignore_ascii_case("sha256") {
        return None;
    }
    let written = row.digest.trim_end_matches('=');
    Some(written == digest.record_form() || written.eq_ignore_ascii_case(&digest.to_string()))
}

/// How RECORD is made new.
const REPACK: &str = "run `wheel unpack` and `wheel pack`, which write RECORD anew";
