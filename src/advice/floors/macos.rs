//! macOS: the deployment target.

use std::collections::BTreeMap;

use super::{Floor, Floors, Version, unknown_note, version};
use crate::{
    downloads::{Counts, Dimension},
    model::MacArch,
};

/// Of downloads by system, its release and architecture: for each coverage in percent the highest
/// `MACOSX_DEPLOYMENT_TARGET`. `None` where one of the three dimensions is missing: arm64 starts with
/// macOS 11, so that a floor for both architectures would be too high for Intel.
///
/// Possible targets are the yearly releases that users have: `10.15`, `11.0`, `14.0`.
pub fn macos(counts: &Counts, coverages: &[f64]) -> Option<Floors> {
    let darwin = counts.only(Dimension::System, |system| system.text() == Some("Darwin"));
    let darwin = darwin.by(&[Dimension::System, Dimension::SystemRelease, Dimension::Cpu])?;
    let mut known: BTreeMap<MacArch, BTreeMap<Version, u64>> = BTreeMap::new();
    let (total, mut unknown) = (darwin.total(), 0_u64);
    for (key, downloads) in darwin.rows() {
        let read = || {
            let [_, release, cpu] = key else { return None };
            let arch = match cpu.text()? {
                "aarch64" => MacArch::Arm64,
                "x86_64" => MacArch::X86_64,
                _ => return None,
            };
            Some((arch, yearly(version(release.text()?)?)?))
        };
        let sum = match read() {
            Some((arch, release)) => known.entry(arch).or_default().entry(release).or_default(),
            None => &mut unknown,
        };
        *sum = sum.saturating_add(downloads);
    }
    let floors = known.into_iter().map(|(arch, versions)| {
        let possible = versions
            .keys()
            .map(|&(major, minor)| ((major, minor), format!("macosx_{major}_{minor}"), Vec::new()));
        let possible = possible.collect();
        Floor::new("macosx", arch.to_string(), &versions, possible, coverages)
    });
    let mut floors: Vec<Floor> = floors.collect();
    floors.sort_by_key(|floor| std::cmp::Reverse(floor.known));
    let notes = unknown_note(unknown, total, "macOS downloads", "version or architecture");
    Some(Floors { total, unknown, floors, notes: notes.into_iter().collect() })
}

/// The release of the year: from 11 on the first number alone counts.
///
/// 10.16 is what 11 and later call themselves to Pythons that were built before them. 16 to 25 were
/// left out: such numbers are the kernel's. Before 10.4 there was no wheel.
fn yearly((major, minor): Version) -> Option<Version> {
    match (major, minor) {
        (10, 16) => Some((11, 0)),
        (10, 4..=15) => Some((10, minor)),
        (11..=15 | 26.., _) => Some((major, 0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::Value;

    #[test]
    fn the_highest_target_for_a_coverage() {
        let dimensions = vec![Dimension::System, Dimension::SystemRelease, Dimension::Cpu];
        let mut counts = Counts::new(dimensions);
        for (release, cpu, downloads) in [
            ("10.13", "x86_64", 2),
            ("10.16", "x86_64", 10),
            ("13.6", "x86_64", 188),
            ("11.1", "aarch64", 10),
            ("15.1", "aarch64", 390),
            ("15.7", "aarch64", 100),
            ("26.0", "aarch64", 500),
            ("24.5", "aarch64", 30),
        ] {
            counts.add(["Darwin", release, cpu].map(Value::known).into(), downloads);
        }
        counts.add(["Linux", "6.1", "x86_64"].map(Value::known).into(), 5000);
        let found = macos(&counts, &[99.0, 95.0]).unwrap();
        assert_eq!((found.total, found.unknown), (1230, 30));
        let said: Vec<_> = found
            .floors
            .iter()
            .flat_map(|floor| floor.recommended.iter().map(|it| it.sentence.as_str()))
            .collect();
        insta::assert_snapshot!(said.join("\n"), @"
        99 %: macosx_15_0, which 99.00 % of 1000 downloads on arm64 take
        95 %: macosx_15_0, which 99.00 % of 1000 downloads on arm64 take
        99 %: macosx_11_0, which 99.00 % of 200 downloads on x86_64 take
        95 %: macosx_11_0, which 99.00 % of 200 downloads on x86_64 take
        ");
        insta::assert_snapshot!(found.notes.join("\n"), @"2.44 % of macOS downloads do not tell their version or architecture");
        let coarse = counts.by(&[Dimension::System, Dimension::SystemRelease]).unwrap();
        assert_eq!(macos(&coarse, &[99.0]), None, "Intel and arm64 would be mixed");
        assert_eq!(macos(&Counts::new(vec![Dimension::System]), &[]), None);
    }
}
