//! `[tool.relkit]` as it is written: every key optional, each with its line.
//!
//! The doc comments below are the reference of the configuration: [`Layer::tables`] gives them
//! out together with the keys and their defaults.

use std::collections::BTreeMap;

use super::{
    spelling::{Label, ModuleName},
    value::Value,
    values::{AbiFloors, Lane, Minutes, OneFloor, WheelChoice},
};
use crate::{
    model::{BuildPlatform, SupportPolicy},
    project::{Fact, ProjectError, alike::nearest, node::Table},
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
        /// Runner labels in place of relkit's own choice. Ex) `manylinux_x86_64 = "big-linux"`
        runners: BTreeMap<BuildPlatform, Label> = "runners", default "the hosted runner of each platform";
        /// Where the workflow is kept.
        file: Label = "file", default "`.github/workflows/build.yml`";
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

/// The configuration as it is written. Default: nothing is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// `[tool.relkit]`
    pub common: CommonLayer,
    /// `[tool.relkit.matrix]`
    pub matrix: MatrixLayer,
    /// `[tool.relkit.check]`
    pub check: CheckLayer,
}

impl Layer {
    /// Every table with its keys: what a reference is made from.
    pub const fn tables() -> [(&'static str, &'static [Key]); 3] {
        [
            ("tool.relkit", CommonLayer::KEYS),
            ("tool.relkit.matrix", MatrixLayer::KEYS),
            ("tool.relkit.check", CheckLayer::KEYS),
        ]
    }

    /// Reads `[tool.relkit]`, or the whole of relkit.toml.
    pub(super) fn of(table: &Table<'_>) -> Result<Self, ProjectError> {
        let below = |name: &str| match table.get(name) {
            Some(node) => node.table().map(Some),
            None => Ok(None),
        };
        let common = CommonLayer::read(table, &["matrix", "check"])?;
        let matrix = match below("matrix")? {
            Some(table) => MatrixLayer::read(&table, &[])?,
            None => MatrixLayer::default(),
        };
        let check = match below("check")? {
            Some(table) => CheckLayer::read(&table, &[])?,
            None => CheckLayer::default(),
        };
        Ok(Self { common, matrix, check })
    }
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
