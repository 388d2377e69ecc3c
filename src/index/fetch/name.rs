//! Which names may lie in the folder of files.

/// Bytes of a name: file systems allow 255, and `.part` comes behind it.
const LONGEST: usize = 240;

/// Names that are devices on Windows, whatever stands behind their first `.`.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Why a file of this name is not written to disk; `None` for names such as indexes have them.
///
/// What is not plain is refused and not mended: two names must never become one.
pub(super) fn refusal(name: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._+-!".contains(c);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    });
    if name.len() > LONGEST {
        Some("it is longer than 240 bytes")
    } else if !name.chars().all(plain) {
        Some("it has other characters than letters, digits and `._+-!`")
    } else if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        Some("it does not begin with a letter or a digit")
    } else if numbered || DEVICES.contains(&stem.as_str()) {
        Some("it is a device on Windows")
    } else if ![".whl", ".tar.gz", ".zip"].iter().any(|end| name.ends_with(end)) {
        Some("it ends in none of `.whl`, `.tar.gz`, `.zip`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn only_plain_names_pass() {
        for name in [
            "psutil-7.2.2-cp36-abi3-manylinux2010_x86_64.manylinux_2_12_x86_64.whl",
            "demo-1!2.0+local.1.tar.gz",
            "console-1.0-py3-none-any.whl",
            "0-1.zip",
        ] {
            assert_eq!(refusal(name), None, "{name}");
        }
        let long = "x".repeat(250) + ".whl";
        for name in [
            "",
            ".whl",
            "..",
            "../../x.whl",
            "/etc/x.whl",
            "a\\b.whl",
            "C:x.whl",
            "con.whl",
            "NUL.tar.gz",
            "com1.whl",
            "a b.whl",
            "a\n.whl",
            "a\0.whl",
            "-rf.whl",
            "é.whl",
            "x.whl:stream",
            "x.exe",
            "x.whl.",
            "%2e%2e.whl",
            long.as_str(),
        ] {
            assert!(refusal(name).is_some(), "{name:?}");
        }
    }
}
