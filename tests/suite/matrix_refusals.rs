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
    insta::assert_snapshot!(said(&format!("project.requires-python = '>=3.9,<3.14'\n{X86_64}abi3 = '3.14'\n")), @"
    error: pyproject.toml:7: abi3-py314 begins above 3.13, the newest Python that requires-python `>=3.9,<3.14` allows (pyproject.toml:3)
    hint: lower the floor, or take it away
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3t = '3.16'\n")), @"
    error: pyproject.toml:6: abi3t-py316 begins above 3.15, the newest Python that cibuildwheel 4.3.3 builds for
    hint: lower the floor, or take it away
    ");
}

#[test]
fn floors_that_nobody_picks() {
    insta::assert_snapshot!(said(&format!("project.requires-python = '>=3.11'\n{X86_64}abi3 = ['3.9', '3.11']\n")), @"
    error: pyproject.toml:7: no target picks an abi3-py39 wheel: each gets another wheel, or is not built for (pyproject.toml:3)
    hint: take the floor away, or choose one that an interpreter begins with
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3 = ['3.9', '3.15']\nabi3t = '3.15'\n")), @"
    error: pyproject.toml:6: no target picks an abi3-py315 wheel: each gets another wheel, or is not built for (pyproject.toml:7)
    hint: take the floor away, or choose one that an interpreter begins with
    ");
}

#[test]
fn nothing_left_gives_the_reasons() {
    let cibuildwheel = "[tool.cibuildwheel]\nbuild = 'cp31{1..4}-*'\n";
    let text =
        format!("project.requires-python = '>=3.14'\n{cibuildwheel}{X86_64}skip = ['cp314-*']\n");
    insta::assert_snapshot!(said(&text), @"
    error: nothing to build: all 15 identifiers of the configured platforms are left out: 11 by requires-python `>=3.14` (pyproject.toml:3); 3 by no `build` pattern matches (pyproject.toml:5); 1 by skip `cp314-*` (pyproject.toml:9)
    hint: look at requires-python, at build and skip of [tool.cibuildwheel], and at support of [tool.relkit]
    ");
}

#[test]
fn patterns_that_match_nothing() {
    let cibuildwheel = |line: &str| said(&format!("[tool.cibuildwheel]\n{line}\n{X86_64}"));
    insta::assert_snapshot!(cibuildwheel("skip = 'cp39-* *-win_amd46'"), @"
    error: pyproject.toml:4: skip `*-win_amd46` matches no identifier of cibuildwheel
    hint: did you mean win_amd64?
    ");
    insta::assert_snapshot!(cibuildwheel("build = 'cp314-manylinux_x84_64'"), @"
    error: pyproject.toml:4: build `cp314-manylinux_x84_64` matches no identifier of cibuildwheel
    hint: did you mean cp314-manylinux_x86_64?
    ");
    insta::assert_snapshot!(cibuildwheel("test-skip = '*_amr64'"), @"
    error: pyproject.toml:4: test-skip `*_amr64` matches no identifier of cibuildwheel
    hint: identifiers look like cp314t-manylinux_x86_64
    ");
    insta::assert_snapshot!(cibuildwheel("overrides = [{ select = 'py3*', skip = '' }]"), @"
    error: pyproject.toml:4: select `py3*` matches no identifier of cibuildwheel
    hint: identifiers look like cp314t-manylinux_x86_64
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}skip = ['*-win32']\n")), @"
    error: pyproject.toml:6: skip `*-win32` matches nothing on the platforms that are built (pyproject.toml:5)
    hint: take the pattern away
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3 = '3.9'\nskip = ['abi3-py39-many*_i686x']\n")), @"
    error: pyproject.toml:7: skip `abi3-py39-many*_i686x` matches no identifier of cibuildwheel
    hint: identifiers look like cp314t-manylinux_x86_64
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}untested = ['cp314-*']\n")), @"
    error: pyproject.toml:6: untested `cp314-*`: all that it matches is tested (pyproject.toml:5)
    hint: take the pattern away
    ");
}

/// cibuildwheel had these interpreters, or will have them: projects keep such lines.
#[test]
fn patterns_over_other_releases_of_cibuildwheel_are_warnings() {
    let skip = "cp2* cp3{6,7,8}-* *p36-* pp37* cp313t-* cp316-* pp313-* *-musllinux_* *_i686 pp* \
                cp31?t-win32 *-macosx_universal2 *ppc64le";
    let text = format!(
        "[tool.cibuildwheel]\nskip = '{skip}'\ntest-skip = '*-macosx_universal2:arm64'\n{X86_64}"
    );
    insta::assert_snapshot!(said(&text), @"
    warning: pyproject.toml:4: skip `cp2*` is for interpreters that cibuildwheel does not build for now
    warning: pyproject.toml:4: skip `cp3{6,7,8}-*` is for interpreters that cibuildwheel does not build for now
    warning: pyproject.toml:4: skip `*p36-*` is for interpreters that cibuildwheel does not build for now
    warning: pyproject.toml:4: skip `pp37*` is for interpreters that cibuildwheel does not build for now
    warning: pyproject.toml:4: skip `cp313t-*` is for interpreters that cibuildwheel does not build for now
    warning: pyproject.toml:4: skip `cp316-*` is for interpreters that cibuildwheel does not build for now
    warning: pyproject.toml:4: skip `pp313-*` is for interpreters that cibuildwheel does not build for now
    ");
}

#[test]
fn settings_for_what_is_not_built() {
    insta::assert_snapshot!(said(&format!("{X86_64}runners = {{ win32 = 'big' }}\n")), @"
    error: pyproject.toml:6: a runner for win32, which is not built (pyproject.toml:5)
    hint: add the platform to `platforms` of [tool.relkit.matrix], or take the setting away
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}systems = {{ win32 = 'macosx_14_0' }}\n")), @"
    error: pyproject.toml:6: a system for win32, which is not built (pyproject.toml:5)
    hint: add the platform to `platforms` of [tool.relkit.matrix], or take the setting away
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}systems = {{ manylinux_x86_64 = 'macosx_14_0' }}\n")), @"
    error: pyproject.toml:6: macosx_14_0 is no system of manylinux_x86_64
    hint: name a system of the platform such as manylinux_2_34 or macosx_14_0
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}[tool.relkit.matrix.variants.new]\nplatforms = ['macosx_arm64']\nsystem = 'macosx_14_0'\n")), @"
    error: pyproject.toml:6: variant new is for macosx_arm64, which is not built (pyproject.toml:5)
    hint: add the platform to `platforms` of [tool.relkit.matrix], or take the setting away
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}abi3 = '3.9'\nconfig-settings = {{ abi3-py310 = 'a=b' }}\n")), @"
    error: pyproject.toml:7: config-settings for abi3-py310, which is not planned (pyproject.toml:6)
    hint: name a family that is: per-version, free-threaded, or one of abi3 or abi3t
    ");
    insta::assert_snapshot!(said(&format!("{X86_64}free-threaded = false\nconfig-settings = {{ free-threaded = 'a=b' }}\n")), @"
    error: pyproject.toml:7: config-settings for free-threaded, which is not planned (pyproject.toml:6)
    hint: name a family that is: per-version, free-threaded, or one of abi3 or abi3t
    ");
}

#[test]
fn files_that_two_jobs_would_upload() {
    let variant = |name: &str, system: &str| {
        format!(
            "[tool.relkit.matrix.variants.{name}]\nplatforms = ['manylinux_x86_64']\nsystem = '{system}'\n"
        )
    };
    insta::assert_snapshot!(said(&format!("{X86_64}{}", variant("again", "manylinux_2_28"))), @"
    error: file `demo-*-cp39-cp39-manylinux_2_28_x86_64.whl` is planned twice (pyproject.toml:5) and (pyproject.toml:6)
    hint: give one of them another system, or take it away
    ");
    let two = format!("{}{}", variant("a", "manylinux_2_34"), variant("b", "manylinux_2_34"));
    insta::assert_snapshot!(said(&format!("{X86_64}{two}")), @"
    error: file `demo-*-cp39-cp39-manylinux_2_34_x86_64.whl` is planned twice (pyproject.toml:6) and (pyproject.toml:9)
    hint: give one of them another system, or take it away
    ");
}

#[test]
fn stubs_for_supported_pythons() {
    let test = "[tool.relkit.test]\nstub-python = '3.9'\nstub-says = 'no'\n";
    insta::assert_snapshot!(said(&format!("project.requires-python = '>=3.9'\n{X86_64}{test}")), @"
    error: pyproject.toml:8: stub-python 3.9 is one that requires-python `>=3.9` allows (pyproject.toml:3)
    hint: name a Python that the project has dropped
    ");
}

#[test]
fn stable_abis_that_a_tool_cannot_make() {
    let with = |requires: &str, keys: &str| {
        let build = format!(
            "build-system = {{ requires = ['setuptools', '{requires}'], build-backend = 'setuptools.build_meta' }}\n"
        );
        run(&build, &format!("{X86_64}{keys}\n"))
    };
    insta::assert_snapshot!(with("Cython>=3.1", "abi3 = '3.9'\nabi3t = '3.15'"), @"
    error: pyproject.toml:7: cython (pyproject.toml:1) cannot build the abi3t-py315 wheel: Cython 3.3.1 has no Py_TARGET_ABI3T, cython/cython#7399 is open
    hint: set abi3t = false in [tool.relkit.matrix]; where it can after all, say how with `abi3t-py315` in its config-settings
    ");
    insta::assert_snapshot!(with("nanobind", "abi3t = '3.15'"), @"
    error: pyproject.toml:6: nanobind (pyproject.toml:1) cannot build the abi3t-py315 wheel: nanobind 3.1.0: cmake/nanobind-config.cmake, abi3t only with BACKEND_MODULE
    hint: set abi3t = false in [tool.relkit.matrix]; where it can after all, say how with `abi3t-py315` in its config-settings
    ");
    insta::assert_snapshot!(with("nanobind", "abi3 = '3.9'"), @"
    error: pyproject.toml:6: nanobind (pyproject.toml:1) cannot build the abi3-py39 wheel, only from 3.10 on: nanobind 3.1.0: cmake/nanobind-config.cmake, abi3t only with BACKEND_MODULE
    hint: set abi3 = false in [tool.relkit.matrix]; where it can after all, say how with `abi3-py39` in its config-settings
    ");
    insta::assert_snapshot!(with("pybind11~=3.0", "abi3 = '3.12'"), @"
    error: pyproject.toml:6: pybind11 (pyproject.toml:1) cannot build the abi3-py312 wheel: pybind/pybind11#1755: no limited API, and none is planned
    hint: set abi3 = false in [tool.relkit.matrix]; where it can after all, say how with `abi3-py312` in its config-settings
    ");
    insta::assert_snapshot!(with("cffi<2", "abi3t = '3.15'"), @"
    error: pyproject.toml:6: cffi (pyproject.toml:1) cannot build the abi3t-py315 wheel before its release 2.1.1: cffi 2.1.1: cffi/setuptools_ext.py, python-cffi/cffi#232
    hint: allow 2.1.1 in requires of [build-system], or set abi3t = false in [tool.relkit.matrix]; where it can after all, say how with `abi3t-py315` in its config-settings
    ");
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
    insta::assert_snapshot!(run.err.replace(&format!("{}/", folder.path().display()), ""), @"
    error: pyproject.toml:4: maturin (pyproject.toml:1) cannot build the abi3t-py315 wheel before its release 1.14.0: maturin 1.16.0: Changelog.md (#3113), with PyO3 0.29
    hint: allow 1.14.0 in requires of [build-system], or set abi3t = false in [tool.relkit.matrix]; where it can after all, say how with `abi3t-py315` in its config-settings
    ");
}

#[test]
fn maturin_builds_its_own_projects() {
    insta::assert_snapshot!(said(&format!("{X86_64}builder = 'maturin'\n")), @r#"
    error: pyproject.toml:6: builder = "maturin", and the build backend is setuptools (pyproject.toml:1)
    hint: cibuildwheel builds projects of every backend: take `builder` away
    "#);
    let build = "build-system = { requires = ['maturin'], build-backend = 'maturin' }\n";
    let with = |keys: &str| run(build, &format!("{X86_64}builder = 'maturin'\n{keys}\n"));
    insta::assert_snapshot!(with("config-settings = { per-version = 'profile=dev' }"), @r#"
    error: pyproject.toml:7: `profile=dev` means nothing to a run of maturin, which builds (pyproject.toml:6)
    hint: give build-args with plain words that the plan does not decide, or builder = "cibuildwheel"
    "#);
    insta::assert_snapshot!(with("config-settings = { per-version = 'build-args=--target=x' }"), @r#"
    error: pyproject.toml:7: `--target=x` means nothing to a run of maturin, which builds (pyproject.toml:6)
    hint: give build-args with plain words that the plan does not decide, or builder = "cibuildwheel"
    "#);
}
