use proptest::prelude::*;

use super::*;
use crate::tables::Tables;

fn pythons() -> Pythons {
    Tables::embedded().load().unwrap()
}

#[test]
fn versions_have_one_spelling() {
    let pythons = pythons();
    let cases = [
        ("3.11.4", "3.11"),
        ("3.11", "3.11"),
        (" 3.9.18 ", "3.9"),
        ("3.14.0+", "3.14"),
        ("3.12.1+", "3.12"),
        ("2.7.18", "2.7"),
        ("3.11.2+chromium.17", "3.11"),
        ("3.12.1.final.0", "3.12"),
        ("3.15.0rc1+local", "pre-release"),
        ("3.11.2+a b", "other"),
        ("3.12.1.finally", "other"),
        ("3.14.0a4", "pre-release"),
        ("3.13.0rc1", "pre-release"),
        ("3.14.0b1+", "pre-release"),
        ("3.15.0c2", "pre-release"),
        ("3.11BYHW", "other"),
        ("2.04", "other"),
        ("03.11", "other"),
        ("Sure.0", "other"),
        ("Topsec.python", "other"),
        ("3", "other"),
        ("3.", "other"),
        ("2.04", "other"),
        ("03.4.1", "other"),
        ("3.11.", "other"),
        ("3.11.4.5", "other"),
        ("3.11.99999999", "other"),
        ("3.999", "other"),
        ("1.5.2", "other"),
        ("4.0.0", "other"),
        ("2.04", "other"),
        ("03.11.4", "other"),
        ("-3.11", "other"),
        ("3.11.4\0", "other"),
        ("", "unknown"),
        ("null", "unknown"),
        ("None", "unknown"),
    ];
    for (raw, shown) in cases {
        assert_eq!(python(Some(raw), &pythons).as_str(), shown, "{raw:?}");
    }
    assert_eq!(python(None, &pythons), Value::Unknown);
}

#[test]
fn kinds_of_files_are_told_by_their_names() {
    let cases = [
        ("psutil-7.2.2-cp36-abi3-manylinux2010_x86_64.manylinux_2_12_x86_64.whl", "abi3"),
        ("psutil-7.2.2-cp313-cp313t-win_amd64.whl", "free-threaded"),
        ("numpy-2.4.0-cp314-cp314t-macosx_14_0_arm64.whl", "free-threaded"),
        ("numpy-2.4.0-cp314-cp314-macosx_14_0_arm64.whl", "version-specific"),
        ("demo-1.0-cp315-abi3t-win_amd64.whl", "abi3t"),
        ("demo-1.0-cp315-abi3.abi3t-manylinux_2_28_aarch64.whl", "abi3t"),
        ("ruff-0.14.0-py3-none-musllinux_1_2_x86_64.whl", "binary"),
        ("requests-2.32.5-py3-none-any.whl", "pure"),
        ("six-1.17.0-py2.py3-none-any.whl", "pure"),
        ("psutil-5.6.7-cp27-cp27m-win32.whl", "version-specific"),
        ("psutil-5.6.7-cp27-cp27mu-manylinux1_x86_64.whl", "version-specific"),
        ("cffi-1.17.1-pp310-pypy310_pp73-win_amd64.whl", "version-specific"),
        ("psutil-7.2.2.tar.gz", "sdist"),
        ("numpy-1.13.1.zip", "sdist"),
        ("lxml-2.0.tgz", "sdist"),
        ("Twisted-16.0.0.tar.bz2", "sdist"),
        ("psutil-3.4.2.win-amd64-py3.5.exe", "other"),
        ("setuptools-0.6c11-py2.7.egg", "other"),
        ("demo-1.0.msi", "other"),
        ("what is this", "other"),
        ("", "other"),
    ];
    for (file, expected) in cases {
        assert_eq!(kind(file), Some(expected), "{file}");
    }
    for file in
        ["psutil-7.2.2-cp36-abi3-win_amd64.whl.metadata", "a-1.tar.gz.asc", "a-1.whl.provenance"]
    {
        assert_eq!(kind(file), None, "{file}");
    }
}

#[test]
fn machines_are_spelt_as_tags_spell_them() {
    for (raw, expected) in [
        ("AMD64", "x86_64"),
        ("x64", "x86_64"),
        ("x86_64", "x86_64"),
        ("i386", "i686"),
        ("x86", "i686"),
        ("ARM64", "aarch64"),
        ("arm64", "aarch64"),
        ("armv7l", "armv7l"),
        ("PPC64LE", "ppc64le"),
        ("None", "unknown"),
        ("a\0b", "other"),
    ] {
        assert_eq!(cpu(Some(raw)).as_str(), expected, "{raw}");
    }
}

fn shown(dimension: Dimension, raw: &[Option<&str>]) -> String {
    value(dimension, raw, &pythons()).to_string()
}

#[test]
fn values_of_several_columns() {
    let release = |raw: [Option<&str>; 3]| shown(Dimension::SystemRelease, &raw);
    assert_eq!(release([Some("24.1.0"), Some("Darwin"), Some("15.1.1")]), "15.1");
    assert_eq!(release([Some("24.1.0"), Some("Darwin"), None]), "unknown");
    assert_eq!(release([Some("11"), Some("Windows"), None]), "11");
    assert_eq!(release([Some("6.8.0-1021-azure"), Some("Linux"), Some("22.04")]), "6.8");
    assert_eq!(release([Some("2012ServerR2"), Some("Windows"), None]), "2012ServerR2");
    assert_eq!(release([None, None, None]), "unknown");

    let distro = [Some("Debian GNU/Linux"), Some("12")];
    assert_eq!(shown(Dimension::Distro, &distro), "Debian GNU/Linux 12");
    assert_eq!(shown(Dimension::Distro, &[Some("Arch Linux"), None]), "Arch Linux");
    assert_eq!(shown(Dimension::Distro, &[None, Some("12")]), "unknown");
    assert_eq!(shown(Dimension::LibcVersion, &[Some("2.36"), Some("glibc")]), "glibc 2.36");
    assert_eq!(shown(Dimension::LibcVersion, &[Some("2.36"), None]), "unknown");
    assert_eq!(shown(Dimension::Kind, &[None, Some("abi3")]), "abi3");
    assert_eq!(shown(Dimension::Kind, &[Some("a-1.0.tar.gz"), None]), "sdist");
    assert_eq!(shown(Dimension::Ci, &[Some("true")]), "yes");
    assert_eq!(shown(Dimension::Ci, &[Some("False")]), "no");
    assert_eq!(shown(Dimension::Ci, &[None]), "unknown");
    assert_eq!(shown(Dimension::Ci, &[Some("maybe")]), "other");
}

proptest! {
    #[test]
    fn nothing_panics_and_everything_stays_short(
        raw in proptest::collection::vec(proptest::option::of(".{0,300}"), 0..4),
        at in 0..Dimension::ALL.len(),
    ) {
        let raw: Vec<Option<&str>> = raw.iter().map(Option::as_deref).collect();
        let value = value(Dimension::ALL[at], &raw, &pythons());
        prop_assert!(value.as_str().len() <= 2 * LONGEST + 1);
        prop_assert!(!value.as_str().chars().any(char::is_control));
    }

    #[test]
    fn known_versions_are_clean(raw in "[0-9]{1,2}\\.[0-9]{1,3}(\\.[0-9]{1,5})?(a|b|rc|c|x)?[0-9+]{0,2}") {
        let pythons = pythons();
        let value = python(Some(&raw), &pythons);
        if let Some(text) = value.text() {
            prop_assert!(raw.starts_with(text));
            prop_assert_eq!(python(Some(text), &pythons), value.clone());
        }
    }

    #[test]
    fn a_kind_is_one_of_few(file in "[a-z]{1,4}-[0-9.]{1,5}(-[a-z0-9_.]{1,9}){0,5}\\.(whl|zip|exe|tar\\.gz|metadata)") {
        let kinds =
            ["sdist", "pure", "binary", "abi3", "abi3t", "free-threaded", "version-specific", "other"];
        match kind(&file) {
            Some(kind) => prop_assert!(kinds.contains(&kind)),
            None => prop_assert!(is_sidecar(&file)),
        }
    }
}
