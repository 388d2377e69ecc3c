//! Faults of the network: networks without ways, and calls of the system that fail on demand.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::PathBuf,
    process::Command,
    sync::OnceLock,
};

use sha2::{Digest as _, Sha256};

use super::{
    python::{root, run},
    relkit::{Ran, relkit},
};

const SOURCE: &str = include_str!("faults.c");

/// The library of [`injected`], compiled where it is not there yet.
fn interposed() -> &'static PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let key = Sha256::digest(SOURCE);
        let key: String = key.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let folder = root().join("target/net_faults");
        let library = folder.join(format!("faults_{key}.so"));
        if !library.exists() {
            fs::create_dir_all(&folder).unwrap();
            let source = folder.join("faults.c");
            fs::write(&source, SOURCE).unwrap();
            // The name comes last, so that a broken attempt is made again.
            let made = folder.join(format!("faults_{}.tmp", std::process::id()));
            let mut cc = Command::new("cc");
            cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&made).arg(&source).arg("-ldl");
            run(&mut cc, "compile the library that interposes faults");
            fs::rename(made, &library).unwrap();
        }
        library
    })
}

/// `relkit check demo==1.0` on an index.
pub(crate) fn question(index: &str) -> Command {
    relkit(&["check", "demo==1.0", "--index-url", index])
}

/// The same where a call of the system fails, as `faults.c` reads it. Ex) `connect 102`
pub(crate) fn injected(fault: &str, index: &str) -> Ran {
    let mut command = question(index);
    command.env("LD_PRELOAD", interposed()).env("RELKIT_FAULTS", fault);
    command.output().unwrap().into()
}

/// The same in a network of its own, of which `setup` is the shell's part: at first its loopback is
/// down and no way leads anywhere. The reason where this system permits no such network.
pub(crate) fn isolated(setup: &str, index: &str) -> Result<Ran, String> {
    let unshare = permitted(setup)?;
    let asked = question(index);
    let mut command = Command::new("unshare");
    command.args(unshare).args(["sh", "-c", &format!("{setup}exec \"$@\""), "sh"]);
    command.arg(asked.get_program()).args(asked.get_args()).env_clear();
    let set = |(name, value): (&OsStr, Option<&OsStr>)| {
        value.map(|value| (name.to_owned(), value.to_owned()))
    };
    command.envs(asked.get_envs().filter_map(set).collect::<Vec<(OsString, OsString)>>());
    Ok(command.output().unwrap().into())
}

/// The arguments with which `unshare` makes a network for which `setup` works.
fn permitted(setup: &str) -> Result<&'static [&'static str], String> {
    let mut reasons = Vec::new();
    // As root, else as root of a user namespace.
    for arguments in [&["--net"][..], &["--user", "--map-root-user", "--net"][..]] {
        let mut command = Command::new("unshare");
        command.args(arguments).args(["sh", "-c", &format!("{setup}true")]);
        match command.output() {
            Ok(output) if output.status.success() => return Ok(arguments),
            Ok(output) => reasons.push(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => reasons.push(error.to_string()),
        }
    }
    Err(format!("a network of its own is not permitted here: {}", reasons.join("; ")))
}
