//! Ends the processes that a program left behind.
//!
//! The standard library signals single children only; the shell and Windows' `taskkill` reach whole
//! groups, and are there wherever a program can be started.

use std::process::{Command, Stdio};

/// Ends the group of a process that was started as its leader, and, where the system tells the
/// environment of processes, those that carry the mark. Whether there was any.
#[cfg(target_os = "linux")]
pub(super) fn end(leader: u32, mark: &str) -> bool {
    // What is ended may have started another in the meantime.
    let mut found = false;
    for _ in 0..50 {
        let left = marked(leader, mark);
        if left.is_empty() {
            break;
        }
        found = true;
        kill(left.iter().map(ToString::to_string));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    found
}

/// The processes of a group, and those with the mark in their environment, but for those that have
/// ended and wait for their parent to see it.
#[cfg(target_os = "linux")]
fn marked(leader: u32, mark: &str) -> Vec<u32> {
    use std::fs;

    let variable = format!("{}={mark}", super::run::MARK);
    let Ok(folder) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = folder.flatten().filter_map(|it| it.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // The name of the program stands in parentheses and may hold anything.
        let mut fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        let state = fields.next();
        let group = fields.nth(1).and_then(|group| group.parse::<u32>().ok());
        if matches!(state, None | Some("Z" | "X" | "")) {
            return false;
        }
        let is_marked = || {
            let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|it| it == variable.as_bytes())
        };
        group == Some(leader) || is_marked()
    })
    .collect()
}

/// Ends the group of a process that was started as its leader. Whether there was any.
#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn end(leader: u32, _mark: &str) -> bool {
    kill([format!("-{leader}")])
}

/// Ends a process and those that it started, as long as it runs itself.
#[cfg(windows)]
pub(super) fn end(leader: u32, _mark: &str) -> bool {
    let mut command = Command::new("taskkill");
    command.args(["/T", "/F", "/PID"]).arg(leader.to_string());
    quiet(&mut command)
}

#[cfg(unix)]
fn kill(ids: impl IntoIterator<Item = String>) -> bool {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "kill -s KILL -- \"$@\"", "sh"]).args(ids);
    quiet(&mut command)
}

fn quiet(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
