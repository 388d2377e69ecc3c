//! What `relkit stub --lint` found, for people, programs and reviews. Pure functions.

mod github;
mod json;
mod text;

pub use github::github;
pub use json::json;
pub use text::text;

use crate::stub::lint::{Lint, Severity};

/// What was judged: a file, a folder, or an sdist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    input: String,
    is_dir: bool,
}

impl Place {
    /// The input as it was given.
    pub fn of(input: &str, is_dir: bool) -> Self {
        Self { input: input.to_owned(), is_dir }
    }

    /// A file of it as a path that leads there. Ex) `stub/setup.py`, `x-1.tar.gz/setup.py`
    fn file(&self, file: &str) -> String {
        let archive = [".tar.gz", ".zip"].iter().any(|end| self.input.ends_with(end));
        if self.is_dir || archive {
            format!("{}/{file}", self.input.trim_end_matches(['/', '\\']))
        } else {
            self.input.clone()
        }
    }

    /// The path that an annotation may name: of an archive only itself.
    fn path(&self, file: &str) -> String {
        if self.is_dir { self.file(file) } else { self.input.clone() }
    }
}

/// `2 errors, 1 note, 1 could not be told`, or `no findings`.
fn counts(lint: &Lint) -> String {
    let mut out = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let count = lint.flaws.iter().filter(|flaw| flaw.severity == severity).count();
        match count {
            0 => {}
            1 => out.push(format!("1 {severity}")),
            _ => out.push(format!("{count} {severity}s")),
        }
    }
    if out.is_empty() {
        out.push("no findings".to_owned());
    }
    match lint.unclear.len() {
        0 => {}
        count => out.push(format!("{count} could not be told")),
    }
    if !lint.not_checked.is_empty() {
        out.push(format!("{} not checked", lint.not_checked.len()));
    }
    out.join(", ")
}

/// Whom the file refuses. Ex) `Python 2.7, 3.4`
fn audience(lint: &Lint) -> String {
    let names: Vec<String> = lint.refused.iter().map(ToString::to_string).collect();
    match (names.as_slice(), lint.named) {
        ([first, .., last], false) => format!("every Python, {first} to {last}"),
        ([first, .., last], true) if names.len() > 4 => format!("Python {first} to {last}"),
        _ => format!("Python {}", names.join(", ")),
    }
}

#[cfg(test)]
fn example() -> Lint {
    use crate::{
        model::PythonVersion,
        stub::lint::{Flaw, Unclear},
    };
    let flaw = |code, severity, line, message: &str| Flaw {
        code,
        severity,
        file: "setup.py".to_owned(),
        line,
        message: message.to_owned(),
        mend: "call `sys.exit(message)`".to_owned(),
    };
    Lint {
        refused: vec![PythonVersion::new(2, 7)],
        named: true,
        flaws: vec![
            flaw(
                "STB001",
                Severity::Error,
                5,
                "RuntimeError ends\nin \u{1b}[31m a traceback, 100%",
            ),
            flaw("STB010", Severity::Note, 7, "hidden"),
        ],
        unclear: vec![Unclear {
            file: "setup.py".to_owned(),
            line: 3,
            what: "whether this refuses".to_owned(),
        }],
        not_checked: vec!["STB006: `x==1`".to_owned()],
    }
}
