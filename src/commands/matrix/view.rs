//! What `relkit matrix` can show, and in which formats.

use std::path::PathBuf;

use crate::{
    commands::Failure,
    model::{Provider, spelled::spelled},
};

spelled! {
    /// What a view is written as.
    pub enum Format: "format" {
        /// A GitHub Actions workflow
        Github = "github",
        /// A GitLab CI pipeline
        Gitlab = "gitlab",
        /// An Azure Pipelines pipeline
        Azure = "azure",
        /// A CircleCI configuration
        Circleci = "circleci",
        /// Tables and text for people
        Table = "table",
        /// The plan as JSON
        Plan = "plan",
        /// JSON for machines: of the plan a matrix for a GitHub workflow, else the view
        Json = "json",
        /// The expected files, one pattern a line
        Manifest = "manifest",
    }
}

impl Format {
    /// The CI system whose file it is; `None` for what is no CI system's.
    const fn provider(self) -> Option<Provider> {
        match self {
            Self::Github => Some(Provider::Github),
            Self::Gitlab => Some(Provider::Gitlab),
            Self::Azure => Some(Provider::Azure),
            Self::Circleci => Some(Provider::Circleci),
            Self::Table | Self::Plan | Self::Json | Self::Manifest => None,
        }
    }

    /// The CI system whose machines count: the one whose file is written, else the one asked for.
    pub(super) fn machines(self, asked: Option<Provider>) -> Result<Provider, Failure> {
        match (self.provider(), asked) {
            (Some(own), Some(other)) if own != other => {
                let message = format!("--format {self} is no file of {other}");
                Err(Failure::new(message).hint(format!("say --format {other}")))
            }
            (Some(own), _) => Ok(own),
            (None, asked) => Ok(asked.unwrap_or(Provider::Github)),
        }
    }
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// The plan itself
    Plan,
    /// `--targets`: who installs which file, and which job tests it there
    Targets,
    /// `--explain`: why the identifiers that match are in or out
    Explain(String),
    /// `--import`: what would change in an existing workflow
    Import(PathBuf),
}

impl View {
    /// Its formats, the usual one first.
    const fn formats(&self) -> &'static [Format] {
        match self {
            Self::Plan => Format::ALL,
            Self::Targets | Self::Explain(_) | Self::Import(_) => &[Format::Table, Format::Json],
        }
    }

    /// The option that asks for it.
    const fn option(&self) -> &'static str {
        match self {
            Self::Plan => "relkit matrix",
            Self::Targets => "--targets",
            Self::Explain(_) => "--explain",
            Self::Import(_) => "--import",
        }
    }

    /// The format to write: the one asked for, else the usual one.
    pub(super) fn format(&self, asked: Option<Format>) -> Result<Format, Failure> {
        let formats = self.formats();
        let format = asked.unwrap_or(formats[0]);
        if formats.contains(&format) {
            return Ok(format);
        }
        let fit: Vec<String> = formats.iter().map(|it| format!("--format {it}")).collect();
        let message = format!("{} cannot be written as {format}", self.option());
        Err(Failure::new(message).hint(format!("say {}", fit.join(" or "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_says_which_formats_fit() {
        let failure = View::Targets.format(Some(Format::Github)).unwrap_err();
        insta::assert_snapshot!(failure.message, @"--targets cannot be written as github");
        insta::assert_snapshot!(failure.hint.unwrap(), @"say --format table or --format json");
        assert_eq!(View::Plan.format(None).unwrap(), Format::Github);
    }
}
