//! Cleans up where relkit itself is ended: by Ctrl-C, by a CI system, by whatever sends signals.
//!
//! A shell waits beside relkit and is told which process groups run. It sees relkit's end as the
//! end of its input, however that came about, ends the groups and removes the folder.

use std::{path::Path, process::Child, sync::Mutex};

/// Reads a line a group that begins or ends. Nobody's signals to relkit reach it.
#[cfg(unix)]
const SCRIPT: &str = r#"
trap '' INT HUP TERM QUIT
groups=
while read -r word group; do
  case $word in
    begin) groups="$groups $group" ;;
    end)
      kept=
      for it in $groups; do [ "$it" = "$group" ] || kept="$kept $it"; done
      groups=$kept ;;
    over) exit 0 ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
rm -rf -- "$1"
"#;

/// What all programs of one command share: how they are told from others, and who cleans up.
#[derive(Debug)]
pub(super) struct Keeper {
    /// A word that no other process on this machine has in its environment
    pub mark: String,
    /// None where it could not be started: then nothing is left by a normal end all the same
    shell: Option<Mutex<Child>>,
}

impl Keeper {
    /// Watches over a folder, whose name is the mark.
    pub(super) fn of(folder: &Path) -> Self {
        let mark = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { mark, shell: started(folder).map(Mutex::new) }
    }

    /// Notes that a group runs.
    pub(super) fn begin(&self, group: u32) {
        self.tell(&format!("begin {group}\n"));
    }

    /// Notes that nothing of a group is left.
    pub(super) fn end(&self, group: u32) {
        self.tell(&format!("end {group}\n"));
    }

    fn tell(&self, line: &str) {
        use std::io::Write;

        let Some(shell) = &self.shell else { return };
        let mut shell = shell.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(input) = &mut shell.stdin {
            let _ = input.write_all(line.as_bytes());
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.tell("over\n");
        if let Some(shell) = &mut self.shell {
            let shell = shell.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
            let _ = shell.wait();
        }
    }
}

#[cfg(unix)]
fn started(folder: &Path) -> Option<Child> {
    use std::{
        os::unix::process::CommandExt,
        process::{Command, Stdio},
    };

    let mut command = Command::new("/bin/sh");
    command.args(["-c", SCRIPT, "sh"]).arg(folder).current_dir("/").process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().ok()
}

/// Windows has no signals; a console that is closed ends all that it started.
#[cfg(not(unix))]
fn started(_folder: &Path) -> Option<Child> {
    None
}
