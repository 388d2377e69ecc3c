//! What a checkout must bring beside the files of one commit.

use super::{
    Place, Reason,
    build::Build,
    native::requirement_name,
    node::Table,
    source::{Files, Source},
};

/// What a build needs of the repository; a plain checkout on CI brings neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkout {
    /// There are submodules: the file that lists them
    pub submodules: Option<Place>,
    /// The version comes from tags, for which the history is needed: what says so
    pub history: Option<Reason>,
}

/// Build requirements that read the version from the repository.
const REQUIREMENTS: [&str; 11] = [
    "dunamai",
    "flit-scm",
    "hatch-vcs",
    "poetry-dynamic-versioning",
    "setuptools-git-versioning",
    "setuptools-scm",
    "setuptools-vcs-versioning",
    "uv-dynamic-versioning",
    "vcs-versioning",
    "versioneer",
    "versioningit",
];

/// Tables that configure them; versioneer is also vendored, without a requirement.
const TABLES: [&str; 7] = [
    "poetry-dynamic-versioning",
    "setuptools-git-versioning",
    "setuptools_scm",
    "uv-dynamic-versioning",
    "vcs-versioning",
    "versioneer",
    "versioningit",
];

/// Keys of backends that choose where the version comes from, and the value for the repository.
const SOURCES: [(&[&str], &str); 3] = [
    (&["tool", "hatch", "version", "source"], "vcs"),
    (&["tool", "pdm", "version", "source"], "scm"),
    (
        &["tool", "scikit-build", "metadata", "version", "provider"],
        "scikit_build_core.metadata.setuptools_scm",
    ),
];

/// What [`read`] looks at.
pub(super) struct Sources<'a> {
    pub(super) pyproject: &'a Table<'a>,
    pub(super) build: &'a Build,
    pub(super) cfg: Option<&'a Source>,
    pub(super) setup_py: Option<&'a Source>,
    pub(super) meson: Option<&'a Source>,
    pub(super) files: &'a dyn Files,
}

/// Reads what the files say.
pub(super) fn read(from: &Sources<'_>) -> Checkout {
    const FILE: &str = ".gitmodules";
    let submodules = from.files.exists(FILE).then(|| Place::file(FILE));
    Checkout { submodules, history: history(from) }
}

/// The first sign that the version comes from the repository.
fn history(from: &Sources<'_>) -> Option<Reason> {
    const WORDS: [&str; 3] = ["use_scm_version", "versioneer", "setuptools_scm"];
    for (keys, value) in SOURCES {
        let node = from.pyproject.find(keys).filter(|node| node.text().ok() == Some(value));
        if let Some(node) = node {
            return Some(Reason::new(format!("`{}` is `{value}`", node.name), node.place()));
        }
    }
    for name in TABLES {
        if let Some(node) = from.pyproject.find(&["tool", name]) {
            return Some(Reason::new(format!("`{}` is configured", node.name), node.place()));
        }
    }
    for requirement in &from.build.requires {
        let name = requirement_name(requirement);
        if REQUIREMENTS.contains(&&*name) {
            let text = format!("the build needs {name}");
            return Some(Reason::new(text, requirement.place.clone()));
        }
    }
    let in_cfg = from.cfg.and_then(|source| line_with(source, &["[versioneer]"]));
    let in_setup_py = from.setup_py.and_then(|source| line_with(source, &WORDS));
    let in_meson = from.meson.and_then(|source| line_with(source, &["vcs_tag("]));
    let (word, place) = in_cfg.or(in_setup_py).or(in_meson)?;
    Some(Reason::new(format!("mentions {}", word.trim_end_matches('(')), place))
}

/// The first line outside of comments with one of the words.
fn line_with(source: &Source, words: &[&'static str]) -> Option<(&'static str, Place)> {
    source.lines().find_map(|(place, line)| {
        let code = line.split('#').next().unwrap_or_default();
        let word = words.iter().find(|word| code.contains(**word))?;
        Some((*word, place))
    })
}
