//! The address at which users read more.

use std::{fmt, str::FromStr};

use crate::model::ParseError;

/// An address that stands in a message and in metadata. Ex) `https://example.invalid/old-pythons`
///
/// It is `http` or `https` and made of the characters that
/// [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2) has, but `'`: nothing ends a line, a
/// header or a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

impl FromStr for Link {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        const LONGEST: usize = 500;
        let fail = |part: &str, why: &str| Err(ParseError::new("address", text, part, why));
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&()*+,;=%".contains(*c);
        if let Some(odd) = text.chars().find(|c| !allowed(c)) {
            return fail(&odd.to_string(), "not allowed in an address");
        }
        let host = ["https://", "http://"].iter().find_map(|start| text.strip_prefix(start));
        if !host
            .is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
        {
            return fail(text, "expected https:// and a host");
        }
        if text.len() > LONGEST {
            return fail(text, "expected at most 500 characters");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_web_are_taken() {
        for text in ["https://example.invalid/a?b=c#d", "http://[::1]:80/(x)", "https://x.invalid"]
        {
            assert_eq!(text.parse::<Link>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn tricks_are_refused() {
        let why = |text: &str| text.parse::<Link>().unwrap_err().to_string();
        insta::assert_snapshot!(why("ftp://example.invalid"), @"invalid address `ftp://example.invalid`: expected https:// and a host");
        insta::assert_snapshot!(why("https://x/\" b"), @r#"invalid address `https://x/" b`: `"`: not allowed in an address"#);
        assert!("https://x/\nRequires-Python: <3".parse::<Link>().is_err());
        for text in [
            "",
            "https://",
            "javascript:alert(1)",
            "https://x/\r",
            "https://x/é",
            "https://x/{{{a}}}",
        ] {
            assert!(text.parse::<Link>().is_err(), "{text:?}");
        }
    }
}
