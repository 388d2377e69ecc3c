//! The environment of cibuildwheel: the only place that knows what its variables are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{BuildIdentifier, BuildPlatform, Implementation, spelled::spelled};

spelled! {
    /// An option of cibuildwheel that the workflow sets, as a file would spell it.
    pub enum CibwOption: "cibuildwheel option" {
        /// Architectures
        Archs = "archs",
        /// What runs before each test
        BeforeTest = "before-test",
        /// Identifiers to build
        Build = "build",
        /// Options for the build backend
        ConfigSettings = "config-settings",
        /// Groups of identifiers that are off by default
        Enable = "enable",
        /// Variables of the build
        Environment = "environment",
        /// What the variables do with the project's own options
        Inherit = "inherit",
        /// The container image of an architecture with glibc
        ManylinuxAarch64Image = "manylinux-aarch64-image",
        /// The same
        ManylinuxArmv7lImage = "manylinux-armv7l-image",
        /// The same
        ManylinuxI686Image = "manylinux-i686-image",
        /// The same
        ManylinuxPpc64leImage = "manylinux-ppc64le-image",
        /// The same for PyPy
        ManylinuxPypyAarch64Image = "manylinux-pypy_aarch64-image",
        /// The same for PyPy
        ManylinuxPypyI686Image = "manylinux-pypy_i686-image",
        /// The same for PyPy
        ManylinuxPypyX8664Image = "manylinux-pypy_x86_64-image",
        /// The same
        ManylinuxRiscv64Image = "manylinux-riscv64-image",
        /// The same
        ManylinuxS390xImage = "manylinux-s390x-image",
        /// The same
        ManylinuxX8664Image = "manylinux-x86_64-image",
        /// The container image of an architecture with musl
        MusllinuxAarch64Image = "musllinux-aarch64-image",
        /// The same
        MusllinuxArmv7lImage = "musllinux-armv7l-image",
        /// The same
        MusllinuxI686Image = "musllinux-i686-image",
        /// The same
        MusllinuxPpc64leImage = "musllinux-ppc64le-image",
        /// The same
        MusllinuxRiscv64Image = "musllinux-riscv64-image",
        /// The same
        MusllinuxS390xImage = "musllinux-s390x-image",
        /// The same
        MusllinuxX8664Image = "musllinux-x86_64-image",
        /// The system to build for
        Platform = "platform",
        /// What runs after the wheel is installed
        TestCommand = "test-command",
        /// Variables of the test
        TestEnvironment = "test-environment",
        /// Extras of the wheel that the test needs
        TestExtras = "test-extras",
        /// Dependency groups that the test needs
        TestGroups = "test-groups",
        /// Packages that the test needs
        TestRequires = "test-requires",
    }
}

impl CibwOption {
    /// What relkit's value of these comes after what the project says, overrides included, unless a
    /// run replaces it. Without `CIBW_INHERIT` a variable replaces every layer of the project, and
    /// so does an empty one.
    ///
    /// Source: [`CIBW_INHERIT`](https://cibuildwheel.pypa.io/en/stable/configuration/#inheritance),
    /// as of cibuildwheel 4.3.
    const ADDED: [Self; 8] = [
        Self::BeforeTest,
        Self::ConfigSettings,
        Self::Environment,
        Self::TestCommand,
        Self::TestEnvironment,
        Self::TestExtras,
        Self::TestGroups,
        Self::TestRequires,
    ];

    /// The environment variable. Ex) `CIBW_CONFIG_SETTINGS`
    pub fn variable(self) -> String {
        // The architecture keeps its case: `CIBW_MANYLINUX_X86_64_IMAGE`.
        format!("CIBW_{}", self.as_str().to_uppercase().replace('-', "_"))
    }

    /// The option that names the container image of an identifier.
    pub fn image(id: &BuildIdentifier) -> Option<Self> {
        let (family, arch) = match id.platform {
            BuildPlatform::Manylinux(arch) => ("manylinux", arch),
            BuildPlatform::Musllinux(arch) => ("musllinux", arch),
            _ => return None,
        };
        let pypy = if id.implementation == Implementation::PyPy { "pypy_" } else { "" };
        format!("{family}-{pypy}{arch}-image").parse().ok()
    }
}

/// What one run of cibuildwheel is told beside the project's own options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<CibwOption, String>,
    /// Options that take the place of the project's own although they could be added to them
    replaced: BTreeSet<CibwOption>,
}

impl Environment {
    /// Sets an option; an empty value says nothing.
    pub(super) fn set(&mut self, option: CibwOption, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.values.insert(option, value);
        }
    }

    /// Adds to an option that holds words.
    pub(super) fn add(&mut self, option: CibwOption, value: &str) {
        let known = self.get(option);
        let both = if known.is_empty() { value.to_owned() } else { format!("{known} {value}") };
        self.set(option, both);
    }

    /// Puts a value, which may be empty, in the place of the project's own.
    pub(super) fn replace(&mut self, option: CibwOption, value: impl Into<String>) {
        self.values.insert(option, value.into());
        self.replaced.insert(option);
    }

    /// The value of an option's variable.
    pub fn get(&self, option: CibwOption) -> &str {
        self.values.get(&option).map_or("", String::as_str)
    }

    /// Says for each of these options whether it is added to the project's own.
    pub(super) fn inherit(&mut self, used: &[CibwOption]) {
        let added = CibwOption::ADDED.iter().filter(|option| used.contains(option));
        let kept = added.filter(|option| !self.replaced.contains(option));
        let rules: Vec<String> = kept.map(|option| format!("{option}: append")).collect();
        self.set(CibwOption::Inherit, rules.join("; "));
    }

    /// The options for which one of these environments says anything, in the order of their names:
    /// all runs of a workflow set the same variables, an empty one where there is nothing to say.
    pub fn used<'a>(all: impl Iterator<Item = &'a Self>) -> Vec<CibwOption> {
        let used: BTreeSet<CibwOption> = all.flat_map(|env| env.values.keys().copied()).collect();
        let by_name = CibwOption::ALL.iter().copied();
        by_name.filter(|option| used.contains(option)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_spelled_as_cibuildwheel_reads_them() {
        let names: Vec<String> = CibwOption::ALL.iter().map(|it| it.variable()).collect();
        insta::assert_snapshot!(names.join("\n"));
    }

    #[test]
    fn options_stand_in_the_order_of_their_names() {
        assert!(CibwOption::ALL.is_sorted_by_key(|option| option.as_str()));
    }

    #[test]
    fn what_is_not_replaced_is_added() {
        let mut env = Environment::default();
        env.set(CibwOption::Build, "cp314-win32");
        env.set(CibwOption::ConfigSettings, "");
        env.replace(CibwOption::TestRequires, "");
        let used = Environment::used([&env].into_iter());
        assert_eq!(used, [CibwOption::Build, CibwOption::TestRequires]);
        env.inherit(&[CibwOption::Build, CibwOption::TestCommand, CibwOption::TestRequires]);
        assert_eq!(env.get(CibwOption::Inherit), "test-command: append");
    }
}
