//! Text inside the commands that GitHub reads from a workflow's log.
//!
//! Rule: [workflow commands](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands):
//! `%`, CR and LF are escaped everywhere, `:` and `,` in properties.

use super::visible;

/// What stands behind the second `::`.
pub(super) fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("%0A")
}

/// A log is shown on terminals too, so that no other control character may pass.
fn line(text: &str) -> String {
    let parts: Vec<String> = text.split('\r').map(visible).collect();
    parts.join("\r").replace('%', "%25").replace('\r', "%0D")
}

/// What stands behind `NAME=`.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
