//! Which modules a wheel brings.

use super::{Memory, pyproject};

fn modules(files: &Memory) -> String {
    let modules = files.read().unwrap().modules;
    let texts: Vec<_> = modules.iter().map(|it| format!("{}@{}", it.value, it.place)).collect();
    texts.join(" ")
}

#[test]
fn the_build_configuration_names_modules() {
    for (text, expected) in [
        (
            "project.import-names = [\"demo.core\", \"_demo ; private\"]",
            "demo.core@pyproject.toml:2",
        ),
        ("tool.maturin.module-name = \"demo_pkg._core\"", "demo_pkg._core@pyproject.toml:2"),
        (
            "tool.setuptools.packages = [\"yaml.inner\", \"yaml\", \"yaml.other\"]",
            "yaml@pyproject.toml:2",
        ),
        ("tool.setuptools.py-modules = [\"six\"]", "six@pyproject.toml:2"),
        (
            "[tool.setuptools.package-dir]\n\"\" = \"src\"\nyaml = \"lib/yaml\"",
            "yaml@pyproject.toml:4",
        ),
        ("[[tool.setuptools.ext-modules]]\nname = \"demo._core\"", "demo._core@pyproject.toml:3"),
        ("tool.hatch.build.targets.wheel.packages = [\"src/foo\"]", "foo@pyproject.toml:2"),
        ("tool.flit.module.name = \"foo\"", "foo@pyproject.toml:2"),
        (
            "tool.poetry.packages = [\n{ include = \"ns/foo\", from = \"src\" }, { include = \"x/**/*.py\" }]",
            "ns.foo@pyproject.toml:3",
        ),
        ("tool.scikit-build.wheel.packages = [\"python/foo\"]", "foo@pyproject.toml:2"),
        ("tool.uv.build-backend.module-name = \"foo\"", "foo@pyproject.toml:2"),
        // Where to search is no name.
        ("tool.setuptools.packages.find.where = [\"src\"]", "demo@pyproject.toml:1"),
    ] {
        assert_eq!(modules(&pyproject(text)), expected, "{text}");
    }
    let cfg = "[metadata]\nname = demo\n[options]\npackages =\n    foo\n    foo.bar\n";
    assert_eq!(modules(&Memory::default().with("setup.cfg", cfg)), "foo@setup.cfg:4");
    let cfg = cfg.replace("foo\n    foo.bar", "find:");
    assert_eq!(modules(&Memory::default().with("setup.cfg", cfg)), "demo@setup.cfg:2");
    let maturin = pyproject("build-system.build-backend = \"maturin\"")
        .with("Cargo.toml", "lib.name = \"_native\"\ndependencies.pyo3 = \"0.29\"\n");
    assert_eq!(modules(&maturin), "_native@Cargo.toml:1");
}

#[test]
fn the_folder_names_modules() {
    let named = |name: &str, paths: &[&str]| {
        let files = Memory::default().with("pyproject.toml", format!("project.name = \"{name}\""));
        modules(&paths.iter().fold(files, |files, path| files.with(path, "")))
    };
    // The name in whatever case, in the folders where packages lie.
    assert_eq!(named("markupsafe", &["src/MarkupSafe/__init__.py"]), "MarkupSafe@src/MarkupSafe");
    assert_eq!(named("demo-x", &["python/demo_x/a.py", "x/y.py"]), "demo_x@python/demo_x");
    assert_eq!(named("demo", &["demo/lib.rs", "src/demo.py"]), "demo@src/demo.py");
    assert_eq!(
        named("zope.interface", &["src/zope/interface/a.py"]),
        "zope.interface@src/zope/interface"
    );
    // Another name, when there is one package only.
    assert_eq!(named("PyYAML", &["lib/yaml/__init__.py", "tests/__init__.py"]), "yaml@lib/yaml");
    assert_eq!(named("demo", &["a/__init__.py", "b/__init__.py"]), "");
    // No package: an extension module that stands alone bears the name.
    assert_eq!(named("legacy", &["legacy.c"]), "legacy@pyproject.toml:1");
    assert_eq!(named("7zip-import", &[]), "");
    assert_eq!(named("async", &[]), "");
}
