//! The leak gate: one call, again and again, in a process of its own.

mod forks;

use std::path::Path;

use serde_json::{Value, json};

use super::{
    Case, Counted, Engine, Gate, Leak, LeakCall, Ran, Round, Settings, Verdict,
    drivers::{PSLEAK, Seat},
    record::{LeakEnd, Leaking},
    words::{clipped, last_words, within},
};

/// Tries calls one after another: what runs beside is noise in the measurements.
///
/// Where the system forks well, a process that has imported the modules forks for each call, which
/// saves the start and the imports; whatever is not clean there is decided by a process that is new.
pub(super) fn try_all(seat: &Seat<'_>, calls: &[LeakCall], settings: &Settings) -> Vec<Case> {
    let forks = settings.engine == Engine::Relkit && cfg!(target_os = "linux") && calls.len() > 1;
    let mut clean =
        if forks { forks::clean(seat, calls, settings) } else { Vec::new() }.into_iter();
    let decided = |call| clean.next().flatten().unwrap_or_else(|| try_one(seat, call, settings));
    calls.iter().map(decided).collect()
}

/// The driver ends by itself before the limit does, and says what it has seen by then.
fn request(call: &LeakCall, settings: &Settings) -> Value {
    json!({ "call": call.call, "raises": call.raises, "limit": settings.call.as_secs_f64() })
}

/// Tries one call in a new process.
fn try_one(seat: &Seat<'_>, call: &LeakCall, settings: &Settings) -> Case {
    let driver = match settings.engine {
        Engine::Relkit => "leaks",
        Engine::Psleak => PSLEAK,
    };
    let mut heard = Heard::default();
    let ran = seat.run(driver, request(call, settings), settings.call, |record| heard.add(record));
    heard.case(call, &seat.environment.folder, ran)
}

/// What was answered of one call so far.
#[derive(Debug, Default)]
struct Heard {
    leak: Leak,
    end: Option<LeakEnd>,
    file: Option<String>,
    /// What the call was at
    step: Step,
    /// Nobody tells what C code has allocated: musl, some others
    is_blind: bool,
}

#[derive(Debug, Default, Clone, Copy)]
enum Step {
    #[default]
    Import,
    First,
    Many,
}

impl Step {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "in the import of its module",
            Self::First => "in the first call",
            Self::Many => "in one of the calls",
        }
    }
}

impl Heard {
    fn add(&mut self, record: Leaking) {
        match record {
            Leaking::Loaded { file } => (self.step, self.file) = (Step::First, file),
            Leaking::Start { counters } => {
                self.step = Step::Many;
                self.is_blind = !counters.iter().any(|counter| counter == "heap");
            }
            Leaking::Round { calls, growth } => self.leak.rounds.push(Round { calls, growth }),
            Leaking::End(found) => self.end = Some(*found),
            Leaking::Ended { .. } | Leaking::Other => {}
        }
    }

    /// The case of the call whose process ended so.
    fn case(self, call: &LeakCall, root: &Path, ran: Ran) -> Case {
        let mut leak = self.leak;
        let copy = self.file.filter(|file| !within(file, root));
        let (verdict, mut notes) = match (copy, self.end) {
            (Some(copy), _) => (Verdict::AnotherCopy(copy), Vec::new()),
            (None, Some(end)) if ran.ended.is_success() => judged(&end, &mut leak),
            _ => {
                let mut notes = vec![self.step.as_str().to_owned()];
                notes.extend(last_words(&ran.said));
                (Verdict::Ended(ran.ended), notes)
            }
        };
        if self.is_blind {
            notes.push(
                "the C heap is not measured here: only what fills whole pages is seen".into(),
            );
        }
        let verdict =
            if ran.outlived && verdict.is_pass() { Verdict::LeftRunning } else { verdict };
        let case = Case::new(Gate::Leak, call.to_string(), verdict);
        Case { notes, seconds: ran.seconds, leak: Some(leak), ..case }
    }
}

fn judged(end: &LeakEnd, leak: &mut Leak) -> (Verdict, Vec<String>) {
    leak.calls = end.calls;
    for (name, counter) in &end.counters {
        let counted = Counted {
            growth: counter.growth,
            per_call: counter.per_call,
            bounds: counter.low.zip(counter.high),
            leaks: counter.leaks,
        };
        leak.counters.insert(name.clone(), counted);
    }
    let mut notes: Vec<String> = Vec::new();
    if !end.fds.is_empty() {
        notes.push(format!("left open: {}", end.fds.join(", ")));
    }
    for gain in &end.references {
        notes.push(format!("{} gained {} references", gain.object, gain.gain));
    }
    notes.extend(end.said.as_deref().map(|said| format!("psleak says {}", clipped(said))));
    let error = end.error.as_deref().map(clipped);
    let verdict = match end.verdict.as_str() {
        "clean" if end.calls > 0 => Verdict::Passed,
        "leak" => {
            notes.extend(error.map(|error| format!("then it failed: {error}")));
            Verdict::Leaks(blamed(leak))
        }
        "unsettled" => {
            let widest = leak.counters.iter().filter_map(|(name, counted)| {
                let (low, high) = counted.bounds?;
                (high > 0.0).then(|| format!("{name} {low:+} to {high:+} a call"))
            });
            notes.extend(widest);
            notes.extend(end.slow.map(|seconds| {
                format!("a call takes {seconds:.1} s: the limit of time leaves room for too few")
            }));
            Verdict::Unsettled(format!("{} calls do not tell", leak.calls))
        }
        "skipped" => Verdict::Skipped(error.unwrap_or_else(|| "psleak skipped it".to_owned())),
        "failed" => Verdict::Failed(error.unwrap_or_else(|| "it failed".to_owned())),
        other => Verdict::Failed(format!("the driver's verdict `{}` is not known", clipped(other))),
    };
    (verdict, notes)
}

/// `heap +32 B a call, references +1 a call`
fn blamed(leak: &Leak) -> String {
    let guilty = leak.counters.iter().filter(|(_, counted)| counted.leaks);
    let words = guilty.map(|(name, counted)| {
        let unit = if is_bytes(name) { " B" } else { "" };
        format!("{name} {:+}{unit} a call", counted.per_call)
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a counter counts bytes.
pub(crate) fn is_bytes(counter: &str) -> bool {
    matches!(counter, "heap" | "mmap" | "store" | "traced" | "vms" | "rss" | "uss")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> (String, Vec<String>) {
        let Leaking::End(end) = serde_json::from_str(text).unwrap() else { panic!("{text}") };
        let (verdict, notes) = judged(&end, &mut Leak::default());
        (format!("{}: {verdict}", verdict.as_str()), notes)
    }

    #[test]
    fn only_clean_after_calls_is_a_pass() {
        let end = |verdict: &str, calls: u64, more: &str| {
            let event = r#"{"event":"end""#;
            format!(r#"{event},"verdict":"{verdict}","calls":{calls}{more}}}"#)
        };
        assert_eq!(verdict(&end("clean", 2540, "")).0, "passed: passed");
        assert_eq!(
            verdict(&end("clean", 0, "")).0,
            "failed: the driver's verdict `clean` is not known"
        );
        assert_eq!(
            verdict(&end("failed", 0, r#","error":"TypeError: no""#)).0,
            "failed: TypeError: no"
        );
        let counters = r#","fds":["15: /dev/null"],"counters":{
            "heap":{"growth":0,"per_call":0.0,"low":0.0,"high":0.0,"leaks":false},
            "fds":{"growth":460,"per_call":1.0,"low":1.0,"high":1.0,"leaks":true}}"#;
        let (word, notes) = verdict(&end("leak", 460, counters));
        assert_eq!(word, "leak: leaks fds +1 a call");
        assert_eq!(notes, ["left open: 15: /dev/null"]);
    }

    #[test]
    fn the_limit_is_named_where_it_leaves_too_little() {
        let end = r#"{"event":"end","verdict":"unsettled","calls":4,"slow":8.04,"counters":{
            "fds":{"growth":1,"per_call":0.25,"low":-0.5,"high":1.0,"leaks":false}}}"#;
        let (word, notes) = verdict(end);
        assert_eq!(word, "unsettled: unsettled: 4 calls do not tell");
        let slow = "a call takes 8.0 s: the limit of time leaves room for too few";
        assert_eq!(notes, ["fds -0.5 to +1 a call", slow]);
    }

    proptest::proptest! {
        /// Whatever a process writes, it passes only by the driver's own last word, and its own end.
        #[test]
        fn nothing_but_the_last_word_is_a_pass(
            lines in proptest::collection::vec(
                proptest::prop_oneof![
                    ".{0,60}",
                    "\\{\"event\":\"(end|round|start|loaded|ended|later)\"(,\"(calls|verdict|growth|file)\":(-?[0-9]{1,20}|\"[a-z]{0,9}\"|\\{\\}|null)){0,3}\\}",
                ],
                0..8,
            ),
            status in -3..3_i32,
        ) {
            let mut heard = Heard::default();
            let mut cleared = false;
            for line in &lines {
                let Ok(record) = serde_json::from_slice::<Leaking>(line.as_bytes()) else { continue };
                if let Leaking::End(end) = &record {
                    cleared = end.verdict == "clean" && end.calls > 0;
                }
                heard.add(record);
            }
            let call: LeakCall = "demo:f".parse().unwrap();
            let ended = crate::process::Ended::Exited(status);
            let ran = Ran { ended, said: String::new(), seconds: 0.0, outlived: false };
            let case = heard.case(&call, Path::new("/nowhere"), ran);
            proptest::prop_assert!(!case.verdict.is_pass() || (cleared && status == 0), "{lines:?}");
        }
    }
}
