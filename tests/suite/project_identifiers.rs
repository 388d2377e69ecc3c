//! What is read from a project chooses the identifiers that cibuildwheel itself prints.

use std::collections::BTreeSet;

use relkit::{
    model::BuildOs,
    project::Project,
    tables::{Identifiers, Tables},
};
use serde_json::json;

use crate::support::{oracle::ask, python};

/// The identifiers that the project's own configuration builds on all architectures.
fn chosen(project: &Project, table: &Identifiers, os: BuildOs) -> Vec<String> {
    let selection = project.cibuildwheel.selection(os);
    let groups: Vec<_> = selection.enable.iter().map(|fact| fact.value).collect();
    let rows = table.identifier.iter().filter(|row| row.id.platform.os() == os);
    let rows = rows.filter(|row| row.enable.is_none_or(|group| groups.contains(&group)));
    let names = rows
        .filter(|row| project.requires_python.as_ref().is_none_or(|it| it.allows(row.id.python)))
        .map(|row| row.id.to_string());
    let mut names: Vec<_> = names
        .filter(|name| selection.build.matches(name) && !selection.skip.matches(name))
        .collect();
    names.sort();
    names
}

#[test]
fn selections_are_those_of_cibuildwheel() {
    let table: Identifiers = Tables::embedded().load().unwrap();
    let inline = [
        "build = \"cp3{9,10,11}-* pp*\"\nenable = [\"pypy\", \"pypy-eol\"]",
        "build = [\"cp3{9..12}-*\", \"cp31[34]{,t}-*\"]\nskip = \"*_{i686,ppc64le} *-win32\"",
        "build = \"\"\nenable = \"all\"\nskip = \"{gp,pp}*\"",
        "skip = \"cp39-*\"\n[tool.cibuildwheel.macos]\nskip = \"*x86_64\"\ninherit.skip = \"append\"",
        "skip = [\"*musllinux*\"]\n[tool.cibuildwheel.linux]\nbuild = \"*64\"\n\
         [[tool.cibuildwheel.overrides]]\nselect = \"*\"\nbuild = \"nothing\"",
        "build = \"cp3?-* *t-*\"\nskip = \"cp3[!9]-* cp{314}-* [cp315\"",
        "inherit = \"skip: prepend\"\nskip = \"*-win32\"\nenable = \"graalpy\"",
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut projects: Vec<_> = ["abi3", "per_version", "maturin"]
        .map(|name| python::root().join("tests/projects").join(name))
        .to_vec();
    for (number, text) in inline.iter().enumerate() {
        let inner = folder.path().join(number.to_string());
        std::fs::create_dir(&inner).unwrap();
        let text =
            format!("[project]\nname = \"demo\"\nversion = \"1\"\n[tool.cibuildwheel]\n{text}\n");
        std::fs::write(inner.join("pyproject.toml"), text).unwrap();
        projects.push(inner);
    }
    let cfg = folder.path().join("cfg");
    std::fs::create_dir(&cfg).unwrap();
    let text = "[metadata]\nname = demo\n[options]\npython_requires = >=3.10, !=3.12.*\n";
    std::fs::write(cfg.join("setup.cfg"), text).unwrap();
    projects.push(cfg);

    let mut questions = Vec::new();
    let mut expected = Vec::new();
    for folder in &projects {
        let project = Project::open(folder).unwrap();
        for os in BuildOs::ALL {
            questions.push(json!({
                "project": folder,
                "platform": os.as_str(),
                "machine": "arm64",
                "env": {"CIBW_ARCHS": "all"},
            }));
            expected.push(chosen(&project, &table, *os));
        }
    }
    assert!(expected.iter().step_by(BuildOs::ALL.len()).all(|linux| !linux.is_empty()));
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &questions);
    for ((question, own), mut theirs) in questions.iter().zip(expected).zip(printed) {
        theirs.sort();
        assert_eq!(own, theirs, "{question}");
    }
}

/// Names and `all` mean the same on every machine, so that cibuildwheel can be asked about them.
#[test]
fn archs_select_the_platforms_of_cibuildwheel() {
    let folder = tempfile::tempdir().unwrap();
    let all = "linux.archs = \"x86_64 i686\"\nmacos.archs = \"all\"\nwindows.archs = \"arm64\"";
    let mixed = "archs = \"all\"\n[tool.cibuildwheel.linux]\narchs = [\"AARCH64\", \"ppc64le\"]\n\
                 [tool.cibuildwheel.windows]\narchs = \"X86,amd64\"\n\
                 [tool.cibuildwheel.macos]\narchs = \"Universal2\"";
    let mut questions = Vec::new();
    let mut expected = Vec::new();
    for (number, text) in [all, mixed, "archs = \"all\""].iter().enumerate() {
        let inner = folder.path().join(number.to_string());
        std::fs::create_dir(&inner).unwrap();
        let text =
            format!("[project]\nname = \"demo\"\nversion = \"1\"\n[tool.cibuildwheel]\n{text}\n");
        std::fs::write(inner.join("pyproject.toml"), text).unwrap();
        let platforms = Project::open(&inner).unwrap().cibuildwheel.platforms();
        for os in [BuildOs::Linux, BuildOs::Macos, BuildOs::Windows] {
            let own = platforms.iter().filter(|platform| platform.os() == os);
            expected.push(own.map(ToString::to_string).collect::<BTreeSet<_>>());
            questions.push(json!({
                "project": inner, "platform": os.as_str(), "machine": "arm64", "env": {},
            }));
        }
    }
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &questions);
    for ((question, own), theirs) in questions.iter().zip(expected).zip(printed) {
        let theirs = theirs.iter().map(|id| id.split_once('-').unwrap().1.to_owned()).collect();
        assert_eq!(own, theirs, "{question}");
    }
}
