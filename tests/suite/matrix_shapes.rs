//! Plans of projects with one odd thing each: what is built, what is not, and what is said.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    oracle::ask,
    python::root,
    relkit::{TODAY, matrix, project, ran},
};

fn plan(folder: &Path) -> Value {
    serde_json::from_str(&matrix(folder, &["--format", "plan"])).unwrap()
}

/// What `relkit matrix` says beside its output.
fn said(folder: &Path) -> String {
    let run = ran(&["matrix", "--as-of", TODAY, "--project", folder.to_str().unwrap()]);
    assert!(run.status.is_some_and(|status| status != 1), "{}", run.err);
    run.err
}

/// A project of setuptools with more files.
fn setuptools(pyproject: &str, files: &[(&str, &str)]) -> TempDir {
    let build =
        "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n";
    let folder = project(&format!("{build}[project]\nname = 'demo'\n{pyproject}"));
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn maturin(text: &str) -> TempDir {
    let build = "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n";
    project(&format!("{build}[project]\nname = 'demo'\n{text}"))
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|it| it[key].as_str().unwrap().to_owned()).collect()
}

/// The reason for which an identifier is left out.
fn reason(plan: &Value, id: &str) -> String {
    let left = plan["left_out"].as_array().unwrap();
    let found = left.iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id} is in"));
    found["why"].as_str().unwrap().to_owned()
}

const X86_64: &str = "[tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\n";

#[test]
fn what_test_skip_names_is_untested_and_said_so() {
    let folder = maturin(
        "requires-python = '>=3.14'\n[tool.cibuildwheel]\ntest-skip = '*-win_arm64'\n\
         [tool.relkit.matrix]\nabi3 = '3.14'\nabi3t = '3.15'\nplatforms = ['win_amd64', 'win_arm64']\n",
    );
    let plan = plan(folder.path());
    let mut untested = plan["targets"].as_array().unwrap().clone();
    untested.retain(|row| row["untested"].is_string());
    let mut targets = texts(&Value::Array(untested.clone()), "target");
    targets.sort();
    let arm = ["cp314", "cp314t", "cp315", "cp315t"].map(|python| format!("{python}-win_arm64"));
    assert_eq!(targets, arm);
    assert_eq!(untested[0]["untested"], "test-skip `*-win_arm64` (pyproject.toml:8)");
    let table = matrix(folder.path(), &["--format", "table"]);
    let row = table.lines().find(|line| line.starts_with("abi3t-py315-win_arm64 ")).unwrap();
    assert!(table.contains("not tested") && row.ends_with("cp315 cp315t"), "{table}");
    insta::assert_snapshot!(said(folder.path()), @"warning: cp314 cp314t cp315 cp315t not tested on win_arm64: test-skip `*-win_arm64` (pyproject.toml:8)");
}

#[test]
fn a_static_limited_api_of_setuptools_has_no_free_threaded_wheels() {
    let cfg = "[bdist_wheel]\npy_limited_api = cp38\n";
    let native = format!("[tool.setuptools]\next-modules = []\n{X86_64}");
    let plan_of = |more: &str, cfg: &str| {
        plan(setuptools(&format!("{native}{more}"), &[("setup.cfg", cfg)]).path())
    };
    let plain = plan_of("", cfg);
    assert_eq!(
        texts(&plain["expected"], "pattern"),
        ["demo-*.tar.gz", "demo-*-cp38-abi3-manylinux*_x86_64.whl"]
    );
    insta::assert_snapshot!(reason(&plain, "cp314t-manylinux_x86_64"), @"setuptools stops: no limited API before 3.15t (setup.cfg:2)");
    insta::assert_snapshot!(reason(&plain, "cp315t-manylinux_x86_64"), @"setuptools names the wheel cp38-abi3.abi3t, for Pythons that cannot load it (setup.cfg:2)");
    // From 3.15 on the tag says the truth, and the wheel serves both builds.
    let new = plan_of("", &cfg.replace("cp38", "cp315"));
    let files = texts(&new["expected"], "pattern");
    assert_eq!(files.last().unwrap(), "demo-*-cp315-abi3.abi3t-manylinux*_x86_64.whl");
    assert!(!files.iter().any(|file| file.contains("-cp315-abi3-")), "{files:?}");
    // The maintainer knows better.
    let mended = plan_of("config-settings = { free-threaded = 'a=b' }\n", cfg);
    let files = texts(&mended["expected"], "pattern");
    assert!(files.iter().any(|file| file.contains("cp314-cp314t")), "{files:?}");
}

#[test]
fn the_static_limited_api_of_other_backends_is_planned_as_they_build_it() {
    let meson = "[build-system]\nrequires = ['meson-python']\nbuild-backend = 'mesonpy'\n\
                 [project]\nname = 'demo'\n[tool.meson-python]\nlimited-api = true\n";
    let folder = project(&format!("{meson}{X86_64}"));
    let text = "py.extension_module('x', limited_api: '3.9')\n";
    fs::write(folder.path().join("meson.build"), text).unwrap();
    let plan_of_meson = plan(folder.path());
    assert_eq!(
        texts(&plan_of_meson["expected"], "pattern"),
        [
            "demo-*.tar.gz",
            "demo-*-cp39-abi3-manylinux*_x86_64.whl",
            "demo-*-cp315-abi3.abi3t-manylinux*_x86_64.whl"
        ]
    );
    insta::assert_snapshot!(reason(&plan_of_meson, "cp314t-manylinux_x86_64"), @"meson-python stops: no limited API before 3.15t (meson.build:1)");
    let skbuild = "[build-system]\nrequires = ['scikit-build-core']\n\
                   build-backend = 'scikit_build_core.build'\n[project]\nname = 'demo'\n\
                   [tool.scikit-build]\nwheel.py-api = 'cp39'\n";
    let own = maturin(&format!("[tool.maturin]\nfeatures = ['pyo3/abi3-py39']\n{X86_64}"));
    let manifest = "[package]\nname = 'demo'\n[dependencies]\npyo3 = '0.29'\n";
    fs::write(own.path().join("Cargo.toml"), manifest).unwrap();
    for folder in [project(&format!("{skbuild}{X86_64}")), own] {
        assert_eq!(
            texts(&plan(folder.path())["expected"], "pattern")[1..],
            [
                "demo-*-cp39-abi3-manylinux*_x86_64.whl",
                "demo-*-cp314-cp314t-manylinux*_x86_64.whl",
                "demo-*-cp315-cp315t-manylinux*_x86_64.whl"
            ]
        );
    }
}

/// The options that setup.py passes on count, as they do for cibuildwheel.
#[test]
fn python_requires_beside_the_call_of_setup_is_found() {
    let script = "from setuptools import setup, Extension\n\
                  options = dict(python_requires='>=3.14')\n\
                  setup(name='demo', ext_modules=[Extension('d', ['d.c'])], **options)\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("setup.py"), script).unwrap();
    fs::write(folder.path().join("relkit.toml"), "[matrix]\nplatforms = ['manylinux_x86_64']\n")
        .unwrap();
    let plan = plan(folder.path());
    assert_eq!(reason(&plan, "cp313-manylinux_x86_64"), "requires-python `>=3.14` (setup.py:2)");
    let planned: Vec<String> = plan["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|job| texts(&job["builds"], "id"))
        .collect();
    let env = serde_json::json!({"CIBW_ARCHS": "x86_64", "CIBW_BUILD": "*-manylinux_*"});
    let question = serde_json::json!([
        {"project": folder.path(), "platform": "linux", "machine": "x86_64", "env": env}
    ]);
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &question);
    assert_eq!(printed, [planned]);
}

#[test]
fn a_limited_api_in_setup_py_that_nothing_else_says_is_a_warning() {
    let script = "from setuptools import setup, Extension\n\
                  options = {'bdist_wheel': {'py_limited_api': 'cp36'}}\nsetup(ext_modules=[], options=options)\n";
    let folder = setuptools(X86_64, &[("setup.py", script)]);
    insta::assert_snapshot!(said(folder.path()), @r#"warning: setup.py:2 mentions py_limited_api with cp36, and setup.py is never run: set abi3 = "3.6" in [tool.relkit.matrix], or abi3 = false"#);
    for known in ["abi3 = '3.6'\n", "abi3 = false\n"] {
        let folder = setuptools(&format!("{X86_64}{known}"), &[("setup.py", script)]);
        assert_eq!(said(folder.path()), "");
    }
}

#[test]
fn a_program_is_built_once_for_each_platform_and_tested_on_every_python() {
    let folder = maturin(
        "requires-python = '>=3.13'\n[tool.maturin]\nbindings = 'bin'\nfeatures = ['pyo3/abi3-py39']\n\
         [tool.relkit.matrix]\nplatforms = ['manylinux_x86_64', 'win_amd64']\nenable = ['pypy']\n",
    );
    let plan = plan(folder.path());
    assert_eq!(
        texts(&plan["expected"], "pattern"),
        ["demo-*.tar.gz", "demo-*-py3-none-manylinux*_x86_64.whl", "demo-*-py3-none-win_amd64.whl"]
    );
    assert_eq!(plan["jobs"].as_array().unwrap().len(), 2);
    let builds = &plan["jobs"][0]["builds"];
    let pythons = ["cp313", "cp314", "cp314t", "cp315", "cp315t"];
    assert_eq!(texts(builds, "id"), pythons.map(|it| format!("{it}-manylinux_x86_64")));
    assert_eq!(texts(builds, "role"), ["build", "reuse", "reuse", "reuse", "reuse"]);
    for test in texts(builds, "test") {
        assert!(test.starts_with("python -E -c \"import demo; "), "{test}");
    }
    assert_eq!(builds[0]["tags"], "py3-none-manylinux_2_28_x86_64");
}

#[test]
fn the_checkout_of_the_sdist_brings_what_the_build_needs() {
    let checkout = |folder: &TempDir| {
        let text = matrix(folder.path(), &[]);
        let lines = text.lines().skip_while(|line| !line.contains("actions/checkout@")).skip(1);
        lines.take_while(|line| !line.contains("- uses")).collect::<Vec<_>>().join("\n")
    };
    let plain = setuptools(X86_64, &[]);
    insta::assert_snapshot!(checkout(&plain), @"
            with:
              persist-credentials: false
    ");
    let needy = setuptools("[tool.setuptools_scm]\n", &[(".gitmodules", "[submodule \"x\"]\n")]);
    insta::assert_snapshot!(checkout(&needy), @"
            with:
              persist-credentials: false
              submodules: recursive # the sdist holds them (.gitmodules)
              fetch-depth: 0 # the version comes from the tags (pyproject.toml:6: `tool.setuptools_scm` is configured)
    ");
}

/// GIL 3.15 installs `abi3.abi3t`, which the free-threaded build made: the same file is tested
/// there, on every kind of machine.
#[test]
fn a_finished_wheel_is_handed_over_to_the_tests_of_every_other_interpreter() {
    let folder = maturin(
        "requires-python = '>=3.15'\n[tool.relkit.matrix]\nabi3t = '3.15'\nimport = ['demo._rust']\n\
         platforms = ['manylinux_x86_64', 'manylinux_i686', 'manylinux_s390x', 'musllinux_x86_64', \
         'macosx_arm64', 'win32', 'win_arm64']\n",
    );
    let plan = plan(folder.path());
    let jobs = plan["jobs"].as_array().unwrap();
    assert_eq!(jobs.len(), 7);
    for job in jobs {
        let platform = job["platform"].as_str().unwrap();
        assert_eq!(texts(&job["builds"], "id"), [format!("cp315t-{platform}")]);
        assert_eq!(texts(&job["handover"], "id"), [format!("cp315-{platform}")]);
        let file = job["handover"][0]["file"].as_str().unwrap();
        assert!(file.starts_with("demo-*-cp315-abi3.abi3t-"), "{file}");
    }
    assert_eq!(said(folder.path()).lines().find(|line| line.starts_with("warning")), None);
    // A job for each interpreter: the same file, taken from the job that built it.
    let text = fs::read_to_string(folder.path().join("pyproject.toml")).unwrap();
    let text = text.replace("abi3t = '3.15'", "abi3t = '3.15'\nshard = 'interpreter'");
    let sharded = project(&text);
    let sharded: Value =
        serde_json::from_str(&matrix(sharded.path(), &["--format", "plan"])).unwrap();
    let tests = sharded["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 7);
    assert_eq!(tests[0]["name"], "test cp315-manylinux_x86_64");
    assert_eq!(tests[0]["from"], "abi3t-py315-manylinux_x86_64");
    let rows = sharded["targets"].as_array().unwrap();
    let row = rows.iter().find(|row| row["id"] == "cp315-win32").unwrap();
    assert_eq!(row["job"], "test cp315-win32");
}

#[test]
fn every_target_has_a_tested_file_or_the_plan_says_why_not() {
    let said_of = |more: &str| {
        let text = format!("requires-python = '>=3.14'\n[tool.relkit.matrix]\n{more}");
        said(maturin(&text).path())
    };
    let ios = "platforms = ['ios_arm64_iphoneos']\n";
    insta::assert_snapshot!(said_of(ios), @r#"
    error: cp314-ios_13_0_arm64_iphoneos installs demo-*-cp314-cp314-ios_13_0_arm64_iphoneos.whl, and nothing tests it there: macos-26 cannot run ios_arm64_iphoneos, and so 1 other target
    hint: where that is accepted say so with `untested` of [tool.relkit.matrix], for example untested = ["*-ios_arm64_iphoneos"]
    "#);
    let accepted = format!("{ios}untested = ['*-ios_arm64_iphoneos']\n");
    insta::assert_snapshot!(said_of(&accepted), @"warning: cp314 cp315 not tested on ios_arm64_iphoneos: macos-26 cannot run ios_arm64_iphoneos");
    let both = "platforms = ['macosx_arm64', 'macosx_x86_64', 'macosx_universal2']\n";
    insta::assert_snapshot!(said_of(both), @r"
    error: nobody installs demo-*-cp314-cp314-macosx_10_15_universal2.whl of job macosx_universal2: every target gets another wheel
    hint: take the platform, the variant or the floor away that asks for it, or accept it with `unpicked` of [tool.relkit.matrix]
    ");
    assert_eq!(said_of(&format!("{both}unpicked = ['*-macosx_universal2']\n")), "");
}

#[test]
fn a_pure_wheel_is_tested_on_pythons_that_exist() {
    let pure = |text: &str| setuptools("", &[("setup.cfg", text)]);
    let pythons = |text: &str| plan(pure(text).path())["pure"]["pythons"].clone();
    assert_eq!(
        pythons("[options]\npython_requires = >=3.6\n"),
        serde_json::json!([
            "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15", "3.14t", "3.15t"
        ])
    );
    assert_eq!(pythons("[options]\npython_requires = ==3.12.*\n"), serde_json::json!(["3.12"]));
    insta::assert_snapshot!(said(pure("[options]\npython_requires = >=3.99\n").path()), @"
    error: no Python to test the wheel on: requires-python and support leave none of 3.9 to 3.15
    hint: look at requires-python, and at support of [tool.relkit]
    ");
    // setup.py's python_requires counts as it does for compiled projects.
    let script = "from setuptools import setup\nsetup(python_requires='>=3.11')\n";
    let folder = setuptools("[tool.relkit.matrix]\nwheel = 'pure'\n", &[("setup.py", script)]);
    assert_eq!(
        plan(folder.path())["pure"]["pythons"],
        serde_json::json!(["3.11", "3.12", "3.13", "3.14", "3.15", "3.14t", "3.15t"])
    );
}

#[test]
fn the_name_of_a_pure_wheel_follows_setup_cfg() {
    for (text, tags) in [
        ("[bdist_wheel]\nuniversal = 1\n", "py2.py3"),
        ("[wheel]\nuniversal = true\n", "py2.py3"),
        ("[bdist_wheel]\nuniversal = 0\n", "py3"),
        ("[bdist_wheel]\npython-tag = py310\n", "py310"),
    ] {
        let plan = plan(setuptools("", &[("setup.cfg", text)]).path());
        let expected = format!("demo-*-{tags}-none-any.whl");
        assert_eq!(texts(&plan["expected"], "pattern")[1], expected);
    }
}

#[test]
fn settings_that_cannot_hold_for_a_whole_run_are_an_error() {
    let folder = maturin(
        "requires-python = '>=3.14'\n[tool.cibuildwheel]\nconfig-settings = { build-args = '--locked' }\n\
         [[tool.cibuildwheel.overrides]]\nselect = 'cp315-*'\nconfig-settings = { build-args = '--offline' }\n\
         [tool.relkit.matrix]\nconfig-settings = { per-version = 'build-args=-v' }\n",
    );
    insta::assert_snapshot!(said(folder.path()), @"
    error: config-settings of [tool.cibuildwheel] set build-args differently for builds of one run, and [tool.relkit.matrix] adds to it for per-version
    hint: write the whole value for per-version in [tool.relkit.matrix], and give the setting one value in [tool.cibuildwheel]
    ");
}

#[test]
fn the_head_of_a_workflow_names_commands_that_work() {
    let folder = maturin("[tool.relkit.matrix]\nfile = 'ci/x.yml'\n");
    let text = matrix(folder.path(), &[]);
    assert!(
        text.contains("\n#   relkit matrix -o ci/x.yml\n# `relkit matrix --check ci/x.yml` tells")
    );
}

#[test]
fn a_misspelt_option_of_cibuildwheel_is_a_warning() {
    let folder = maturin(&format!("[tool.cibuildwheel]\ntest-comand = 'x'\n{X86_64}"));
    insta::assert_snapshot!(said(folder.path()), @"warning: pyproject.toml:7: cibuildwheel has no option `test-comand` and stops at it: did you mean `test-command`?");
}

#[test]
fn the_system_that_cibuildwheel_is_told_to_reach_is_planned() {
    let tags = |more: &str| {
        let platforms = "platforms = ['manylinux_x86_64', 'macosx_x86_64', 'macosx_arm64']";
        let text = format!(
            "requires-python = '>=3.13'\n{more}\n[tool.relkit.matrix]\n{platforms}\n\
             free-threaded = false\n"
        );
        let plan = plan(maturin(&text).path());
        let rows = plan["targets"].as_array().unwrap();
        let mut targets: Vec<String> =
            rows.iter().map(|row| row["target"].as_str().unwrap().to_owned()).collect();
        targets.retain(|target| target.starts_with("cp313"));
        targets.join(" ")
    };
    insta::assert_snapshot!(tags(""), @"cp313-manylinux_2_28_x86_64 cp313-macosx_10_13_x86_64 cp313-macosx_11_0_arm64");
    let told = "[tool.cibuildwheel]\nmanylinux-x86_64-image = 'manylinux2014'\n\
                [tool.cibuildwheel.macos.environment]\nMACOSX_DEPLOYMENT_TARGET = '10.12'\n\
                [[tool.cibuildwheel.overrides]]\nselect = '*_arm64'\n\
                environment = 'A=1 MACOSX_DEPLOYMENT_TARGET=14'\n";
    insta::assert_snapshot!(tags(told), @"cp313-manylinux_2_17_x86_64 cp313-macosx_10_13_x86_64 cp313-macosx_14_0_arm64");
}

/// What cibuildwheel reuses is a fact of the release that the table describes: when one reuses
/// `abi3.abi3t`, its own run tests the later interpreters, and what comes before the builder in a
/// run is still handed over.
#[test]
fn the_handover_ends_where_cibuildwheel_reuses_the_wheel() {
    let table = fs::read_to_string(root().join("matrices/identifiers.toml")).unwrap();
    let next = "[[identifier]]\nid = \"cp316-win_amd64\"\n\n\
                [[identifier]]\nid = \"cp316t-win_amd64\"\n";
    let folder = maturin(
        "requires-python = '>=3.15'\n[tool.relkit.matrix]\nabi3t = '3.15'\nplatforms = ['win_amd64']\n",
    );
    let of = |reused: &str| {
        let old = "reused = [\"abi3\", \"any-python\"]";
        assert!(table.contains(old));
        let text = table.replace(old, &format!("reused = [{reused}]"));
        let tables = tempfile::tempdir().unwrap();
        fs::write(tables.path().join("identifiers.toml"), format!("{text}\n{next}")).unwrap();
        let tables = tables.path().to_str().unwrap().to_owned() + "/";
        let more = ["--tables", &tables, "--format", "plan"];
        let plan: Value = serde_json::from_str(&matrix(folder.path(), &more)).unwrap();
        let job = &plan["jobs"][0];
        (texts(&job["builds"], "id").join(" "), texts(&job["handover"], "id").join(" "))
    };
    let (runs, handed_over) = of("\"abi3\", \"any-python\"");
    assert_eq!(runs, "cp315t-win_amd64");
    assert_eq!(handed_over, "cp315-win_amd64 cp316-win_amd64 cp316t-win_amd64");
    let (runs, handed_over) = of("\"abi3\", \"abi3t\", \"any-python\"");
    assert_eq!(runs, "cp315t-win_amd64 cp316-win_amd64 cp316t-win_amd64");
    assert_eq!(handed_over, "cp315-win_amd64");
}

/// Whoever builds for the floor alone still has users on every later Python.
#[test]
fn a_shared_wheel_is_tested_where_nothing_is_built_too() {
    let folder = maturin(
        "requires-python = '>=3.10'\n[tool.cibuildwheel]\nbuild = 'cp310-* cp314t-*'\n\
         skip = 'cp312-*'\n[tool.relkit.matrix]\nabi3 = '3.10'\n\
         platforms = ['manylinux_x86_64', 'win_arm64']\nskip = ['cp313-*']\n",
    );
    let plan = plan(folder.path());
    let job = &plan["jobs"][0];
    assert_eq!(texts(&job["builds"], "id"), ["cp310-manylinux_x86_64"]);
    let tested = ["cp311", "cp312", "cp314", "cp315"];
    assert_eq!(texts(&job["handover"], "id"), tested.map(|it| format!("{it}-manylinux_x86_64")));
    let rows = plan["targets"].as_array().unwrap();
    let row = rows.iter().find(|row| row["id"] == "cp312-manylinux_x86_64").unwrap();
    assert_eq!(row["job"], "abi3-py310-manylinux_x86_64");
    // What relkit is told to leave out is left out; nobody on Windows for ARM has such a wheel.
    assert!(reason(&plan, "cp313-manylinux_x86_64").starts_with("no `build` pattern matches"));
    assert!(!rows.iter().any(|row| row["id"] == "cp313-manylinux_x86_64"));
    assert!(!rows.iter().any(|row| row["id"] == "cp312-win_arm64"));
}

/// A universal2 wheel is installed on two kinds of machines.
#[test]
fn a_universal2_wheel_that_is_tested_on_later_pythons_leaves_none_of_them_out() {
    let folder = maturin(
        "requires-python = '>=3.14'\n[tool.cibuildwheel]\nbuild = 'cp314-*'\n\
         [tool.relkit.matrix]\nabi3 = '3.14'\nplatforms = ['macosx_universal2']\n",
    );
    let plan = plan(folder.path());
    let rows = plan["targets"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["id"] == "cp315-macosx_universal2").count(), 2);
    let left = texts(&plan["left_out"], "id");
    assert!(!left.contains(&"cp315-macosx_universal2".to_owned()), "{left:?}");
}

#[test]
fn abi3t_is_left_away_where_nothing_is_free_threaded() {
    let folder = maturin(
        "requires-python = '>=3.14'\n[tool.relkit.matrix]\nabi3 = '3.14'\nabi3t = '3.15'\n\
         import = ['demo']\nplatforms = ['manylinux_x86_64', 'pyodide_wasm32', 'android_x86_64']\n",
    );
    let files = texts(&plan(folder.path())["expected"], "pattern");
    assert_eq!(files.iter().filter(|file| file.contains("abi3t")).count(), 1, "{files:?}");
    assert!(files.contains(&"demo-*-cp314-abi3-android_*_x86_64.whl".to_owned()), "{files:?}");
}

#[test]
fn texts_never_become_expressions_of_a_workflow() {
    let of = |text: &str| {
        let toml = format!("[tool.relkit.matrix]\nplatforms = ['win_amd64']\n{text}");
        matrix(maturin(&toml).path(), &[])
    };
    let text = of("label = \"it's ${{ github.actor }}\"\n");
    assert!(
        text.contains("format('it''s {0}{{{{ github.actor }}}}', '$')")
            && !text.contains("${{ github.actor"),
        "{text}"
    );
    let text = of("environment = 'a ${{ secrets.X }}'\n");
    assert!(text.contains("\"a ${{ '${{' }} secrets.X }}\""), "{text}");
}

#[test]
fn a_leak_job_runs_with_the_plugins_that_are_named() {
    let folder = maturin(
        "requires-python = '>=3.15'\n[tool.relkit.test]\nplugins = ['xdist']\nleak = 'pytest -m leak'\n\
         [tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\n",
    );
    let plan = plan(folder.path());
    let tests = plan["tests"].as_array().unwrap();
    let names: Vec<&str> = tests.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["leaks cp315-manylinux_x86_64", "leaks cp315t-manylinux_x86_64"]);
    for test in tests {
        assert_eq!(test["env"]["CIBW_TEST_COMMAND"], "pytest -m leak");
        let environment = test["env"]["CIBW_TEST_ENVIRONMENT"].as_str().unwrap();
        assert!(environment.contains("-p xdist"), "{environment}");
    }
}

/// A stable ABI that relkit is told to plan, and no line of the crate mentions, is asked of PyO3.
#[test]
fn a_floor_that_only_relkit_knows_is_asked_of_pyo3() {
    let folder = maturin(
        "requires-python = '>=3.14'\n[tool.relkit.matrix]\nabi3 = '3.14'\nabi3t = '3.15'\n\
         platforms = ['manylinux_x86_64']\n",
    );
    let manifest = "[package]\nname = 'demo'\n[lib]\ncrate-type = ['cdylib']\n\
                    [dependencies]\npyo3 = '0.29'\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    let plan = plan(folder.path());
    let settings: Vec<&str> = plan["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["env"]["CIBW_CONFIG_SETTINGS"].as_str().unwrap())
        .collect();
    let asked = ["abi3-py314", "", "abi3t-py315"];
    let asked = asked.map(|it| match it {
        "" => String::new(),
        feature => format!("build-args=--features=pyo3/{feature}"),
    });
    assert_eq!(settings, asked);
}

#[test]
fn keys_that_a_ci_system_has_no_use_for_are_warnings() {
    let folder = maturin(
        "[tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\nlabel = 'all'\npaths = ['src/**']\n",
    );
    let said_for = |format: &str| {
        let project = folder.path().to_str().unwrap();
        ran(&["matrix", "--as-of", TODAY, "--project", project, "--format", format]).err
    };
    assert_eq!(said_for("github") + &said_for("gitlab"), "");
    insta::assert_snapshot!(said_for("azure"), @"warning: pyproject.toml:8: `label` means nothing on azure");
    insta::assert_snapshot!(said_for("circleci"), @r"
    warning: pyproject.toml:8: `label` means nothing on circleci
    warning: pyproject.toml:9: `paths` means nothing on circleci
    ");
}
