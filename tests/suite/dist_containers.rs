//! Files that are no distributions, or hostile ones: one clear error each, never a panic.

use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
};

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use relkit::dist::{self, limits};
use tempfile::TempDir;

use crate::support::zip::{self, End, Entry};

const WHEEL: &str = "x-1.0-py3-none-any.whl";
const SDIST: &str = "x-1.0.tar.gz";

/// The error of a file with this name and content, and its hint; the folder is masked.
fn error(name: &str, content: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    error_at(&path, folder.path().to_str().unwrap())
}

fn error_at(path: &std::path::Path, mask: &str) -> String {
    let error = dist::read_one(path).map(|dist| format!("{dist:.200?}")).unwrap_err();
    let hint = error.hint().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    format!("{error}{hint}").replace(mask, "")
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_is_not_there_or_no_file() {
    let folder = TempDir::new().unwrap();
    let mask = folder.path().to_str().unwrap().to_owned();
    insta::assert_snapshot!(error_at(&folder.path().join(WHEEL), &mask), @"
    cannot read `/x-1.0-py3-none-any.whl`: No such file or directory (os error 2)
    hint: build the distributions first, or name the folder that holds them
    ");
    let inside = folder.path().join("dist.whl");
    fs::create_dir(&inside).unwrap();
    insta::assert_snapshot!(error_at(&inside, &mask), @"
    cannot read `/dist.whl`: it is a folder
    hint: name the files in it, or a pattern such as FOLDER/*.whl
    ");
    #[cfg(unix)]
    insta::assert_snapshot!(error_at(std::path::Path::new("/dev/null"), &mask), @"cannot read `/dev/null`: it is no regular file");
}

#[test]
fn what_is_something_else() {
    insta::assert_snapshot!(error(WHEEL, b""), @"
    cannot read `/x-1.0-py3-none-any.whl`: the file is empty
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(WHEEL, b"<!doctype html><title>404"), @"
    cannot read `/x-1.0-py3-none-any.whl`: it is no zip archive: it looks like an HTML page
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(WHEEL, &gzip(b"x")), @"
    cannot read `/x-1.0-py3-none-any.whl`: it is no zip archive: it looks like a gzip file, such as a `.tar.gz`
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(WHEEL, b"version https://git-lfs.github.com/spec/v1\n"), @"
    cannot read `/x-1.0-py3-none-any.whl`: it is no zip archive: it looks like a Git LFS pointer
    hint: fetch the file itself with git lfs pull
    ");
    insta::assert_snapshot!(error(WHEEL, &[0xff, 0, 3]), @"
    cannot read `/x-1.0-py3-none-any.whl`: it is no zip archive: its first bytes are of no kind that relkit knows
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(SDIST, &zip::archive(&[Entry::stored("a", b"")])), @"
    cannot read `/x-1.0.tar.gz`: it is no gzip file: it looks like a zip archive
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error("x.egg", b"x"), @"
    cannot read `/x.egg`: its name ends in none of `.whl`, `.tar.gz`, `.zip`
    hint: give wheels and source distributions, under their own names
    ");
}

#[test]
fn zip_archives_that_are_cut_short_or_contradict_themselves() {
    let good = zip::archive(&[Entry::stored("a.py", b"pass"), Entry::deflated("b.py", b"pass")]);
    insta::assert_snapshot!(error(WHEEL, &good[..good.len() - 30]), @"
    cannot read `/x-1.0-py3-none-any.whl`: it is cut short: the end record of a zip archive is missing from its last bytes, before offset 170
    hint: build or download the file again
    ");
    let lying = |end| zip::archive_with(&[Entry::stored("a.py", b"pass")], &end);
    insta::assert_snapshot!(error(WHEEL, &lying(End { directory_size: Some(99), ..End::default() })), @"
    cannot read `/x-1.0-py3-none-any.whl`: its directory cannot be found: it would have 99 bytes, more than are before it, by the end record at offset 88
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(WHEEL, &lying(End { directory_size: Some(60 << 20), zip64: true, ..End::default() })), @"
    cannot read `/x-1.0-py3-none-any.whl`: its directory has 62914560 bytes, relkit reads at most 50331648
    hint: look at how it was made: no real distribution is like this
    ");
    let mut torn = good;
    let second = torn.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    torn[second] = b'X';
    insta::assert_snapshot!(error(WHEEL, &torn), @"
    cannot read `/x-1.0-py3-none-any.whl`: its directory cannot be read: entry 2 of 2: no directory entry at offset 128
    hint: build or download the file again
    ");
}

#[test]
fn bombs_and_passwords() {
    // A member of 3 GiB, its content in pieces that are gzip streams.
    let mut header = tar::Header::new_gnu();
    header.set_path("x-1.0/zeros").unwrap();
    header.set_size(3 << 30);
    header.set_mode(0o644);
    header.set_cksum();
    let piece = gzip(&vec![0; 64 << 20]);
    let bomb = [gzip(header.as_bytes()), piece.repeat(48)].concat();
    let shown = error(SDIST, &bomb).replace(&bomb.len().to_string(), "SIZE");
    insta::assert_snapshot!(shown, @"
    cannot read `/x-1.0.tar.gz`: it is a bomb: SIZE bytes inflate to 2147484160 or more, over 50 times the size
    hint: look at how it was made: no real distribution is like this
    ");
    let secret = Entry { flags: 1, ..Entry::stored("a", b"x") };
    insta::assert_snapshot!(error(WHEEL, &zip::archive(&[secret])), @"
    cannot read `/x-1.0-py3-none-any.whl`: all of its files are encrypted
    hint: no installer knows a password; write the archive without one
    ");
}

/// An archive that can be read is read; what is odd about it is a fact.
#[test]
fn what_is_odd_about_a_readable_archive() {
    let good = zip::archive(&[Entry::stored("a.py", b"pass"), Entry::deflated("b.py", b"pass")]);
    let odd = |content: &[u8]| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(WHEEL);
        fs::write(&path, content).unwrap();
        let dist = dist::read_one(&path).unwrap();
        let structure = &dist.wheel().unwrap().structure;
        let lines = structure.anomalies().iter().map(|anomaly| {
            let member = anomaly.member.as_deref().unwrap_or("-");
            format!("{:?} {} {member}: {}", anomaly.oddity, anomaly.at, anomaly.what)
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(odd(&good), @"");
    insta::assert_snapshot!(odd(&good[40..]), @"
    Stray 0 -: 38 bytes before the archive
    End 138 -: it puts the directory at offset 78, it is at 38
    Reader 38 -: it finds no directory: No CDFH found
    ");
    let lying = |end| odd(&zip::archive_with(&[Entry::stored("a.py", b"pass")], &end));
    insta::assert_snapshot!(lying(End { members: Some(3), ..End::default() }), @"
    End 88 -: it declares 3 members, the directory has 1
    Reader 38 -: it finds no directory: Central directory declares more entries than its size allows
    ");
    insta::assert_snapshot!(lying(End { members: Some(0), ..End::default() }), @"
    End 88 -: it declares 0 members, the directory has 1
    Reader 38 -: it finds 0 members and not 1
    ");
    insta::assert_snapshot!(lying(End { offset: Some(37), ..End::default() }), @"End 88 -: it puts the directory at offset 37, it is at 38");
    let trailing = [&good[..], b"\r\n"].concat();
    insta::assert_snapshot!(odd(&trailing), @"Stray 200 -: 2 bytes follow the end record and its comment");
    insta::assert_snapshot!(odd(&[b"#!/bin/sh\n", &good[..]].concat()), @"Stray 0 -: 10 bytes before the archive");
    let bomb = Entry { size: 70 << 20, ..Entry::deflated("a", &[0; 1000]) };
    insta::assert_snapshot!(odd(&zip::archive(&[bomb])), @"Bomb 43 -: 112 bytes declare to inflate to 73400320");
}

/// A tar archive of files of zeros.
fn tar_of(files: &[(&str, usize)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, size) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(*size as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, std::io::repeat(0).take(*size as u64)).unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn tar_archives_that_cannot_be_read() {
    let good = gzip(&tar_of(&[("x-1.0/a", 2000), ("x-1.0/b", 10)]));
    insta::assert_snapshot!(error(SDIST, &good[..good.len() - 9]), @"
    cannot read `/x-1.0.tar.gz`: its gzip stream is cut short, after 4608 inflated bytes
    hint: build or download the file again
    ");
    let mut flipped = good.clone();
    let crc = flipped.len() - 8;
    flipped[crc] ^= 1;
    insta::assert_snapshot!(error(SDIST, &flipped), @"
    cannot read `/x-1.0.tar.gz`: its gzip stream is broken, after 4608 inflated bytes
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(SDIST, &gzip(&tar_of(&[("x-1.0/a", 2000)])[..1500])), @"
    cannot read `/x-1.0.tar.gz`: its tar archive is broken after 1500 inflated bytes: unexpected EOF during skip
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(SDIST, &gzip(&[7; 1024])), @r"
    cannot read `/x-1.0.tar.gz`: its tar archive is broken after 512 inflated bytes: numeric field was not a number: \u{7}\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}
    hint: build or download the file again
    ");
    insta::assert_snapshot!(error(SDIST, &tar_of(&[("x-1.0/a", 1)])), @"
    cannot read `/x-1.0.tar.gz`: it is no gzip file: it looks like a tar archive without compression
    hint: build or download the file again
    ");

    let mut long = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(3 << 20);
    long.append_data(&mut header, "long", std::io::repeat(b'a').take(3 << 20)).unwrap();
    insta::assert_snapshot!(error(SDIST, &gzip(&long.into_inner().unwrap())), @"
    cannot read `/x-1.0.tar.gz`: its tar archive is broken after 1049088 inflated bytes: a header of more than 1048576 bytes
    hint: build or download the file again
    ");
}

/// A directory of a million members, well-formed as far as it goes, is refused by its end record,
/// before anything is allocated for the members; `check_hostile.rs` bounds the memory.
#[test]
fn a_million_members() {
    let out = zip::million_members();
    let folder = TempDir::new().unwrap();
    let path: PathBuf = folder.path().join(WHEEL);
    fs::write(&path, out).unwrap();
    let text = error_at(&path, folder.path().to_str().unwrap());
    insta::assert_snapshot!(text, @"
    cannot read `/x-1.0-py3-none-any.whl`: it declares 1000000 members, relkit reads at most 200000
    hint: look at how it was made: no real distribution is like this
    ");
}

#[test]
fn one_run_has_bounds_of_its_own() {
    let members = usize::try_from(limits::MEMBERS).unwrap();
    let entries: Vec<_> = (0..members).map(|i| Entry::stored(&format!("{i}"), b"")).collect();
    let content = zip::archive_with(&entries, &End { zip64: true, ..End::default() });
    let folder = TempDir::new().unwrap();
    let most = usize::try_from(limits::RUN_MEMBERS / limits::MEMBERS).unwrap();
    let paths: Vec<_> =
        (0..=most).map(|i| folder.path().join(format!("a{i}-1-py3-none-any.whl"))).collect();
    for path in &paths {
        fs::write(path, &content).unwrap();
    }
    let read = dist::read(&paths, &dist::Progress::default());
    assert_eq!(read[0].as_ref().unwrap().wheel().unwrap().members.len(), members);
    let error = read[most].as_ref().unwrap_err();
    insta::assert_snapshot!(error.cause, @"the files before it hold all the members that relkit keeps at once");
    insta::assert_snapshot!(error.hint().unwrap(), @"check fewer files at a time");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the bytes are, reading answers.
    #[test]
    fn any_bytes_are_answered(content in prop::collection::vec(any::<u8>(), 1..600), kind in 0_usize..3) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join([WHEEL, SDIST, "x-1.0.zip"][kind]);
        fs::write(&path, content).unwrap();
        let _ = dist::read_one(&path);
    }

    /// So do archives that were good before some bytes were changed.
    #[test]
    fn meddled_archives_are_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), kind in 0_usize..2) {
        let mut content = if kind == 0 {
            let entries = [
                Entry::deflated("x-1.0.dist-info/METADATA", b"Name: x\n"),
                Entry::stored("x-1.0.dist-info/RECORD", b"a,b,c\n"),
                Entry { zip64: true, ..Entry::deflated("x.py", &[b'a'; 300]) },
            ];
            zip::archive_with(&entries, &End { zip64: true, ..End::default() })
        } else {
            gzip(&tar_of(&[("x-1.0/PKG-INFO", 100), ("x-1.0/a", 9)]))
        };
        for (index, byte) in changes {
            let at = index.index(content.len());
            content[at] = byte;
        }
        let folder = TempDir::new().unwrap();
        let path = folder.path().join([WHEEL, SDIST][kind]);
        fs::write(&path, content).unwrap();
        let _ = dist::read_one(&path);
    }
}
