//! The guard in setup.py: what users of a dropped Python see whose pip does not read
//! Requires-Python.

use std::{collections::BTreeMap, ops::Range};

use super::Request;
use crate::{
    commands::Failure,
    drop::{
        Going,
        edit::{Change, Edited},
    },
    model::{PythonVersion, Version},
    project::Project,
    render::stub as rendered,
    report::drop::Guard,
    stub::{
        Kind, Known, Refusal, Releases, VersionPattern,
        guard::{self, CASE, CLOSE},
    },
    tables::Pythons,
};

/// Where it stands.
pub(super) const FILE: &str = "setup.py";

/// The release that users are told to take.
#[derive(Debug, Clone, Default)]
pub(super) struct Last {
    /// What `--last` says, else what they fall back to
    pub(super) pattern: Option<VersionPattern>,
    /// The releases that there are, where they are known
    pub(super) releases: Option<Releases>,
}

/// Puts the guard into setup.py, where there is one and a release is known that users can take.
/// What stops that is an error only where the user named the release.
pub(super) fn put(
    request: &Request,
    project: &Project,
    going: &Going,
    last: &Last,
    pythons: &Pythons,
    files: &BTreeMap<String, String>,
    edited: &mut Vec<Edited>,
) -> Result<Guard, Failure> {
    if request.no_stub {
        return Ok(Guard::No("--no-stub is given".to_owned()));
    }
    let Some(text) = files.get(FILE) else {
        return Ok(Guard::No("there is no setup.py to refuse in".to_owned()));
    };
    let before = edited.iter().find(|it| it.path == FILE).map_or(text, |it| &it.after);
    let there = refused(before)?;
    let missing: Vec<PythonVersion> =
        going.dropped().iter().filter(|python| !there.contains(python)).copied().collect();
    let Some(pattern) = &last.pattern else {
        return Ok(if missing.is_empty() {
            Guard::There("a release to take".to_owned())
        } else {
            let why = "no last release is known: give --last VERSION, or --history";
            Guard::No(why.to_owned())
        });
    };
    if missing.is_empty() {
        return Ok(Guard::There(pattern.shown()));
    }
    let made = match made(request, project, &missing, last, pattern, pythons) {
        Ok(made) => made,
        Err(failure) if request.last.is_some() => return Err(failure),
        Err(failure) => return Ok(Guard::No(failure.message)),
    };
    let guard = with_older(before, &made)?;
    let after = guard::put(before, &guard).map_err(|error| broken(&error))?;
    let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let what = format!("refuses {} and names {}", names.join(", "), pattern.shown());
    let change = Change { line: 1, what };
    match edited.iter_mut().find(|it| it.path == FILE) {
        Some(own) => {
            own.after = after;
            own.changes.insert(0, change);
        }
        None => edited.push(Edited {
            path: FILE.to_owned(),
            before: text.clone(),
            after,
            changes: vec![change],
        }),
    }
    Ok(Guard::There(pattern.shown()))
}

/// The text of the guard.
fn made(
    request: &Request,
    project: &Project,
    dropped: &[PythonVersion],
    last: &Last,
    pattern: &VersionPattern,
    pythons: &Pythons,
) -> Result<String, Failure> {
    let stated = project.version.as_ref();
    let since: Version = match (&request.since, stated) {
        (Some(since), _) => since.clone(),
        (None, Some(stated)) => stated.value.parse().map_err(|_| {
            Failure::new(format!("{}: `{}` is not a version", stated.place, stated.value))
                .hint("--since is the first release without them")
        })?,
        (None, None) => {
            return Err(Failure::new("the project's version is not written down")
                .hint("--since is the first release without them"));
        }
    };
    let refusal = Refusal {
        name: project.name.value.clone(),
        version: since.clone(),
        since: since.only_release(),
        kind: Kind::Dropped(dropped.to_vec()),
        last: Some(pattern.clone()),
        url: None,
    };
    let known = Known {
        pythons,
        // The edits raise it.
        requires_python: None,
        releases: last.releases.as_ref(),
        own_message: false,
        force: false,
    };
    let refusal = refusal.checked(&known).map_err(|error| {
        let hint = "--since is the first release without them, --last the one to install";
        Failure::new(error.to_string()).hint(error.hint().unwrap_or(hint))
    })?;
    let says = rendered::says(&refusal, None).map_err(|error| Failure::of(&error))?;
    Ok(rendered::guard(&says, &[])?)
}

/// The Pythons that the guard of a setup.py refuses; none where it has no guard.
fn refused(text: &str) -> Result<Vec<PythonVersion>, Failure> {
    guard::refused(text).map(|(pythons, _)| pythons).map_err(|error| broken(&error))
}

/// The lines of the guard in a setup.py, counted from 1: they speak of dropped Pythons for good.
pub(super) fn lines(path: &str, text: &str) -> Range<usize> {
    let range = if path == FILE { guard::find(text).ok().flatten() } else { None };
    let line = |byte: usize| text[..byte].matches('\n').count() + 1;
    range.map_or(0..0, |range| line(range.start)..line(range.end))
}

/// The new guard with what an older one says to users of other Pythons.
fn with_older(text: &str, made: &str) -> Result<String, Failure> {
    let Some(range) = guard::find(text).map_err(|error| broken(&error))? else {
        return Ok(made.to_owned());
    };
    let old = text[range].replace("\r\n", "\n");
    let (Some(end), Some(start)) = (old.rfind(CLOSE), made.find(CASE)) else {
        return Ok(made.to_owned());
    };
    Ok(format!("{}{}", &old[..end], &made[start..]))
}

fn broken(error: &guard::GuardError) -> Failure {
    let failure = Failure::new(format!("{FILE}: {error}"));
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure.hint("--no-stub leaves setup.py without a message"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(minor: u8) -> String {
        format!("{CASE}3, {minor}):\n    sys.exit(\n        \"no {minor}\\n\"\n    )\n")
    }

    #[test]
    fn an_older_guard_keeps_its_cases() {
        let whole = |cases: &str| format!("{}\nimport sys\n\n{cases}{CLOSE}\n", guard::OPEN);
        let text = format!("{}setup()\n", whole(&case(7))).replace('\n', "\r\n");
        assert_eq!(refused(&text).unwrap(), [PythonVersion::new(3, 7)]);
        let joined = with_older(&text, &whole(&case(8))).unwrap();
        assert_eq!(joined, whole(&(case(7) + &case(8))));
        assert_eq!(with_older("setup()\n", "x").unwrap(), "x");
        // Two marks, `import sys`, an empty line and four of the case.
        assert_eq!(lines(FILE, &text), 1..9);
        assert_eq!(lines("other.py", &text), 0..0);
    }
}
