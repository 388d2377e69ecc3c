//! The references under `docs/` and the outputs in README.md are those of the code.

use std::fmt::Write;

use relkit::{
    project::{Layer, config::Key},
    repair,
    rules::{self, RULES, Rule, families},
    stub::lint,
};

use crate::support::{
    corpus, generated,
    python::root,
    relkit::{TODAY, relkit},
    site::Site,
};

#[test]
fn the_reference_of_rules_is_fresh() {
    let mut out = "# Rules of `relkit check`\n\nMade from the rules themselves; `relkit explain CODE` prints the same. \"mend\" says what\n`relkit check --fix` can put right by itself.\n".to_owned();
    for (family, rules) in families() {
        let about = rules::family(family);
        write!(out, "\n**{family}**: {about}\n\n| code | name | level | mend | what is wrong |\n| --- | --- | --- | --- | --- |\n").unwrap();
        for rule in rules {
            let Rule { code, name, level, summary, .. } = rule;
            let link = format!("{code}-{name}").to_lowercase();
            let mend = if repair::CODES.contains(code) { "`--fix`" } else { "" };
            writeln!(out, "| [{code}](#{link}) | {name} | {level} | {mend} | {summary} |").unwrap();
        }
    }
    for rule in RULES {
        let mend = if repair::CODES.contains(&rule.code) { " Mendable by `--fix`." } else { "" };
        write!(
            out,
            "\n## {} {}\n\nLevel: {}.{mend} {}\n\n",
            rule.code, rule.name, rule.level, rule.summary
        )
        .unwrap();
        out.push_str(&rule.docs.trim().replace("## ", "### "));
        out.push('\n');
    }
    out.push_str("\n# Rules of `relkit stub --lint`\n\n");
    write!(
        out,
        "**STB**: {}\n\n| code | name | level | what is wrong |\n| --- | --- | --- | --- |\n",
        lint::FAMILY
    )
    .unwrap();
    for lint::Rule { code, name, severity, summary, .. } in lint::RULES {
        let link = format!("{code}-{name}").to_lowercase();
        writeln!(out, "| [{code}](#{link}) | {name} | {severity} | {summary} |").unwrap();
    }
    for rule in lint::RULES {
        write!(
            out,
            "\n## {} {}\n\nLevel: {}. {}\n\n",
            rule.code, rule.name, rule.severity, rule.summary
        )
        .unwrap();
        out.push_str(&rule.docs.trim().replace("## ", "### "));
        out.push('\n');
    }
    generated::fresh("docs/rules.md", &out);
}

#[test]
fn the_reference_of_the_configuration_is_fresh() {
    let mut out = "# Configuration\n\nMade from the code. The tables stand in pyproject.toml, or without `tool.relkit.` in a\nrelkit.toml beside it. Everything is optional: what the project says elsewhere is read there.\n".to_owned();
    for (table, keys) in Layer::tables() {
        write!(out, "\n## `[{table}]`\n").unwrap();
        for Key { name, default, docs } in keys {
            let docs: Vec<&str> = docs.iter().map(|line| line.trim()).collect();
            write!(out, "\n### `{name}`\n\n{}\n\nDefault: {default}\n", docs.join("\n")).unwrap();
        }
    }
    generated::fresh("docs/configuration.md", &out);
}

/// Commands in README.md are run in the repository, and what they print is compared. A line `...`
/// stands for lines that are left out.
#[test]
fn the_outputs_in_the_readme_are_real() {
    corpus::files("small");
    corpus::files("bad");
    // The index of the README is one on loopback, with the real files.
    let mut site = Site::of(&corpus::release("small", "psutil", "7.2.2"));
    site.project = Some("psutil");
    for file in &mut site.files {
        file["requires-python"] = ">=3.6".into();
    }
    let server = site.serve();
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let blocks: Vec<&str> =
        text.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 4, "README.md shows too few commands");
    for block in blocks {
        let (command, shown) = block.split_once('\n').unwrap();
        let words = command.strip_prefix("$ relkit ").unwrap_or_else(|| panic!("{command}"));
        let words: Vec<&str> = words.split(' ').map(|word| word.trim_matches('\'')).collect();
        let mut run = relkit(&words);
        if !matches!(words[0], "explain" | "--version") {
            run.args(["--as-of", TODAY]);
        }
        run.env("RELKIT_INDEX_URL", format!("{}/simple", server.url()));
        let output = run.current_dir(root()).output().unwrap();
        let out =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(matches(shown, &out), "{command} prints now:\n{out}");
    }
}

/// Whether the lines shown are those printed, in order; `...` skips some.
fn matches(shown: &str, printed: &str) -> bool {
    let mut rest = printed;
    let mut skipping = false;
    for line in shown.lines() {
        if line.trim() == "..." {
            skipping = true;
            continue;
        }
        let line = format!("{}\n", line.trim_end());
        match rest.find(&line) {
            Some(at) if at == 0 || (skipping && rest[..at].ends_with('\n')) => {
                rest = &rest[at + line.len()..];
            }
            _ => return false,
        }
        skipping = false;
    }
    skipping || rest.is_empty()
}

#[test]
fn elided_output_is_compared_line_by_line() {
    assert!(matches("a\n...\nd\n", "a\nb\nc\nd\n") && matches("a\n...\n", "a\nb\n"));
    assert!(
        !matches("a\n", "a\nb\n") && !matches("b\n", "a\nb\n") && !matches("a\n...\nx\n", "a\nb\n")
    );
}
