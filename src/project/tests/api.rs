//! What each file says about the stable ABI.

use super::{Memory, pyproject};
use crate::project::{LimitedApi, Switch};

/// One line a floor: kind, version, place, switch.
fn shown(api: &LimitedApi) -> String {
    let line = |kind: &str, floor: &crate::project::Floor| {
        let switch = match &floor.switch {
            Switch::Always => "always".to_owned(),
            Switch::Cibuildwheel(None) => "cibuildwheel".to_owned(),
            Switch::Cibuildwheel(Some(select)) => format!("cibuildwheel for {select}"),
            Switch::Feature(feature) => format!("feature {feature}"),
        };
        format!("{kind} {} {} {switch}", floor.version, floor.place)
    };
    let abi3 = api.abi3.iter().map(|floor| line("abi3", floor));
    let abi3t = api.abi3t.iter().map(|floor| line("abi3t", floor));
    let open = api.unversioned.iter().map(|place| format!("unversioned {place}"));
    abi3.chain(abi3t).chain(open).collect::<Vec<_>>().join(", ")
}

#[test]
fn python_files_name_floors() {
    let cases = [
        (pyproject(""), ""),
        (
            pyproject("[tool.distutils.bdist_wheel]\npy-limited-api = \"cp39\"\n"),
            "abi3 3.9 pyproject.toml:3 always",
        ),
        (
            pyproject("").with("setup.cfg", "[bdist_wheel]\npy-limited-api=cp310\n"),
            "abi3 3.10 setup.cfg:2 always",
        ),
        (
            pyproject("[tool.scikit-build]\nwheel.py-api = \"cp312\"\n"),
            "abi3 3.12 pyproject.toml:3 always",
        ),
        (pyproject("[tool.scikit-build]\nwheel.py-api = \"py3\"\n"), ""),
        (
            pyproject("[tool.meson-python]\nlimited-api = true\n")
                .with("meson.build", "py.extension_module('x',\n  limited_api: '3.11')\n"),
            "abi3 3.11 meson.build:2 always",
        ),
        (pyproject("[tool.meson-python]\nlimited-api = true\n"), "unversioned pyproject.toml:3"),
        (
            pyproject(
                "[tool.cibuildwheel]\nconfig-settings = \"--build-option=--py-limited-api=cp39\"\n",
            ),
            "abi3 3.9 pyproject.toml:3 cibuildwheel",
        ),
        // Only a hint: setup.py is not run.
        (pyproject("").with("setup.py", "options={'bdist_wheel': {'py_limited_api': 'cp39'}}"), ""),
    ];
    for (files, expected) in cases {
        assert_eq!(shown(&files.read().unwrap().limited_api), expected);
    }
}

fn maturin(pyproject_more: &str, cargo: &str) -> Memory {
    let text = format!("build-system.build-backend = \"maturin\"\n{pyproject_more}");
    pyproject(&text).with("Cargo.toml", cargo)
}

#[test]
fn a_crate_names_floors_through_its_features() {
    let plain = "dependencies.pyo3 = \"0.29\"\n";
    let cases = [
        (maturin("", plain), ""),
        (
            maturin(
                "",
                "[dependencies]\npyo3 = { version = \"0.29\", features = [\"abi3-py39\", \"abi3-py310\"] }",
            ),
            "abi3 3.9 Cargo.toml:2 always",
        ),
        (
            maturin("", "[dependencies.pyo3]\nfeatures = [\"abi3-py310\",\n\"abi3t-py315\"]"),
            "abi3 3.10 Cargo.toml:2 always, abi3t 3.15 Cargo.toml:3 always",
        ),
        (maturin("", "[dependencies.pyo3]\nfeatures = [\"abi3\"]"), "unversioned Cargo.toml:2"),
        (
            maturin("", "[dependencies.pyo3]\nfeatures = [\"abi3t\"]"),
            "abi3t 3.15 Cargo.toml:2 always",
        ),
        (
            maturin("[tool.maturin]\nfeatures = [\"pyo3/abi3-py39\"]", plain),
            "abi3 3.9 pyproject.toml:4 always",
        ),
        (
            maturin(
                "[tool.maturin]\nfeatures = [\n{ feature = \"pyo3/abi3-py39\", python-version = \"<3.11\" },\n\
                 { feature = \"pyo3/abi3-py311\", python-version = \">=3.11\" }]",
                plain,
            ),
            "abi3 3.9 pyproject.toml:5 always, abi3 3.11 pyproject.toml:6 always",
        ),
        // Default features, through another feature.
        (
            maturin(
                "",
                "[dependencies]\npyo3 = \"0.29\"\n[features]\ndefault = [\"stable\"]\nstable = [\"pyo3/abi3-py311\"]",
            ),
            "abi3 3.11 Cargo.toml:5 always",
        ),
        (
            maturin(
                "tool.maturin.no-default-features = true",
                "[dependencies]\npyo3 = \"0.29\"\n[features]\ndefault = [\"stable\"]\nstable = [\"pyo3/abi3-py311\"]",
            ),
            "abi3 3.11 Cargo.toml:5 feature stable",
        ),
        // Features that nothing switches on, and one that refers to itself.
        (
            maturin(
                "",
                "[dependencies]\npy = { package = \"pyo3\" }\n[features]\nold = [\"py?/abi3-py39\", \"old\"]\nnew = [\"py/abi3t-py315\"]",
            ),
            "abi3 3.9 Cargo.toml:4 feature old, abi3t 3.15 Cargo.toml:5 feature new",
        ),
        (
            maturin("", "[target.'cfg(unix)'.dependencies.pyo3-ffi]\nfeatures = [\"abi3-py312\"]"),
            "abi3 3.12 Cargo.toml:2 always",
        ),
        (
            maturin(
                "[tool.maturin]\nmanifest-path = \"rust/inner/Cargo.toml\"",
                "[workspace.dependencies]\npyo3 = { features = [\"abi3-py38\"] }",
            )
            .with("rust/inner/Cargo.toml", "dependencies.pyo3.workspace = true"),
            "abi3 3.8 Cargo.toml:2 always",
        ),
        (
            maturin(
                "[[tool.cibuildwheel.overrides]]\nselect = \"cp311-*\"\n\
                 config-settings.build-args = \"--features=pyo3/abi3-py311\"\n",
                plain,
            ),
            "abi3 3.11 pyproject.toml:5 cibuildwheel for cp311-*",
        ),
    ];
    for (files, expected) in cases {
        assert_eq!(shown(&files.read().unwrap().limited_api), expected);
    }
}

#[test]
fn maturin_finds_its_crate() {
    let files = pyproject("build-system.build-backend = \"maturin\"\n")
        .with("rust/Cargo.toml", "dependencies.pyo3.features = [\"abi3-py39\"]");
    assert_eq!(shown(&files.read().unwrap().limited_api), "abi3 3.9 rust/Cargo.toml:1 always");
}
