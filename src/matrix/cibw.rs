//! The environment of cibuildwheel: the only place that knows what its variables are called.

use crate::model::spelled::spelled;

spelled! {
    /// An option of cibuildwheel that the workflow sets, as a file would spell it.
    pub enum CibwOption: "cibuildwheel option" {
        /// Architectures
        Archs = "archs",
        /// Identifiers to build
        Build = "build",
        /// Options for the build backend
        ConfigSettings = "config-settings",
        /// Groups of identifiers that are off by default
        Enable = "enable",
        /// What the variables do with the project's own options
        Inherit = "inherit",
        /// The system to build for
        Platform = "platform",
        /// What runs after the wheel is installed
        TestCommand = "test-command",
    }
}

impl CibwOption {
    /// The environment variable. Ex) `CIBW_CONFIG_SETTINGS`
    pub fn variable(self) -> String {
        format!("CIBW_{}", self.as_str().to_uppercase().replace('-', "_"))
    }
}

/// What relkit sets comes after what the project says, overrides included; an empty variable
/// changes nothing. Without this rule a variable replaces every layer of the project, and so does
/// an empty one.
///
/// Source: [`CIBW_INHERIT`](https://cibuildwheel.pypa.io/en/stable/configuration/#inheritance), as
/// of cibuildwheel 4.3.
const INHERIT: &str = "config-settings: append; test-command: append";

/// What one run of cibuildwheel is told beside the project's own options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `CIBW_ARCHS`
    pub archs: String,
    /// `CIBW_BUILD`
    pub build: String,
    /// `CIBW_CONFIG_SETTINGS`, beside the project's own
    pub config_settings: String,
    /// `CIBW_ENABLE`
    pub enable: String,
    /// `CIBW_PLATFORM`
    pub platform: String,
    /// `CIBW_TEST_COMMAND`, after the project's own
    pub test_command: String,
}

impl Environment {
    /// The value of an option's variable.
    pub fn get(&self, option: CibwOption) -> &str {
        match option {
            CibwOption::Archs => &self.archs,
            CibwOption::Build => &self.build,
            CibwOption::ConfigSettings => &self.config_settings,
            CibwOption::Enable => &self.enable,
            CibwOption::Inherit => INHERIT,
            CibwOption::Platform => &self.platform,
            CibwOption::TestCommand => &self.test_command,
        }
    }

    /// Whether relkit says anything for an option.
    fn sets(&self, option: CibwOption) -> bool {
        match option {
            CibwOption::Inherit => {
                self.sets(CibwOption::ConfigSettings) || self.sets(CibwOption::TestCommand)
            }
            _ => !self.get(option).is_empty(),
        }
    }

    /// The options for which one of these environments says anything, in the order of their names:
    /// all runs of a workflow set the same variables, an empty one where there is nothing to say.
    pub fn used(all: &[&Self]) -> Vec<CibwOption> {
        let any = |option: &CibwOption| all.iter().any(|env| env.sets(*option));
        CibwOption::ALL.iter().copied().filter(any).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_spelled_as_cibuildwheel_reads_them() {
        let names: Vec<String> = CibwOption::ALL.iter().map(|it| it.variable()).collect();
        insta::assert_snapshot!(names.join(" "), @"CIBW_ARCHS CIBW_BUILD CIBW_CONFIG_SETTINGS CIBW_ENABLE CIBW_INHERIT CIBW_PLATFORM CIBW_TEST_COMMAND");
    }
}
