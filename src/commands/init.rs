//! `relkit init`: project, or release -> relkit.toml.

use std::path::PathBuf;

use super::{Context, Exit, Failure, files, index_url::Options, release_list};
use crate::{
    matrix::{PlanTables, infer::infer},
    project::{
        Config, Layer, Native, Project, ProjectError, WheelKind,
        config::{MatrixConfig, WheelChoice},
    },
    render::{self, init::Said},
};

/// What `relkit init` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// The release to make again; `None` for a first configuration
    pub from_release: Option<String>,
    /// Where to write; `None` is standard output
    pub output: Option<PathBuf>,
    /// Whether to replace a file
    pub force: bool,
    /// Which index is asked
    pub index: Options,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    if let Some(path) = request.output.as_ref().filter(|path| !request.force && path.exists()) {
        return Err(Failure::new(format!("{} is there already", path.display()))
            .hint("--force replaces it"));
    }
    let tables = PlanTables::load(&context.tables)?;
    let text = match &request.from_release {
        None => {
            let project = Project::open(&request.project)?;
            if project.layer != Layer::default() {
                let own = "the project has a configuration of relkit's already: two are refused";
                context.terminal.warn(own);
            }
            let config = without_relkit(&project, &tables);
            render::init::first(&project, &config)?
        }
        Some(release) => of_release(release, request, &tables, context)?,
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(Exit::Fine)
}

fn of_release(
    arg: &str,
    request: &Request,
    tables: &PlanTables,
    context: &mut Context,
) -> Result<String, Failure> {
    let release = release_list::load(arg, &request.index, context)?;
    let name = format!("{}=={}", release.name, release.version);
    let mut project = match Project::open(&request.project) {
        Ok(project) => Some(project),
        Err(ProjectError::NoProject { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(other) = project.take_if(|project| project.name.value != release.name) {
        context.terminal.warn(format!(
            "the release is {name}, and the project is {}: what that says does not count",
            other.name.value
        ));
    }
    let inferred = infer(&release.files, project.as_ref(), tables)?;
    let requires = release.files.iter().find_map(|file| file.requires_python.as_ref());
    let requires = requires.filter(|_| project.is_none()).map(ToString::to_string);
    let config = project.as_ref().map(|project| without_relkit(project, tables));
    let said = project.as_ref().zip(config.as_ref());
    let said = said.map(|(project, config)| Said { config, kind: kind(project) });
    Ok(render::init::release(&name, requires.as_deref(), &inferred, said)?)
}

/// What holds for the project when it has no configuration of relkit's.
fn without_relkit(project: &Project, tables: &PlanTables) -> MatrixConfig {
    let bare = Project { layer: Layer::default(), ..project.clone() };
    Config::resolve(&bare, tables.oldest()).matrix
}

/// The kind of wheel that the project's own files say.
fn kind(project: &Project) -> Option<WheelChoice> {
    if project.layer.matrix.wheel.is_some() {
        return None;
    }
    match (&project.native, &project.wheel) {
        (Native::Yes(_), WheelKind::Extension) => Some(WheelChoice::Extension),
        (Native::Yes(_), WheelKind::Interpreterless(_)) => Some(WheelChoice::AnyPython),
        (Native::No, _) => Some(WheelChoice::Pure),
        (Native::Unknown(_), _) => None,
    }
}
