//! The ELF rules against auditwheel: its policies, its verdicts on real wheels as they were written
//! down, and itself on wheels made here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use relkit::{
    model::LinuxArch,
    rules::{Finding, Level},
    tables::{Libc, Manylinux, Tables},
};
use serde::Deserialize;

use crate::support::{corpus, elf::Elf, judge, native, oracle::ask, python::root, wheel::Wheel};

/// A row of auditwheel's own files.
#[derive(Deserialize)]
struct Policy {
    name: String,
    aliases: Vec<String>,
    symbol_versions: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    lib_whitelist: BTreeSet<String>,
    blacklist: BTreeMap<String, BTreeSet<String>>,
}

#[test]
fn the_table_says_what_the_policies_say() {
    let theirs: BTreeMap<String, Vec<Policy>> = ask("auditwheel_policy.py", &["policies"], &());
    let table: Manylinux = Tables::embedded().load().unwrap();
    let mut compared = 0;
    for (family, libc) in [("manylinux", Libc::Glibc), ("musllinux", Libc::Musl)] {
        let theirs: Vec<_> = theirs[family].iter().filter(|row| row.name != "linux").collect();
        let ours: Vec<_> = table.policy.iter().filter(|row| row.libc == libc).collect();
        assert_eq!(ours.len(), theirs.len(), "{family}");
        for policy in theirs {
            let own = ours.iter().find(|row| row.name() == policy.name).unwrap();
            assert_eq!(
                own.alias.iter().collect::<Vec<_>>(),
                policy.aliases.iter().collect::<Vec<_>>()
            );
            let archs: BTreeSet<&str> = own.archs.iter().map(|arch| arch.as_str()).collect();
            assert_eq!(archs, policy.symbol_versions.keys().map(String::as_str).collect());
            let before = || ours.iter().filter(|row| row.version <= own.version);
            let libraries: BTreeSet<String> =
                before().flat_map(|row| row.libraries.clone()).collect();
            assert_eq!(libraries, policy.lib_whitelist, "{}", policy.name);
            for (arch, wanted) in &policy.symbol_versions {
                let arch: LinuxArch = arch.parse().unwrap();
                for (prefix, wanted) in wanted {
                    let rows = table.symbols.iter();
                    let rows = rows.filter(|r| r.prefix == *prefix && r.archs.contains(&arch));
                    let found: BTreeSet<String> = rows
                        .flat_map(|row| row.since.range(..=own.version))
                        .flat_map(|(_, added)| added.clone())
                        .collect();
                    assert_eq!(found, *wanted, "{} {arch} {prefix}", policy.name);
                    compared += found.len();
                }
            }
            for (library, wanted) in &policy.blacklist {
                for symbol in wanted {
                    let since = table.forbidden(libc, library, symbol).unwrap();
                    assert!(since.is_none_or(|since| since > own.version), "{symbol}");
                }
            }
            for row in table.forbidden.iter().filter(|row| row.libc == libc) {
                let allowed = row.below.range(..=own.version).flat_map(|(_, names)| names);
                for symbol in allowed {
                    let wanted = policy.blacklist.get(&row.library);
                    assert!(wanted.is_none_or(|names| !names.contains(symbol)), "{symbol}");
                }
            }
        }
    }
    for policy in theirs["android"].iter().filter(|row| row.name != "linux") {
        let api = policy.name.strip_prefix("android_").unwrap().parse().unwrap();
        let rows = table.android.iter().filter(|row| row.api <= api);
        let found: BTreeSet<String> = rows.flat_map(|row| row.libraries.clone()).collect();
        assert_eq!(found, policy.lib_whitelist, "{}", policy.name);
    }
    assert!(compared > 5_000, "{compared} versions were compared");
}

/// The lowest Linux tag of a file's name.
fn promised(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let tags = name.trim_end_matches(".whl").rsplit('-').next().unwrap().to_owned();
    let numbers = |tag: &str| -> Option<(u16, u16)> {
        let mut parts = tag.split('_').skip(1);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    let lowest =
        tags.split('.').filter(|tag| numbers(tag).is_some()).min_by_key(|tag| numbers(tag));
    lowest.unwrap_or(&tags).to_owned()
}

/// What relkit's findings say the lowest policy is: that of the tag, unless ELF003, ELF004 or
/// ELF005 names another in its hint.
fn verdict(path: &Path, found: &[Finding]) -> String {
    let file = path.display().to_string();
    let of_file = || found.iter().filter(|finding| finding.file == file);
    let none = ["ELF006", "ELF015", "ELF017"];
    if of_file().any(|finding| none.contains(&finding.code)) {
        let arch = promised(path).splitn(4, '_').last().unwrap().to_owned();
        return format!("linux_{arch}");
    }
    let named = of_file().filter(|finding| ["ELF003", "ELF004", "ELF005"].contains(&finding.code));
    let tags = named.map(|finding| {
        let rest = finding.hint.strip_prefix("retag to ").unwrap();
        rest.split([',', '.']).next().unwrap().to_owned()
    });
    let minor = |tag: &String| tag.split('_').nth(2).unwrap().parse::<u16>().unwrap();
    tags.max_by_key(minor).unwrap_or_else(|| promised(path))
}

#[test]
fn verdicts_on_real_wheels_are_auditwheels() {
    let text = fs::read_to_string(root().join("tests/data/auditwheel.tsv")).unwrap();
    let rows: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let files = [corpus::files("small"), corpus::files("bench")].concat();
    let found = judge::findings(&files);
    let mut compared = 0;
    let mut stricter = 0;
    for path in &files {
        let Some(theirs) = rows.get(&*path.file_name().unwrap().to_string_lossy()) else {
            continue;
        };
        compared += 1;
        if *theirs == "musllinux_1_2_x86_64" && promised(path) == "musllinux_1_1_x86_64" {
            // auditwheel looks for musl on the machine that it runs on and found none: the two
            // policies differ in nothing that a file shows.
            continue;
        }
        assert_eq!(verdict(path, &found), *theirs, "{}", path.display());
        if promised(path) != *theirs {
            let file = path.display().to_string();
            let warned = found.iter().any(|finding| {
                finding.file == file && finding.code == "ELF005" && finding.level == Level::Warning
            });
            assert!(warned, "{file}");
            stricter += 1;
        }
    }
    assert_eq!(compared, rows.len(), "every row has its wheel");
    assert_eq!(stricter, 4, "orjson's wheels for Python 3.15");
}

/// Wheels with one thing each, for auditwheel and relkit alike.
fn made(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut write = |arch: &str, tag: &str, change: &dyn Fn(Elf) -> Elf| {
        let tags = format!("cp312-cp312-{tag}_{arch}");
        let module =
            native::elf(&format!("cp312-cp312-manylinux_2_17_{arch}").parse().unwrap(), "_core");
        let name = format!("demo/{}", native::file_name(&tags, "_core"));
        let version = format!("1.{}", files.len());
        let wheel =
            Wheel::new("demo", &version).tag(&tags).file(&name, &change(module.unwrap()).build());
        files.push(wheel.write(folder));
    };
    let glibc = |version: &'static str| {
        move |elf: Elf| elf.versioned("libc.so.6", &format!("GLIBC_{version}"), "strlcpy")
    };
    let cxx = |version: &'static str| {
        move |elf: Elf| {
            elf.needed("libstdc++.so.6").versioned("libstdc++.so.6", version, "_ZSt4cout")
        }
    };
    for arch in ["x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x"] {
        for version in ["2.17", "2.25", "2.28", "2.34", "2.39"] {
            write(arch, "manylinux_2_28", &glibc(version));
        }
        for version in ["GLIBCXX_3.4.19", "GLIBCXX_3.4.25", "CXXABI_1.3.13"] {
            write(arch, "manylinux_2_17", &cxx(version));
        }
        write(arch, "manylinux_2_17", &|elf| elf.needed("libz.so.1").import("uncompress2"));
        write(arch, "manylinux_2_17", &|elf| {
            let relr = ("libc.so.6".to_owned(), "GLIBC_ABI_DT_RELR".to_owned());
            Elf { versions: vec![relr], ..elf }
        });
        write(arch, "manylinux_2_17", &|elf| elf.needed("libfoo.so.1"));
        write(arch, "manylinux_2_24", &|elf| elf.needed("libexpat.so.1"));
    }
    write("x86_64", "manylinux_2_17", &|elf| Elf { isa: Some(0b101), ..elf });
    write("riscv64", "manylinux_2_39", &|_| {
        Elf::new("riscv64").needed("libc.so.6").versioned("libc.so.6", "GLIBC_2.27", "malloc")
    });
    files
}

#[test]
fn verdicts_on_made_wheels_are_auditwheels() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = made(folder.path());
    let real = corpus::files("small").into_iter().filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("psutil-7.2.2-cp36") && name.contains("manylinux")
    });
    files.extend(real);
    files.extend(corpus::release("bad", "pyscn", "1.31.1"));
    let theirs: BTreeMap<PathBuf, String> = ask("auditwheel_policy.py", &["wheels"], &files);
    let found = judge::findings(&files);
    let mut wrong = Vec::new();
    for path in &files {
        let (ours, theirs) = (verdict(path, &found), &theirs[path]);
        // The first C library that has a symbol of zlib is no policy that a tag could name.
        let later = found
            .iter()
            .any(|finding| finding.code == "ELF017" && finding.file == path.display().to_string());
        let same = if later { *theirs > promised(path) } else { ours == *theirs };
        if !same {
            wrong.push(format!("{}: {ours}, auditwheel: {theirs}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
