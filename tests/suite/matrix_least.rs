//! The least test of a wheel, run by a shell on real interpreters with installed packages.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use relkit::matrix::LeastTest;
use tempfile::TempDir;

use crate::support::{
    corpus,
    python::{program, run},
    relkit::Ran,
    wheel::Wheel,
};

/// A virtual environment of the suite's Python.
struct Installed {
    folder: TempDir,
}

impl Installed {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut venv = program("python");
        venv.args(["-m", "venv", "--without-pip"]).arg(folder.path().join("venv"));
        run(&mut venv, "make a virtual environment");
        Self { folder }
    }

    /// One with a wheel in it.
    fn of(wheel: Wheel) -> Self {
        let this = Self::new();
        this.install(&wheel.write(this.folder.path()));
        this
    }

    fn programs(&self) -> PathBuf {
        self.folder.path().join("venv").join(if cfg!(windows) { "Scripts" } else { "bin" })
    }

    fn python(&self) -> Command {
        Command::new(self.programs().join("python"))
    }

    fn uv(&self) -> Command {
        let mut uv = program("uv");
        uv.args(["pip", "install", "--offline", "--no-config", "--no-index", "--no-deps"]);
        uv.arg("--python").arg(self.programs().join("python"));
        uv.env("UV_CACHE_DIR", self.folder.path().join("cache"));
        uv
    }

    fn install(&self, wheel: &Path) {
        run(self.uv().arg(wheel), "install a wheel");
    }

    fn site_packages(&self) -> PathBuf {
        let ask = "import sysconfig; print(sysconfig.get_path('platlib'))";
        let answer = run(self.python().args(["-c", ask]), "ask for site-packages");
        PathBuf::from(std::str::from_utf8(&answer).unwrap().trim())
    }

    /// Runs a command as cibuildwheel does: by a shell that finds this environment first.
    fn shell(&self, command: &str, env: &[(&str, &str)]) -> Ran {
        shell(&self.programs(), command, env)
    }

    fn least(&self, project: &str) -> Ran {
        let project = project.parse().unwrap();
        self.shell(&LeastTest::Installed(&project).command(), &[])
    }
}

fn shell(programs: &Path, command: &str, env: &[(&str, &str)]) -> Ran {
    let path = std::env::var_os("PATH").unwrap();
    let paths = std::iter::once(programs.to_owned()).chain(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).env("PATH", std::env::join_paths(paths).unwrap());
    shell.env_remove("PYTHON_GIL").envs(env.iter().copied());
    Ran::from(shell.output().unwrap())
}

/// The last line of what a failing test said.
fn why(ran: &Ran) -> &str {
    assert_ne!(ran.status, Some(0), "{ran:?}");
    ran.err.trim_end().lines().last().unwrap_or_default()
}

fn passes(ran: &Ran) {
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

const RAISES: &[u8] = b"raise SystemExit(__name__ + ' was imported')\n";

#[test]
fn what_is_not_a_module_of_the_project_is_left_alone() {
    let installed = Installed::of(
        Wheel::new("My.Demo", "1.0")
            .file("demo.libs/libx.so", b"no library")
            .file("libplain.so", b"no module")
            .file("_other.cpython-27m-nowhere.so", b"for another Python")
            .file("_other.cp27-win_none.pyd", b"for another Python")
            .file("tests/__init__.py", RAISES)
            .file("conftest.py", RAISES)
            .file("setup.py", RAISES)
            .file("not-a-name.py", RAISES)
            .file("demo/__main__.py", RAISES)
            .file("demo-stubs/__init__.pyi", RAISES)
            .file("data/inner/__init__.py", RAISES)
            .file("demo_path.pth", b"# nothing\n")
            .file("My.Demo-1.0.data/scripts/tool.py", RAISES),
    );
    passes(&installed.least("My.Demo"));
    passes(&installed.least("my-demo"));
    let project = "My.Demo".parse().unwrap();
    passes(&installed.shell(&LeastTest::Installed(&project).module_command(), &[]));
}

#[test]
fn each_top_level_module_is_imported() {
    for path in ["other/__init__.py", "_other/__init__.py", "module.py", "_module.py"] {
        let name = path.trim_end_matches(".py").trim_end_matches("/__init__");
        let installed = Installed::of(Wheel::new("demo", "1.0").file(path, RAISES));
        assert_eq!(why(&installed.least("demo")), format!("{name} was imported"));
        let project = "demo".parse().unwrap();
        let module = installed.shell(&LeastTest::Installed(&project).module_command(), &[]);
        assert_eq!(why(&module), format!("SystemExit: {name} was imported"));
    }
}

#[test]
fn a_wheel_without_modules_fails() {
    let none = "no module of demo is known: name one in import of [tool.relkit.matrix]";
    for path in ["libdemo.so", "bin/tool", "tests/__init__.py", "data.json"] {
        let wheel = Wheel::new("demo", "1.0").without("demo/__init__.py").file(path, b"");
        assert_eq!(why(&Installed::of(wheel).least("demo")), none, "{path}");
    }
    let absent = Installed::new().least("demo");
    assert!(why(&absent).contains("PackageNotFoundError"), "{absent:?}");
}

/// The wheel of psutil for this machine: its one extension module depends on nothing.
fn psutil() -> Installed {
    let installed = Installed::new();
    let folder = corpus::files("small")[0].parent().unwrap().to_owned();
    let mut uv = installed.uv();
    run(uv.arg("--find-links").arg(folder).arg("psutil==7.2.2"), "install psutil");
    installed
}

#[test]
fn in_a_namespace_the_extension_modules_are_imported() {
    let psutil = psutil();
    passes(&psutil.least("psutil"));
    let files = fs::read_dir(psutil.site_packages().join("psutil")).unwrap();
    let mut paths = files.map(|entry| entry.unwrap().path());
    let native = |path: &PathBuf| path.extension().is_some_and(|end| end == "so" || end == "pyd");
    let module = paths.find(native).unwrap();
    let name = module.file_name().unwrap().to_string_lossy().into_owned();
    let content = fs::read(&module).unwrap();
    let wheel = |content: &[u8]| {
        Wheel::new("ns_demo", "1.0")
            .without("demo/__init__.py")
            .file(&format!("ns/sub/{name}"), content)
            .file(&format!("ns/tests/{name}"), b"no module")
            .file("ns/sub/libother.so", b"no module")
            .file("ns/pure/__init__.py", RAISES)
    };
    passes(&Installed::of(wheel(&content)).least("ns-demo"));
    let broken = Installed::of(wheel(b"no module")).least("ns-demo");
    assert!(why(&broken).starts_with("ImportError: "), "{broken:?}");
    // Without any, the outermost of what there is.
    let pure = Wheel::new("ns_demo", "1.0").without("demo/__init__.py");
    let pure = pure.file("ns/pure/__init__.py", RAISES).file("ns/pure/inner.py", b"");
    assert_eq!(why(&Installed::of(pure).least("ns-demo")), "ns.pure was imported");
}

#[test]
fn installed_packages_of_all_kinds_pass() {
    let python = PathBuf::from(program("python").get_program());
    let least = |project: &str| {
        let project = project.parse().unwrap();
        shell(python.parent().unwrap(), &LeastTest::Installed(&project).command(), &[])
    };
    // An extension in a package, one that stands beside it under a name that is none, two
    // packages, a module, a namespace, modules that other tools bring.
    for project in [
        "rpds-py",
        "Charset.Normalizer",
        "attrs",
        "typing_extensions",
        "ruamel.yaml",
        "regress",
        "cibuildwheel",
        "pip",
        "uv",
    ] {
        passes(&least(project));
    }
    // A program and nothing else.
    assert!(why(&least("zizmor")).starts_with("no module of zizmor is known"));
}

/// Makes an interpreter look free-threaded, as no registry has one to install; `demo` brings the
/// GIL back. It stands for `sys._is_gil_enabled` and `Py_GIL_DISABLED` of CPython 3.14t.
const FREE_THREADED: &str = "
import os, sys, sysconfig
sysconfig.get_config_vars()['Py_GIL_DISABLED'] = 1
forced = None if sys.flags.ignore_environment else os.environ.get('PYTHON_GIL')
sys._is_gil_enabled = lambda: {'0': False, '1': True}.get(forced, 'demo' in sys.modules)
";

#[test]
fn the_gil_must_not_come_back() {
    let (modules, project) = (["demo".parse().unwrap()], "demo".parse().unwrap());
    let (other, names) = (["sys".parse().unwrap()], "other".parse().unwrap());
    let tests = [LeastTest::Modules(&modules), LeastTest::Installed(&project)];
    let installed = Installed::of(Wheel::new("demo", "1.0"));
    let without = Wheel::new("other", "1.0").without("demo/__init__.py").file("other.py", b"");
    installed.install(&without.write(installed.folder.path()));
    for test in tests {
        passes(&installed.shell(&test.command_without_gil(), &[]));
    }
    fs::write(installed.site_packages().join("sitecustomize.py"), FREE_THREADED).unwrap();
    for test in tests {
        for env in [&[][..], &[("PYTHON_GIL", "0")], &[("PYTHON_GIL", "1")]] {
            let ran = installed.shell(&test.command_without_gil(), env);
            let said = "the GIL came back: a module does not declare that it runs without";
            assert_eq!(why(&ran), said);
        }
        passes(&installed.shell(&test.command(), &[]));
    }
    for test in [LeastTest::Modules(&other), LeastTest::Installed(&names)] {
        passes(&installed.shell(&test.command_without_gil(), &[("PYTHON_GIL", "1")]));
    }
}
