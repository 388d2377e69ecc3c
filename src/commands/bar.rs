//! What is shown of work that takes long: a bar, or a line.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;

/// Work that ends sooner shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(400);
/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(80);

/// Runs `work` while a bar on standard error shows what `state` says: bytes done, and bytes in all.
///
/// Draws nothing with `--quiet` and nothing where standard error is no terminal.
pub(super) fn with_bar<T>(
    terminal: &Terminal,
    state: impl Fn() -> (u64, u64) + Sync,
    work: impl FnOnce() -> T,
) -> T {
    drawn(terminal, "{bar:30} {bytes}/{total_bytes} {eta}", "", state, work)
}

/// The same for files done, and files in all.
pub(super) fn with_count<T>(
    terminal: &Terminal,
    state: impl Fn() -> (u64, u64) + Sync,
    work: impl FnOnce() -> T,
) -> T {
    drawn(terminal, "{bar:30} {pos}/{len} files", "", state, work)
}

/// The same for attempts.
pub(super) fn with_attempts<T>(
    terminal: &Terminal,
    state: impl Fn() -> (u64, u64) + Sync,
    work: impl FnOnce() -> T,
) -> T {
    drawn(terminal, "{bar:30} {pos}/{len} attempts {elapsed}", "", state, work)
}

/// The same for lanes tried, and lanes in all.
pub(super) fn with_lanes<T>(
    terminal: &Terminal,
    state: impl Fn() -> (u64, u64) + Sync,
    work: impl FnOnce() -> T,
) -> T {
    drawn(terminal, "{bar:30} {pos}/{len} tried {elapsed}", "", state, work)
}

/// The same for work of which nobody knows how far it is: a line says what is waited for, and how
/// long already.
pub(super) fn with_line<T>(terminal: &Terminal, line: &str, work: impl FnOnce() -> T) -> T {
    drawn(terminal, "{msg} {elapsed}", line, || (0, 0), work)
}

fn drawn<T>(
    terminal: &Terminal,
    template: &str,
    line: &str,
    state: impl Fn() -> (u64, u64) + Sync,
    work: impl FnOnce() -> T,
) -> T {
    if !terminal.shows_progress() {
        return work();
    }
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            thread::park_timeout(PATIENCE);
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(line.to_owned());
            while !finished.load(Ordering::Acquire) {
                let (done, total) = state();
                bar.set_length(total);
                bar.set_position(done);
                bar.tick();
                thread::park_timeout(TICK);
            }
            bar.finish_and_clear();
        });
        let result = work();
        finished.store(true, Ordering::Release);
        watcher.thread().unpark();
        result
    })
}
