//! `relkit drop`: project + counts + tables -> what goes with a Python, and the edits that let it go.

mod apply;
mod changes;
mod figures;
mod files;
mod guard;
mod moved;
mod past;
mod supported;
mod workflow;

use std::{collections::BTreeSet, path::PathBuf};

use self::{
    changes::{Changes, Texts},
    guard::Last,
    past::Past,
    supported::Supported,
};
use super::{Context, Exit, Failure, files as output, index_url, pyversions};
use crate::{
    advice::Fallbacks,
    drop::edit::Edited,
    matrix::{Plan, PlanTables, plan},
    model::{Provider, PythonVersion, Version},
    project::Project,
    report::{
        self,
        downloads::ProjectReport,
        drop::{DropReport, EditedFile, Guard, Saving},
    },
    stub::{Releases, VersionPattern},
};

/// What `relkit drop` is asked to do.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Request {
    /// The Pythons to drop
    pub pythons: Vec<PythonVersion>,
    /// Drop all that are older than this one
    pub below: Option<PythonVersion>,
    /// The project's folder
    pub project: PathBuf,
    /// Edit the files
    pub write: bool,
    /// Show the edits
    pub diff: bool,
    /// Write though there are changes that are not committed
    pub force: bool,
    /// How downloads are asked for; nobody but the cache where `asks` is not set
    pub counts: pyversions::Request,
    /// Whether a source of downloads was named
    pub asks: bool,
    /// The release whose files have known sizes: a list, a folder, or `NAME==VERSION`
    pub sizes: Option<String>,
    /// The releases that are out: a list, a folder, or `index`
    pub history: Option<String>,
    /// The release that users of the dropped Pythons are told to take. Ex) `6.1.*`
    pub last: Option<VersionPattern>,
    /// The first release without them; `None` for the project's version
    pub since: Option<Version>,
    /// Put no guard into setup.py
    pub no_stub: bool,
    /// How the index is found
    pub index: index_url::Options,
    /// How to report
    pub format: Format,
    /// Where to write the report; `None` is standard output
    pub output: Option<PathBuf>,
}

/// How to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Table,
    /// `relkit.drop/1`
    Json,
    /// For an issue or a pull request
    Markdown,
}

/// Runs the command: [`Exit::Findings`] while something is left to do.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    if let Some(path) = &request.output {
        output::there_is_room(path)?;
        files::no_input(&request.project, path)?;
    }
    let project = Project::open(&request.project)?;
    let tables = PlanTables::load(&context.tables)?;
    let on = context.as_of();
    let now = plan(&project, &tables, Provider::Github, on).map_err(|it| Failure::of(&it).message);
    let supported =
        supported::supported(request, &project, now.as_ref().ok(), &tables.pythons, on)?;
    let past = past::load(request, &project, context)?;
    let going = &supported.going;
    let texts = Texts::read(request, going)?;
    let both = (&project, texts.project(request)?);
    let figures = Figures::new(request, both, &tables, now.as_ref(), &supported, past, context)?;
    let last = figures.last(request);
    let changes = changes::changes(texts, request, &project, going, &last, &tables, context)?;
    if let Guard::No(why) = &changes.guard {
        let typed = [("--last", request.last.is_some()), ("--since", request.since.is_some())];
        for (option, _) in typed.into_iter().filter(|(_, typed)| *typed) {
            context.terminal.warn(format_args!("{option} is not used: {why}"));
        }
    }
    let outstanding = !changes.edited.is_empty() && !request.write;
    let exit = if outstanding || !changes.left.is_empty() { Exit::Findings } else { Exit::Fine };
    let target = |it: &Edited| files::target(&request.project, &it.path);
    let text = if request.diff {
        // A link stays, and what it leads to changes.
        let named = |it: &Edited| Edited { path: target(it), ..it.clone() };
        apply::diff(&changes.edited.iter().map(named).collect::<Vec<_>>())
    } else {
        shown(request, &project, &tables, &supported, &figures, &changes, context)?
    };
    if request.write && !changes.edited.is_empty() {
        if !request.force {
            let paths: Vec<String> = changes.edited.iter().map(target).collect();
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            apply::clean(&request.project, &paths, &request.index.environment)?;
        }
        apply::write(&request.project, &changes.edited)?;
        for edited in &changes.edited {
            context.terminal.note(format_args!("wrote {}", edited.path));
        }
    }
    output::deliver(request.output.as_deref(), &text, context)?;
    Ok(exit)
}

/// What is known besides the edits.
struct Figures {
    downloads: Result<ProjectReport, String>,
    saving: Result<Saving, String>,
    fallbacks: Result<Fallbacks, String>,
    past: Option<Past>,
    /// The project as it is after the edits
    then: Project,
}

impl Figures {
    /// The release that users of the dropped Pythons are told to take.
    fn last(&self, request: &Request) -> Last {
        let fallbacks = self.fallbacks.as_ref().ok();
        let newest = fallbacks.and_then(Fallbacks::newest);
        let versions =
            self.past.iter().flat_map(|past| &past.files).map(|file| file.name.version());
        let versions: BTreeSet<String> = versions.map(ToString::to_string).collect();
        let listed = versions.into_iter().collect::<Vec<_>>().join("\n");
        Last {
            pattern: request
                .last
                .clone()
                .or_else(|| newest.and_then(|version| version.to_string().parse().ok())),
            releases: Releases::parse(&listed).ok(),
        }
    }

    /// Of the project as it is, and as it is after the edits.
    fn new(
        request: &Request,
        (project, then): (&Project, Project),
        tables: &PlanTables,
        now: Result<&Plan, &String>,
        supported: &Supported,
        past: Option<Past>,
        context: &mut Context,
    ) -> Result<Self, Failure> {
        let dropped = supported.going.dropped();
        let files = figures::sized(request, context)?;
        let downloads = figures::downloads(request, project, files.clone(), context)?;
        let saved = now.map(|now| {
            figures::saved((project, &then), tables, context.as_of(), now, dropped, &files)
        });
        let (saving, after) = match saved {
            Ok(saved) => (Ok(saved.saving), saved.after),
            Err(why) => (Err(why.clone()), None),
        };
        let fallbacks = past::fall_back(past.as_ref(), dropped, now, after.as_ref());
        Ok(Self { downloads, saving, fallbacks, past, then })
    }
}

/// The report in the format that was asked for.
fn shown(
    request: &Request,
    project: &Project,
    tables: &PlanTables,
    supported: &Supported,
    figures: &Figures,
    changes: &Changes,
    context: &Context,
) -> Result<String, Failure> {
    let stated = project.requires_python.as_ref();
    let edits = changes.edited.iter().map(|it| EditedFile {
        path: it.path.clone(),
        changes: it.changes.iter().map(|it| (it.line, it.what.clone())).collect(),
    });
    let fallbacks = figures.fallbacks.as_ref();
    let place = figures.past.as_ref().map(|past| past.place.clone()).unwrap_or_default();
    let report = DropReport {
        project: project.name.value.as_str(),
        as_of: context.as_of(),
        pythons: &tables.pythons,
        going: &supported.going,
        supported_now: &supported.now,
        requires_now: stated
            .map(|it| (it.value.to_string(), supported::within(&request.project, &it.place))),
        requires_then: figures.then.requires_python.as_ref().map(|it| it.value.to_string()),
        downloads: figures.downloads.as_ref().map_err(Clone::clone),
        saving: figures.saving.clone(),
        sized: request.sizes.as_deref(),
        fallbacks: fallbacks.map(|it| (it, place)).map_err(Clone::clone),
        guard: changes.guard.clone(),
        edits: edits.collect(),
        left: changes.left.clone(),
        left_out: changes.left_out.clone(),
        written: request.write,
        notes: Vec::new(),
    };
    Ok(match request.format {
        Format::Table => report::drop::text(&report, context.terminal.is_verbose()),
        Format::Json => report::drop::json(&report)?,
        Format::Markdown => report::drop::markdown(&report),
    })
}
