//! Annotations of GitHub workflows.

use super::Place;
use crate::{
    report::visible,
    stub::lint::{Lint, Severity},
};

/// One workflow command a line: for each flaw, and a warning for what could not be told.
///
/// Rule: [workflow commands](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands):
/// `%`, CR and LF are escaped everywhere, `:` and `,` in properties.
pub fn github(lint: &Lint, place: &Place) -> String {
    let mut out = String::new();
    for flaw in &lint.flaws {
        let kind = match flaw.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let message = format!("{}%0Ahint: {}", data(&flaw.message), data(&flaw.mend));
        out.push_str(&command(kind, &place.path(&flaw.file), flaw.line, flaw.code, &message));
    }
    for unclear in &lint.unclear {
        let message = format!("could not tell {}", data(&unclear.what));
        out.push_str(&command(
            "warning",
            &place.path(&unclear.file),
            unclear.line,
            "relkit",
            &message,
        ));
    }
    for what in &lint.not_checked {
        out.push_str(&format!("::notice title=relkit::not checked: {}\n", data(what)));
    }
    out
}

fn command(kind: &str, file: &str, line: usize, title: &str, message: &str) -> String {
    let file = data(file).replace(':', "%3A").replace(',', "%2C");
    format!("::{kind} file={file},line={line},title={title}::{message}\n")
}

/// A log is shown on terminals too, so that no control character may pass.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_command() {
        insta::assert_snapshot!(github(&super::super::example(), &Place::of("a:b,c", true)), @r"
        ::error file=a%3Ab%2Cc/setup.py,line=5,title=STB001::RuntimeError ends\nin \u{1b}[31m a traceback, 100%25%0Ahint: call `sys.exit(message)`
        ::notice file=a%3Ab%2Cc/setup.py,line=7,title=STB010::hidden%0Ahint: call `sys.exit(message)`
        ::warning file=a%3Ab%2Cc/setup.py,line=3,title=relkit::could not tell whether this refuses
        ::notice title=relkit::not checked: STB006: `x==1`
        ");
    }
}
