//! Reads `Requires-Dist` for syntax alone, in linear time and without recursion.
//!
//! Libraries that turn markers into decision diagrams take time and memory that double with every
//! clause; a checker of hostile files needs no more than to know whether the text is well formed.

mod compare;
mod marker;
mod plain;
mod scan;

use std::str::FromStr;

use pep440_rs::VersionSpecifier;

pub(super) use compare::comparisons;
pub(super) use plain::plain;
use scan::Scan;

/// A longer dependency is refused. The longest of real projects have a few hundred bytes.
const LONGEST: usize = 4 << 10;

/// What a dependency points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Releases of an index, any or those of some versions
    Release,
    /// A direct reference, `name @ URL`
    Url,
}

/// A dependency, as far as rules ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dependency<'a> {
    /// The project, as written
    pub(super) name: &'a str,
    /// Where it comes from
    pub(super) target: Target,
    /// The extras in brackets, as written
    pub(super) extras: Vec<&'a str>,
    /// What stands behind `;`
    pub(super) marker: Option<&'a str>,
}

/// Reads a dependency as packaging does, which PyPI asks; the error is a clause.
///
/// Rule: [dependency specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/#grammar)
pub(super) fn parse(text: &str) -> Result<Dependency<'_>, String> {
    if text.len() > LONGEST {
        return Err(format!("it has {} bytes, more than {LONGEST}", text.len()));
    }
    let mut scan = Scan::new(text);
    scan.space();
    let name = identifier(&mut scan).ok_or_else(|| scan.expected("a project's name"))?;
    scan.space();
    let extras = extras(&mut scan)?;
    scan.space();
    if scan.eat("@") {
        let marker = url(&mut scan)?;
        return Ok(Dependency { name, target: Target::Url, extras, marker });
    }
    versions(&mut scan)?;
    scan.space();
    let marker = marker_behind(&mut scan)?;
    if scan.is_done() {
        Ok(Dependency { name, target: Target::Release, extras, marker })
    } else {
        Err(scan.expected("`;` or the end"))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Letters, digits, `.`, `-`, `_`; it begins with a letter or digit, and ends with one or `_`.
fn identifier<'a>(scan: &mut Scan<'a>) -> Option<&'a str> {
    let run = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let text = scan.peek_while(run).trim_end_matches(['.', '-']);
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    scan.skip(text.len());
    Some(text)
}

/// `[one, two]`, which may be empty or missing.
fn extras<'a>(scan: &mut Scan<'a>) -> Result<Vec<&'a str>, String> {
    let mut extras = Vec::new();
    if !scan.eat("[") {
        return Ok(extras);
    }
    scan.space();
    while !scan.eat("]") {
        extras.push(identifier(scan).ok_or_else(|| scan.expected("the name of an extra"))?);
        scan.space();
        if scan.eat(",") {
            scan.space();
            if scan.peek("]") {
                return Err(scan.expected("the name of an extra"));
            }
        } else if !scan.peek("]") {
            return Err(scan.expected("`,` or `]`"));
        }
    }
    Ok(extras)
}

/// `; marker`, which may be missing.
fn marker_behind<'a>(scan: &mut Scan<'a>) -> Result<Option<&'a str>, String> {
    if !scan.eat(";") {
        return Ok(None);
    }
    let marker = scan.rest();
    marker::read(scan)?;
    Ok(Some(marker))
}

/// What stands behind `@`: a URL up to the next space, then perhaps a marker.
fn url<'a>(scan: &mut Scan<'a>) -> Result<Option<&'a str>, String> {
    scan.space();
    let url = scan.peek_while(|c| !c.is_whitespace()).len();
    if url == 0 {
        return Err(scan.expected("a URL"));
    }
    scan.skip(url);
    scan.space();
    let marker = marker_behind(scan)?;
    if scan.is_done() { Ok(marker) } else { Err(scan.expected("`;` or the end")) }
}

/// `>=1, <2`, in parentheses or not; a comma may stand at the end.
fn versions(scan: &mut Scan<'_>) -> Result<(), String> {
    let inside = scan.eat("(");
    scan.space();
    while scan.peek_any(&["<", ">", "=", "!", "~"]) {
        version(scan)?;
        scan.space();
        if !scan.eat(",") {
            break;
        }
        scan.space();
    }
    if inside && !scan.eat(")") { Err(scan.expected("`,` or `)`")) } else { Ok(()) }
}

fn version(scan: &mut Scan<'_>) -> Result<(), String> {
    let start = scan.rest();
    // Behind `===` any text may stand: it is compared as it is.
    let arbitrary = scan.eat("===");
    if !arbitrary {
        scan.skip(scan.peek_while(|c| matches!(c, '<' | '>' | '=' | '!' | '~')).len());
    }
    scan.space();
    scan.skip(scan.peek_while(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | ')')).len());
    let text = &start[..start.len() - scan.rest().len()];
    if arbitrary {
        return Ok(());
    }
    match VersionSpecifier::from_str(text) {
        Ok(_) => Ok(()),
        // The library goes on with the input and a line of carets below it.
        Err(error) => Err(format!(
            "`{}`: {}",
            scan::shown(text),
            error.to_string().lines().next().unwrap_or_default()
        )),
    }
}

#[cfg(test)]
mod tests;
