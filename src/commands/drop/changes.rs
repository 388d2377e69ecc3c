//! What is to be edited, and what is left: the project's files, setup.py's guard, and CI files.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    Request, files,
    guard::{self, Last},
    moved::Moved,
    supported::within,
    workflow,
};
use crate::{
    commands::{Context, Failure},
    drop::{
        Going,
        edit::{self, EditError, Edited, Edits, Left},
        leftover::{self, Aside, File, Known},
    },
    matrix::PlanTables,
    project::{Place, Project},
    report::drop::{Guard, LeftLine},
};

/// All that changes, and all that does not.
#[derive(Debug)]
pub(super) struct Changes {
    /// In the order of their paths
    pub(super) edited: Vec<Edited>,
    pub(super) left: Vec<LeftLine>,
    /// Files that nobody of the project edits, by path
    pub(super) left_out: Vec<(String, Aside)>,
    pub(super) guard: Guard,
}

/// Edits the texts of the project's folder. Nothing is written.
pub(super) fn changes(
    texts: Texts,
    request: &Request,
    project: &Project,
    going: &Going,
    last: &Last,
    tables: &PlanTables,
    context: &Context,
) -> Result<Changes, Failure> {
    let folder = &request.project;
    let Texts { own, theirs, others, edits } = texts;
    let Edits { mut edited, left, unread } = edits;
    let guard = guard::put(request, project, going, last, &tables.pythons, &theirs, &mut edited)?;
    let new = after(&edited);
    let then = Project::open_edited(folder, &new)?;
    let (more, on) = (!new.is_empty(), context.as_of());
    let renewed = workflow::renewed(&own, project, &then, going, more, tables, on)?;
    edited.extend(renewed);
    edited.sort_by(|a, b| a.path.cmp(&b.path));

    let file = |(path, text): (&String, &String)| File {
        path: path.clone(),
        text: new.get(path).unwrap_or(text).clone(),
    };
    let all: Vec<File> = theirs.iter().chain(&others).map(file).collect();
    let known = Known::load(&context.tables)?;
    // Lines are those of the files as they are when this is read.
    let moved = Moved::of(&edited);
    let now = |path: &str, line| if request.write { moved.after(path, line) } else { line };
    let then = |path: &str, line| if request.write { line } else { moved.before(path, line) };
    let mut lines: Vec<LeftLine> = left
        .into_iter()
        .filter(|it| !guard::lines(&it.path, &theirs[&it.path]).contains(&it.line))
        .map(|it| LeftLine {
            line: now(&it.path, it.line),
            path: it.path,
            kind: "edit".to_owned(),
            why: it.why,
            mend: None,
            text: String::new(),
        })
        .chain(unread.into_iter().map(not_read))
        .chain(unedited(&others, going))
        .collect();
    let said: BTreeSet<_> = lines.iter().map(|it| (it.path.clone(), it.line)).collect();
    let guarded = all.iter().find(|file| file.path == guard::FILE);
    let guarded = guarded.map_or(0..0, |file| guard::lines(&file.path, &file.text));
    for it in leftover::leftovers(&all, going, &known) {
        let line = then(&it.path, it.line);
        // The same line is not named twice.
        let twice = said.contains(&(it.path.clone(), line));
        if twice || (it.path == guard::FILE && guarded.contains(&it.line)) {
            continue;
        }
        lines.push(LeftLine {
            path: it.path,
            line,
            kind: it.kind.to_string(),
            why: it.why,
            mend: Some(it.mend),
            text: it.text,
        });
    }
    lines.sort();
    Ok(Changes { edited, left: lines, left_out: leftover::left_out(&all), guard })
}

/// A file that says something of Python, perhaps.
fn not_read(it: Left) -> LeftLine {
    LeftLine {
        path: it.path,
        line: it.line,
        kind: "unread".to_owned(),
        why: format!("the file is not read: {}", it.why),
        mend: Some("look through it by hand, or mend it".to_owned()),
        text: String::new(),
    }
}

/// What would be edited in texts that are not UTF-8: nobody writes them back as they were.
fn unedited(others: &BTreeMap<String, String>, going: &Going) -> Vec<LeftLine> {
    let line = |path: &str, line: usize, what: &str| LeftLine {
        path: path.to_owned(),
        line,
        kind: "edit".to_owned(),
        why: format!("{what} (the file is not UTF-8, and is not edited)"),
        mend: Some("edit it by hand, or write it as UTF-8".to_owned()),
        text: String::new(),
    };
    let mut out = Vec::new();
    for (path, text) in others {
        match edit::edits(&BTreeMap::from([(path.clone(), text.clone())]), going) {
            Ok(Edits { edited, left, unread }) => {
                out.extend(unread.into_iter().map(not_read));
                let changes = edited.iter().flat_map(|it| &it.changes);
                out.extend(changes.map(|it| line(path, it.line, &it.what)));
                out.extend(left.iter().map(|it| line(path, it.line, &it.why)));
            }
            Err(error) => out.push(line(path, error.line.unwrap_or(1), &error.why)),
        }
    }
    out
}

/// The new texts by their path.
fn after(edited: &[Edited]) -> BTreeMap<String, String> {
    edited.iter().map(|it| (it.path.clone(), it.after.clone())).collect()
}

/// The texts of a project's folder, and their edits.
#[derive(Debug)]
pub(super) struct Texts {
    /// What relkit wrote: it is written anew, and not edited
    own: BTreeMap<String, String>,
    theirs: BTreeMap<String, String>,
    /// What is not UTF-8
    others: BTreeMap<String, String>,
    edits: Edits,
}

impl Texts {
    /// Reads them all, and edits those that name what goes.
    pub(super) fn read(request: &Request, going: &Going) -> Result<Self, Failure> {
        let folder = &request.project;
        // The report of an earlier run is none of the project's files.
        let report = request.output.as_ref().and_then(|path| files::within(folder, path));
        let wanted = |path: &str| report.as_deref() != Some(path);
        let files::Texts { utf8: texts, others } = files::texts(folder, wanted)?;
        let (own, theirs): (BTreeMap<_, _>, BTreeMap<_, _>) =
            texts.into_iter().partition(|(path, text)| workflow::is_own(path, text));
        let edits = edit::edits(&theirs, going).map_err(|error| refusal(folder, &error))?;
        Ok(Self { own, theirs, others, edits })
    }

    /// The project as its files say it after the edits; the guard and CI files say nothing of it.
    pub(super) fn project(&self, request: &Request) -> Result<Project, Failure> {
        Ok(Project::open_edited(&request.project, &after(&self.edits.edited))?)
    }
}

/// Why a file cannot be edited, with its place as seen from where relkit runs.
fn refusal(folder: &Path, error: &EditError) -> Failure {
    let line = error.line.and_then(|line| u32::try_from(line).ok());
    let place = within(folder, &Place { file: error.path.as_str().into(), line });
    Failure::new(format!("{place}: {}", error.why)).hint(error.hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_named_where_it_would_be_edited() {
        let versions = ["3.9".parse().unwrap(), "3.10".parse().unwrap()];
        let going = Going::new(&versions[..1], &versions).unwrap();
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let others = BTreeMap::from([
            file("HISTORY.txt", "\u{fffd}\n"),
            file("setup.cfg", "# \u{fffd}\n[options]\npython_requires = >=3.9\n"),
        ]);
        let found: Vec<_> = unedited(&others, &going);
        let found: Vec<_> =
            found.iter().map(|it| format!("{}:{}: {}", it.path, it.line, it.why)).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("setup.cfg:3: "), "{found:?}");
        assert!(found[0].ends_with(" (the file is not UTF-8, and is not edited)"), "{found:?}");
    }
}
