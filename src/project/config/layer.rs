//! `[tool.relkit]` as it is written: every key optional, each with its line.
//!
//! The doc comments below are the reference of the configuration: [`Layer::tables`] gives them
//! out together with the keys and their defaults.

use std::collections::BTreeMap;

use super::{
    spelling::{Cron, Label, ModuleName, VariantName},
    value::Value,
    values::{
        AbiFloors, Builder, Emulated, Lane, Megabytes, Minutes, OneFloor, PullRequest, Shard,
        WheelChoice,
    },
};
use crate::{
    model::{BuildPlatform, PythonVersion, SupportPolicy, SystemVersion},
    project::{
        Fact, ProjectError,
        alike::nearest,
        node::{Node, Table},
    },
    tables::EnableGroup,
};

/// One key of the configuration, for a reference of all of them.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written
    pub name: &'static str,
    /// What holds when it is not given
    pub default: &'static str,
    /// Its documentation, line by line
    pub docs: &'static [&'static str],
}

/// Declares a table of the configuration: its keys, their types, defaults and documentation.
macro_rules! layer {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $key:literal, default $default:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: Option<Fact<$type>>,)+
        }

        impl $name {
            /// The keys of the table, in order.
            pub const KEYS: &'static [Key] =
                &[$(Key { name: $key, default: $default, docs: &[$($doc),+] }),+];

            /// Reads the table; `tables` are the names of those below it.
            fn read(table: &Table<'_>, tables: &[&'static str]) -> Result<Self, ProjectError> {
                refuse_unknown(table, Self::KEYS, tables)?;
                Ok(Self {
                    $($field: match table.get($key) {
                        Some(node) => Some(node.fact(Value::read(&node)?)),
                        None => None,
                    },)+
                })
            }
        }
    };
}

layer! {
    /// `[tool.relkit]`.
    pub struct CommonLayer {
        /// Which Pythons are too old: `none`, `eol` (no longer mended), `spec0` (36 months after
        /// release), `nep29` (42 months), or a range such as `>=3.10`.
        support: SupportPolicy = "support", default "`none` for matrix, `eol` for check";
    }
}

layer! {
    /// `[tool.relkit.matrix]`: which wheels are planned, and the workflow that builds them.
    pub struct MatrixLayer {
        /// What kind of wheel the project makes, where its build configuration does not say:
        /// `extension` for extension modules (`cp314-cp314-...`, abi3), `any-python` for compiled
        /// code that no Python loads, such as a program (`py3-none-PLATFORM`), `pure` for Python
        /// files alone (`py3-none-any`).
        wheel: WheelChoice = "wheel", default "what the project's build configuration says";
        /// Platforms as cibuildwheel spells them. Ex) `["manylinux_x86_64", "win_amd64"]`
        ///
        /// Without them `archs` of [tool.cibuildwheel] decides for Linux, macOS and Windows, where
        /// it is written: names stand for themselves, `all` for every architecture of the system,
        /// `auto32` for 32 bits on x86. `auto`, `native` and `auto64` are what CI has hosted runners
        /// for: `x86_64` and `aarch64` on Linux, `x86_64` and `arm64` on macOS, `AMD64` and `ARM64`
        /// on Windows.
        platforms: Vec<BuildPlatform> = "platforms",
            default "what `archs` of [tool.cibuildwheel] says; else manylinux and musllinux for x86_64 and aarch64, macosx for x86_64 and arm64, win_amd64, win_arm64";
        /// Whether wheels for free-threaded Pythons are built.
        free_threaded: bool = "free-threaded", default "true";
        /// The oldest Python of the abi3 wheel, a list of them for several wheels, or false for
        /// none. Ex) `"3.9"`, `["3.9", "3.11"]`
        abi3: AbiFloors = "abi3", default "what the project's build configuration says";
        /// The oldest Python of the abi3.abi3t wheel (PEP 803), or false for none. Ex) `"3.15"`
        abi3t: OneFloor = "abi3t", default "what the project's build configuration says";
        /// Groups that cibuildwheel builds on demand. Ex) `["pypy"]`
        enable: Vec<EnableGroup> = "enable", default "`enable` of [tool.cibuildwheel]";
        /// What `CIBW_CONFIG_SETTINGS` is for one family of builds: `per-version`, `free-threaded`,
        /// `abi3-pyXY`, `abi3t-pyXY`, `any-python`. It comes after the project's own. Ex) `abi3-py311 = "build-args=--features=pyo3/abi3-py311"`
        config_settings: BTreeMap<Lane, Label> = "config-settings",
            default "the Cargo feature that switches the stable ABI on, where there is one";
        /// Modules that the test of a wheel imports. Ex) `["demo._native"]`
        import: Vec<ModuleName> = "import", default "what the build backend is told to package; else the module in the project's folder that bears its name";
        /// Branches whose pushes run the workflow.
        branches: Vec<Label> = "branches", default "[\"main\"]";
        /// The pattern of tags whose push publishes.
        tags: Label = "tags", default "`v*`";
        /// The environment of the publishing job, as trusted publishing knows it.
        environment: Label = "environment", default "`pypi`";
        /// How long a job may take.
        timeout_minutes: Minutes = "timeout-minutes", default "60";
        /// How large a file may be, in megabytes of 1048576 bytes, before the gate refuses it: what
        /// the index granted the project, where that is not its usual limit. Ex) `200`
        file_limit: Megabytes = "file-limit-mb", default "the usual limit of the index, 100";
        /// Runner labels in place of relkit's own choice. Ex) `manylinux_x86_64 = "big-linux"`
        runners: BTreeMap<BuildPlatform, Label> = "runners", default "the hosted runner of each platform";
        /// Where the workflow is kept.
        file: Label = "file", default "where the CI system looks for it: `.github/workflows/build.yml`, `.gitlab-ci.yml`, `azure-pipelines.yml`, `.circleci/config.yml`";
        /// Builds that are left out, beside `skip` of [tool.cibuildwheel]: patterns over identifiers
        /// and over shared wheels on a platform. Each has to match something.
        /// Ex) `["cp314t-musllinux_*", "abi3-py311-win_*"]`
        skip: Vec<Label> = "skip", default "nothing";
        /// Identifiers whose wheels are published although nobody can test them there, as patterns.
        /// Each has to match one that is not tested. Ex) `["*-ios_arm64_iphoneos"]`
        untested: Vec<Label> = "untested", default "none, and a wheel that is not tested is an error";
        /// Wheels that are built although no installer picks them, as patterns over the identifiers
        /// that build them and over shared wheels on a platform. Ex) `["*-macosx_universal2"]`
        unpicked: Vec<Label> = "unpicked", default "none, and a wheel that nobody installs is an error";
        /// The oldest system that the wheels of a platform reach, where it is not cibuildwheel's
        /// choice: the container image on Linux, the deployment target on macOS and iOS.
        /// Ex) `manylinux_x86_64 = "manylinux2014"`, `macosx_arm64 = "macosx_12_0"`
        systems: BTreeMap<BuildPlatform, SystemVersion> = "systems",
            default "what [tool.cibuildwheel] says; else cibuildwheel's own choice";
        /// How builds are spread over jobs: `platform`, `file`, `interpreter`, or `auto`, which is a
        /// job for each wheel on Linux and Windows and one for each platform on the scarcer rest.
        shard: Shard = "shard", default "`auto`";
        /// What builds: `cibuildwheel` or `maturin`. Tests are cibuildwheel's with both.
        builder: Builder = "builder", default "`cibuildwheel`";
        /// What runs on pull requests: `subset` (one platform a system, its oldest and newest
        /// interpreters), `full`, or `off`.
        pull_request: PullRequest = "pull-request", default "`subset`";
        /// The label of a pull request that asks for everything.
        label: Label = "label", default "`build wheels`";
        /// Only changes of these paths run the workflow for a pull request, as patterns.
        /// Ex) `["src/**", "pyproject.toml"]`
        paths: Vec<Label> = "paths", default "every path";
        /// When, as a cron line, the sdist is built and tested on the next CPython, which is not
        /// released yet. Ex) `"17 3 * * *"`
        nightly: Cron = "nightly", default "never";
        /// Whether jobs try the finished wheels with `relkit smoke` before they are published: on each
        /// platform that CI has machines for, on every CPython that the wheels are for and that uv
        /// installs there, free-threaded ones among them. [tool.relkit.smoke] says what is tried
        /// beside imports and the GIL; what `require` names there has to be tried in each of these jobs.
        smoke: bool = "smoke", default "false";
        /// The command that brings relkit into these jobs, whatever their system: onto `PATH`, or where
        /// cargo and uv keep programs. A toolchain of Rust is brought before one that begins with
        /// `cargo`. Ex) `"cargo install --locked --git https://example.invalid/relkit --tag v0.1.0"`
        smoke_install: Label = "smoke-install", default "has to be given with `smoke`";
    }
}

layer! {
    /// `[tool.relkit.matrix.variants.NAME]`: the same identifiers once more, for another system. An
    /// installer on a system that is new enough takes the wheel for the newest.
    pub struct VariantLayer {
        /// The platforms that are built once more.
        platforms: Vec<BuildPlatform> = "platforms", default "has to be given";
        /// The oldest system that these wheels reach: the container image on Linux, the deployment
        /// target on macOS. Ex) `"macosx_14_0"`, `"manylinux_2_34"`
        system: SystemVersion = "system", default "has to be given";
        /// Builds that the variant leaves out, as patterns over identifiers and shared wheels, in
        /// place of those of `skip` above. An empty list leaves nothing out.
        skip: Vec<Label> = "skip", default "what `skip` of [tool.relkit.matrix] leaves out";
        /// Added to `environment` of [tool.cibuildwheel]. Ex) `"NPY_USE_BLAS_ILP64=1"`
        environment: Label = "environment", default "nothing";
        /// Added to the `config-settings` of the build. Ex) `"setup-args=-Dblas=accelerate"`
        config_settings: Label = "config-settings", default "nothing";
    }
}

impl Value for VariantLayer {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        let own = Self::read(&node.table()?, &[])?;
        let missing = |key: &str| node.wrong(format!("`{key}` has to be given"));
        match (&own.platforms, &own.system) {
            (None, _) => Err(missing("platforms")),
            (_, None) => Err(missing("system")),
            _ => Ok(own),
        }
    }
}

layer! {
    /// `[tool.relkit.test]`: what is tested beside the project's own test command.
    pub struct TestLayer {
        /// The plugins that pytest loads, and no others: `PYTEST_DISABLE_PLUGIN_AUTOLOAD=1` and a
        /// `-p` for each. pytest starts faster without those that happen to be installed. An empty
        /// list loads none. Ex) `["xdist", "pytest_asyncio"]`
        plugins: Vec<ModuleName> = "plugins", default "whatever is installed";
        /// What is run on architectures that are emulated: `import` (the modules are imported) or
        /// `project` (the project's own command, which takes ten times as long there).
        emulated: Emulated = "emulated", default "`import`";
        /// Whether free-threaded wheels fail when importing them brings the GIL back.
        gil: bool = "gil", default "true";
        /// The command of the job that looks for memory leaks, run after the wheel is installed; its
        /// requirements are those of the project's tests. Ex) `"pytest {project}/tests -m memleak"`
        leak: Label = "leak", default "no such job";
        /// Where the leak job runs, as identifiers.
        leak_on: Vec<Label> = "leak-on", default "the newest CPython of the first native Linux platform, and its free-threaded build";
        /// The Python on which installing the sdist has to fail with `stub-says`: one that the
        /// project has dropped. Ex) `"3.8"`
        stub_python: PythonVersion = "stub-python", default "no such job";
        /// What the failing installation has to print, word for word.
        stub_says: Label = "stub-says", default "has to be given with `stub-python`";
    }
}

layer! {
    /// `[tool.relkit.check]`: which findings count.
    pub struct CheckLayer {
        /// Codes, or beginnings of codes, of the rules to run; all others are off.
        select: Vec<Label> = "select", default "every rule";
        /// Codes, or beginnings of codes, of rules not to run.
        ignore: Vec<Label> = "ignore", default "no rule";
        /// Whether warnings make the exit status 1, as errors do.
        strict: bool = "strict", default "false";
    }
}

layer! {
    /// `[tool.relkit.smoke]`: what is tried of the wheels.
    pub struct SmokeLayer {
        /// Calls whose leaks are looked for, as `MODULE:FUNCTION` or `MODULE:FUNCTION(LITERALS)`, with
        /// ` raises NAME` behind it where every call raises. Ex) `["psutil:cpu_times"]`
        leaks: Vec<Label> = "leaks", default "no call";
        /// Whether leaks are looked for in every public function that needs no argument, too.
        leaks_auto: bool = "leaks-auto", default "false";
        /// Functions that `leaks-auto` leaves alone, as `MODULE:FUNCTION`: those that hand out what their
        /// caller has to give back. Ex) `["demo:open_handle"]`
        leaks_except: Vec<Label> = "leaks-except", default "no function";
        /// Interpreters on which every release has to be tried. Ex) `["cp314t"]`
        require: Vec<Label> = "require", default "no interpreter";
        /// Modules that are not imported, and with them those inside; shared libraries that are not
        /// loaded, by their path in the wheel or that of a folder. Ex) `["demo.tests", "demo/plugins"]`
        skip: Vec<Label> = "skip", default "nothing";
        /// Whether a warning while importing is a failure.
        strict: bool = "strict", default "false";
    }
}

/// The configuration as it is written. Default: nothing is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// `[tool.relkit]`
    pub common: CommonLayer,
    /// `[tool.relkit.matrix]`
    pub matrix: MatrixLayer,
    /// `[tool.relkit.matrix.variants]`
    pub variants: BTreeMap<VariantName, Fact<VariantLayer>>,
    /// `[tool.relkit.test]`
    pub test: TestLayer,
    /// `[tool.relkit.check]`
    pub check: CheckLayer,
    /// `[tool.relkit.smoke]`
    pub smoke: SmokeLayer,
}

impl Layer {
    /// Every table with its keys: what a reference is made from.
    pub const fn tables() -> [(&'static str, &'static [Key]); 6] {
        [
            ("tool.relkit", CommonLayer::KEYS),
            ("tool.relkit.matrix", MatrixLayer::KEYS),
            ("tool.relkit.matrix.variants.NAME", VariantLayer::KEYS),
            ("tool.relkit.test", TestLayer::KEYS),
            ("tool.relkit.check", CheckLayer::KEYS),
            ("tool.relkit.smoke", SmokeLayer::KEYS),
        ]
    }

    /// Reads `[tool.relkit]`, or the whole of relkit.toml.
    pub(super) fn of(table: &Table<'_>) -> Result<Self, ProjectError> {
        let common = CommonLayer::read(table, &["matrix", "test", "check", "smoke"])?;
        let mut variants = BTreeMap::new();
        let matrix = match below(table, "matrix")? {
            Some(table) => {
                if let Some(own) = below(&table, "variants")? {
                    let entries = own.entries();
                    if let Some(beyond) = entries.get(MOST_VARIANTS) {
                        return Err(beyond.wrong(format!("more than {MOST_VARIANTS} variants")));
                    }
                    for node in entries {
                        let name = node.key().parse().map_err(|error| node.wrong(error))?;
                        variants.insert(name, node.fact(Value::read(&node)?));
                    }
                }
                MatrixLayer::read(&table, &["variants"])?
            }
            None => MatrixLayer::default(),
        };
        if let (Some(Fact { value: true, place }), None) = (&matrix.smoke, &matrix.smoke_install) {
            return Err(ProjectError::KeyMissing {
                place: place.clone(),
                key: "smoke-install",
                with: "smoke",
            });
        }
        let test = match below(table, "test")? {
            Some(table) => TestLayer::read(&table, &[])?,
            None => TestLayer::default(),
        };
        if let (Some(python), None) = (&test.stub_python, &test.stub_says) {
            return Err(ProjectError::KeyMissing {
                place: python.place.clone(),
                key: "stub-says",
                with: "stub-python",
            });
        }
        let check = match below(table, "check")? {
            Some(table) => CheckLayer::read(&table, &[])?,
            None => CheckLayer::default(),
        };
        let smoke = match below(table, "smoke")? {
            Some(table) => SmokeLayer::read(&table, &[])?,
            None => SmokeLayer::default(),
        };
        Ok(Self { common, matrix, variants, test, check, smoke })
    }
}

/// More variants than this are a mistake: each builds whole platforms again.
const MOST_VARIANTS: usize = 32;

/// The table under a key, if there is one.
fn below<'a>(table: &Table<'a>, name: &str) -> Result<Option<Table<'a>>, ProjectError> {
    table.get(name).map(|node| node.table()).transpose()
}

/// Fails at the first key, in the order of the file, that the table does not have.
fn refuse_unknown(
    table: &Table<'_>,
    keys: &[Key],
    tables: &[&'static str],
) -> Result<(), ProjectError> {
    let known: Vec<&'static str> =
        keys.iter().map(|key| key.name).chain(tables.iter().copied()).collect();
    let Some(odd) = table.entries().into_iter().find(|entry| !known.contains(&entry.key())) else {
        return Ok(());
    };
    let nearest = nearest(odd.key(), &known).map(str::to_owned);
    Err(ProjectError::UnknownKey {
        place: odd.place(),
        key: odd.key().escape_debug().to_string(),
        table: table.name.clone(),
        nearest,
        known,
    })
}
