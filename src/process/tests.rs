use std::{
    path::Path,
    time::{Duration, Instant},
};

use super::*;

const LONG: Duration = Duration::from_mins(1);

fn with_shell<T>(script: &str, limit: Duration, run: impl FnOnce(&Child<'_>) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var_os("PATH").unwrap();
    run(&Child {
        program: Path::new("/bin/sh"),
        arguments: vec!["-c".into(), script.into()],
        folder: folder.path(),
        variables: Some(vec![("PATH".into(), path)]),
        limit,
    })
}

fn shell(script: &str, limit: Duration) -> (Ran, Vec<String>) {
    let mut lines = Vec::new();
    let line = |line: &[u8]| lines.push(String::from_utf8(line.to_vec()).unwrap());
    let ran = with_shell(script, limit, |child| run(child, line));
    (ran, lines)
}

fn together(script: &str, limit: Duration, most: usize) -> Ran {
    with_shell(script, limit, |child| run_together(child, most))
}

/// Whether a process runs; whoever waits to be taken off the list does not.
fn is_there(process: &str) -> bool {
    let mut ps = std::process::Command::new("ps");
    let said = ps.args(["-o", "stat=", "-p", process]).output().unwrap().stdout;
    !said.is_empty() && !said.starts_with(b"Z")
}

#[test]
fn lines_and_the_end_are_told() {
    let (ran, lines) = shell("echo a; printf b; echo c >&2; exit 3", LONG);
    assert_eq!((ran.ended, ran.said.as_str()), (Ended::Exited(3), "c\n"));
    assert_eq!(lines, ["a", "b"]);
    assert!(!ran.outlived);
    assert_eq!(shell("kill -s SEGV $$", LONG).0.ended, Ended::Signal(11));
    let folder = Path::new("/");
    let (program, arguments) = (Path::new("/nowhere/python"), Vec::new());
    let child = Child { program, arguments, folder, variables: None, limit: LONG };
    assert!(matches!(run(&child, |_| {}).ended, Ended::NotStarted(_)));
    assert!(matches!(run_together(&child, 1).ended, Ended::NotStarted(_)));
}

#[test]
fn both_streams_are_heard_in_order() {
    let ran = together("echo a; echo b >&2; cat; printf c; exit 3", LONG, 1000);
    assert_eq!((ran.ended, ran.said.as_str()), (Ended::Exited(3), "a\nb\nc"));
    assert!(!ran.outlived);
}

#[test]
fn who_takes_too_long_or_says_too_much_is_ended() {
    let short = Duration::from_millis(100);
    assert_eq!(shell("exec sleep 600", short).0.ended, Ended::TimedOut);
    assert_eq!(shell("exec >&- 2>&-; sleep 600", short).0.ended, Ended::TimedOut);
    assert_eq!(shell("yes >&2", LONG).0.ended, Ended::TooMuchOutput);
    assert_eq!(shell("yes | tr -d '\\n'", LONG).0.ended, Ended::TooMuchOutput);
    assert_eq!(shell("yes $(printf %01000d 0)", LONG).0.ended, Ended::TooMuchOutput);
    let ran = together("echo a; sleep 600 & sleep 600", Duration::from_millis(300), 1000);
    assert_eq!((ran.ended, ran.said.as_str(), ran.outlived), (Ended::TimedOut, "a\n", false));
    let ran = together("yes", LONG, 10_000);
    assert_eq!((ran.ended, ran.said.len()), (Ended::TooMuchOutput, 10_000));
    // Also where it has ended before all of it was read.
    let ran = together("printf %01000d 0", LONG, 999);
    assert_eq!((ran.ended, ran.said.len()), (Ended::TooMuchOutput, 999));
}

#[test]
fn nobody_waits_for_those_that_stay() {
    let began = Instant::now();
    let (ran, lines) = shell("sleep 600 & echo $!", LONG);
    assert_eq!((ran.ended, ran.outlived), (Ended::Exited(0), true));
    assert!(began.elapsed() < LONG / 2, "the pipe of the one left is not waited for");
    assert!(!is_there(&lines[0]));
    let ran = together("env -i sleep 600 & echo $!", LONG, 1000);
    assert_eq!((ran.ended, ran.outlived), (Ended::Exited(0), true));
    assert!(!is_there(ran.said.trim()));
}

#[cfg(target_os = "linux")]
#[test]
fn who_leaves_the_group_is_found() {
    let (ran, lines) = shell("setsid sleep 600 >&- 2>&- & echo $!", LONG);
    assert_eq!((ran.ended, ran.outlived), (Ended::Exited(0), true));
    assert!(!is_there(&lines[0]));
    // Also by one that itself has ended, of a child that was ended, and late.
    let script = "(setsid sh -c 'setsid sleep 600 & echo $!' &) ; sleep 600";
    let (ran, lines) = shell(script, Duration::from_secs(1));
    assert_eq!((ran.ended, ran.outlived), (Ended::TimedOut, false));
    assert!(!is_there(&lines[0]));
}

#[test]
fn who_is_about_to_end_does_not_stay() {
    let ran = together("sleep 0.1 & exit 0", LONG, 1000);
    assert_eq!((ran.ended, ran.outlived), (Ended::Exited(0), false));
}

#[test]
fn a_child_is_none_of_another() {
    std::thread::scope(|scope| {
        let long = scope.spawn(|| together("sleep 1; echo a", LONG, 1000));
        for _ in 0..20 {
            assert!(!together("exit 0", LONG, 1000).outlived);
        }
        let ran = long.join().unwrap();
        assert_eq!((ran.ended, ran.said.as_str()), (Ended::Exited(0), "a\n"));
    });
}

/// Whether a test was run again by somebody whom locks keep out, since root is not; it is done then.
pub(crate) fn as_nobody(test: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    if !rustix::process::geteuid().is_root() {
        return false;
    }
    let folder = tempfile::tempdir().unwrap();
    let everybody = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(folder.path(), everybody).unwrap();
    // Where it lies may be closed to others.
    let program = folder.path().join("tests");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = std::process::Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    command.arg(program).args(["--exact", test]).current_dir(folder.path());
    let ran = command.env("TMPDIR", folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
    true
}
