//! Values as TOML writes them.

/// Columns of a line.
const WIDTH: usize = 100;

/// `key = value`
pub(super) fn key(name: &str, value: &str) -> String {
    format!("{name} = {value}")
}

/// A string. A JSON string is a TOML basic string, but for DEL, which JSON leaves as it is.
pub(super) fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string().replace('\u{7f}', "\\u007F")
}

/// A list on one line behind its key, or on as many as it takes.
pub(super) fn list(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    let line = format!("[{}]", values.join(", "));
    if name.len() + " = ".len() + line.len() <= WIDTH {
        return line;
    }
    let mut lines = vec![String::from("   ")];
    for value in values {
        match lines.last_mut().filter(|last| last.len() + value.len() + 2 <= WIDTH) {
            Some(last) => last.push_str(&format!(" {value},")),
            None => lines.push(format!("    {value},")),
        }
    }
    format!("[\n{}\n]", lines.join("\n"))
}

/// A key, in quotes where it has to be.
pub(super) fn bare(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.chars().all(plain) { name.to_owned() } else { text(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_broken() {
        let values: Vec<String> = (0..12).map(|at| format!("platform_{at:02}")).collect();
        insta::assert_snapshot!(list("platforms", &values), @r#"
        [
            "platform_00", "platform_01", "platform_02", "platform_03", "platform_04", "platform_05",
            "platform_06", "platform_07", "platform_08", "platform_09", "platform_10", "platform_11",
        ]
        "#);
        assert_eq!(list("skip", &values[..1]), r#"["platform_00"]"#);
        assert_eq!((bare("macosx_14_0"), bare("a.b")), ("macosx_14_0".into(), "\"a.b\"".into()));
    }
}
