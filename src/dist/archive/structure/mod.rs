//! How a zip archive is put together, record by record, and what is odd about it.
//!
//! A zip archive can be read from its directory (as Python's `zipfile` does) or from start to end
//! by the local headers (as streaming unpackers do). Where the two see different things, a scanner
//! and an installer may, too. PyPI therefore takes only archives whose records lie end to end and
//! say the same (`warehouse/utils/zipfiles.py`). This module reads headers only, no content.

pub(in crate::dist) mod central;
mod extra;
pub(in crate::dist) mod layout;
pub(in crate::dist) mod local;
pub(in crate::dist) mod names;

use std::fmt::Display;

/// What is odd about the structure of a zip archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// In the order of [`Oddity`], of each the first few
    anomalies: Vec<Anomaly>,
    /// How many there are of each
    totals: [usize; Oddity::ALL.len()],
}

/// Something odd at a place of a zip archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// What sort of thing it is
    pub oddity: Oddity,
    /// Where in the file, in bytes
    pub at: u64,
    /// The member that it concerns
    pub member: Option<String>,
    /// What it is, as a clause
    pub what: String,
}

/// The sorts of anomalies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// A local header has another size than the directory (APPNOTE 4.3.7, 4.3.12)
    LocalSize,
    /// A local header has another checksum, method or flag than the directory
    LocalOther,
    /// Bytes that belong to no record, or to a member that the directory does not name
    Stray,
    /// Sizes and checksum of a member stand behind its content (APPNOTE 4.3.9)
    Descriptor,
    /// The end records contradict each other or the directory
    End,
    /// The end records say something that no reader of wheels goes by
    EndOther,
    /// An extra field is malformed or stands twice (APPNOTE 4.5)
    Extra,
    /// An extra field gives the member another name (APPNOTE 4.6.9)
    ExtraName,
    /// A directory entry has a comment
    Comment,
    /// A name is no UTF-8, or is not marked as such (APPNOTE appendix D)
    Name,
    /// Members share bytes
    Overlap,
    /// It declares to inflate out of all proportion: [`crate::dist::limits::is_bomb`]
    Bomb,
    /// The file is a tar archive as well
    Polyglot,
    /// A member wants something of its reader that Python's `zipfile` does not have
    Feature,
    /// The zip crate, a reader as strict as many, reads something else or nothing
    Reader,
}

impl Oddity {
    /// All sorts, in order.
    pub const ALL: [Self; 15] = [
        Self::LocalSize,
        Self::LocalOther,
        Self::Stray,
        Self::Descriptor,
        Self::End,
        Self::EndOther,
        Self::Extra,
        Self::ExtraName,
        Self::Comment,
        Self::Name,
        Self::Overlap,
        Self::Bomb,
        Self::Polyglot,
        Self::Feature,
        Self::Reader,
    ];
}

impl Structure {
    /// Of each sort so many are kept; the others are counted.
    const MOST: usize = 8;

    /// The anomalies of a sort, in the order in which they were found: the first few.
    pub fn of(&self, oddity: Oddity) -> impl Iterator<Item = &Anomaly> {
        self.anomalies.iter().filter(move |anomaly| anomaly.oddity == oddity)
    }

    /// How many there are of a sort.
    pub fn total(&self, oddity: Oddity) -> usize {
        self.totals[oddity as usize]
    }

    /// All that were kept, by sort.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    pub(in crate::dist) fn sort(&mut self) {
        self.anomalies.sort_by_key(|anomaly| anomaly.oddity);
    }

    pub(in crate::dist) fn add(
        &mut self,
        oddity: Oddity,
        at: usize,
        member: Option<&[u8]>,
        what: impl Display,
    ) {
        let total = &mut self.totals[oddity as usize];
        *total += 1;
        if *total <= Self::MOST {
            let member = member.map(|name| String::from_utf8_lossy(name).into_owned());
            self.anomalies.push(Anomaly { oddity, at: at as u64, member, what: what.to_string() });
        }
    }
}

/// A name of an archive, short and printable: a clause holds it.
fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().flat_map(char::escape_debug).take(40).collect()
}
