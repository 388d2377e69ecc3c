//! E-mail addresses as PyPI takes them: one address, or a list that it does not look into.
//!
//! Rule: pypi/warehouse takes the one address out of the field with `email.utils.parseaddr` and
//! asks the library email-validator, without the network. Letters beyond ASCII are let be here.

/// Domains for special use, which the library refuses.
const SPECIAL: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];

/// Why the one address of a field is none, as a clause.
pub(super) fn check(field: &str) -> Result<(), String> {
    let Some(address) = single(field) else { return Ok(()) };
    let Some((name, domain)) = address.rsplit_once('@') else {
        return Err("there is no address such as `name@demo.org`".to_owned());
    };
    // For the parser these are no addresses, and PyPI takes the field as if it had none.
    if name.is_empty() || domain.is_empty() || name.contains('@') {
        return Ok(());
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    if dots || name.len() > 64 || !name.bytes().all(plain) {
        return Err("the part before `@` is no name".to_owned());
    }
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let hyphens = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && letters && !hyphens
    };
    let last = labels.last().copied().unwrap_or_default();
    if labels.len() < 2 || !labels.iter().all(is_label) || domain.len() > 253 {
        return Err("the part behind `@` is no domain".to_owned());
    }
    if !last.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(format!("`.{last}` is no top-level domain"));
    }
    if SPECIAL.iter().any(|special| last.eq_ignore_ascii_case(special)) {
        return Err(format!("`.{last}` is not for public use"));
    }
    Ok(())
}

/// The one address; `None` for several, for none, and for what takes a full parser to tell.
fn single(field: &str) -> Option<&str> {
    let field = field.trim();
    if field.is_empty() || !field.is_ascii() || field.contains(['\\', '(', ';', '\n']) {
        return None;
    }
    if !field.contains([',', '<', '>', '"', ':', '[']) {
        let behind = field.rsplit_once('@').map_or("", |(_, behind)| behind);
        return (!behind.contains(' ')).then_some(field);
    }
    let (phrase, rest) = field.split_once('<')?;
    let (address, behind) = rest.split_once('>')?;
    let phrase = phrase.trim();
    let quoted = phrase.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_phrase = match quoted {
        Some(inside) => !inside.contains('"'),
        None => !phrase.contains([',', '"', ':', '@', '[']),
    };
    let is_plain = !address.contains([' ', '<', ',', '"', ':', '[']);
    (is_phrase && behind.trim().is_empty() && is_plain && !address.is_empty()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn faults_are_named() {
        let said = |text: &str| check(text).unwrap_err();
        for fine in
            ["me@demo.org", "\"Doe, J.\" <j.d+x@sub.demo.org>", "a@b.org, nobody", "", "ä@ö"]
        {
            assert_eq!(check(fine), Ok(()), "{fine}");
        }
        insta::assert_snapshot!(said("nobody"), @"there is no address such as `name@demo.org`");
        insta::assert_snapshot!(said("J. Doe j@demo.org"), @"the part before `@` is no name");
        insta::assert_snapshot!(said("a..b@demo.org"), @"the part before `@` is no name");
        insta::assert_snapshot!(said("me@localhost"), @"the part behind `@` is no domain");
        insta::assert_snapshot!(said("me@10.0.0.1"), @"`.1` is no top-level domain");
        insta::assert_snapshot!(said("me@example.invalid"), @"`.invalid` is not for public use");
    }
}
