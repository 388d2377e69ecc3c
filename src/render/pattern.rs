//! Patterns of branches, tags and paths in the spellings of the CI systems.
//!
//! The configuration holds GitHub's [filter patterns]: `*` stays within one part of a path, `**`
//! does not, `?` and `+` are said of the character before them, `[]` holds letters and digits, `!`
//! takes away what earlier patterns gave.
//!
//! [filter patterns]: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet

/// A pattern apart from its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern<'a> {
    /// Whether it takes away
    pub(super) takes: bool,
    text: &'a str,
}

impl<'a> Pattern<'a> {
    /// Reads the sign.
    pub(super) fn new(text: &'a str) -> Self {
        match text.strip_prefix('!') {
            Some(text) => Self { takes: true, text },
            None => Self { takes: false, text },
        }
    }

    /// The same as a regular expression without anchors, in the common part of RE2, Java and
    /// Python, with slashes escaped as `/…/` wants them.
    pub(super) fn regex(self) -> String {
        let mut atoms: Vec<(String, bool)> = Vec::new();
        let mut rest = self.text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '*' => {
                    let mut any = "[^\\/]*";
                    while rest.next_if_eq(&'*').is_some() {
                        any = ".*";
                    }
                    atoms.push((any.to_owned(), true));
                }
                '?' | '+' if !atoms.is_empty() => {
                    if let Some((atom, repeated)) = atoms.last_mut() {
                        *atom =
                            if *repeated { format!("(?:{atom}){c}") } else { format!("{atom}{c}") };
                        *repeated = true;
                    }
                }
                '[' => {
                    let ahead: String = rest.clone().take_while(|c| *c != ']').collect();
                    if is_class(&ahead) && rest.clone().any(|c| c == ']') {
                        atoms.push((format!("[{ahead}]"), false));
                        rest.by_ref().take_while(|c| *c != ']').for_each(drop);
                    } else {
                        atoms.push((literal('['), false));
                    }
                }
                '\\' => atoms.push((literal(rest.next().unwrap_or('\\')), false)),
                c => atoms.push((literal(c), false)),
            }
        }
        atoms.into_iter().map(|(atom, _)| atom).collect()
    }

    /// The nearest glob of Ruby, in which `**` is a whole part of a path: it matches whatever the
    /// pattern matches, and may match more.
    pub(super) fn glob(self) -> String {
        let wildcard = self.text.replace("/**", "/**/*").replace("/**/*/", "/**/");
        if wildcard == "**" { "**/*".to_owned() } else { wildcard }
    }

    /// The nearest wildcard pattern, in which `*` stands for anything: it matches whatever the
    /// pattern matches, and may match more. With it whether it may.
    pub(super) fn wildcard(self) -> (String, bool) {
        let mut out = String::new();
        let mut loose = false;
        let mut rest = self.text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '*' => {
                    while rest.next_if_eq(&'*').is_some() {}
                    out.push('*');
                }
                '?' | '+' if !out.is_empty() => {
                    loose = true;
                    out.pop();
                    out.push('*');
                }
                '[' => {
                    loose = true;
                    if rest.clone().any(|c| c == ']') {
                        rest.by_ref().take_while(|c| *c != ']').for_each(drop);
                    }
                    out.push('*');
                }
                '\\' => out.push(rest.next().unwrap_or('\\')),
                c => out.push(c),
            }
        }
        while out.contains("**") {
            out = out.replace("**", "*");
        }
        (out, loose)
    }
}

/// One expression for a list of patterns, of which the last that matches decides, with anchors. It
/// looks ahead, as Java can and RE2 cannot.
pub(super) fn all_in_one(patterns: &[String]) -> String {
    let one = patterns.iter().map(|text| Pattern::new(text)).fold(None, |sum, pattern| {
        let regex = pattern.regex();
        Some(match (sum, pattern.takes) {
            (None, true) => return None,
            (None, false) => regex,
            (Some(sum), false) => format!("(?:{sum})|(?:{regex})"),
            (Some(sum), true) => format!("(?!(?:{regex})$)(?:{sum})"),
        })
    });
    // Nothing is given: `(?!)` never matches.
    format!("^(?:{})$", one.unwrap_or_else(|| "(?!)".to_owned()))
}

/// A character that stands for itself in an expression.
pub(super) fn literal(c: char) -> String {
    if c.is_ascii_punctuation() && c != '_' && c != '-' { format!("\\{c}") } else { c.to_string() }
}

/// Letters, digits, and ranges that go upwards.
fn is_class(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let word = |c: char| c.is_ascii_alphanumeric();
    let ends = chars.first().zip(chars.last());
    ends.is_some_and(|(first, last)| word(*first) && word(*last))
        && chars.iter().all(|c| word(*c) || *c == '-')
        && chars.windows(3).all(|three| three[1] != '-' || (word(three[2]) && three[0] <= three[2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(text: &str) -> String {
        Pattern::new(text).regex()
    }

    #[test]
    fn patterns_become_expressions() {
        for (pattern, wanted) in [
            ("main", "main"),
            ("v*", r"v[^\/]*"),
            ("release/**", r"release\/.*"),
            ("v[0-9]+.[0-9]+", r"v[0-9]+\.[0-9]+"),
            ("v1.*?", r"v1\.(?:[^\/]*)?"),
            ("ab?+", "a(?:b?)+"),
            ("[z-a]", r"\[z-a\]"),
            ("[open", r"\[open"),
            (r"a\*b", r"a\*b"),
            ("+x", r"\+x"),
            ("it's $(x)", r"it\'s \$\(x\)"),
        ] {
            assert_eq!(regex(pattern), wanted, "{pattern}");
        }
    }

    #[test]
    fn wildcards_match_at_least_as_much() {
        for (pattern, wanted, loose) in [
            ("main", "main", false),
            ("release/**", "release/*", false),
            ("v[0-9]+.[0-9]+", "v*.*", true),
            ("ab?c", "a*c", true),
            (r"a\*", "a*", false),
        ] {
            assert_eq!(Pattern::new(pattern).wildcard(), (wanted.to_owned(), loose), "{pattern}");
        }
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        let one =
            |list: &[&str]| all_in_one(&list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(one(&["main"]), "^(?:main)$");
        assert_eq!(one(&["**", "!wip"]), "^(?:(?!(?:wip)$)(?:.*))$");
        assert_eq!(one(&["!wip"]), "^(?:(?!))$");
        assert_eq!(one(&["a", "!b", "c"]), "^(?:(?:(?!(?:b)$)(?:a))|(?:c))$");
    }
}
