//! For people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{Place, audience, counts};
use crate::{
    report::visible,
    stub::lint::{Lint, Severity},
};

/// Place, code, message and hint of each flaw; what could not be told, what was not checked, and a
/// line that sums up. Carries colour: the stream strips it where it is not wanted.
pub fn text(lint: &Lint, place: &Place) -> String {
    let mut out = String::new();
    let green = AnsiColor::Green.on_default().bold();
    for flaw in &lint.flaws {
        let style = style(flaw.severity);
        let at = visible(&place.file(&flaw.file));
        let message = visible(&flaw.message);
        let _ = writeln!(
            out,
            "{at}:{}: {style}{}[{}]{style:#}: {message}",
            flaw.line, flaw.severity, flaw.code
        );
        let _ = writeln!(out, "  {green}hint{green:#}: {}", visible(&flaw.mend));
    }
    let yellow = AnsiColor::Yellow.on_default().bold();
    for unclear in &lint.unclear {
        let at = visible(&place.file(&unclear.file));
        let what = visible(&unclear.what);
        let _ = writeln!(out, "{at}:{}: {yellow}could not tell{yellow:#} {what}", unclear.line);
    }
    for what in &lint.not_checked {
        let _ = writeln!(out, "not checked: {}", visible(what));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(
        out,
        "{}: for users of {}: {}",
        visible(&place.input),
        audience(lint),
        counts(lint)
    );
    if !lint.flaws.is_empty() {
        out.push_str("`relkit explain CODE` says what a rule is about\n");
    }
    out
}

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_first() {
        let shown = text(&super::super::example(), &Place::of("stub/", true));
        insta::assert_snapshot!(anstream::adapter::strip_str(&shown).to_string(), @r"
        stub/setup.py:5: error[STB001]: RuntimeError ends\nin \u{1b}[31m a traceback, 100%
          hint: call `sys.exit(message)`
        stub/setup.py:7: note[STB010]: hidden
          hint: call `sys.exit(message)`
        stub/setup.py:3: could not tell whether this refuses
        not checked: STB006: `x==1`

        stub/: for users of Python 2.7: 1 error, 1 note, 1 could not be told, 1 not checked
        `relkit explain CODE` says what a rule is about
        ");
    }
}
