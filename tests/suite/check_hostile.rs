//! Hostile files against the whole program, under a limit of memory that the system enforces.

#![cfg(target_os = "linux")]

use std::{fs, io::Write, path::Path, process::Command};

use flate2::{Compression, write::GzEncoder};
use relkit::rules::Level;

use crate::support::{
    relkit::Ran,
    wheel::Wheel,
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
    fs::write(&path, zip::archive_with(&entries, &End { zip64: true, ..End::default() })).unwrap();
    let run = check_within_300_megabytes(&path);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.out.contains("WHL001"), "{}", run.out);
}

/// The codes at error level for a wheel with this content, and how many findings there are.
fn errors(content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x-1.0-py3-none-any.whl");
    fs::write(&path, content).unwrap();
    let run = check_within_300_megabytes(&path);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    let code = |line: &str| Some(line.split_once("error[")?.1.split_once(']')?.0.to_owned());
    let codes: std::collections::BTreeSet<String> = run.out.lines().filter_map(code).collect();
    codes.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whatever sizes and members are claimed, nothing is inflated that a small file cannot hold.
#[test]
fn bombs_end_with_a_finding() {
    let zeros = vec![0; 200 << 20];
    let one = Entry::deflated("x/bomb.bin", &zeros);
    assert!(errors(&zip::archive(std::slice::from_ref(&one))).contains("ZIP013"));
    let claimed = Entry { size: u64::from(u32::MAX) - 1, ..Entry::deflated("x/a", b"a") };
    assert!(errors(&zip::archive(&[claimed])).contains("ZIP013"));
    // 4 GB and more by ZIP64, and more together than a number holds.
    let wide = Entry { size: u64::MAX / 2, zip64: true, ..Entry::deflated("x/a", b"a") };
    let wider: Vec<Entry> =
        (0..3).map(|n| Entry { name: format!("x/{n}"), ..wide.clone() }).collect();
    assert!(errors(&zip::archive(&wider)).contains("ZIP013"));
}

/// 100 000 members that all are one kernel of compressed zeros, as the best bombs are built.
#[test]
fn members_that_overlap_end_with_a_finding() {
    let kernel = Entry::deflated("x/0", &vec![0; 20 << 20]);
    let one = zip::archive(&[kernel]);
    let start = one.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    let end = one.len() - 22;
    let count = 100_000_u64;
    let mut all = one[..start].to_vec();
    for _ in 0..count {
        all.extend(&one[start..end]);
    }
    let size = (end - start) as u64 * count;
    zip::finish(&mut all, start as u64, size, count, &End { zip64: true, ..End::default() });
    let codes = errors(&all);
    assert!(codes.contains("ZIP003") && codes.contains("ZIP013"), "{codes}");
}

/// More fields than are read is an error of its own; a classifier is told of once.
#[test]
fn many_fields_end_with_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let said = |path: &std::path::Path, code: &str| {
        let found = crate::support::judge::findings(&[path.to_owned()]);
        let found = found.into_iter().filter(|finding| finding.code == code);
        found.map(|finding| (finding.level, finding.message)).collect::<Vec<_>>()
    };
    let metadata = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n";
    for more in ["Keywords: a\n".repeat(5_000), format!("\n{}", "a".repeat(4 << 20))] {
        let text = [&metadata[..], more.as_bytes()].concat();
        let path = Wheel::new("demo", "1.0").metadata(&text).write(folder.path());
        let wanted = (Level::Error, "the metadata was not read to its end".to_owned());
        assert_eq!(said(&path, "MET009"), [wanted]);
    }
    let text = [&metadata[..], "Classifier: Topic :: Nothing\n".repeat(100).as_bytes()].concat();
    let path = Wheel::new("demo", "1.0").metadata(&text).write(folder.path());
    assert_eq!(said(&path, "MET013").len(), 1);
}

/// 10 000 tags in WHEEL, and a file name whose sets multiply.
#[test]
fn many_tags_end_with_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..10_000).map(|n| format!("Tag: py3-none-any{n}")).collect();
    let lines: Vec<&str> = ["Wheel-Version: 1.0", "Root-Is-Purelib: true"]
        .into_iter()
        .chain(lines.iter().map(String::as_str))
        .collect();
    let path = Wheel::new("demo", "1.0").wheel(&lines).write(folder.path());
    let run = check_within_300_megabytes(&path);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.len() < 100_000, "{} bytes", run.out.len());
    let set = |letter: char| (0..20).map(|n| format!("{letter}{n}")).collect::<Vec<_>>().join(".");
    let name = format!("demo-1.0-{}-{}-{}.whl", set('a'), set('b'), set('c'));
    let other = folder.path().join(name);
    fs::rename(&path, &other).unwrap();
    let run = check_within_300_megabytes(&other);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.len() < 200_000, "{} bytes", run.out.len());
}

/// Links that lead to links that lead to links, thousands of them, each path a long one.
#[test]
fn chains_of_links_are_followed_in_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    for number in 0..20_000 {
        let mut link = header(tar::EntryType::Symlink, 0);
        let target = format!("{}/{}", number + 1, "a/".repeat(40));
        tar.append_link(&mut link, format!("demo-1.0/{number}"), target).unwrap();
    }
    let run = check_within_300_megabytes(&write_sdist(folder.path(), &tar.into_inner().unwrap()));
    assert_eq!(run.status, Some(1), "{}", run.err);
}

/// What checking a wheel with this dependency prints, within bounds.
fn said_of_dependency(dependency: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = Wheel::new("demo", "1.0").field("Requires-Dist", dependency).write(folder.path());
    check_within_300_megabytes(&path)
}

#[test]
fn markers_of_any_depth_and_length_are_read_in_bounded_memory() {
    let nested = said_of_dependency(&format!("a; {}", "(".repeat(3000)));
    assert_eq!(nested.status, Some(1), "{}", nested.err);
    assert!(
        nested.out.contains("its marker has more than 50 nested parentheses"),
        "{}",
        nested.out
    );
    let clauses: Vec<String> =
        (0..24).map(|n| format!("(os_name == 'a{n}' or os_name == 'b{n}')")).collect();
    let wide = said_of_dependency(&format!("a; {}", clauses.join(" and ")));
    assert_eq!((wide.status, wide.out.as_str()), (Some(0), "1 file, no findings\n"));
}

/// Every member has a long damage and an unsafe path; every row of RECORD names nothing.
#[test]
fn findings_on_many_members_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x-1.0-py3-none-any.whl");
    let mut entries: Vec<Entry> = (0..60_000)
        .map(|number| Entry {
            local_name: Some("\u{1}".repeat(220)),
            ..Entry::stored(&format!("../{number}/"), b"")
        })
        .collect();
    let rows: String = (0..60_000).map(|number| format!("gone/{number},sha256=x,1\n")).collect();
    entries.push(Entry::deflated("x-1.0.dist-info/RECORD", rows.as_bytes()));
    fs::write(&path, zip::archive(&entries)).unwrap();
    let run = check_within_300_megabytes(&path);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.out.contains("59900 more findings of this rule are left out"));
    assert!(run.out.len() < 200_000, "{} bytes", run.out.len());
}

/// A source distribution from a tar archive.
fn write_sdist(folder: &Path, tar: &[u8]) -> std::path::PathBuf {
    let path = folder.join("demo-1.0.tar.gz");
    let mut gzip = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::fast());
    gzip.write_all(tar).unwrap();
    gzip.finish().unwrap();
    path
}

fn header(kind: tar::EntryType, size: usize) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

#[test]
fn links_of_any_length_are_kept_in_bounds_and_shown_short() {
    let folder = tempfile::tempdir().unwrap();
    let noise: String = (0_u64..60_000)
        .map(|n| format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .collect();
    let of = |count: usize| {
        let mut tar = tar::Builder::new(Vec::new());
        for number in 0..count {
            let mut link = header(tar::EntryType::Symlink, 0);
            let target = format!("/{number}{noise}");
            tar.append_link(&mut link, format!("demo-1.0/{number}"), target).unwrap();
        }
        check_within_300_megabytes(&write_sdist(folder.path(), &tar.into_inner().unwrap()))
    };
    let few = of(3);
    assert_eq!(few.status, Some(1), "{}", few.err);
    assert!(few.out.contains("SDI005") && few.out.len() < 5_000, "{} bytes", few.out.len());
    let many = of(110);
    assert_eq!(many.status, Some(2));
    assert!(many.err.contains("all the names of members that relkit keeps"), "{}", many.err);
}

/// As `tar czf x ./demo-1.0` and `git archive` write them.
#[test]
fn habits_of_tar_are_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    let comment = b"18 comment=abcdef\n";
    let mut tar = tar::Builder::new(Vec::new());
    let mut global = header(tar::EntryType::XGlobalHeader, comment.len());
    tar.append_data(&mut global, "pax_global_header", &comment[..]).unwrap();
    let pkg_info = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.11\nLicense-File: LICENSE\n";
    let files = [
        ("PKG-INFO", pkg_info),
        ("pyproject.toml", "[build-system]\nrequires = []\n"),
        ("LICENSE", "x"),
    ];
    for (name, text) in files {
        let mut file = header(tar::EntryType::Regular, text.len());
        let path = format!("./demo-1.0/{name}");
        let bytes = file.as_mut_bytes();
        bytes[..path.len()].copy_from_slice(path.as_bytes());
        file.set_cksum();
        tar.append(&file, text.as_bytes()).unwrap();
    }
    let run = check_within_300_megabytes(&write_sdist(folder.path(), &tar.into_inner().unwrap()));
    assert_eq!(run.out, "1 file, no findings\n", "{}", run.err);
}

/// A member that is there is not said to be missing, and a RECORD that was cut proves nothing.
#[test]
fn what_was_not_read_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = Wheel::new("demo", "1.0")
        .entries(|entries| {
            for entry in entries {
                if entry.name.ends_with("METADATA") {
                    entry.method = 12;
                }
            }
        })
        .write(folder.path());
    let run = check_within_300_megabytes(&path);
    assert!(run.out.contains("METADATA cannot be read: it is compressed by bzip2"), "{}", run.out);
    assert!(!run.out.contains("there is no METADATA"), "{}", run.out);

    let path = Wheel::new("demo", "2.0")
        .record(|text| {
            let long = format!("{}\n", "x".repeat(1 << 20));
            let noise: String = long.repeat(33);
            noise + &text
        })
        .entries(|entries| entries.push(Entry::stored("demo/fill", &vec![7; 1 << 20])))
        .write(folder.path());
    let run = check_within_300_megabytes(&path);
    assert!(run.out.contains("RECORD was not read to its end"), "{}{}", run.out, run.err);
    assert!(!run.out.contains("REC003"));
}
