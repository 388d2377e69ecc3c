//! What is judged: the files, followed on every Python that may be refused.

use std::collections::HashSet;

use super::{
    SourceFile, Sources,
    build::Build,
    flaw::Found,
    look::{Doubt, Event, Modules, Run, Status, Text, What, follow},
};
use crate::{
    dist::{Headers, Metadata},
    model::{ProjectName, PythonVersion, RequiresPython, Version},
    syntax::python::Source,
    tables::{LastReleases, Stdlib, StdlibVersions},
};

/// The commands of setup.py that installers give, old and new; `egg_info` comes first.
///
/// Source: `setup.py egg_info` is what pip before 10 and setuptools' backend begin with; `install`
/// and `develop` were pip's way until 23.1, `bdist_wheel` is setuptools' backend's.
pub(super) const COMMANDS: [&str; 9] = [
    "egg_info",
    "dist_info",
    "install",
    "bdist_wheel",
    "develop",
    "editable_wheel",
    "bdist_egg",
    "build",
    "build_ext",
];

/// The hooks that installers call to install, the first ones first.
///
/// Rule: [PEP 517](https://peps.python.org/pep-0517/), [PEP 660](https://peps.python.org/pep-0660/)
pub(super) const HOOKS: [&str; 6] = [
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_wheel",
    "build_wheel",
    "get_requires_for_build_editable",
    "prepare_metadata_for_build_editable",
    "build_editable",
];

/// pip never ran on these; others are judged only where they are asked for.
const NEVER_WITH_PIP: [PythonVersion; 3] =
    [PythonVersion::new(3, 0), PythonVersion::new(3, 1), PythonVersion::new(3, 2)];

/// What the rules ask besides the files.
pub struct Facts<'a> {
    /// The Pythons that are refused, where somebody says so
    pub dropped: &'a [PythonVersion],
    /// Every Python that there is
    pub pythons: &'a [PythonVersion],
    /// The releases of the project, where somebody has a list
    pub versions: Option<&'a [Version]>,
    /// The modules of the newest standard library
    pub stdlib: &'a Stdlib,
    /// Those that not every Python has
    pub stdlib_versions: &'a StdlibVersions,
    /// The last releases of build tools
    pub last_releases: &'a LastReleases,
}

impl Modules for Facts<'_> {
    fn brings(&self, python: PythonVersion, module: &str) -> Option<bool> {
        if module == "__future__" || module == "__main__" {
            return Some(true);
        }
        let top = module.split('.').next().unwrap_or(module);
        let known = || self.stdlib.contains(top).then_some(true);
        self.stdlib_versions.has(python, module).or_else(known)
    }
}

/// One Python file, followed.
pub(super) struct Followed<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) source: &'a Source<'a>,
    pub(super) is_backend: bool,
    pub(super) runs: Vec<Run>,
}

/// An end or an exception that users of a refused Python meet.
#[derive(Clone, Copy)]
pub(super) struct Refusal<'c> {
    pub(super) path: &'c str,
    pub(super) run: &'c Run,
    pub(super) at: usize,
    pub(super) event: &'c Event,
}

/// Everything that rules look at.
pub(super) struct Case<'a> {
    pub(super) sources: &'a Sources,
    pub(super) facts: &'a Facts<'a>,
    pub(super) files: Vec<Followed<'a>>,
    pub(super) build: Option<Build>,
    pub(super) pkg_info: Option<Metadata>,
    /// The project's name, where a file says it
    pub(super) name: Option<ProjectName>,
    /// The Pythons that are refused
    pub(super) audience: Vec<PythonVersion>,
    /// Whether they are known: by a flag, or by a guard in a file. Else every Python is refused.
    pub(super) explicit: bool,
}

impl<'a> Case<'a> {
    /// Follows the files.
    pub(super) fn new(
        sources: &'a Sources,
        facts: &'a Facts<'a>,
        parsed: &'a [(&'a SourceFile, Source<'a>, bool)],
    ) -> Self {
        let candidates: Vec<PythonVersion> = if facts.dropped.is_empty() {
            facts
                .pythons
                .iter()
                .copied()
                .filter(|python| !NEVER_WITH_PIP.contains(python))
                .collect()
        } else {
            facts.dropped.to_vec()
        };
        let files = parsed.iter().map(|(file, source, is_backend)| {
            let commands: &[&'static str] = if *is_backend { &HOOKS } else { &COMMANDS };
            let each = |python| {
                commands
                    .iter()
                    .map(move |command| follow(source, python, command, *is_backend, facts))
            };
            let runs = candidates.iter().flat_map(|python| each(*python)).collect();
            Followed { file, source, is_backend: *is_backend, runs }
        });
        let build = sources.pyproject.as_ref().and_then(|file| Build::read(&file.text()).ok());
        let pkg_info = sources.pkg_info.as_ref().map(|file| Headers::parse(&file.bytes).into());
        let mut case = Self {
            sources,
            facts,
            files: files.collect(),
            name: name(pkg_info.as_ref(), build.as_ref()),
            build,
            pkg_info,
            audience: candidates.clone(),
            explicit: true,
        };
        if facts.dropped.is_empty() {
            // An end for certain says who is refused: a project that works elsewhere may end on
            // some systems as well.
            let ended = |python: &PythonVersion| {
                let mut runs = case.files.iter().flat_map(|file| &file.runs);
                runs.any(|run| run.python == *python && run.ended && !refusals(run).is_empty())
            };
            let mut refused: Vec<_> = candidates.iter().copied().filter(ended).collect();
            if refused.is_empty() {
                refused = candidates.iter().copied().filter(|it| case.refuses(*it)).collect();
            }
            case.explicit = !refused.is_empty() && refused.len() < candidates.len();
            case.audience = if refused.is_empty() { candidates } else { refused };
            if !case.explicit {
                case.narrow();
            }
        }
        case
    }

    /// Where every Python is refused, those that Requires-Python names are the users; and those
    /// that have a refusal of their own or are named in a message.
    fn narrow(&mut self) {
        let Some((requires, ..)) = self.requires_python() else { return };
        let (users, others): (Vec<_>, Vec<_>) =
            self.audience.iter().partition(|python| requires.allows_some(**python));
        if users.is_empty() {
            return;
        }
        let all = std::mem::replace(&mut self.audience, users);
        let place = |path, event: &Event| {
            let text = match &event.what {
                What::Exit { status: Status::Message(text), .. }
                | What::Raise { text: Some(text), .. } => text.line,
                _ => 0,
            };
            (path, event.line, text)
        };
        let said: HashSet<_> = self.refusals().map(|it| place(it.path, it.event)).collect();
        let texts: Vec<String> = self.messages().into_iter().map(|(_, it)| it.text).collect();
        let has_its_own = |python: PythonVersion| {
            self.files.iter().any(|file| {
                let mut runs = file.runs.iter().filter(|run| run.python == python);
                runs.any(|run| {
                    let events = refusals(run).into_iter().filter_map(|at| run.events.get(at));
                    events
                        .map(|event| place(file.file.path.as_str(), event))
                        .any(|place| !said.contains(&place))
                })
            })
        };
        let kept: Vec<_> = others
            .into_iter()
            .filter(|it| has_its_own(*it) || texts.iter().any(|text| names(text, *it)))
            .collect();
        let users = std::mem::take(&mut self.audience);
        self.audience =
            all.into_iter().filter(|it| users.contains(it) || kept.contains(it)).collect();
    }

    /// Requires-Python, with the file that says it and the line.
    pub(super) fn requires_python(&self) -> Option<(RequiresPython, &'a str, usize)> {
        let from_info = || {
            let field = self.pkg_info.as_ref()?.requires_python()?;
            Some((
                field.value.parse().ok()?,
                self.sources.pkg_info.as_ref()?.path.as_str(),
                field.line,
            ))
        };
        let from_project = || {
            let (text, line) = self.build.as_ref()?.project.as_ref()?.requires_python.as_ref()?;
            Some((text.parse().ok()?, self.sources.pyproject.as_ref()?.path.as_str(), *line))
        };
        from_info().or_else(from_project)
    }

    /// Whether any file refuses a Python for any command.
    pub(super) fn refuses(&self, python: PythonVersion) -> bool {
        let runs = self.files.iter().flat_map(|file| &file.runs);
        runs.filter(|run| run.python == python).any(|run| !refusals(run).is_empty())
    }

    /// What users of the refused Pythons meet.
    pub(super) fn refusals(&self) -> impl Iterator<Item = Refusal<'_>> {
        self.runs().flat_map(|(file, run)| {
            let path = file.file.path.as_str();
            refusals(run)
                .into_iter()
                .filter_map(move |at| Some(Refusal { path, run, at, event: run.events.get(at)? }))
        })
    }

    /// The runs on refused Pythons.
    pub(super) fn runs(&self) -> impl Iterator<Item = (&Followed<'a>, &Run)> {
        self.files.iter().flat_map(move |file| {
            let runs = file.runs.iter().filter(|run| self.audience.contains(&run.python));
            runs.map(move |run| (file, run))
        })
    }

    /// The texts that are shown, each once, with file and line.
    pub(super) fn messages(&self) -> Vec<(&str, Text)> {
        let mut out: Vec<(&str, Text)> = Vec::new();
        let mut add = |path, text: &Text, line: usize| {
            let line = if text.line == 0 { line } else { text.line };
            let text = Text { line, ..text.clone() };
            if !out.contains(&(path, text.clone())) {
                out.push((path, text));
            }
        };
        for Refusal { path, run, at, event } in self.refusals() {
            match &event.what {
                What::Exit { status: Status::Message(text), .. }
                | What::Raise { text: Some(text), .. } => {
                    add(path, text, event.line);
                }
                _ => {
                    for before in run.events.iter().take(at) {
                        if let What::Output { text: Some(text), .. } = &before.what {
                            add(path, text, before.line);
                        }
                    }
                }
            }
        }
        out
    }

    /// Pythons of the audience as words. Ex) `Python 2.7`, `Python 2.7, 3.4 and 2 more`
    pub(super) fn pythons(of: &[PythonVersion]) -> String {
        let shown: Vec<String> = of.iter().take(3).map(ToString::to_string).collect();
        let more = of.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("Python {}{more}", shown.join(", "))
    }

    /// Says what the files do not tell: whether they refuse at all.
    pub(super) fn undecided(&self, found: &mut Found<'_>) {
        for (file, run) in self.runs().filter(|(_, run)| run.spent) {
            let line = run.events.last().map_or(1, |event| event.line);
            found.unclear(
                &file.file.path,
                line,
                "what happens from here on: it is too long to follow",
            );
        }
        let without: Vec<_> =
            self.audience.iter().copied().filter(|python| !self.refuses(*python)).collect();
        if without.is_empty() {
            return;
        }
        let mut hanging = false;
        for (file, run) in self.runs().filter(|(_, run)| without.contains(&run.python)) {
            for event in &run.events {
                let what = match (&event.what, event.doubt) {
                    (What::Swallowed, _) => {
                        "whether this refuses: a handler around it swallows the end"
                    }
                    (What::Exit { .. } | What::Raise { .. }, Some(_)) => {
                        "whether this refuses: it hangs on what only a run tells"
                    }
                    _ => continue,
                };
                hanging = true;
                found.unclear(&file.file.path, event.line, what);
            }
        }
        if !hanging {
            let first = self.files.first().map_or("setup.py", |file| file.file.path.as_str());
            let pythons = Self::pythons(&without);
            found.unclear(first, 1, format!("who refuses {pythons}: no refusal was found"));
        }
    }
}

/// The events of a run that refuse: the end, and those that hang on the system alone.
fn refusals(run: &Run) -> Vec<usize> {
    let is_end = |event: &Event| matches!(event.what, What::Exit { .. } | What::Raise { .. });
    let last = run.events.len().saturating_sub(1);
    let refuses = |(at, event): &(usize, &Event)| {
        let of_system =
            event.doubt.is_some_and(|doubt| !doubt.has(Doubt::OTHER) && !doubt.has(Doubt::ARGV));
        is_end(event) && (of_system || (run.ended && *at == last))
    };
    run.events.iter().enumerate().filter(refuses).map(|(at, _)| at).collect()
}

/// Whether a text speaks of a Python by its version. Ex) `no longer supports Python 2.7`
fn names(text: &str, python: PythonVersion) -> bool {
    let version = python.to_string();
    let goes_on = |c: char| c.is_ascii_digit() || c == '.';
    text.lines().filter_map(|line| line.split_once("ython")).any(|(_, rest)| {
        rest.match_indices(&version).any(|(at, _)| {
            let behind = rest[at + version.len()..].trim_start_matches('.');
            !rest[..at].ends_with(goes_on) && !behind.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// The project's name, by its metadata or by pyproject.toml.
fn name(pkg_info: Option<&Metadata>, build: Option<&Build>) -> Option<ProjectName> {
    let field = pkg_info.and_then(Metadata::name).map(|field| field.value.as_str());
    let project = || build?.project.as_ref()?.name.as_deref();
    field.or_else(project)?.parse().ok()
}
