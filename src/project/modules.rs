//! Which modules the wheel brings: what the build configuration names, else what lies in the
//! folder.

use super::{
    Fact, Place,
    cargo::Crate,
    config::ModuleName,
    node::{Node, Table},
    setup_cfg::SetupCfg,
    source::Files,
};
use crate::model::ProjectName;

/// What [`read`] looks at.
pub(super) struct Sources<'a> {
    pub(super) pyproject: &'a Table<'a>,
    pub(super) cfg: &'a SetupCfg,
    pub(super) crate_: Option<&'a Crate>,
    pub(super) name: &'a Fact<ProjectName>,
    pub(super) files: &'a dyn Files,
}

/// Keys that name modules or the folders of packages, in the order in which they count. Where they
/// hold paths, the last part is the module.
///
/// Sources: [import names](https://packaging.python.org/en/latest/specifications/pyproject-toml/),
/// and the documentation of each backend.
const KEYS: [&[&str]; 13] = [
    &["project", "import-names"],
    &["tool", "maturin", "module-name"],
    &["tool", "setuptools", "packages"],
    &["tool", "setuptools", "py-modules"],
    &["tool", "hatch", "build", "targets", "wheel", "packages"],
    &["tool", "hatch", "build", "packages"],
    &["tool", "flit", "module", "name"],
    &["tool", "flit", "metadata", "module"],
    &["tool", "poetry", "packages"],
    &["tool", "scikit-build", "wheel", "packages"],
    &["tool", "uv", "build-backend", "module-name"],
    &["tool", "setuptools", "package-dir"],
    &["tool", "setuptools", "ext-modules"],
];

/// Folders in which packages lie, beside those that the configuration names.
const ROOTS: [&str; 4] = ["src", "python", "lib", "."];

/// Keys that name a folder in which packages lie.
const ROOT_KEYS: [&[&str]; 5] = [
    &["tool", "maturin", "python-source"],
    &["tool", "setuptools", "package-dir", ""],
    &["tool", "setuptools", "packages", "find", "where"],
    &["tool", "pdm", "build", "package-dir"],
    &["tool", "uv", "build-backend", "module-root"],
];

/// Packages in a project's folder that are not what it is there for.
const ASIDE: [&str; 14] = [
    "benchmark",
    "benchmarks",
    "bin",
    "build",
    "ci",
    "doc",
    "docs",
    "example",
    "examples",
    "scripts",
    "test",
    "tests",
    "tools",
    "util",
];

/// The modules of the first source that names any.
pub(super) fn read(from: &Sources<'_>) -> Vec<Fact<ModuleName>> {
    let mut stated = KEYS.iter().filter_map(|keys| from.pyproject.find(keys));
    stated
        .find_map(|node| some(named(&node)))
        .or_else(|| some(top_level(&from.cfg.modules)))
        .or_else(|| some(parsed(from.crate_?.library.as_ref()?).into_iter().collect()))
        .unwrap_or_else(|| in_folder(from))
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// The modules that a value names: a string, a list of them, or tables with the name in one key.
fn named(node: &Node<'_>) -> Vec<Fact<ModuleName>> {
    let texts: Vec<_> = match (node.list(), node.table()) {
        (Some(items), _) => items.iter().filter_map(item).collect(),
        // `package-dir` and scikit-build-core's `packages`: the names are the keys.
        (None, Ok(table)) => {
            // `packages.find` names folders, not packages.
            let entries = table.entries();
            let plain = entries.iter().filter(|entry| entry.value().is_str());
            plain.map(|entry| entry.fact(entry.key().to_owned())).collect()
        }
        (None, Err(_)) => item(node).into_iter().collect(),
    };
    top_level(&texts)
}

/// One entry: a name or a path, or `{ include = "demo" }` (Poetry), `{ name = "demo._core" }`
/// (extension modules).
fn item(node: &Node<'_>) -> Option<Fact<String>> {
    if let Ok(table) = node.table() {
        let inner = table.get("include").or_else(|| table.get("name"))?;
        return Some(inner.fact(inner.text().ok()?.replace('/', ".")));
    }
    let text = node.fact(node.text().ok()?.to_owned());
    // `import-names` can say `; private`, which no test should import.
    if text.contains(';') {
        return None;
    }
    let path = text.value.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let last = last.strip_suffix(".py").unwrap_or(last).to_owned();
    Some(Fact::new(last, text.place))
}

/// Those that are modules, without those that the import of another one brings.
fn top_level(texts: &[Fact<String>]) -> Vec<Fact<ModuleName>> {
    let mut found: Vec<Fact<ModuleName>> = Vec::new();
    for fact in texts.iter().filter_map(parsed) {
        let below = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if found.iter().any(|old| below(fact.as_str(), old.as_str())) {
            continue;
        }
        found.retain(|old| !below(old.as_str(), fact.as_str()));
        found.push(fact);
    }
    found
}

fn parsed(fact: &Fact<String>) -> Option<Fact<ModuleName>> {
    Some(Fact::new(fact.parse().ok()?, fact.place.clone()))
}

/// The module in the folder that bears the project's name; else the only package there is; else,
/// when there is none, the name itself, as of an extension module that stands alone.
fn in_folder(from: &Sources<'_>) -> Vec<Fact<ModuleName>> {
    let project = from.name;
    // A name with dots is that of a package in a namespace.
    let dotted = project.as_str().contains('.').then(|| project.as_str().replace('-', "_"));
    let mut packages = Vec::new();
    for root in roots(from.pyproject) {
        let path =
            |name: &str| if root == "." { name.to_owned() } else { format!("{root}/{name}") };
        let inner = dotted.as_ref().map(|name| (name, path(&name.replace('.', "/"))));
        if let Some((name, folder)) = inner.filter(|(_, folder)| holds_python(from, folder)) {
            return name
                .parse()
                .map(|it| Fact::new(it, Place::file(&folder)))
                .into_iter()
                .collect();
        }
        for entry in from.files.names(&root) {
            let folder = entry.strip_suffix('/');
            let Some(stem) = folder.or_else(|| python_stem(&entry)) else { continue };
            let Ok(module) = stem.parse::<ModuleName>() else { continue };
            let found = Fact::new(module, Place::file(&path(entry.trim_end_matches('/'))));
            let own = stem.parse::<ProjectName>().is_ok_and(|name| name == project.value);
            if own && folder.is_none_or(|_| holds_python(from, &path(stem))) {
                return vec![found];
            }
            let init = format!("{}/__init__.py", path(stem));
            if folder.is_some() && !ASIDE.contains(&stem) && from.files.exists(&init) {
                packages.push(found);
            }
        }
    }
    match packages.len() {
        0 => {
            let own = dotted.unwrap_or_else(|| project.file_name_form());
            own.parse().map(|it| Fact::new(it, project.place.clone())).into_iter().collect()
        }
        1 => packages,
        _ => Vec::new(),
    }
}

/// The module that a file is.
fn python_stem(file: &str) -> Option<&str> {
    [".py", ".pyx", ".pyi"].iter().find_map(|end| file.strip_suffix(end))
}

/// Whether a folder has Python files, which a crate of the same name has not.
fn holds_python(from: &Sources<'_>, folder: &str) -> bool {
    from.files.names(folder).iter().any(|name| python_stem(name).is_some())
}

/// Where packages lie, the configured folders first, each once.
fn roots(pyproject: &Table<'_>) -> Vec<String> {
    let mut roots: Vec<String> = Vec::new();
    for node in ROOT_KEYS.iter().filter_map(|keys| pyproject.find(keys)) {
        let items = node.list().unwrap_or_else(|| vec![node.clone()]);
        roots.extend(items.iter().filter_map(|item| item.text().ok()).map(str::to_owned));
    }
    roots.extend(ROOTS.map(str::to_owned));
    let mut seen = std::collections::BTreeSet::new();
    roots.retain(|root| seen.insert(root.clone()));
    roots
}
