//! What a wheel brings that can be imported.

mod native;

use std::collections::BTreeSet;

use super::Said;
use crate::{
    dist::{Wheel, binary::Gil},
    model::Platform,
};
use native::{Native, is_name};

/// The modules of a wheel.
#[derive(Debug, Default)]
pub(super) struct Modules {
    /// Packages, and modules that are in no package of the wheel; sorted
    pub(super) top: Vec<String>,
    /// Extension modules that the interpreter loads, with what they declare of the GIL; sorted
    pub(super) extensions: Vec<(String, Gil)>,
    /// Paths of extension modules for this platform which the interpreter does not look for by their
    /// names, and for which it finds no other; sorted
    pub(super) foreign: Vec<String>,
    /// Where shared libraries for this platform lie in `site-packages`, sorted
    pub(super) libraries: Vec<String>,
    /// Whether there are files that are of use without a module: programs, data, type stubs
    pub(super) others: bool,
}

impl Modules {
    /// Those of a wheel, as the interpreter sees them.
    pub(super) fn of(wheel: &Wheel, said: &Said, platform: Option<Platform>) -> Self {
        let files: Vec<_> =
            wheel.files().filter_map(|it| Some((it, installed(&it.name)?))).collect();
        let mut modules = Self::default();
        let (mut stems, mut foreign) = (Vec::new(), Vec::new());
        for (member, path) in &files {
            match Native::of(member, path, said, platform) {
                Native::Module { stem, gil } => stems.push((stem, gil)),
                Native::Foreign { stem } => foreign.push((stem, (*path).to_owned())),
                Native::Library => modules.libraries.push((*path).to_owned()),
                Native::Nothing => {}
            }
        }
        foreign.retain(|(stem, _)| !stems.iter().any(|(other, _)| other == stem));
        modules.foreign = foreign.into_iter().map(|(_, path)| path).collect();
        let plain = || files.iter().filter_map(|(_, path)| path.strip_suffix(".py"));
        modules.top = top(plain, &stems);
        for (stem, gil) in stems {
            modules
                .extensions
                .extend(dotted(stem.strip_suffix(INIT).unwrap_or(&stem)).zip(Some(gil)));
        }
        modules.extensions.sort_by(|(a, _), (b, _)| a.cmp(b));
        modules.extensions.dedup_by(|(a, _), (b, _)| a == b);
        modules.others = wheel.files().any(|member| is_of_use(&member.name));
        modules.foreign.sort();
        modules.libraries.sort();
        modules
    }

    /// All names: packages first, so that their own errors are told as theirs.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = self.top.clone();
        let more = self.extensions.iter().map(|(name, _)| name);
        names.extend(more.filter(|name| !self.top.contains(name)).cloned());
        names
    }

    /// Those whose functions are meant for users: what lies at the top, and extension modules that no
    /// underscore calls private. Ex) `lxml`, `lxml.etree`
    pub(super) fn public(&self) -> Vec<String> {
        let is_private = |name: &str| name.split('.').any(|part| part.starts_with('_'));
        let names = self.names().into_iter();
        names.filter(|name| self.top.contains(name) || !is_private(name)).collect()
    }
}

/// Whether a wheel brings a module or package of this name at its top.
pub fn brings(wheel: &Wheel, package: &str) -> bool {
    let mut paths = wheel.files().filter_map(|member| installed(&member.name));
    paths.any(|path| path.split(['/', '.']).next() == Some(package))
}

/// Where a member lies in `site-packages`; `None` for metadata and for what goes elsewhere.
///
/// Rule: [binary distribution format](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#the-data-directory)
fn installed(name: &str) -> Option<&str> {
    let (first, rest) = name.split_once('/').unwrap_or((name, ""));
    if first.ends_with(".dist-info") {
        return None;
    }
    if first.ends_with(".data") {
        return rest.strip_prefix("purelib/").or_else(|| rest.strip_prefix("platlib/"));
    }
    Some(name)
}

/// Whether a wheel may be meant to bring this and no module: a program, data, headers (the folders of
/// `.data`), or the stubs of another project's package (PEP 561). A licence or a text at the top is no
/// reason for a wheel.
fn is_of_use(name: &str) -> bool {
    let mut parts = name.split('/');
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or_default();
    first.ends_with("-stubs") && name.ends_with(".pyi")
        || first.ends_with(".data") && ["scripts", "data", "headers"].contains(&second)
}

/// The module that makes a folder a package.
const INIT: &str = "/__init__";

/// Packages that are in no other, and modules that are in no package: at the top, or in a namespace
/// (PEP 420), which is a folder that holds packages or extension modules. Other folders of `.py` files
/// are namespaces only where the wheel has nothing else; mostly they are data.
fn top<'a, I: Iterator<Item = &'a str>>(
    plain: impl Fn() -> I,
    extensions: &'a [(String, Gil)],
) -> Vec<String> {
    let all = || plain().chain(extensions.iter().map(|(stem, _)| stem.as_str()));
    let packages: BTreeSet<&str> = all().filter_map(|stem| stem.strip_suffix(INIT)).collect();
    let in_package = |path: &str| above(path).any(|folder| packages.contains(folder));
    let mut roots: Vec<&str> =
        packages.iter().copied().filter(|package| !in_package(package)).collect();
    let natives = extensions.iter().map(|(stem, _)| stem.as_str());
    let namespaces: BTreeSet<&str> = roots
        .iter()
        .copied()
        .chain(natives.filter(|stem| !in_package(stem)))
        .flat_map(above)
        .collect();
    let loose: Vec<&str> =
        plain().filter(|stem| *stem != "__init__" && !in_package(stem)).collect();
    let folder =
        |stem: &&&str| stem.rsplit_once('/').is_none_or(|(folder, _)| namespaces.contains(folder));
    roots.extend(loose.iter().filter(folder).copied());
    if roots.is_empty() && extensions.is_empty() {
        roots = loose;
    }
    let names: BTreeSet<String> = roots.into_iter().filter_map(dotted).collect();
    names.into_iter().collect()
}

/// The folders above a path, from the top.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The name of a path as a module, where it is one.
fn dotted(path: &str) -> Option<String> {
    path.split('/').all(is_name).then(|| path.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_lie_where_installers_put_them() {
        assert_eq!(installed("demo/__init__.py"), Some("demo/__init__.py"));
        assert_eq!(installed("demo-1.data/platlib/demo/x.so"), Some("demo/x.so"));
        assert_eq!(installed("demo-1.data/scripts/run.py"), None);
        assert_eq!(installed("demo-1.dist-info/METADATA"), None);
        assert_eq!(dotted("a/b-c"), None);
        assert_eq!(dotted("a/_b"), Some("a._b".to_owned()));
    }

    #[test]
    fn some_wheels_need_no_module() {
        let useful = ["demo-1.data/scripts/demo", "demo-1.data/data/share/x", "demo-stubs/a.pyi"];
        for name in useful {
            assert!(is_of_use(name), "{name}");
        }
        for name in ["LICENSE", "demo-1.dist-info/METADATA", "demo/x.pyi", "demo-1.data/x"] {
            assert!(!is_of_use(name), "{name}");
        }
    }

    #[test]
    fn namespaces_have_modules_of_their_own() {
        let found = |plain: &[&str], extensions: &[&str]| {
            let stems: Vec<(String, Gil)> =
                extensions.iter().map(|stem| ((*stem).to_owned(), Gil::Call)).collect();
            top(|| plain.iter().copied(), &stems).join(" ")
        };
        assert_eq!(found(&["a/__init__", "a/b", "a/c/__init__", "d"], &[]), "a d");
        assert_eq!(found(&["ns/good/__init__", "ns/bad", "docs/conf"], &[]), "ns.bad ns.good");
        assert_eq!(found(&["ns/one"], &["ns/_ext", "pk/__init__"]), "ns.one pk");
        assert_eq!(found(&["pk/x"], &["pk/__init__"]), "pk");
        assert_eq!(found(&["ns/one", "ns/two"], &[]), "ns.one ns.two");
        assert_eq!(found(&["__init__", "1a", "tests/x"], &["_ext"]), "");
    }
}
