//! What is written, what the project says, and defaults.

use super::{Config, Key, Layer};
use crate::{
    model::PythonVersion,
    project::tests::{Memory, failure, pyproject},
    tables::EnableGroup,
};

fn config(files: &Memory) -> Config {
    Config::resolve(&files.read().unwrap(), PythonVersion::new(3, 9))
}

fn texts<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn defaults_come_last() {
    let config = config(&pyproject(""));
    assert_eq!(
        texts(&config.matrix.platforms),
        "manylinux_x86_64 manylinux_aarch64 musllinux_x86_64 musllinux_aarch64 macosx_x86_64 \
         macosx_arm64 win_amd64 win_arm64"
    );
    assert!(config.matrix.free_threaded);
    assert!(config.matrix.abi3.is_empty() && config.matrix.abi3t.is_none());
    assert_eq!(config.matrix.support.to_string(), "none");
    assert_eq!(config.check.support.to_string(), "eol");
    assert_eq!(texts(&config.matrix.import), "demo");
    assert_eq!(texts(&config.matrix.branches), "main");
    assert_eq!(config.matrix.tags.as_str(), "v*");
    assert_eq!(config.matrix.environment.as_str(), "pypi");
    assert_eq!(config.matrix.timeout.get(), 60);
    assert!(config.matrix.file.is_none());
}

#[test]
fn what_is_written_comes_first() {
    let text = "support = \">=3.10\"\n[matrix]\nplatforms = [\"win32\", \"win32\", \"ios_arm64_iphoneos\"]\n\
                free-threaded = false\nabi3 = [\"3.11\", \"3.9\"]\nabi3t = \"3.15\"\nenable = [\"pypy\"]\n\
                import = [\"demo._native\"]\nbranches = [\"main\", \"release/*\"]\ntags = \"[0-9]*\"\n\
                environment = \"index\"\ntimeout-minutes = 90\nrunners = { win32 = \"big\" }\nfile = \"w.yml\"\n\
                [matrix.config-settings]\nabi3-py311 = \"build-args=--features=pyo3/abi3-py311\"\n\
                [check]\nselect = [\"WHL\"]\nignore = [\"WHL101\"]\nstrict = true\n";
    let config = config(&pyproject("").with("relkit.toml", text));
    let matrix = config.matrix;
    assert_eq!(matrix.support.to_string(), ">=3.10");
    assert_eq!(texts(&matrix.platforms), "win32 ios_arm64_iphoneos");
    assert!(!matrix.free_threaded);
    let abi3: Vec<_> = matrix.abi3.iter().map(|it| format!("{}@{}", it.value, it.place)).collect();
    assert_eq!(abi3, ["3.9@relkit.toml:5", "3.11@relkit.toml:5"]);
    assert_eq!(matrix.abi3t.unwrap().place.to_string(), "relkit.toml:6");
    assert_eq!(matrix.enable, [EnableGroup::Pypy]);
    let settings: Vec<_> =
        matrix.config_settings.iter().map(|(lane, text)| format!("{lane}: {text}")).collect();
    assert_eq!(settings, ["abi3-py311: build-args=--features=pyo3/abi3-py311"]);
    assert_eq!(texts(&matrix.import), "demo._native");
    assert_eq!(texts(&matrix.branches), "main release/*");
    assert_eq!(matrix.tags.as_str(), "[0-9]*");
    assert_eq!(matrix.environment.as_str(), "index");
    assert_eq!(matrix.timeout.get(), 90);
    assert_eq!(matrix.runners[&matrix.platforms[0]].as_str(), "big");
    assert_eq!(matrix.file.unwrap().as_str(), "w.yml");
    let check = config.check;
    assert_eq!((texts(&check.select), texts(&check.ignore)), ("WHL".into(), "WHL101".into()));
    assert!(check.strict && check.support == matrix.support);
}

#[test]
fn the_project_comes_second() {
    let says = |pyproject_more: &str, cargo: &str| {
        let text = format!("build-system.build-backend = \"maturin\"\n{pyproject_more}");
        let config = config(&pyproject(&text).with("Cargo.toml", cargo)).matrix;
        let floors: Vec<_> = config.abi3.iter().map(|fact| fact.value).collect();
        let settings: Vec<_> =
            config.config_settings.iter().map(|(lane, text)| format!("{lane}: {text}")).collect();
        let abi3t = config.abi3t.map(|fact| fact.value.to_string()).unwrap_or_default();
        format!("abi3 {} / abi3t {abi3t} / {}", texts(&floors), settings.join(", "))
    };
    let always = "dependencies.pyo3.features = [\"abi3-py310\", \"abi3t-py315\"]";
    assert_eq!(says("", always), "abi3 3.10 / abi3t 3.15 / ");
    let off = "tool.relkit.matrix = { abi3 = false, abi3t = false }";
    assert_eq!(says(off, always), "abi3  / abi3t  / ");
    // Without a version it is the oldest that is supported.
    let open = "dependencies.pyo3.features = [\"abi3\"]";
    assert_eq!(says("", open), "abi3 3.9 / abi3t  / ");
    assert_eq!(says("project.requires-python = \">=3.11.2\"", open), "abi3 3.11 / abi3t  / ");
    // A feature that could be asked for is no plan, but is how a plan is carried out.
    let feature = "dependencies.pyo3 = \"0.29\"\nfeatures.stable = [\"pyo3/abi3-py39\"]";
    let setting = "abi3-py39: build-args=--features=stable";
    assert_eq!(says("", feature), format!("abi3  / abi3t  / {setting}"));
    let asked = "tool.relkit.matrix.abi3 = \"3.9\"";
    assert_eq!(says(asked, feature), format!("abi3 3.9 / abi3t  / {setting}"));
}

#[test]
fn groups_of_cibuildwheel_are_kept_unless_others_are_written() {
    let enable = |text: &str| texts(&config(&pyproject(text)).matrix.enable);
    let cibuildwheel = "tool.cibuildwheel.enable = \"pypy graalpy\"\n";
    assert_eq!(enable(cibuildwheel), "graalpy pypy");
    assert_eq!(enable(&format!("{cibuildwheel}tool.relkit.matrix.enable = []")), "");
}

#[test]
fn unknown_keys_name_the_nearest() {
    let fail = |text: &str| failure(&pyproject(text));
    insta::assert_snapshot!(fail("[tool.relkit.matrix]\nplatfroms = []"), @"
    pyproject.toml:3: unknown key `platfroms` in [tool.relkit.matrix]
    hint: did you mean `platforms`?
    ");
    insta::assert_snapshot!(fail("[tool.relkit]\nmatrx = {}"), @"
    pyproject.toml:3: unknown key `matrx` in [tool.relkit]
    hint: did you mean `matrix`?
    ");
    insta::assert_snapshot!(fail("[tool.relkit.check]\ncolour = 1"), @"
    pyproject.toml:3: unknown key `colour` in [tool.relkit.check]
    hint: known keys: select, ignore, strict
    ");
    let own = pyproject("").with("relkit.toml", "\nsuport = \"eol\"");
    insta::assert_snapshot!(failure(&own), @"
    relkit.toml:2: unknown key `suport`
    hint: did you mean `support`?
    ");
    let both = pyproject("[tool.relkit]\n").with("relkit.toml", "");
    insta::assert_snapshot!(failure(&both), @"
    relkit.toml stands beside [tool.relkit] in pyproject.toml:2
    hint: keep one of the two
    ");
}

#[test]
fn bad_values_say_what_is_expected() {
    let fail = |text: &str| failure(&pyproject(&format!("[tool.relkit.matrix]\n{text}")));
    insta::assert_snapshot!(fail("platforms = \"win32\""), @"pyproject.toml:3: `tool.relkit.matrix.platforms`: expected a list, found a string");
    insta::assert_snapshot!(fail("platforms = [\n\"win_x64\"]"), @"pyproject.toml:4: `tool.relkit.matrix.platforms`: invalid build platform `win_x64`: expected a platform such as manylinux_x86_64, musllinux_aarch64, macosx_arm64 or win_amd64");
    insta::assert_snapshot!(fail("free-threaded = \"yes\""), @"pyproject.toml:3: `tool.relkit.matrix.free-threaded`: expected true or false, found a string");
    insta::assert_snapshot!(fail("abi3 = 3.9"), @r#"pyproject.toml:3: `tool.relkit.matrix.abi3`: expected a version such as "3.9", a list of them, or false"#);
    insta::assert_snapshot!(fail("abi3 = \"cp39\""), @"pyproject.toml:3: `tool.relkit.matrix.abi3`: invalid Python version `cp39`: expected MAJOR.MINOR such as 3.14");
    insta::assert_snapshot!(fail("abi3 = []"), @"pyproject.toml:3: `tool.relkit.matrix.abi3`: the list is empty");
    insta::assert_snapshot!(fail("abi3t = \"3.14\""), @"pyproject.toml:3: `tool.relkit.matrix.abi3t`: abi3t begins with Python 3.15, found 3.14");
    insta::assert_snapshot!(fail("abi3t = [\"3.15\"]"), @r#"pyproject.toml:3: `tool.relkit.matrix.abi3t`: expected a version such as "3.15", or false"#);
    insta::assert_snapshot!(fail("enable = [\"pypi\"]"), @"pyproject.toml:3: `tool.relkit.matrix.enable`: invalid enable group `pypi`: expected one of cpython-prerelease graalpy pypy pypy-eol pyodide-eol pyodide-prerelease");
    insta::assert_snapshot!(fail("timeout-minutes = 0"), @"pyproject.toml:3: `tool.relkit.matrix.timeout-minutes`: expected 1 to 7200 minutes, found 0");
    insta::assert_snapshot!(fail("tags = \"\""), @"pyproject.toml:3: `tool.relkit.matrix.tags`: invalid text ``: expected at least one character");
    insta::assert_snapshot!(fail("runners.windows = \"x\""), @"pyproject.toml:3: `tool.relkit.matrix.runners.windows`: invalid build platform `windows`: expected a platform such as manylinux_x86_64, musllinux_aarch64, macosx_arm64 or win_amd64");
    insta::assert_snapshot!(fail("config-settings.abi3 = \"x\""), @"pyproject.toml:3: `tool.relkit.matrix.config-settings.abi3`: invalid family of builds `abi3`: expected per-version, free-threaded, any-python, or a stable ABI with its oldest Python such as abi3-py39 or abi3t-py315");
    let support = failure(&pyproject("[tool.relkit]\nsupport = \"3.10\""));
    insta::assert_snapshot!(support, @"pyproject.toml:3: `tool.relkit.support`: invalid support policy `3.10`: expected eol, spec0, nep29, none, or a range such as >=3.9");
}

#[test]
fn trials_of_wheels_need_a_way_to_get_relkit() {
    let of = |text: &str| pyproject(&format!("[tool.relkit.matrix]\n{text}"));
    insta::assert_snapshot!(failure(&of("smoke = true")), @"
    pyproject.toml:3: `smoke` without `smoke-install`
    hint: give `smoke-install` too
    ");
    let command = |text: &str| config(&of(text)).matrix.smoke.map(|label| label.to_string());
    assert_eq!(command("smoke = false"), None);
    assert_eq!(command("smoke-install = 'x'"), None);
    assert_eq!(command("smoke = true\nsmoke-install = 'x'").as_deref(), Some("x"));
}

#[test]
fn every_key_is_documented() {
    for (table, keys) in Layer::tables() {
        for Key { name, default, docs } in keys {
            let text = docs.concat();
            assert!(
                text.trim_end().ends_with(['.', '`']),
                "[{table}] {name}: end its documentation"
            );
            assert!(!default.is_empty(), "[{table}] {name}: give its default");
        }
    }
}
