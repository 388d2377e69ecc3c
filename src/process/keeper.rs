//! Cleans up where relkit itself is ended: by Ctrl-C, by a CI system, by whatever sends signals.
//!
//! A shell waits beside relkit and is told which groups run and which folders are kept. It sees
//! relkit's end as the end of its input, however that came about, and does what relkit no longer can.

use std::{
    io::Write,
    path::Path,
    process::ChildStdin,
    sync::{LazyLock, Mutex, PoisonError},
};

use super::mark;

/// Reads a line a group or folder. Nobody's signals to relkit reach it. Its first argument is what
/// the variable of each of relkit's children contains; it is in the variables of nobody else.
#[cfg(unix)]
const SCRIPT: &str = r#"
trap '' INT HUP TERM QUIT
mark=$1
shift
groups=
while read -r word it; do
  case $word in
    begin) groups="$groups $it" ;;
    end)
      kept=
      for group in $groups; do [ "$group" = "$it" ] || kept="$kept $group"; done
      groups=$kept ;;
    keep) set -- "$@" "$it" ;;
    forget)
      for folder in "$@"; do
        shift
        [ "$folder" = "$it" ] || set -- "$@" "$folder"
      done ;;
  esac
done
[ "$groups$#" = 0 ] && exit 0
for group in $groups; do kill -s KILL -- "-$group"; done
for again in 1 2 3 4 5; do
  found=
  for file in $(grep -lsF -- "$mark" /proc/[0-9]*/environ); do
    process=${file#/proc/}
    kill -s KILL -- "${process%/environ}" && found=yes
  done
  if [ "$#" != 0 ] && ! rm -rf -- "$@"; then
    # A folder may be locked. Each is opened before it is gone into.
    find "$@" -type d ! -perm -700 -exec chmod u+rwx {} \;
    rm -rf -- "$@"
  fi
  [ -z "$found" ] && break
  sleep 1
done
"#;

/// As long as it lives, its folder is removed where relkit is ended suddenly; the folder's owner
/// removes it at a normal end.
#[derive(Debug)]
#[must_use]
pub struct Kept(Option<String>);

/// Has a folder removed where relkit is ended suddenly, and the processes with it that this process has
/// started by [`run`](super::run). On Windows a console that is closed ends them; the folder stays.
pub fn keep(folder: &Path) -> Kept {
    // The shell reads lines.
    let path = folder.to_str().filter(|path| folder.is_absolute() && !path.contains('\n'));
    if let Some(path) = path {
        tell(&format!("keep {path}\n"));
    }
    Kept(path.map(str::to_owned))
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            tell(&format!("forget {path}\n"));
        }
    }
}

/// Notes that a group runs.
pub(super) fn begin(group: u32) {
    tell(&format!("begin {group}\n"));
}

/// Notes that nothing of a group is left.
pub(super) fn end(group: u32) {
    tell(&format!("end {group}\n"));
}

/// Tells the shell, which is started by the first word. Where there is none, nothing is left by a
/// normal end all the same.
fn tell(line: &str) {
    static SHELL: LazyLock<Option<Mutex<ChildStdin>>> = LazyLock::new(|| {
        let mark = format!("{}={}", mark::NAME, mark::of_process());
        started(&mark)?.stdin.take().map(Mutex::new)
    });
    if let Some(shell) = &*SHELL {
        let _ = shell.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
    }
}

/// In a group of its own, so that a Ctrl-C does not end it too; with nothing of relkit's variables, so
/// that nobody takes it for one of those that it ends.
#[cfg(unix)]
fn started(mark: &str) -> Option<std::process::Child> {
    use std::{
        os::unix::process::CommandExt,
        process::{Command, Stdio},
    };

    let mut command = Command::new("/bin/sh");
    command.args(["-c", SCRIPT, "sh", mark]).current_dir("/").process_group(0);
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let shell = command.spawn().ok()?;
    super::orphans::note(shell.id());
    Some(shell)
}

#[cfg(not(unix))]
fn started(_: &str) -> Option<std::process::Child> {
    None
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};

    use super::*;

    fn sleeper(variable: &str) -> Child {
        let (name, value) = variable.split_once('=').unwrap();
        let mut command = Command::new("sleep");
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.arg("600").env(name, value).stdout(Stdio::null()).spawn().unwrap()
    }

    /// What the shell does when its input ends after these lines.
    fn told(mark: &str, lines: &str) {
        let mut shell = started(mark).unwrap();
        shell.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        assert!(shell.wait().unwrap().success());
    }

    #[test]
    fn what_was_kept_goes_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.join("inside")).unwrap();
            path
        };
        let (one, two, other) = (folder("o ne"), folder("two"), folder("other"));
        let mark = format!("RELKIT_CHILD={}-keeper.", mark::of_process());
        let mut group = sleeper("A=1");
        let mut marked = sleeper(&format!("{mark}7"));
        let mut others = sleeper(&format!("{mark}7").replace("keeper", "another"));
        told(
            &mark,
            &format!(
                "keep {}\nkeep {}\nkeep {}\nforget {}\nbegin {}\nbegin {}\nend {}\n",
                one.display(),
                other.display(),
                two.display(),
                other.display(),
                group.id(),
                others.id(),
                others.id(),
            ),
        );
        assert!(!one.exists() && !two.exists() && other.exists());
        for ended in [&mut group, &mut marked] {
            let status = ended.wait().unwrap();
            assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
        }
        assert!(others.try_wait().unwrap().is_none());
        others.kill().unwrap();
        others.wait().unwrap();
    }

    #[test]
    fn what_is_locked_goes_too() {
        use std::{fs, os::unix::fs::PermissionsExt};
        if super::super::as_nobody("process::keeper::tests::what_is_locked_goes_too") {
            return;
        }
        let root = tempfile::tempdir().unwrap();
        let (run, inner) = (root.path().join("r un"), root.path().join("r un/a/b"));
        fs::create_dir_all(inner.join("c")).unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(&run, fs::Permissions::from_mode(0o555)).unwrap();
        let mark = format!("RELKIT_CHILD={}-locked.", mark::of_process());
        told(&mark, &format!("keep {}\n", run.display()));
        assert!(!run.exists());
    }

    #[test]
    fn a_normal_end_touches_nobody() {
        let mark = format!("RELKIT_CHILD={}-normal.", mark::of_process());
        let mut marked = sleeper(&format!("{mark}7"));
        told(&mark, "begin 7\nkeep /nowhere/at all\nend 7\nforget /nowhere/at all\n");
        assert!(marked.try_wait().unwrap().is_none());
        marked.kill().unwrap();
        marked.wait().unwrap();
    }
}
