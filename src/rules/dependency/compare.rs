//! The comparisons of a marker that was read before.

use super::scan::Scan;

/// Variable, operator and quoted text of every comparison that has the variable on the left, in
/// order; how they are joined is left out.
pub(crate) fn comparisons(marker: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    let mut scan = Scan::new(marker);
    let mut before = ["", ""];
    loop {
        scan.space();
        let rest = scan.rest();
        let Some(first) = rest.chars().next() else { return found };
        let word = scan.peek_while(|c| super::is_word(c) || c == '.').len();
        let operator = scan.peek_while(|c| "<>=!~".contains(c)).len();
        if matches!(first, '\'' | '"') {
            let inside = &rest[1..];
            let end = inside.find(first).unwrap_or(inside.len());
            let [variable, operator] = before;
            if operator.starts_with(['<', '>', '=', '!', '~']) && !variable.is_empty() {
                found.push((variable, operator, &inside[..end]));
            }
            scan.skip(end + 2);
            before = ["", ""];
        } else if word > 0 || operator > 0 {
            let length = word.max(operator);
            before = [before[1], &rest[..length]];
            scan.skip(length);
        } else {
            scan.skip(first.len_utf8());
            before = ["", ""];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::comparisons;

    #[test]
    fn variables_stand_on_the_left() {
        let text = "(os_name=='nt' and extra == \"a\") or 'x' == extra or python_version>= '3'";
        let wanted = [("os_name", "==", "nt"), ("extra", "==", "a"), ("python_version", ">=", "3")];
        assert_eq!(comparisons(text), wanted);
        assert!(comparisons("'").is_empty() && comparisons("").is_empty());
    }
}
