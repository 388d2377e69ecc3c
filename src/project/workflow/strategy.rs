//! `strategy.matrix`: the rows that a job runs for.
//!
//! Source: [Running variations of jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations):
//! the product of the axes without what `exclude` names; then each entry of `include` is added to
//! the rows of the product whose axes it does not change, and is a row of its own where there is
//! none.

use super::{
    WorkflowError,
    expression::{Contexts, same, substitute},
    node::{Key, Node, Value},
};
use crate::project::Place;

/// GitHub runs no more jobs of one matrix.
const MOST_ROWS: usize = 256;

/// Combinations before `exclude` takes some away.
const MOST_PRODUCT: usize = 4096;

/// Values of one row, those within lists and mappings included.
const MOST_VALUES: usize = 512;

/// One set of values: a mapping, or unknown as a whole.
pub(super) type Row = Node;

/// The rows of a job; one without values where there is no matrix.
pub(super) fn rows(file: &str, job: &Node, contexts: &Contexts) -> Result<Vec<Row>, WorkflowError> {
    let Some(matrix) = job.get("strategy").and_then(|strategy| strategy.get("matrix")) else {
        return Ok(vec![Node::new(job.line, Value::Map(Vec::new()))]);
    };
    let matrix = evaluated(matrix, contexts);
    if let Value::Unknown(_) = matrix.value {
        return Ok(vec![matrix]);
    }
    let mut rows = product(file, &matrix)?;
    let excludes = matrix.get("exclude").map(Node::one_or_more).unwrap_or_default();
    rows.retain(|row| !excludes.iter().any(|exclude| excluded(row, exclude)));
    let includes = matrix.get("include").map(Node::one_or_more).unwrap_or_default();
    let largest = includes.iter().map(|include| include.size()).max();
    if largest.is_some_and(|size| size > MOST_VALUES) {
        return Err(too_large(file, matrix.line));
    }
    let own = rows.len();
    // What stands in an axis is never changed; what another entry added is.
    let axes: Vec<Vec<String>> = rows.iter().map(|row| names(row).collect()).collect();
    let axes = axes.first().cloned().unwrap_or_default();
    for include in includes {
        if let Value::Unknown(_) = include.value {
            rows.push((*include).clone());
            continue;
        }
        let mut added = false;
        for row in rows.iter_mut().take(own) {
            added |= add(row, include, &axes);
        }
        if !added {
            rows.push((*include).clone());
        }
        if rows.len() > MOST_ROWS {
            break;
        }
    }
    if rows.len() > MOST_ROWS {
        return Err(too_many(file, matrix.line));
    }
    match rows.iter().find(|row| row.size() > MOST_VALUES) {
        Some(row) => Err(too_large(file, row.line)),
        None => Ok(rows),
    }
}

fn too_many(file: &str, line: u32) -> WorkflowError {
    let place = Place::line(file, line);
    WorkflowError::TooMany { place, what: "rows of a matrix", most: MOST_ROWS }
}

fn too_large(file: &str, line: u32) -> WorkflowError {
    let place = Place::line(file, line);
    WorkflowError::TooMany { place, what: "values in a row of a matrix", most: MOST_VALUES }
}

fn names(row: &Row) -> impl Iterator<Item = String> {
    row.entries().iter().map(|(key, _)| key.text.clone())
}

/// The same with its expressions evaluated: a matrix knows the inputs of a called file.
fn evaluated(node: &Node, contexts: &Contexts) -> Node {
    let value = match &node.value {
        Value::Text(_) => return substitute(node, contexts),
        Value::List(items) => Value::List(items.iter().map(|it| evaluated(it, contexts)).collect()),
        Value::Map(entries) => Value::Map(
            entries.iter().map(|(key, it)| (key.clone(), evaluated(it, contexts))).collect(),
        ),
        other => other.clone(),
    };
    Node::new(node.line, value)
}

/// Every combination of one value of each axis, the last axis the fastest. No row without axes.
fn product(file: &str, matrix: &Node) -> Result<Vec<Row>, WorkflowError> {
    let axes: Vec<&(Key, Node)> = matrix
        .entries()
        .iter()
        .filter(|(key, _)| !["include", "exclude"].contains(&key.text.as_str()))
        .collect();
    let mut rows: Vec<Vec<(Key, Node)>> = vec![Vec::new()];
    for (key, values) in &axes {
        let values = values.one_or_more();
        if values.iter().any(|value| value.size() > MOST_VALUES) {
            return Err(too_large(file, key.line));
        }
        if rows.len() * values.len() > MOST_PRODUCT {
            return Err(too_many(file, key.line));
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                values.iter().map(|value| {
                    let mut row = row.clone();
                    row.push((key.clone(), (*value).clone()));
                    row
                })
            })
            .collect();
    }
    if axes.is_empty() {
        rows.clear();
    }
    // A row stands where its last value does: the axes before it change more slowly.
    let line = |row: &[(Key, Node)]| row.last().map_or(matrix.line, |(_, value)| value.line);
    Ok(rows.into_iter().map(|row| Node::new(line(&row), Value::Map(row))).collect())
}

/// Whether the row has every value that is named.
fn excluded(row: &Row, exclude: &Node) -> bool {
    let named = exclude.entries();
    !named.is_empty()
        && named.iter().all(|(key, value)| row.get(&key.text).is_some_and(|own| same(own, value)))
}

/// Adds the values of an entry of `include` unless it would change one of an axis.
fn add(row: &mut Row, include: &Node, axes: &[String]) -> bool {
    let changes = |(key, value): &(Key, Node)| {
        axes.contains(&key.text) && !row.get(&key.text).is_some_and(|own| same(own, value))
    };
    if include.entries().iter().any(changes) {
        return false;
    }
    let Value::Map(entries) = &mut row.value else { return false };
    for (key, value) in include.entries() {
        match entries.iter_mut().find(|(known, _)| known.text == key.text) {
            Some((_, old)) if !axes.contains(&key.text) => *old = value.clone(),
            Some(_) => {}
            None => entries.push((key.clone(), value.clone())),
        }
    }
    true
}

/// A row as people know it: its values in short. Ex) `ubuntu-24.04, cp313`
pub(super) fn name(row: &Row) -> String {
    fn words(node: &Node, out: &mut Vec<String>) {
        for (_, value) in node.entries() {
            words(value, out);
        }
        for value in node.items() {
            words(value, out);
        }
        match (&node.value, node.text()) {
            (Value::Unknown(text), _) => out.push(text.clone()),
            (_, Some(text)) if !text.is_empty() => out.push(text),
            _ => {}
        }
    }
    let mut out = Vec::new();
    words(row, &mut out);
    let mut text = out.join(", ");
    if let Some((end, _)) = text.char_indices().nth(80) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{super::yaml, *};

    fn told(matrix: &str) -> Vec<String> {
        let text = format!("strategy:\n  matrix:\n{matrix}");
        let job = yaml::read("w.yml", &text).unwrap();
        rows("w.yml", &job, &Contexts::default()).unwrap().iter().map(name).collect()
    }

    /// The example of GitHub's documentation.
    #[test]
    fn include_extends_rows_and_adds_others() {
        let matrix = "    fruit: [apple, pear]
    animal: [cat, dog]
    include:
      - color: green
      - color: pink
        animal: cat
      - fruit: apple
        shape: circle
      - fruit: banana
      - fruit: banana
        animal: cat
";
        assert_eq!(
            told(matrix),
            [
                "apple, cat, pink, circle",
                "apple, dog, green, circle",
                "pear, cat, pink",
                "pear, dog, green",
                "banana",
                "banana, cat",
            ]
        );
    }

    #[test]
    fn exclude_compares_lists_and_parts_of_mappings() {
        let matrix = "    plat:
      - [ubuntu, x86_64]
      - [windows, win32]
    os:
      - {name: a, arch: 1}
      - {name: b, arch: 2}
    exclude:
      - plat: [windows, win32]
        os: {name: a}
";
        assert_eq!(
            told(matrix),
            ["ubuntu, x86_64, a, 1", "ubuntu, x86_64, b, 2", "windows, win32, b, 2"]
        );
    }

    #[test]
    fn what_a_run_decides_stays_unknown() {
        assert_eq!(
            told("    ${{ fromJSON(needs.a.outputs.b) }}"),
            ["${{ fromJSON(needs.a.outputs.b) }}"]
        );
        assert_eq!(
            told("    only: ${{ fromJSON(needs.a.outputs.b) }}\n    os: [x, y]\n"),
            ["${{ fromJSON(needs.a.outputs.b) }}, x", "${{ fromJSON(needs.a.outputs.b) }}, y"]
        );
        assert_eq!(told("    os: ${{ fromJSON('[\"x\", \"y\"]') }}\n"), ["x", "y"]);
        assert_eq!(told("    include: ${{ fromJSON(inputs.x) }}\n"), ["${{ fromJSON(inputs.x) }}"]);
    }

    #[test]
    fn no_more_than_256_rows() {
        let axis = |name: &str, count: usize| format!("    {name}: [{}]\n", "x,".repeat(count));
        let text = format!("strategy:\n  matrix:\n{}{}", axis("a", 16), axis("b", 17));
        let job = yaml::read("w.yml", &text).unwrap();
        insta::assert_snapshot!(rows("w.yml", &job, &Contexts::default()).unwrap_err(), @"w.yml:3: more than 256 rows of a matrix");
        let many: String = ["a", "b", "c", "d", "e"].map(|name| axis(name, 99)).concat();
        let job = yaml::read("w.yml", &format!("strategy:\n  matrix:\n{many}")).unwrap();
        insta::assert_snapshot!(rows("w.yml", &job, &Contexts::default()).unwrap_err(), @"w.yml:4: more than 256 rows of a matrix");
        let text = format!("strategy:\n  matrix:\n    x: [[{}]]\n", "1,".repeat(600));
        let job = yaml::read("w.yml", &text).unwrap();
        insta::assert_snapshot!(rows("w.yml", &job, &Contexts::default()).unwrap_err(), @"w.yml:3: more than 512 values in a row of a matrix");
    }
}
