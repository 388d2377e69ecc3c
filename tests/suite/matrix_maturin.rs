//! Plans that maturin builds: the arguments of each job, and where the wheels are tested.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::relkit::{matrix, project};

/// A project with one PyO3 crate that has a feature for each stable ABI.
fn demo(keys: &str) -> TempDir {
    let folder = project(&format!(
        "build-system = {{ requires = ['maturin>=1.14'], build-backend = 'maturin' }}\n\
         project = {{ name = 'demo', requires-python = '>=3.13' }}\n\
         [tool.relkit.matrix]\nbuilder = 'maturin'\n{keys}\n"
    ));
    let manifest = "[package]\nname = 'demo'\n[lib]\ncrate-type = ['cdylib']\n[features]\n\
                    abi3 = ['pyo3/abi3-py313']\nabi3t = ['pyo3/abi3t-py315']\n\
                    [dependencies]\npyo3 = '0.29'\n";
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    folder
}

/// The jobs of the workflow: name, arguments, Rust targets, interpreters, deployment target.
fn runs(keys: &str) -> String {
    let folder = demo(keys);
    let text = matrix(folder.path(), &["--format", "github"]);
    let yaml: yaml_serde::Value = yaml_serde::from_str(&text).unwrap();
    let jobs = yaml["jobs"]["wheels"]["strategy"]["matrix"]["include"].as_sequence().unwrap();
    let line = |job: &yaml_serde::Value| {
        let keys = ["name", "maturin", "rust-targets", "pythons", "deployment-target"];
        keys.map(|key| job[key].as_str().unwrap().to_owned()).join(" | ")
    };
    jobs.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn plan(keys: &str) -> Value {
    serde_json::from_str(&matrix(demo(keys).path(), &["--format", "plan"])).unwrap()
}

#[test]
fn each_family_is_one_invocation() {
    insta::assert_snapshot!(runs("shard = 'platform'\nenable = ['pypy', 'graalpy']\nplatforms = ['manylinux_x86_64', 'musllinux_aarch64', 'macosx_universal2', 'win_amd64', 'win32']"), @"
    manylinux_x86_64 | --target x86_64-unknown-linux-gnu --zig --compatibility manylinux_2_28 --interpreter python3.13 python3.14 python3.14t python3.15 python3.15t graalpy3.13 | x86_64-unknown-linux-gnu |  | 
    musllinux_aarch64 | --target aarch64-unknown-linux-musl --zig --compatibility musllinux_1_2 --interpreter python3.13 python3.14 python3.14t python3.15 python3.15t | aarch64-unknown-linux-musl |  | 
    macosx_universal2 | --target universal2-apple-darwin --interpreter python3.13 python3.14 python3.14t python3.15 python3.15t | x86_64-apple-darwin aarch64-apple-darwin |  | 10.12
    win_amd64 | --target x86_64-pc-windows-msvc --interpreter python3.13 python3.14 python3.14t python3.15 python3.15t | x86_64-pc-windows-msvc | cpython-3.13-windows-x86_64 cpython-3.14-windows-x86_64 cpython-3.14+freethreaded-windows-x86_64 cpython-3.15-windows-x86_64 cpython-3.15+freethreaded-windows-x86_64 | 
    win32 | --target i686-pc-windows-msvc --interpreter python3.13 python3.14 python3.14t python3.15 python3.15t | i686-pc-windows-msvc | cpython-3.13-windows-x86 cpython-3.14-windows-x86 cpython-3.14+freethreaded-windows-x86 cpython-3.15-windows-x86 cpython-3.15+freethreaded-windows-x86 |
    ");
    insta::assert_snapshot!(runs("abi3 = '3.13'\nabi3t = '3.15'\nplatforms = ['manylinux_aarch64', 'macosx_arm64', 'win_arm64']"), @"
    abi3-py313-manylinux_aarch64 | --target aarch64-unknown-linux-gnu --zig --compatibility manylinux_2_28 --interpreter python3.13 --features=abi3 | aarch64-unknown-linux-gnu |  | 
    cp314t-manylinux_aarch64 | --target aarch64-unknown-linux-gnu --zig --compatibility manylinux_2_28 --interpreter python3.14t | aarch64-unknown-linux-gnu |  | 
    abi3t-py315-manylinux_aarch64 | --target aarch64-unknown-linux-gnu --zig --compatibility manylinux_2_28 --interpreter python3.15t --features=abi3t | aarch64-unknown-linux-gnu |  | 
    abi3-py313-macosx_arm64 | --target aarch64-apple-darwin --interpreter python3.13 --features=abi3 | aarch64-apple-darwin |  | 11.0
    macosx_arm64 | --target aarch64-apple-darwin --interpreter python3.14t | aarch64-apple-darwin |  | 11.0
    abi3t-py315-macosx_arm64 | --target aarch64-apple-darwin --interpreter python3.15t --features=abi3t | aarch64-apple-darwin |  | 11.0
    abi3-py313-win_arm64 | --target aarch64-pc-windows-msvc --interpreter python3.13 --features=abi3 | aarch64-pc-windows-msvc | cpython-3.13-windows-aarch64 | 
    cp314t-win_arm64 | --target aarch64-pc-windows-msvc --interpreter python3.14t | aarch64-pc-windows-msvc | cpython-3.14+freethreaded-windows-aarch64 | 
    abi3t-py315-win_arm64 | --target aarch64-pc-windows-msvc --interpreter python3.15t --features=abi3t | aarch64-pc-windows-msvc | cpython-3.15+freethreaded-windows-aarch64 |
    ");
}

#[test]
fn systems_and_settings_become_arguments() {
    insta::assert_snapshot!(runs("free-threaded = false\nshard = 'platform'\nconfig-settings = { per-version = 'build-args=\"--features=fast --locked\"' }\nplatforms = ['manylinux_x86_64', 'macosx_x86_64']\nsystems = { manylinux_x86_64 = 'manylinux2014', macosx_x86_64 = 'macosx_11_0' }"), @"
    per-version-manylinux_x86_64 | --target x86_64-unknown-linux-gnu --zig --compatibility manylinux2014 --interpreter python3.13 python3.14 python3.15 --features=fast --locked | x86_64-unknown-linux-gnu |  | 
    per-version-macosx_x86_64 | --target x86_64-apple-darwin --interpreter python3.13 python3.14 python3.15 --features=fast --locked | x86_64-apple-darwin |  | 11.0
    ");
}

#[test]
fn every_target_is_tested_by_cibuildwheel() {
    let plan =
        plan("abi3 = '3.13'\nabi3t = '3.15'\nplatforms = ['manylinux_x86_64', 'macosx_arm64']");
    let rows = plan["targets"].as_array().unwrap();
    assert_eq!(rows.len(), 10);
    assert!(rows.iter().all(|row| row["job"].is_string()), "{rows:#?}");
}

#[test]
fn what_maturin_does_not_build_is_left_out() {
    let plan = plan(
        "enable = ['graalpy']\nplatforms = ['win_amd64', 'musllinux_s390x', 'ios_arm64_iphoneos', 'android_x86_64', 'pyodide_wasm32']",
    );
    let mut left: Vec<String> = plan["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["why"].as_str().unwrap().starts_with("maturin"))
        .map(|it| format!("{}: {}", it["id"].as_str().unwrap(), it["why"].as_str().unwrap()))
        .collect();
    left.sort();
    insta::assert_snapshot!(left.join("\n"), @"
    cp313-android_x86_64: maturin does not build for it (pyproject.toml:4)
    cp313-ios_arm64_iphoneos: maturin does not build for it (pyproject.toml:4)
    cp313-musllinux_s390x: maturin does not build for it (pyproject.toml:4)
    cp313-pyodide_wasm32: maturin does not build for it (pyproject.toml:4)
    cp314-android_x86_64: maturin does not build for it (pyproject.toml:4)
    cp314-ios_arm64_iphoneos: maturin does not build for it (pyproject.toml:4)
    cp314-musllinux_s390x: maturin does not build for it (pyproject.toml:4)
    cp314-pyodide_wasm32: maturin does not build for it (pyproject.toml:4)
    cp314t-musllinux_s390x: maturin does not build for it (pyproject.toml:4)
    cp315-android_x86_64: maturin does not build for it (pyproject.toml:4)
    cp315-ios_arm64_iphoneos: maturin does not build for it (pyproject.toml:4)
    cp315-musllinux_s390x: maturin does not build for it (pyproject.toml:4)
    cp315-pyodide_wasm32: maturin does not build for it (pyproject.toml:4)
    cp315t-musllinux_s390x: maturin does not build for it (pyproject.toml:4)
    gp313_253-win_amd64: maturin does not build for it (pyproject.toml:4)
    ");
}
