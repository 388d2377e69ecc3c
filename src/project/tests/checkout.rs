//! What a build needs of the repository.

use super::{Memory, pyproject};

fn history(files: &Memory) -> String {
    let checkout = files.read().unwrap().checkout;
    checkout.history.map_or_else(|| "-".to_owned(), |reason| reason.to_string())
}

#[test]
fn versions_from_the_repository_need_its_history() {
    let requires = |name: &str| pyproject(&format!("build-system.requires = [\"{name}\"]\n"));
    for (files, expected) in [
        (pyproject(""), "-"),
        (requires("setuptools>=77"), "-"),
        (requires("setuptools_scm[toml]>=8"), "pyproject.toml:2: the build needs setuptools-scm"),
        (requires("hatch-vcs"), "pyproject.toml:2: the build needs hatch-vcs"),
        (
            pyproject("[tool.hatch.version]\nsource = \"vcs\""),
            "pyproject.toml:3: `tool.hatch.version.source` is `vcs`",
        ),
        (pyproject("[tool.hatch.version]\npath = \"x.py\""), "-"),
        (
            pyproject("tool.pdm.version.source = \"scm\""),
            "pyproject.toml:2: `tool.pdm.version.source` is `scm`",
        ),
        (
            pyproject("[tool.setuptools_scm]\n"),
            "pyproject.toml:2: `tool.setuptools_scm` is configured",
        ),
        (
            pyproject("").with("setup.cfg", "[metadata]\n[versioneer]\nVCS = git\n"),
            "setup.cfg:2: mentions [versioneer]",
        ),
        (
            pyproject("").with("setup.py", "# versioneer\nsetup(\n use_scm_version=True)"),
            "setup.py:3: mentions use_scm_version",
        ),
        (
            pyproject("").with("meson.build", "project('x')\nvcs_tag(input: 'v.in')"),
            "meson.build:2: mentions vcs_tag",
        ),
    ] {
        assert_eq!(history(&files), expected);
    }
}

#[test]
fn submodules_are_seen() {
    let submodules = |files: &Memory| files.read().unwrap().checkout.submodules;
    assert_eq!(submodules(&pyproject("")), None);
    let place = submodules(&pyproject("").with(".gitmodules", "")).unwrap();
    assert_eq!(place.to_string(), ".gitmodules");
}
