//! Findings as Markdown, for the comment of a pull request or the summary of a job.
//!
//! Names and texts come from hostile files. Tables hold them in `<code>` with every character that
//! means something written as an entity; details stand in a fenced block with a fence that its
//! text does not have. GitHub looks for mentions, issue numbers and links in neither.

use super::{
    CheckReport,
    folded::{Folded, by_file, folded},
    plural,
    summary::{by_rule, mendable},
};
use crate::{report::visible, rules::Level};

/// GitHub refuses comments of more characters than this.
const LONGEST: usize = 65_536;

/// Kept for what says how much was left out.
const TAIL: usize = 200;

/// A verdict, a table by rule, and the findings file by file, folded; what does not fit is counted.
pub fn markdown(report: &CheckReport) -> String {
    let mut out = Bounded::default();
    out.push(&format!("### relkit check: {}\n", verdict(report)));
    let unread: Vec<_> = report.files.iter().filter(|file| file.error.is_some()).collect();
    if !unread.is_empty() {
        let mut table = "\n| not read | why |\n| --- | --- |\n".to_owned();
        for file in unread.iter().take(50) {
            let why = file.error.as_deref().unwrap_or_default();
            table.push_str(&format!("| {} | {} |\n", code(&file.path), code(why)));
        }
        if unread.len() > 50 {
            table.push_str(&format!("| and {} | |\n", plural(unread.len() - 50, "more file")));
        }
        out.push(&table);
    }
    if report.findings.is_empty() {
        return out.text;
    }
    out.push("\n| level | rule | findings | places | |\n| --- | --- | --- | --- | --- |\n");
    for row in by_rule(report) {
        let (level, findings, places) = (row.level, row.findings, row.files);
        let row = format!("| {level} | {} | {findings} | {places} | {} |\n", row.code, row.name);
        out.push(&row);
    }
    let all = folded(&report.findings);
    let mut told = 0;
    for group in by_file(&all) {
        let (text, count) = details(report, group, out.room());
        if count > 0 && out.push(&text) {
            told += count;
        }
        if count < group.len() {
            break;
        }
    }
    if told < all.len() {
        let left = plural(all.len() - told, "more finding");
        out.text.push_str(&format!("\n{left} did not fit into a comment: run `relkit check`.\n"));
    }
    let mendable = mendable(report);
    if mendable > 0 {
        out.text.push_str(&format!("\n{mendable} mendable by `relkit check --fix`.\n"));
    }
    out.text
}

/// `failed: 1 error in 3 files`
fn verdict(report: &CheckReport) -> String {
    let unread = report.checked() < report.files.len();
    let word = if unread || report.count(Level::Error) > 0 {
        "failed"
    } else if report.count(Level::Warning) > 0 {
        "passed with warnings"
    } else {
        "passed"
    };
    format!("{word} ({})", report.summary())
}

/// The findings of one file, as many as there is room for, and how many these are.
fn details(report: &CheckReport, group: &[Folded<'_>], room: usize) -> (String, usize) {
    let file = code(&group[0].finding.file);
    let room = room.saturating_sub(file.len() + TAIL);
    let mut body = String::new();
    let mut worst = Level::Info;
    let mut told = 0;
    for one in group {
        let text = entry(report, one);
        if body.len() + text.len() > room {
            break;
        }
        body.push_str(&text);
        worst = worst.max(one.finding.level);
        told += 1;
    }
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let findings = plural(group.len(), "finding");
    let open = if worst == Level::Error { " open" } else { "" };
    let text = format!(
        "\n<details{open}><summary>{file}: {findings}</summary>\n\n{fence}text\n{body}{fence}\n\n</details>\n"
    );
    (text, told)
}

/// One finding, for the fenced block.
fn entry(report: &CheckReport, Folded { finding, others }: &Folded<'_>) -> String {
    let mark = if report.is_mendable(finding) { " [*]" } else { "" };
    let member = finding.member.as_deref().map_or_else(String::new, |it| visible(it) + ": ");
    let (level, code, message) = (finding.level, finding.code, visible(&finding.message));
    let mut out = format!("{level}[{code}]{mark}: {member}{message}\n");
    for line in &finding.evidence {
        out.push_str(&format!("  {}\n", visible(line)));
    }
    out.push_str(&format!("  hint: {}\n", visible(&finding.hint)));
    if !others.is_empty() {
        out.push_str(&format!("  and {}\n", plural(others.len(), "more file")));
    }
    out
}

/// A text that shows as it is and does nothing.
fn code(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '/' | '-' | '.' | ',');
    let text: String = visible(text)
        .chars()
        .map(|c| {
            if plain(&c) || !c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) }
        })
        .collect();
    format!("<code>{text}</code>")
}

/// A text within the bound; counted in bytes, which are never fewer than characters.
#[derive(Default)]
struct Bounded {
    text: String,
}

impl Bounded {
    /// Bytes that can be added.
    fn room(&self) -> usize {
        (LONGEST - TAIL).saturating_sub(self.text.len())
    }

    /// Adds a part whole, or not at all.
    fn push(&mut self, part: &str) -> bool {
        let fits = part.len() <= self.room();
        if fits {
            self.text.push_str(part);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment() {
        insta::assert_snapshot!(markdown(&crate::report::check::example()), @r"
        ### relkit check: failed (1 file: 1 error, 1 warning, 1 info; 1 file could not be read)

        | not read | why |
        | --- | --- |
        | <code>dist/x.whl</code> | <code>the file is empty</code> |

        | level | rule | findings | places | |
        | --- | --- | --- | --- | --- |
        | error | REC005 | 1 | 1 | record-hash-differs |
        | warning | REL006 | 1 | 1 | sdist-missing |
        | info | NAM002 | 1 | 1 | wheel-project-not-normalized |

        <details open><summary><code>dist/demo-1.0-py3-none-any.whl</code>: 2 findings</summary>

        ```text
        error[REC005] [*]: demo,1.py: its SHA-256 differs
          RECORD: 100%
          content: 50%
          hint: build it again
        info[NAM002]: a \u{1b}[31mname
          hint: build it again
        ```

        </details>

        <details><summary><code>demo&#61;&#61;1.0</code>: 1 finding</summary>

        ```text
        warning[REL006]: 2 wheels and no sdist
          hint: build it again
        ```

        </details>

        1 mendable by `relkit check --fix`.
        ");
        let mut clean = crate::report::check::example();
        clean.findings.clear();
        clean.files.truncate(1);
        assert_eq!(markdown(&clean), "### relkit check: passed (1 file, no findings)\n");
    }

    #[test]
    fn names_do_nothing() {
        let mut report = crate::report::check::example();
        report.findings.truncate(1);
        report.findings[0].file = "dist/`</code>|@team\n# <img src=x>".to_owned();
        report.findings[0].message = "````\n</details>@team".to_owned();
        let text = markdown(&report);
        let summary = text.lines().find(|line| line.starts_with("<details")).unwrap();
        insta::assert_snapshot!(summary, @"<details open><summary><code>dist/&#96;&#60;/code&#62;&#124;&#64;team&#92;n&#35; &#60;img src&#61;x&#62;</code>: 1 finding</summary>");
        let body = text.split("`````text\n").nth(1).unwrap();
        assert!(body.starts_with("error[REC005]: demo,1.py: ````\\n</details>@team\n"), "{body}");
        assert_eq!(body.matches("`````").count(), 1, "the fence ends once: {body}");
    }

    #[test]
    fn a_comment_has_a_bound() {
        let mut report = crate::report::check::repeated(5_000);
        for (number, finding) in report.findings.iter_mut().enumerate() {
            finding.message = format!("ä{number}");
        }
        let text = markdown(&report);
        assert!(text.len() <= LONGEST, "{} bytes", text.len());
        assert!(text.len() > LONGEST / 2);
        let told = text.matches("error[REC005]").count() + text.matches("info[NAM002]").count();
        let left = format!("{} more findings did not fit", report.findings.len() - told);
        assert!(text.contains(&left), "{left}");

        // One file with too many findings shows those that fit.
        for finding in &mut report.findings {
            finding.file = "x.whl".to_owned();
        }
        let text = markdown(&report);
        assert!(text.len() <= LONGEST && text.matches("error[REC005]").count() > 300);
    }
}
