//! What kind of wheel the files ask for, and for which platforms.

use super::{Memory, pyproject};
use crate::{
    project::WheelKind,
    tables::{Identifiers, Tables},
};

fn kind(files: &Memory) -> String {
    match files.read().unwrap().wheel {
        WheelKind::Extension => "extension".to_owned(),
        WheelKind::Interpreterless(place) => format!("any Python, {place}"),
    }
}

#[test]
fn programs_and_libraries_are_tied_to_no_python() {
    let maturin = |more: &str, cargo: &str| {
        let text = format!("build-system.build-backend = \"maturin\"\n{more}");
        pyproject(&text).with("Cargo.toml", cargo)
    };
    let bin = "tool.maturin.bindings = \"bin\"";
    let pyo3 = "dependencies.pyo3 = \"0.29\"\n";
    for (files, expected) in [
        (pyproject(""), "extension"),
        (maturin(bin, ""), "any Python, pyproject.toml:3"),
        // A program that embeds Python is built for one.
        (maturin(bin, pyo3), "extension"),
        (maturin("tool.maturin.bindings = \"cffi\"", pyo3), "any Python, pyproject.toml:3"),
        (maturin("tool.maturin.bindings = \"uniffi\"", ""), "any Python, pyproject.toml:3"),
        (maturin("", pyo3), "extension"),
        (maturin("", "dependencies.uniffi = \"0.30\""), "any Python, Cargo.toml:1"),
        (maturin("", "\n[[bin]]\nname = \"demo\""), "any Python, Cargo.toml:2"),
        (maturin("", "").with("src/main.rs", ""), "any Python, src/main.rs"),
        // A library for other languages may get PyO3 through another crate.
        (maturin("", "lib.crate-type = [\"cdylib\"]").with("src/main.rs", ""), "extension"),
        (maturin("", "").with("src/lib.rs", ""), "extension"),
        (pyproject("tool.scikit-build.wheel.py-api = \"py3\""), "any Python, pyproject.toml:2"),
        (pyproject("tool.scikit-build.wheel.py-api = \"cp312\""), "extension"),
        (pyproject("tool.relkit.matrix.wheel = \"any-python\""), "any Python, pyproject.toml:2"),
        (maturin(&format!("{bin}\ntool.relkit.matrix.wheel = \"extension\""), ""), "extension"),
    ] {
        assert_eq!(kind(&files), expected);
    }
}

#[test]
fn a_stable_abi_that_only_setup_py_knows_is_a_hint() {
    let hint = |more: &str| {
        let text = "options = {'bdist_wheel': {'py_limited_api': 'cp36'}}\nsetup(options=options)";
        let project = pyproject(more).with("setup.py", text).read().unwrap();
        project.limited_api_hint().map(ToString::to_string)
    };
    insta::assert_snapshot!(hint("").unwrap(), @"setup.py:1 mentions py_limited_api with cp36");
    assert_eq!(hint("tool.relkit.matrix.abi3 = \"3.6\""), None);
    assert_eq!(hint("tool.relkit.matrix.abi3 = false"), None);
    assert_eq!(hint("tool.distutils.bdist_wheel.py-limited-api = \"cp36\""), None);
}

#[test]
fn archs_select_platforms() {
    let platforms = |text: &str| {
        let project = pyproject(&format!("[tool.cibuildwheel]\n{text}")).read().unwrap();
        let names: Vec<_> =
            project.cibuildwheel.platforms().iter().map(ToString::to_string).collect();
        names.join(" ").replace("linux_", "-").replace("macosx_", "mac-")
    };
    let linux = "many-x86_64 many-aarch64 musl-x86_64 musl-aarch64";
    let others = "mac-x86_64 mac-arm64 win_amd64 win_arm64";
    for auto in ["", "archs = \"auto\"", "archs = [\"native\"]", "archs = \"AUTO64\""] {
        assert_eq!(platforms(auto), format!("{linux} {others}"), "{auto}");
    }
    assert_eq!(platforms("linux.archs = \"x86_64\""), format!("many-x86_64 musl-x86_64 {others}"));
    assert_eq!(
        platforms("windows.archs = [\"AMD64\", \"x86\"]\nmacos.archs = \"arm64,universal2\""),
        format!("{linux} mac-arm64 mac-universal2 win_amd64 win32")
    );
    assert_eq!(platforms("archs = \"auto32\""), "many-i686 musl-i686 win32");
    assert_eq!(platforms("archs = \"all\"").split(' ').count(), 7 + 7 + 3 + 3);
    // One machine has several names.
    assert_eq!(
        platforms("archs = \"ARM64 ppc64le\""),
        "many-aarch64 many-ppc64le musl-aarch64 musl-ppc64le mac-arm64 win_arm64"
    );
    assert_eq!(platforms("archs = \"wasm32\""), "");
}

#[test]
fn options_that_cibuildwheel_does_not_have_are_named() {
    let table: Identifiers = Tables::embedded().load().unwrap();
    let unknown = |text: &str| {
        let project = pyproject(&format!("[tool.cibuildwheel]\n{text}")).read().unwrap();
        let unknown = project.cibuildwheel.unknown_options(&table);
        unknown.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(unknown(
        "test-comand = \"x\"\ncolour = 1\n[tool.cibuildwheel.lnux.environment]\nA = \"1\"\n\
         [tool.cibuildwheel.macos]\noverrides = \"x\"\n\
         [[tool.cibuildwheel.overrides]]\nselect = \"*\"\nbefore-al = \"x\"\n"
    ), @"
    pyproject.toml:3: cibuildwheel has no option `test-comand` and stops at it: did you mean `test-command`?
    pyproject.toml:4: cibuildwheel has no option `colour` and stops at it
    pyproject.toml:5: cibuildwheel has no option `lnux` and stops at it: did you mean `linux`?
    pyproject.toml:8: cibuildwheel has no option `overrides` and stops at it
    pyproject.toml:11: cibuildwheel has no option `before-al` and passes over it: did you mean `before-all`?
    ");
    let fine = "build = \"*\"\ninherit = \"skip\"\nskip = \"x\"\ntest-runtime.args = [\"x\"]\n\
                xbuild-files.numpy = [\"x\"]\nmacos.archs = \"auto\"\n\
                overrides = [{ select = \"*\", inherit.environment = \"append\", environment.A = \"1\" }]\n";
    assert_eq!(unknown(fine), "");
}
