//! The lines of the preprocessor: continued lines are joined, comments and strings are skipped.
//!
//! Rule: C17 5.1.1.2, translation phases 2 to 4.

/// One line that begins with `#`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// The byte of its `#`
    pub(super) at: usize,
    /// Ex) `elif`
    pub(super) name: String,
    /// What follows, without comments, on one line
    pub(super) rest: String,
}

/// All of them, in order.
pub(super) fn all(text: &str) -> Vec<Directive> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    let mut found = Vec::new();
    while scanner.at < scanner.bytes.len() {
        let (at, line) = scanner.line();
        if let Some(rest) = line.trim_start().strip_prefix('#') {
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let (name, rest) = rest.split_at(end);
            found.push(Directive { at, name: name.to_owned(), rest: rest.trim().to_owned() });
        }
    }
    found
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// The next logical line and where its first character stands. Comments are a space; of lines
    /// that are no directives only the begin is kept.
    fn line(&mut self) -> (usize, String) {
        let mut line: Vec<u8> = Vec::new();
        let mut first = None;
        while let Some(byte) = self.peek(0) {
            let from = self.at;
            match byte {
                b'\n' => {
                    self.at += 1;
                    break;
                }
                b'\\' if self.continues() > 0 => {
                    self.at += self.continues();
                    continue;
                }
                b'/' if self.peek(1) == Some(b'*') => {
                    self.skip_comment();
                    line.push(b' ');
                    continue;
                }
                b'/' if self.peek(1) == Some(b'/') => {
                    self.skip_line();
                    continue;
                }
                b'R' if self.peek(1) == Some(b'"') && line.first().is_none_or(|it| *it != b'#') => {
                    self.skip_raw();
                }
                b'"' | b'\'' => self.skip_quoted(byte),
                _ => self.at += 1,
            }
            if !byte.is_ascii_whitespace() && first.is_none() {
                first = Some(from);
            }
            if first.is_none() {
                continue;
            }
            if line.is_empty() || line.first() == Some(&b'#') {
                line.extend_from_slice(&self.bytes[from..self.at]);
            }
        }
        (first.unwrap_or(self.at), String::from_utf8_lossy(line.trim_ascii()).into_owned())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// The length of a backslash and the line's end behind it, or none.
    fn continues(&self) -> usize {
        match (self.peek(1), self.peek(2)) {
            (Some(b'\n'), _) => 2,
            (Some(b'\r'), Some(b'\n')) => 3,
            _ => 0,
        }
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at + 2..];
        let end = rest.windows(2).position(|it| it == b"*/");
        self.at = end.map_or(self.bytes.len(), |end| self.at + 2 + end + 2);
    }

    fn skip_line(&mut self) {
        while let Some(byte) = self.peek(0).filter(|it| *it != b'\n') {
            self.at += if byte == b'\\' { self.continues().max(1) } else { 1 };
        }
    }

    /// A string or a character, which ends with its line at the latest.
    fn skip_quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.peek(0).filter(|it| *it != b'\n') {
            self.at += match byte {
                b'\\' => self.continues().max(2),
                _ => 1,
            };
            if byte == quote {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    /// A raw string of C++: `R"x(…)x"`.
    fn skip_raw(&mut self) {
        let rest = &self.bytes[self.at + 2..];
        let open = rest.iter().take(17).position(|it| *it == b'(');
        let Some(open) = open else {
            self.at += 1;
            return;
        };
        let close = [b")", &rest[..open], b"\""].concat();
        let end = memchr::memmem::find(&rest[open..], &close);
        // One that does not end is the end of a longer name, and a string of one line.
        self.at += end.map_or(1, |end| 2 + open + end + close.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        all(text).into_iter().map(|it| (it.at, format!("{} {}", it.name, it.rest))).collect()
    }

    #[test]
    fn directives_are_found_as_the_compiler_finds_them() {
        let text = "  # if A /* x\n */ > 1 // y\n#elif B \\\n  && C\nint x; # if no\n#endif\n";
        let expected = [(2, "if A   > 1"), (27, "elif B   && C"), (59, "endif ")];
        assert_eq!(found(text), expected.map(|(at, text)| (at, text.to_owned())));
    }

    #[test]
    fn comments_and_strings_hide_them() {
        let hidden = "/*\n#if A\n*/\nx = \"\\\"/*\"; // \\\n#if A\nR\"z(\n#if A\n)z\";\n'\"'\n";
        assert_eq!(found(hidden), []);
        assert_eq!(found(&format!("{hidden}#if B")).len(), 1);
        assert_eq!(found("char *x = \"a\n#if B\n").len(), 1);
    }

    #[test]
    fn ends_in_the_middle_are_no_danger() {
        for text in ["\\", "#", "\"\\", "'", "/*", "/", "R\"", "R\"a(", "#if \\\n", "#if ä\\"] {
            all(text);
        }
    }
}
