//! The audit of the stable ABI against abi3audit and abi3info.

use std::{collections::BTreeMap, path::PathBuf};

use relkit::{
    dist,
    model::PythonVersion,
    rules::Level,
    tables::{Place, StableAbi, Tables},
};
use serde_json::json;

use crate::support::{corpus, judge::findings, oracle::ask, python::root};

fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn the_table_is_that_of_abi3info() {
    let table: StableAbi = Tables::embedded().load().unwrap();
    let theirs: BTreeMap<String, (String, Option<String>, bool)> =
        ask("stable_abi.py", &[], &json!(null));
    let own: usize = table.added.iter().map(|row| row.functions.len() + row.data.len()).sum();
    assert_eq!(own, theirs.len());
    for (symbol, (version, condition, abi_only)) in theirs {
        assert_eq!(table.added(&symbol).unwrap().to_string(), version, "{symbol}");
        assert_eq!(table.abi_only.contains(&symbol), abi_only, "{symbol}");
        let place = match condition.as_deref() {
            None | Some("PY_HAVE_THREAD_NATIVE_ID") => None,
            Some("MS_WINDOWS" | "USE_STACKCHECK") => Some(Place::Windows),
            Some("HAVE_FORK") => Some(Place::Unix),
            Some("Py_REF_DEBUG") => Some(Place::Debug),
            Some(other) => panic!("{symbol}: {other}"),
        };
        assert_eq!(table.only(&symbol), place, "{symbol}");
    }
}

/// Each row of the verdicts that were written down: the computed version, and no finding. The
/// `PyModExport_*` that abi3audit counts as violations of abi3t wheels are entries of PEP 793.
#[test]
fn verdicts_are_those_of_abi3audit() {
    let table: StableAbi = Tables::embedded().load().unwrap();
    let verdicts = std::fs::read_to_string(root().join("tests/data/abi3audit.tsv")).unwrap();
    let files: BTreeMap<String, PathBuf> = ["bench", "small"]
        .iter()
        .flat_map(|set| corpus::files(set))
        .map(|path| (file_name(&path), path))
        .collect();
    let mut rows = 0;
    for line in verdicts.lines().skip(2) {
        let [wheel, extension, _, baseline, computed, violations] =
            line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let path = &files[wheel];
        let dist = dist::read_one(path).unwrap();
        let (_, binary) = dist
            .wheel()
            .unwrap()
            .binaries()
            .find(|(member, _)| member.file_name() == extension)
            .unwrap();
        let floor: PythonVersion = baseline.parse().unwrap();
        let images = binary.python();
        let symbols = images.iter().flat_map(|(_, python)| &python.imports).map(String::as_str);
        let lowest = table.lowest(symbols).unwrap().max(floor);
        assert_eq!(lowest.to_string(), computed, "{line}");
        let hooks =
            images[0].1.exports.iter().filter(|name| name.starts_with("PyModExport")).count();
        assert!(violations == "0" || violations == hooks.to_string(), "{line}: {hooks} hooks");
        let found = findings(std::slice::from_ref(path));
        let own: Vec<_> = found.iter().filter(|finding| finding.code.starts_with("ABI")).collect();
        assert!(own.is_empty(), "{line}: {own:?}");
        rows += 1;
    }
    assert_eq!(rows, 21);
}

/// File, extension, baseline, computed version, symbols that are not stable, symbols that are newer.
type Row = (String, String, String, String, Vec<String>, Vec<String>);

#[test]
fn abi3audit_itself_says_the_same() {
    let bad = corpus::release("bad", "procmaps", "0.5.0");
    let good = corpus::release("small", "psutil", "7.2.2");
    let good = good.into_iter().find(|path| file_name(path).contains("cp36-abi3-musllinux"));
    let paths = [bad[0].clone(), good.unwrap()];
    let theirs: Vec<Row> = ask("abi3audit_verdict.py", &[], &paths);
    assert_eq!(theirs.len(), 2, "{theirs:?}");
    for (path, (file, extension, baseline, computed, foreign, newer)) in paths.iter().zip(&theirs) {
        assert_eq!(&file_name(path), file);
        assert!(foreign.is_empty(), "{file} {extension}: {foreign:?}");
        let found = findings(std::slice::from_ref(path));
        let own: Vec<_> = found.iter().filter(|finding| finding.code.starts_with("ABI")).collect();
        if newer.is_empty() {
            assert!(own.is_empty(), "{own:?}");
            continue;
        }
        let [finding] = &own[..] else { panic!("{own:?}") };
        assert_eq!((finding.code, finding.level), ("ABI002", Level::Error));
        let message = format!("uses the stable ABI of {computed}, and is tagged for {baseline}");
        assert_eq!(finding.message, message);
        for symbol in newer {
            let named = finding.evidence.iter().any(|line| line.starts_with(symbol));
            assert!(named, "{symbol}: {:?}", finding.evidence);
        }
    }
    assert_eq!(theirs[0].5, ["PyUnicode_AsUTF8AndSize"]);
}
