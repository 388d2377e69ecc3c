//! Whether the project has compiled code, and what says so.

use std::fmt;

use super::{
    Backend, Cibuildwheel, Hint, Mention, Place, ProjectError,
    build::Build,
    node::Table,
    setup_call::SetupCall,
    setup_py,
    source::{Files, Source},
};

/// Whether the project has compiled code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Native {
    /// It has
    Yes(Reason),
    /// It has not: the backend builds none without configuration, and there is none
    No,
    /// The files do not say: a build script decides
    Unknown(Reason),
}

/// Why compiled code is known or possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Ex) `the build backend is maturin`
    pub text: String,
    /// The line that decided
    pub place: Place,
}

impl Reason {
    /// A reason at a place.
    pub(super) fn new(text: impl Into<String>, place: Place) -> Self {
        Self { text: text.into(), place }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// Build requirements of setuptools projects that exist to compile.
const COMPILERS: [&str; 7] =
    ["cython", "cffi", "pybind11", "nanobind", "setuptools-rust", "scikit-build", "swig"];

/// Tables that configure a compiling hook of a backend that is pure without it.
const HOOKS: [&[&str]; 3] = [
    &["tool", "setuptools", "ext-modules"],
    &["tool", "setuptools-rust"],
    &["tool", "pdm", "build", "run-setuptools"],
];

/// Where Hatchling's build hooks are configured, each in a table of its name.
const HATCH_HOOKS: [&[&str]; 2] = [
    &["tool", "hatch", "build", "targets", "wheel", "hooks"],
    &["tool", "hatch", "build", "hooks"],
];

/// Hooks of Hatchling that compile, by the names that their plug-ins register.
const COMPILING_HOOKS: [&str; 5] = ["cython", "hatch-cpp", "hatch-rs", "mypyc", "scikit-build"];

/// Hooks of Hatchling that write files and compile nothing.
const WRITING_HOOKS: [&str; 7] = [
    "argparse-manpage",
    "build-scripts",
    "fancy-pypi-readme",
    "jupyter-builder",
    "nodejs-build",
    "vcs",
    "version",
];

/// Files that describe compiled code.
const FILES: [&str; 3] = ["CMakeLists.txt", "meson.build", "Cargo.toml"];

/// What [`read`] looks at.
pub(super) struct Sources<'a> {
    pub(super) pyproject: &'a Table<'a>,
    pub(super) build: &'a Build,
    pub(super) hints: &'a [Hint],
    pub(super) setup_py: Option<&'a Source>,
    pub(super) call: &'a SetupCall,
    pub(super) cibuildwheel: &'a Cibuildwheel,
    pub(super) files: &'a dyn Files,
}

/// Decides from the surest sign to the weakest.
pub(super) fn read(from: &Sources<'_>) -> Result<Native, ProjectError> {
    let backend = &from.build.backend;
    let yes = |text: String, place: Place| Ok(Native::Yes(Reason::new(text, place)));
    if backend.always_native() {
        return yes(format!("the build backend is {}", backend.value), backend.place.clone());
    }
    for keys in HOOKS {
        if let Some(node) = from.pyproject.find(keys) {
            return yes(format!("`{}` is configured", node.name), node.place());
        }
    }
    let hooks = hatch_hooks(from.pyproject);
    let compiling = hooks.iter().find(|(name, _)| COMPILING_HOOKS.contains(name));
    if let Some((name, place)) = compiling {
        return yes(format!("the build hook {name} is configured"), place.clone());
    }
    let setuptools = backend.value == Backend::Setuptools;
    if setuptools {
        let mention = from.hints.iter().find_map(|hint| match hint.mention {
            Mention::Native(word) => Some((word, hint.place.clone())),
            _ => None,
        });
        if let Some((word, place)) = mention {
            return yes(format!("mentions {word}"), place);
        }
        for requirement in &from.build.requires {
            let name = requirement_name(requirement);
            if COMPILERS.contains(&&*name) {
                return yes(format!("the build needs {name}"), requirement.place.clone());
            }
        }
    }
    if let Some(place) = &from.cibuildwheel.place {
        return yes("cibuildwheel is configured".to_owned(), place.clone());
    }
    let open = setuptools || matches!(backend.value, Backend::Other(_));
    if open {
        for file in FILES {
            if from.files.exists(file) {
                return yes(format!("there is a {file}"), Place::file(file));
            }
        }
    }
    let unknown = |text: &str, place: Place| Ok(Native::Unknown(Reason::new(text, place)));
    if let Some(node) = from.pyproject.find(&["tool", "poetry", "build"]) {
        return unknown("a build script decides", node.place());
    }
    if let Some((name, place)) = hooks.first() {
        return unknown(&format!("what the build hook {name} does is not known"), place.clone());
    }
    match &backend.value {
        Backend::Setuptools => match from.setup_py.and_then(|it| setup_py::open_end(it, from.call))
        {
            Some(reason) => Ok(Native::Unknown(reason)),
            None => Ok(Native::No),
        },
        // uv's backend packs Python files only.
        Backend::Other(name) if name != "uv_build" => {
            unknown("the build backend is not known to relkit", backend.place.clone())
        }
        _ => Ok(Native::No),
    }
}

/// Hatchling's hooks that may compile, with their lines.
fn hatch_hooks<'a>(pyproject: &Table<'a>) -> Vec<(&'a str, Place)> {
    let tables = HATCH_HOOKS.iter().filter_map(|keys| pyproject.find(keys)?.table().ok());
    tables
        .flat_map(|table| table.entries())
        .map(|entry| (entry.key(), entry.place()))
        .filter(|(name, _)| !WRITING_HOOKS.contains(name))
        .collect()
}

/// The normalised name at the start of a requirement.
pub(super) fn requirement_name(requirement: &str) -> String {
    let end = requirement
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(requirement.len());
    requirement[..end].to_ascii_lowercase().replace(['_', '.'], "-")
}
