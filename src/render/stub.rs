//! Refusals as files: the guard, and all that is in an sdist that refuses.

use serde::Serialize;

use super::{RenderError, engine};
use crate::{
    dist::pack,
    model::PythonVersion,
    stub::{Kind, Layout, Message, Refusal, layout::BACKEND},
};

mod words;

pub use words::{SayError, Says, says};

/// A template by its path below `templates/stub`.
macro_rules! template {
    ($name:literal) => {
        (
            concat!("stub/", $name),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/stub/", $name)),
        )
    };
}
use template;

fn render(template: (&'static str, &str), context: &impl Serialize) -> Result<String, RenderError> {
    engine::render(template.0, template.1, context)
}

/// What users of one Python read.
#[derive(Debug, Clone, Serialize)]
struct Case {
    /// 2 or 3
    major: u8,
    /// 7 in 2.7
    minor: u8,
    /// The message, its lines without an end behind the last
    text: String,
}

impl Case {
    fn all(says: &Says) -> Vec<Self> {
        let case = |(python, message): &(PythonVersion, Message)| Self {
            major: python.major,
            minor: python.minor,
            text: message.text(),
        };
        says.cases.iter().map(case).collect()
    }
}

/// What `guard.py` is made of.
#[derive(Debug, Serialize)]
struct Guard {
    /// What the `sys.platform` of a refused system begins with
    platforms: Vec<String>,
    /// One for each Python that is refused
    cases: Vec<Case>,
    /// What users of a refused system read
    otherwise: String,
}

/// The guard for a setup.py, from its first mark to its last.
///
/// `prefixes` are what the `sys.platform` of a refused system begins with; none where it is Pythons.
pub fn guard(says: &Says, prefixes: &[String]) -> Result<String, RenderError> {
    let context = Guard {
        platforms: prefixes.to_vec(),
        cases: Case::all(says),
        otherwise: says.otherwise.text(),
    };
    render(template!("guard.py"), &context)
}

/// The guard of a refusal in relkit's own words.
pub fn guard_of(refusal: &Refusal) -> Result<String, SayError> {
    let prefixes = match &refusal.kind {
        Kind::Platform(system) => &system.prefixes[..],
        _ => &[],
    };
    Ok(guard(&says(refusal, None)?, prefixes)?)
}

/// What `guard_backend.py` is made of.
#[derive(Debug, Serialize)]
struct GuardBackend<'a> {
    /// Whether the file says its encoding
    coding: bool,
    /// What the `sys.platform` of a refused system begins with
    platforms: &'a [String],
    /// One for each Python that is refused
    cases: Vec<Case>,
    /// What users of a refused system read
    otherwise: String,
    /// The module of the real backend. Ex) `setuptools.build_meta`
    module: &'a str,
    /// The object in it, with the module. Ex) `setuptools.build_meta.__legacy__`
    backend: &'a str,
    /// Ex) `python_version >= '3.10'`; `None` where it is no Python that is refused
    marker: Option<&'a str>,
}

/// The real build backend of a project.
#[derive(Debug, Clone)]
pub struct RealBackend {
    /// The module. Ex) `setuptools.build_meta`
    pub module: String,
    /// The object in it, with the module. Ex) `setuptools.build_meta.__legacy__`
    pub object: String,
}

/// The backend that stands before the real one where there is no setup.py. `marker` is that of the
/// Pythons that stay.
pub fn guard_backend(
    says: &Says,
    prefixes: &[String],
    real: &RealBackend,
    marker: Option<&str>,
) -> Result<String, RenderError> {
    let context = GuardBackend {
        coding: says.needs_coding(),
        platforms: prefixes,
        cases: Case::all(says),
        otherwise: says.otherwise.text(),
        module: &real.module,
        backend: &real.object,
        marker,
    };
    render(template!("guard_backend.py"), &context)
}

/// What the maintainer's writer of the sdist is made of.
#[derive(Debug, Serialize)]
struct Writer {
    /// Ex) `psutil-7.0.0`
    stem: String,
    /// All files, sorted
    files: &'static [&'static str],
    /// Seconds since 1970
    time: u64,
}

/// What `setup.py` and the backend are made of.
#[derive(Debug, Serialize)]
struct Refuses {
    /// Whether the file says its encoding
    coding: bool,
    /// One for each Python that is refused
    cases: Vec<Case>,
    /// What all others read
    otherwise: String,
    /// The maintainer's writer of the sdist, as text of Python
    sdist: String,
}

/// What `PKG-INFO` is made of.
#[derive(Debug, Serialize)]
struct Info {
    /// The project, as it is written
    name: String,
    /// The release that refuses
    version: String,
    /// One line
    summary: String,
    /// Where users read more
    url: Option<String>,
    /// Whom installers never show it to
    requires_python: Option<String>,
    /// The message that most readers want
    description: String,
}

/// The files of an sdist that refuses, sorted by name: names and texts.
///
/// `requires_python` is what its metadata says, for installers to fall back by.
pub fn sdist(
    refusal: &Refusal,
    says: &Says,
    layout: Layout,
    requires_python: Option<&str>,
) -> Result<Vec<(&'static str, String)>, RenderError> {
    let writer = Writer { stem: refusal.stem(), files: layout.files(), time: pack::TIME };
    let refuses = Refuses {
        coding: says.needs_coding(),
        cases: Case::all(says),
        otherwise: says.otherwise.text(),
        sdist: render(template!("sdist.py"), &writer)?.trim_end().to_owned(),
    };
    let info = || Info {
        name: refusal.name.to_string(),
        version: refusal.version.to_string(),
        summary: format!("Tells why {} {} does not install here", refusal.name, refusal.version),
        url: refusal.url.as_ref().map(ToString::to_string),
        requires_python: requires_python.map(str::to_owned),
        description: says.first().text(),
    };
    let text = |name: &str| match name {
        "PKG-INFO" => render(template!("PKG-INFO"), &info()),
        "pyproject.toml" => render(template!("pyproject.toml"), &()),
        BACKEND => render(template!("backend.py"), &refuses),
        _ => render(template!("setup.py"), &refuses),
    };
    layout.files().iter().map(|name| Ok((*name, text(name)?))).collect()
}

#[cfg(test)]
mod tests;
