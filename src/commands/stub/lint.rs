//! `relkit stub --lint`: a refusal -> what makes its message vanish.

mod read;

use std::path::{Path, PathBuf};

use crate::{
    commands::{Context, Exit, Failure, files},
    index,
    model::{PythonVersion, Version},
    report::stub_lint as report,
    stub::{
        Releases,
        lint::{self, Facts, Lint, Severity, SourceFile, Sources},
    },
    tables::{LastReleases, Pythons, Stdlib, StdlibVersions},
};

/// What is to be read.
#[derive(Debug)]
pub struct Request {
    /// A setup.py, an sdist, or a folder
    pub input: PathBuf,
    /// The Pythons whose users are to see the message; none where the refusal itself says
    pub dropped: Vec<PythonVersion>,
    /// A list of the releases there are: a version or a file name a line, or a project's page of
    /// an index as JSON or HTML
    pub versions: Option<PathBuf>,
    /// How to report
    pub format: Format,
}

/// The forms of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Text,
    /// For machines
    Json,
    /// Annotations of GitHub workflows
    Github,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let sources = read::sources(&request.input)?;
    let versions = request.versions.as_deref().map(versions).transpose()?;
    let lint = judged(&sources, &request.dropped, versions.as_deref(), context)?;
    let place = report::Place::of(&request.input.to_string_lossy(), request.input.is_dir());
    let text = match request.format {
        Format::Text => report::text(&lint, &place),
        Format::Json => report::json(&lint, &place)?,
        Format::Github => report::github(&lint, &place),
    };
    context.terminal.print(text)?;
    Ok(if lint.is_clean() { Exit::Fine } else { Exit::Findings })
}

/// Warns of what hides the message of a guard in a project's setup.py, whose text comes in.
pub(super) fn warn_of(
    folder: &Path,
    text: &str,
    dropped: &[PythonVersion],
    context: &mut Context,
) -> Result<(), Failure> {
    let mut sources = read::sources(folder)?;
    let path = "setup.py".to_owned();
    sources.setup_py = Some(SourceFile { path, bytes: text.as_bytes().to_vec() });
    let lint = judged(&sources, dropped, None, context)?;
    for flaw in lint.flaws.iter().filter(|flaw| flaw.severity == Severity::Error) {
        let place = folder.join(&flaw.file);
        let what = format!("{}:{}: {} ({})", place.display(), flaw.line, flaw.message, flaw.code);
        context.terminal.warn(format!("the message will not be seen: {what}"));
    }
    Ok(())
}

/// What the lint says of some files.
fn judged(
    sources: &Sources,
    dropped: &[PythonVersion],
    versions: Option<&[Version]>,
    context: &Context,
) -> Result<Lint, Failure> {
    let pythons: Pythons = context.tables.load()?;
    let pythons: Vec<PythonVersion> = pythons.python.iter().map(|row| row.version).collect();
    let stdlib: Stdlib = context.tables.load()?;
    let stdlib_versions: StdlibVersions = context.tables.load()?;
    let last_releases: LastReleases = context.tables.load()?;
    let facts = Facts {
        dropped,
        pythons: &pythons,
        versions,
        stdlib: &stdlib,
        stdlib_versions: &stdlib_versions,
        last_releases: &last_releases,
    };
    Ok(lint::lint(sources, &facts))
}

/// The releases of a list.
fn versions(path: &Path) -> Result<Vec<Version>, Failure> {
    let text = files::read_text(path)?;
    let hint = "one version a line, or a project's page of an index as JSON or HTML";
    let fail = |why: String| Failure::new(format!("{}: {why}", path.display())).hint(hint);
    let found = match index::versions(&text).map_err(fail)? {
        Some(versions) => versions,
        None => lint::versions_of(&text),
    };
    if found.is_empty() {
        let why = Releases::parse(&text).map_or_else(|error| error.to_string(), |_| String::new());
        return Err(fail(why));
    }
    Ok(found)
}
