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
fn setup_py_names_a_project_in_plain_strings() {
    let text = "from setuptools import setup, Extension\n\
                setup(name=\"legacy\", version=\"1\",\n  python_requires=\">=3.9\", ext_modules=[])\n";
    let alone = Memory::default().with("setup.py", text).read().unwrap();
    assert_eq!(alone.name.place.to_string(), "setup.py:2");
    assert_eq!(alone.version.unwrap().value, "1");
    assert_eq!(alone.requires_python.unwrap().place.to_string(), "setup.py:3");
    // setup.cfg comes before it, as cibuildwheel reads them.
    let cfg = "\u{feff}[metadata]\nname = legacy\n[options]\npython_requires = >=3.8\n";
    let both = Memory::default().with("setup.py", text).with("setup.cfg", cfg).read().unwrap();
    assert_eq!(both.name.place.to_string(), "setup.cfg:2");
    assert_eq!(both.requires_python.unwrap().to_string(), ">=3.8");
}

#[test]
fn a_dict_of_setup_py_is_read_as_the_call_itself() {
    let text =
        "kwargs = dict(name='legacy', version='1', python_requires='>=3.9')\nsetup(**kwargs)\n";
    let read = |text: &str| Memory::default().with("setup.py", text).read().unwrap();
    let project = read(text);
    assert_eq!(project.name.place.to_string(), "setup.py:1");
    assert_eq!(project.version.unwrap().value, "1");
    assert_eq!(project.requires_python.unwrap().value.to_string(), ">=3.9");
    // Nothing of it compiles, and nothing else can be in it.
    assert_eq!(project.native, Native::No);
    let native = |text: &str| match read(text).native {
        Native::Yes(reason) => format!("yes {reason}"),
        Native::No => "no".to_owned(),
        Native::Unknown(reason) => format!("unknown {reason}"),
    };
    assert_eq!(
        native("kwargs = dict(name='x')\nkwargs['ext_modules'] = [ext]\nsetup(**kwargs)\n"),
        "yes setup.py:2: mentions ext_modules"
    );
    assert_eq!(
        native("kwargs = dict(more, name='x')\nsetup(**kwargs)\n"),
        "unknown setup.py:2: mentions **, and is not run"
    );
}

#[test]
fn an_unpacked_sdist_names_what_its_setup_py_does_not() {
    let info = "Metadata-Version: 2.1\nName: legacy\nVersion: 1\n\nName: no\n";
    let with =
        |setup: &str| Memory::default().with("setup.py", setup).with("PKG-INFO", info).read();
    assert_eq!(with("setup(name=NAME)").unwrap().name.place.to_string(), "PKG-INFO:2");
    // What can be read comes first, and nothing else is taken from there.
    let own = with("setup(name='own')").unwrap();
    assert_eq!((own.name.as_str(), own.version), ("own", None));
    let none =
        Memory::default().with("setup.py", "setup(name=NAME)").with("PKG-INFO", "\nName: no");
    let error = none.read().unwrap_err();
    insta::assert_snapshot!(format!("{error}\nhint: {}", error.hint().unwrap()), @"
    setup.py: no project name
    hint: setup.py is never run: write `name` as a plain string in its call of setup() or in the dict that it takes, or under [metadata] in setup.cfg
    ");
}

#[test]
fn older_tables_of_poetry_and_flit_are_read() {
    let read = |text: &str| {
        let project = Memory::default().with("pyproject.toml", text).read().unwrap();
        let requires = project.requires_python.map(|fact| format!("{}@{}", fact.value, fact.place));
        format!("{} {}", project.name.value, requires.unwrap_or_default())
    };
    let poetry = "[tool.poetry]\nname = \"demo\"\n[tool.poetry.dependencies]\npython = \"^3.10\"\n";
    assert_eq!(read(poetry), "demo >=3.10,<4@pyproject.toml:4");
    let flit = "[tool.flit.metadata]\nmodule = \"foobar\"\nrequires-python = \">=3.9\"\n";
    assert_eq!(read(flit), "foobar >=3.9@pyproject.toml:3");
    assert_eq!(read(&format!("{flit}dist-name = \"foo-bar\"")), "foo-bar >=3.9@pyproject.toml:3");
}

#[test]
fn compiled_code_is_known_by_its_signs() {
    let backend = |name: &str| pyproject(&format!("build-system.build-backend = \"{name}\"\n"));
    let hatch = |more: &str| {
        pyproject(&format!("build-system.build-backend = \"hatchling.build\"\n{more}"))
    };
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
            pyproject("").with("setup.py", "setup(cmdclass={})"),
            "unknown setup.py:1: mentions cmdclass, and is not run",
        ),
        (
            pyproject("").with("setup.py", "import build\nbuild.run()"),
            "unknown setup.py: setup.py calls no `setup` by that name, and is not run",
        ),
        (pyproject("").with("setup.py", "from setuptools import setup\nsetup(name='x')"), "no"),
        (pyproject("").with("setup.py", ""), "no"),
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
            "unknown pyproject.toml:2: what the build hook custom does is not known",
        ),
        (hatch("[tool.hatch.build.hooks.vcs]\nversion-file = \"v.py\"\n"), "no"),
        (
            hatch("[tool.hatch.build.hooks.vcs]\n[tool.hatch.build.hooks.mypyc]\n"),
            "yes pyproject.toml:4: the build hook mypyc is configured",
        ),
        // The key has the last word, both ways.
        (
            hatch("tool.relkit.matrix.wheel = \"extension\""),
            "yes pyproject.toml:3: `wheel` is `extension`",
        ),
        (
            pyproject("tool.cibuildwheel = {}\ntool.relkit.matrix.wheel = \"pure\"")
                .with("CMakeLists.txt", ""),
            "no",
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
