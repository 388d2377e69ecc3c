//! Calls in forks of one process, which pays for the start and the imports once.

use std::time::Duration;

use serde_json::json;

use super::Heard;
use crate::smoke::{Case, Ended, LeakCall, Ran, Settings, drivers::Seat, record::Leaking};

/// Calls that one process forks for: what a fork leaves behind disturbs only so many others.
const AT_ONCE: usize = 100;
/// What the process itself may take for its start, its imports and the forks.
const AROUND: Duration = Duration::from_secs(30);

/// By call: its case, where a fork found it clean and left nothing behind. Nothing else that a fork
/// says is believed: what its parent had open or half done may have been the cause.
pub(super) fn clean(seat: &Seat<'_>, calls: &[LeakCall], settings: &Settings) -> Vec<Option<Case>> {
    calls.chunks(AT_ONCE).flat_map(|calls| once(seat, calls, settings)).collect()
}

fn once(seat: &Seat<'_>, calls: &[LeakCall], settings: &Settings) -> Vec<Option<Case>> {
    let requests: Vec<_> = calls.iter().map(|call| super::request(call, settings)).collect();
    let timeout = settings.call.as_secs_f64();
    let count = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    let limit = settings.call.saturating_mul(count).saturating_add(AROUND + settings.imports);
    let request = json!({
        "calls": requests, "timeout": timeout, "importing": settings.imports.as_secs_f64(),
    });
    let (mut answers, mut heard, mut is_strange) = (Vec::new(), Heard::default(), false);
    let ran = seat.run("many", request, limit, |record| match record {
        Leaking::Ended { call, status, seconds } => {
            // Each answer must be on the call that comes next, or none is what it seems.
            is_strange |= calls.get(answers.len()).is_none_or(|asked| asked.call != call);
            let ended = status.map_or(Ended::TimedOut, Ended::Exited);
            answers.push((std::mem::take(&mut heard), ended, seconds));
        }
        other => heard.add(other),
    });
    // Which of them left it running is not known.
    if ran.outlived || is_strange || ran.ended == Ended::BrokenAnswer {
        answers.clear();
    }
    let mut answers = answers.into_iter();
    let case = |call: &LeakCall| {
        let (heard, ended, seconds) = answers.next()?;
        let ran = Ran { ended, said: String::new(), seconds, outlived: false };
        Some(heard.case(call, &seat.environment.folder, ran)).filter(|case| case.verdict.is_pass())
    };
    calls.iter().map(case).collect()
}
