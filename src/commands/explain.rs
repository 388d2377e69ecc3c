//! `relkit explain`: the documentation of what relkit speaks of.

use std::fmt::Write;

use anstyle::Style;

use super::{Context, Exit, Failure};
use crate::{
    model::{BuildIdentifier, TagSet},
    repair,
    report::{self, topic, visible},
    rules::{self, RULES, Rule},
    stub::lint as refusals,
    tables::Identifiers,
};

/// Longer lines are hard to read.
const WIDTH: usize = 88;

/// What can be explained.
enum Topic {
    /// A rule, by its code or its name
    Rule(&'static Rule),
    /// A rule of `relkit stub --lint`, by its code or its name
    Refusal(&'static refusals::Rule),
    /// A build identifier of cibuildwheel
    Identifier(BuildIdentifier),
    /// A tag, or a compressed set of tags
    Tags(TagSet),
}

impl Topic {
    fn find(text: &str) -> Option<Self> {
        let named = || RULES.iter().copied().find(|rule| rule.name == text);
        let rule = rules::rule(text).or_else(named).map(Self::Rule);
        let rule = rule.or_else(|| refusals::rule(text).map(Self::Refusal));
        let identifier = || text.parse().ok().map(Self::Identifier);
        rule.or_else(identifier).or_else(|| text.parse().ok().map(Self::Tags))
    }
}

/// Explains one topic, or lists the rules; the rules also as JSON.
pub fn run(topic: Option<&str>, json: bool, context: &mut Context) -> Result<Exit, Failure> {
    if json {
        return rules_as_json(topic, context);
    }
    let text = match topic {
        None => list(),
        Some(text) => match Topic::find(text) {
            Some(Topic::Rule(rule)) => page(rule),
            Some(Topic::Refusal(rule)) => refusal_page(rule),
            Some(Topic::Identifier(id)) => {
                let identifiers: Identifiers = context.tables.load()?;
                let row = identifiers.get(id).ok_or_else(|| not_built(id, &identifiers))?;
                let lines = topic::identifier(row, &identifiers, &context.tables.load()?);
                facts(&format!("{id} (build identifier)"), &lines)
                    + &format!("  `relkit matrix --explain {id}` says whether a project has it\n")
            }
            Some(Topic::Tags(set)) => facts(
                &format!("{set} (tags of a wheel)"),
                &topic::tags(&set, &context.tables.load()?),
            ),
            None => return Err(unknown(text)),
        },
    };
    context.terminal.print(text)?;
    Ok(Exit::Fine)
}

/// The rules for programs, or the one that is asked for.
fn rules_as_json(topic: Option<&str>, context: &mut Context) -> Result<Exit, Failure> {
    let every = (RULES.to_vec(), refusals::RULES.to_vec());
    let (rules, refusals) = match topic.map(|text| (text, Topic::find(text))) {
        None => every,
        Some((_, Some(Topic::Rule(rule)))) => (vec![rule], Vec::new()),
        Some((_, Some(Topic::Refusal(rule)))) => (Vec::new(), vec![rule]),
        Some((text, _)) => {
            let hint = "identifiers and tags are explained as text";
            return Err(Failure::new(format!("no rule is called `{text}`")).hint(hint));
        }
    };
    context.terminal.print(report::rules::json(&rules, &refusals)?)?;
    Ok(Exit::Fine)
}

fn not_built(id: BuildIdentifier, identifiers: &Identifiers) -> Failure {
    let release = &identifiers.cibuildwheel;
    Failure::new(format!("cibuildwheel {release} builds nothing for `{id}`"))
        .hint(format!("in a project's folder `relkit matrix --explain {id}` says why"))
}

/// A heading and one fact a line.
fn facts(title: &str, lines: &[topic::Line]) -> String {
    let bold = Style::new().bold();
    let wide = lines.iter().map(|(what, _)| what.len()).max().unwrap_or(0);
    let start = format!("{bold}{}{bold:#}\n", visible(title));
    lines.iter().fold(start, |mut out, (what, answer)| {
        let _ = writeln!(out, "  {what:<wide$}  {}", visible(answer));
        out
    })
}

fn unknown(text: &str) -> Failure {
    let hint = match rules::nearest(text) {
        Some(code) => format!("did you mean `{code}`? `relkit explain` lists all codes"),
        None => "`relkit explain` lists all codes".to_owned(),
    };
    Failure::new(format!("there is nothing to explain called `{text}`")).hint(hint)
}

/// One line a rule, by family.
fn list() -> String {
    let bold = Style::new().bold();
    let mut out = String::new();
    for (family, rules) in rules::families() {
        let start = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{start}{bold}{family}{bold:#} {}", rules::family(family));
        for Rule { code, level, summary, .. } in rules {
            let mark = if repair::CODES.contains(code) { "[*]" } else { "   " };
            let _ = writeln!(out, "  {bold}{code}{bold:#}  {level:<7} {mark} {summary}");
        }
    }
    let _ = writeln!(out, "\n{bold}STB{bold:#} {} (`relkit stub --lint`)", refusals::FAMILY);
    for refusals::Rule { code, severity, summary, .. } in refusals::RULES {
        let _ = writeln!(out, "  {bold}{code}{bold:#}  {severity:<7}     {summary}");
    }
    out.push_str("\n[*] mendable by `relkit check --fix`\n");
    out
}

/// The documentation of a rule.
fn page(rule: &Rule) -> String {
    let bold = Style::new().bold();
    let mut out = format!("{bold}{} {}{bold:#} ({})\n", rule.code, rule.name, rule.level);
    let _ = writeln!(out, "{}", rule.summary);
    if repair::CODES.contains(&rule.code) {
        let _ = writeln!(out, "Mendable by `relkit check --fix`");
    }
    sections(&mut out, rule.docs);
    out
}

/// The documentation of a rule of `relkit stub --lint`.
fn refusal_page(rule: &refusals::Rule) -> String {
    let bold = Style::new().bold();
    let mut out = format!("{bold}{} {}{bold:#} ({})\n", rule.code, rule.name, rule.severity);
    let _ = writeln!(out, "{}", rule.summary);
    // Their lines are broken where they are written: a paragraph is put together again.
    let mut text = String::new();
    for line in rule.docs.lines() {
        let joins = !(text.is_empty()
            || text.ends_with('\n')
            || line.is_empty()
            || line.starts_with("## "));
        text.push_str(if joins {
            " "
        } else if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        });
        text.push_str(line);
        if line.is_empty() || line.starts_with("## ") {
            text.push('\n');
        }
    }
    sections(&mut out, &text);
    out
}

/// Headings and paragraphs.
fn sections(out: &mut String, docs: &str) {
    let bold = Style::new().bold();
    for line in docs.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let _ = write!(out, "\n{bold}{heading}{bold:#}\n");
        } else if !line.is_empty() {
            wrap(out, line);
        }
    }
}

/// A paragraph, indented, broken between words.
fn wrap(out: &mut String, paragraph: &str) {
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        }
        out.push_str(if column == 0 { "  " } else { " " });
        column += length + if column == 0 { 2 } else { 1 };
        out.push_str(word);
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_heading_and_sections() {
        let page = page(rules::rule("zip004").unwrap());
        let text = anstream::adapter::strip_str(&page).to_string();
        assert!(text.starts_with("ZIP004 compression-method (error)\nA member is compressed"));
        assert!(text.contains("\nHow to mend it\n  Repack"));
        assert!(text.lines().all(|line| line.len() <= WIDTH || line.contains("https://")));
    }

    #[test]
    fn every_rule_is_listed() {
        let list = anstream::adapter::strip_str(&list()).to_string();
        let all = RULES.len() + refusals::RULES.len();
        assert_eq!(list.lines().filter(|line| line.starts_with("  ")).count(), all);
    }

    #[test]
    fn rules_of_refusals_have_a_page() {
        let page = refusal_page(refusals::rule("stb001").unwrap());
        let text = anstream::adapter::strip_str(&page).to_string();
        assert!(text.starts_with("STB001 raises-exception (error)\nThe refusal is an exception"));
        assert!(text.contains("\nHow to mend it\n  Call `sys.exit(message)`"));
        assert!(text.lines().all(|line| line.len() <= WIDTH || line.contains("https://")));
    }

    #[test]
    fn an_unknown_topic_names_the_nearest() {
        let failure = unknown("REC055");
        insta::assert_snapshot!(failure.message, @"there is nothing to explain called `REC055`");
        assert!(failure.hint.unwrap().starts_with("did you mean `REC005`?"));
    }
}
