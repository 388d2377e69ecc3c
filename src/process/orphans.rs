//! Processes that nobody finds by their mark: those that have left their group, dropped their variables
//! and lost their parent.
//!
//! Linux hands such orphans to the nearest ancestor that asks for them (prctl(2),
//! `PR_SET_CHILD_SUBREAPER`). Their parent is relkit then, which has started none of them.

use std::{collections::BTreeSet, sync::Mutex};

/// Programs that relkit itself has started and that may still run.
static OWN: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Asks for orphans from now on. Elsewhere than on Linux nobody hands them over.
pub fn adopt() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(rustix::process::Pid::from_raw(1));
}

/// Notes a program that relkit itself has started.
pub(super) fn note(process: u32) {
    own().insert(process);
}

/// Notes that it has ended.
pub(super) fn forget(process: u32) {
    own().remove(&process);
}

fn own() -> std::sync::MutexGuard<'static, BTreeSet<u32>> {
    OWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Ends all orphans that were handed over, and says what they were: the beginning of the command line
/// of each. To be called while nothing else is started.
#[cfg(target_os = "linux")]
pub fn end_orphans() -> Vec<String> {
    use std::{thread, time::Duration};

    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    // Whoever is ended may leave others behind, which are handed over in turn.
    for _ in 0..100 {
        let found = super::proc::children_of_this(&own());
        if found.is_empty() {
            break;
        }
        for (process, command) in found {
            super::signals::kill(process);
            if let Some(number) =
                i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw)
            {
                let _ =
                    rustix::process::waitpid(Some(number), rustix::process::WaitOptions::NOHANG);
            }
            // Whoever is ended may be there a moment longer, without a command line.
            if seen.insert(process) {
                told.extend(command.filter(|command| !told.contains(command)));
            }
        }
        thread::sleep(Duration::from_millis(5));
    }
    told
}

/// Ends all orphans that were handed over: nobody hands over any here.
#[cfg(not(target_os = "linux"))]
pub fn end_orphans() -> Vec<String> {
    Vec::new()
}
