//! `relkit stub` as typed.

mod act;

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use crate::{
    commands::{
        Context, Exit, Failure,
        stub::{self, Form, attempt, lint},
    },
    model::{ProjectName, PythonVersion, Version},
    stub::{Kind, Layout, System, VersionPattern},
};
use act::{FormatArg, LintArgs, TryArgs};

const EXAMPLES: &str = "\
Examples:
  relkit stub --dropped 2.7 --last '6.1.*'           print a guard for setup.py
  relkit stub --dropped 2.7 --last '6.1.*' --since 7.0.0 -o stub/
  relkit stub --dropped 2.7 --last '6.1.*' --write-guard
  relkit stub --platform AIX=aix --last 6.0.0 -o stub/
  relkit stub --renamed-to scikit-learn -o stub/
  relkit stub --withdrawn --message goodbye.txt -o stub/
  relkit stub --needs-pip 20.3 -o stub/
  relkit stub --lint stub/psutil-7.0.0.tar.gz --dropped 2.7
  relkit stub --lint setup.py --dropped 2.7 --versions releases.txt
  relkit stub --try stub/psutil-7.0.0.tar.gz         with every installer that is found
  relkit stub --try stub/psutil-7.0.0.tar.gz --with ~/.pyenv/versions/2.7.18/bin/python

A guard goes above the imports of a setup.py that still builds: the release is
for the others. The sdist refuses everybody; it takes the place of a real one
where all who are supported get a wheel, or where the project has ended. Its
files follow who is to read the message, --layout says otherwise:
  setup     setup.py alone: seen by every pip, but later ones and uv fetch
            setuptools first
  in-tree   pyproject.toml with a backend beside it: nothing is fetched, but
            pip 10 to 19.3 fails before the message
With Requires-Python, which is taken from the project, pip 9 and later fall
back to the last good release silently; --speak leaves it out, so that the
install fails and everybody reads the message.

Exit status: 0 done; 1 --lint found something, or an installer of --try did
not show the message; 2 it could not be done, and nothing was written.";

/// Write what refuses to install, with a message that its users really see
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("act").required(true).multiple(true)
    .args(["dropped", "platform", "renamed_to", "withdrawn", "needs_pip", "lint", "attempt"]))]
pub(super) struct Stub {
    /// The Python that is refused, or for which --lint reads; may be given several times
    #[arg(long, value_name = "PYTHON", conflicts_with_all = ["platform", "renamed_to", "withdrawn", "needs_pip"])]
    dropped: Vec<PythonVersion>,
    /// The system that is refused, and what its sys.platform begins with, such as AIX=aix
    #[arg(long, value_name = "NAME=PREFIX", conflicts_with_all = ["renamed_to", "withdrawn", "needs_pip"])]
    platform: Option<System>,
    /// The project's new name; the old one is refused
    #[arg(long, value_name = "NAME", conflicts_with_all = ["withdrawn", "needs_pip", "last"])]
    renamed_to: Option<ProjectName>,
    /// The project has ended
    #[arg(long, conflicts_with = "needs_pip")]
    withdrawn: bool,
    /// There are wheels alone, and no older pip knows their tags
    #[arg(long, value_name = "VERSION", conflicts_with = "last")]
    needs_pip: Option<Version>,
    #[command(flatten)]
    says: SaysArgs,
    #[command(flatten)]
    files: FilesArgs,
    #[command(flatten)]
    lint: LintArgs,
    #[command(flatten)]
    attempt: TryArgs,
    /// How --lint and --try report
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
}

/// What the message says.
#[derive(Debug, Args)]
#[command(next_help_heading = "Message")]
struct SaysArgs {
    /// The release that users are told to take, such as '6.1.*'
    #[arg(long, value_name = "RELEASE")]
    last: Option<VersionPattern>,
    /// The first release without them [default: the project's version]
    #[arg(long, value_name = "VERSION")]
    #[arg(conflicts_with_all = ["platform", "renamed_to", "withdrawn", "needs_pip"])]
    since: Option<Version>,
    /// Where users read more
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Show the text of this file instead
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    message: Option<PathBuf>,
    /// A list of the project's releases, a version a line: the message names one of them
    #[arg(long, value_name = "FILE")]
    versions: Option<PathBuf>,
}

/// What is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
struct FilesArgs {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// What is written [default: both where there is something left to guard, else the sdist]
    #[arg(long, value_enum)]
    form: Option<FormArg>,
    /// The files of the sdist [default: those that most of its readers see]
    #[arg(long, value_enum)]
    layout: Option<LayoutArg>,
    /// The version of the sdist [default: the project's]
    #[arg(long, value_name = "VERSION")]
    release: Option<Version>,
    /// Leave out Requires-Python, so that installers speak instead of falling back
    #[arg(long)]
    speak: bool,
    /// Write to this folder, all files or none, instead of the guard to standard output
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Put the guard into the project's setup.py, in place of an older one
    #[arg(long)]
    write_guard: bool,
    /// Replace files, and refuse a Python that the project still supports
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormArg {
    /// What stands before the build of a project that still builds
    Guard,
    /// An sdist that does nothing but refuse
    Sdist,
    /// Both
    Both,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LayoutArg {
    /// setup.py alone
    Setup,
    /// setup.py, and pyproject.toml with a backend beside it
    InTree,
}

impl Stub {
    /// Does what is asked.
    pub(super) fn run(mut self, context: &mut Context) -> Result<Exit, Failure> {
        let format = self.format;
        if let Some(input) = self.lint.lint {
            let (dropped, versions) = (self.dropped, self.says.versions);
            let format = format.of_lint()?;
            return lint::run(&lint::Request { input, dropped, versions, format }, context);
        }
        if let Some(sdist) = self.attempt.attempt.take() {
            let request = self.attempt.request(sdist, self.says.message, format.of_try()?);
            return attempt::run(&request, context);
        }
        stub::run(&self.request()?, context)
    }

    fn request(self) -> Result<stub::Request, Failure> {
        let kind = match (self.platform, self.renamed_to, self.needs_pip) {
            (Some(system), ..) => Kind::Platform(system),
            (_, Some(name), _) => Kind::Renamed(name),
            (.., Some(pip)) => Kind::Installer(pip),
            _ if self.withdrawn => Kind::Withdrawn,
            _ => Kind::Dropped(self.dropped),
        };
        if !matches!(self.format, FormatArg::Text) {
            return Err(Failure::new("--format is for the reports of --lint and --try"));
        }
        Ok(stub::Request {
            project: self.files.project,
            kind,
            last: self.says.last,
            since: self.says.since,
            release: self.files.release,
            url: self.says.url,
            message: self.says.message,
            form: self.files.form.map(|form| match form {
                FormArg::Guard => Form::Guard,
                FormArg::Sdist => Form::Sdist,
                FormArg::Both => Form::Both,
            }),
            layout: self.files.layout.map(|layout| match layout {
                LayoutArg::Setup => Layout::SetupOnly,
                LayoutArg::InTree => Layout::InTree,
            }),
            speak: self.files.speak,
            versions: self.says.versions,
            output: self.files.output,
            write_guard: self.files.write_guard,
            force: self.files.force,
        })
    }
}
