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

impl Provider {
    /// Where it looks for its file, from the project's folder.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/build.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Azure => "azure-pipelines.yml",
            Self::Circleci => ".circleci/config.yml",
        }
    }
}
