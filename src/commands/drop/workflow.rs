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

/// The files that relkit wrote, as they are to be. `files` are the texts before the edits, and
/// `edited` says whether the project's own files change.
///
/// Where they do not, a file is written anew only if it speaks of a dropped Python more often than
/// it would: that it is stale for another reason is for `relkit matrix --check` to say.
pub(super) fn renewed(
    files: &BTreeMap<String, String>,
    project: &Project,
    going: &Going,
    edited: bool,
    tables: &PlanTables,
    on: Date,
) -> Result<Vec<Edited>, Failure> {
    let mut out = Vec::new();
    for (path, text) in files.iter().filter(|(path, text)| is_own(path, text)) {
        let Some(provider) = provider(path) else { continue };
        let plan = plan(project, tables, provider, on).map_err(|error| {
            let failure = Failure::from(error);
            let message = format!("{path} cannot be written anew: {}", failure.message);
            Failure { message, ..failure }
        })?;
        let fresh = rendered(&plan, provider)?;
        if provider == Provider::Github {
            workflow_size::check(&fresh, &tables.costs.workflow)?;
        }
        let crlf = text.contains("\r\n");
        let fresh = if crlf { fresh.replace('\n', "\r\n") } else { fresh };
        let stale = *text != fresh;
        if stale && (edited || mentions(text, going) > mentions(&fresh, going)) {
            let what = "written anew by relkit matrix".to_owned();
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
    use super::*;

    #[test]
    fn mentions_are_whole_words() {
        let (old, new) =
            (["3.9".parse().unwrap()], ["3.9".parse().unwrap(), "3.10".parse().unwrap()]);
        let going = Going::new(&old, &new).unwrap();
        assert_eq!(mentions("cp39-win32 cp39-* '3.9' 3.9t", &going), 4);
        assert_eq!(mentions("cp390 cp310 13.9 3.99 1.3.9 v3.9.1", &going), 0);
    }

    #[test]
    fn own_files_lie_where_ci_reads_them() {
        let text = "# relkit 0.1.0, inputs sha256:0123456789abcdef\n";
        assert!(is_own(".github/workflows/build.yml", text) && is_own(".gitlab-ci.yml", text));
        assert!(!is_own("docs/build.yml", text) && !is_own(".gitlab-ci.yml", "stages: []\n"));
    }
}
