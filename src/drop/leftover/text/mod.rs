//! Words in texts: Pythons by name, in files for machines and for people.

mod limited;
mod requirement;
mod version;
mod yaml;

use super::{
    Kind, Known,
    sheet::Sheet,
    sort::{Sort, has_requirements},
    world::World,
};

/// Lines of people that tell the past on purpose.
const PAST: [&str; 7] = [
    "drop",
    "last version",
    "no longer",
    "not supported",
    "removed",
    "unsupported",
    "versionadded",
];

/// Longer lines are of no people.
const LONGEST: usize = 2000;

/// Notes what any file may have left over.
pub(super) fn everywhere(sheet: &mut Sheet<'_>, world: &World, known: &Known) {
    limited::leftovers(sheet, world);
    if has_requirements(sheet.path()) {
        requirement::leftovers(sheet, world, &known.backports);
    }
}

/// Notes the lines that name an older Python.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World, sort: Sort) {
    let path = sheet.path();
    let name = path.rsplit('/').next().unwrap_or_default();
    let all = name.starts_with(".python-version") || name == "runtime.txt";
    let mut parents = yaml::Parents::default();
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    for (at, line) in sheet.lines().filter(|(_, line)| line.len() <= LONGEST) {
        let of_python = all || (is_yaml && parents.next_is_of_python(line));
        if sort == Sort::Words {
            let lower = line.to_lowercase();
            if PAST.iter().any(|word| lower.contains(word)) {
                continue;
            }
        } else if requirement::has_marker(line) {
            // What it comes to is looked at elsewhere.
            continue;
        }
        let mut named = version::all(line, of_python);
        if sort == Sort::Configuration && named.is_empty() {
            named = version::sessions(line);
        }
        named.retain(|(_, version)| *version < world.floor());
        let Some((column, _)) = named.first().copied() else { continue };
        let mut versions: Vec<_> = named.into_iter().map(|(_, version)| version).collect();
        versions.sort_unstable();
        versions.dedup();
        let list = versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let floor = world.floor();
        let why = format!("it names {list}, and {floor} is the oldest that is left");
        let (kind, mend) = match sort {
            Sort::Words => (Kind::Words, format!("say {floor}, or delete it")),
            _ if line.contains("abi3-py") => (Kind::LimitedApi, format!("name {floor}")),
            _ => (Kind::Configuration, format!("delete it, or name {floor}")),
        };
        sheet.add(at + column, kind, why, mend);
    }
}
