//! Who showed the message of a refusal: as text, as a table of Markdown, as JSON.

mod json;
mod markdown;
mod text;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

use crate::stub::trial::{Row, Trial, Verdict};

/// The headings of both tables.
const HEADINGS: [&str; 6] = ["installer", "python", "seen", "line", "exit", ""];

/// The cells of a row. A line is told as `11/19`: which of how many.
fn cells(row: &Row) -> [String; 6] {
    let ran = row.verdict.was_tried() || row.exit.is_some();
    let line = row.line.map_or("-".to_owned(), |line| line.to_string());
    [
        row.installer.clone(),
        row.python.clone().unwrap_or_else(|| "-".to_owned()),
        row.verdict.word().to_owned(),
        if ran { format!("{line}/{}", row.lines) } else { String::new() },
        row.exit.map_or(String::new(), |exit| exit.to_string()),
        row.note.clone().unwrap_or_default(),
    ]
}

/// What was tried, and how.
fn head(trial: &Trial) -> String {
    let lines = match trial.message {
        (1, 1) => "1 line".to_owned(),
        (fewest, most) if fewest == most => format!("{most} lines"),
        (fewest, most) => format!("{fewest} to {most} lines"),
    };
    let requires = match &trial.requires_python {
        Some(it) => format!("with Requires-Python {it}"),
        None => "without Requires-Python".to_owned(),
    };
    let setuptools: Vec<&str> = trial
        .beside
        .iter()
        .filter_map(|file| file.strip_prefix("setuptools-")?.split('-').next())
        .collect();
    let setuptools = match setuptools.as_slice() {
        [] => "without setuptools".to_owned(),
        versions => format!("with setuptools {}", versions.join(", ")),
    };
    format!("{}, {lines} of message, from a loopback index ({requires}, {setuptools})", trial.file)
}

/// How many showed it, and what counts for nothing.
fn summary(trial: &Trial) -> String {
    let mut parts = vec![format!("seen by {} of {}", trial.seen(), trial.tried())];
    for (verdict, what) in [
        (Verdict::NotFound, "not found"),
        (Verdict::NotRefused, "not refused"),
        (Verdict::NotStarted, "not started"),
        (Verdict::Unserved, "not served"),
    ] {
        match trial.count(|it| it == verdict) {
            0 => {}
            count => parts.push(format!("{count} {what}")),
        }
    }
    if parts.len() > 1 {
        format!("{}, which counts for nothing", parts.join("; "))
    } else {
        parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial() -> Trial {
        let row = |installer: &str, verdict, line, exit| Row {
            installer: installer.to_owned(),
            python: Some("CPython 3.13.0".to_owned()),
            verdict,
            line,
            lines: 19,
            exit,
            note: None,
        };
        let unavailable = Some("Backend|Unavailable\u{1b}".to_owned());
        Trial {
            file: "demo-1.tar.gz".to_owned(),
            message: (2, 5),
            requires_python: None,
            beside: vec!["setuptools-84.2.1-py3-none-any.whl".to_owned()],
            rows: vec![
                row("pip 26.3", Verdict::Seen, Some(11), Some(1)),
                Row { note: unavailable, ..row("pip 19.2.3", Verdict::Unseen, None, Some(2)) },
                row("uv pip install", Verdict::TimedOut, Some(3), None),
                Row::not_found("poetry", None),
            ],
        }
    }

    #[test]
    fn text_is_a_table() {
        insta::assert_snapshot!(text(&trial()), @r"
        demo-1.tar.gz, 2 to 5 lines of message, from a loopback index (without Requires-Python, with setuptools 84.2.1)
        installer       python          seen       line   exit
        pip 26.3        CPython 3.13.0  yes        11/19  1
        pip 19.2.3      CPython 3.13.0  no         -/19   2     Backend|Unavailable\u{1b}
        uv pip install  CPython 3.13.0  timed out  3/19
        poetry          -               not found
        seen by 1 of 3; 1 not found, which counts for nothing
        ");
    }

    #[test]
    fn markdown_is_a_table() {
        insta::assert_snapshot!(markdown(&trial()), @r"
        demo-1.tar.gz, 2 to 5 lines of message, from a loopback index (without Requires-Python, with setuptools 84.2.1)

        | installer | python | seen | line | exit | |
        |---|---|---|---|---|---|
        | pip 26.3 | CPython 3.13.0 | yes | 11/19 | 1 |  |
        | pip 19.2.3 | CPython 3.13.0 | no | -/19 | 2 | Backend\|Unavailable\u{1b} |
        | uv pip install | CPython 3.13.0 | timed out | 3/19 |  |  |
        | poetry | - | not found |  |  |  |

        seen by 1 of 3; 1 not found, which counts for nothing
        ");
    }

    #[test]
    fn json_keeps_its_form() {
        let json: serde_json::Value = serde_json::from_str(&json(&trial()).unwrap()).unwrap();
        assert_eq!(json["schema"], "relkit.stub.trial/1");
        assert_eq!(json["summary"]["seen"], 1);
        assert_eq!(json["attempts"][0]["verdict"], "seen");
        assert_eq!(json["attempts"][2]["exit"], serde_json::Value::Null);
        assert_eq!(json["attempts"][3]["verdict"], "not-found");
    }
}
