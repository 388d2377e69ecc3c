//! A refusal -> the files that are asked for.

use std::path::Path;

use super::{Failure, Form, Request, files};
use crate::{
    dist::pack,
    model::PythonVersion,
    project::Project,
    render::stub::{self as rendered, RealBackend, Says},
    stub::{Kind, Layout, Refusal},
    tables::Pythons,
};

/// The guard, and what it is for.
pub(super) struct Guard {
    /// `guard.py`, or `guard_backend.py` where there is no setup.py
    pub(super) name: &'static str,
    /// Its text
    pub(super) text: String,
}

/// Which files are made: with `--form` what it says, else all that make sense.
///
/// A renamed or withdrawn project and one of wheels alone have nothing left to guard.
pub(super) fn form(request: &Request) -> Result<Form, Failure> {
    let guards = matches!(request.kind, Kind::Dropped(_) | Kind::Platform(_));
    if request.write_guard && request.form == Some(Form::Sdist) {
        return Err(Failure::new("--form sdist writes no guard, and --write-guard asks for one")
            .hint("leave one of them out"));
    }
    match request.form {
        None if request.write_guard && !guards => {
            Err(Failure::new("there is nothing to guard: the release refuses everybody")
                .hint("-o DIR writes an sdist that refuses"))
        }
        Some(Form::Guard | Form::Both) if !guards => {
            Err(Failure::new("there is nothing to guard: the release refuses everybody")
                .hint("--form sdist writes what refuses"))
        }
        Some(Form::Sdist | Form::Both) if request.output.is_none() => {
            Err(Failure::new("an sdist is not printed").hint("-o DIR names the folder for it"))
        }
        None if request.write_guard && request.output.is_none() => Ok(Form::Guard),
        Some(form) => Ok(form),
        None if !guards && request.output.is_none() => {
            Err(Failure::new("an sdist is not printed").hint("-o DIR names the folder for it"))
        }
        None if request.output.is_none() => Ok(Form::Guard),
        None if guards && (request.write_guard || is_built(request)) => Ok(Form::Both),
        None => Ok(Form::Sdist),
    }
}

/// Whether something names what builds the project, so that there is something to guard.
fn is_built(request: &Request) -> bool {
    request.project.join("setup.py").exists()
        || written_backend(&request.project.join("pyproject.toml"))
            .is_ok_and(|backend| backend.is_some())
}

/// The guard: for setup.py where the project has one, else for its backend.
pub(super) fn guard(
    request: &Request,
    project: &Project,
    refusal: &Refusal,
    says: &Says,
    pythons: &Pythons,
) -> Result<Guard, Failure> {
    let prefixes = match &refusal.kind {
        Kind::Platform(system) => &system.prefixes[..],
        _ => &[],
    };
    if request.project.join("setup.py").exists() {
        return Ok(Guard { name: "guard.py", text: rendered::guard(says, prefixes)? });
    }
    let real = real_backend(request)?;
    let marker = refusal
        .pythons()
        .last()
        .map(|newest| format!("python_version >= '{}'", floor(*newest, project, pythons)));
    let text = rendered::guard_backend(says, prefixes, &real, marker.as_deref())?;
    Ok(Guard { name: "guard_backend.py", text })
}

/// The oldest Python that stays: the project's own floor, else the one after the newest that goes.
fn floor(newest: PythonVersion, project: &Project, pythons: &Pythons) -> PythonVersion {
    let known = || pythons.python.iter().map(|python| python.version);
    let own = project.requires_python.as_ref().and_then(|range| range.oldest(known()));
    let next = || known().filter(|python| *python > newest).min();
    own.filter(|own| *own > newest).or_else(next).unwrap_or(newest)
}

/// `build-backend` as it is written: a module, and the object in it after a colon (PEP 517).
fn real_backend(request: &Request) -> Result<RealBackend, Failure> {
    let path = request.project.join("pyproject.toml");
    let fail = |why: &str| Failure::new(format!("{}: {why}", path.display()));
    let Some(written) = written_backend(&path)? else {
        return Err(fail("without setup.py and `build-backend` there is nothing to guard")
            .hint("--form sdist writes an sdist that refuses"));
    };
    let (module, object) = written.split_once(':').unwrap_or((&written, ""));
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let odd = [module, object].into_iter().filter(|it| !it.is_empty());
    if module.is_empty() || odd.into_iter().any(|path| !path.split('.').all(is_name)) {
        return Err(fail("`build-backend` is no module and object of Python"));
    }
    if module == "guard_backend" {
        return Err(fail("`build-backend` is a guard already")
            .hint("name the backend that it stands for, then write it again"));
    }
    let object = if object.is_empty() { module.to_owned() } else { format!("{module}.{object}") };
    Ok(RealBackend { module: module.to_owned(), object })
}

/// The text of `build-backend`; `None` where there is none.
fn written_backend(path: &Path) -> Result<Option<String>, Failure> {
    let text = files::read_text(path)?;
    let document: toml::Table = toml::from_str(&text)
        .map_err(|error| Failure::new(format!("{}: {}", path.display(), error.message())))?;
    let written = document.get("build-system").and_then(|table| table.get("build-backend"));
    Ok(written.and_then(toml::Value::as_str).map(str::to_owned))
}

/// The sdist: its file name and bytes.
pub(super) fn sdist(
    request: &Request,
    project: &Project,
    refusal: &Refusal,
    says: &Says,
) -> Result<(String, Vec<u8>), Failure> {
    let old_installers = matches!(refusal.kind, Kind::Installer(_));
    let layout =
        request.layout.unwrap_or_else(|| Layout::for_users_of(refusal.pythons(), old_installers));
    // Who falls back by it has something to fall back to.
    let falls_back = matches!(refusal.kind, Kind::Dropped(_) | Kind::Platform(_));
    let states = falls_back && refusal.last.is_some() && !request.speak;
    let requires = project.requires_python.as_ref().filter(|_| states);
    let requires = requires.map(|range| range.to_string()).filter(|range| !range.trim().is_empty());
    let texts = rendered::sdist(refusal, says, layout, requires.as_deref())?;
    let members: Vec<(&str, &[u8])> =
        texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let stem = refusal.stem();
    let bytes = pack::sdist(&stem, &members)
        .map_err(|error| Failure::new(format!("cannot pack {stem}.tar.gz: {error}")))?;
    Ok((format!("{stem}.tar.gz"), bytes))
}
