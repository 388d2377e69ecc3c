//! uv's configuration files.
//!
//! Source: [uv's documentation](https://docs.astral.sh/uv/concepts/configuration-files/).

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{
    super::{Environment, Failure, environment::System, files},
    Written,
};

/// What relkit reads of `uv.toml` and of `[tool.uv]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Settings {
    index: Vec<Index>,
    index_url: Option<String>,
    pip: Pip,
}

#[derive(Debug, Deserialize)]
struct Index {
    url: Option<String>,
    name: Option<String>,
    #[serde(default)]
    default: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Pip {
    index_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pyproject {
    tool: Tool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tool {
    uv: Option<Settings>,
}

/// The address in uv's files: the project's, else the user's, else the machine's.
pub(super) fn read(environment: &Environment) -> Result<Option<Written>, Failure> {
    if let Some(own) = environment.path("UV_CONFIG_FILE") {
        return Ok(file(own)?.and_then(|settings| settings.written(own)));
    }
    if environment.text("UV_NO_CONFIG").is_some_and(|value| !matches!(value, "0" | "false")) {
        return Ok(None);
    }
    let project = of_project(environment)?;
    if let Some(written) = project.and_then(|(path, settings)| settings.written(&path)) {
        return Ok(Some(written));
    }
    let machine = of_machine(environment).into_iter().find(|path| path.is_file());
    for path in of_user(environment).into_iter().chain(machine) {
        if let Some(written) = file(&path)?.and_then(|settings| settings.written(&path)) {
            return Ok(Some(written));
        }
    }
    Ok(None)
}

/// The nearest folder, upwards, with a `uv.toml` or with `[tool.uv]`; the former counts more.
fn of_project(environment: &Environment) -> Result<Option<(PathBuf, Settings)>, Failure> {
    for folder in environment.folder.ancestors() {
        let path = folder.join("uv.toml");
        if let Some(settings) = file(&path)? {
            return Ok(Some((path, settings)));
        }
        let path = folder.join("pyproject.toml");
        if let Some(pyproject) = parse::<Pyproject>(&path)?
            && let Some(settings) = pyproject.tool.uv
        {
            return Ok(Some((path, settings)));
        }
    }
    Ok(None)
}

fn of_user(environment: &Environment) -> Option<PathBuf> {
    let folder = match environment.system {
        System::Windows => environment.path("APPDATA").map(Path::to_owned),
        System::Unix | System::Macos => environment.xdg_config_home(),
    };
    folder.map(|folder| folder.join("uv/uv.toml"))
}

fn of_machine(environment: &Environment) -> Vec<PathBuf> {
    let mut folders = match environment.system {
        System::Windows => {
            environment.path("PROGRAMDATA").map(Path::to_owned).into_iter().collect()
        }
        System::Unix | System::Macos => environment.xdg_config_dirs(),
    };
    if environment.system != System::Windows {
        folders.push(environment.root.join("etc"));
    }
    folders.into_iter().map(|folder| folder.join("uv/uv.toml")).collect()
}

fn file(path: &Path) -> Result<Option<Settings>, Failure> {
    parse(path)
}

/// Reads a file; `None` where there is none.
fn parse<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, Failure> {
    if !path.is_file() {
        return Ok(None);
    }
    let text = files::read_text(path)?;
    let parsed = toml::from_str(&text).map_err(|error| {
        // The parser's own words may quote an address with its credentials.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Failure::new(format!("cannot read {}:{line}: not TOML as uv has it", path.display()))
            .hint("mend the file, or give --index-url ADDRESS")
    })?;
    Ok(Some(parsed))
}

impl Settings {
    /// The default index, in uv's order of spellings.
    fn written(self, path: &Path) -> Option<Written> {
        let default = self.index.into_iter().find(|index| index.default);
        let (name, url) = default.map_or((None, None), |index| (index.name, index.url));
        let text = url.or(self.index_url).or(self.pip.index_url)?;
        Some(Written { text, name, source: path.display().to_string() })
    }
}
