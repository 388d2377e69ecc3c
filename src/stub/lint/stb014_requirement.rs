//! STB014: a requirement that is a message.

use tree_sitter::Node;

use super::{Rule, Severity, case::Case, flaw::Found, requirement::Requirement};
use crate::syntax::python::Source;

pub(super) static RULE: Rule = Rule {
    code: "STB014",
    name: "message-as-requirement",
    severity: Severity::Error,
    summary: "A requirement that is none stands in the place of a refusal",
    docs: "
## What is wrong
A string among the requirements is no dependency specifier: a message, or a trick that makes
installers fail.

## Why it matters
Each version of each tool has its own error for it. With today's setuptools the trick of
tensorflow-gpu ends in `InvalidRequirement: Expected semicolon`, and the message is lost.

## Example
`install_requires=[\"psutil no longer supports Python 2.7\"]`

## How to mend it
Refuse with `sys.exit(message)` at the top of setup.py, and leave requirements to name projects.

## Source
[Dependency specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/);
the sdist of tensorflow-gpu 2.12.0
",
    check,
};

/// Keywords of `setup` that hold requirements.
const KEYWORDS: [&str; 5] =
    ["install_requires", "setup_requires", "tests_require", "extras_require", "requires"];

/// Strings of one file that are looked at.
const MOST: usize = 2_000;

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let mut judge = |path: &str, line: usize, text: &str| {
        for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
            let part = part.split(" #").next().unwrap_or(part).trim_end();
            if part.starts_with('#') || part.starts_with('[') {
                continue;
            }
            if let Err(why) = Requirement::read(part) {
                let shown: String = part.chars().take(60).collect();
                let message = format!("`{shown}` is no requirement: {why}");
                found.add(path, line, message, "call `sys.exit(message)` in setup.py instead");
            }
        }
    };
    for file in &case.files {
        for (line, text) in in_setup(file.source) {
            judge(&file.file.path, line, &text);
        }
    }
    if let (Some(build), Some(file)) = (&case.build, &case.sources.pyproject) {
        let project = build.project.iter().flat_map(|project| &project.dependencies);
        for (text, line) in build.requires.iter().chain(project) {
            judge(&file.path, *line, text);
        }
    }
    if let (Some(info), Some(file)) = (&case.pkg_info, &case.sources.pkg_info) {
        for field in info.requires_dist() {
            judge(&file.path, field.line, &field.value);
        }
    }
    if let Some(file) = &case.sources.setup_cfg {
        for (line, text) in in_setup_cfg(&file.text()) {
            judge(&file.path, line, &text);
        }
    }
}

/// The plain strings among requirements, each with its line.
fn in_setup(source: &Source<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let keywords = source.nodes().filter(|node| node.kind() == "keyword_argument");
    for keyword in keywords {
        let field = |name| keyword.child_by_field_name(name);
        let (Some(name), Some(value)) = (field("name"), field("value")) else { continue };
        if KEYWORDS.contains(&source.text_of(name)) {
            strings(source, value, &mut out);
            if value.kind() == "identifier" {
                names.push(source.text_of(value).to_owned());
            }
        }
    }
    for node in source.nodes().filter(|node| node.kind() == "assignment") {
        let left = node.child_by_field_name("left").map_or("", |it| source.text_of(it));
        if let Some(right) = node.child_by_field_name("right")
            && names.iter().any(|name| name == left)
        {
            strings(source, right, &mut out);
        }
    }
    out
}

/// The literals in a list, a tuple, the values of a dictionary; what is computed is left alone.
fn strings(source: &Source<'_>, value: Node<'_>, out: &mut Vec<(usize, String)>) {
    let mut open = vec![value];
    while let Some(node) = open.pop() {
        match node.kind() {
            "string" if out.len() < MOST => {
                let mut cursor = node.walk();
                let parts: Vec<_> = node.named_children(&mut cursor).collect();
                let plain = parts.iter().all(|part| part.kind() != "interpolation")
                    && !source.text_of(node).contains('\\');
                let content = parts.iter().filter(|part| part.kind() == "string_content");
                let text: String = content.map(|part| source.text_of(*part)).collect();
                if plain {
                    out.push((source.line_of(node), text));
                }
            }
            "list" | "tuple" | "set" | "parenthesized_expression" | "dictionary" => {
                let mut cursor = node.walk();
                open.extend(node.named_children(&mut cursor));
            }
            "pair" => open.extend(node.child_by_field_name("value")),
            _ => {}
        }
    }
}

/// The lines of `install_requires` in setup.cfg.
fn in_setup_cfg(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut within = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with([' ', '\t']) {
            if within && !line.contains('%') && !line.trim_start().starts_with("file:") {
                out.push((number, line.to_owned()));
            }
            continue;
        }
        if line.trim().is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            within = false;
            continue;
        };
        within = matches!(key.trim(), "install_requires" | "setup_requires");
        if within && !value.trim().is_empty() && !value.trim().starts_with("file:") {
            out.push((number, value.to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{OLD, codes, codes_of};

    #[test]
    fn messages_are_no_requirements() {
        let setup = |argument: &str| {
            format!("from setuptools import setup\nR = ['a b']\nsetup({argument})\n")
        };
        for argument in [
            "install_requires=['psutil no longer supports Python 2.7']",
            "install_requires='please upgrade pip'",
            "setup_requires=('x', 'no way!')",
            "extras_require={'a': ['b c']}",
            "install_requires=R",
        ] {
            assert_eq!(codes(&setup(argument)), ["STB014"], "{argument}");
        }
        for argument in [
            "install_requires=['enum34; python_version < \"3.4\"', 'x[y]>=1,<2']",
            "install_requires=[a % b, 'x' + y]",
            "install_requires='''\n  a\n  # b c\n  d>=1\n'''",
        ] {
            let text = format!("{OLD}{}", setup(argument).replace("R = ['a b']\n", ""));
            assert_eq!(codes(&text), Vec::<&str>::new(), "{argument}");
        }
    }

    #[test]
    fn other_files_hold_requirements_too() {
        assert_eq!(
            codes_of(&[("setup.py", OLD), ("PKG-INFO", "Requires-Dist: no more of it\n")]),
            ["STB014"]
        );
        assert_eq!(
            codes_of(&[
                ("setup.py", OLD),
                ("setup.cfg", "[options]\ninstall_requires =\n  a\n  not any more\n")
            ]),
            ["STB014"]
        );
        assert_eq!(
            codes_of(&[
                ("setup.py", OLD),
                ("pyproject.toml", "[project]\nname = 'x'\ndependencies = ['a b']\n")
            ]),
            ["STB014"]
        );
    }
}
