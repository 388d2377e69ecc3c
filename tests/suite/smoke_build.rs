//! The script that builds a free-threaded Python hands out what works, and nothing else: with sources
//! and tools that take no ten minutes.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{
    python::{root, run},
    relkit::Ran,
};

/// A machine on which the build makes a program of a few lines. Its status is that of the check.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        let source = machine.path("source/python3.13");
        fs::create_dir_all(&source).unwrap();
        fs::create_dir(machine.path("bin")).unwrap();
        let configure =
            "for word; do case $word in --prefix=*) echo ${word#*=} >prefix ;; esac; done\n";
        program(&source.join("configure"), configure);
        let archive = machine.path("archive");
        let mut tar = Command::new("tar");
        run(
            tar.arg("-cf").arg(&archive).arg("-C").arg(machine.path("source")).arg("python3.13"),
            "pack it",
        );
        let apt = format!(
            "case $* in\n\
            indextargets*) echo Debian trixie http://mirror.example.invalid/debian ;;\n\
            *source*) cp {} python3.13_3.13.0.orig.tar.xz ;;\n\
            esac\n",
            archive.display()
        );
        let make = "case $1 in install) ;; *) exit 0 ;; esac\n\
            bin=${2#DESTDIR=}$(cat prefix)/bin\n\
            mkdir -p \"$bin\"\n\
            printf '#!/bin/sh\\necho no module zlib >&2\\nexit %s\\n' \"$STATUS\" >\"$bin/python3.13t\"\n\
            chmod +x \"$bin/python3.13t\"\n";
        for (name, script) in [("apt-get", &*apt), ("make", make), ("cc", ""), ("xz", "")] {
            program(&machine.path("bin").join(name), script);
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Asks for it, where the built program ends with a status.
    fn asked(&self, status: &str, more: &[&str]) -> Ran {
        let path = std::env::var_os("PATH").unwrap();
        let folders = std::iter::once(self.path("bin")).chain(std::env::split_paths(&path));
        let mut command = Command::new("sh");
        command.arg(root().join("tests/build-free-threaded.sh")).args(more);
        command.arg(self.path("made")).env("PATH", std::env::join_paths(folders).unwrap());
        command.env("STATUS", status).env("KEYRING", self.path("archive"));
        Ran::from(command.output().unwrap())
    }
}

fn program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_fails_its_check_is_never_handed_out() {
    let machine = Machine::new();
    let python = format!("{}\n", machine.path("made/bin/python3.13t").display());
    assert_eq!(machine.asked("0", &["--where"]).out, python);
    for _ in 0..2 {
        let ran = machine.asked("1", &[]);
        assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
        let why = "error: what was built lacks a module, or has a GIL: no module zlib";
        assert!(ran.err.contains(why), "{}", ran.err);
        assert!(!machine.path("made").exists());
    }
    let ran = machine.asked("0", &[]);
    assert_eq!((ran.status, ran.out), (Some(0), python.clone()), "{}", ran.err);
    // It is kept: nothing is fetched or built again.
    fs::remove_file(machine.path("archive")).unwrap();
    let ran = machine.asked("1", &[]);
    assert_eq!((ran.status, ran.out, ran.err.as_str()), (Some(0), python, ""));
}
