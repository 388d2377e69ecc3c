//! What a file is, by its path.

use super::aside;

/// How a file is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Python,
    Cython,
    C,
    Rust,
    /// For machines: what it says of Python is obeyed. Ex) `Dockerfile`, `tox.ini`
    Configuration,
    /// For people. Ex) `README.md`
    Words,
}

/// Folders and beginnings of names of what tells the past: it stays true.
const PAST: [&str; 7] =
    ["change", "history", "news", "release-notes", "release_notes", "releasenotes", "whatsnew"];

/// Whether [`super::leftovers`] looks at a file, by its path with `/`.
pub fn is_read(path: &str) -> bool {
    sort(path).is_some() && !aside::is_foreign(path)
}

pub(super) fn sort(path: &str) -> Option<Sort> {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    Some(match ending {
        "py" | "pyi" => Sort::Python,
        "pyx" | "pxd" | "pxi" => Sort::Cython,
        "rs" => Sort::Rust,
        "c" | "cc" | "cpp" | "cu" | "cxx" | "h" | "hh" | "hpp" | "hxx" | "inc" | "inl" | "m"
        | "mm" | "src" => Sort::C,
        "yml" | "yaml" | "toml" | "cfg" | "ini" | "mk" | "cmake" | "sh" | "bat" | "ps1"
        | "dockerfile" => Sort::Configuration,
        _ if is_configuration(name, stem) || has_requirements(path) => Sort::Configuration,
        "md" | "rst" | "txt" | "adoc" | "" => {
            let tells_past = |part: &str| PAST.iter().any(|it| part.starts_with(it));
            let named = ["readme", "contributing", "install", "building", "hacking"];
            let text = !ending.is_empty() && (ending != "txt" || folders.starts_with("doc"));
            let speaks = text || named.iter().any(|it| name.starts_with(it));
            if !speaks || lower.split('/').any(tells_past) {
                return None;
            }
            Sort::Words
        }
        _ => return None,
    })
}

fn is_configuration(name: &str, stem: &str) -> bool {
    let whole = [
        ".python-version",
        ".python-versions",
        "cmakelists.txt",
        "containerfile",
        "dockerfile",
        "jenkinsfile",
        "justfile",
        "makefile",
        "meson.build",
        "meson.options",
        "runtime.txt",
    ];
    whole.contains(&name) || stem == "dockerfile" || is_requirements(name)
}

/// Ex) `requirements-dev.txt`, `constraints.txt`
fn is_requirements(name: &str) -> bool {
    let text = name.ends_with(".txt") || name.ends_with(".in");
    text && ["requirements", "constraints", "reqs"].iter().any(|it| name.contains(it))
}

/// Whether relkit wrote a file, by what it says at its head: `relkit matrix` writes its own anew, and
/// what `relkit stub` wrote speaks of older Pythons for good.
pub(super) fn is_made(text: &str) -> bool {
    text.lines().take(20).any(|line| {
        let workflow = line.starts_with("# relkit ") && line.contains(", inputs sha256:");
        workflow || line.starts_with("# Written by `relkit stub`")
    })
}

/// Whether a file may state requirements of the project.
pub(super) fn has_requirements(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let known = ["pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "meta.yaml", "recipe.yaml"];
    let folder = path.contains("requirements/") && name.ends_with(".txt");
    known.contains(&name.as_str())
        || is_requirements(&name)
        || folder
        || name.starts_with("environment") && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_paths() {
        for (path, expected) in [
            ("src/demo/_x.PYX", Some(Sort::Cython)),
            ("src/demo/_x.c.src", Some(Sort::C)),
            (".github/workflows/ci.yml", Some(Sort::Configuration)),
            ("docker/Dockerfile.dev", Some(Sort::Configuration)),
            ("requirements/test.txt", Some(Sort::Configuration)),
            ("dev-requirements.txt", Some(Sort::Configuration)),
            ("README", Some(Sort::Words)),
            ("docs/install.rst", Some(Sort::Words)),
            ("docs/changelog/3.rst", None),
            ("CHANGES.md", None),
            ("LICENSE.txt", None),
            ("LICENSE", None),
            ("data.json", None),
        ] {
            assert_eq!(sort(path), expected, "{path}");
        }
    }
}
