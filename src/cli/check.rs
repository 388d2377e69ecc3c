//! `relkit check` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{
    commands::check::{CompareWith, Fixing, Format, OnIndex, Request},
    model::SupportPolicy,
};

use super::index::IndexArgs;

const EXAMPLES: &str = "\
Examples:
  relkit check dist/
  relkit check 'dist/*.whl' --ignore SUP,TAG001
  relkit check dist/ --strict --support '>=3.9'
  relkit check dist/ --format github     annotations in a workflow
  relkit check dist/ --format sarif -o relkit.sarif
  relkit check dist/ --fix               mended wheels into dist/fixed/
  relkit check dist/ --fix --dry-run     what would be mended
  relkit check dist/ --targets           who gets which file
  relkit check dist/ --against psutil==7.2.1 --plan
  relkit check psutil==7.2.2             a release on the index, downloaded into a cache
  relkit check psutil==7.2.2 --metadata-only
  relkit explain REC005                  what a finding means

--fix mends what follows from the wheel itself: RECORD from the content, the tags and the build tag
in WHEEL from the file name, the order of the tags, the normalised project name. Members are copied
as they are. A hash in RECORD becomes that of the content: know what changed the file first. Wheels
that are damaged or signed are left alone, and so are source distributions. What is reported are
the findings that are left.

Paths never touch the network. NAME==VERSION, where there is no such path, is a release on the
index: its files are held to the digests that the index states before anything reads them.

Configuration: `select`, `ignore` and `strict` in [tool.relkit.check], `support` in [tool.relkit].

Exit status: 0 no finding at level error, with --strict nor warning; 1 there is one; 2 a file could
not be read (the findings of the others are reported all the same), or the command was wrong.";

/// Check wheels and source distributions before they are published
///
/// Reads every byte once, and nothing but the files: no network for paths, nothing is unpacked. All
/// files of one version of a project are also checked together, as an installer sees them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// Files, patterns, folders with *.whl, *.tar.gz and *.zip, or NAME==VERSION on the index
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
    /// Say which file each Python gets on each system, in place of findings; text or JSON
    #[arg(long, conflicts_with = "fix")]
    targets: bool,
    #[command(flatten)]
    compare: CompareArgs,
    #[command(flatten)]
    fixing: FixArgs,
    /// The folder whose pyproject.toml or relkit.toml configures the check
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    #[command(flatten)]
    on_index: OnIndexArgs,
}

/// How releases on an index are read.
#[derive(Debug, Args)]
struct OnIndexArgs {
    /// Read names and metadata only: no contents are downloaded, and none are checked
    #[arg(long, help_heading = "Index")]
    metadata_only: bool,
    /// Keep downloaded files in this folder [default: relkit in the user's folder for caches]
    #[arg(long, value_name = "DIR", help_heading = "Index")]
    cache_dir: Option<PathBuf>,
    /// How many files to download at a time
    #[arg(long, value_name = "N", default_value = "4", help_heading = "Index")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
    #[command(flatten)]
    index: IndexArgs,
}

impl From<OnIndexArgs> for OnIndex {
    fn from(typed: OnIndexArgs) -> Self {
        Self {
            options: typed.index.into(),
            metadata_only: typed.metadata_only,
            cache_dir: typed.cache_dir,
            jobs: typed.jobs.into(),
        }
    }
}

/// What the files are compared with.
#[derive(Debug, Args)]
struct CompareArgs {
    /// Compare with a release: NAME==VERSION, a file with its list, or a folder with its files
    ///
    /// An older one: who loses a wheel, what grew. The same version on the index: which names are
    /// taken, and whether it still takes files.
    #[arg(long, value_name = "RELEASE", help_heading = "Comparison")]
    against: Option<String>,
    /// Compare with the files that `relkit matrix` plans for --project
    #[arg(long, help_heading = "Comparison", conflicts_with = "manifest")]
    plan: bool,
    /// Compare with a list of patterns, as `relkit matrix --format manifest` writes it
    #[arg(long, value_name = "FILE", help_heading = "Comparison")]
    manifest: Option<PathBuf>,
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
            index: typed.on_index.into(),
            compare: CompareWith {
                against: typed.compare.against,
                plan: typed.compare.plan,
                manifest: typed.compare.manifest,
            },
            targets: typed.targets,
        }
    }
}
