//! `relkit stub` as users run it: what is written, and what is refused.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::relkit::{Ran, masked, ran};

const SETUP_PY: &str = "#!/usr/bin/env python\n\"\"\"Builds psutil.\"\"\"\nfrom setuptools import setup\n\n\
    setup(name=\"psutil\", version=\"7.0.0\", python_requires=\">=3.6\")\n";

fn psutil() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("setup.py"), SETUP_PY).unwrap();
    folder
}

/// Runs `relkit stub` in a project; `[DIR]` in an argument is its folder.
fn stub(folder: &TempDir, arguments: &[&str]) -> Ran {
    let path = folder.path().to_str().unwrap();
    let mut all = vec!["stub".to_owned(), "--project".to_owned(), path.to_owned()];
    all.extend(arguments.iter().map(|it| it.replace("[DIR]", path)));
    let mut run = ran(&all.iter().map(String::as_str).collect::<Vec<_>>());
    run.err = masked(&run.err, folder);
    run
}

/// All files below a folder with their content.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files.extend(tree(&entry));
        } else {
            files.push((entry.display().to_string(), fs::read(&entry).unwrap()));
        }
    }
    files.sort();
    files
}

const DROPPED: [&str; 4] = ["--dropped", "2.7", "--last", "6.1.*"];

#[test]
fn the_guard_is_printed() {
    let folder = psutil();
    let run = stub(&folder, &DROPPED);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.starts_with("# >>> relkit stub") && run.out.ends_with("# <<< relkit stub\n"));
    assert!(run.out.contains("\"  python2 -m pip install \\\"psutil==6.1.*\\\"\""));
    insta::assert_snapshot!(run.err, @"warning: whether psutil 6.1.* was released was not checked: --versions names a list");
    assert_eq!(tree(folder.path()).len(), 1);
}

#[test]
fn guard_and_sdist_are_written() {
    let folder = psutil();
    let out = folder.path().join("stub");
    let since = ["--since", "7.0.0", "-o", "[DIR]/stub", "-q"];
    let run = stub(&folder, &[&DROPPED[..], &since[..]].concat());
    assert_eq!((run.status, &*run.out, &*run.err), (Some(0), "", ""));
    let files = tree(&out);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["guard.py", "psutil-7.0.0.tar.gz"]);
    // The same again is nothing new; another message is.
    assert_eq!(stub(&folder, &[&DROPPED[..], &since[..]].concat()).status, Some(0));
    let other = ["--url", "https://example.invalid/x"];
    let run = stub(&folder, &[&DROPPED[..], &since[..], &other[..]].concat());
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains(" is there already\nhint: --force replaces it\n"), "{}", run.err);
    assert_eq!(tree(&out), files);
    let run = stub(&folder, &[&DROPPED[..], &since[..], &other[..], &["--force"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_ne!(tree(&out), files);
}

#[test]
fn each_kind_has_its_sdist() {
    let folder = psutil();
    for (number, kind) in [
        &["--platform", "AIX=aix", "--last", "6.1.1"][..],
        &["--renamed-to", "psutil-ng", "--url", "https://example.invalid/"],
        &["--withdrawn"],
        &["--withdrawn", "--layout", "setup", "--release", "9.0"],
        &["--needs-pip", "20.3"],
    ]
    .into_iter()
    .enumerate()
    {
        let out = format!("[DIR]/{number}");
        let run = stub(&folder, &[kind, &["-o", &out]].concat());
        assert_eq!(run.status, Some(0), "{kind:?}: {}", run.err);
        let version = if number == 3 { "9.0" } else { "7.0.0" };
        let sdist = folder.path().join(format!("{number}/psutil-{version}.tar.gz"));
        assert!(sdist.is_file(), "{kind:?}");
        assert_eq!(folder.path().join(format!("{number}/guard.py")).exists(), number == 0);
    }
}

#[test]
fn the_guard_goes_into_setup_py_once() {
    let folder = psutil();
    let setup_py = folder.path().join("setup.py");
    let run = stub(&folder, &[&DROPPED[..], &["--write-guard", "-q"]].concat());
    assert_eq!((run.status, &*run.out, &*run.err), (Some(0), "", ""));
    let once = fs::read_to_string(&setup_py).unwrap();
    assert!(
        once.starts_with("#!/usr/bin/env python\n\"\"\"Builds psutil.\"\"\"\n\n# >>> relkit stub")
    );
    assert!(once.ends_with(&SETUP_PY[SETUP_PY.find("\nfrom").unwrap()..]));
    assert_eq!(stub(&folder, &[&DROPPED[..], &["--write-guard", "-q"]].concat()).status, Some(0));
    assert_eq!(fs::read_to_string(&setup_py).unwrap(), once);
}

#[test]
fn without_setup_py_the_backend_is_guarded() {
    let folder = tempfile::tempdir().unwrap();
    let pyproject = "[project]\nname = 'demo'\nversion = '2.0'\nrequires-python = '>=3.9'\n\
                     [build-system]\nrequires = []\nbuild-backend = 'a.b:c'\n";
    fs::write(folder.path().join("pyproject.toml"), pyproject).unwrap();
    let run = stub(&folder, &["--dropped", "3.8", "--last", "1.*", "-q"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.contains("\nimport a.b\n\nbackend = a.b.c\n"), "{}", run.out);
    assert!(run.out.contains("python_version >= '3.9'"));
    let run = stub(&folder, &["--dropped", "3.8", "--last", "1.*", "--write-guard", "-q"]);
    insta::assert_snapshot!(run.err, @"
    error: [DIR]/setup.py is not there
    hint: -o DIR writes a guard for the build backend
    ");
}

#[test]
fn a_list_of_releases_is_believed() {
    let folder = psutil();
    fs::write(folder.path().join("releases.txt"), "6.1.0\n6.1.1\n").unwrap();
    let listed = ["--versions", "[DIR]/releases.txt"];
    let run = stub(&folder, &[&DROPPED[..], &listed[..]].concat());
    assert_eq!((run.status, &*run.err), (Some(0), ""));
    let run = stub(&folder, &[&["--dropped", "2.7", "--last", "6.2.*"], &listed[..]].concat());
    insta::assert_snapshot!(run.err, @"
    error: no release of psutil is 6.2.*
    hint: name one of the list, such as --last '6.1.*'
    ");
}

#[test]
fn what_would_harm_is_refused_and_nothing_is_written() {
    let folder = psutil();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("wide.txt", &format!("fine\n{}\n", "word ".repeat(20)));
    put("tab.txt", "a\tb\n");
    put("list.txt", "6.1\n<html>\n");
    fs::create_dir(folder.path().join("full")).unwrap();
    put("full/thesis.tex", "");
    let before = tree(folder.path());
    let mut said = String::new();
    for arguments in [
        &["--dropped", "2.7"][..],
        &["--dropped", "3.8", "--last", "6.1.*"],
        &["--dropped", "3.99", "--last", "6.1.*"],
        &["--dropped", "2.7", "--last", "7.*"],
        &["--dropped", "2.7", "--last", "8.0"],
        &[
            "--dropped",
            "2.7",
            "--last",
            "6.1.*",
            "--url",
            "https://x.invalid/\nRequires-Python: <3",
        ],
        &["--dropped", "2.7", "--message", "[DIR]/wide.txt"],
        &["--dropped", "2.7", "--message", "[DIR]/tab.txt"],
        &["--dropped", "2.7", "--last", "6.1.*", "--versions", "[DIR]/list.txt"],
        &["--dropped", "2.7", "--last", "6.1.*", "-o", "[DIR]/full"],
        &["--dropped", "2.7", "--last", "6.1.*", "-o", "[DIR]/setup.py"],
        &["--dropped", "2.7", "--last", "6.1.*", "--form", "sdist"],
        &["--withdrawn"],
        &["--withdrawn", "--form", "guard", "-o", "[DIR]/new"],
        &["--renamed-to", "PSUtil", "-o", "[DIR]/new"],
    ] {
        let run = stub(&folder, arguments);
        assert_eq!((run.status, &*run.out), (Some(2), ""), "{arguments:?}: {}", run.err);
        let lines = run.err.lines().filter(|line| !line.starts_with("warning"));
        said.extend(lines.map(|line| format!("{line}\n")));
    }
    insta::assert_snapshot!(said, @r#"
    error: no release is named that users of Python 2.7 can take
    hint: --last '6.1.*' names the last good release; --message FILE says something else
    error: setup.py:5: requires-python `>=3.6` still allows Python 3.8
    hint: `relkit drop` lets it go in all files; --force refuses it all the same
    error: there is no Python 3.99
    error: `==7.*` takes 7.0.0 too, which is refused
    hint: name the releases before it, such as --last '6.1.*'
    error: 8.0 is not older than 7.0.0, the first without them
    hint: --since is the first release that refuses
    error: invalid address `https://x.invalid//nRequires-Python: <3`: `/n`: not allowed in an address
    error: [DIR]/wide.txt: line 2 has 99 columns: uv folds lines of more than 71
    error: [DIR]/tab.txt: line 1, column 2: U+0009 is not shown as it is
    error: [DIR]/list.txt: line 2: `<html>` is not a version
    hint: one version a line, such as 6.1.1
    error: [DIR]/full/thesis.tex is not of relkit stub
    hint: name a folder of its own; --force writes beside what is there
    error: cannot read [DIR]/setup.py: Not a directory (os error 20)
    error: an sdist is not printed
    hint: -o DIR names the folder for it
    error: an sdist is not printed
    hint: -o DIR names the folder for it
    error: there is nothing to guard: the release refuses everybody
    hint: --form sdist writes what refuses
    error: PSUtil is the name that it has already
    hint: --renamed-to is the new name
    "#);
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn odd_marks_and_missing_encodings_are_refused_with_their_line() {
    let folder = psutil();
    fs::write(folder.path().join("own.txt"), "Python 2.7 is history – so be it\n").unwrap();
    let own = ["--dropped", "2.7", "--message", "[DIR]/own.txt", "--write-guard"];
    insta::assert_snapshot!(stub(&folder, &own).err, @"
    error: [DIR]/setup.py: line 1: the message is not ASCII, and nothing says that the file is UTF-8
    hint: add as the first line: # -*- coding: utf-8 -*-
    ");
    let opened = format!("{SETUP_PY}# >>> relkit stub\n");
    fs::write(folder.path().join("setup.py"), &opened).unwrap();
    let run = stub(&folder, &[&DROPPED[..], &["--write-guard", "-o", "[DIR]/new", "-q"]].concat());
    insta::assert_snapshot!(run.err, @"
    error: [DIR]/setup.py: line 6: the guard that begins here is not closed
    hint: remove the marks of relkit stub by hand, and what stands between them
    ");
    assert_eq!(fs::read_to_string(folder.path().join("setup.py")).unwrap(), opened);
    assert!(!folder.path().join("new").exists());
}

#[test]
fn a_python_that_is_still_supported_is_refused_by_force() {
    let folder = psutil();
    let run = stub(&folder, &["--dropped", "3.8", "--last", "6.1.*", "--force"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.contains("if sys.version_info[:2] == (3, 8):"));
}

#[test]
fn a_guard_that_refuses_more_is_not_replaced_unseen() {
    let folder = psutil();
    assert_eq!(stub(&folder, &[&DROPPED[..], &["--write-guard", "-q"]].concat()).status, Some(0));
    let before = tree(folder.path());
    let other = ["--dropped", "3.5", "--last", "6.1.*", "--write-guard", "-q"];
    let run = stub(&folder, &other);
    insta::assert_snapshot!(run.err, @"
    error: [DIR]/setup.py: the guard that is there also refuses what is not named now: --dropped 2.7
    hint: name it again; --force writes the new one in place of the old one
    ");
    let aix = ["--platform", "AIX=aix", "--last", "6.0.0", "--write-guard", "-q"];
    assert_eq!(stub(&folder, &aix).status, Some(2));
    for nothing in
        [&["--withdrawn", "--write-guard"][..], &["--needs-pip", "20.3", "--write-guard"]]
    {
        let run = stub(&folder, nothing);
        assert!(run.err.contains("there is nothing to guard"), "{}", run.err);
    }
    let both = stub(&folder, &[&DROPPED[..], &["--form", "sdist", "--write-guard"]].concat());
    assert!(both.err.contains("leave one of them out"), "{}", both.err);
    assert_eq!(tree(folder.path()), before);
    assert_eq!(stub(&folder, &[&other[..], &["--dropped", "2.7"]].concat()).status, Some(0));
}

#[test]
fn a_guard_that_nobody_sees_is_warned_of() {
    let folder = psutil();
    let text = "\"\"\"Builds\"\"\"; import setuptools\nprint(f\"{1}\")\nsetuptools.setup(name=\"psutil\", version=\"7.0.0\")\n";
    fs::write(folder.path().join("setup.py"), text).unwrap();
    let run = stub(&folder, &[&DROPPED[..], &["--write-guard"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.err.contains("the message will not be seen: [DIR]/setup.py:"), "{}", run.err);
    assert!(run.err.contains("(STB003)") && run.err.contains("(STB005)"), "{}", run.err);
    fs::write(folder.path().join("own.txt"), "Größe\n").unwrap();
    let message = ["--dropped", "2.7", "--message", "[DIR]/own.txt"];
    let run = stub(&folder, &message);
    assert!(run.err.contains("the message is not ASCII"), "{}", run.err);
}

#[test]
fn the_release_that_refuses_is_the_one_without_them() {
    let folder = psutil();
    let ahead = ["--since", "9.0", "-o", "[DIR]/stub", "-q"];
    assert_eq!(stub(&folder, &[&DROPPED[..], &ahead[..]].concat()).status, Some(0));
    assert!(folder.path().join("stub/psutil-9.0.tar.gz").exists());
    let behind = stub(&folder, &[&DROPPED[..], &ahead[..2], &["--release", "8.0"]].concat());
    insta::assert_snapshot!(behind.err, @"
    error: 9.0 is newer than 8.0, the release that refuses
    hint: --release is the version of the sdist
    ");
}

#[test]
fn without_anything_to_guard_there_is_the_sdist() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[project]\nname = \"psutil\"\nversion = \"7.0.0\"\nrequires-python = \">=3.6\"\n";
    fs::write(folder.path().join("pyproject.toml"), text).unwrap();
    let run = stub(&folder, &[&DROPPED[..], &["-o", "[DIR]/stub", "-q"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(folder.path().join("stub/psutil-7.0.0.tar.gz").exists());
    assert!(!folder.path().join("stub/guard_backend.py").exists());
}
