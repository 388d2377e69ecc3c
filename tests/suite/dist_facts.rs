//! What is wrong inside a file is a fact, and never an error.

use std::{fs, io::Write, path::PathBuf};

use flate2::{Compression, write::GzEncoder};
use relkit::dist::{self, BinaryFormat, Contents, Damage, Dist, Method, SourceKind};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::zip::{self, End, Entry};

const WHEEL: &str = "x-1.0-py3-none-any.whl";

fn read(name: &str, content: &[u8]) -> Dist {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    dist::read_one(&path).unwrap()
}

fn damage(entry: Entry) -> Option<Damage> {
    let good = Entry::stored("good", b"");
    let dist = read(WHEEL, &zip::archive(&[good, entry]));
    dist.wheel().unwrap().members[1].damage.clone()
}

#[test]
fn a_good_wheel() {
    let code = b"\x7fELF and so on";
    let dist = read(
        WHEEL,
        &zip::archive(&[
            Entry { mode: 0o040_755, ..Entry::stored("x/", b"") },
            Entry { mode: 0o100_755, ..Entry::deflated("x/_x.abi3.so", code) },
            Entry::stored("x/empty.py", b""),
            Entry::deflated("x-1.0.dist-info/WHEEL", b"Wheel-Version: 1.0\nTag: py3-none-any\n"),
            Entry::deflated("x-1.0.dist-info/METADATA", b"Name: x\nVersion: 1.0\n\n# x\n"),
            Entry::stored("x-1.0.dist-info/entry_points.txt", b"[console_scripts]\nx = x:x\n"),
            Entry::stored("x-1.0.dist-info/RECORD", b"x/_x.abi3.so,sha256=0,14\n"),
        ]),
    );
    let wheel = dist.wheel().unwrap();
    assert_eq!(wheel.name.as_ref().unwrap().to_string(), WHEEL);
    assert_eq!(wheel.dist_info_path("WHEEL").unwrap(), "x-1.0.dist-info/WHEEL");
    let [folder, native, empty, ..] = &wheel.members[..] else { panic!("three members") };
    assert!(folder.is_dir && folder.digest.is_none());
    assert_eq!(native.digest.unwrap().0, <[u8; 32]>::from(Sha256::digest(code)));
    assert_eq!((native.size, native.method), (14, Method::Deflated));
    assert_eq!((native.unix_mode, native.format), (Some(0o100_755), Some(BinaryFormat::Elf)));
    assert!(native.is_python_extension());
    assert_eq!(empty.digest.unwrap().0, <[u8; 32]>::from(Sha256::digest(b"")));
    assert!(wheel.members.iter().all(|member| member.damage.is_none()));
    assert_eq!(wheel.wheel_file.as_ref().unwrap().tags().count(), 1);
    let metadata = dist.metadata().unwrap();
    assert_eq!(metadata.version().unwrap().value, "1.0");
    assert_eq!(metadata.description(), Some("# x\n"));
    assert_eq!(wheel.record.as_ref().unwrap().rows[0].path, "x/_x.abi3.so");
    assert!(wheel.entry_points.as_ref().unwrap().starts_with("[console"));
}

#[test]
fn damaged_members() {
    let good = Entry::deflated("a", &[b'a'; 5000]);
    let of = |entry: Entry| damage(entry).unwrap().to_string();
    assert_eq!(damage(good.clone()), None);
    insta::assert_snapshot!(of(Entry { crc: 1, ..good.clone() }), @"its CRC-32 is 4cf45976, the archive declares 00000001");
    insta::assert_snapshot!(of(Entry { size: 4999, ..good.clone() }), @"it holds more than the declared 4999 bytes");
    insta::assert_snapshot!(of(Entry { size: 5001, ..good.clone() }), @"it ends after 5000 bytes, 5001 are declared");
    insta::assert_snapshot!(of(Entry { size: 3, ..Entry::stored("a", b"abcd") }), @"it holds more than the declared 3 bytes");
    insta::assert_snapshot!(of(Entry { size: 5, ..Entry::stored("a", b"abcd") }), @"it ends after 4 bytes, 5 are declared");
    insta::assert_snapshot!(of(Entry { method: 93, ..good.clone() }), @"it is compressed by Zstandard (method 93)");
    insta::assert_snapshot!(of(Entry { flags: 1, ..good.clone() }), @"it is encrypted");
    insta::assert_snapshot!(of(Entry { local_name: Some("b\n".into()), ..good.clone() }), @r"the archive's directory points to a wrong place for it: the local header at offset 34 names `b\n`");
    let mut broken = good.clone();
    broken.data[2] ^= 0x5a;
    insta::assert_snapshot!(of(broken), @"its compressed stream is broken after 0 inflated bytes");
    let mut cut = good.clone();
    cut.data.truncate(9);
    insta::assert_snapshot!(of(cut), @"it ends after 0 bytes, 5000 are declared");
    let mut trailing = good;
    trailing.data.extend(b"more");
    insta::assert_snapshot!(of(trailing), @"4 bytes follow the end of its compressed stream");
}

/// A member that declares little and inflates to much is stopped where it passes what it declares.
#[test]
fn a_lying_member_costs_little() {
    let bomb = Entry { size: 10, ..Entry::deflated("a", &vec![0; 64 << 20]) };
    assert_eq!(damage(bomb), Some(Damage::Longer { declared: 10 }));
}

#[test]
fn duplicates_are_kept_and_the_last_text_counts() {
    let name = "x-1.0.dist-info/METADATA";
    let entries = [
        Entry::stored(name, b"Version: 1\n"),
        Entry::stored("a", b"1"),
        Entry::stored("a", b"2"),
        Entry::stored(name, b"Version: 2\n"),
    ];
    let dist = read(WHEEL, &zip::archive(&entries));
    let names: Vec<_> = dist.wheel().unwrap().files().map(|member| &member.name[..]).collect();
    assert_eq!(names, [name, "a", "a", name]);
    assert_eq!(dist.metadata().unwrap().version().unwrap().value, "2");
}

#[test]
fn the_dist_info_folder_of_the_file_name_comes_first() {
    let of = |folders: &[&str]| {
        let path = |folder: &&str| format!("{folder}/METADATA");
        let entries: Vec<_> = folders.iter().map(|f| Entry::stored(&path(f), b"A: b\n")).collect();
        let dist = read(WHEEL, &zip::archive(&entries));
        let wheel = dist.wheel().unwrap();
        (wheel.dist_info.clone().unwrap(), wheel.dist_infos.len(), wheel.metadata.is_some())
    };
    let (odd, named) = ("x-0.9.dist-info", "x-1.0.dist-info");
    assert_eq!(of(&[odd, named]), (named.to_owned(), 2, true));
    assert_eq!(of(&[odd]), (odd.to_owned(), 1, true));
    let none = read(WHEEL, &zip::archive(&[Entry::stored("METADATA", b"")]));
    assert!(none.metadata().is_none() && none.wheel().unwrap().dist_info.is_none());
}

#[test]
fn a_name_that_does_not_parse_is_a_fact() {
    let dist = read("nonsense.whl", &zip::archive(&[]));
    let wheel = dist.wheel().unwrap();
    insta::assert_snapshot!(wheel.name.as_ref().unwrap_err(), @"invalid wheel file name `nonsense.whl`: expected 5 or 6 parts joined by `-`, found 1");
}

#[test]
fn zip64_prefix_and_comment_are_read() {
    let entry = Entry { zip64: true, ..Entry::deflated("a", b"aaa") };
    let end = End { zip64: true, ..End::default() };
    let good = zip::archive_with(&[entry], &end);
    assert!(read(WHEEL, &good).wheel().unwrap().members[0].digest.is_some());

    let plain = zip::archive(&[Entry::deflated("a", b"aaa")]);
    let prefixed = [b"#!/bin/sh\n", &plain[..]].concat();
    assert!(read(WHEEL, &prefixed).wheel().unwrap().members[0].digest.is_some());
    let mut commented = plain;
    let length = commented.len() - 2;
    commented[length] = 5;
    commented.extend(b"hello");
    assert!(read(WHEEL, &commented).wheel().unwrap().members[0].digest.is_some());
}

/// Members that are declared alike share one verification only where their bytes are the same.
#[test]
fn members_declared_alike_are_compared() {
    let folder = TempDir::new().unwrap();
    let good = Entry::stored("a", b"good");
    let forged = Entry { data: b"evil".to_vec(), ..good.clone() };
    let write = |name: &str, entry: &Entry| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, zip::archive(std::slice::from_ref(entry))).unwrap();
        path
    };
    let paths = [
        write("a-1-py3-none-any.whl", &good),
        write("b-1-py3-none-any.whl", &forged),
        write("c-1-py3-none-any.whl", &good),
    ];
    let progress = dist::Progress::default();
    let dists = dist::read(&paths, &progress);
    let members: Vec<_> = dists
        .iter()
        .map(|dist| dist.as_ref().unwrap().wheel().unwrap().members[0].clone())
        .collect();
    assert_eq!(members[0].digest, members[2].digest);
    assert!(matches!(members[1].damage, Some(Damage::Checksum { .. })));
    assert_eq!(members[1].digest.unwrap().0, <[u8; 32]>::from(Sha256::digest(b"evil")));
    assert_eq!((progress.done(), progress.total()), (12, 12));
}

#[test]
fn a_source_distribution() {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut add = |name: &str, content: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, name, content).unwrap();
    };
    add("x-1.0/PKG-INFO", b"Name: x\nVersion: 1.0\n");
    add("x-1.0/pyproject.toml", b"[project]\n");
    add("x-1.0/sub/PKG-INFO", b"Version: 9\n");
    add(&format!("x-1.0/{}", "long/".repeat(40)), b"");
    add("stray", b"1");
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    builder.append_link(&mut link, "x-1.0/link", "../../outside").unwrap();
    let content = builder.into_inner().unwrap().finish().unwrap();

    let dist = read("x-1.0.tar.gz", &content);
    let Contents::Sdist(sdist) = &dist.contents else { panic!("a source distribution") };
    assert_eq!(sdist.roots, ["x-1.0", "stray"]);
    assert_eq!(sdist.pkg_info.as_ref().unwrap().version().unwrap().value, "1.0");
    assert_eq!(sdist.pyproject.as_deref(), Some("[project]\n"));
    assert!(sdist.members[3].name.len() > 200);
    let last = sdist.members.last().unwrap();
    assert_eq!((last.kind, last.link.as_deref()), (SourceKind::Symlink, Some("../../outside")));
    assert_eq!(sdist.name.as_ref().unwrap().stem(), "x-1.0");
}

/// gzip streams may follow each other, and zeros may follow the last, as Python's gzip has it.
#[test]
fn gzip_streams_in_a_row_and_padding_are_read() {
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_data(&mut header, "x-1.0/a", &b"1"[..]).unwrap();
    let whole = builder.into_inner().unwrap();
    let mut content = Vec::new();
    for part in [&whole[..300], &whole[300..]] {
        let mut encoder = GzEncoder::new(&mut content, Compression::fast());
        encoder.write_all(part).unwrap();
        encoder.finish().unwrap();
    }
    content.extend([0; 100]);
    assert_eq!(read("x-1.0.tar.gz", &content).sdist().unwrap().members.len(), 1);
}

#[test]
fn a_zip_source_distribution() {
    let entries = [
        Entry::stored("x-1.0/PKG-INFO", b"Version: 1.0\n"),
        Entry { crc: 1, ..Entry::stored("x-1.0/setup.py", b"pass") },
    ];
    let dist = read("x-1.0.zip", &zip::archive(&entries));
    let sdist = dist.sdist().unwrap();
    assert_eq!((sdist.root(), sdist.members.len()), (Some("x-1.0"), 2));
    assert_eq!(dist.metadata().unwrap().version().unwrap().value, "1.0");
    insta::assert_snapshot!(sdist.defects[0].what, @"`x-1.0/setup.py`: its CRC-32 is ce70d424, the archive declares 00000001");
}
