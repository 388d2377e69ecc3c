//! Who builds the sdist, and whether a wheel would have done.

use std::collections::BTreeMap;

use serde::Serialize;

use super::machine::{Machine, machine};
use crate::{
    advice::amount::{downloads, listed, percent, shown},
    downloads::{Counts, Dimension, Value},
    installer::{Choice, ReleaseFile, Supported},
    model::{FileName, Interpreter, Platform, PythonVersion, Target, Version},
};

/// Who fetches the sdist.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gaps {
    /// Downloads of all files
    pub total: u64,
    /// Downloads of sdists
    pub sdist: u64,
    /// By machine, the most downloads of the sdist first
    pub rows: Vec<Gap>,
    /// What a reader must know, one sentence each
    pub notes: Vec<String>,
}

/// One kind of machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// Ex) `Linux`
    pub system: Value,
    /// Ex) `riscv64`
    pub cpu: Value,
    /// Ex) `musl`
    pub libc: Value,
    /// Its Python, where it is told apart together with the machine
    pub python: Option<Value>,
    /// Downloads of the sdist
    pub sdist: u64,
    /// Of all downloads of such machines, in percent
    pub percent: f64,
    /// Of all downloads of the sdist, in percent
    pub percent_of_sdist: f64,
    /// Whether there is a wheel for it
    pub served: Served,
    /// The same as a sentence
    pub sentence: String,
}

/// Whether a release has a wheel for a machine in its newest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "of")]
pub enum Served {
    /// It has, for every Python that was asked about. They chose the sdist (`--no-binary`), or
    /// their system or their pip is too old for the wheel, or their interpreter has another ABI
    Wheel,
    /// For some Pythons; these have none
    Partly(Vec<PythonVersion>),
    /// It has none: these users would take one
    Missing,
    /// No wheel for such machines can be uploaded
    NoTag,
    /// A part of the machine is not known
    Unknown,
}

/// Joins downloads by kind, system, architecture and C library (and Python, where it is told apart)
/// with the files of a release. Where releases are told apart, those of `version` count alone.
/// `pythons` are asked about where Python is not told apart: those that the project supports.
/// `None` where one of the four dimensions is missing.
pub fn gaps(
    counts: &Counts,
    files: &[ReleaseFile],
    version: Option<&Version>,
    pythons: &[PythonVersion],
) -> Option<Gaps> {
    use Dimension::{Cpu, Kind, Libc, Python, System};
    let mut notes = Vec::new();
    let counts = if let Some(wanted) = version.filter(|_| counts.has(&[Dimension::Version])) {
        counts.only(Dimension::Version, |value| {
            let version = value.text().and_then(|text| text.parse::<Version>().ok());
            version.as_ref() == Some(wanted)
        })
    } else {
        notes.push(
            "sdists of older releases count, too, whose wheels may have been fewer".to_owned(),
        );
        counts.clone()
    };
    let crossed = counts.has(&[Kind, System, Cpu, Libc, Python]);
    let counts = counts.by(if crossed {
        &[System, Cpu, Libc, Kind, Python]
    } else {
        &[System, Cpu, Libc, Kind]
    })?;
    if !crossed {
        notes.push("Pythons are not told apart here".to_owned());
    }
    // By machine: downloads of the sdist, and of all.
    let mut sums: BTreeMap<Vec<Value>, (u64, u64)> = BTreeMap::new();
    for (key, downloads) in counts.rows() {
        let [machine @ .., kind] = &key[..4] else { continue };
        let machine = machine.iter().chain(&key[4..]).cloned().collect();
        let (sdist, all) = sums.entry(machine).or_default();
        *all = all.saturating_add(downloads);
        if kind.text() == Some("sdist") {
            *sdist = sdist.saturating_add(downloads);
        }
    }
    let total = counts.total();
    let all_sdists = sums.values().fold(0_u64, |sum, (sdist, _)| sum.saturating_add(*sdist));
    let rows =
        sums.into_iter().filter(|(_, (sdist, _))| *sdist > 0).filter_map(|(key, (sdist, all))| {
            let [system, cpu, libc, python @ ..] = &key[..] else { return None };
            let python = python.first();
            let (served, why) = served([system, cpu, libc], python, files, pythons);
            let of_sdist = percent(sdist, all_sdists);
            let sentence = format!(
                "{} of the sdist ({} of those) on {}: {why}",
                downloads(sdist),
                shown(of_sdist),
                named([system, cpu, libc], python)
            );
            Some(Gap {
                system: system.clone(),
                cpu: cpu.clone(),
                libc: libc.clone(),
                python: python.cloned(),
                sdist,
                percent: percent(sdist, all),
                percent_of_sdist: of_sdist,
                served,
                sentence,
            })
        });
    let mut rows: Vec<Gap> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.sdist));
    Some(Gaps { total, sdist: all_sdists, rows, notes })
}

/// The machine as sentences have it. Ex) `Linux riscv64 glibc`, `Windows x86_64 with Python 3.8`
fn named([system, cpu, libc]: [&Value; 3], python: Option<&Value>) -> String {
    let mut name = system.text().unwrap_or("an unknown system").to_owned();
    match cpu.text() {
        Some(cpu) => name = name + " " + cpu,
        None => name += " of an unknown architecture",
    }
    // Other systems have one C library each.
    if system.text() == Some("Linux") {
        match libc.text() {
            Some(libc) => name = name + " " + libc,
            None => name += " with an unknown C library",
        }
    }
    match python.map(Value::text) {
        None => name,
        Some(None) => name + " with an unknown Python",
        Some(Some(python)) => name + " with Python " + python,
    }
}

fn served(
    [system, cpu, libc]: [&Value; 3],
    python: Option<&Value>,
    files: &[ReleaseFile],
    pythons: &[PythonVersion],
) -> (Served, String) {
    let platform = match machine(system, cpu, libc) {
        Machine::Known(platform) => platform,
        Machine::NoTag(why) => return (Served::NoTag, why),
        Machine::Unknown(what) => return (Served::Unknown, format!("its {what} is not known")),
    };
    let asked: Vec<PythonVersion> = match python {
        None => pythons.to_vec(),
        Some(python) => match python.text().and_then(|text| text.parse().ok()) {
            Some(version) => vec![version],
            None => return (Served::Unknown, "its Python is not known".to_owned()),
        },
    };
    if asked.is_empty() {
        return (Served::Unknown, "no Python is known to ask for".to_owned());
    }
    let mut without = Vec::new();
    let mut wheel = None;
    for version in &asked {
        match wheel_for(*version, platform, files) {
            Some(name) => wheel = Some(name),
            None => without.push(*version),
        }
    }
    match wheel {
        None => {
            let of = listed(&asked);
            (Served::Missing, format!("the release has no wheel for CPython {of} there"))
        }
        Some(name) if without.is_empty() => (
            Served::Wheel,
            format!(
                "there is {name}, which --no-binary, an old system or an old installer leaves aside"
            ),
        ),
        Some(_) => {
            let sentence =
                format!("the release has no wheel for CPython {} there", listed(&without));
            (Served::Partly(without), sentence)
        }
    }
}

/// The wheel that the default build of a CPython takes there.
fn wheel_for(
    version: PythonVersion,
    platform: Platform,
    files: &[ReleaseFile],
) -> Option<&FileName> {
    let interpreter = Interpreter::cpython(version.major, version.minor);
    match Supported::of(&Target { interpreter, platform }).choose(files) {
        Choice::Wheel(index) => files.get(index).map(|file| &file.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 4] = [
        "a-2-cp39-abi3-manylinux_2_28_x86_64.whl",
        "a-2-cp313-cp313-macosx_11_0_arm64.whl",
        "a-2-cp39-abi3-win_amd64.whl",
        "a-2.tar.gz",
    ];

    fn files() -> Vec<ReleaseFile> {
        FILES.iter().map(|name| ReleaseFile::new(name.parse().unwrap())).collect()
    }

    fn rows(dimensions: Vec<Dimension>, rows: &[(&[&str], u64)]) -> Counts {
        let mut counts = Counts::new(dimensions);
        for (key, downloads) in rows {
            let value =
                |text: &&str| if text.is_empty() { Value::Unknown } else { Value::known(text) };
            counts.add(key.iter().map(value).collect(), *downloads);
        }
        counts
    }

    fn told(gaps: &Gaps) -> Vec<String> {
        let row = |it: &Gap| {
            let python = it.python.as_ref().map_or("", Value::as_str);
            let machine = format!("{} {} {} {python}", it.system, it.cpu, it.libc);
            format!("{machine} {:.0}% {:?}: {}", it.percent, it.served, it.sentence)
        };
        gaps.rows.iter().map(row).collect()
    }

    #[test]
    fn machines_without_a_wheel_are_told_from_those_that_chose() {
        use Dimension::{Cpu, Kind, Libc, System};
        let counts = rows(
            vec![Kind, System, Cpu, Libc],
            &[
                (&["sdist", "Linux", "x86_64", "musl"], 90),
                (&["sdist", "Linux", "x86_64", "glibc"], 50),
                (&["abi3", "Linux", "x86_64", "glibc"], 950),
                (&["sdist", "Darwin", "aarch64", ""], 40),
                (&["sdist", "Linux", "aarch64", ""], 30),
                (&["sdist", "FreeBSD", "x86_64", ""], 20),
                (&["sdist", "Windows", "", ""], 10),
                (&["abi3", "Windows", "x86_64", ""], 10),
            ],
        );
        let pythons = [PythonVersion::new(3, 12), PythonVersion::new(3, 13)];
        let gaps = gaps(&counts, &files(), None, &pythons).unwrap();
        assert_eq!((gaps.total, gaps.sdist, gaps.notes.len()), (1200, 240, 2));
        insta::assert_snapshot!(told(&gaps).join("\n"), @"
        Linux x86_64 musl  100% Missing: 90 downloads of the sdist (37.50 % of those) on Linux x86_64 musl: the release has no wheel for CPython 3.12 and 3.13 there
        Linux x86_64 glibc  5% Wheel: 50 downloads of the sdist (20.83 % of those) on Linux x86_64 glibc: there is a-2-cp39-abi3-manylinux_2_28_x86_64.whl, which --no-binary, an old system or an old installer leaves aside
        Darwin aarch64 unknown  100% Partly([PythonVersion { major: 3, minor: 12 }]): 40 downloads of the sdist (16.67 % of those) on Darwin aarch64: the release has no wheel for CPython 3.12 there
        Linux aarch64 unknown  100% Unknown: 30 downloads of the sdist (12.50 % of those) on Linux aarch64 with an unknown C library: its C library is not known
        FreeBSD x86_64 unknown  100% NoTag: 20 downloads of the sdist (8.33 % of those) on FreeBSD x86_64: no tag is for FreeBSD
        Windows unknown unknown  100% Unknown: 10 downloads of the sdist (4.17 % of those) on Windows of an unknown architecture: its architecture is not known
        ");
    }

    #[test]
    fn pythons_and_releases_are_told_apart_where_they_can_be() {
        use Dimension::{Cpu, Kind, Libc, Python, System, Version};
        let dimensions = vec![Version, Kind, Python, System, Cpu, Libc];
        let counts = rows(
            dimensions,
            &[
                (&["2", "sdist", "3.8", "Windows", "x86_64", ""], 7),
                (&["2", "sdist", "3.9", "Windows", "x86_64", ""], 6),
                (&["2", "sdist", "", "Windows", "x86_64", ""], 5),
                (&["1", "sdist", "3.9", "Windows", "x86_64", ""], 100),
            ],
        );
        let version = "2.0".parse().unwrap();
        let gaps = super::gaps(&counts, &files(), Some(&version), &[]).unwrap();
        insta::assert_snapshot!(told(&gaps).join("\n"), @"
        Windows x86_64 unknown 3.8 100% Missing: 7 downloads of the sdist (38.89 % of those) on Windows x86_64 with Python 3.8: the release has no wheel for CPython 3.8 there
        Windows x86_64 unknown 3.9 100% Wheel: 6 downloads of the sdist (33.33 % of those) on Windows x86_64 with Python 3.9: there is a-2-cp39-abi3-win_amd64.whl, which --no-binary, an old system or an old installer leaves aside
        Windows x86_64 unknown unknown 100% Unknown: 5 downloads of the sdist (27.78 % of those) on Windows x86_64 with an unknown Python: its Python is not known
        ");
        assert!(gaps.notes.is_empty());
        assert_eq!(super::gaps(&Counts::new(vec![Kind]), &files(), None, &[]), None);
    }
}
