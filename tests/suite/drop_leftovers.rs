//! What `drop::leftover` says of conditions, against Python and the C preprocessor; and what it
//! finds in real projects.

use std::{collections::BTreeMap, fs, io::Read, path::Path, process::Command};

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use relkit::{
    drop::{
        Going,
        leftover::{File, Kind, Known, Leftover, is_read, leftovers},
    },
    model::PythonVersion,
    tables::{Backports, Tables},
};
use serde_json::json;

use crate::support::{corpus, oracle::ask};

type Release = (u32, u32, u32);

fn versions(text: &str) -> Vec<PythonVersion> {
    text.split(' ').map(|version| version.parse().unwrap()).collect()
}

fn find(files: &[File], dropped: &str, supported: &str) -> Vec<Leftover> {
    let going = Going::new(&versions(dropped), &versions(supported)).unwrap();
    leftovers(files, &going, &Known::load(&Tables::embedded()).unwrap())
}

/// The condition and the answer that a leftover names.
fn verdict(leftover: &Leftover) -> (String, bool) {
    let (text, rest) = leftover.why.strip_prefix('`').unwrap().rsplit_once("` is always ").unwrap();
    (text.to_owned(), rest.starts_with("true"))
}

/// So many examples, the same each time.
fn examples(strategy: &impl Strategy<Value = String>, count: usize) -> Vec<String> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn releases(features: &[(u32, u32)]) -> Vec<Release> {
    // All that the conditions name, and their neighbours.
    let micros = || (0..15).chain(49..52);
    let of = |&(major, minor): &(u32, u32)| micros().map(move |micro| (major, minor, micro));
    features.iter().flat_map(of).collect()
}

/// From 3.10 on, the floor of all examples, and below.
fn kept_and_gone() -> (Vec<Release>, Vec<Release>) {
    let kept: Vec<_> = (10..=52).map(|minor| (3, minor)).collect();
    let gone: Vec<_> = (0..=7).map(|it| (2, it)).chain((0..10).map(|it| (3, it))).collect();
    (releases(&kept), releases(&gone))
}

/// The one answer for all that stay, where something below has another.
fn expected(answers: &[Option<bool>], kept: usize) -> Option<bool> {
    let (kept, gone) = answers.split_at(kept);
    let answer = kept[0]?;
    let decided = kept.iter().all(|it| *it == Some(answer));
    (decided && gone.iter().any(|it| *it != Some(answer))).then_some(answer)
}

fn python_conditions() -> impl Strategy<Value = String> {
    let number = prop_oneof![Just(2_u32), Just(3), Just(4), 5_u32..13, Just(0), Just(50)];
    let tuple = prop_oneof![
        Just("(3,)".to_owned()),
        Just("(2, 7)".to_owned()),
        (7_u32..13).prop_map(|minor| format!("(3, {minor})")),
        (9_u32..11, 0_u32..4).prop_map(|(minor, micro)| format!("(3, {minor}, {micro})")),
        Just("(3, 10, 0, 'final')".to_owned()),
        Just("(3, 9, 1, 'beta', 2)".to_owned()),
    ];
    let operator = || prop::sample::select(vec!["<", "<=", "==", "!=", ">", ">="]);
    let info = prop::sample::select(vec![
        "sys.version_info",
        "version_info",
        "sys.version_info[:2]",
        "sys.version_info[0:3]",
        "tuple(sys.version_info)",
        "sys.version_info[:-2]",
    ]);
    let part = prop::sample::select(vec![
        "sys.version_info[0]",
        "sys.version_info[1]",
        "sys.version_info.major",
        "version_info.minor",
        "sys.version_info[2]",
        "sys.version_info[-5]",
        "PY_MINOR_VERSION",
        "int(platform.python_version_tuple()[1])",
    ]);
    let hex = prop::sample::select(vec!["0x03000000", "0x030a00f0", "0x030A02F0", "50987248"]);
    let text = prop::sample::select(vec!["'3'", "'2.7'", "'3.1'", "'3.9'", "'3.10'", "'3.10.2'"]);
    let texts = prop::sample::select(vec![
        "sys.version[0]",
        "sys.version[:3]",
        "sys.version",
        "platform.python_version()",
    ]);
    let flag = prop::sample::select(vec![
        "six.PY2",
        "six.PY3",
        "PY2",
        "PY3",
        "platform.python_version_tuple() < ('3', '6')",
        "platform.python_version_tuple()[0] == '2'",
        "sys.version_info[:2] in [(3, 8), (3, 9)]",
        "sys.version_info[0] not in (2, 4)",
        "sys.version.startswith('2')",
        "(3, 8) <= sys.version_info < (3, 10)",
        "2 < sys.version_info[0] <= 3",
        "(3, 7) < version_info[:2] <= (3, 11)",
    ]);
    let leaf = prop_oneof![
        (info.clone(), operator(), tuple.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (tuple, operator(), info).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (part.clone(), operator(), number.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (number, operator(), part).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (operator(), hex).prop_map(|(o, b)| format!("sys.hexversion {o} {b}")),
        (texts, operator(), text).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        flag.prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

#[test]
fn conditions_agree_with_python() {
    const HEAD: &str = "import sys, platform, six\nfrom sys import version_info\n\
                        PY2 = version_info[0] == 2\nPY3 = not PY2\n";
    let conditions = examples(&python_conditions(), 450);
    let (kept, gone) = kept_and_gone();
    let pythons: Vec<_> = kept.iter().chain(&gone).collect();
    let judged = |conditions: &[String]| -> Vec<Option<bool>> {
        let answers: Vec<Vec<Option<bool>>> =
            ask("conditions.py", &[], &json!({"conditions": conditions, "pythons": pythons}));
        answers.iter().map(|answers| expected(answers, kept.len())).collect()
    };
    let files: Vec<File> = (0..)
        .zip(&conditions)
        .map(|(at, condition)| File {
            path: format!("m{at:03}.py"),
            text: format!("{HEAD}if {condition}:\n    pass\n"),
        })
        .collect();
    let mut by_file: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for leftover in find(&files, "3.9", "3.9 3.10").iter().filter(|it| it.kind == Kind::Version) {
        if leftover.line == 5 {
            by_file.entry(leftover.path.clone()).or_default().push(verdict(leftover));
        }
    }
    // Whatever is named is so in Python.
    let named: Vec<(String, bool)> = by_file.values().flatten().cloned().collect();
    let texts: Vec<String> = named.iter().map(|(text, _)| text.clone()).collect();
    let whole: Vec<_> = texts.iter().filter(|text| !text.ends_with('…')).cloned().collect();
    let mut answers = judged(&whole).into_iter();
    for (text, answer) in named.iter().filter(|(text, _)| !text.ends_with('…')) {
        assert_eq!(answers.next().unwrap(), Some(*answer), "{text}");
    }
    // And whatever is so as a whole is named as a whole.
    let mut decided = 0;
    for ((condition, file), answer) in conditions.iter().zip(&files).zip(judged(&conditions)) {
        let Some(answer) = answer else { continue };
        // What raises for some Python below is not taken for an answer there.
        let said = by_file.get(&file.path).cloned().unwrap_or_default();
        let one = said.len() == 1 && said[0].1 == answer;
        let text = said.first().map(|it| it.0.trim_end_matches('…')).unwrap_or_default();
        assert!(one && condition.starts_with(text), "{condition} is {answer}: {said:?}");
        decided += 1;
    }
    assert!(decided > 100 && named.len() > decided, "{decided} of {}", named.len());
}

fn c_conditions() -> impl Strategy<Value = String> {
    let operator = || prop::sample::select(vec!["<", "<=", "==", "!=", ">", ">="]);
    let hex = prop::sample::select(vec![
        "0x03000000",
        "0x03090000",
        "0x030A0000",
        "0x030A00F0",
        "0x030a02f0L",
        "0x030B0000U",
        "50331648",
    ]);
    let number = prop::sample::select(vec!["2", "3", "03", "9", "10", "0xA", "11u"]);
    let part = prop::sample::select(vec![
        "PY_MAJOR_VERSION",
        "PY_MINOR_VERSION",
        "(PY_VERSION_HEX >> 24)",
        "((PY_VERSION_HEX >> 16) & 0xff)",
        "PY_MAJOR_VERSION * 1",
        "-PY_MAJOR_VERSION",
        "~PY_MAJOR_VERSION",
        "PY_MAJOR_VERSION - 4",
    ]);
    let other = prop::sample::select(vec![
        "defined(X)",
        "defined X",
        "X",
        "X + 1 > 1",
        "!X",
        "(X ? PY_MAJOR_VERSION : 3) >= 3",
        "PY_MICRO_VERSION + 1 > 2",
    ]);
    let leaf = prop_oneof![
        3 => (operator(), hex.clone()).prop_map(|(o, b)| format!("PY_VERSION_HEX {o} {b}")),
        1 => (hex, operator()).prop_map(|(a, o)| format!("{a} {o} PY_VERSION_HEX")),
        3 => (part, operator(), number).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        1 => other.prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || /* x */ ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} == ({b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
}

/// What the preprocessor makes of conditions with the headers of a Python: one answer for each.
fn preprocessed(file: &Path, count: usize, release: Release, more: &str) -> Vec<bool> {
    let (major, minor, micro) = release;
    let hex = major << 24 | minor << 16 | micro << 8 | 0xf0;
    let output = Command::new("cc")
        .args(["-E", "-P", "-w", "-x", "c", more])
        .arg(format!("-DPY_MAJOR_VERSION={major}"))
        .arg(format!("-DPY_MINOR_VERSION={minor}"))
        .arg(format!("-DPY_MICRO_VERSION={micro}"))
        .arg(format!("-DPY_VERSION_HEX={hex:#010X}"))
        .arg(file)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<bool> = text.split_whitespace().map(|it| it == "yes").collect();
    assert_eq!(answers.len(), count);
    answers
}

#[test]
fn conditions_agree_with_the_preprocessor() {
    let folder = tempfile::tempdir().unwrap();
    let examples = examples(&c_conditions(), 500);
    let files: Vec<File> = (0..)
        .zip(&examples)
        .map(|(at, condition)| {
            let text = format!("#if {}\nyes\n#endif\n", condition.replacen("||", "|| \\\n", 1));
            File { path: format!("m{at:03}.c"), text }
        })
        .collect();
    let found = find(&files, "3.9", "3.9 3.10");
    let named: Vec<(String, bool)> = found.iter().map(verdict).collect();
    let named: Vec<_> = named.into_iter().filter(|(text, _)| !text.ends_with('…')).collect();
    let all: Vec<&str> = named
        .iter()
        .map(|(text, _)| text.as_str())
        .chain(examples.iter().map(|it| &**it))
        .collect();
    let file = folder.path().join("all.c");
    let text: String = all.iter().map(|it| format!("#if {it}\nyes\n#else\nno\n#endif\n")).collect();
    fs::write(&file, text).unwrap();
    let ask = |features: &[(u32, u32)]| -> Vec<Vec<bool>> {
        let micros = [0, 1, 2, 9];
        let each = features.iter().flat_map(|&(a, b)| micros.map(|c| (a, b, c)));
        each.flat_map(|release| {
            ["-UX", "-DX=0", "-DX=1"].map(|more| preprocessed(&file, all.len(), release, more))
        })
        .collect()
    };
    let kept = ask(&[(3, 10), (3, 11), (3, 12), (3, 40)]);
    let gone = ask(&[(2, 0), (2, 2), (2, 3), (2, 7), (3, 0), (3, 2), (3, 3), (3, 8), (3, 9)]);
    // Whatever is named is so, whatever X is.
    for (at, (text, answer)) in named.iter().enumerate() {
        assert!(kept.iter().all(|run| run[at] == *answer), "{text} is not always {answer}");
        assert!(gone.iter().any(|run| run[at] != *answer), "{text} was always {answer}");
    }
    // And where X is of no matter, whatever is so as a whole is named as a whole.
    let mut decided = 0;
    for (index, condition) in
        examples.iter().enumerate().filter(|(_, it)| !it.replace("HEX", "").contains('X'))
    {
        let at = named.len() + index;
        let answer = kept[0][at];
        let so =
            kept.iter().all(|run| run[at] == answer) && gone.iter().any(|run| run[at] != answer);
        if so {
            decided += 1;
            let of_file: Vec<_> = found.iter().filter(|it| it.path == files[index].path).collect();
            assert_eq!(of_file.len(), 1, "{condition} is always {answer}: {of_file:?}");
            assert_eq!(verdict(of_file[0]).1, answer, "{condition}");
        }
    }
    assert!(decided > 50 && named.len() > decided, "{decided} of {}", named.len());
}

/// The texts of an sdist, by their path within it.
fn texts(project: &str, version: &str, set: &str) -> Vec<File> {
    let release = corpus::release(set, project, version);
    let path = release.iter().find(|path| path.to_string_lossy().ends_with(".tar.gz")).unwrap();
    let mut archive =
        tar::Archive::new(flate2::read::GzDecoder::new(fs::File::open(path).unwrap()));
    let mut files = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let path = path.split_once('/').map_or("", |(_, path)| path).to_owned();
        let mut text = String::new();
        if is_read(&path) && entry.read_to_string(&mut text).is_ok() {
            files.push(File { path, text });
        }
    }
    files
}

/// How many there are of each kind.
fn counted(found: &[Leftover]) -> String {
    let count = |kind: &Kind| found.iter().filter(|it| it.kind == *kind).count();
    let lines = Kind::ALL.iter().map(|kind| (kind, count(kind))).filter(|(_, count)| *count > 0);
    lines.map(|(kind, count)| format!("{kind} {count}\n")).collect()
}

/// Each line says what it is said to say, and in the order of files.
fn assert_placed(files: &[File], found: &[Leftover]) {
    for it in found {
        let file = files.iter().find(|file| file.path == it.path).unwrap();
        let line = file.text.lines().nth(it.line - 1).unwrap().trim();
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.starts_with(it.text.trim_end_matches('…')), "{it:?}");
    }
    assert!(found.is_sorted_by_key(|it| (it.path.clone(), it.line)));
}

/// The C conditions that are named in real sources are what the preprocessor says.
fn assert_preprocessed(found: &[Leftover], kept: &[(u32, u32)]) {
    let folder = tempfile::tempdir().unwrap();
    let of_c = found.iter().filter(|it| it.kind == Kind::Preprocessor && it.why.starts_with('`'));
    let named: Vec<_> = of_c.map(verdict).filter(|(text, _)| !text.ends_with('…')).collect();
    let file = folder.path().join("all.c");
    let text: String =
        named.iter().map(|(it, _)| format!("#if {it}\nyes\n#else\nno\n#endif\n")).collect();
    fs::write(&file, text).unwrap();
    for &(major, minor) in kept {
        let answers = preprocessed(&file, named.len(), (major, minor, 2), "-UX");
        for ((text, answer), so) in named.iter().zip(answers) {
            assert_eq!(*answer, so, "{text} for {major}.{minor}");
        }
    }
}

#[test]
fn psutil_leaves_python_2() {
    let files = texts("psutil", "6.1.1", "drop");
    let found = find(&files, "2.7", "2.7 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13");
    assert_placed(&files, &found);
    assert_preprocessed(&found, &[(3, 6), (3, 7), (3, 13)]);
    insta::assert_snapshot!(counted(&found), @r"
    version 97
    preprocessor 36
    future 29
    backport 7
    python2 16
    configuration 16
    words 9
    ");
    let at = |path: &str, line: usize| found.iter().any(|it| it.path == path && it.line == line);
    for (path, line) in [
        ("psutil/__init__.py", 2482),
        ("psutil/_common.py", 40),
        ("psutil/_compat.py", 43),
        ("psutil/_pslinux.py", 7),
        ("psutil/_psutil_linux.c", 51),
        ("psutil/arch/windows/disk.c", 48),
        ("psutil/tests/__init__.py", 73),
        ("setup.py", 79),
    ] {
        assert!(at(path, line), "{path}:{line}");
    }
}

#[test]
fn markupsafe_leaves_python_3_6() {
    let files = texts("markupsafe", "2.0.1", "drop");
    let found = find(&files, "3.6", "3.6 3.7 3.8 3.9");
    assert_placed(&files, &found);
    insta::assert_snapshot!(counted(&found), @r"
    backport 1
    configuration 3
    ");
}

#[test]
fn large_projects_are_read_whole() {
    for (project, version) in [("numpy", "2.5.5"), ("cryptography", "50.0.2")] {
        let files = texts(project, version, "bench");
        let found = find(&files, "3.12", "3.12 3.13 3.14");
        assert_placed(&files, &found);
        assert_preprocessed(&found, &[(3, 13), (3, 14), (3, 20)]);
        assert!(found.len() > 10, "{project}: {}", found.len());
    }
}

#[test]
fn the_table_of_backports_agrees_with_python() {
    #[derive(serde::Deserialize)]
    struct Answer {
        future: BTreeMap<String, Option<(u8, u8)>>,
        missing: Vec<String>,
    }
    let table: Backports = Tables::embedded().load().unwrap();
    let names: Vec<&str> = table.future.iter().map(|row| row.name.as_str()).collect();
    let pair = |version: PythonVersion| (version.major, version.minor);
    // Some are replaced by the language itself.
    let rows = table.package.iter().filter(|row| !row.instead.contains(' '));
    let instead: Vec<_> = rows.map(|row| (&row.instead, pair(row.since))).collect();
    assert!(instead.len() > 40);
    let question = json!({"future": names, "instead": instead});
    let answer: Answer = ask("stdlib_backports.py", &[], &question);
    assert_eq!(answer.missing, <[String; 0]>::default());
    for row in table.future.iter().filter(|row| row.name != "annotations") {
        assert_eq!(answer.future[&row.name], Some(pair(row.since)), "{}", row.name);
    }
    // It never becomes mandatory: PEP 749 made it needless.
    assert_eq!(answer.future["annotations"], None);
}
