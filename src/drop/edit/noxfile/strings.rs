//! Strings of a noxfile that name a Python and stand in no list of Pythons: they are left.

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::{
    super::{
        Job,
        job::{bare, one_line},
        markers::{self, Marker},
        python,
    },
    field, is_plausible, is_pythons,
};
use crate::syntax::python::Source;

/// How far up from a string is looked for what it stands in.
const HIGHEST: usize = 6;

/// Whether an expression holds a string for a Python that goes.
pub(super) fn names(job: &Job<'_, '_>, source: &Source<'_>, node: Node<'_>) -> bool {
    let within = node.byte_range();
    source.nodes().any(|it| {
        within.start <= it.start_byte()
            && it.end_byte() <= within.end
            && python::plain(source, it).is_some_and(|it| job.is_dead(&job.draft.text()[it]))
    })
}

/// Leaves every string that names a Python that goes and is neither taken out nor left already.
pub(super) fn leave(job: &mut Job<'_, '_>, source: &Source<'_>) {
    let sessions = sessions(source);
    for node in source.nodes().filter(|it| it.kind() == "string") {
        let Some(range) = python::plain(source, node) else { continue };
        let text = &job.draft.text()[range.clone()];
        if job.draft.is_settled(&range) {
            continue;
        }
        if markers::judge(text, job.going) != Marker::Same {
            markers::left(job, range.start);
        } else if names_python(job, source, node, text, &sessions) {
            job.draft.leave(range.start, format!("names {}", one_line(text)));
        }
    }
}

/// The names of sessions: of functions, and those behind `name=`.
fn sessions<'t>(source: &Source<'t>) -> BTreeSet<&'t str> {
    let name = |node: Node<'_>| match node.kind() {
        "function_definition" => field(source, node, "name"),
        "keyword_argument" if field(source, node, "name") == Some("name") => {
            field(source, node, "value").map(bare)
        }
        _ => None,
    };
    source.nodes().filter_map(name).collect()
}

/// Whether a string is for a Python that goes: a word that cannot be for anything else, a session
/// with its Python (`tests-3.9`), or a bare number where Pythons are asked for.
fn names_python(
    job: &Job<'_, '_>,
    source: &Source<'_>,
    node: Node<'_>,
    text: &str,
    sessions: &BTreeSet<&str>,
) -> bool {
    let bare_number = text.starts_with(|c: char| c.is_ascii_digit());
    if job.is_dead(text) {
        return !bare_number || is_asked_for(source, node);
    }
    let session = text.split('(').next().unwrap_or_default();
    let of_session = session
        .rsplit_once('-')
        .is_some_and(|(name, it)| sessions.contains(name) && job.is_dead(it));
    let of_conda = text
        .strip_prefix("python=")
        .is_some_and(|version| job.is_dead(version.trim_start_matches('=')));
    of_session || of_conda
}

/// Whether a number stands where a Python does: in the value of `python=`, in a comparison with
/// something of that name, in what such a name stands for, or as a key of a table all of whose keys may be Pythons.
fn is_asked_for(source: &Source<'_>, node: Node<'_>) -> bool {
    let mut inner = node;
    for _ in 0..HIGHEST {
        let Some(outer) = inner.parent() else { return false };
        match outer.kind() {
            "keyword_argument" => return is_pythons(field(source, outer, "name")),
            "comparison_operator" => {
                let text = source.text_of(outer).to_lowercase();
                return ["python", "py_version", "pyver"].iter().any(|it| text.contains(it));
            }
            "pair" if outer.child_by_field_name("key") == Some(inner) => {
                let Some(table) = outer.parent() else { return false };
                let mut cursor = table.walk();
                return table.named_children(&mut cursor).all(|pair| {
                    field(source, pair, "key").is_none_or(|key| is_plausible(bare(key)))
                });
            }
            "assignment" => {
                let name = field(source, outer, "left").unwrap_or_default().to_lowercase();
                let items = python::items(inner).unwrap_or_default();
                let all = items.iter().all(|it| is_plausible(bare(source.text_of(*it))));
                return name.contains("python") && all;
            }
            "call" | "block" => return false,
            _ => inner = outer,
        }
    }
    false
}
