//! Messages and files as they come out.

use super::*;

fn refusal(kind: Kind) -> Refusal {
    Refusal {
        name: "psutil".parse().unwrap(),
        version: "7.1.0".parse().unwrap(),
        kind,
        since: "7.0.0".parse().unwrap(),
        last: Some("6.1.*".parse().unwrap()),
        url: Some("https://example.invalid/old".parse().unwrap()),
    }
}

fn dropped() -> Refusal {
    refusal(Kind::Dropped(vec![PythonVersion::new(2, 7), PythonVersion::new(3, 8)]))
}

fn said(refusal: &Refusal) -> String {
    says(refusal, None).unwrap().otherwise.text()
}

#[test]
fn each_python_reads_its_own_command() {
    let says = says(&dropped(), None).unwrap();
    insta::assert_snapshot!(says.cases[0].1.text(), @r#"
    As of version 7.0.0 psutil no longer supports Python 2.7.
    See: https://example.invalid/old
    Latest version supporting Python 2.7 is psutil 6.1.X.
    Install it with:
      python2 -m pip install "psutil==6.1.*"
    "#);
    assert!(says.cases[1].1.text().ends_with("\n  python3.8 -m pip install \"psutil==6.1.*\""));
    insta::assert_snapshot!(says.otherwise.text(), @"
    psutil 7.1.0 is not built from this file: it only tells users of Python
    2.7 and 3.8 what to do.
    No wheel of psutil 7.1.0 fits this Python and this system.
    See: https://example.invalid/old
    ");
}

#[test]
fn each_kind_says_its_own() {
    let bare = |kind| Refusal { url: None, last: None, ..refusal(kind) };
    let aix = || Kind::Platform("AIX=aix".parse().unwrap());
    insta::assert_snapshot!(said(&refusal(aix())), @r#"
    psutil 7.1.0 does not support AIX.
    See: https://example.invalid/old
    Latest version supporting AIX is psutil 6.1.X.
    Install it with:
      python3 -m pip install "psutil==6.1.*"
    "#);
    insta::assert_snapshot!(said(&bare(aix())), @"psutil 7.1.0 does not support AIX.");
    insta::assert_snapshot!(said(&bare(Kind::Renamed("scikit-learn".parse().unwrap()))), @"
    psutil is now called scikit-learn.
    Nothing is installed under the old name.
    Install it with:
      python3 -m pip install scikit-learn
    ");
    insta::assert_snapshot!(said(&bare(Kind::Withdrawn)), @"psutil was withdrawn: nothing is installed.");
    insta::assert_snapshot!(said(&refusal(Kind::Withdrawn)), @r#"
    psutil was withdrawn: nothing is installed.
    See: https://example.invalid/old
    The last version is psutil 6.1.X.
    Install it with:
      python3 -m pip install "psutil==6.1.*"
    "#);
    insta::assert_snapshot!(said(&bare(Kind::Installer("20.3".parse().unwrap()))), @"
    psutil 7.1.0 comes as wheels, and this installer found none that fits.
    It takes pip 20.3 or newer, and a Python and system that have a wheel.
    An old installer is upgraded by this; then install again:
      python3 -m pip install --upgrade pip
    ");
}

#[test]
fn long_names_are_folded_and_commands_are_not() {
    let name = "a-very-long-name-of-a-project-that-nobody-would-want-to-type".parse().unwrap();
    let says = says(&Refusal { name, ..dropped() }, None).unwrap();
    let lines = says.cases[0].1.lines();
    assert!(
        lines.iter().all(|line| line.starts_with(' ') || line.len() <= crate::stub::text::COLUMNS)
    );
    assert!(lines.iter().any(|line| line.ends_with("-type==6.1.*\"")));
}

#[test]
fn a_guard_stands_between_its_marks() {
    let says = says(&dropped(), None).unwrap();
    let text = guard(&says, &[]).unwrap();
    insta::assert_snapshot!(text, @r##"
    # >>> relkit stub: written by `relkit stub`, which replaces everything down to the closing mark.
    # Keep it above all imports. An old Python reads the whole file before it runs the first line, so
    # the rest of this file must be in its syntax too.
    import sys

    if sys.version_info[:2] == (2, 7):
        sys.exit(
            "As of version 7.0.0 psutil no longer supports Python 2.7.\n"
            "See: https://example.invalid/old\n"
            "Latest version supporting Python 2.7 is psutil 6.1.X.\n"
            "Install it with:\n"
            "  python2 -m pip install \"psutil==6.1.*\""
        )
    if sys.version_info[:2] == (3, 8):
        sys.exit(
            "As of version 7.0.0 psutil no longer supports Python 3.8.\n"
            "See: https://example.invalid/old\n"
            "Latest version supporting Python 3.8 is psutil 6.1.X.\n"
            "Install it with:\n"
            "  python3.8 -m pip install \"psutil==6.1.*\""
        )
    # <<< relkit stub
    "##);
    assert_eq!(guard_of(&dropped()).unwrap(), text);
    assert_eq!(crate::stub::guard::find(&text).unwrap(), Some(0..text.len()));
}

#[test]
fn a_system_is_guarded_by_what_its_name_begins_with() {
    let refusal = refusal(Kind::Platform("Windows=win32,cygwin".parse().unwrap()));
    let says = says(&refusal, None).unwrap();
    let text = guard(&says, &["win32".to_owned(), "cygwin".to_owned()]).unwrap();
    let line = text.lines().find(|line| line.starts_with("if ")).unwrap();
    insta::assert_snapshot!(line, @r#"if sys.platform.startswith("win32") or sys.platform.startswith("cygwin"):"#);
}

#[test]
fn the_layout_decides_the_files() {
    let refusal = dropped();
    let says = says(&refusal, None).unwrap();
    let names = |layout| -> Vec<&str> {
        let files = sdist(&refusal, &says, layout, None).unwrap();
        files.iter().map(|(name, _)| *name).collect()
    };
    assert_eq!(names(Layout::SetupOnly), ["PKG-INFO", "setup.py"]);
    assert_eq!(
        names(Layout::InTree),
        ["PKG-INFO", "pyproject.toml", "refuses_to_build.py", "setup.py"]
    );
    let files = sdist(&refusal, &says, Layout::InTree, Some(">=3.9")).unwrap();
    insta::assert_snapshot!(files[0].1, @r#"
    Metadata-Version: 2.2
    Name: psutil
    Version: 7.1.0
    Dynamic: Requires-Dist
    Dynamic: Provides-Extra
    Summary: Tells why psutil 7.1.0 does not install here
    Project-URL: About, https://example.invalid/old
    Requires-Python: >=3.9
    Description-Content-Type: text/plain

    As of version 7.0.0 psutil no longer supports Python 2.7.
    See: https://example.invalid/old
    Latest version supporting Python 2.7 is psutil 6.1.X.
    Install it with:
      python2 -m pip install "psutil==6.1.*"
    "#);
    // The name in pyproject.toml is that of the file.
    assert!(files[1].1.contains("build-backend = \"refuses_to_build\""));
}

#[test]
fn the_maintainers_own_words_are_taken_as_they_are() {
    let own = Message::of("Don’t \"use\" \\ it {{{ name }}}\n\nBye").unwrap();
    let says = says(&dropped(), Some(&own)).unwrap();
    assert!(says.cases.iter().all(|(_, message)| *message == own) && says.needs_coding());
    assert!(says.otherwise.text().starts_with("psutil 7.1.0 is not built"));
    let files = sdist(&dropped(), &says, Layout::InTree, None).unwrap();
    for (name, text) in &files[2..] {
        assert!(text.starts_with("# -*- coding: utf-8 -*-\n"), "{name}");
        let line = "            \"Don’t \\\"use\\\" \\\\ it {{{ name }}}\\n\"\n";
        assert!(text.contains(line.trim_start()), "{name}\n{text}");
    }
}

#[test]
fn a_backend_is_guarded_where_there_is_no_setup_py() {
    let real = RealBackend {
        module: "setuptools.build_meta".to_owned(),
        object: "setuptools.build_meta.__legacy__".to_owned(),
    };
    let says = says(&dropped(), None).unwrap();
    let text = guard_backend(&says, &[], &real, Some("python_version >= '3.9'")).unwrap();
    assert!(text.contains(
        "\nimport setuptools.build_meta\n\nbackend = setuptools.build_meta.__legacy__\n"
    ));
    assert!(text.contains("#   requires = [\"NAME; python_version >= '3.9'\"]\nimport sys\n"));
    let aix = ["aix".to_owned()];
    let text = guard_backend(&says, &aix, &real, None).unwrap();
    assert!(text.contains("if sys.platform.startswith(\"aix\"):\n") && !text.contains("marker"));
}
