//! `relkit stub`: project + message -> files that refuse to install.

pub mod attempt;
pub mod lint;
mod made;
mod refused;
mod written;

use std::path::PathBuf;

use super::{Context, Exit, Failure, files};
use crate::{
    model::Version,
    project::Project,
    render::stub as rendered,
    stub::{
        Kind, Layout, Refusal, VersionPattern,
        guard::{GuardError, put, refused as refused_by},
    },
    tables::Pythons,
};

/// What `relkit stub` is asked to write.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// Why it is refused, and for whom
    pub kind: Kind,
    /// The release that users are told to take
    pub last: Option<VersionPattern>,
    /// The first release without the Pythons that are refused; `None` for the project's version
    pub since: Option<Version>,
    /// The version of the sdist; `None` for the project's
    pub release: Option<Version>,
    /// Where users read more
    pub url: Option<String>,
    /// A file whose text takes the place of the message
    pub message: Option<PathBuf>,
    /// What is written; `None` for all that makes sense
    pub form: Option<Form>,
    /// The files of the sdist; `None` for those that most of its users see
    pub layout: Option<Layout>,
    /// Leave Requires-Python out, so that nobody falls back silently
    pub speak: bool,
    /// A list of the releases there are, a version a line
    pub versions: Option<PathBuf>,
    /// The folder to write to; `None` prints the guard
    pub output: Option<PathBuf>,
    /// Put the guard into the project's setup.py
    pub write_guard: bool,
    /// Do what is refused for its likely harm
    pub force: bool,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What stands before the build of a project that still builds
    Guard,
    /// An sdist that does nothing but refuse
    Sdist,
    /// Both
    Both,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let form = made::form(request)?;
    let own = refused::own_message(request)?;
    let project = Project::open(&request.project)?;
    let refusal = refused::refusal(request, &project, own.as_ref(), context)?;
    let says = rendered::says(&refusal, own.as_ref())
        .map_err(|error| Failure::of(&error).hint("--message FILE says it in other words"))?;
    let pythons: Pythons = context.tables.load()?;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let guard = match form {
        Form::Sdist => None,
        Form::Guard | Form::Both => {
            Some(made::guard(request, &project, &refusal, &says, &pythons)?)
        }
    };
    if let (Form::Sdist | Form::Both, Some(_)) = (form, &request.output) {
        files.push(made::sdist(request, &project, &refusal, &says)?);
    }
    let Some(guard) = guard else {
        return write(request, files, Vec::new(), context);
    };
    let mut in_place = Vec::new();
    let mut paste = None;
    if request.write_guard {
        in_place.push(guarded(request, &refusal, &guard, context)?);
    } else if request.output.is_none() {
        context.terminal.print(&guard.text)?;
        coding(&guard, context);
        return Ok(Exit::Fine);
    }
    if !request.write_guard {
        coding(&guard, context);
    }
    if request.output.is_some() {
        files.push((guard.name.to_owned(), guard.text.into_bytes()));
        if !request.write_guard && guard.name == "guard.py" {
            paste =
                Some("guard.py goes above the imports of setup.py; --write-guard puts it there");
        }
    }
    let exit = write(request, files, in_place, context)?;
    if let Some(paste) = paste {
        context.terminal.say(paste);
    }
    Ok(exit)
}

/// Says what a guard needs that is put in by hand.
fn coding(guard: &made::Guard, context: &mut Context) {
    if guard.name == "guard.py" && !guard.text.is_ascii() {
        context.terminal.warn(
            "the message is not ASCII: without `# -*- coding: utf-8 -*-` in its first line Python \
             2.7 does not read setup.py",
        );
    }
}

/// The project's setup.py with the guard.
fn guarded(
    request: &Request,
    refusal: &Refusal,
    guard: &made::Guard,
    context: &mut Context,
) -> Result<(PathBuf, Vec<u8>), Failure> {
    let path = request.project.join("setup.py");
    if guard.name != "guard.py" {
        return Err(Failure::new(format!("{} is not there", path.display()))
            .hint("-o DIR writes a guard for the build backend"));
    }
    let text = files::read_text(&path)?;
    let fail = |error: GuardError| Failure {
        message: format!("{}: {error}", path.display()),
        hint: error.hint().map(Into::into),
    };
    let (older, systems) = refused_by(&text).map_err(fail)?;
    let lost: Vec<String> = older
        .iter()
        .filter(|python| !refusal.pythons().contains(python))
        .map(|python| format!("--dropped {python}"))
        .collect();
    let lost_systems = systems && !matches!(refusal.kind, Kind::Platform(_));
    if !request.force && (lost_systems || !lost.is_empty()) {
        let what = if lost.is_empty() { "systems".to_owned() } else { lost.join(" ") };
        return Err(Failure::new(format!(
            "{}: the guard that is there also refuses what is not named now: {what}",
            path.display()
        ))
        .hint("name it again; --force writes the new one in place of the old one"));
    }
    let text = put(&text, &guard.text).map_err(fail)?;
    lint::warn_of(&request.project, &text, refusal.pythons(), context)?;
    Ok((path, text.into_bytes()))
}

/// Writes the files of the folder, and those in the project: all or none.
fn write(
    request: &Request,
    files: Vec<(String, Vec<u8>)>,
    in_place: Vec<(PathBuf, Vec<u8>)>,
    context: &mut Context,
) -> Result<Exit, Failure> {
    let mut all = in_place;
    if let Some(folder) = &request.output {
        written::check_folder(folder, &files, request.force)?;
        all.extend(files.into_iter().map(|(name, bytes)| (folder.join(name), bytes)));
    }
    written::write_all(&all)?;
    for (path, _) in &all {
        context.terminal.say(format_args!("wrote {}", path.display()));
    }
    Ok(Exit::Fine)
}
