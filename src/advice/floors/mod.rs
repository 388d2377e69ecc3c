//! How high a wheel may stand: the newest manylinux, musllinux and macOS that enough users have.
//!
//! A wheel for `manylinux_2_28` is taken by systems with glibc 2.28 or newer; the others build the
//! sdist. Only downloads whose version is known are counted, and how many are not is said.

mod libc;
mod macos;

use std::collections::BTreeMap;

pub use libc::glibc_and_musl;
pub use macos::macos;
use serde::Serialize;

use super::amount::{listed, percent, shown};

/// The floors of one family of systems.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Floors {
    /// Downloads on such systems
    pub total: u64,
    /// Those that do not tell the version or the architecture
    pub unknown: u64,
    /// One a family and architecture, the most downloaded first
    pub floors: Vec<Floor>,
    /// What a reader must know, one sentence each
    pub notes: Vec<String>,
}

/// The floor of one architecture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Floor {
    /// `manylinux`, `musllinux` or `macosx`
    pub family: &'static str,
    /// Ex) `x86_64`
    pub arch: String,
    /// Downloads whose version is known
    pub known: u64,
    /// The possible floors, the oldest first
    pub rows: Vec<FloorRow>,
    /// The highest for each coverage that was asked for
    pub recommended: Vec<Recommended>,
}

/// One possible floor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FloorRow {
    /// The platform tag without the architecture. Ex) `manylinux_2_28`
    pub name: String,
    /// Downloads of systems that take it, of those whose version is known, in percent
    pub covers: f64,
    /// Distributions within their life that do not take it
    pub leaves_out: Vec<String>,
}

/// The highest floor for a coverage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recommended {
    /// What was asked for, in percent
    pub coverage: f64,
    /// Ex) `manylinux_2_28`; `None` where not even the oldest covers so many
    pub name: Option<String>,
    /// The same as a sentence
    pub sentence: String,
}

/// A version of a C library or of macOS.
type Version = (u16, u16);

impl Floor {
    /// Of downloads by version. `floors` are those that are possible, with the distributions that
    /// each leaves out, the oldest first.
    fn new(
        family: &'static str,
        arch: String,
        versions: &BTreeMap<Version, u64>,
        floors: Vec<(Version, String, Vec<String>)>,
        coverages: &[f64],
    ) -> Self {
        let sum = |from: Version| {
            versions.range(from..).fold(0_u64, |sum, (_, count)| sum.saturating_add(*count))
        };
        let known = sum((0, 0));
        let rows: Vec<FloorRow> = floors
            .into_iter()
            .map(|(version, name, leaves_out)| FloorRow {
                name,
                covers: percent(sum(version), known),
                leaves_out,
            })
            .collect();
        let recommended = coverages.iter().map(|&coverage| {
            // The floor rises as coverage falls: the last that is enough is the highest.
            let row = rows.iter().rev().find(|row| row.covers >= coverage);
            let sentence = match row {
                Some(row) => {
                    let left = if row.leaves_out.is_empty() {
                        String::new()
                    } else {
                        format!("; it leaves out {}", listed(&row.leaves_out))
                    };
                    format!(
                        "{coverage} %: {}, which {} of {known} downloads on {arch} take{left}",
                        row.name,
                        shown(row.covers)
                    )
                }
                None => {
                    format!("{coverage} %: no {family} tag that so many downloads on {arch} take")
                }
            };
            Recommended { coverage, name: row.map(|row| row.name.clone()), sentence }
        });
        let recommended = recommended.collect();
        Self { family, arch, known, rows, recommended }
    }
}

/// `2.36`, `15.1.1` and `15` as their first two numbers.
fn version(text: &str) -> Option<Version> {
    let mut parts = text.split('.');
    let number = |part: &str| {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u16>().ok())?
    };
    let major = number(parts.next()?)?;
    Some((major, parts.next().map_or(Some(0), number)?))
}

/// What is not known, as a note.
fn unknown_note(unknown: u64, total: u64, whose: &str, what: &str) -> Option<String> {
    (unknown > 0)
        .then(|| format!("{} of {whose} do not tell their {what}", shown(percent(unknown, total))))
}
