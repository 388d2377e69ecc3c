//! Cargo.toml of an extension crate: which features of PyO3 its own features switch on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Maturin, Place, ProjectError, node::Table, source::Files};

/// The crates whose `abi3` and `abi3t` features choose the ABI.
const BINDINGS: [&str; 2] = ["pyo3", "pyo3-ffi"];

/// How many folders above the crate a workspace is looked for.
const DEEPEST: usize = 4;

/// An extension crate.
#[derive(Debug)]
pub(super) struct Crate {
    /// Name of the package
    pub(super) name: Option<Fact<String>>,
    /// Version of the package, unless the workspace has it
    pub(super) version: Option<Fact<String>>,
    /// The crate's own features and what each switches on
    pub(super) features: BTreeMap<String, Vec<Fact<String>>>,
    /// `name` of `[lib]`: the module, where maturin is not told another
    pub(super) library: Option<Fact<String>>,
    /// Without PyO3 it is a program, or a library for `UniFFI`: the line that shows it
    pub(super) interpreterless: Option<Place>,
    /// Names under which the crate knows PyO3
    bindings: BTreeSet<String>,
    /// PyO3's features that the dependency itself asks for
    always: Vec<Fact<String>>,
}

impl Crate {
    /// Reads the crate that maturin builds; `None` when it is not there.
    pub(super) fn read(files: &dyn Files, maturin: &Maturin) -> Result<Option<Self>, ProjectError> {
        let candidates = match &maturin.manifest_path {
            Some(path) => vec![path.as_str()],
            None => vec!["Cargo.toml", "rust/Cargo.toml", "native/Cargo.toml"],
        };
        for path in candidates {
            let Some(source) = files.text(path)? else { continue };
            let document = source.toml()?;
            return Self::of(files, path, &source.root(&document)).map(Some);
        }
        Ok(None)
    }

    /// Cargo judges its own file: what has an unexpected type is passed over here.
    fn of(files: &dyn Files, path: &str, root: &Table<'_>) -> Result<Self, ProjectError> {
        let text = |keys: &[&str]| {
            let node = root.find(keys)?;
            Some(node.fact(node.text().ok()?.to_owned()))
        };
        let mut whole = Self {
            name: text(&["package", "name"]),
            version: text(&["package", "version"]),
            library: text(&["lib", "name"]),
            features: BTreeMap::new(),
            interpreterless: interpreterless(files, path, root),
            bindings: BTreeSet::new(),
            always: Vec::new(),
        };
        if let Some(Ok(features)) = root.find(&["features"]).map(|node| node.table()) {
            for entry in features.entries() {
                let enabled = features.texts(entry.key()).unwrap_or_default();
                whole.features.insert(entry.key().to_owned(), enabled);
            }
        }
        let mut inherits = false;
        for dependencies in dependency_tables(root) {
            inherits |= whole.add(&dependencies);
        }
        if inherits {
            whole.add_workspace(files, path, root)?;
        }
        Ok(whole)
    }

    /// Takes PyO3's features from a table of dependencies; whether it refers to the workspace.
    fn add(&mut self, dependencies: &Table<'_>) -> bool {
        let mut inherits = false;
        for entry in dependencies.entries() {
            let table = entry.table().ok();
            let renamed = table.as_ref().and_then(|table| table.text("package").ok()?);
            let package = renamed.map_or_else(|| entry.key().to_owned(), |fact| fact.value);
            if BINDINGS.contains(&&*package) {
                self.bindings.insert(entry.key().to_owned());
                if let Some(table) = table {
                    self.always.extend(table.texts("features").unwrap_or_default());
                    let workspace = table.boolean("workspace").ok().flatten();
                    inherits |= workspace.is_some_and(|fact| fact.value);
                }
            }
        }
        inherits
    }

    /// Adds what `[workspace.dependencies]` asks for, in this file or in a folder above.
    fn add_workspace(
        &mut self,
        files: &dyn Files,
        path: &str,
        root: &Table<'_>,
    ) -> Result<(), ProjectError> {
        const KEYS: [&str; 2] = ["workspace", "dependencies"];
        if let Some(Ok(table)) = root.find(&KEYS).map(|node| node.table()) {
            self.add(&table);
            return Ok(());
        }
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        for _ in 0..DEEPEST {
            folder = match folder.rsplit_once('/') {
                _ if folder.is_empty() => "..".to_owned(),
                Some((_, "..")) => format!("{folder}/.."),
                Some((above, _)) => above.to_owned(),
                None if folder == ".." => "../..".to_owned(),
                None => String::new(),
            };
            let slash = if folder.is_empty() { "" } else { "/" };
            let Some(source) = files.text(&format!("{folder}{slash}Cargo.toml"))? else { continue };
            let document = source.toml()?;
            let above = source.root(&document);
            if let Some(Ok(table)) = above.find(&KEYS).map(|node| node.table()) {
                self.add(&table);
                return Ok(());
            }
        }
        Ok(())
    }

    /// The name under which the crate depends on PyO3.
    pub(super) fn bindings(&self) -> Option<&str> {
        self.bindings.first().map(String::as_str)
    }

    /// Whether the crate depends on PyO3 itself.
    pub(super) fn binds_python(&self) -> bool {
        !self.bindings.is_empty()
    }

    /// PyO3's features that every build has: the dependency's, the default features' (unless they
    /// are off), and those that maturin is told to enable.
    pub(super) fn always(&self, maturin: &Maturin) -> Vec<Fact<String>> {
        let mut found = self.always.clone();
        let off = maturin.no_default_features.as_ref().is_some_and(|fact| fact.value);
        if !off {
            found.extend(self.switched_on("default"));
        }
        for feature in &maturin.features {
            found.extend(self.switched_on_at(feature));
        }
        found
    }

    /// PyO3's features that a feature of the crate switches on, directly or through others.
    pub(super) fn switched_on(&self, feature: &str) -> Vec<Fact<String>> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![feature];
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            for enabled in self.features.get(name).into_iter().flatten() {
                match self.of_bindings(enabled) {
                    Some(inner) => found.push(Fact::new(inner.to_owned(), enabled.place.clone())),
                    None => waiting.push(&enabled.value),
                }
            }
        }
        found
    }

    /// The same for a feature asked for from outside: `pyo3/abi3-py39` or one of the crate's.
    pub(super) fn switched_on_at(&self, asked: &Fact<String>) -> Vec<Fact<String>> {
        if let Some(inner) = self.of_bindings(asked) {
            return vec![Fact::new(inner.to_owned(), asked.place.clone())];
        }
        // `member/feature` is a feature of this crate as `feature` is.
        self.switched_on(asked.rsplit('/').next().unwrap_or_default())
    }

    /// `abi3-py39` of `pyo3/abi3-py39` or `pyo3?/abi3-py39`.
    fn of_bindings<'a>(&self, feature: &'a str) -> Option<&'a str> {
        let (dependency, inner) = feature.split_once('/')?;
        let dependency = dependency.trim_end_matches('?');
        (self.bindings.contains(dependency) || BINDINGS.contains(&dependency)).then_some(inner)
    }
}

/// How maturin sees that a crate without PyO3 gives no extension module: `UniFFI` is among its
/// dependencies, or it has a program and no library for other languages.
fn interpreterless(files: &dyn Files, path: &str, root: &Table<'_>) -> Option<Place> {
    let uniffi = dependency_tables(root).iter().find_map(|table| table.get("uniffi"));
    if let Some(node) = uniffi {
        return Some(node.place());
    }
    let kinds = root.find(&["lib"]).and_then(|lib| lib.table().ok()?.texts("crate-type").ok());
    if kinds.unwrap_or_default().iter().any(|kind| **kind == "cdylib") {
        return None;
    }
    let folder = path.strip_suffix("Cargo.toml")?;
    let main = format!("{folder}src/main.rs");
    let declared = root.find(&["bin"]).map(|node| node.place());
    declared.or_else(|| files.exists(&main).then(|| Place::file(&main)))
}

/// `[dependencies]`, and those of every `[target.'...']`.
fn dependency_tables<'a>(root: &Table<'a>) -> Vec<Table<'a>> {
    let own = root.find(&["dependencies"]).and_then(|node| node.table().ok());
    let targets = root.find(&["target"]).and_then(|node| node.table().ok());
    let of_targets = targets
        .iter()
        .flat_map(Table::entries)
        .filter_map(|target| target.table().ok()?.get("dependencies")?.table().ok())
        .collect::<Vec<_>>();
    own.into_iter().chain(of_targets).collect()
}
