//! The commands of a `run:` script, as far as words tell: enough to find the call of a program and
//! its arguments in sh, bash and PowerShell. Nothing is expanded but plain variables.

/// One command: its words without quotes, and the line of the script where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// Counted from 0
    pub(super) line: u32,
    pub(super) words: Vec<String>,
}

/// The commands of a script, in order.
pub(super) fn commands(script: &str) -> Vec<Command> {
    let mut all = Vec::new();
    let mut words = Words::default();
    let mut start = 0;
    for (number, line) in (0_u32..).zip(script.lines()) {
        if words.is_empty() {
            start = number;
            // A remark of cmd may hold a single quote.
            let first = line.split_whitespace().next().unwrap_or_default();
            if first.eq_ignore_ascii_case("rem") || first.starts_with("::") {
                continue;
            }
        }
        let (line, goes_on) = match line.trim_end().strip_suffix(['\\', '`']) {
            Some(line) if !words.open() => (line, true),
            _ => (line, false),
        };
        words.line(line, &mut |found| all.push(Command { line: start, words: found }));
        if !goes_on {
            words.end(&mut |found| all.push(Command { line: start, words: found }));
        }
    }
    words.finish(&mut |found| all.push(Command { line: start, words: found }));
    all
}

/// Gathers words over lines.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: Option<String>,
    quote: Option<char>,
}

impl Words {
    fn is_empty(&self) -> bool {
        self.done.is_empty() && self.word.is_none()
    }

    fn open(&self) -> bool {
        self.quote.is_some()
    }

    fn line(&mut self, line: &str, found: &mut impl FnMut(Vec<String>)) {
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            match (self.quote, c) {
                (Some(quote), _) if c == quote => self.quote = None,
                (Some('"'), '\\') if chars.peek().is_some_and(|next| "\"\\$`".contains(*next)) => {
                    self.push(chars.next().unwrap_or(c));
                }
                (None, '"' | '\'') => {
                    self.quote = Some(c);
                    self.word.get_or_insert_default();
                }
                (None, '#') if self.word.is_none() => break,
                // Braces of `${NAME}`, `{package}` and patterns belong to the word.
                (None, '{') if chars.peek().is_some_and(|next| !next.is_whitespace()) => {
                    self.push(c);
                }
                (None, '}') if self.word.is_some() => self.push(c),
                (None, ';' | '&' | '|' | '(' | ')' | '{' | '}') => self.command(found),
                (None, _) if c.is_whitespace() => self.word_ends(),
                _ => self.push(c),
            }
        }
        if self.quote.is_some() {
            self.push('\n');
        } else {
            self.word_ends();
        }
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn word_ends(&mut self) {
        self.done.extend(self.word.take());
    }

    fn command(&mut self, found: &mut impl FnMut(Vec<String>)) {
        self.word_ends();
        if !self.done.is_empty() {
            found(std::mem::take(&mut self.done));
        }
    }

    /// At the end of a line: a quote may go on.
    fn end(&mut self, found: &mut impl FnMut(Vec<String>)) {
        if self.quote.is_none() {
            self.command(found);
        }
    }

    fn finish(&mut self, found: &mut impl FnMut(Vec<String>)) {
        self.quote = None;
        self.command(found);
    }
}

/// A word with its variables replaced: `$NAME`, `${NAME}`, `$env:NAME`, `${env:NAME}`, `%NAME%`.
/// `None` when one is not known or there is more than a variable, such as `$(...)`.
pub(super) fn expanded(word: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    if let Some(name) = word.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) {
        return value(name);
    }
    let mut out = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let name = |text: &str| {
            let end = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
            text.find(end).unwrap_or(text.len())
        };
        let (found, more) = if let Some(braced) = after.strip_prefix('{') {
            braced.split_once('}')?
        } else {
            let bare = after.strip_prefix("env:").unwrap_or(after);
            bare.split_at(name(bare))
        };
        let found = found.strip_prefix("env:").unwrap_or(found);
        if found.is_empty() || name(found) != found.len() {
            return None;
        }
        out.push_str(&value(found)?);
        rest = more;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> Vec<String> {
        commands(script)
            .iter()
            .map(|command| format!("{}: {}", command.line, command.words.join("|")))
            .collect()
    }

    #[test]
    fn commands_are_found_in_scripts() {
        assert_eq!(
            told(
                "set -e # stop\npip install 'cibuildwheel==4.3.3' && python -m cibuildwheel \\\n  --only \"$ID\"\necho \"a;b\" | cat"
            ),
            [
                "0: set|-e",
                "1: pip|install|cibuildwheel==4.3.3",
                "1: python|-m|cibuildwheel|--only|$ID",
                "3: echo|a;b",
                "3: cat",
            ]
        );
        assert_eq!(
            told("A=\"b c\" x --build=cp3{1,2}-* ${Y}"),
            ["0: A=b c|x|--build=cp3{1,2}-*|${Y}"]
        );
        assert_eq!(told("x `\n  y {package}/z; { a; }"), ["0: x|y|{package}/z", "0: a"]);
        assert_eq!(told("REM don't\nx"), ["1: x"]);
        assert_eq!(told("echo 'open\nline"), ["0: echo|open\nline\n"]);
    }

    #[test]
    fn plain_variables_are_replaced() {
        let value = |name: &str| (name == "ID").then(|| "cp314-win32".to_owned());
        let told = |word: &str| expanded(word, value);
        for word in ["$ID", "${ID}", "$env:ID", "${env:ID}", "%ID%"] {
            assert_eq!(told(word).as_deref(), Some("cp314-win32"), "{word}");
        }
        assert_eq!(told("a-${ID}-b").as_deref(), Some("a-cp314-win32-b"));
        assert_eq!(told("plain").as_deref(), Some("plain"));
        for word in ["$OTHER", "$(ls)", "${ID:-x}", "$"] {
            assert_eq!(told(word), None, "{word}");
        }
    }
}
