//! Text from files, fit to be printed.

/// Names come from hostile archives: what a terminal would obey, and what would begin a line of
/// its own, is written out.
pub fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let (plain, escaped) =
                if c.is_control() { (None, Some(c.escape_default())) } else { (Some(c), None) };
            plain.into_iter().chain(escaped.into_iter().flatten())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(visible("ä\n::error::x\u{1b}[31m\u{9b}"), "ä\\n::error::x\\u{1b}[31m\\u{9b}");
    }
}
