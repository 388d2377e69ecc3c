//! Reports of a drop, made up by hand.

use jiff::civil::date;

use super::*;
use crate::{
    advice::{Fallback, Taken},
    model::Version,
    tables::Tables,
};

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

fn found() -> Fallbacks {
    let row = |target: &str, takes| Fallback {
        python: PythonVersion::new(3, 9),
        target: target.parse().unwrap(),
        takes,
        old_pip_wheel: None,
    };
    let wheel =
        Taken::Wheel { version: version("1.4"), file: "demo-1.4-cp39-cp39-win_amd64.whl".into() };
    let sdist = Taken::Sdist {
        version: version("1.5"),
        file: "demo-1.5.tar.gz".into(),
        last_wheel: Some(version("1.4")),
    };
    Fallbacks {
        rows: vec![
            row("cp39-win_amd64", wheel),
            row("cp39-win_arm64", sdist),
            row("cp39-win32", Taken::Nothing),
        ],
        releases: 4,
        has_requires_python: true,
    }
}

/// A report of 3.9, with what is found of past releases.
fn with<T>(read: impl FnOnce(&mut DropReport<'_>) -> T) -> T {
    let pythons: Pythons = Tables::embedded().load().unwrap();
    let all: Vec<PythonVersion> = (9..12).map(|minor| PythonVersion::new(3, minor)).collect();
    let going = Going::new(&all[..1], &all).unwrap();
    let cost = PlanCost { files: 7, jobs: 1, minutes: 12, bytes: Some(7 << 20) };
    let found = found();
    let mut report = DropReport {
        project: "demo",
        as_of: date(2026, 11, 22),
        pythons: &pythons,
        going: &going,
        supported_now: &all[..1],
        requires_now: Some((">=3.9".to_owned(), "pyproject.toml:7".to_owned())),
        requires_then: Some(">=3.10".to_owned()),
        downloads: Err("downloads not asked".to_owned()),
        saving: Ok(Saving { together: Some(cost), each: vec![(all[0], cost)] }),
        sized: Some("dist/"),
        fallbacks: Ok((&found, "history.json".to_owned())),
        guard: Guard::There("1.4".to_owned()),
        edits: vec![EditedFile {
            path: "pyproject.toml".to_owned(),
            changes: vec![(7, "requires-python: >=3.9 becomes >=3.10".to_owned())],
        }],
        left: vec![LeftLine {
            path: "src/x.c".to_owned(),
            line: 3,
            kind: "preprocessor".to_owned(),
            why: "never true from 3.10 on".to_owned(),
            mend: Some("delete the branch".to_owned()),
            text: "#if PY_VERSION_HEX < 0x030A0000".to_owned(),
        }],
        left_out: vec![
            ("_x.c".to_owned(), Aside::Generated),
            ("vendor/a.c".to_owned(), Aside::Vendored),
            ("vendor/b\u{1b}.c".to_owned(), Aside::Vendored),
        ],
        written: false,
        notes: Vec::new(),
    };
    read(&mut report)
}

fn plain(report: &DropReport<'_>) -> String {
    anstream::adapter::strip_str(&text(report, false)).to_string()
}

#[test]
fn people_read_who_is_stranded_and_what_is_left() {
    insta::assert_snapshot!(with(|report| plain(report)), @r#"
    demo: drop 3.9: requires-python = ">=3.10" (now ">=3.9", pyproject.toml:7)

    python  end of life      share  newest release  in a year  files  jobs  minutes  MB
    3.9     past 2025-10-31  ?      ?               ?          7      1     12       7.0

      downloads not asked
      MB: by the files of dist/
      files, jobs and minutes: what each release saves, by the plan

    who falls back
      strands 2 of 3 targets: no wheel is left for them
      3.9: pip takes a wheel of 1.4 on 1 target
      3.9: cp39-win_arm64 builds demo-1.5.tar.gz: 1.4 is the last with a wheel
      3.9: cp39-win32 gets nothing
      pip 8 and older, which do not read Requires-Python, take the sdist of the next release, whose setup.py refuses and names 1.4
      by 4 releases in history.json

    edits
      pyproject.toml:7: requires-python: >=3.9 becomes >=3.10

    left to do by hand
      src/x.c:3: #if PY_VERSION_HEX < 0x030A0000: never true from 3.10 on: delete the branch

    not searched
      2 vendored files and 1 generated file: --verbose names them

    1 file to edit: add --write, or --diff to see how; 1 line to look at by hand
    "#);
}

#[test]
fn what_was_not_searched_is_named_on_demand() {
    let told = with(|report| anstream::adapter::strip_str(&text(report, true)).to_string());
    let told =
        told.split_once("not searched\n").unwrap().1.split_once("\n\n").unwrap().0.to_owned();
    insta::assert_snapshot!(told, @"
      2 vendored files and 1 generated file
      _x.c: generated
      vendor/a.c: vendored
      vendor/b\\u{1b}.c: vendored
    ");
    let markdown = with(|report| markdown(report));
    assert!(markdown.contains("**Not searched**\n\n- 2 vendored files and 1 generated file\n"));
    let json: serde_json::Value =
        with(|report| serde_json::from_str(&json(report).unwrap()).unwrap());
    assert_eq!(json["left_out"][0], serde_json::json!({ "file": "_x.c", "why": "generated" }));
}

#[test]
fn the_end_says_what_is_to_be_done() {
    let end = |change: &dyn Fn(&mut DropReport<'_>)| {
        with(|report| {
            change(report);
            let text = plain(report);
            text.lines().last().unwrap().to_owned()
        })
    };
    insta::assert_snapshot!(end(&|it| it.left.clear()), @"1 file to edit: add --write, or --diff to see how");
    insta::assert_snapshot!(end(&|it| it.written = true), @"1 file edited; 1 line to look at by hand");
    let written = |it: &mut DropReport<'_>| {
        it.left.clear();
        it.written = true;
    };
    insta::assert_snapshot!(end(&written), @"1 file edited; nothing is left");
    let done = |it: &mut DropReport<'_>| {
        it.left.clear();
        it.edits.clear();
        it.supported_now = &[];
    };
    insta::assert_snapshot!(end(&done), @"nothing is left of 3.9");
    insta::assert_snapshot!(end(&|it| it.edits.clear()), @"1 line to look at by hand");
}

#[test]
fn only_a_range_that_is_written_is_stated() {
    let title = |now: Option<&str>, then: Option<&str>| {
        with(|report| {
            report.requires_now = now.map(|it| (it.to_owned(), "pyproject.toml:7".to_owned()));
            report.requires_then = then.map(str::to_owned);
            plain(report).lines().next().unwrap().to_owned()
        })
    };
    insta::assert_snapshot!(title(None, None), @"demo: drop 3.9: no file states requires-python plainly");
    insta::assert_snapshot!(title(None, Some(">=3.10")), @r#"demo: drop 3.9: requires-python = ">=3.10" (now none)"#);
    insta::assert_snapshot!(title(Some(">=3.10"), Some(">=3.10")), @r#"demo: drop 3.9: requires-python = ">=3.10""#);
}

#[test]
fn hostile_names_are_written_out() {
    with(|report| {
        report.left[0].path = "a\u{1b}[31m|b\n".to_owned();
        report.edits[0].path = "<img src=x>".to_owned();
        let text = plain(report);
        assert!(text.contains("a\\u{1b}[31m|b\\n:3: "), "{text}");
        let markdown = markdown(report);
        assert!(!markdown.contains("<img") && !markdown.contains('\u{1b}'), "{markdown}");
        let json: serde_json::Value = serde_json::from_str(&json(report).unwrap()).unwrap();
        assert_eq!(json["left"][0]["file"], report.left[0].path);
    });
}

#[test]
fn programs_read_the_same() {
    let json: serde_json::Value =
        with(|report| serde_json::from_str(&json(report).unwrap()).unwrap());
    assert_eq!((&json["schema"], &json["nothing_left"]), (&"relkit.drop/1".into(), &false.into()));
    assert_eq!(json["fallback"]["stranded"], 2);
    assert_eq!(json["saving"]["together"]["bytes"], 7 << 20);
    assert_eq!(json["dropped"][0]["share"], serde_json::Value::Null);
    assert_eq!(json["downloads"]["why"], "downloads not asked");
    assert_eq!(json["requires_python"]["place"], "pyproject.toml:7");
}
