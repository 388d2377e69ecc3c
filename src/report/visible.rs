//! Text from files, fit to be printed.

/// Names come from hostile archives: what a terminal would obey, and what would begin a line of
/// its own, is written out.
pub fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let hidden = c.is_control() || is_direction(c);
            let (plain, escaped) =
                if hidden { (None, Some(c.escape_default())) } else { (Some(c), None) };
            plain.into_iter().chain(escaped.into_iter().flatten())
        })
        .collect()
}

/// Characters that nobody sees and that turn or hide what is around them.
///
/// Source: Unicode Technical Report 36 and [Trojan Source](https://trojansource.codes).
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(visible("a\u{202e}b\u{feff}"), "a\\u{202e}b\\u{feff}");
        assert_eq!(visible("ä\n::error::x\u{1b}[31m\u{9b}"), "ä\\n::error::x\\u{1b}[31m\\u{9b}");
    }
}
