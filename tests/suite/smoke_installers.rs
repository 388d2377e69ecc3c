//! The installers of `relkit smoke`: they work where their user would start them, and leave nothing.

use std::{fs, net::TcpListener, path::Path, process::Command, time::Duration};

use crate::support::{
    relkit::Ran,
    smoke::{newest, smoke},
    wheel::Wheel,
};

/// Tries a wheel in a folder, with uv or with pip alone.
fn trial(folder: &Path, has_uv: bool) -> Command {
    let wheel = Wheel::new("demo", "1").field("Requires-Dist", "needed").write(folder);
    let mut command = smoke(&["--python", newest().to_str().unwrap()]);
    command.arg(wheel.file_name().unwrap()).current_dir(folder);
    if !has_uv {
        command.env("PATH", folder);
    }
    command
}

#[test]
fn paths_in_the_settings_of_the_user_are_meant_from_here() {
    let folder = tempfile::tempdir().unwrap();
    let wheels = folder.path().join("wheels");
    fs::create_dir(&wheels).unwrap();
    Wheel::new("needed", "1").write(&wheels);
    Wheel::new("needed", "2").file("needed/__init__.py", b"raise ValueError\n").write(&wheels);
    fs::write(folder.path().join("old.txt"), "needed<2\n").unwrap();
    // What lies here is the user's, and no part of Python's library.
    for name in ["pip.py", "typing.py", "random.py", "runpy.py"] {
        fs::write(folder.path().join(name), "raise ValueError\n").unwrap();
    }
    for has_uv in [true, false] {
        let mut command = trial(folder.path(), has_uv);
        command.env("UV_FIND_LINKS", "wheels").env("UV_CONSTRAINT", "old.txt");
        command.env("PIP_FIND_LINKS", "wheels").env("PIP_CONSTRAINT", "old.txt");
        command.env("UV_OFFLINE", "1").env("PIP_NO_INDEX", "1");
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(0), "{has_uv}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("1 passed"), "{}", ran.out);
    }
}
/// Whether something comes true within a minute.
#[cfg(target_os = "linux")]
fn soon(what: impl Fn() -> bool) -> bool {
    let waits = |_| {
        let done = what();
        std::thread::sleep(Duration::from_millis(if done { 0 } else { 50 }));
        done
    };
    (0..1200).any(waits)
}

/// An index that never answers holds the installer in the midst of its work.
#[cfg(target_os = "linux")]
#[test]
fn who_is_ended_while_installing_leaves_nothing() {
    for has_uv in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let temporary = tempfile::tempdir().unwrap();
        let index = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", index.local_addr().unwrap());
        let mut command = trial(folder.path(), has_uv);
        command.env("UV_INDEX_URL", &address).env("PIP_INDEX_URL", &address);
        command.env("TMPDIR", temporary.path()).env("UV_CACHE_DIR", folder.path().join("cache"));
        let mut relkit = command.spawn().unwrap();
        index.set_nonblocking(true).unwrap();
        assert!(soon(|| index.accept().is_ok()), "the installer asks");
        let inside = || fs::read_dir(temporary.path()).unwrap().filter_map(Result::ok);
        let names: Vec<_> = inside().map(|entry| entry.file_name()).collect();
        relkit.kill().unwrap();
        relkit.wait().unwrap();
        assert!(names.len() == 1, "all that is temporary lies in the folder of the run: {names:?}");
        assert!(soon(|| inside().next().is_none()), "{has_uv}");
    }
}
