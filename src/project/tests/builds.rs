//! `[tool.cibuildwheel]` as cibuildwheel reads it.

use super::{failure, pyproject};
use crate::{model::BuildOs, project::Cibuildwheel, tables::EnableGroup};

fn cibuildwheel(text: &str) -> Cibuildwheel {
    pyproject(text).read().unwrap().cibuildwheel
}

fn option(text: &str, name: &str, os: BuildOs, identifier: &str) -> String {
    let identifier = identifier.parse().ok();
    let found = cibuildwheel(text).option(name, os, identifier.as_ref());
    found.map_or_else(|| "-".to_owned(), |fact| format!("{} {}", fact.place, fact.value))
}

#[test]
fn strings_lists_and_tables_become_one_text() {
    for (text, name, expected) in [
        ("build = \"cp3* pp*\"", "build", "cp3* pp*"),
        ("build = [\"cp3*\", \"pp*\"]", "build", "cp3* pp*"),
        ("test-command = [\"a\", \"b\"]", "test-command", "a && b"),
        ("test-requires = [\"a>=1\", \"b\"]", "test-requires", "'a>=1' b"),
        ("environment = {B=\"1\", A=\"$B\"}", "environment", "B=\"1\" A=\"$B\""),
        (
            "config-settings = {x=\"a b\", y=[\"1\", \"2\"], z=true}",
            "config-settings",
            "x='a b' y=1 y=2 z=True",
        ),
        (
            "build-frontend = {name=\"build\", args=[\"--no-isolation\"]}",
            "build-frontend",
            "name:build; args:--no-isolation",
        ),
    ] {
        let text = format!("[tool.cibuildwheel]\n{text}");
        assert_eq!(option(&text, name, BuildOs::Linux, ""), format!("pyproject.toml:3 {expected}"));
    }
}

#[test]
fn later_layers_replace_or_inherit() {
    let text = "[tool.cibuildwheel]\ntest-command = \"all\"\nconfig-settings = \"a=1 b=2\"\n\
                [tool.cibuildwheel.macos]\ntest-command = \"mac\"\n\
                [[tool.cibuildwheel.overrides]]\nselect = [\"*-win32\", \"cp314*\"]\n\
                inherit.test-command = \"prepend\"\ntest-command = \"first\"\n\
                inherit.config-settings = \"append\"\nconfig-settings.b = \"3\"\n";
    let command = |os, identifier| option(text, "test-command", os, identifier);
    assert_eq!(command(BuildOs::Linux, "cp39-manylinux_x86_64"), "pyproject.toml:3 all");
    assert_eq!(command(BuildOs::Macos, "cp39-macosx_arm64"), "pyproject.toml:6 mac");
    assert_eq!(command(BuildOs::Macos, "cp314-macosx_arm64"), "pyproject.toml:10 first && mac");
    assert_eq!(command(BuildOs::Windows, "cp39-win32"), "pyproject.toml:10 first && all");
    let settings = option(text, "config-settings", BuildOs::Windows, "cp39-win32");
    assert_eq!(settings, "pyproject.toml:12 a=1 b=3");
    let options = cibuildwheel(text).build_options(&"cp39-win32".parse().unwrap());
    assert_eq!(options.config_settings.unwrap().value, "a=1 b=3");
    assert_eq!(options.environment, None);
}

#[test]
fn selection_has_the_defaults_of_cibuildwheel() {
    let none = cibuildwheel("").selection(BuildOs::Linux);
    assert!(none.build.matches("cp39-win32") && none.build.place().is_none());
    assert!(!none.skip.matches("cp39-win32") && !none.test_skip.matches("cp39-win32"));
    assert_eq!(none.archs, ["auto"]);
    assert!(none.enable.is_empty());

    let text = "[tool.cibuildwheel]\nbuild = \"\"\nskip = [\"*_i686\", \"pp*\"]\n\
                enable = [\"pypy\", \"graalpy\"]\n[tool.cibuildwheel.linux]\narchs = \"x86_64, aarch64\"\n";
    let selection = cibuildwheel(text).selection(BuildOs::Linux);
    assert!(selection.build.matches("cp39-win32"));
    assert_eq!(selection.skip.first_match("pp311-manylinux_i686"), Some("*_i686"));
    assert_eq!(selection.skip.place().unwrap().to_string(), "pyproject.toml:4");
    assert_eq!(selection.archs, ["x86_64", "aarch64"]);
    let groups: Vec<_> = selection.enable.iter().map(|fact| fact.value).collect();
    assert_eq!(groups, [EnableGroup::Pypy, EnableGroup::Graalpy]);
    let all = cibuildwheel("tool.cibuildwheel.enable = \"all\"").selection(BuildOs::Macos);
    assert_eq!(all.enable.len(), EnableGroup::ALL.len());
}

#[test]
fn what_cibuildwheel_refuses_is_refused_with_its_line() {
    let fail = |text: &str| failure(&pyproject(&format!("[tool.cibuildwheel]\n{text}")));
    insta::assert_snapshot!(fail("enable = [\"cpython-freethreading\"]"), @"
    pyproject.toml:3: `tool.cibuildwheel.enable`: invalid enable group `cpython-freethreading`: expected one of cpython-prerelease graalpy pypy pypy-eol pyodide-eol pyodide-prerelease
    hint: remove it: since cibuildwheel 4.0 free-threaded builds need no group
    ");
    insta::assert_snapshot!(fail("archs = \"auto x86-64\""), @"pyproject.toml:3: `tool.cibuildwheel.archs`: unknown architecture `x86-64`: expected auto native all auto64 auto32 x86_64 i686 aarch64 ppc64le s390x armv7l riscv64 arm64 universal2 AMD64 x86 wasm32 arm64_v8a arm64_iphoneos arm64_iphonesimulator x86_64_iphonesimulator");
    insta::assert_snapshot!(fail("archs.x = 1"), @"pyproject.toml:3: `tool.cibuildwheel.archs`: expected a string or a list, found a table");
    insta::assert_snapshot!(fail("[[tool.cibuildwheel.overrides]]\nbuild = \"x\""), @"pyproject.toml:3: `tool.cibuildwheel.overrides`: expected a `select`");
    insta::assert_snapshot!(fail("[[tool.cibuildwheel.overrides]]\nselect = []"), @"pyproject.toml:4: `tool.cibuildwheel.overrides.select`: expected at least one pattern");
    insta::assert_snapshot!(fail("inherit.build = \"after\""), @"pyproject.toml:3: `tool.cibuildwheel.inherit.build`: expected none, append or prepend, found `after`");
    insta::assert_snapshot!(fail("skip = 1979-05-27"), @"pyproject.toml:3: `tool.cibuildwheel.skip`: expected a table, found a date");
}
