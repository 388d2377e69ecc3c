//! The CI systems that relkit writes for.

use super::spelled::spelled;

spelled! {
    /// A CI system with machines of its own.
    pub enum Provider: "CI system" {
        /// GitHub Actions
        Github = "github",
        /// GitLab CI
        Gitlab = "gitlab",
        /// Azure Pipelines
        Azure = "azure",
        /// CircleCI
        Circleci = "circleci",
    }
}
