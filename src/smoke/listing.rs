//! The functions of a wheel whose leaks can be looked for without being told how to call them.

use serde_json::json;

use super::{
    Case, Gate, LeakCall, Settings, Verdict, drivers::Seat, record::Listing, words::last_words,
};

/// What a wheel's functions are.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Those that can be called
    pub(super) calls: Vec<LeakCall>,
    /// Those that are left alone, and why
    pub(super) left: Vec<String>,
    /// The modules that could not be listed
    pub(super) cases: Vec<Case>,
}

/// Lists the functions of modules, each in a process of its own.
pub(super) fn list(seat: &Seat<'_>, modules: &[String], settings: &Settings) -> Listed {
    let mut listed = Listed::default();
    for module in modules {
        let mut end = None;
        let request = json!({ "module": module });
        let ran = seat.run("listing", request, settings.imports, |record| match record {
            Listing::Function { call, verdict, reason, raises } => match verdict.as_str() {
                "take" => listed.calls.push(LeakCall { call, raises: None }),
                "raises" if raises.is_some() => listed.calls.push(LeakCall { call, raises }),
                _ => listed.left.push(format!("{call}: {}", reason.unwrap_or(verdict))),
            },
            Listing::End { error } => end = Some(error),
            Listing::Other => {}
        });
        let verdict = match end {
            Some(None) if ran.ended.is_success() => continue,
            Some(Some(error)) => Verdict::Failed(error),
            _ => Verdict::Ended(ran.ended),
        };
        let notes = last_words(&ran.said);
        let case = Case::new(Gate::Leak, format!("{module}:*"), verdict);
        listed.cases.push(Case { notes, seconds: ran.seconds, ..case });
    }
    listed
}
