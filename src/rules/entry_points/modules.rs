//! Which modules a wheel brings.

use std::collections::BTreeSet;

use crate::{dist::Wheel, rules::contents::site_path};

/// The modules of a wheel, as dotted names; folders without `__init__.py` among them.
pub(crate) struct Modules<'a> {
    /// Paths without endings. Ex) `demo/cli`
    known: BTreeSet<&'a str>,
}

impl<'a> Modules<'a> {
    /// By the paths of the files: sources, compiled ones, extensions with any suffix, and every
    /// folder, which may be a namespace.
    pub(crate) fn of(wheel: &'a Wheel) -> Self {
        let mut known = BTreeSet::new();
        for member in wheel.files() {
            let Some(path) = site_path(member) else { continue };
            let mut folder = path;
            while let Some((parent, _)) = folder.rsplit_once('/') {
                if !known.insert(parent) {
                    break;
                }
                folder = parent;
            }
            let start = path.rfind('/').map_or(0, |slash| slash + 1);
            let is_module = [".py", ".pyc", ".so", ".pyd"].iter().any(|end| path.ends_with(end));
            if let Some(dot) = path[start..].find('.').filter(|_| is_module) {
                known.insert(&path[..start + dot]);
            }
        }
        Self { known }
    }

    /// Whether there is a module of this dotted name.
    pub(crate) fn has(&self, module: &str) -> bool {
        self.known.contains(&*module.replace('.', "/"))
    }
}
