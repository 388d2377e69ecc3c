//! STB006: the message names a release that there is not.

use std::str::FromStr;

use pep440_rs::{Operator, VersionSpecifiers};

use super::{Rule, Severity, case::Case, flaw::Found, look::HOLE};
use crate::{
    dist::Metadata,
    model::{ProjectName, RequiresPython, Version},
};

pub(super) static RULE: Rule = Rule {
    code: "STB006",
    name: "no-such-release",
    severity: Severity::Error,
    summary: "The message names a release that does not exist",
    docs: "
## What is wrong
The message tells users to install versions of the project of which there is no release; or it
tells them to install the very release that refuses, as PKG-INFO has its version.

## Why it matters
The command that should help ends in `No matching distribution found`, and nothing else tells
which version still works. Who installs the refusing release again reads the message again.

## Example
`python2 -m pip install \"psutil==6.9.*\"`, where 6.1.1 is the last release for Python 2.7

## How to mend it
Name the last release that supports the refused Python. `--versions FILE` gives the releases to
compare with: one version a line, file names, or the project's page of an index as JSON or HTML.

## Source
[Version specifiers](https://packaging.python.org/en/latest/specifications/version-specifiers/)
",
    check,
};

/// Signs that begin a clause, longer ones before their beginnings.
const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    for (path, text) in case.messages() {
        let advises = !speaks_of_pip(&text.text);
        for line in text.text.lines() {
            if advises && bare(case, line) {
                let message = "the command takes the newest release, which may be this refusal";
                let mend = "name the last release that supports the refused Python";
                found.add(path, text.line, message, mend);
            }
            for (name, clauses) in clauses(line) {
                if case.name.as_ref().is_some_and(|own| own.normalized() != name.normalized()) {
                    found.not_checked(format!("`{name}{clauses}` is of another project"));
                    continue;
                }
                if advises && is_advice(line, &clauses) && refuses_again(case, &clauses) {
                    let message = format!("`{name}{clauses}` takes the release that refuses");
                    let mend = "name the last release that supports the refused Python";
                    found.add(path, text.line, message, mend);
                    continue;
                }
                judge(case, path, text.line, &name, &clauses, found);
            }
            if line.contains(HOLE) && line.contains("==") {
                found.not_checked(format!("{path}:{}: a version is put in at run time", text.line));
            }
        }
    }
}

/// Whether installers that are told so take the release that refuses.
fn refuses_again(case: &Case<'_>, clauses: &str) -> bool {
    let Ok(specifiers) = VersionSpecifiers::from_str(clauses) else { return false };
    let Some(own) = own_version(case).filter(|own| specifiers.contains(own)) else { return false };
    let exact = |clause: &pep440_rs::VersionSpecifier| {
        matches!(clause.operator(), Operator::Equal | Operator::ExactEqual)
            && *clause.version() == own
    };
    // Requires-Python makes them pass this release over, where another one will do.
    !is_hidden(case) || specifiers.iter().any(exact)
}

/// Whether a line says `pip install NAME` of this project, without a version.
fn bare(case: &Case<'_>, line: &str) -> bool {
    let (Some(own), Some(_)) = (&case.name, own_version(case)) else { return false };
    let Some((before, rest)) = line.split_once("pip install ") else { return false };
    // With another Python it is advice for that one.
    let other = case.audience.iter().all(|it| it.major == 2) && before.contains("python3");
    let mut words = rest.split_whitespace().filter(|word| !word.starts_with('-'));
    let word = words.next().unwrap_or_default().trim_matches(['"', '\'', '`', '.', ',']);
    let more = words.next().is_some_and(|it| it.starts_with(['<', '>', '=', '~', '!']));
    let is_own = ProjectName::from_str(word).is_ok_and(|it| it.normalized() == own.normalized());
    is_own && !more && !other && !is_hidden(case)
}

/// The version of the release that refuses, where a file says it.
fn own_version(case: &Case<'_>) -> Option<Version> {
    let from_info = case.pkg_info.as_ref().and_then(Metadata::version).map(|it| it.value.as_str());
    let project = || case.build.as_ref()?.project.as_ref()?.version.as_deref();
    from_info.or_else(project)?.parse().ok()
}

/// Whether installers that know Requires-Python pass the release over.
fn is_hidden(case: &Case<'_>) -> bool {
    let hides = |requires: &RequiresPython| {
        case.audience.iter().all(|python| !requires.allows_some(*python))
    };
    case.requires_python().is_some_and(|(requires, ..)| hides(&requires))
}

/// Whether the clause stands behind a word that tells to take it, as in `pip install psutil<7`.
fn is_advice(line: &str, clauses: &str) -> bool {
    let before = line.find(clauses).and_then(|at| line.get(..at)).unwrap_or(line);
    let before = before.to_lowercase();
    ["install ", "use ", "upgrade "].iter().any(|word| before.contains(word))
}

/// A newer installer may take the release that this one cannot.
fn speaks_of_pip(text: &str) -> bool {
    let text = text.to_lowercase();
    ["upgrade it", "upgrade pip", "-u pip", "newer pip", "too old"]
        .iter()
        .any(|it| text.contains(it))
}

fn judge(
    case: &Case<'_>,
    path: &str,
    line: usize,
    name: &ProjectName,
    clauses: &str,
    found: &mut Found<'_>,
) {
    let Ok(specifiers) = VersionSpecifiers::from_str(clauses) else {
        let message = format!("`{clauses}` is no version clause");
        found.add(path, line, message, "write it as in `==6.1.*`");
        return;
    };
    let Some(versions) = case.facts.versions else {
        found.not_checked(format!("`{name}{clauses}`: give the releases with --versions FILE"));
        return;
    };
    if versions.iter().any(|version| specifiers.contains(version)) {
        return;
    }
    let newest = versions.iter().filter(|version| !version.any_prerelease()).max();
    let newest = newest.map_or_else(String::new, |newest| format!("; the newest is {newest}"));
    let message = format!("no release of {name} is {clauses}{newest}");
    found.add(path, line, message, "name the last release that supports the refused Python");
}

/// Each name with clauses behind it. Ex) `psutil` and `==6.1.*`
fn clauses(line: &str) -> Vec<(ProjectName, String)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let mut out = Vec::new();
    // An address has signs of its own.
    let words = line.split_inclusive(char::is_whitespace).filter(|word| !word.contains("://"));
    let line: String = words.collect();
    let mut rest = line.as_str();
    let mut before = "";
    while let Some(at) = rest.find(['<', '>', '=', '~', '!']) {
        let start = format!("{before}{}", &rest[..at]);
        let operator = OPERATORS.into_iter().find(|operator| rest[at..].starts_with(operator));
        let Some(operator) = operator else {
            let step = rest[at..].chars().next().map_or(1, char::len_utf8);
            rest = &rest[at + step..];
            before = "";
            continue;
        };
        let head = start.trim_end();
        let head = match head.rfind('[') {
            Some(open) if head.ends_with(']') => &head[..open],
            _ => head,
        };
        let begin = head
            .rfind(|c| !is_name(c))
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        let name = head[begin..].trim_matches(['.', '-', '_']);
        let tail = &rest[at..];
        let end =
            tail.find(|c: char| !(is_name(c) || "<>=!~,*+ ".contains(c))).unwrap_or(tail.len());
        let mut text = tail[..end].to_owned();
        // Behind a comma it goes on with another operator, or it does not.
        let commas = text.match_indices(',').map(|(at, _)| at).find(|at| {
            let more = text[at + 1..].trim_start();
            !OPERATORS.iter().any(|operator| more.starts_with(operator))
        });
        if let Some(comma) = commas {
            text.truncate(comma);
        }
        // Behind a blank the next word belongs to it only where a clause goes on.
        if let Some(blank) = text[operator.len()..].trim_start().find(' ') {
            let skipped = text.len() - text[operator.len()..].trim_start().len();
            let more = text[skipped + blank..].trim_start();
            if !more.starts_with(',') && !text[..skipped + blank].trim_end().ends_with(',') {
                text.truncate(skipped + blank);
            }
        }
        let used = text.len();
        let clause = text.trim_end().trim_end_matches(['.', ',', '-']).to_owned();
        let looks = clause.chars().any(|c| c.is_ascii_digit());
        if let (Ok(name), true) = (ProjectName::from_str(name), looks)
            && !is_python(&name)
            && name.as_str().chars().any(|c| c.is_ascii_alphabetic())
        {
            out.push((name, clause));
        }
        rest = &tail[used.max(1)..];
        before = "";
    }
    out
}

/// `Python >= 3.6` and `pip>=20.3` are no releases of the project.
fn is_python(name: &ProjectName) -> bool {
    matches!(
        name.normalized().as_str(),
        "python"
            | "python2"
            | "python3"
            | "pip"
            | "setuptools"
            | "python-requires"
            | "cpython"
            | "version"
    )
}

/// Reads a list of versions: one a line, or file names of wheels and source distributions.
pub fn versions_of(text: &str) -> Vec<Version> {
    let lines = text.lines().map(str::trim);
    let said = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let version = |line: &str| {
        let word = line.split_whitespace().next()?;
        let name = word.rsplit(['/', '\\']).next()?;
        let of_file = || Some(name.parse::<crate::model::FileName>().ok()?.version().clone());
        word.parse().ok().or_else(of_file)
    };
    said.filter_map(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stub::lint::testing::{codes_of, codes_with_versions, lint_files, lint_text};

    #[test]
    fn clauses_are_found_in_words() {
        let found = |line: &str| {
            let all: Vec<String> =
                clauses(line).into_iter().map(|(name, it)| format!("{name}{it}")).collect();
            all.join(" | ")
        };
        assert_eq!(found("  python2 -m pip install \"psutil==6.1.*\""), "psutil==6.1.*");
        assert_eq!(
            found("use psutil>=6,<7 or psutil[test] ~= 6.1."),
            "psutil>=6,<7 | psutil~= 6.1"
        );
        assert_eq!(found("Python >= 3.6 is needed; pip install x <7"), "x<7");
        assert_eq!(found("a = b; see https://example.invalid/?x=1"), "");
        assert_eq!(found("psutil==6.1.1 works on 2.7"), "psutil==6.1.1");
        assert_eq!(found("Please use psutil<7, or upgrade Python."), "psutil<7");
        assert_eq!(found("use psutil<7,or x, psutil >= 5, < 7"), "psutil<7 | psutil>= 5, < 7");
        assert_eq!(found("see https://example.invalid/?a==1&b>=2 or x<3"), "x<3");
    }

    #[test]
    fn releases_are_compared_by_pep_440() {
        let versions = ["6.1.0", "6.1.1", "7.0.0"];
        let text = |clause: &str| {
            format!(
                "import sys\nif sys.version_info < (3,):\n    sys.exit('pip install psutil{clause}')\n"
            )
        };
        for clause in ["==6.1.*", "==6.1", "<7", "~=6.1", ">=6,<7", "==6.1.1.0"] {
            assert!(codes_with_versions(&text(clause), &versions).is_empty(), "{clause}");
        }
        for clause in ["==6.9.*", "==6.1.2", "<6", ">=8", "~=6.2.0", "==6.1.X"] {
            assert_eq!(codes_with_versions(&text(clause), &versions), ["STB006"], "{clause}");
        }
    }

    #[test]
    fn the_refusing_release_is_no_way_out() {
        let info = "Metadata-Version: 2.1\nName: psutil\nVersion: 7.0.0\n";
        let text = |said: &str| {
            format!("import sys\nif sys.version_info < (3,):\n    sys.exit(\"{said}\")\n")
        };
        let of =
            |said: &str, info: &str| codes_of(&[("setup.py", &text(said)), ("PKG-INFO", info)]);
        for said in [
            "python2 -m pip install 'psutil==7.0.0'",
            "pip install 'psutil==7.*'",
            "Please use psutil>=6.1",
            "pip install psutil",
            "pip install -U psutil.",
        ] {
            assert_eq!(of(said, info), ["STB006"], "{said}");
        }
        for said in [
            "pip install 'psutil<7'",
            "psutil>=7 does not support this: pip install 'psutil==6.1.*'",
            "psutil>=7 cannot be installed",
            "python3 -m pip install psutil",
            "pip install psutil2 and psutil-x",
            "pip install psutil <7",
            "This pip is too old. Upgrade it, then: pip install psutil==7.0.0",
        ] {
            assert_eq!(of(said, info), Vec::<&str>::new(), "{said}");
            assert_eq!(of(said, "Name: psutil\n"), Vec::<&str>::new(), "{said}");
        }
        let hidden = format!("{info}Requires-Python: >=3.6\n");
        assert_eq!(of("pip install 'psutil>=6.1'", &hidden), ["STB010"]);
        assert_eq!(of("pip install psutil", &hidden), ["STB010"]);
        let files = [("setup.py", &*text("pip install psutil==7.0.0")), ("PKG-INFO", &hidden)];
        let lint = lint_files(&files);
        insta::assert_snapshot!(lint.flaws.last().unwrap().message, @"`psutil==7.0.0` takes the release that refuses");
    }

    #[test]
    fn without_a_list_it_is_said() {
        let lint =
            lint_text("import sys\nif sys.version_info < (3,):\n    sys.exit('psutil==9')\n");
        assert_eq!(
            lint.not_checked,
            ["STB006: `psutil==9`: give the releases with --versions FILE"]
        );
    }

    #[test]
    fn lists_are_read() {
        let read = versions_of(
            "# x\n6.1.0\n\npsutil-6.1.1.tar.gz 12\ndist/psutil-7.0.0-py3-none-any.whl\nodd\n",
        );
        let read: Vec<String> = read.iter().map(ToString::to_string).collect();
        assert_eq!(read, ["6.1.0", "6.1.1", "7.0.0"]);
    }
}
