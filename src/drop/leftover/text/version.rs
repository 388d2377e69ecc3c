//! Pythons that a line names. A number alone is none: a word for Python must stand before it, with
//! nothing between them but other versions, signs and small words.

use crate::model::PythonVersion;

/// Words after which numbers still are of Python.
const SMALL: [&str; 31] = [
    "a",
    "above",
    "and",
    "at",
    "base",
    "dev",
    "from",
    "full",
    "image",
    "in",
    "interpreter",
    "is",
    "later",
    "least",
    "max",
    "min",
    "minimum",
    "minor",
    "newer",
    "or",
    "python",
    "requires",
    "supports",
    "through",
    "to",
    "until",
    "v",
    "version",
    "versions",
    "with",
    "x",
];

/// Further from the last word for Python, or the last version, a number is of something else.
const FAR: usize = 40;

/// The versions and their bytes. `of_python` says that something before the line speaks of Python.
pub(super) fn all(line: &str, of_python: bool) -> Vec<(usize, PythonVersion)> {
    Scanner {
        line,
        bytes: line.as_bytes(),
        at: 0,
        anchor: of_python.then_some(0),
        found: Vec::new(),
    }
    .run()
}

/// The versions that sessions of nox are named by, and their bytes. Ex) `3.9` of `nox -s tests-3.9`
pub(super) fn sessions(line: &str) -> Vec<(usize, PythonVersion)> {
    let mut found = Vec::new();
    let mut of_nox = false;
    let sign = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']');
    let mut at = 0;
    for word in line.split_inclusive(sign) {
        let start = at;
        at += word.len();
        let word = word.trim_end_matches(sign);
        match word {
            "nox" => of_nox = true,
            "#" | "&&" | "||" | ";" => of_nox = false,
            _ => {}
        }
        let session = word.rsplit_once('-').filter(|(name, _)| of_nox && !name.is_empty());
        let Some((name, (major, minor))) =
            session.and_then(|(name, number)| Some((name, number.split_once('.')?)))
        else {
            continue;
        };
        if let Some(version) = version(major, minor) {
            found.push((start + name.len() + 1, version));
        }
    }
    found
}

struct Scanner<'a> {
    line: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the last word for Python or the last version ended
    anchor: Option<usize>,
    found: Vec<(usize, PythonVersion)>,
}

impl Scanner<'_> {
    fn run(mut self) -> Vec<(usize, PythonVersion)> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if self.anchor.is_some_and(|anchor| self.at - anchor > FAR) {
                self.anchor = None;
            }
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
                b'0'..=b'9' => self.number(),
                _ => {
                    if self.ends(byte) {
                        self.anchor = None;
                    }
                    self.at += 1;
                }
            }
        }
        self.found
    }

    /// Whether a sign ends what is said of Python: other words, another statement, a sentence.
    fn ends(&self, sign: u8) -> bool {
        let sentence = sign == b'.' && self.peek(1).is_none_or(|it| it == b' ');
        matches!(sign, b'@' | b';' | b'&' | b'#') || sentence || !sign.is_ascii()
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// As many bytes as are wanted from here on.
    fn taken(&mut self, wanted: impl Fn(u8) -> bool) -> &str {
        let from = self.at;
        while self.peek(0).is_some_and(&wanted) {
            self.at += 1;
        }
        self.line.get(from..self.at).unwrap_or_default()
    }

    fn word(&mut self) {
        let from = self.at;
        let inside = from > 0 && !self.bytes[from - 1].is_ascii();
        let word = self.taken(|it| it.is_ascii_alphabetic() || it == b'_').to_ascii_lowercase();
        let joined = from > 0 && self.bytes[from - 1].is_ascii_digit();
        let bare = word.trim_start_matches('_');
        // Ex) `write_release.py 2.4.0`: what a file is given is of its own.
        let of_file = bare == "py" && from > 0 && self.bytes[from - 1] == b'.';
        // Ex) `PYTHON_VERSION`, `pyver`, `PY_VERSION`, `versionSpec` of Azure
        let of_python = word.contains("python")
            || bare.starts_with("pyver")
            || bare.starts_with("py_ver")
            || word == "versionspec";
        let short = ["py", "cp", "pp", "pypy", "graalpy"];
        if inside || joined || of_file {
            self.anchor = None;
        } else if of_python || short.contains(&bare) {
            let digits = self.peek(0).is_some_and(|it| it.is_ascii_digit() || it == b'{');
            let keeps = !matches!(bare, "cp" | "pp");
            self.anchor = keeps.then_some(self.at);
            if digits {
                self.tag(from);
            }
        } else if !SMALL.contains(&word.as_str()) {
            self.anchor = None;
        }
    }

    /// What follows a word for Python without a space. Ex) `39` of `cp39`, `3{9,10}` of `py3{9,10}`
    fn tag(&mut self, from: usize) {
        let digits = self.taken(|it| it.is_ascii_digit()).to_owned();
        match self.peek(0) {
            Some(b'.') if digits.len() == 1 => {
                let minor: String = {
                    self.at += 1;
                    self.taken(|it| it.is_ascii_digit()).to_owned()
                };
                self.push(from, version(&digits, &minor));
            }
            Some(b'{') => {
                self.at += 1;
                let list =
                    self.taken(|it| it.is_ascii_alphanumeric() || b",.".contains(&it)).to_owned();
                if self.peek(0) == Some(b'}') {
                    for part in list.split(',') {
                        self.push(from, nodot(&format!("{digits}{}", part.replace('.', ""))));
                    }
                }
            }
            // `cp313t` is of the same version; `py39b` is none.
            Some(b't') => {
                self.at += 1;
                self.push(from, nodot(&digits));
            }
            Some(next) if next.is_ascii_alphabetic() => {}
            // A pattern is of all that it matches: `cp31[0-3]`, `cp31*`. That of `cp39*` is one.
            Some(b'[' | b'?') => {}
            Some(b'*') if matches!(digits.as_str(), "31" | "32" | "33") => {}
            _ => self.push(from, nodot(&digits)),
        }
    }

    fn number(&mut self) {
        let from = self.at;
        let before = from.checked_sub(1).map(|at| self.bytes[at]);
        let number = self.taken(|it| it.is_ascii_digit() || it == b'.').to_owned();
        let joined =
            before.is_some_and(|it| it.is_ascii_alphanumeric() || it == b'.' || !it.is_ascii());
        // `v3.9` is a version of anything.
        let ends = match self.peek(0) {
            Some(b't') => !self.peek(1).is_some_and(|it| it.is_ascii_alphanumeric()),
            Some(b'x' | b'X') => number.ends_with('.'),
            Some(next) => !next.is_ascii_alphanumeric() && next != b'_',
            None => true,
        };
        if self.anchor.is_none() || joined || !ends {
            self.anchor = self.anchor.filter(|_| !joined && ends);
            return;
        }
        let mut parts = number.trim_end_matches('.').split('.');
        let (Some(major), Some(minor)) = (parts.next(), parts.next()) else {
            if self.is_item(from) {
                self.push(from, nodot(&number));
            }
            return;
        };
        if parts.count() > 1 {
            self.anchor = None;
            return;
        }
        self.push(from, version(major, minor));
    }

    /// Whether a number without a point is a version: one in quotes, under a key of Pythons. Ex)
    /// `py: ["39", "310"]`
    fn is_item(&self, from: usize) -> bool {
        let quote = |at: Option<usize>| {
            at.and_then(|at| self.bytes.get(at)).copied().filter(|it| matches!(it, b'"' | b'\''))
        };
        let quoted = quote(from.checked_sub(1)).is_some_and(|it| quote(Some(self.at)) == Some(it));
        let key = self.line.split([':', '=']).next().unwrap_or_default();
        let key = key.trim_start_matches(['-', ' ']).trim_matches([' ', '"', '\'']);
        let key = key.to_ascii_lowercase();
        quoted && ["py", "pys", "pyver", "python", "pythons", "python-version"].contains(&&*key)
    }

    fn push(&mut self, at: usize, version: Option<PythonVersion>) {
        if let Some(version) = version {
            self.found.push((at, version));
            self.anchor = self.anchor.map(|_| self.at);
        }
    }
}

/// A Python that there is or may be: 2.0 to 2.7, 3.0 and later.
fn version(major: &str, minor: &str) -> Option<PythonVersion> {
    let version: PythonVersion = format!("{major}.{minor}").parse().ok()?;
    match (version.major, version.minor) {
        (2, 0..=7) | (3, _) => Some(version),
        _ => None,
    }
}

/// Ex) `39`, `310`
fn nodot(digits: &str) -> Option<PythonVersion> {
    let (major, minor) = digits.split_at_checked(1)?;
    (minor.len() < 3).then(|| version(major, minor)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> String {
        let all = all(line, false);
        all.iter().map(|(at, version)| format!("{at}:{version}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn versions_of_python_are_found() {
        for (line, expected) in [
            ("python-version: \"3.9\"", "17:3.9"),
            ("python-version: ['3.9', \"3.10\", 3.13t]", "18:3.9 25:3.10 32:3.13"),
            ("Needs Python 3.9+.", "13:3.9"),
            ("Python 2.7, 3.8 and 3.9 are known", "7:2.7 12:3.8 20:3.9"),
            ("FROM python:3.9.18-slim", "12:3.9"),
            ("  - python >=3.9,<3.13", "13:3.9 18:3.13"),
            ("/usr/bin/python3.9 -m venv", "9:3.9"),
            ("PYTHON: \"C:\\\\Python39-x64\"", "13:3.9"),
            ("build = \"cp39-* pp310-*\"", "9:3.9 16:3.10"),
            ("env_list = py{38,39}, py3{10,11}", "11:3.8 11:3.9 22:3.10 22:3.11"),
            ("target-version = 'py39'", "18:3.9"),
            ("cp313t-musllinux", "0:3.13"),
            ("py: [\"39\", '310']", "6:3.9 12:3.10"),
            ("build = \"cp39*\"", "9:3.9"),
            ("versionSpec: '3.9'", "14:3.9"),
            ("PY_VERSION: 3.9, PYVER=py38", "12:3.9 23:3.8"),
            ("requires CPython 3.9.x or PyPy 3.10", "17:3.9 31:3.10"),
        ] {
            assert_eq!(named(line), expected, "{line}");
        }
    }

    #[test]
    fn numbers_of_others_are_not() {
        for line in [
            "version 3.9",
            "Python 13.9 3.9.1.2",
            "numpy==1.3.9",
            "python-dateutil==2.7",
            "uses: actions/setup-python@v2.3",
            "Python is fine. 3.2 is a number",
            "copy39 happy27 py3 python3 cp",
            "python and glibc 2.5",
            "python 2.28",
            "pypa/cibuildwheel@v3.1",
            "py39b xpy39 épy39",
            "python x3.9 3.9b1",
            "build = \"cp31[0-3]-* cp31?-* cp31* cp3[89]-*\"",
            "python-timeout: \"30\"",
            "py: 30",
            "nox -s tests-3.9",
            "https://docs.example.invalid/3.9/python",
            "python tools/write_release.py 2.4.0",
        ] {
            assert_eq!(named(line), "", "{line}");
        }
    }

    #[test]
    fn sessions_of_nox_are_named_by_their_python() {
        let minor = PythonVersion::new(3, 9);
        assert_eq!(
            sessions("  - run: nox -s tests-3.9 'unit-tests-3.9'"),
            [(22, minor), (38, minor)]
        );
        for line in
            ["tests-3.9", "pip install nox-3.9", "nox -s lint && x-3.9", "nox -s 3.9 a-1.3.9"]
        {
            assert_eq!(sessions(line), [], "{line}");
        }
    }

    #[test]
    fn larger_numbers_are_other_versions() {
        assert_eq!(named("Python 3.90"), "7:3.90");
        assert_eq!(named("Python 3.999"), "");
        assert_eq!(all("- 3.9", true), [(2, PythonVersion::new(3, 9))]);
    }
}
