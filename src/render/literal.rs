//! Texts as they must be written so that every Python, and a header of metadata, gives them back.

use minijinja::{Error, ErrorKind};

/// One string literal that Python 2.7 and 3 read alike. What is not ASCII stays as it is: the file
/// says its encoding then.
///
/// Source: [string literals](https://docs.python.org/2.7/reference/lexical_analysis.html#string-literals).
pub(super) fn python(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            // `\x` is two hexadecimal digits in both, and a byte of UTF-8 up to 7F alone.
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A literal for each line of a text, moved right by so many columns; Python joins literals that
/// stand beside each other.
pub(super) fn python_lines(text: &str, columns: usize) -> String {
    let pad = " ".repeat(columns);
    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
    let last = lines.len() - 1;
    let literal = |(number, line): (usize, &&str)| {
        let end = if number == last { "" } else { "\n" };
        format!("{pad}{}", python(&format!("{line}{end}")))
    };
    lines.iter().enumerate().map(literal).collect::<Vec<_>>().join("\n")
}

/// The value of a field of core metadata: one line. A text of more has to be refused before.
pub(super) fn header(text: &str) -> Result<String, Error> {
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        let why = "a field of metadata is one line without control characters";
        return Err(Error::new(ErrorKind::InvalidOperation, why));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_cannot_be_left() {
        assert_eq!(python(r#"a"b\"#), r#""a\"b\\""#);
        assert_eq!(python("a\n\r\0é"), "\"a\\n\\x0d\\x00é\"");
        assert_eq!(python(r"\N{DASH}\u0041"), r#""\\N{DASH}\\u0041""#);
    }

    #[test]
    fn a_text_becomes_a_literal_a_line() {
        assert_eq!(python_lines("a\n\nb\n", 2), "  \"a\\n\"\n  \"\\n\"\n  \"b\"");
        assert_eq!(python_lines("", 0), "\"\"");
    }

    #[test]
    fn a_header_is_one_line() {
        assert_eq!(header("a: b").unwrap(), "a: b");
        assert!(
            ["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b"].iter().all(|text| header(text).is_err())
        );
    }
}
