//! `relkit check --fix`: what is mended, how it is written, and that Python's own tools agree.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{
    corpus, judge,
    python::{self, run},
    relkit::{Ran, TODAY, relkit},
    site::noise,
    wheel::{Sdist, Wheel},
    zip::Entry,
};

/// Verifies a wheel as `zipfile` and `hashlib` see it, both ways between RECORD and archive.
const VERIFY: &str = r#"
import base64, csv, hashlib, io, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    assert wheel.testzip() is None
    names = wheel.namelist()
    assert len(names) == len(set(names)), "twice"
    record = [name for name in names if name.endswith(".dist-info/RECORD")]
    assert len(record) == 1, record
    rows = list(csv.reader(io.StringIO(wheel.read(record[0]).decode())))
    files = {name for name in names if not name.endswith("/")}
    assert len(rows) == len(files) and {row[0] for row in rows} == files, files ^ {row[0] for row in rows}
    for path, digest, size in rows:
        if path == record[0]:
            assert (digest, size) == ("", ""), (digest, size)
            continue
        data = wheel.read(path)
        algorithm, _, value = digest.partition("=")
        wanted = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).rstrip(b"=").decode()
        assert value == wanted and int(size) == len(data), path
"#;

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    let arguments = [&["check", "--as-of", TODAY], arguments].concat();
    Ran::from(relkit(&arguments).current_dir(folder).output().unwrap())
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

/// The codes of a mended file's findings.
fn codes(path: &Path) -> Vec<&'static str> {
    let mut codes: Vec<_> =
        judge::findings(&[path.to_owned()]).into_iter().map(|finding| finding.code).collect();
    codes.dedup();
    codes
}

fn verify(path: &Path) {
    let mut python = python::program("python");
    run(python.args(["-c", VERIFY]).arg(path), "verify the mended wheel with zipfile");
}

/// Everything below a folder, by its path.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            out.extend(tree(&entry.path()));
        }
        out.push(entry.path());
    }
    out.sort();
    out
}

/// A wheel with a name to normalise, tags to sort, a lost row and a false hash.
fn bad(folder: &Path) -> PathBuf {
    Wheel::new("Demo.Pkg", "1.0")
        .tag("py3.py2-none-any")
        .wheel(&[
            "Wheel-Version: 1.0",
            "Generator: x",
            "Root-Is-Purelib: true",
            "Tag: py3-none-any",
        ])
        .file("Demo.Pkg-1.0.data/scripts/demo", b"#!python\n")
        .file("demo/a,b.txt", b"text")
        .record(|text| {
            let lost = |line: &&str| !line.starts_with("demo/__init__");
            let rows: Vec<&str> = text.lines().filter(lost).collect();
            rows.join("\r\n").replace("scripts/demo,sha256=", "scripts/demo,sha256=A")
                + "\r\nx.py,,\r\n"
        })
        .write(folder)
}

#[test]
fn everything_that_is_safe_is_mended_beside() {
    let folder = tempfile::tempdir().unwrap();
    let old = bad(folder.path());
    let before = fs::read(&old).unwrap();
    let ran = check(folder.path(), &[".", "--fix", "--ignore", "REL,SUP"]);
    let new = folder.path().join("fixed/demo_pkg-1.0-py2.py3-none-any.whl");
    assert_eq!(fs::read(&old).unwrap(), before, "the old file stays as it is");
    assert_eq!(
        tree(folder.path()),
        [new.parent().unwrap().to_owned(), new.clone(), old]
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
    insta::assert_snapshot!(ran.out, @"
    mended ./Demo.Pkg-1.0-py3.py2-none-any.whl as ./fixed/demo_pkg-1.0-py2.py3-none-any.whl
      NAM002: `Demo.Pkg` written `demo_pkg` in the file name
      NAM002: Demo.Pkg-1.0.dist-info/: `Demo.Pkg-1.0.dist-info` renamed to `demo_pkg-1.0.dist-info`
      REC002: Demo.Pkg-1.0.dist-info/RECORD: 1 unreadable row written anew or left out
        line 2: 4 fields, expected 3: path, hash, size
      REC003: Demo.Pkg-1.0.dist-info/RECORD: 2 rows added
        demo/__init__.py
        demo/a,b.txt
      REC004: Demo.Pkg-1.0.dist-info/RECORD: 1 row removed that named no file
        x.py
      REC005: Demo.Pkg-1.0.dist-info/RECORD: 1 hash set to that of the content
        Demo.Pkg-1.0.data/scripts/demo: sha256=ANKJyCC0fONcaYytG9mysca37TZf8wBDISvRNAW-78pQ is sha256=NKJyCC0fONcaYytG9mysca37TZf8wBDISvRNAW-78pQ
      TAG001: tags sorted: `py2.py3-none-any`
      WHL004: Demo.Pkg-1.0.dist-info/WHEEL: `Tag` lines taken from the file name
        Tag: py2-none-any
        Tag: py3-none-any

    1 file, no findings
    ");
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert_eq!(codes(&new), Vec::<&str>::new());
    verify(&new);
}

#[test]
fn the_same_wheel_gives_the_same_bytes_and_may_be_mended_again() {
    let folder = tempfile::tempdir().unwrap();
    bad(folder.path());
    let first = check(folder.path(), &[".", "--fix"]);
    let new = folder.path().join("fixed/demo_pkg-1.0-py2.py3-none-any.whl");
    let bytes = fs::read(&new).unwrap();
    let second = check(folder.path(), &[".", "--fix"]);
    assert_eq!((first.status, &first.out), (second.status, &second.out));
    assert_eq!(fs::read(&new).unwrap(), bytes);
}

#[test]
fn blank_rows_and_a_byte_order_mark_leave_record() {
    let folder = tempfile::tempdir().unwrap();
    let spoilt = |text: String| format!("\u{feff}\n{}\n", text.replacen('\n', "\n\n", 1));
    let path = Wheel::new("demo", "1.0").record(spoilt).write(folder.path());
    assert_eq!(codes(&path), ["REC002"]);
    let ran = check(folder.path(), &[".", "--fix"]);
    let mended = folder.path().join("fixed").join(path.file_name().unwrap());
    assert!(mended.exists(), "{}{}", ran.out, ran.err);
    verify(&mended);
    assert!(codes(&mended).is_empty());
}

#[test]
fn a_file_that_is_there_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    bad(folder.path());
    let new = folder.path().join("fixed/demo_pkg-1.0-py2.py3-none-any.whl");
    fs::create_dir(new.parent().unwrap()).unwrap();
    fs::write(&new, "mine").unwrap();
    let ran = check(folder.path(), &[".", "--fix"]);
    assert_eq!(ran.status, Some(2));
    assert_eq!(fs::read_to_string(&new).unwrap(), "mine");
    assert_eq!(tree(folder.path()).len(), 3, "no temporary file is left");
    insta::assert_snapshot!(ran.err, @"
    error: cannot mend ./Demo.Pkg-1.0-py3.py2-none-any.whl as ./fixed/demo_pkg-1.0-py2.py3-none-any.whl: another file has that name
    hint: move it away, or name another folder with --output-dir
    ");
}

#[test]
fn in_place_the_old_name_goes_when_the_new_file_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let old = bad(folder.path());
    let ran = check(folder.path(), &[".", "--fix", "--in-place", "--format", "json"]);
    let new = folder.path().join("demo_pkg-1.0-py2.py3-none-any.whl");
    assert_eq!(tree(folder.path()), std::slice::from_ref(&new), "{}", ran.err);
    assert!(!old.exists());
    verify(&new);
    let report = json(&ran);
    assert_eq!(report["fixes"][0]["to"], "./demo_pkg-1.0-py2.py3-none-any.whl");
    assert_eq!(report["fixes"][0]["written"], true);
    assert_eq!(report["files"][0]["path"], "./demo_pkg-1.0-py2.py3-none-any.whl");
    assert_eq!(report["summary"]["fixable"], 0);

    // The same name: the file is replaced.
    let only_record = Wheel::new("demo", "1.0").record(|text| text.replace(",12\n", ",13\n"));
    let path = only_record.write(folder.path());
    let ran = check(folder.path(), &["demo-1.0-py3-none-any.whl", "--fix", "--in-place"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    verify(&path);
}

#[test]
fn a_clean_wheel_gives_no_file() {
    let folder = tempfile::tempdir().unwrap();
    Wheel::new("demo", "1.0").write(folder.path());
    Sdist::new("demo", "1.0").write(folder.path());
    let before = tree(folder.path());
    let ran = check(folder.path(), &[".", "--fix"]);
    assert_eq!((ran.out.as_str(), ran.status), ("2 files, no findings\n", Some(0)));
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn what_would_be_mended_is_said_and_not_done() {
    let folder = tempfile::tempdir().unwrap();
    bad(folder.path());
    let before = tree(folder.path());
    let ran = check(folder.path(), &[".", "--fix", "--dry-run", "--format", "json"]);
    assert_eq!(tree(folder.path()), before);
    let report = json(&ran);
    assert_eq!((ran.status, &report["fixes"][0]["written"]), (Some(1), &false.into()));
    let listed = report["fixes"][0]["changes"].as_array().unwrap();
    let listed: Vec<_> = listed.iter().map(|change| change["code"].as_str().unwrap()).collect();
    assert_eq!(
        listed,
        ["NAM002", "NAM002", "REC002", "REC003", "REC004", "REC005", "TAG001", "WHL004"]
    );
    // Without --fix every finding says whether it could be mended.
    let report = json(&check(folder.path(), &[".", "--format", "json"]));
    let findings = report["findings"].as_array().unwrap();
    let fixable = |code: &str| {
        let one = findings.iter().find(|finding| finding["code"] == code);
        one.unwrap_or_else(|| panic!("{code}"))["fixable"].as_bool().unwrap()
    };
    assert!(["REC003", "REC004", "REC005", "NAM002", "WHL004"].into_iter().all(fixable));
    assert!(report["fixes"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_ignored_is_not_mended() {
    let folder = tempfile::tempdir().unwrap();
    bad(folder.path());
    check(folder.path(), &[".", "--fix", "--select", "REC"]);
    let new = folder.path().join("fixed/Demo.Pkg-1.0-py3.py2-none-any.whl");
    verify(&new);
    let left: Vec<_> = codes(&new).into_iter().filter(|code| !code.starts_with("SUP")).collect();
    assert_eq!(left, ["NAM002", "TAG001", "WHL004"]);
}

#[test]
fn what_is_not_safe_is_left_alone() {
    let signed = |entries: &mut Vec<Entry>| {
        entries.push(Entry::stored("demo-1.0.dist-info/RECORD.jws", b"{}"));
    };
    let twice = |entries: &mut Vec<Entry>| entries.push(entries[0].clone());
    let damaged = |entries: &mut Vec<Entry>| entries[0].crc ^= 1;
    let broken = || {
        Wheel::new("demo", "1.0")
            .record(|text| text.replace("METADATA,sha256=", "METADATA,sha256=A"))
    };
    let said = |wheel: Wheel| {
        let folder = tempfile::tempdir().unwrap();
        wheel.write(folder.path());
        let before = tree(folder.path());
        let report = json(&check(folder.path(), &[".", "--fix", "--format", "json"]));
        assert_eq!(tree(folder.path()), before);
        assert_eq!(report["summary"]["fixable"], 0);
        assert!(report["summary"]["errors"].as_u64() > Some(0));
        report["fixes"][0]["refused"].as_str().unwrap().to_owned()
    };
    insta::assert_snapshot!(said(broken().entries(signed)), @"its RECORD is signed by RECORD.jws");
    insta::assert_snapshot!(said(broken().entries(twice)), @"it has two members demo/__init__.py");
    insta::assert_snapshot!(said(broken().entries(damaged)), @"its member demo/__init__.py is damaged: its CRC-32 is 70288270, the archive declares 70288271");
    insta::assert_snapshot!(said(broken().field("Version", "2.0")), @"its METADATA is not of the project and version of the file name");
    insta::assert_snapshot!(said(broken().dist_info("other-1.0")), @"its `.dist-info` folder is of another project or version");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let old = bad(folder.path());
    let before = fs::read(&old).unwrap();
    // A file where the folder should be refuses even the superuser.
    fs::write(folder.path().join("full"), "").unwrap();
    let ran = check(folder.path(), &[".", "--fix", "--output-dir", "full"]);
    assert_eq!(ran.status, Some(2));
    insta::assert_snapshot!(ran.err, @"
    error: cannot mend ./Demo.Pkg-1.0-py3.py2-none-any.whl as full/demo_pkg-1.0-py2.py3-none-any.whl: `full` is no folder
    hint: name another folder with --output-dir
    ");
    let said = "not mended ./Demo.Pkg-1.0-py3.py2-none-any.whl: `full` is no folder\n";
    assert!(ran.out.starts_with(said), "{}", ran.out);
    let ran = check(folder.path(), &[".", "--fix", "--output-dir", "/dev/full/x"]);
    assert_eq!(ran.status, Some(2));
    assert_eq!(fs::read(&old).unwrap(), before);
}

/// A disk that is full, by a bound on the size of files.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let noise = noise(50_000);
    let lies = |text: String| text.replace(",50000\n", ",50001\n");
    let old =
        Wheel::new("demo", "1.0").file("demo/noise.bin", &noise).record(lies).write(folder.path());
    let before = fs::read(&old).unwrap();
    for more in [&[][..], &["--in-place"]] {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" check . --fix \"$@\""]);
        shell.arg(env!("CARGO_BIN_EXE_relkit")).args(more).current_dir(folder.path());
        let ran = Ran::from(shell.output().unwrap());
        assert_eq!(ran.status, Some(2), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("nothing was changed"), "{}", ran.err);
        assert_eq!(fs::read(&old).unwrap(), before);
        assert_eq!(tree(folder.path()), std::slice::from_ref(&old), "no empty folder either");
    }
}

/// The system ends a process that writes more than it may: nothing is cleaned up then.
#[cfg(unix)]
#[test]
fn what_a_run_that_was_ended_left_goes_with_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let lies = |text: String| text.replace(",50000\n", ",50001\n");
    let old = Wheel::new("demo", "1.0").file("demo/noise.bin", &noise(50_000)).record(lies);
    let old = old.write(folder.path());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -f 8; exec \"$0\" check . --fix"]);
    shell.arg(env!("CARGO_BIN_EXE_relkit")).current_dir(folder.path());
    assert_eq!(shell.output().unwrap().status.code(), None, "a signal ends it");
    let aside = |path: &PathBuf| path.to_str().unwrap().contains("/.relkit-fix-");
    assert!(tree(folder.path()).iter().any(aside));

    // What another run is at work in stays.
    let held = folder.path().join("fixed/.relkit-fix-held");
    fs::create_dir(&held).unwrap();
    let lock = fs::File::create(held.join(".lock")).unwrap();
    lock.lock().unwrap();
    let ran = check(folder.path(), &[".", "--fix"]);
    let fixed = folder.path().join("fixed");
    let mended = fixed.join(old.file_name().unwrap());
    let wanted = [old, fixed, held.clone(), held.join(".lock"), mended];
    let mut wanted = wanted.to_vec();
    wanted.sort();
    assert_eq!(tree(folder.path()), wanted, "{}", ran.err);
}

/// A mark says that `--fix` mends it, and so it does.
#[test]
fn marks_are_of_what_can_be_written() {
    let large = |entries: &mut Vec<Entry>| entries[0].zip64 = true;
    let lies = |text: String| text.replacen(",12\n", ",13\n", 1);
    let folder = tempfile::tempdir().unwrap();
    Wheel::new("demo", "1.0").record(lies).entries(large).write(folder.path());
    let ran = check(folder.path(), &["."]);
    assert!(ran.out.contains("REC006") && !ran.out.contains("[*]"), "{}", ran.out);
    let ran = check(folder.path(), &[".", "--fix"]);
    assert!(
        ran.out.starts_with("not mended ./demo-1.0-py3-none-any.whl: it has the ZIP64 form"),
        "{}",
        ran.out
    );
    assert_eq!((ran.status, tree(folder.path()).len()), (Some(0), 1), "{}", ran.err);

    let folder = tempfile::tempdir().unwrap();
    bad(folder.path());
    assert!(check(folder.path(), &["."]).out.contains("[*]"));
    check(folder.path(), &[".", "--fix"]);
    assert!(check(folder.path(), &["."]).out.contains("[*]"), "the same file again is no other");
    let new = folder.path().join("fixed/demo_pkg-1.0-py2.py3-none-any.whl");
    for other in [&b"mine"[..], &[fs::read(&new).unwrap(), b"more".to_vec()].concat()] {
        fs::write(&new, other).unwrap();
        assert!(!check(folder.path(), &["."]).out.contains("[*]"));
        for more in [&["--fix"][..], &["--fix", "--dry-run"]] {
            let ran = check(folder.path(), &[&["."], more].concat());
            assert!(ran.err.contains("another file has that name"), "{}", ran.err);
            assert!(!ran.out.contains("[*]") && ran.status == Some(2), "{}", ran.out);
        }
    }
}

#[test]
fn options_belong_to_fix() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--in-place"][..], &["--dry-run"], &["--output-dir", "x"]] {
        let ran = check(folder.path(), &[&["."], arguments].concat());
        assert_eq!(ran.status, Some(2));
        assert!(ran.err.contains("--fix"), "{}", ran.err);
    }
    let ran = check(folder.path(), &[".", "--fix", "--in-place", "--output-dir", "x"]);
    assert!(ran.err.contains("cannot be used with"), "{}", ran.err);
}

#[test]
fn members_keep_their_bytes_order_times_and_modes() {
    let folder = tempfile::tempdir().unwrap();
    let old = bad(folder.path());
    check(folder.path(), &[".", "--fix"]);
    let new = folder.path().join("fixed/demo_pkg-1.0-py2.py3-none-any.whl");
    let ask = r#"
import sys, zipfile
old, new = [zipfile.ZipFile(path) for path in sys.argv[1:]]
a, b = [[(i.filename.replace("Demo.Pkg", "demo_pkg"), i.date_time, i.external_attr, i.compress_type)
         for i in z.infolist()] for z in (old, new)]
assert a == b, (a, b)
def raw(path, info):
    with open(path, "rb") as file:
        file.seek(info.header_offset + 26)
        name, extra = [int.from_bytes(file.read(2), "little") for _ in range(2)]
        file.seek(name + extra, 1)
        return file.read(info.compress_size)
same = [i.filename for i, j in zip(old.infolist(), new.infolist())
        if raw(sys.argv[1], i) != raw(sys.argv[2], j)]
assert same == ["Demo.Pkg-1.0.dist-info/WHEEL", "Demo.Pkg-1.0.dist-info/RECORD"], same
"#;
    run(python::program("python").args(["-c", ask]).arg(&old).arg(&new), "compare the archives");
}

/// pip looks for the file by its tags, so that only pure wheels can be tried on every machine.
#[test]
fn pip_installs_what_was_mended() {
    let folder = tempfile::tempdir().unwrap();
    bad(folder.path());
    check(folder.path(), &[".", "--fix"]);
    let target = folder.path().join("site");
    let mut pip = python::program("python");
    pip.args(["-m", "pip", "install", "--no-deps", "--no-index", "--quiet", "--target"])
        .arg(&target);
    pip.args(["--disable-pip-version-check", "--no-compile"]);
    run(pip.arg(folder.path().join("fixed/demo_pkg-1.0-py2.py3-none-any.whl")), "install with pip");
    assert!(target.join("demo_pkg-1.0.dist-info/RECORD").is_file());
    assert!(target.join("bin/demo").is_file() || target.join("Scripts/demo").is_file());
    let mut import = python::program("python");
    import.args(["-c", "import demo; assert demo.answer == 42"]).env("PYTHONPATH", &target);
    run(&mut import, "import what was installed");
}

/// Published wheels with a false RECORD, false tags and a name that PyPI refuses.
#[test]
fn bad_wheels_from_the_index_become_clean() {
    let cases = [
        (
            "sentry_cli",
            "3.8.0",
            "sentry_cli-3.8.0-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_2_x86_64.whl",
        ),
        ("decord", "0.6.0", "decord-0.6.0-py3-none-manylinux2010_x86_64.whl"),
        ("fmpy", "0.3.15", "fmpy-0.3.15-py3-none-any.whl"),
        ("selenium", "4.1.0", "selenium-4.1.0-py3-none-any.whl"),
    ];
    for (project, version, name) in cases {
        let old = corpus::release("bad", project, version).remove(0);
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        check(
            folder.path(),
            &[old.to_str().unwrap(), "--fix", "--output-dir", out.to_str().unwrap()],
        );
        let new = out.join(name);
        assert!(new.is_file(), "{project}: {:?}", tree(folder.path()));
        verify(&new);
        let left: Vec<_> =
            codes(&new).into_iter().filter(|code| relkit::repair::CODES.contains(code)).collect();
        assert_eq!(left, Vec::<&str>::new(), "{project}");
    }
}

#[test]
fn the_list_of_codes_is_of_rules_and_sorted() {
    assert!(relkit::repair::CODES.is_sorted());
    for code in relkit::repair::CODES {
        assert!(relkit::rules::rule(code).is_some(), "{code} is no rule");
    }
}
