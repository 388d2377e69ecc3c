//! `relkit check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::{
    commands::{self, CheckConfig, CheckRequest, Exit, Failure, Terminal},
    dist::Progress,
    model::SupportPolicy,
    tables::Tables,
};

/// Check wheels and source distributions before they are published
///
/// Reads every byte once and nothing but the files: no network, nothing is unpacked. All files of
/// one version of a project are also checked together, as an installer sees them.
#[derive(Debug, Args)]
#[command(after_long_help = "Exit status:
  0  no finding at level error (with --strict: nor warning)
  1  there is one
  2  a file could not be read, or the command was wrong; findings of other files are still reported

Configuration: `select`, `ignore` and `strict` in [tool.relkit.check], `support` in [tool.relkit].
Options on the command line replace the configuration; `--ignore` adds to it.

Examples:
  relkit check dist/
  relkit check 'dist/*.whl' --ignore SUP,TAG001
  relkit check dist/ --strict --support '>=3.9'
  relkit check dist/ --format github     annotations in a workflow
  relkit explain REC005                  what a finding means")]
pub(super) struct CheckArgs {
    /// Files, patterns, or folders with *.whl, *.tar.gz and *.zip
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
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
    /// Let warnings fail as errors do
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatArg {
    /// For people
    #[default]
    Text,
    /// One object with `schema`, `files` and `findings`
    Json,
    /// Annotations of GitHub workflows
    Github,
}

impl CheckArgs {
    /// The configuration with what the command line says on top.
    fn over(&self, config: CheckConfig) -> CheckConfig {
        let mut ignore = config.ignore;
        ignore.extend(self.ignore.iter().cloned());
        CheckConfig {
            select: self.select.clone().unwrap_or(config.select),
            ignore,
            support: self.support.clone().unwrap_or(config.support),
            strict: self.strict || config.strict,
        }
    }
}

pub(super) fn run(
    args: &CheckArgs,
    config: CheckConfig,
    tables: &Tables,
    as_of: Date,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let request = CheckRequest {
        paths: args.paths.clone(),
        format: match args.format {
            FormatArg::Text => commands::Format::Text,
            FormatArg::Json => commands::Format::Json,
            FormatArg::Github => commands::Format::Github,
        },
        config: args.over(config),
        as_of,
    };
    commands::check(&request, tables, &Progress::default(), terminal)
}
