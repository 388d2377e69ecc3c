//! What fuzzing found is answered ever since, and quickly.

#[path = "../../fuzz/src/targets.rs"]
mod targets;

use std::fs;

use targets::TARGETS;

// The targets write archives as the suite does.
use crate::support::{python::root, zip};

#[test]
fn what_was_found_is_answered() {
    for (name, target) in TARGETS {
        let folder = root().join("fuzz/regressions").join(name);
        let files: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(!files.is_empty(), "{name}: keep at least one input");
        for file in files {
            let said = target(&fs::read(&file).unwrap());
            assert!(!said.is_empty(), "{}", file.display());
        }
    }
}
