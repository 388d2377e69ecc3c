//! Texts of strangers in languages that mean something by some characters.

/// Text or an attribute's value in HTML and XML.
pub(in crate::report) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // In attributes they would become blanks.
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            // No XML document can hold these (<https://www.w3.org/TR/xml/#charsets>).
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A cell of a table in Markdown: what means something there is an entity, so that there are no
/// links, mentions, images or tags.
pub(in crate::report) fn markdown(text: &str) -> String {
    let plain = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, ' ' | '/' | '-' | '.' | ',' | '%' | '(' | ')' | ':' | ';' | '=' | '+')
            || (!c.is_ascii() && !c.is_control())
    };
    let mut out = String::new();
    for c in text.chars() {
        if plain(c) {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    // An address is a link without any sign around it.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// JSON inside of `<script type="application/json">`: nothing in it ends the element or begins
/// another, and it stays the same JSON.
pub(in crate::report) fn script(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(
            xml("<a b='\"'>&\u{1b}\n\u{ffff}ä"),
            "&lt;a b=&#39;&quot;&#39;&gt;&amp;\u{fffd}&#10;\u{fffd}ä"
        );
        assert_eq!(markdown("a|b [x](y) @me\n"), "a&#124;b &#91;x&#93;(y) &#64;me&#10;");
        assert_eq!(markdown("https://x www.y #1"), "https&#58;//x www&#46;y &#35;1");
        let json = r#"["</script><!--&\u2028"]"#;
        let safe = script(json);
        assert!(!safe.contains(['<', '>', '&']));
        let values = [json, &safe].map(|it| serde_json::from_str::<Vec<String>>(it).unwrap());
        assert_eq!(values[0], values[1]);
    }
}
