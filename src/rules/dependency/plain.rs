//! One spelling for dependencies that mean the same.

use super::{is_word, scan::Scan};
use crate::model::ProjectName;

/// The dependency without what backends, and versions of one backend, write differently: spaces,
/// the kind of quotes, the spelling of names, parentheses around a single comparison.
pub(crate) fn plain(text: &str) -> String {
    let mut tokens = tokens(text);
    drop_parentheses(&mut tokens);
    let mut out = String::with_capacity(text.len());
    for token in &tokens {
        // Only between two words does a space mean something.
        if token.starts_with(is_word) && out.ends_with(is_word) {
            out.push(' ');
        }
        match token.strip_prefix('\'').and_then(|inside| inside.strip_suffix('\'')) {
            Some(extra) if out.ends_with("extra==") => {
                out.push_str(&format!("'{}'", normalized(extra)));
            }
            _ if out.is_empty() => out.push_str(&normalized(token)),
            _ => out.push_str(token),
        }
    }
    out
}

/// Names of projects and of extras are compared alike.
fn normalized(name: &str) -> String {
    name.parse::<ProjectName>().map_or_else(|_| name.to_owned(), |name| name.normalized())
}

/// Quoted texts, words, and what stands between them, a character each.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut scan = Scan::new(text);
    loop {
        scan.space();
        let Some(first) = scan.rest().chars().next() else { return tokens };
        let quoted = matches!(first, '\'' | '"').then(|| scan.rest()[1..].find(first)).flatten();
        let word = scan.peek_while(|c| is_word(c) || matches!(c, '.' | '-')).len();
        if let Some(end) = quoted {
            tokens.push(format!("'{}'", &scan.rest()[1..=end]));
            scan.skip(end + 2);
        } else {
            let length = word.max(first.len_utf8());
            tokens.push(scan.rest()[..length].to_owned());
            scan.skip(length);
        }
    }
}

/// Takes out the pairs of parentheses with neither `and` nor `or` between them.
fn drop_parentheses(tokens: &mut Vec<String>) {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut needless = vec![false; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" => open.push((at, false)),
            "and" | "or" => {
                if let Some((_, joins)) = open.last_mut() {
                    *joins = true;
                }
            }
            ")" => {
                if let Some((start, false)) = open.pop() {
                    needless[start] = true;
                    needless[at] = true;
                }
            }
            _ => {}
        }
    }
    let mut needless = needless.into_iter();
    tokens.retain(|_| !needless.next().unwrap_or_default());
}
