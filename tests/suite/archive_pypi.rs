//! The archives that PyPI publishes as accepted and refused, rebuilt from their description.
//!
//! Source: pypi/warehouse, `tests/unit/utils/test_zipfiles.py`, which names the refused ones with
//! PyPI's message; with `cd_comment`, which lies beside them, they are 35 of the 45. Of the 10
//! accepted ones no list was at hand: `empty` is named by the change that added it, and the other
//! ten here are those cases of the collection from which both come (fastzip/malo) that PyPI's
//! rules let pass, one more than there are. Each archive here is a wheel that is clean but for the
//! one thing, so that the rule that refuses it stands alone; where Python cannot open the archive,
//! neither can relkit. Nothing of the published files is copied.

use std::{fs, path::Path, process::Command};

use relkit::{dist, rules::Level};

use crate::support::{
    judge, python,
    wheel::Wheel,
    zip::{self, End, Entry, archive, extra, unicode_path},
};

/// What becomes of an archive.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// No rule of the archive at error level; Python reads all of it
    Accepted,
    /// These rules at error level
    Refused(&'static [&'static str]),
    /// No reader that goes by the directory can open it: an error with these words
    Unreadable(&'static str),
}

use Answer::{Accepted, Refused, Unreadable};

type Case = (&'static str, Answer, fn(Wheel) -> Wheel);

/// Name, answer, and how the archive is made from a clean wheel.
const CASES: &[Case] = &[
    // Accepted.
    ("comment", Accepted, |wheel| wheel.end(End { comment: b"hello".to_vec(), ..End::default() })),
    ("crc_collision_empty_nonempty", Accepted, |wheel| {
        // The bytes 9d 0a d9 6d have the CRC-32 of no bytes at all.
        wheel.file("demo/empty", b"").file("demo/other", &[0x9d, 0x0a, 0xd9, 0x6d])
    }),
    ("crc_collision_two_nonempty", Accepted, |wheel| {
        wheel.file("demo/a", b"plumless").file("demo/b", b"buckeroo")
    }),
    ("crc_zero_nonempty", Accepted, |wheel| wheel.file("demo/a", &[0x9d, 0x0a, 0xd9, 0x6d])),
    ("deflate", Accepted, |wheel| wheel),
    ("empty", Accepted, |wheel| wheel.bytes(|_| archive(&[]))),
    ("normal_deflate", Accepted, |wheel| wheel.file("demo/hello", b"hello")),
    ("nosubdir", Accepted, |wheel| wheel.file("demo/foo/bar", b"abcdefgh")),
    ("store", Accepted, |wheel| {
        wheel.entries(|all| all[0] = Entry::stored("demo/__init__.py", b"answer = 42\n"))
    }),
    ("subdir", Accepted, |wheel| {
        wheel.file("demo/foo/bar", b"x").entries(|all| all.insert(0, folder()))
    }),
    ("zip64_eocd", Accepted, |wheel| wheel.end(End { zip64: true, ..End::default() })),
    // Refused.
    ("8bitcomment", Refused(&["ZIP006", "ZIP008"]), |wheel| {
        // The comment holds an end record, which Python finds first.
        let record = b"PK\x05\x06\0\0\0\xff\xff".iter().copied();
        let comment = record.chain([0; 100]).collect();
        wheel.end(End { comment, ..End::default() })
    }),
    ("cd_comment", Refused(&["ZIP010"]), |wheel| {
        wheel.entries(|all| all[0].comment = b"hello".to_vec())
    }),
    ("cd_extra_entry", Refused(&["ZIP003"]), |wheel| {
        wheel.bytes(|bytes| {
            let at = bytes.windows(4).position(|b| b == b"PK\x01\x02").unwrap();
            let next =
                at + 4 + bytes[at + 4..].windows(4).position(|b| b == b"PK\x01\x02").unwrap();
            let end = bytes.windows(4).position(|b| b == b"PK\x05\x06").unwrap();
            let directory = [&bytes[at..next], &bytes[at..end]].concat();
            let mut out = [&bytes[..at], &directory].concat();
            zip::finish(&mut out, at as u64, directory.len() as u64, 5, &End::default());
            out
        })
    }),
    ("cd_missing_entry", Refused(&["ZIP006"]), |wheel| wheel.entries(hide)),
    ("data_descriptor", Refused(&["ZIP007"]), |wheel| wheel.entries(|all| stream(all, |_| {}))),
    ("data_descriptor_bad_crc", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| stream(all, |data| data[4] ^= 1))
    }),
    ("data_descriptor_bad_crc_0", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| stream(all, |data| data[4..8].fill(0)))
    }),
    ("data_descriptor_bad_csize", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| stream(all, |data| data[8] += 1))
    }),
    ("data_descriptor_bad_usize", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| stream(all, |data| data[12] += 1))
    }),
    ("data_descriptor_bad_usize_no_sig", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| {
            stream(all, |data| {
                data.drain(..4);
                data[8] += 1;
            });
        })
    }),
    ("data_descriptor_zip64", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| stream(all, widen))
    }),
    ("data_descriptor_zip64_csize", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| {
            stream(all, |data| {
                widen(data);
                data[8] += 1;
            });
        })
    }),
    ("data_descriptor_zip64_usize", Refused(&["ZIP007"]), |wheel| {
        wheel.entries(|all| {
            stream(all, |data| {
                widen(data);
                data[16] += 1;
            });
        })
    }),
    ("dupe_eocd", Unreadable("no directory entry"), |wheel| {
        wheel.bytes(|bytes| [&bytes[..], &bytes[bytes.len() - 22..]].concat())
    }),
    ("eocd64_locator_mismatch", Refused(&["ZIP008"]), |wheel| {
        wheel.end(End { zip64: true, record: Some(0), ..End::default() })
    }),
    // A ZIP64 end record, and something else than its locator before the end record.
    ("eocd64_non_locator", Refused(&["ZIP008"]), |wheel| wheel.bytes(|_| lone_record(&[0; 20]))),
    ("eocd64_without_eocd", Unreadable("cut short"), |wheel| {
        let end = End { zip64: true, ..End::default() };
        wheel.end(end).bytes(|bytes| bytes[..bytes.len() - 22].to_vec())
    }),
    ("eocd64_without_locator", Refused(&["ZIP008"]), |wheel| wheel.bytes(|_| lone_record(&[]))),
    ("extra3byte", Refused(&["ZIP009"]), |wheel| {
        wheel.entries(|all| all[0].extras = [b"   ".to_vec(), b"   ".to_vec()])
    }),
    ("missing_local_file", Refused(&["ZIP001"]), |wheel| {
        wheel.file("demo/gone", b"").entries(|all| all[1].stands[0] = false)
    }),
    ("non_ascii_original_name", Refused(&["ZIP011"]), |wheel| {
        wheel.entries(|all| {
            let name = "demo-1.0.dist-info/licenses/x";
            let raw_name = Some(b"demo-1.0.dist-info/licenses/\x82".to_vec());
            all.push(Entry { raw_name, ..Entry::stored(name, b"hello") });
        })
    }),
    ("not", Unreadable("no zip archive"), |wheel| wheel.bytes(|_| b"this is no archive".to_vec())),
    ("prefix", Refused(&["ZIP006"]), |wheel| wheel.bytes(|bytes| [&[0; 4][..], &bytes].concat())),
    ("second_unicode_extra", Refused(&["ZIP009"]), |wheel| {
        wheel.entries(|all| rename(all, &["first-unicode-extra", "second-unicode-extra"]))
    }),
    ("shortextra", Unreadable("extra field 7075 cannot have 9 bytes"), |wheel| {
        wheel.entries(|all| {
            let field = unicode_path("demo/__init__.py", "étc".as_bytes());
            all[0].extras[1] = field[..field.len() - 1].to_vec();
        })
    }),
    ("suffix_not_comment", Refused(&["ZIP006"]), |wheel| {
        wheel.end(End { trailing: b"    ".to_vec(), ..End::default() })
    }),
    ("unicode_extra_chain", Refused(&["ZIP009"]), |wheel| {
        wheel.entries(|all| rename(all, &["first-unicode-extra", "ignoreme", "reset-extra"]))
    }),
    // The wheel: one member of a name in the directory, two in the archive.
    ("wheel-1.0-py3-none-any", Refused(&["ZIP006"]), |wheel| {
        wheel.entries(|all| {
            let mut twin = all[0].clone();
            twin.stands[1] = false;
            all.insert(0, twin);
        })
    }),
    // A whole archive in the comment of another, the ZIP64 records of which name the first.
    ("zip64_eocd_confusion", Refused(&["ZIP006", "ZIP008"]), |wheel| {
        wheel.end(End { zip64: true, ..End::default() }).bytes(|bytes| {
            let end = End { zip64: true, comment: second(), ..End::default() };
            with_end(&bytes, 76 + 22, &end)
        })
    }),
    ("zip64_eocd_extensible_data", Refused(&["ZIP008"]), |wheel| {
        let extensible = b"\0\0\x10\0zzzzzzzzzzzzzzzz".to_vec();
        wheel.end(End { zip64: true, extensible, ..End::default() })
    }),
    ("zip64_extra_csize", Refused(&["ZIP009"]), |wheel| {
        // The field holds one size, and the member is compressed.
        wheel.entries(|all| {
            let size = u64::try_from(all[0].data.len()).unwrap().to_le_bytes();
            all[0].extras = [extra(1, &size), extra(1, &size)];
            all[0].local = |fixed| fixed.compressed = u32::MAX;
            all[0].central = |fixed| fixed.compressed = u32::MAX;
        })
    }),
    ("zip64_extra_too_long", Refused(&["ZIP005"]), |wheel| {
        wheel.entries(|all| {
            let sizes = [all[0].size.to_le_bytes(), [0; 8]].concat();
            all[0].extras = [extra(1, &sizes), extra(1, &sizes)];
            all[0].local = |fixed| fixed.size = u32::MAX;
            all[0].central = |fixed| fixed.size = u32::MAX;
        })
    }),
    ("zip64_extra_too_short", Unreadable("lacks the compressed size"), |wheel| {
        wheel.entries(|all| {
            let size = all[0].size.to_le_bytes();
            all[0].extras = [extra(1, &size), extra(1, &size)];
            all[0].local = |fixed| (fixed.size, fixed.compressed) = (u32::MAX, u32::MAX);
            all[0].central = |fixed| (fixed.size, fixed.compressed) = (u32::MAX, u32::MAX);
        })
    }),
    ("zip64_extra_usize", Refused(&["ZIP009"]), |wheel| {
        wheel.entries(|all| {
            let size = all[0].size.to_le_bytes();
            all[0].extras = [extra(1, &size), extra(1, &size)];
            all[0].local = |fixed| fixed.size = u32::MAX;
            all[0].central = |fixed| fixed.size = u32::MAX;
        })
    }),
    // A second archive stands in the comment of the first.
    ("zipinzip", Refused(&["ZIP006"]), |wheel| {
        wheel.bytes(|bytes| {
            let first = archive(&[Entry::stored("fileb", b"B")]);
            let length = u16::try_from(bytes.len()).unwrap().to_le_bytes();
            [&first[..first.len() - 2], &length, &bytes].concat()
        })
    }),
];

fn folder() -> Entry {
    Entry::stored("demo/foo/", b"")
}

/// A member that the directory does not name.
fn hide(all: &mut Vec<Entry>) {
    let stands = [true, false];
    all.insert(1, Entry { stands, ..Entry::deflated("demo/two", b"hello") });
}

/// Puts the sizes of the first member behind its content.
fn stream(all: &mut [Entry], change: fn(&mut Vec<u8>)) {
    let entry = &mut all[0];
    entry.flags |= 1 << 3;
    entry.local = |fixed| (fixed.size, fixed.compressed, fixed.crc) = (0, 0, 0);
    entry.around[1] = crate::recipes::descriptor(entry);
    change(&mut entry.around[1]);
}

/// A data descriptor with sizes of eight bytes.
fn widen(data: &mut Vec<u8>) {
    data.splice(12..12, [0; 4]);
    data.extend([0; 4]);
}

/// Unicode paths for the first member.
fn rename(all: &mut [Entry], names: &[&str]) {
    let field = |name: &&str| unicode_path("demo/__init__.py", name.as_bytes());
    let fields: Vec<u8> = names.iter().flat_map(field).collect();
    all[0].extras = [fields.clone(), fields];
}

/// An archive of nothing, with a ZIP64 end record that no locator names.
fn lone_record(between: &[u8]) -> Vec<u8> {
    let mut record = Vec::new();
    zip::finish(&mut record, 0, 0, 0, &End { zip64: true, ..End::default() });
    [&record[..56], between, &archive(&[])].concat()
}

/// Another archive, its offsets those of a file by itself.
fn second() -> Vec<u8> {
    zip::archive_with(&[Entry::stored("secon", b"BOOM!")], &End { zip64: true, ..End::default() })
}

/// The archive with another end.
fn with_end(bytes: &[u8], old: usize, end: &End) -> Vec<u8> {
    let kept = bytes.len() - old;
    let start = bytes.windows(4).position(|found| found == b"PK\x01\x02").unwrap();
    let mut out = bytes[..kept].to_vec();
    zip::finish(&mut out, start as u64, (kept - start) as u64, 4, end);
    out
}

/// What relkit says of a wheel.
fn answer(path: &Path) -> Result<Vec<&'static str>, String> {
    dist::read_one(path).map_err(|error| error.to_string())?;
    let found = judge::findings(&[path.to_owned()]);
    let mut codes: Vec<_> = found
        .iter()
        .filter(|finding| finding.level == Level::Error && finding.code.starts_with("ZIP"))
        .map(|finding| finding.code)
        .collect();
    codes.dedup();
    Ok(codes)
}

#[test]
fn archives_are_judged_as_pypi_judges_them() {
    assert_eq!(CASES.len(), 11 + 35);
    let mut wrong = Vec::new();
    let mut accepted = Vec::new();
    let root = tempfile::tempdir().unwrap();
    for (name, wanted, make) in CASES {
        let folder = root.path().join(name);
        fs::create_dir(&folder).unwrap();
        let path = make(Wheel::new("demo", "1.0")).write(&folder);
        let found = answer(&path);
        let right = match (wanted, &found) {
            (Accepted, Ok(codes)) => codes.is_empty(),
            (Refused(wanted), Ok(codes)) => codes == wanted,
            (Unreadable(words), Err(error)) => error.contains(words),
            _ => false,
        };
        if !right {
            wrong.push(format!("{name}: {wanted:?}, found {found:?}"));
        }
        if *wanted == Accepted {
            accepted.push(path);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    python_reads(&accepted);
}

/// What PyPI's own reader says nothing about, with all findings above the level of info.
#[test]
fn what_python_cannot_read_or_reads_otherwise() {
    let root = tempfile::tempdir().unwrap();
    let found = |name: &str, wheel: Wheel| {
        let folder = root.path().join(name);
        fs::create_dir(&folder).unwrap();
        let path = wheel.write(&folder);
        let found = judge::findings(std::slice::from_ref(&path));
        let found = found.into_iter().filter(|finding| finding.level > Level::Info);
        (path, found.map(|finding| (finding.code, finding.level)).collect::<Vec<_>>())
    };
    let demo = || Wheel::new("demo", "1.0");
    let (version, codes) = found(
        "version",
        demo().bytes(|mut bytes| {
            let at = bytes.windows(4).position(|b| b == b"PK\x01\x02").unwrap();
            bytes[at + 6] = 64;
            bytes
        }),
    );
    assert_eq!(codes, [("ZIP019", Level::Error)]);
    let (patched, codes) = found("patched", demo().entries(|all| all[0].flags |= 1 << 5));
    assert_eq!(codes, [("ZIP019", Level::Error)]);
    let program = "import sys, zipfile\n\
        for path in sys.argv[1:]:\n    \
            try:\n        \
                zipfile.ZipFile(path).testzip()\n    \
            except NotImplementedError:\n        \
                continue\n    \
            raise SystemExit(path)\n";
    let mut python: Command = python::program("python");
    python::run(python.args(["-c", program]).args([version, patched]), "be refused by zipfile");
    for side in 0..2 {
        let renamed: fn(&mut Vec<Entry>) = match side {
            0 => |all| all[0].extras[0] = unicode_path("demo/__init__.py", b"demo/other.py"),
            _ => |all| all[0].extras[1] = unicode_path("demo/__init__.py", b"demo/other.py"),
        };
        let (_, codes) = found(&format!("renamed{side}"), demo().entries(renamed));
        // The zip crate goes by the name of the directory.
        let both = [("ZIP009", Level::Warning), ("ZIP018", Level::Warning)];
        assert_eq!(codes, both[..=side], "{side}");
    }
}

/// Python's `zipfile` opens the archives and finds every member whole.
fn python_reads(paths: &[std::path::PathBuf]) {
    let program = "import sys, zipfile\n\
        for path in sys.argv[1:]:\n    \
            with zipfile.ZipFile(path) as archive:\n        \
                assert archive.testzip() is None, path\n";
    let mut python: Command = python::program("python");
    python::run(python.args(["-c", program]).args(paths), "read the archives with zipfile");
}

/// What PyPI lets pass although it contradicts itself is a warning: installers that stream differ.
#[test]
fn what_only_some_installers_refuse_is_a_warning() {
    type Change = fn(Wheel) -> Wheel;
    let cases: &[(&str, Change)] = &[
        ("ZIP005", |wheel| wheel.entries(|all| all[0].local = |fixed| fixed.crc ^= 1)),
        ("ZIP005", |wheel| wheel.entries(|all| all[0].local = |fixed| fixed.method = 0)),
        ("ZIP009", |wheel| {
            wheel.entries(|all| all[0].extras[1] = unicode_path("demo/__init__.py", b"demo/other"))
        }),
        ("ZIP008", |wheel| {
            wheel.bytes(|mut bytes| {
                let end = bytes.len() - 22;
                bytes[end + 4] = 1;
                bytes[end + 6] = 1;
                bytes
            })
        }),
    ];
    for (code, make) in cases {
        let folder = tempfile::tempdir().unwrap();
        let found = judge::findings(&[make(Wheel::new("demo", "1.0")).write(folder.path())]);
        let found: Vec<_> = found.iter().map(|finding| (finding.code, finding.level)).collect();
        assert!(found.contains(&(*code, Level::Warning)), "{code}: {found:?}");
        assert!(found.iter().all(|(_, level)| *level < Level::Error), "{code}: {found:?}");
    }
}
