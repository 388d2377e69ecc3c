//! glibc and musl.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Floor, Floors, Version, unknown_note, version};
use crate::{
    downloads::{Counts, Dimension},
    model::LinuxArch,
    tables::{Libc, LibcVersion, Manylinux},
};

/// Of downloads by version of the C library and architecture: for each coverage in percent the
/// highest policy of auditwheel's. Where systems are told apart, those of Linux count alone. `None`
/// where one of the two dimensions is missing.
pub fn glibc_and_musl(
    counts: &Counts,
    policies: &Manylinux,
    on: Date,
    coverages: &[f64],
) -> Option<Floors> {
    let mut notes = Vec::new();
    let told_apart = counts.has(&[Dimension::System]);
    if !told_apart {
        notes.push("downloads on other systems than Linux count as unknown".to_owned());
    }
    let whose = if told_apart { "Linux downloads" } else { "downloads" };
    let linux = counts.only(Dimension::System, |system| system.text() == Some("Linux"));
    let linux = linux.by(&[Dimension::LibcVersion, Dimension::Cpu])?;
    let mut known: BTreeMap<(bool, LinuxArch), BTreeMap<Version, u64>> = BTreeMap::new();
    let (total, mut unknown) = (linux.total(), 0_u64);
    for (key, downloads) in linux.rows() {
        let read = || {
            let [libc, cpu] = key else { return None };
            let (libc, number) = libc.text()?.split_once(' ')?;
            let is_glibc = match libc {
                "glibc" => true,
                "musl" => false,
                _ => return None,
            };
            Some(((is_glibc, cpu.text()?.parse().ok()?), version(number)?))
        };
        let sum = match read() {
            Some((family, version)) => known.entry(family).or_default().entry(version).or_default(),
            None => &mut unknown,
        };
        *sum = sum.saturating_add(downloads);
    }
    let floors = known.into_iter().map(|((is_glibc, arch), versions)| {
        let (libc, family) =
            if is_glibc { (Libc::Glibc, "manylinux") } else { (Libc::Musl, "musllinux") };
        let possible = policies.policies(libc, arch).map(|policy| {
            let LibcVersion(major, minor) = policy.version;
            let left_out = |name: &&crate::tables::System| is_glibc && name.glibc < policy.version;
            let living = policies.system.iter().filter(|system| on <= system.end);
            let leaves_out = living.filter(left_out).map(|system| system.name.clone()).collect();
            ((major, minor), policy.name(), leaves_out)
        });
        Floor::new(family, arch.to_string(), &versions, possible.collect(), coverages)
    });
    let mut floors: Vec<Floor> = floors.collect();
    floors.sort_by_key(|floor| std::cmp::Reverse(floor.known));
    notes.extend(unknown_note(unknown, total, whose, "C library or architecture"));
    // What clients write comes from `platform.libc_ver()`, which long knew glibc alone.
    notes.push("musl is told by few clients: true shares of musllinux are larger".to_owned());
    Some(Floors { total, unknown, floors, notes })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{downloads::Value, tables::Tables};

    #[test]
    fn the_highest_policy_for_a_coverage() {
        let policies: Manylinux = Tables::embedded().load().unwrap();
        let mut counts =
            Counts::new(vec![Dimension::System, Dimension::LibcVersion, Dimension::Cpu]);
        for (libc, cpu, downloads) in [
            ("glibc 2.17", "x86_64", 10),
            ("glibc 2.28", "x86_64", 40),
            ("glibc 2.35", "x86_64", 350),
            ("glibc 2.41", "x86_64", 600),
            ("glibc 2.36", "riscv64", 5),
            ("musl 1.2.5", "x86_64", 50),
            ("glibc", "x86_64", 7),
            ("glibc 2.36", "amiga", 8),
        ] {
            let key = ["Linux", libc, cpu].map(Value::known);
            counts.add(key.into(), downloads);
        }
        counts.add(vec![Value::known("Windows"), Value::Unknown, Value::known("x86_64")], 5000);
        let on = date(2026, 11, 22);
        let found = glibc_and_musl(&counts, &policies, on, &[100.0, 99.0, 95.0, 50.0]).unwrap();
        assert_eq!((found.total, found.unknown), (1070, 15));
        let said: Vec<_> = found
            .floors
            .iter()
            .flat_map(|floor| floor.recommended.iter().map(|it| it.sentence.as_str()))
            .collect();
        insta::assert_snapshot!(said.join("\n"), @"
        100 %: manylinux_2_17, which 100.00 % of 1000 downloads on x86_64 take
        99 %: manylinux_2_28, which 99.00 % of 1000 downloads on x86_64 take
        95 %: manylinux_2_35, which 95.00 % of 1000 downloads on x86_64 take; it leaves out RHEL 8, RHEL 9 and Amazon Linux 2023
        50 %: manylinux_2_41, which 60.00 % of 1000 downloads on x86_64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023, Ubuntu 22.04, Debian 12, RHEL 10 and Ubuntu 24.04
        100 %: musllinux_1_2, which 100.00 % of 50 downloads on x86_64 take
        99 %: musllinux_1_2, which 100.00 % of 50 downloads on x86_64 take
        95 %: musllinux_1_2, which 100.00 % of 50 downloads on x86_64 take
        50 %: musllinux_1_2, which 100.00 % of 50 downloads on x86_64 take
        100 %: manylinux_2_36, which 100.00 % of 5 downloads on riscv64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023 and Ubuntu 22.04
        99 %: manylinux_2_36, which 100.00 % of 5 downloads on riscv64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023 and Ubuntu 22.04
        95 %: manylinux_2_36, which 100.00 % of 5 downloads on riscv64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023 and Ubuntu 22.04
        50 %: manylinux_2_36, which 100.00 % of 5 downloads on riscv64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023 and Ubuntu 22.04
        ");
        assert!(found.floors[0].rows.iter().any(|row| !row.leaves_out.is_empty()));
        assert_eq!(glibc_and_musl(&Counts::new(vec![Dimension::Cpu]), &policies, on, &[]), None);
    }

    #[test]
    fn old_systems_leave_nothing_to_recommend() {
        let policies: Manylinux = Tables::embedded().load().unwrap();
        let mut counts = Counts::new(vec![Dimension::LibcVersion, Dimension::Cpu]);
        counts.add(vec![Value::known("glibc 2.12"), Value::known("aarch64")], 9);
        counts.add(vec![Value::known("glibc 2.17"), Value::known("aarch64")], 1);
        let found = glibc_and_musl(&counts, &policies, date(2026, 11, 22), &[95.0]).unwrap();
        assert_eq!(found.floors[0].recommended[0].name, None);
        insta::assert_snapshot!(found.floors[0].recommended[0].sentence, @"95 %: no manylinux tag that so many downloads on aarch64 take");
        insta::assert_snapshot!(found.notes.join("\n"), @"
        downloads on other systems than Linux count as unknown
        musl is told by few clients: true shares of musllinux are larger
        ");
    }
}
