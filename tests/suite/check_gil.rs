//! What is read of the GIL against what a free-threaded interpreter said.

use std::collections::BTreeMap;

use relkit::dist::{self, Wheel, binary::Gil};

use crate::support::{corpus, judge::findings, python::root};

/// The declarations of every module of the wheels, by wheel and dotted name.
fn declarations(set: &str) -> BTreeMap<(String, String), Vec<Gil>> {
    let mut found = BTreeMap::new();
    for path in corpus::files(set) {
        let dist = dist::read_one(&path).unwrap();
        for (member, binary) in dist.wheel().into_iter().flat_map(Wheel::binaries) {
            let name = member.name.split_once(".cpython-").map_or(&*member.name, |pair| pair.0);
            let gil = binary.python().into_iter().map(|(_, python)| python.gil.clone()).collect();
            found.insert((dist.file_name.clone(), name.replace('/', ".")), gil);
        }
    }
    found
}

#[test]
fn an_interpreter_is_never_contradicted() {
    let truth = std::fs::read_to_string(root().join("tests/data/gil_truth.tsv")).unwrap();
    let mut found = declarations("gil");
    found.extend(declarations("small"));
    let (mut rows, mut read) = (0, 0);
    for line in truth.lines().skip(2) {
        let [wheel, module, said] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let key = (wheel.to_owned(), module.to_owned());
        let [gil] = &found[&key][..] else { panic!("{line}: one image expected") };
        let wrong = match said {
            "FREE" => matches!(gil, Gil::NoModule | Gil::Used { .. } | Gil::Undeclared { .. }),
            "GIL" => matches!(gil, Gil::NoModule | Gil::NotUsed { .. } | Gil::Call),
            _ => panic!("{line}"),
        };
        assert!(!wrong, "{wheel} {module}: the interpreter says {said}, relkit {gil:?}");
        rows += 1;
        read += usize::from(!matches!(gil, Gil::Unproven { .. }));
    }
    // Only PyO3's module stays open.
    assert_eq!((rows, read), (35, 34));
}

#[test]
fn every_platform_says_the_same_of_lxml() {
    let files = corpus::release("gil", "lxml", "6.1.3");
    assert_eq!(files.len(), 3);
    for file in files {
        let found: Vec<_> = findings(std::slice::from_ref(&file))
            .into_iter()
            .filter(|finding| finding.code.starts_with("GIL"))
            .collect();
        let [finding] = &found[..] else { panic!("{}: {found:?}", file.display()) };
        assert_eq!(
            finding.message,
            "7 modules turn the GIL on at import, in a free-threaded wheel"
        );
        assert!(finding.evidence[0].contains("Py_MOD_GIL_USED"), "{:?}", finding.evidence);
    }
}

/// Slot tables of 64 and 32 bits, old and new numbers, ELF, Mach-O and PE.
#[test]
fn tables_are_read_on_every_platform() {
    let files = corpus::files("small").into_iter().filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("markupsafe") && (name.contains("cp314t-") || name.contains("cp315t-"))
    });
    let files: Vec<_> = files.collect();
    assert!(files.len() > 25, "{} files", files.len());
    for path in files {
        let dist = dist::read_one(&path).unwrap();
        for (member, binary) in dist.wheel().unwrap().binaries() {
            for (_, python) in binary.python() {
                let gil = &python.gil;
                assert!(matches!(gil, Gil::NotUsed { .. }), "{}: {gil:?}", member.name);
            }
        }
    }
}
