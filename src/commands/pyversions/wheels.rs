//! What downloads say of wheels: who misses one, which nobody fetches, how high they may stand.

use jiff::civil::Date;

use crate::{
    advice::{Floors, free_threaded, gaps, glibc_and_musl, macos, newest, wheel_use},
    downloads::{Answer, Counts, Dimension, Window},
    installer::ReleaseFile,
    model::PythonVersion,
    tables::Manylinux,
};

/// Users, in percent, that a floor is to reach.
const COVERAGES: [f64; 2] = [99.0, 95.0];
/// Of a release's downloads, in percent: a wheel below is rarely fetched.
const FEW: f64 = 0.1;
/// Machines without a wheel that are told one by one.
const TOLD: usize = 5;

/// What is known besides counts.
pub(super) struct Known<'a> {
    /// The files of the newest release, where an index was asked
    pub(super) files: &'a [ReleaseFile],
    /// The Pythons that the project supports
    pub(super) pythons: &'a [PythonVersion],
    pub(super) policies: &'a Manylinux,
}

/// Advice as far as the counts tell apart what it needs, one sentence each.
pub(super) fn advice(
    answer: &Answer,
    window: Window,
    known: &Known<'_>,
    today: Date,
) -> Vec<String> {
    use Dimension::{Cpu, File, Kind, Libc, LibcVersion, System, SystemRelease};
    let cube = |dimensions: &[Dimension]| -> Option<Counts> {
        let cube = answer.cubes.iter().find(|cube| cube.has(dimensions))?;
        Some(cube.within(window))
    };
    let mut out = Vec::new();
    if let Some(threaded) = cube(&[File]).and_then(|counts| free_threaded(&counts)) {
        out.push(format!(
            "free-threaded builds take {:.2} % to {:.2} % of the wheels that are made for one build",
            threaded.percent, threaded.at_most
        ));
    }
    if !known.files.is_empty() {
        if let Some(used) = cube(&[File]).and_then(|it| wheel_use(&it, known.files, FEW)) {
            let (count, downloads, bytes) = used.rare_sum();
            if count > 0 {
                let size = bytes.map_or_else(String::new, |it| format!(", {} MB", it / 1_000_000));
                let names: Vec<&str> = used.rare().map(|it| it.name.as_str()).take(TOLD).collect();
                out.push(format!(
                    "{count} wheels have less than {FEW} % of the release's downloads each \
                     ({downloads} together{size}): {}",
                    names.join(", ")
                ));
            }
        }
        if let Some(counts) = cube(&[Kind, System, Cpu, Libc]) {
            let version = newest(&counts).and_then(|newest| newest.version.parse().ok());
            let gaps = gaps(&counts, known.files, version.as_ref(), known.pythons);
            if let Some(gaps) = gaps {
                out.extend(gaps.rows.into_iter().take(TOLD).map(|gap| gap.sentence));
            }
        }
    }
    let libc = cube(&[LibcVersion, Cpu]);
    let libc = libc.and_then(|it| glibc_and_musl(&it, known.policies, today, &COVERAGES));
    let macos = cube(&[System, SystemRelease]).and_then(|it| macos(&it, &COVERAGES));
    out.extend(libc.into_iter().chain(macos).flat_map(sentences));
    out
}

fn sentences(floors: Floors) -> impl Iterator<Item = String> {
    let floors = floors.floors.into_iter().take(TOLD);
    floors.flat_map(|floor| floor.recommended.into_iter().map(|it| it.sentence))
}
