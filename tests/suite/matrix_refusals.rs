//! Settings that exclude each other or mean nothing: the message names both places.

use std::fs;

use crate::support::relkit::{TODAY, project, ran};

const SETUPTOOLS: &str =
    "build-system = { requires = ['setuptools'], build-backend = 'setuptools.build_meta' }\n";
const X86_64: &str = "[tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\n";

/// What is said about a project of setuptools with an extension module. Line 3 is the first of
/// `text`, which is still in `[project]`.
fn said(text: &str) -> String {
    run(SETUPTOOLS, text)
}

fn run(build: &str, text: &str) -> String {
    let text =
        text.replace("[tool.relkit.matrix]\n", "[tool.relkit.matrix]\nwheel = 'extension'\n");
    let folder = project(&format!("{build}project.name = 'demo'\n{text}"));
    fs::write(folder.path().join("demo.py"), "").unwrap();
    let run = ran(&["matrix", "--as-of", TODAY, "--project", folder.path().to_str().unwrap()]);
    run.err.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn floors_above_every_python() {
    insta::assert_snapshot!(said(&format!("project.requires-python = '>=3.9,<3.14'\n{X86_64}abi3 = '3.14'\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3t = '3.16'\n")), @"");
}

#[test]
fn floors_that_nobody_picks() {
    insta::assert_snapshot!(said(&format!("project.requires-python = '>=3.11'\n{X86_64}abi3 = ['3.9', '3.11']\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3 = ['3.9', '3.15']\nabi3t = '3.15'\n")), @"");
}

#[test]
fn nothing_left_gives_the_reasons() {
    let cibuildwheel = "[tool.cibuildwheel]\nbuild = 'cp31{1..4}-*'\n";
    let text =
        format!("project.requires-python = '>=3.14'\n{cibuildwheel}{X86_64}skip = ['cp314-*']\n");
    insta::assert_snapshot!(said(&text), @"");
}

#[test]
fn patterns_that_match_nothing() {
    let cibuildwheel = |line: &str| said(&format!("[tool.cibuildwheel]\n{line}\n{X86_64}"));
    insta::assert_snapshot!(cibuildwheel("skip = 'cp39-* *-win_amd46'"), @"");
    insta::assert_snapshot!(cibuildwheel("build = 'cp314-manylinux_x84_64'"), @"");
    insta::assert_snapshot!(cibuildwheel("test-skip = '*_amr64'"), @"");
    insta::assert_snapshot!(cibuildwheel("overrides = [{ select = 'py3*', skip = '' }]"), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}skip = ['*-win32']\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3 = '3.9'\nskip = ['abi3-py39-many*_i686x']\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}untested = ['cp314-*']\n")), @"");
}

/// cibuildwheel had these interpreters, or will have them: projects keep such lines.
#[test]
fn patterns_over_other_releases_of_cibuildwheel_are_warnings() {
    let skip = "cp2* cp3{6,7,8}-* *p36-* pp37* cp313t-* cp316-* pp313-* *-musllinux_* *_i686 pp* \
                cp31?t-win32 *-macosx_universal2 *ppc64le";
    let text = format!(
        "[tool.cibuildwheel]\nskip = '{skip}'\ntest-skip = '*-macosx_universal2:arm64'\n{X86_64}"
    );
    insta::assert_snapshot!(said(&text), @"");
}

#[test]
fn settings_for_what_is_not_built() {
    insta::assert_snapshot!(said(&format!("{X86_64}runners = {{ win32 = 'big' }}\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}systems = {{ win32 = 'macosx_14_0' }}\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}systems = {{ manylinux_x86_64 = 'macosx_14_0' }}\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}[tool.relkit.matrix.variants.new]\nplatforms = ['macosx_arm64']\nsystem = 'macosx_14_0'\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3 = '3.9'\nconfig-settings = {{ abi3-py310 = 'a=b' }}\n")), @"");
    insta::assert_snapshot!(said(&format!("{X86_64}free-threaded = false\nconfig-settings = {{ free-threaded = 'a=b' }}\n")), @"");
}

#[test]
fn files_that_two_jobs_would_upload() {
    let variant = |name: &str, system: &str| {
        format!(
            "[tool.relkit.matrix.variants.{name}]\nplatforms = ['manylinux_x86_64']\nsystem = '{system}'\n"
        )
    };
    insta::assert_snapshot!(said(&format!("{X86_64}{}", variant("again", "manylinux_2_28"))), @"");
    let two = format!("{}{}", variant("a", "manylinux_2_34"), variant("b", "manylinux_2_34"));
    insta::assert_snapshot!(said(&format!("{X86_64}{two}")), @"");
}

#[test]
fn stubs_for_supported_pythons() {
    let test = "[tool.relkit.test]\nstub-python = '3.9'\nstub-says = 'no'\n";
    insta::assert_snapshot!(said(&format!("project.requires-python = '>=3.9'\n{X86_64}{test}")), @"");
}

#[test]
fn stable_abis_that_a_tool_cannot_make() {
    let with = |requires: &str, keys: &str| {
        let build = format!(
            "build-system = {{ requires = ['setuptools', '{requires}'], build-backend = 'setuptools.build_meta' }}\n"
        );
        run(&build, &format!("{X86_64}{keys}\n"))
    };
    insta::assert_snapshot!(with("Cython>=3.1", "abi3 = '3.9'\nabi3t = '3.15'"), @"");
    insta::assert_snapshot!(with("nanobind", "abi3t = '3.15'"), @"");
    insta::assert_snapshot!(with("nanobind", "abi3 = '3.9'"), @"");
    insta::assert_snapshot!(with("pybind11~=3.0", "abi3 = '3.12'"), @"");
    insta::assert_snapshot!(with("cffi<2", "abi3t = '3.15'"), @"");
    // Nobody asks for it, or somebody knows better.
    insta::assert_snapshot!(with("Cython>=3.1", "abi3 = '3.9'"), @"");
    insta::assert_snapshot!(with("cffi>=1.16", "abi3t = '3.15'"), @"");
    insta::assert_snapshot!(with("nanobind", "abi3t = '3.15'\nconfig-settings = { abi3t-py315 = 'split=1' }"), @"");
}

#[test]
fn features_of_the_crate_count_as_asking() {
    let build = "build-system = { requires = ['maturin<1.14'], build-backend = 'maturin' }\n";
    let text = format!("[tool.maturin]\nfeatures = ['pyo3/abi3t-py315']\n{X86_64}");
    let folder = project(&format!("{build}project.name = 'demo'\n{text}"));
    let manifest = "[package]\nname = 'demo'\n[dependencies]\npyo3 = '0.29'\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    let run = ran(&["matrix", "--as-of", TODAY, "--project", folder.path().to_str().unwrap()]);
    insta::assert_snapshot!(run.err.replace(&format!("{}/", folder.path().display()), ""), @"");
}

#[test]
fn maturin_builds_its_own_projects() {
    insta::assert_snapshot!(said(&format!("{X86_64}builder = 'maturin'\n")), @"");
    let build = "build-system = { requires = ['maturin'], build-backend = 'maturin' }\n";
    let with = |keys: &str| run(build, &format!("{X86_64}builder = 'maturin'\n{keys}\n"));
    insta::assert_snapshot!(with("config-settings = { per-version = 'profile=dev' }"), @"");
    insta::assert_snapshot!(with("config-settings = { per-version = 'build-args=--target=x' }"), @"");
}
