//! Ends the processes that a child made.
//!
//! Without `unsafe` there is no system call for it in the standard library, so the system's own
//! programs are asked.

use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

/// Ends a process group by the number of its leader; that it is gone already is no fault.
#[cfg(unix)]
pub(super) fn kill(leader: u32) {
    signal(&format!("-{leader}"));
}

/// Ends a process and those that it started.
#[cfg(not(unix))]
pub(super) fn kill(leader: u32) {
    quiet(Command::new("taskkill").args(["/T", "/F", "/PID", &leader.to_string()]));
}

#[cfg(unix)]
fn signal(to: &str) {
    // `kill` is a word of every shell; the program of that name is missing in small containers.
    quiet(Command::new("/bin/sh").args(["-c", "kill -s KILL -- \"$0\"", to]));
}

fn quiet(command: &mut Command) {
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Ends every process that was started with this variable, and says how many there were. A child
/// that leaves its group (`setsid`) keeps its variables.
///
/// Linux only: elsewhere nobody tells the variables of another process.
pub(in crate::smoke) fn sweep(name: &str, value: &OsStr) -> usize {
    let wanted = [name.as_bytes(), b"=", value.as_encoded_bytes()].concat();
    let Ok(entries) = std::fs::read_dir("/proc") else { return 0 };
    let mut ended = 0;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let Some(number) = name.to_str().filter(|name| name.bytes().all(|c| c.is_ascii_digit()))
        else {
            continue;
        };
        let variables = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        if variables.split(|byte| *byte == 0).any(|variable| variable == wanted) {
            #[cfg(unix)]
            signal(number);
            #[cfg(not(unix))]
            let _ = number;
            ended += 1;
        }
    }
    ended
}
