//! The edits as a patch that git takes.

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

use crate::drop::edit::Edited;

/// A unified diff of all files, with the headers of git. Colour is in it: the terminal's stream
/// takes it out where it is none.
pub(in super::super) fn diff(edited: &[Edited]) -> String {
    edited.iter().map(file).collect()
}

fn file(edited: &Edited) -> String {
    let head = Style::new().bold();
    let (old, new) = (quoted("a/", &edited.path), quoted("b/", &edited.path));
    let is_new = edited.before.is_empty();
    let from = if is_new { "/dev/null" } else { old.as_str() };
    let mut lines = vec![format!("diff --git {old} {new}")];
    lines.extend(is_new.then(|| "new file mode 100644".to_owned()));
    lines.extend([format!("--- {from}"), format!("+++ {new}")]);
    let mut out: String = lines.iter().map(|line| styled(head, line)).collect();
    let hunks = TextDiff::from_lines(edited.before.as_str(), edited.after.as_str())
        .unified_diff()
        .to_string();
    for line in hunks.split_inclusive('\n') {
        let style = match line.as_bytes().first() {
            Some(b'+') => AnsiColor::Green.on_default(),
            Some(b'-') => AnsiColor::Red.on_default(),
            Some(b'@') => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        out += &styled(style, line.strip_suffix('\n').unwrap_or(line));
    }
    out
}

/// A line in a style; what a terminal would obey in it is written out.
fn styled(style: Style, line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    for c in line.chars() {
        let plain = matches!(c, '\t' | '\r' | '\u{c}');
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if (c.is_control() && !plain) || turns {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    format!("{style}{safe}{style:#}\n")
}

/// A path as git writes it: in quotes where it has signs that would end it.
///
/// Rule: `core.quotePath` of <https://git-scm.com/docs/git-config>
fn quoted(side: &str, path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\') || byte == b' ';
    if path.bytes().all(plain) {
        return format!("{side}{path}");
    }
    let mut out = format!("\"{side}");
    for byte in path.bytes() {
        match byte {
            b'"' => out += "\\\"",
            b'\\' => out += "\\\\",
            _ if plain(byte) => out.push(byte.into()),
            _ => out += &format!("\\{byte:03o}"),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(path: &str, before: &str, after: &str) -> Edited {
        let (before, after) = (before.to_owned(), after.to_owned());
        Edited { path: path.to_owned(), before, after, changes: Vec::new() }
    }

    fn plain(edited: &[Edited]) -> String {
        anstream::adapter::strip_str(&diff(edited)).to_string()
    }

    #[test]
    fn git_takes_it_for_a_patch() {
        let files =
            [edited("a.toml", "x = 1\ny = 2\n", "x = 1\ny = 3"), edited("new.txt", "", "hello\n")];
        insta::assert_snapshot!(plain(&files), @r"
        diff --git a/a.toml b/a.toml
        --- a/a.toml
        +++ b/a.toml
        @@ -1,2 +1,2 @@
         x = 1
        -y = 2
        +y = 3
        \ No newline at end of file
        diff --git a/new.txt b/new.txt
        new file mode 100644
        --- /dev/null
        +++ b/new.txt
        @@ -0,0 +1 @@
        +hello
        ");
    }

    #[test]
    fn a_terminal_obeys_the_colours_alone() {
        let text = diff(&[edited("a", "\u{1b}[2Jx\u{202e}\n", "\ty\r\n")]);
        assert!(text.contains("\\u{1b}[2Jx\\u{202e}"), "{text}");
        assert!(text.contains("+\ty\r"), "{text}");
        assert!(text.contains("\u{1b}[31m-"), "{text}");
    }

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(quoted("a/", "b c"), "a/b c");
        assert_eq!(quoted("a/", "ä\"\n"), "\"a/\\303\\244\\\"\\012\"");
    }
}
