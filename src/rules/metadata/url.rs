//! URLs as PyPI takes them.
//!
//! Rule: pypi/warehouse asks the library rfc3986, which writes spaces and the like in percent form
//! before it looks: what is left to refuse is a scheme other than `http` and `https`, brackets
//! behind the host, and a port that is too high. `tests/suite/oracle_pypi.rs` compares.

/// Why a text is no URL that PyPI takes, as a clause.
pub(super) fn check(text: &str) -> Result<(), String> {
    let text = text.split('#').next().unwrap_or_default();
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    if !matches!(&*scheme.to_ascii_lowercase(), "http" | "https") {
        return Err("it must begin with http:// or https://".to_owned());
    }
    let (authority, behind) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())),
        None => ("", rest),
    };
    if let Some(bracket) = behind.chars().find(|c| matches!(c, '[' | ']')) {
        return Err(format!("`{bracket}` must be written in percent form"));
    }
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    // Longer numbers, and any behind a host with a space, are no ports at all for the library.
    let is_port = port.len() == 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    if is_port && !host.contains(' ') && port.parse::<u16>().is_err() {
        return Err(format!("there is no port {port}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn faults_are_named() {
        let said = |text: &str| check(text).unwrap_err();
        assert!(check("HTTPS://me@example.invalid:8080/a b?c=d/e#[ä]").is_ok());
        assert!(check("https:a").is_ok() && check("http://[::1]:80/").is_ok());
        insta::assert_snapshot!(said("example.invalid"), @"it must begin with http:// or https://");
        insta::assert_snapshot!(said("https://example.invalid?a[]"), @"`[` must be written in percent form");
        insta::assert_snapshot!(said("https://example.invalid:70000"), @"there is no port 70000");
    }
}
