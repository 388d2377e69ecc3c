//! Which rules run.

use super::{RULES, Rule, nearest};

/// The rules that run: those selected, without those ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
}

/// A text that begins no rule's code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", if text.trim().is_empty() { "a code of a rule is empty".to_owned() } else { format!("no rule's code is or begins with `{text}`") })]
pub struct UnknownCode {
    /// As it was given
    pub text: String,
    /// A code that looks like it
    pub nearest: Option<&'static str>,
}

impl Selection {
    /// From codes and beginnings of codes (`REC`, `REC00`, `REC005`), in any case. An empty
    /// `select` stands for all rules; `ignore` wins over `select`.
    pub fn new<S: AsRef<str>>(select: &[S], ignore: &[S]) -> Result<Self, UnknownCode> {
        let parse = |codes: &[S]| -> Result<Vec<String>, UnknownCode> {
            codes.iter().map(|code| known(code.as_ref())).collect()
        };
        Ok(Self { select: parse(select)?, ignore: parse(ignore)? })
    }

    /// Whether the rule of this code runs.
    pub fn contains(&self, code: &str) -> bool {
        let any = |prefixes: &[String]| prefixes.iter().any(|prefix| code.starts_with(prefix));
        (self.select.is_empty() || any(&self.select)) && !any(&self.ignore)
    }

    /// The rules that run, in the order of their codes.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().copied().filter(|rule| self.contains(rule.code))
    }
}

fn known(text: &str) -> Result<String, UnknownCode> {
    let prefix = text.trim().to_ascii_uppercase();
    if !prefix.is_empty() && RULES.iter().any(|rule| rule.code.starts_with(&prefix)) {
        return Ok(prefix);
    }
    Err(UnknownCode { text: text.to_owned(), nearest: nearest(&prefix) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_select_and_ignore_wins() {
        let selection = Selection::new(&["rec", "NAM001"], &["REC00"]).unwrap();
        assert!(selection.contains("REC010") && selection.contains("NAM001"));
        assert!(!selection.contains("REC005") && !selection.contains("NAM002"));
        assert_eq!(Selection::default().rules().count(), RULES.len());
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        let error = Selection::new(&["REC905"], &[]).unwrap_err();
        insta::assert_snapshot!(error, @"no rule's code is or begins with `REC905`");
        assert_eq!(error.nearest, Some("REC005"));
        insta::assert_snapshot!(Selection::new(&["REC", ""], &[]).unwrap_err(), @"a code of a rule is empty");
    }
}
