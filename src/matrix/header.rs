//! What a generated file says of its origin: relkit's version and a digest of all that it is made
//! from.

use sha2::{Digest, Sha256};

use super::PlanTables;
use crate::{project::Project, tables::Table};

/// How many digits of the digest are given: enough to tell two states apart, short enough to read.
const DIGITS: usize = 16;

/// The line without a comment sign, which differs from dialect to dialect.
/// Ex) `relkit 0.1.0, inputs sha256:0f4b7f1f0c1ab9a2`
///
/// The digest is over the names and the bytes of the project's files and of the tables. A table
/// counts in its canonical form, so that a comment or the end of a line in a replaced table changes
/// nothing that the facts do not. That of interpreters counts where jobs try wheels on them.
pub(super) fn line(project: &Project, tables: &PlanTables, smoke: bool) -> String {
    let mut all = Sha256::new();
    let mut add = |name: &str, digest: &[u8]| {
        all.update(name);
        all.update([0]);
        all.update(digest);
    };
    for (path, digest) in project.inputs.iter() {
        add(path, digest);
    }
    add("actions.toml", &facts(&tables.actions));
    add("backends.toml", &facts(&tables.backends));
    add("costs.toml", &facts(&tables.costs));
    add("identifiers.toml", &facts(&tables.identifiers));
    add("pythons.toml", &facts(&tables.pythons));
    add("runners.toml", &facts(&tables.runners));
    if smoke {
        add("uv_pythons.toml", &facts(&tables.uv_pythons));
    }
    let hex: String = all.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("relkit {}, inputs sha256:{}", env!("CARGO_PKG_VERSION"), &hex[..DIGITS])
}

/// The digest of a table's canonical text. What cannot be written as TOML is told apart by why.
fn facts<T: Table>(table: &T) -> [u8; 32] {
    let text = toml::to_string(table).unwrap_or_else(|error| error.to_string());
    Sha256::digest(text).into()
}

/// The line in a generated file, if it has one: a comment of one line.
pub fn header_line(text: &str) -> Option<&str> {
    text.lines().find(|line| {
        let words = line.strip_prefix("# relkit ").and_then(|rest| rest.split_once(", inputs "));
        words.is_some_and(|(_, digest)| digest.starts_with("sha256:"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_as_a_comment_alone() {
        let line = "# relkit 0.1.0, inputs sha256:0123456789abcdef";
        assert_eq!(header_line(&format!("# Generated\n{line}\nname: build\n")), Some(line));
        assert_eq!(header_line("run: echo '# relkit 1, inputs sha256:0'\n"), None);
        assert_eq!(header_line("# relkit is fine\n"), None);
    }
}
