//! `relkit check` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{
    commands::check::{Fixing, Format, Request},
    model::SupportPolicy,
};

const EXAMPLES: &str = "\
Examples:
  relkit check dist/
  relkit check 'dist/*.whl' --ignore SUP,TAG001
  relkit check dist/ --strict --support '>=3.9'
  relkit check dist/ --format github     annotations in a workflow
  relkit check dist/ --format sarif -o relkit.sarif
  relkit check dist/ --fix               mended wheels into dist/fixed/
  relkit check dist/ --fix --dry-run     what would be mended
  relkit explain REC005                  what a finding means

--fix mends what follows from the wheel itself: RECORD from the content, the tags and the build tag
in WHEEL from the file name, the order of the tags, the normalised project name. Members are copied
as they are. A hash in RECORD becomes that of the content: know what changed the file first. Wheels
that are damaged or signed are left alone, and so are source distributions. What is reported are
the findings that are left.

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
    /// Write the report to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    fixing: FixArgs,
    /// The folder whose pyproject.toml or relkit.toml configures the check
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
}

/// How files are mended.
#[derive(Debug, Args)]
struct FixArgs {
    /// Mend what can be mended safely, and report what is left: new files in a folder `fixed`
    /// beside the old ones
    #[arg(long)]
    fix: bool,
    /// Write mended files into this folder
    #[arg(long, value_name = "DIR", requires = "fix", conflicts_with = "in_place")]
    output_dir: Option<PathBuf>,
    /// Replace the files by the mended ones; a file that gets another name loses its old one
    #[arg(long, requires = "fix")]
    in_place: bool,
    /// Say what would be mended, and write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// For people
    Text,
    /// JSON for machines, schema `relkit.check/1`
    Json,
    /// Annotations of GitHub workflows, ten of each level
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// For the comment of a pull request or the summary of a job
    Markdown,
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
                FormatArg::Sarif => Format::Sarif,
                FormatArg::Markdown => Format::Markdown,
            },
            select: typed.select,
            ignore: typed.ignore,
            support: typed.support,
            strict: typed.strict,
            output: typed.output,
            fix: typed.fixing.fix.then_some(Fixing {
                in_place: typed.fixing.in_place,
                output_dir: typed.fixing.output_dir,
                dry_run: typed.fixing.dry_run,
            }),
        }
    }
}
