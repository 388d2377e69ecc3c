//! `installer::choose` against `pip install --dry-run --report`, on real releases.

use std::collections::HashMap;

use relkit::{
    installer::{Choice, ReleaseFile, Supported},
    model::{FileName, Target},
};
use serde::{Deserialize, Serialize};

use crate::support::oracle::{Question, ask};

const RELEASES: [&str; 3] = ["psutil==7.2.2", "numpy==2.5.5", "cryptography==50.0.2"];

/// Every Python of the last years on the systems that people use, and the odd ones.
fn targets() -> Vec<Target> {
    let common =
        ["manylinux_2_39_x86_64", "musllinux_1_2_aarch64", "macosx_15_0_arm64", "win_amd64"];
    let pythons = [
        "cp36", "cp38", "cp39", "cp310", "cp311", "cp312", "cp313", "cp313t", "cp314", "cp314t",
        "cp315", "cp315t", "cp316", "cp316t", "cp314d", "pp311_73", "pp311_80",
    ];
    let mut names: Vec<String> = common
        .iter()
        .flat_map(|platform| pythons.iter().map(move |python| format!("{python}-{platform}")))
        .collect();
    let odd = [
        "cp312-manylinux_2_17_x86_64",
        "cp312-manylinux_2_5_x86_64",
        "cp314-manylinux_2_28_x86_64",
        "cp315-manylinux_2_28_x86_64",
        "cp315t-manylinux_2_28_aarch64",
        "cp313-manylinux_2_39_ppc64le",
        "cp313-manylinux_2_39_riscv64",
        "cp314-manylinux_2_35_armv7l",
        "cp312-manylinux_2_35_i686",
        "cp312-musllinux_1_1_x86_64",
        "cp312-macosx_10_9_x86_64",
        "cp314-macosx_13_0_x86_64",
        "cp315t-macosx_26_0_x86_64",
        "cp312-win32",
        "cp314t-win_arm64",
        "cp314-ios_17_0_arm64_iphoneos",
        "cp314-android_24_arm64_v8a",
        "cp314-pyemscripten_2026_0_wasm32",
        "gp312_250-manylinux_2_39_x86_64",
    ];
    names.extend(odd.map(str::to_owned));
    names.iter().map(|name| name.parse().unwrap()).collect()
}

#[derive(Serialize)]
struct Ask {
    releases: [&'static str; 3],
    targets: Vec<Question>,
}

#[derive(Deserialize)]
struct Answer {
    files: HashMap<String, Vec<Listed>>,
    chosen: Vec<HashMap<String, Option<String>>>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    requires_python: Option<String>,
    yanked: bool,
}

#[test]
fn choice_agrees_with_pip_on_real_releases() {
    let targets = targets();
    assert!(targets.len() >= 60);
    let questions = targets.iter().map(Question::from).collect();
    let answer: Answer = ask("pip_choice.py", &[], &Ask { releases: RELEASES, targets: questions });
    let mut compared = 0;
    let mut differing = Vec::new();
    for release in RELEASES {
        // pip was told to take wheels only, so that it never builds.
        let files: Vec<ReleaseFile> = answer.files[release]
            .iter()
            .map(|file| ReleaseFile {
                name: file.name.parse().unwrap(),
                requires_python: file.requires_python.as_deref().map(|text| text.parse().unwrap()),
                yanked: file.yanked,
                size: None,
            })
            .filter(|file| matches!(file.name, FileName::Wheel(_)))
            .collect();
        assert!(files.len() > 15, "{release}: {} files on the index", files.len());
        for (target, chosen) in targets.iter().zip(&answer.chosen) {
            let own = match Supported::of(target).choose(&files) {
                Choice::Wheel(index) => Some(files[index].name.to_string()),
                _ => None,
            };
            compared += 1;
            if own != chosen[release] {
                differing.push(format!(
                    "{release} on {target}: pip {:?}, relkit {own:?}",
                    chosen[release]
                ));
            }
        }
    }
    assert!(
        differing.is_empty(),
        "{} of {compared} differ:\n{}",
        differing.len(),
        differing.join("\n")
    );
    let found = answer.chosen.iter().flat_map(HashMap::values).flatten().count();
    assert!(found > 100, "pip found files for {found} of {compared} questions only");
}

/// Files of one project, listed in this order, on CPython 3.12 for Windows.
const TIES: &[&[&str]] = &[
    &["demo-1-py3-none-any.whl", "demo-1-py2.py3-none-any.whl"],
    &["demo-1-py2.py3-none-any.whl", "demo-1-py3-none-any.whl"],
    &["demo-1-2-py3-none-any.whl", "demo-1-10-py3-none-any.whl", "demo-1-py3-none-any.whl"],
    &["demo-1-1b-py3-none-any.whl", "demo-1-1a-py3-none-any.whl"],
    &["demo-1-9-py3-none-any.whl", "demo-1-py312-none-any.whl"],
    &["demo-1-cp312-cp312-win_amd64.whl", "demo-1-cp39-abi3-win_amd64.whl"],
    &["demo-1-cp312-none-any.whl", "demo-1-py3-none-win_amd64.whl"],
    &["demo-2-cp313-cp313-win_amd64.whl", "demo-1-py3-none-any.whl"],
    &["demo-2rc1-py3-none-any.whl", "demo-1-py3-none-any.whl"],
    &["demo-2rc1-py3-none-any.whl", "demo-1b1-py3-none-any.whl"],
    &["demo-1.0-py3-none-any.whl", "demo-1.0.0-py2.py3-none-any.whl"],
    &["demo-2-py3-none-any.whl yanked", "demo-1-py3-none-any.whl"],
    &["demo-2-py3-none-any.whl yanked", "demo-1-py3-none-any.whl yanked"],
    &["demo-2-py3-none-any.whl >=3.13", "demo-1-py3-none-any.whl"],
    &["demo-2-py3-none-any.whl !=3.12.*", "demo-1-py3-none-any.whl <3.12"],
    &["demo-1-cp312-cp312t-win_amd64.whl", "demo-1-cp313-abi3-win_amd64.whl"],
];

#[test]
fn ties_are_broken_as_pip_breaks_them() {
    let read = |text: &str| {
        let (name, more) = text.split_once(' ').unwrap_or((text, ""));
        let yanked = more == "yanked";
        let requires_python = (!yanked && !more.is_empty()).then(|| more.parse().unwrap());
        ReleaseFile { name: name.parse().unwrap(), requires_python, yanked, size: None }
    };
    let cases: Vec<Vec<ReleaseFile>> =
        TIES.iter().map(|case| case.iter().map(|file| read(file)).collect()).collect();
    let target: Target = "cp312-win_amd64".parse().unwrap();
    let listed = |file: &ReleaseFile| {
        serde_json::json!({
            "name": file.name,
            "requires_python": file.requires_python,
            "yanked": file.yanked,
        })
    };
    let cases_json: Vec<Vec<_>> =
        cases.iter().map(|case| case.iter().map(listed).collect()).collect();
    let question = serde_json::json!({"target": Question::from(&target), "cases": cases_json});
    let chosen: Vec<Option<String>> = ask("pip_ties.py", &[], &question);
    assert!(chosen.iter().flatten().count() >= 13, "pip found too little: {chosen:?}");
    for (case, theirs) in cases.iter().zip(chosen) {
        let own = Supported::of(&target).choose(case).index();
        let own = own.map(|index| case[index].name.to_string());
        assert_eq!(own, theirs, "{case:?}");
    }
}
