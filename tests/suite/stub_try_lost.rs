//! `relkit stub --try` with refusals that lose their message, and with setup.py that misbehave:
//! each has a verdict of its own, and nothing of it is left.

use std::{fs, path::Path};

use crate::support::{
    installers::{bare, sdist},
    relkit::{Ran, relkit},
};

/// Runs `setup.py install` of an sdist, and nothing else, with a Python that has no installer.
fn tried(folder: &Path, setup: &str, more: &[&str]) -> Ran {
    let sdist = sdist(folder, &[("setup.py", setup)]);
    let temporary = folder.join("tmp");
    fs::create_dir_all(&temporary).unwrap();
    let mut command = relkit(&["stub", "--try", sdist.to_str().unwrap(), "--with-only", "--with"]);
    command.arg(bare()).args(more).env("TMPDIR", &temporary);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(fs::read_dir(temporary).unwrap().count(), 0, "{ran:?}");
    ran
}

/// The row of `setup.py install` without its first two columns, and the exit status of relkit.
fn row(setup: &str, more: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let ran = tried(folder.path(), setup, more);
    let row = ran.out.lines().find(|line| line.starts_with("setup.py install"));
    let row = row.unwrap_or_else(|| panic!("{ran:?}"));
    let words: Vec<&str> = row.split_whitespace().skip(4).collect();
    (ran.status, words.join(" "))
}

#[test]
fn lost_messages_have_verdicts_of_their_own() {
    let of = |setup: &str| row(setup, &[]);
    assert_eq!(of("import sys\nsys.exit('No.\\nNever.')\n"), (Some(0), "yes 1/2 1".to_owned()));
    let traceback = of("raise RuntimeError('No.\\nNever.')\n");
    assert_eq!(traceback.0, Some(1));
    assert!(traceback.1.starts_with("traceback "), "{traceback:?}");
    let success =
        of("import sys\nsys.stderr.write('No.\\n')\nif 0: sys.exit('No.')\nsys.exit(0)\n\
        sys.exit('No.')\n");
    let note = "succeeded 1/1 0 exit status 0: it counts as installed";
    assert_eq!(success, (Some(1), note.to_owned()));
    let broken =
        of("M = 'No.\\nNever.'\nimport sys\nsys.stderr.write('No.\\n')\n1 / 0\nsys.exit(M)\n");
    assert_eq!(broken.0, Some(1));
    assert!(broken.1.starts_with("broken 1/"), "{broken:?}");
    assert!(broken.1.ends_with("1 ZeroDivisionError: division by zero"), "{broken:?}");
    let early = of("import sys\nimport nowhere\nsys.exit('No.')\n");
    assert_eq!(early.0, Some(1));
    assert!(early.1.starts_with("no -/") && early.1.contains("nowhere"), "{early:?}");
}

#[test]
fn one_that_hangs_is_ended() {
    let setup = "import sys, time\ntime.sleep(10000)\nsys.exit('No.')\n";
    let ended = (Some(1), "timed out -/0 ended after 1 s".to_owned());
    assert_eq!(row(setup, &["--timeout", "1"]), ended);
}

#[test]
fn one_that_never_stops_talking_is_ended() {
    let setup = "import sys\nfor n in range(100): sys.stdout.write('x' * 1000000 + '\\n')\n\
        sys.exit('No.')\n";
    let (status, row) = row(setup, &[]);
    assert_eq!(status, Some(1));
    assert!(row.starts_with("too much ") && row.ends_with("ended after 8 MiB of output"), "{row}");
}

/// Python that starts a process which goes on, in its own session or not, and notes its number.
#[cfg(unix)]
fn forks(folder: &Path, new_session: bool) -> String {
    let note = folder.join("id");
    format!(
        "import os, subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', \
         'import time; time.sleep(10000)'], start_new_session={})\n\
         open({:?}, 'w').write(str(child.pid))\nos.close(0)\nsys.exit('No.')\n",
        if new_session { "True" } else { "False" },
        note.to_str().unwrap()
    )
}

#[cfg(unix)]
fn is_gone(folder: &Path) -> bool {
    let id = fs::read_to_string(folder.join("id")).unwrap();
    let mut kill = std::process::Command::new("sh");
    let there = kill.args(["-c", "kill -0 \"$1\"", "sh", &id]).output().unwrap();
    // Whoever has ended and was not waited for is there in name only.
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    !there.status.success() || state.contains(") Z ")
}

#[cfg(unix)]
#[test]
fn what_outlives_it_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let ran = tried(folder.path(), &forks(folder.path(), false), &[]);
    assert!(is_gone(folder.path()));
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.out.contains("a process outlived it and was ended"), "{}", ran.out);
}

#[cfg(target_os = "linux")]
#[test]
fn what_leaves_the_group_is_ended_too() {
    let folder = tempfile::tempdir().unwrap();
    let ran = tried(folder.path(), &forks(folder.path(), true), &[]);
    assert!(is_gone(folder.path()));
    assert!(ran.out.contains("a process outlived it and was ended"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn whoever_ends_relkit_ends_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let (note, temporary) = (folder.path().join("id"), folder.path().join("tmp"));
    fs::create_dir(&temporary).unwrap();
    let setup = format!(
        "import os, sys, time\nopen({:?}, 'w').write(str(os.getpid()))\ntime.sleep(10000)\n\
         sys.exit('No.')\n",
        note.to_str().unwrap()
    );
    let sdist = sdist(folder.path(), &[("setup.py", &setup)]);
    let mut command = relkit(&["stub", "--try", sdist.to_str().unwrap(), "--with-only", "--with"]);
    let mut child = command.arg(bare()).env("TMPDIR", &temporary).spawn().unwrap();
    let soon = |what: &dyn Fn() -> bool| {
        (0..600).any(|_| {
            what() || {
                std::thread::sleep(std::time::Duration::from_millis(100));
                false
            }
        })
    };
    assert!(soon(&|| fs::read_to_string(&note).is_ok_and(|id| !id.is_empty())));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(soon(&|| is_gone(folder.path())));
    assert!(soon(&|| fs::read_dir(&temporary).unwrap().count() == 0));
}

#[test]
fn a_message_that_cannot_be_told_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let computed = "import sys\nsys.exit('No %s.' % sys.version)\n";
    let ran = tried(folder.path(), computed, &[]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    let place = folder.path().to_str().unwrap();
    insta::assert_snapshot!(ran.err.replace(place, "[DIR]"), @r"
    error: [DIR]/demo-7.0.0.tar.gz: cannot tell what it says: no text that setup.py or its backend ends with
    hint: give the message with --message FILE
    ");
    let message = folder.path().join("message.txt");
    fs::write(&message, "No 3.\n").unwrap();
    let ran = tried(
        folder.path(),
        "import sys\nsys.exit('No %d.' % 3)\n",
        &["--message", message.to_str().unwrap()],
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

#[test]
fn a_python_that_is_not_refused_counts_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let guard = "import sys\nif sys.version_info[0] == 2:\n    sys.exit('No.')\n";
    let ran = tried(folder.path(), guard, &[]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    let row = ran.out.lines().find(|line| line.starts_with("setup.py install")).unwrap();
    assert!(row.ends_with("not refused"), "{row}");
    assert!(ran.out.contains("seen by 0 of 0; "), "{}", ran.out);
}

#[test]
fn what_is_no_sdist_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let ran = Ran::from(relkit(&["stub", "--try", path.to_str().unwrap()]).output().unwrap());
        assert_eq!(ran.status, Some(2));
        ran.err.replace(folder.path().to_str().unwrap(), "[DIR]")
    };
    insta::assert_snapshot!(of("demo-1.zip", b"PK"), @r"
    error: cannot try [DIR]/demo-1.zip: it is no .tar.gz
    hint: give a file NAME-VERSION.tar.gz: `relkit stub -o DIR` writes one
    ");
    assert!(of("demo.tar.gz", b"").contains("expected NAME-VERSION.tar.gz"));
    assert!(of("demo-1.tar.gz", b"not gzip").starts_with("error: "));
    assert!(of("demo-1.tar.gz", b"\x1f\x8b\x08\0").starts_with("error: "));
}
