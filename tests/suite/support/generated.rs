//! Files of the repository that are made from the code: written with `RELKIT_WRITE=1`, else
//! compared.

use std::{fs, path::Path};

use super::python::root;

/// Compares a file with what it should hold, or writes it.
pub(crate) fn fresh(path: impl AsRef<Path>, wanted: &str) {
    let path = root().join(path);
    if std::env::var_os("RELKIT_WRITE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, wanted).unwrap();
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if found != wanted {
        let diff = similar::TextDiff::from_lines(found.as_str(), wanted);
        let diff = diff.unified_diff().context_radius(2).to_string();
        panic!("{} is stale: run `RELKIT_WRITE=1 cargo test`\n{diff}", path.display());
    }
}
