//! The functions of a wheel whose leaks can be looked for without being told how to call them.

use serde_json::json;

use super::{
    Case, Ended, Gate, LeakCall, Settings, Verdict,
    drivers::Seat,
    record::{Function, Listing},
    words::last_words,
};

/// What a wheel's functions are.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Those that can be called
    pub(super) calls: Vec<LeakCall>,
    /// Those that are left alone, and why
    pub(super) left: Vec<String>,
    /// The modules that could not be listed, or of which no function can be called; the functions whose
    /// trial went wrong
    pub(super) cases: Vec<Case>,
}

/// Lists the functions of modules, each in a process of its own.
pub(super) fn list(seat: &Seat<'_>, modules: &[String], settings: &Settings) -> Listed {
    let mut listed = Listed::default();
    for module in modules {
        let (mut end, mut of) = (None, OfModule::default());
        let request = json!({ "module": module });
        let ran = seat.run("listing", request, settings.imports, |record| match record {
            Listing::Start { cut: 0 } | Listing::Other => {}
            Listing::Start { cut } => {
                listed.left.push(format!("{cut} more functions of {module}: it has so many"));
            }
            Listing::Function(function) => listed.add(*function, &mut of, &settings.leaks_except),
            Listing::End { error } => end = Some(error),
        });
        let subject = format!("{module}:*");
        let verdict = match end {
            Some(None) if ran.ended.is_success() => {
                listed.cases.extend(of.none().map(|why| Case::new(Gate::Leak, subject, why)));
                continue;
            }
            Some(Some(error)) => Verdict::Failed(error),
            _ => Verdict::Ended(ran.ended),
        };
        let notes = last_words(&ran.said);
        let case = Case::new(Gate::Leak, subject, verdict);
        listed.cases.push(Case { notes, seconds: ran.seconds, ..case });
    }
    listed
}

/// The functions of one module.
#[derive(Debug, Default)]
struct OfModule {
    functions: usize,
    /// Those that have their answer, or whose user wants none
    settled: usize,
}

impl OfModule {
    /// That nothing was looked at, where there is something: silence is no pass.
    fn none(&self) -> Option<Verdict> {
        let functions = self.functions;
        (functions > 0 && self.settled == 0).then(|| {
            Verdict::Skipped(format!("none of its {functions} functions can be called by itself"))
        })
    }
}

impl Listed {
    fn add(&mut self, function: Function, of: &mut OfModule, except: &[LeakCall]) {
        let Function { call, verdict, reason, raises, ended } = function;
        of.functions += 1;
        let call = LeakCall { call, raises: None };
        let why = reason.unwrap_or_else(|| verdict.clone());
        let went = match verdict.as_str() {
            "take" => None,
            "raises" if raises.is_some() => None,
            "crashed" => Some(Verdict::Ended(Ended::Signal(ended.unwrap_or_default()))),
            "exited" => Some(Verdict::Ended(Ended::Exited(ended.unwrap_or_default()))),
            "hung" | "varies" | "untried" => Some(Verdict::Skipped(why.clone())),
            _ => {
                self.left.push(format!("{call}: {why}"));
                return;
            }
        };
        of.settled += 1;
        match went {
            None => self.calls.push(LeakCall { raises, ..call }),
            Some(_) if except.iter().any(|except| except.function() == call.function()) => {
                self.left.push(format!("{call}, as asked"));
            }
            Some(verdict) => {
                let case = Case::new(Gate::Leak, call.to_string(), verdict);
                let notes = vec!["in a trial of three calls".to_owned()];
                self.cases.push(Case { notes, ..case });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(functions: &[(&str, &str)], except: &[&str]) -> (Listed, OfModule) {
        let (mut listed, mut of) = (Listed::default(), OfModule::default());
        let except: Vec<LeakCall> = except.iter().map(|call| call.parse().unwrap()).collect();
        for (name, verdict) in functions {
            let text = serde_json::json!({
                "call": format!("m:{name}()"), "verdict": verdict, "reason": "so it is",
                "raises": (*verdict == "raises").then_some("OSError"),
                "ended": (*verdict == "crashed").then_some(11),
            });
            listed.add(serde_json::from_value(text).unwrap(), &mut of, &except);
        }
        (listed, of)
    }

    #[test]
    fn a_trial_that_goes_wrong_is_no_pass() {
        let functions = [
            ("a", "take"),
            ("b", "raises"),
            ("c", "crashed"),
            ("d", "exited"),
            ("e", "hung"),
            ("f", "varies"),
            ("g", "untried"),
            ("h", "needs arguments"),
            ("i", "left out"),
            ("j", "hung"),
        ];
        let (found, of) = listed(&functions, &["m:j"]);
        let calls: Vec<String> = found.calls.iter().map(LeakCall::to_string).collect();
        assert_eq!(calls, ["m:a()", "m:b() raises OSError"]);
        let cases = found.cases.iter();
        let cases: Vec<_> =
            cases.map(|case| format!("{} {}", case.subject, case.verdict.as_str())).collect();
        insta::assert_snapshot!(cases.join("\n"), @"
        m:c() crashed
        m:d() exited
        m:e() skipped
        m:f() skipped
        m:g() skipped
        ");
        assert_eq!(found.left, ["m:h(): so it is", "m:i(): so it is", "m:j(), as asked"]);
        assert_eq!(of.none(), None);
    }

    #[test]
    fn a_module_of_which_nothing_is_called_is_no_pass() {
        let (_, of) = listed(&[("a", "needs arguments"), ("b", "left out")], &[]);
        let why = "none of its 2 functions can be called by itself";
        assert_eq!(of.none(), Some(Verdict::Skipped(why.to_owned())));
        assert_eq!(listed(&[], &[]).1.none(), None);
        assert_eq!(listed(&[("a", "hung")], &["m:a"]).1.none(), None);
    }
}
