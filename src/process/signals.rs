//! Ends processes that are no direct children, which the standard library cannot.

/// Ends a process group by the number of its leader; that it is gone already is no fault.
#[cfg(unix)]
pub(super) fn kill_group(leader: u32) {
    if let Some(leader) = number(leader) {
        let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
    }
}

/// Ends a process and those that it started, as long as it runs itself.
#[cfg(windows)]
pub(super) fn kill_group(leader: u32) {
    use std::process::{Command, Stdio};

    let mut command = Command::new("taskkill");
    command.args(["/T", "/F", "/PID"]).arg(leader.to_string());
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Ends one process.
#[cfg(target_os = "linux")]
pub(super) fn kill(process: u32) {
    if let Some(process) = number(process) {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
    }
}

/// Whether a group has members; those count too that have ended and wait for their parent.
#[cfg(unix)]
pub(super) fn has_members(leader: u32) -> bool {
    number(leader).is_some_and(|leader| rustix::process::test_kill_process_group(leader).is_ok())
}

/// Takes the members of a group off the system's list that have ended and were handed to this process
/// when their parent had ended; its leader must have been taken off already.
#[cfg(target_os = "linux")]
pub(super) fn reap_group(leader: u32) {
    if let Some(leader) = number(leader) {
        let now = rustix::process::WaitOptions::NOHANG;
        while matches!(rustix::process::waitpgid(leader, now), Ok(Some(_))) {}
    }
}

/// Never 0 or 1: these would mean relkit's own group, and everybody.
#[cfg(unix)]
fn number(process: u32) -> Option<rustix::process::Pid> {
    let process = i32::try_from(process).ok().filter(|number| *number > 1)?;
    rustix::process::Pid::from_raw(process)
}
