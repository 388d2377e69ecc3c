//! Requirements, and whether a Python needs them.

use std::str::FromStr;

use pep440_rs::VersionSpecifiers;

use crate::model::{ProjectName, PythonVersion, Version};

/// One requirement.
///
/// Rule: [dependency specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/)
#[derive(Debug, Clone)]
pub(super) struct Requirement {
    pub(super) name: ProjectName,
    /// Absent where there is an address instead
    pub(super) versions: Option<VersionSpecifiers>,
    marker: Option<Marker>,
}

/// A comparison, or several.
#[derive(Debug, Clone)]
enum Marker {
    Compare(String, String, String),
    And(Box<Marker>, Box<Marker>),
    Or(Box<Marker>, Box<Marker>),
}

/// Parentheses in a marker are followed so deep.
const DEPTH: usize = 30;

impl Requirement {
    /// Reads a requirement; the error says what is wrong, as a clause.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)));
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        let name = ProjectName::from_str(name).map_err(|_| "it begins with no name".to_owned())?;
        let mut rest = rest.trim_start();
        if let Some(extras) = rest.strip_prefix('[') {
            let close = extras.find(']').ok_or("its extras have no end")?;
            rest = extras[close + 1..].trim_start();
        }
        if let Some(address) = rest.strip_prefix('@') {
            let (address, marker) = address.split_once(" ;").unwrap_or((address, ""));
            if address.trim().is_empty() {
                return Err("there is no address behind `@`".to_owned());
            }
            return Ok(Self { name, versions: None, marker: read_marker(marker)? });
        }
        let (versions, marker) = rest.split_once(';').map_or((rest, None), |(a, b)| (a, Some(b)));
        let versions = versions.trim();
        let versions = match versions.strip_prefix('(') {
            Some(inside) => inside.strip_suffix(')').ok_or("its versions have no end")?,
            None => versions,
        };
        let versions = versions.trim().trim_end_matches(',');
        let versions = VersionSpecifiers::from_str(versions).map_err(|_| {
            format!("`{}` is no version clause", versions.chars().take(40).collect::<String>())
        })?;
        let marker = match marker {
            Some(marker) if marker.trim().is_empty() => {
                return Err("its marker is empty".to_owned());
            }
            Some(marker) => read_marker(marker)?,
            None => None,
        };
        Ok(Self { name, versions: Some(versions), marker })
    }

    /// Whether it counts on a Python; `None` where that hangs on the system.
    pub(super) fn applies(&self, python: PythonVersion) -> Option<bool> {
        self.marker.as_ref().map_or(Some(true), |marker| marker.holds(python))
    }
}

impl Marker {
    fn holds(&self, python: PythonVersion) -> Option<bool> {
        match self {
            Self::And(a, b) => match (a.holds(python), b.holds(python)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(a, b) => match (a.holds(python), b.holds(python)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Self::Compare(left, operator, right) => {
                let own = |name: &str| match name {
                    "python_version" => Some(python.to_string()),
                    "python_full_version" => Some(format!("{python}.99")),
                    _ => None,
                };
                if let Some(ours) = own(left) {
                    return compare(&ours, operator, unquoted(right)?);
                }
                let flipped = match operator.as_str() {
                    "<" => ">",
                    "<=" => ">=",
                    ">" => "<",
                    ">=" => "<=",
                    "==" | "!=" => operator,
                    _ => return None,
                };
                compare(&own(right)?, flipped, unquoted(left)?)
            }
        }
    }
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])
}

fn compare(ours: &str, operator: &str, value: &str) -> Option<bool> {
    match operator {
        "in" | "not in" => {
            let among = value.split([',', ' ', '|']).any(|part| part.trim() == ours);
            Some(among == (operator == "in"))
        }
        _ => {
            let specifiers = VersionSpecifiers::from_str(&format!("{operator}{value}")).ok()?;
            Some(specifiers.contains(&Version::from_str(ours).ok()?))
        }
    }
}

fn read_marker(text: &str) -> Result<Option<Marker>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let tokens = tokens(text)?;
    let mut at = 0;
    let marker = either(&tokens, &mut at, 0)?;
    if at < tokens.len() {
        return Err(format!("its marker goes on with `{}`", tokens[at]));
    }
    Ok(Some(marker))
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' => {
                rest[1..].find(first).map(|at| at + 2).ok_or("its marker has no closing quote")?
            }
            '(' | ')' => 1,
            '<' | '>' | '=' | '!' | '~' => {
                rest.find(|c: char| !"<>=!~".contains(c)).unwrap_or(rest.len())
            }
            c if c.is_ascii_alphanumeric() => rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || "._".contains(c)))
                .unwrap_or(rest.len()),
            other => return Err(format!("`{other}` has no meaning in a marker")),
        };
        out.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    Ok(out)
}

fn either(tokens: &[String], at: &mut usize, depth: usize) -> Result<Marker, String> {
    let mut left = both(tokens, at, depth)?;
    while tokens.get(*at).is_some_and(|token| token == "or") {
        *at += 1;
        left = Marker::Or(Box::new(left), Box::new(both(tokens, at, depth)?));
    }
    Ok(left)
}

fn both(tokens: &[String], at: &mut usize, depth: usize) -> Result<Marker, String> {
    let mut left = one(tokens, at, depth)?;
    while tokens.get(*at).is_some_and(|token| token == "and") {
        *at += 1;
        left = Marker::And(Box::new(left), Box::new(one(tokens, at, depth)?));
    }
    Ok(left)
}

fn one(tokens: &[String], at: &mut usize, depth: usize) -> Result<Marker, String> {
    let mut next = || {
        let token = tokens.get(*at).cloned().ok_or_else(|| "its marker ends early".to_owned());
        *at += 1;
        token
    };
    let left = next()?;
    if left == "(" {
        if depth > DEPTH {
            return Err("its marker is nested too deep".to_owned());
        }
        let inner = either(tokens, at, depth + 1)?;
        return match tokens.get(*at).map(String::as_str) {
            Some(")") => {
                *at += 1;
                Ok(inner)
            }
            _ => Err("its marker lacks a `)`".to_owned()),
        };
    }
    let mut operator = next()?;
    if operator == "not" {
        operator = format!("not {}", next()?);
    }
    let known = ["===", "==", "~=", "!=", "<=", ">=", "<", ">", "in", "not in"];
    if !known.contains(&operator.as_str()) {
        return Err(format!("`{operator}` compares nothing"));
    }
    let right = next()?;
    let is_value = |text: &str| text.starts_with(['"', '\'']);
    if is_value(&left) && is_value(&right) {
        return Err("its marker compares two texts".to_owned());
    }
    Ok(Marker::Compare(left, operator, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_decided_for_a_python() {
        let applies =
            |text: &str| Requirement::read(text).unwrap().applies(PythonVersion::new(2, 7));
        assert_eq!(applies("setuptools>=77; python_version >= '3.9'"), Some(false));
        assert_eq!(applies("setuptools; python_version < '3'"), Some(true));
        assert_eq!(applies("x; '3.0' <= python_version or (os_name == 'nt')"), None);
        assert_eq!(applies("x; python_version >= '3' and os_name == 'nt'"), Some(false));
        assert_eq!(applies("x[a,b] (>=1,<2) ; python_version in '2.6 2.7'"), Some(true));
        assert_eq!(
            applies("x @ https://example.invalid/x.zip ; python_version > '3'"),
            Some(false)
        );
    }

    #[test]
    fn what_is_no_requirement_is_told() {
        let why = |text: &str| Requirement::read(text).unwrap_err();
        insta::assert_snapshot!(why("psutil no longer supports Python 2.7"), @"`no longer supports Python 2.7` is no version clause");
        insta::assert_snapshot!(why("!"), @"it begins with no name");
        insta::assert_snapshot!(why("x; y"), @"its marker ends early");
        insta::assert_snapshot!(why("x;"), @"its marker is empty");
        insta::assert_snapshot!(why("x[a"), @"its extras have no end");
        insta::assert_snapshot!(why("x; os_name == 'nt' or"), @"its marker ends early");
    }
}
