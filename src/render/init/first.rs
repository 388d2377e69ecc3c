//! The first configuration of a project: what relkit reads elsewhere, and what may be said beside.

use super::{Document, Table, key, list, text, written};
use crate::{
    model::PythonVersion,
    project::{Fact, Mention, Native, Project, WheelKind, config::MatrixConfig},
    render::RenderError,
};

/// The commented configuration of a project that has none. `config` is what holds without it.
pub fn first(project: &Project, config: &MatrixConfig) -> Result<String, RenderError> {
    let mut comment = vec![
        format!("The configuration of relkit for {}. Every key is optional.", project.name.value),
        String::new(),
        "Read from the project, and not to be said again:".to_owned(),
    ];
    comment.extend(read(project));
    let mut top = Table::default();
    let said = "Pythons that are too old: none, eol, spec0, nep29, or a range such as >=3.10";
    top.add(said, commented(&key("support", &text("eol"))));
    let mut tables = vec![top];
    if !matches!(project.native, Native::No) {
        tables.extend([matrix(project, config), test()]);
    }
    written(&Document { comment, tables })
}

/// What the project says, with the place.
fn read(project: &Project) -> Vec<String> {
    let mut out = vec![format!("  build backend    {}", at(&project.backend))];
    if let Some(requires) = &project.requires_python {
        out.push(format!("  requires-python  {}", at(requires)));
    }
    let native = match &project.native {
        Native::No => "Python files alone".to_owned(),
        Native::Yes(reason) => match &project.wheel {
            WheelKind::Extension => format!("extension modules: {reason}"),
            WheelKind::Interpreterless(place) => format!("for every Python ({place})"),
        },
        Native::Unknown(reason) => format!("not known ({reason})"),
    };
    out.push(format!("  kind of wheel    {native}"));
    for floor in &project.limited_api.abi3 {
        out.push(format!("  abi3             {} ({})", floor.version, floor.place));
    }
    for floor in &project.limited_api.abi3t {
        out.push(format!("  abi3t            {} ({})", floor.version, floor.place));
    }
    let modules: Vec<&str> = project.modules.iter().map(|fact| fact.value.as_str()).collect();
    if !modules.is_empty() {
        out.push(format!("  modules          {}", modules.join(", ")));
    }
    // A value may hold what would end the comment.
    out.iter().map(|line| line.replace(char::is_control, " ")).collect()
}

fn at<T: std::fmt::Display>(fact: &Fact<T>) -> String {
    format!("{} ({})", fact.value, fact.place)
}

fn matrix(project: &Project, config: &MatrixConfig) -> Table {
    let mut table = Table::named("matrix");
    if let Some(hint) = project.limited_api_hint() {
        let floor = match hint.mention {
            Mention::PyLimitedApi(Some(PythonVersion { major, minor })) => {
                key("abi3", &text(&format!("{major}.{minor}")))
            }
            _ => commented(&key("abi3", &text("3.11"))),
        };
        table.add(
            &format!("{hint}, and setup.py is never run").replace(char::is_control, " "),
            floor,
        );
    } else if config.abi3.is_empty() {
        let comment = "The oldest Python of the abi3 wheel, if there is one";
        table.add(comment, commented(&key("abi3", &text("3.11"))));
    }
    let pypy = list("enable", &["pypy".to_owned()]);
    table.add("What cibuildwheel builds on demand", commented(&key("enable", &pypy)));
    table.add("Wheels for free-threaded Pythons", commented(&key("free-threaded", "true")));
    if project.modules.is_empty() {
        let name = project.name.value.file_name_form();
        let modules = list("import", &[name]);
        table.add("Modules that tests import", commented(&key("import", &modules)));
    }
    let nightly = "When the next CPython is tried, as a cron line";
    table.add(nightly, commented(&key("nightly", &text("17 3 * * *"))));
    let names: Vec<String> = config.platforms.iter().map(ToString::to_string).collect();
    table.add(
        "What is built for: these, unless the key says otherwise",
        commented(&key("platforms", &list("platforms", &names))),
    );
    let skip = list("skip", &["*-musllinux_*".to_owned()]);
    table.add("What is left out, as patterns", commented(&key("skip", &skip)));
    if matches!(project.native, Native::Unknown(_)) {
        let comment = "extension, any-python or pure: the project does not say";
        table.add(comment, key("wheel", &text("extension")));
    }
    table
}

fn test() -> Table {
    let mut table = Table::named("test");
    let plugins = list("plugins", &["xdist".to_owned()]);
    table.add("The plugins that pytest loads, and no others", commented(&key("plugins", &plugins)));
    table
}

/// A key that is only shown.
fn commented(entry: &str) -> String {
    let lines: Vec<String> = entry.lines().map(|line| format!("#{line}")).collect();
    lines.join("\n")
}
