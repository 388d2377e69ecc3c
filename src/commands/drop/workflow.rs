//! The CI files that relkit wrote: they are rendered anew from the project as edited.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    commands::{Failure, workflow_size},
    drop::{
        Going,
        edit::{Change, Edited},
    },
    matrix::{Plan, PlanTables, header_line, plan},
    model::Provider,
    project::Project,
    render,
};

/// The CI system that reads a file; `None` for other files.
fn provider(path: &str) -> Option<Provider> {
    let all = [Provider::Github, Provider::Gitlab, Provider::Azure, Provider::Circleci];
    let own = all.into_iter().find(|provider| provider.file() == path);
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    let is_workflow = is_yaml && path.starts_with(".github/workflows/");
    own.or_else(|| is_workflow.then_some(Provider::Github))
}

/// Whether `relkit matrix` wrote the file.
pub(super) fn is_own(path: &str, text: &str) -> bool {
    provider(path).is_some() && header_line(text).is_some()
}

/// The files that relkit wrote, as they are to be. `files` are the texts before the edits, `now` and
/// `then` the project before and after them, and `edited` says whether the project's own files change.
///
/// What else is in a file goes when it is written anew, and its change says so.
///
/// Where they do not, a file is written anew only if it speaks of a dropped Python more often than
/// it would: that it is stale for another reason is for `relkit matrix --check` to say.
pub(super) fn renewed(
    files: &BTreeMap<String, String>,
    now: &Project,
    then: &Project,
    going: &Going,
    edited: bool,
    tables: &PlanTables,
    on: Date,
) -> Result<Vec<Edited>, Failure> {
    let mut out = Vec::new();
    for (path, text) in files.iter().filter(|(path, text)| is_own(path, text)) {
        let Some(provider) = provider(path) else { continue };
        let new = plan(then, tables, provider, on).map_err(|error| {
            let failure = Failure::from(error);
            let message = format!("{path} cannot be written anew: {}", failure.message);
            Failure { message, ..failure }
        })?;
        let fresh = rendered(&new, provider)?;
        if provider == Provider::Github {
            workflow_size::check(&fresh, &tables.costs.workflow)?;
        }
        let crlf = text.contains("\r\n");
        let ended = |text: String| if crlf { text.replace('\n', "\r\n") } else { text };
        let fresh = ended(fresh);
        let stale = *text != fresh;
        if stale && (edited || mentions(text, going) > mentions(&fresh, going)) {
            let old = plan(now, tables, provider, on).ok();
            let old = old.and_then(|plan| rendered(&plan, provider).ok());
            let more = match old.map(ended) {
                Some(old) if old != *text => "; the file had other changes, which go",
                _ => "",
            };
            let what = format!("written anew by relkit matrix{more}");
            out.push(Edited {
                path: path.clone(),
                before: text.clone(),
                after: fresh,
                changes: vec![Change { line: 1, what }],
            });
        }
    }
    Ok(out)
}

fn rendered(plan: &Plan, provider: Provider) -> Result<String, Failure> {
    Ok(match provider {
        Provider::Github => render::github::workflow(plan)?,
        Provider::Gitlab => render::gitlab::pipeline(plan)?,
        Provider::Azure => render::azure::pipeline(plan)?,
        Provider::Circleci => render::circleci::configuration(plan)?,
    })
}

/// How often a text says one of the dropped Pythons, as `3.9` or `cp39`.
fn mentions(text: &str, going: &Going) -> usize {
    let of = |word: &str| {
        let is_word = |at: usize| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            !digit(before) && !after.is_some_and(|c| c.is_ascii_digit())
        };
        text.match_indices(word).filter(|(at, _)| is_word(*at)).count()
    };
    let dropped = going.dropped().iter();
    dropped.map(|it| of(&it.to_string()) + of(&format!("cp{}", it.nodot()))).sum()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::tables::Tables;

    #[test]
    fn mentions_are_whole_words() {
        let (old, new) =
            (["3.9".parse().unwrap()], ["3.9".parse().unwrap(), "3.10".parse().unwrap()]);
        let going = Going::new(&old, &new).unwrap();
        assert_eq!(mentions("cp39-win32 cp39-* '3.9' 3.9t", &going), 4);
        assert_eq!(mentions("cp390 cp310 13.9 3.99 1.3.9 v3.9.1", &going), 0);
    }

    #[test]
    fn changes_by_hand_do_not_go_unsaid() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/maturin");
        let text = fs::read_to_string(folder.join("pyproject.toml")).unwrap();
        let edited = text.replace(">=3.9", ">=3.10");
        assert_ne!(edited, text);
        let edited = BTreeMap::from([("pyproject.toml".to_owned(), edited)]);
        let now = Project::open(&folder).unwrap();
        let then = Project::open_edited(&folder, &edited).unwrap();
        let tables = PlanTables::load(&Tables::embedded()).unwrap();
        let on = jiff::civil::date(2026, 11, 22);
        let made = rendered(&plan(&now, &tables, Provider::Github, on).unwrap(), Provider::Github);
        let made = made.unwrap().replace('\n', "\r\n");
        let versions = ["3.9".parse().unwrap(), "3.10".parse().unwrap()];
        let going = Going::new(&versions[..1], &versions).unwrap();
        let what = |text: String| {
            let files = BTreeMap::from([(".github/workflows/build.yml".to_owned(), text)]);
            let new = renewed(&files, &now, &then, &going, true, &tables, on).unwrap();
            new.into_iter().map(|it| it.changes[0].what.clone()).collect::<Vec<_>>()
        };
        assert_eq!(what(made.clone()), ["written anew by relkit matrix"]);
        assert_eq!(
            what(format!("{made}# by hand\r\n")),
            ["written anew by relkit matrix; the file had other changes, which go"]
        );
    }

    #[test]
    fn own_files_lie_where_ci_reads_them() {
        let text = "# relkit 0.1.0, inputs sha256:0123456789abcdef\n";
        assert!(is_own(".github/workflows/build.yml", text) && is_own(".gitlab-ci.yml", text));
        assert!(!is_own("docs/build.yml", text) && !is_own(".gitlab-ci.yml", "stages: []\n"));
    }
}
