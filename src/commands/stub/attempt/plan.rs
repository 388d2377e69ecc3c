//! What is tried: every way to install with every interpreter that has it.

use std::ffi::OsString;

use super::{
    ask::Interpreter,
    find::{Found, PROGRAMS, Program},
    way::Way,
};
use crate::{
    model::PythonVersion,
    stub::{Said, trial::Row},
};

/// Interpreters that a refusal of an old Python is for, besides today's `CPython`.
const WISHED: [&str; 3] = ["Jython", "PyPy", "GraalPy"];

/// One attempt.
#[derive(Debug)]
pub(super) struct Attempt {
    /// How
    pub way: Way,
    /// Ex) `pip 26.3`
    pub installer: String,
    /// The program and how it is called. Ex) `python -m pip`
    pub program: Vec<OsString>,
    /// The interpreter that installs, where it is known
    pub python: Option<Interpreter>,
}

/// The attempts, and rows for what is not there.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What is tried, in the order of the report
    pub attempts: Vec<Attempt>,
    /// What is not
    pub missing: Vec<Row>,
}

impl Plan {
    /// Plans for what was found. Without a setup.py nobody can run one.
    pub(super) fn of(found: &Found, said: &Said, has_setup_py: bool) -> Self {
        let mut plan = Self::default();
        for python in &found.interpreters {
            match python.has.get("pip") {
                Some(version) => plan.module(Way::Pip, "pip", version, python),
                None => plan.missing.push(Row::not_found("pip", Some(python.label()))),
            }
        }
        for pip in found.programs.iter().filter(|it| it.name == "pip") {
            let own = |it: &&Interpreter| {
                pip.interpreter.as_ref().is_some_and(|own| own.identity() == it.identity())
            };
            // The pip of an interpreter that is tried with it anyway.
            if !found.interpreters.iter().any(|it| own(&it)) {
                plan.program(Way::Pip, pip, pip.interpreter.clone());
            }
        }
        for name in ["uv", "build", "poetry", "pdm", "pipenv"] {
            let before = plan.attempts.len();
            plan.others(name, found, said);
            if plan.attempts.len() == before {
                plan.missing.push(Row::not_found(name, None));
            }
        }
        for python in found.interpreters.iter().filter(|_| has_setup_py) {
            let program = vec![python.program.clone().into()];
            let installer = Way::SetupPy.name().to_owned();
            plan.attempts.push(Attempt {
                way: Way::SetupPy,
                installer,
                program,
                python: Some(python.clone()),
            });
        }
        let versions = |it: &Interpreter| it.implementation == "CPython" && it.version.major == 2;
        if !found.interpreters.iter().any(versions) {
            plan.missing.push(Row::not_found("all", Some("CPython 2.7".to_owned())));
        }
        for wished in WISHED {
            if !found.interpreters.iter().any(|it| it.implementation == wished) {
                plan.missing.push(Row::not_found("all", Some(wished.to_owned())));
            }
        }
        plan.missing.extend(found.missing.iter().map(|it| Row::not_found(it.clone(), None)));
        plan
    }

    /// The attempts of one installer that is not pip.
    fn others(&mut self, name: &str, found: &Found, said: &Said) {
        if name == "build" {
            for python in &found.interpreters {
                if let Some(version) = python.has.get(name) {
                    self.module(Way::Build, name, version, python);
                }
            }
            return;
        }
        // uv installs for any interpreter, also for those that have none of it.
        let newest = found.interpreters.iter().find(|it| {
            let expected = said.to(Some(it.version));
            it.implementation == "CPython"
                && it.version >= PythonVersion::new(3, 0)
                && expected.certain
        });
        let newest = newest.or(found.interpreters.first());
        let ways: &[Way] = match name {
            "uv" => &[Way::Uv, Way::UvCompile],
            "poetry" => &[Way::Poetry],
            "pdm" => &[Way::Pdm],
            _ => &[Way::Pipenv],
        };
        for program in found.programs.iter().filter(|it| it.name == name) {
            for way in ways {
                let own = program.interpreter.clone();
                let python = if name == "poetry" { own } else { newest.cloned().or(own) };
                self.program(*way, program, python);
            }
        }
        for python in found.interpreters.iter().filter(|_| PROGRAMS.contains(&name)) {
            let Some(version) = python.has.get(name) else { continue };
            let is_script = |it: &Program| {
                let own = it.interpreter.as_ref().map(Interpreter::identity);
                it.name == name
                    && (own == Some(python.identity())
                        || it.path.parent() == python.program.parent())
            };
            if found.programs.iter().any(is_script) {
                continue;
            }
            for way in ways {
                let installs = if name == "poetry" { python } else { newest.unwrap_or(python) };
                self.attempts.push(Attempt {
                    way: *way,
                    installer: format!("{} {version}", way.name()),
                    program: vec![python.program.clone().into(), "-m".into(), name.into()],
                    python: Some(installs.clone()),
                });
            }
        }
    }

    /// `python -m NAME`
    fn module(&mut self, way: Way, name: &str, version: &str, python: &Interpreter) {
        self.attempts.push(Attempt {
            way,
            installer: format!("{} {version}", way.name()),
            program: vec![python.program.clone().into(), "-m".into(), name.into()],
            python: Some(python.clone()),
        });
    }

    /// A program of its own.
    fn program(&mut self, way: Way, program: &Program, python: Option<Interpreter>) {
        let version = program.version.as_deref().map_or(String::new(), |it| format!(" {it}"));
        let installer = format!("{}{version}", way.name());
        self.attempts.push(Attempt {
            way,
            installer,
            program: vec![program.path.clone().into()],
            python,
        });
    }
}
