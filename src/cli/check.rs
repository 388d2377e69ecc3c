//! `relkit check` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{
    commands::check::{Format, Request},
    model::SupportPolicy,
};

const EXAMPLES: &str = "\
Examples:
  relkit check dist/
  relkit check 'dist/*.whl' --ignore SUP,TAG001
  relkit check dist/ --strict --support '>=3.9'
  relkit check dist/ --format github     annotations in a workflow
  relkit explain REC005                  what a finding means

Configuration: `select`, `ignore` and `strict` in [tool.relkit.check], `support` in [tool.relkit].

Exit status: 0 no finding at level error, with --strict nor warning; 1 there is one; 2 a file could
not be read (the findings of the others are reported all the same), or the command was wrong.";

/// Check wheels and source distributions before they are published
///
/// Reads every byte once, and nothing but the files: no network, nothing is unpacked. All files of
/// one version of a project are also checked together, as an installer sees them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// Files, patterns, or folders with *.whl, *.tar.gz and *.zip
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    /// Run these rules only: codes or their beginnings, such as REC,NAM002
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    select: Option<Vec<String>>,
    /// Do not run these rules: codes or their beginnings
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    ignore: Vec<String>,
    /// Which Pythons count as supported: eol, spec0, nep29, none, or a range such as '>=3.9'
    #[arg(long, value_name = "POLICY")]
    support: Option<SupportPolicy>,
    /// Exit with 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// The folder whose pyproject.toml or relkit.toml configures the check
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// For people
    Text,
    /// JSON for machines, schema `relkit.check/1`
    Json,
    /// Annotations of GitHub workflows
    Github,
}

impl From<Check> for Request {
    fn from(typed: Check) -> Self {
        Self {
            paths: typed.paths,
            project: typed.project,
            format: match typed.format {
                FormatArg::Text => Format::Text,
                FormatArg::Json => Format::Json,
                FormatArg::Github => Format::Github,
            },
            select: typed.select,
            ignore: typed.ignore,
            support: typed.support,
            strict: typed.strict,
        }
    }
}
