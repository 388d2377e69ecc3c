//! Who gets which file of the releases that were checked.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    installer::Choice,
    report::{
        grid::{lines, new_table},
        visible,
    },
    rules::{Context, Release},
};

/// What a target gets: a file, with whether it is a wheel, or nothing.
#[derive(Debug, Serialize)]
#[serde(tag = "gets", rename_all = "kebab-case")]
enum Gets<'a> {
    Wheel { file: &'a str },
    Sdist { file: &'a str },
    Nothing,
}

/// One target.
#[derive(Debug, Serialize)]
struct Row<'a> {
    /// Ex) `cp314t-macosx_11_0_arm64`; `cp314-any` where the system does not matter
    target: String,
    #[serde(skip)]
    python: String,
    #[serde(skip)]
    system: String,
    #[serde(flatten)]
    gets: Gets<'a>,
}

#[derive(Debug, Serialize)]
struct ReleaseRows<'a> {
    name: String,
    version: String,
    targets: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    releases: Vec<ReleaseRows<'a>>,
}

/// The targets of a release, in the order of their systems.
fn rows<'a>(release: &'a Release<'_>, context: &Context<'_>) -> Vec<Row<'a>> {
    let view = release.view(context);
    let gets = |choice: Choice| {
        let dist = choice.index().and_then(|index| release.dists.get(index));
        match (choice, dist) {
            (Choice::Wheel(_), Some(dist)) => Gets::Wheel { file: &dist.file_name },
            (Choice::Sdist(_), Some(dist)) => Gets::Sdist { file: &dist.file_name },
            _ => Gets::Nothing,
        }
    };
    let own = view.asked.iter().map(|(target, choice)| {
        (target.interpreter.to_string(), target.platform.to_string(), *choice)
    });
    let anywhere = view
        .anywhere
        .iter()
        .map(|(interpreter, choice)| (interpreter.to_string(), "any".to_owned(), *choice));
    own.chain(anywhere)
        .map(|(python, system, choice)| Row {
            target: format!("{python}-{system}"),
            python,
            system,
            gets: gets(choice),
        })
        .collect()
}

/// As tables for people, one a release: the interpreters of a system that get the same file share
/// a line.
pub fn targets_text(releases: &[Release<'_>], context: &Context<'_>) -> String {
    let mut out = String::new();
    for release in releases {
        let mut table = new_table(["system", "interpreters", "file"]);
        let mut shared: BTreeMap<(usize, String), (String, Vec<String>)> = BTreeMap::new();
        let mut systems: Vec<String> = Vec::new();
        for row in rows(release, context) {
            let place = systems.iter().position(|system| *system == row.system);
            let place = place.unwrap_or_else(|| {
                systems.push(row.system.clone());
                systems.len() - 1
            });
            let file = match row.gets {
                Gets::Wheel { file } => visible(file),
                Gets::Sdist { file } => format!("builds {}", visible(file)),
                Gets::Nothing => "nothing".to_owned(),
            };
            let line = shared.entry((place, file)).or_insert((row.system, Vec::new()));
            line.1.push(row.python);
        }
        for ((_, file), (system, interpreters)) in shared {
            table.add_row([system, interpreters.join(" "), file]);
        }
        let heading = format!("{}=={}", release.name.normalized(), release.version);
        out.push_str(&format!("{heading}\n{}\n", lines(&table)));
    }
    out
}

/// As JSON: `relkit.check-targets/1`. The form stays; fields may be added.
pub fn targets_json(
    releases: &[Release<'_>],
    context: &Context<'_>,
) -> Result<String, serde_json::Error> {
    let releases = releases
        .iter()
        .map(|release| ReleaseRows {
            name: release.name.normalized(),
            version: release.version.to_string(),
            targets: rows(release, context),
        })
        .collect();
    let document = Document { schema: "relkit.check-targets/1", releases };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
