//! The leak gate: one call, again and again, in a process of its own.

use serde_json::json;

use super::{
    Case, Counted, Ended, Engine, Gate, Leak, LeakCall, Round, Settings, Verdict,
    drivers::{PSLEAK, Seat},
    imports::{clipped, last_words, within},
    record::{LeakEnd, Leaking},
};

/// Tries one call.
pub(super) fn try_one(seat: &Seat<'_>, call: &LeakCall, settings: &Settings) -> Case {
    let request = json!({ "call": call.call, "raises": call.raises });
    let (mut leak, mut end, mut copy) = (Leak::default(), None, None);
    let mut step = "the import of its module";
    let driver = match settings.engine {
        Engine::Relkit => "leaks",
        Engine::Psleak => PSLEAK,
    };
    let ran = seat.run(driver, request, settings.call, |record| match record {
        Leaking::Loaded { file } => {
            step = "the first call";
            copy = file.filter(|file| !within(file, &seat.environment.folder));
        }
        Leaking::Start {} => step = "one of the calls",
        Leaking::Round { calls, growth } => leak.rounds.push(Round { calls, growth }),
        Leaking::End(found) => end = Some(*found),
        Leaking::Begin {} | Leaking::Other => {}
    });
    let (verdict, notes) = match end {
        _ if copy.is_some() => (Verdict::AnotherCopy(copy.unwrap_or_default()), Vec::new()),
        Some(end) if ran.ended.is_success() => judged(end, &mut leak),
        _ => {
            let mut notes = vec![format!("in {step}")];
            notes.extend(last_words(&ran.said));
            let verdict = match ran.ended {
                Ended::Exited(0) => Verdict::Failed("it ends the process".to_owned()),
                ended => Verdict::Ended(ended),
            };
            (verdict, notes)
        }
    };
    let case = Case::new(Gate::Leak, call.to_string(), verdict);
    Case { notes, seconds: ran.seconds, leak: Some(leak), ..case }
}

fn judged(end: LeakEnd, leak: &mut Leak) -> (Verdict, Vec<String>) {
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
    matches!(counter, "heap" | "mmap" | "vms" | "rss" | "uss")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> (String, Vec<String>) {
        let Leaking::End(end) = serde_json::from_str(text).unwrap() else { panic!("{text}") };
        let (verdict, notes) = judged(*end, &mut Leak::default());
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
}
