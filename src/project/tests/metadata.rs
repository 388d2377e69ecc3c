//! Name, Requires-Python, backend and compiled code.

use super::{Memory, pyproject};
use crate::project::{Backend, Native};

#[test]
fn project_table_is_read_with_its_lines() {
    let text = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\
                [project]\nname = \"Demo.Name\"\ndynamic = [\"version\"]\nrequires-python = \">=3.9\"\n\
                classifiers = [\n  \"Private :: Do Not Upload\",\n]\n";
    let project = Memory::default().with("pyproject.toml", text).read().unwrap();
    assert_eq!(project.name.normalized(), "demo-name");
    assert_eq!(project.name.place.to_string(), "pyproject.toml:5");
    assert_eq!(project.version, None);
    assert_eq!(project.dynamic[0].value, "version");
    let requires = project.requires_python.unwrap();
    assert_eq!(requires.place.to_string(), "pyproject.toml:7");
    assert_eq!(project.classifiers[0].place.to_string(), "pyproject.toml:9");
    assert_eq!(project.backend.value, Backend::Hatchling);
    assert_eq!(project.backend.place.to_string(), "pyproject.toml:3");
    assert_eq!(project.native, Native::No);
}

#[test]
fn setup_cfg_fills_what_pyproject_leaves_open() {
    let cfg = "[metadata]\nname = demo\nversion = 2.0\n[options]\npython_requires = >=3.8\n";
    let alone = Memory::default().with("setup.cfg", cfg).read().unwrap();
    assert_eq!(alone.name.place.to_string(), "setup.cfg:2");
    assert_eq!(alone.version.unwrap().value, "2.0");
    assert_eq!(alone.backend.value, Backend::Setuptools);
    let both = pyproject("project.dynamic = [\"requires-python\"]").with("setup.cfg", cfg);
    let both = both.read().unwrap();
    assert_eq!(both.name.place.to_string(), "pyproject.toml:1");
    assert_eq!(both.requires_python.unwrap().place.to_string(), "setup.cfg:5");
}

#[test]
fn poetry_and_a_crate_name_a_project_too() {
    let poetry = "[tool.poetry]\nname = \"demo-poetry\"\nversion = \"1\"\n";
    let poetry = Memory::default().with("pyproject.toml", poetry).read().unwrap();
    assert_eq!(poetry.name.as_str(), "demo-poetry");
    let maturin = Memory::default()
        .with("pyproject.toml", "[build-system]\nbuild-backend = \"maturin\"\n")
        .with("Cargo.toml", "[package]\nname = \"demo-crate\"\nversion = \"0.1.0\"\n");
    let maturin = maturin.read().unwrap();
    assert_eq!(maturin.name.place.to_string(), "Cargo.toml:2");
    assert_eq!(maturin.version.unwrap().value, "0.1.0");
}

#[test]
fn compiled_code_is_known_by_its_signs() {
    let backend = |name: &str| pyproject(&format!("build-system.build-backend = \"{name}\"\n"));
    let cases = [
        (backend("maturin"), "yes pyproject.toml:2: the build backend is maturin"),
        (backend("mesonpy"), "yes pyproject.toml:2: the build backend is meson-python"),
        (backend("flit_core.buildapi"), "no"),
        (backend("uv_build"), "no"),
        (backend("own"), "unknown pyproject.toml:2: the build backend is not known to relkit"),
        (
            backend("own").with("CMakeLists.txt", ""),
            "yes CMakeLists.txt: there is a CMakeLists.txt",
        ),
        (pyproject(""), "no"),
        (
            pyproject("").with("setup.py", "setup()"),
            "unknown setup.py: setup.py mentions no compiled code, and is not run",
        ),
        (
            pyproject("").with("setup.py", "setup(\n  ext_modules=[])"),
            "yes setup.py:2: mentions ext_modules",
        ),
        (
            pyproject("[[tool.setuptools.ext-modules]]\nname = \"x\"\n"),
            "yes pyproject.toml:2: `tool.setuptools.ext-modules` is configured",
        ),
        (
            pyproject("build-system.requires = [\"setuptools\", \"Cython>=3\"]"),
            "yes pyproject.toml:2: the build needs cython",
        ),
        (
            pyproject("[tool.cibuildwheel]\n").with("setup.py", ""),
            "yes pyproject.toml:2: cibuildwheel is configured",
        ),
        (
            pyproject(
                "[tool.hatch.build.targets.wheel.hooks.custom]\n[build-system]\nbuild-backend=\"hatchling.build\"",
            ),
            "yes pyproject.toml:2: `tool.hatch.build.targets.wheel.hooks` is configured",
        ),
    ];
    for (files, expected) in cases {
        let found = match files.read().unwrap().native {
            Native::Yes(reason) => format!("yes {reason}"),
            Native::No => "no".to_owned(),
            Native::Unknown(reason) => format!("unknown {reason}"),
        };
        assert_eq!(found, expected);
    }
}
