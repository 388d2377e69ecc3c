//! Hostile files against the whole program, under a limit of memory that the system enforces.

#![cfg(target_os = "linux")]

use std::{fs, path::Path, process::Command};

use crate::support::{
    relkit::Ran,
    zip::{self, End, Entry},
};

/// Runs `relkit check` with 300 MB of data at most: more, and an allocation fails.
fn check_within_300_megabytes(path: &Path) -> Ran {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -d 300000 && exec \"$0\" check \"$1\""]);
    shell.arg(env!("CARGO_BIN_EXE_relkit")).arg(path).env("NO_COLOR", "1");
    Ran::from(shell.current_dir(path.parent().unwrap()).output().unwrap())
}

/// The message for a file with this content, which must be the only output.
fn told(content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x-1.0-py3-none-any.whl");
    fs::write(&path, content).unwrap();
    let run = check_within_300_megabytes(&path);
    assert_eq!(run.status, Some(2), "{}{}", run.out, run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
    let first = run.err.lines().next().unwrap().to_owned();
    first.replace(folder.path().to_str().unwrap(), "[DIR]")
}

#[test]
fn hostile_files_get_one_message_in_bounded_memory() {
    insta::assert_snapshot!(told(&zip::million_members()), @"error: cannot read `[DIR]/x-1.0-py3-none-any.whl`: it declares 1000000 members, relkit reads at most 200000");
    let bomb = Entry::deflated("bomb.bin", &vec![0; 200 << 20]);
    insta::assert_snapshot!(told(&zip::archive_with(&[bomb], End::default())), @"error: cannot read `[DIR]/x-1.0-py3-none-any.whl`: it is a bomb: 203963 bytes inflate to 209715200 or more, over 50 times the size");
    insta::assert_snapshot!(told(b""), @"error: cannot read `[DIR]/x-1.0-py3-none-any.whl`: the file is empty");
    insta::assert_snapshot!(told(b"<!DOCTYPE html><title>404</title>"), @"error: cannot read `[DIR]/x-1.0-py3-none-any.whl`: it is no zip archive: it looks like an HTML page");
    insta::assert_snapshot!(told(&vec![0; 1 << 20]), @"error: cannot read `[DIR]/x-1.0-py3-none-any.whl`: it is no zip archive: it looks like nothing but zeros");
}

/// The largest file that is read in full: many members, and one that inflates to a gigabyte.
#[test]
fn large_files_are_read_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x-1.0-py3-none-any.whl");
    let mut block = Vec::new();
    let mut state = 1_u64;
    while block.len() < 1 << 20 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        block.extend((state >> 32).to_le_bytes());
    }
    let large = block.repeat(500);
    let mut entries = vec![Entry::stored("x/large.bin", &large)];
    entries.extend((0..100_000).map(|number| Entry::stored(&format!("x/{number}"), b"")));
    fs::write(&path, zip::archive_with(&entries, End { zip64: true, ..End::default() })).unwrap();
    let run = check_within_300_megabytes(&path);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.out.contains("WHL001"), "{}", run.out);
}
