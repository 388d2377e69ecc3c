//! `relkit check NAME==VERSION --metadata-only`: what can be known without the contents.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::support::{
    server::Server,
    site::{Mishap, Site, checked, kept, noise},
    wheel::{Sdist, Wheel},
};

const WHEEL: &str = "demo-1.0-py3.py2-none-any.whl";
const METADATA: &[u8] =
    b"Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.11\nLicense-File: LICENSE\n";

/// A wheel whose RECORD lies, whose tags are not sorted and whose licence is missing, and a source
/// distribution.
fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1.0").tag("py3.py2-none-any").metadata(METADATA);
    let wheel = wheel.record(|text| text.replacen(",12\n", ",13\n", 1)).write(folder.path());
    Site::of(&[wheel, Sdist::new("demo", "1.0").write(folder.path())])
}

/// The report, and what was asked for beside the page.
fn report(server: &Server, status: i32) -> (Value, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let run = checked(server, folder.path(), &["demo==1.0", "--metadata-only", "--format", "json"]);
    assert_eq!(run.status, Some(status), "{}", run.err);
    assert_eq!(kept(folder.path()), [""; 0]);
    let asked = server.seen().into_iter().filter(|head| head.contains(" /files/"));
    let asked = asked.map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect();
    (serde_json::from_str(&run.out).unwrap(), asked)
}

fn extents(report: &Value) -> Vec<(Option<&str>, bool)> {
    let files = report["files"].as_array().unwrap().iter();
    files.map(|file| (file["extent"].as_str(), file["checked"].as_bool().unwrap())).collect()
}

fn codes(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn metadata_beside_a_wheel_are_taken() {
    let mut site = site();
    site.beside(0, METADATA);
    let (report, asked) = report(&site.serve(), 0);
    assert_eq!(asked, [format!("/files/{WHEEL}.metadata")]);
    assert_eq!(extents(&report), [(Some("metadata"), false), (Some("name"), false)]);
    assert_eq!(codes(&report), ["TAG001"], "what needs contents is not judged");
}

#[test]
fn what_was_not_checked_is_said() {
    let mut site = site();
    site.beside(0, METADATA);
    let folder = tempfile::tempdir().unwrap();
    let run = checked(&site.serve(), folder.path(), &["demo==1.0", "--metadata-only"]);
    insta::assert_snapshot!(run.out, @"
    demo-1.0-py3.py2-none-any.whl
      info[TAG001]: the compressed tag set `py3.py2-none-any` is not sorted
        hint: rename the file to `demo-1.0-py2.py3-none-any.whl`

    info     TAG001  1 in 1 place    tags-not-sorted

    2 files: 1 info; not checked: contents of 2 files, metadata of 1 file
    `relkit explain CODE` says what a rule is about
    ");
}

#[test]
fn without_a_file_beside_the_end_of_the_wheel_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let noise = noise(600_000);
    let clean = || Wheel::new("demo", "1.0").file("demo/noise", &noise);
    // In the second one the metadata stand far from the end, in a third one the directory is long.
    let first = clean().tag("py311-none-any").write(folder.path());
    let second = clean().tag("py312-none-any").entries(|entries| entries.rotate_left(2));
    let mut third = clean().tag("py313-none-any");
    for number in 0..2000 {
        third = third.file(&format!("demo/a_rather_long_name_of_a_file_{number}.py"), b"");
    }
    let paths = [first, second.write(folder.path()), third.write(folder.path())];
    let server = Site::of(&paths).serve();
    let (report, asked) = report(&server, 0);
    assert_eq!(extents(&report), [(Some("metadata"), false); 3]);
    assert!(codes(&report).iter().all(|code| !code.starts_with("MET")), "{report}");
    let largest = fs::metadata(&paths[2]).unwrap().len();
    assert!(asked.len() < 12 && largest > 600_000, "{asked:?}");
    let seen = server.seen();
    let ranges = seen.iter().filter(|head| head.contains(" /files/"));
    assert!(ranges.clone().all(|head| head.contains("\nrange: bytes=")), "{seen:?}");
}

#[test]
fn what_metadata_say_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = |tags: &str, name: &str| Wheel::new("demo", "1.0").tag(tags).field("Name", name);
    let paths: Vec<PathBuf> = vec![
        wheel("py311-none-any", "other").write(folder.path()),
        wheel("py3-none-any", "demo").write(folder.path()),
    ];
    let mut site = Site::of(&paths);
    site.files[1]["requires-python"] = json!(">=3.12");
    let (report, _) = report(&site.serve(), 1);
    let codes = codes(&report);
    assert!(codes.contains(&"MET003") && codes.contains(&"IDX001"), "{report}");
}

#[test]
fn servers_without_ranges_leave_the_names() {
    let mut site = site();
    site.whole = true;
    let (report, _) = report(&site.serve(), 0);
    assert_eq!(extents(&report), [(Some("name"), false); 2]);
    assert_eq!(codes(&report), ["TAG001"]);
}

#[test]
fn a_missing_file_beside_is_read_from_the_wheel() {
    let mut site = site();
    site.beside(0, METADATA);
    site.bodies.remove(&format!("/files/{WHEEL}.metadata"));
    let (report, asked) = report(&site.serve(), 0);
    assert_eq!(extents(&report)[0], (Some("metadata"), false));
    assert_eq!(asked[1], format!("/files/{WHEEL}"));
}

#[test]
fn a_wrong_digest_beside_is_an_error() {
    let mut site = site();
    site.beside(0, METADATA);
    let beside = format!("{WHEEL}.metadata");
    let server = site.mishaps(&beside, [Mishap::Wrong, Mishap::Wrong]).serve();
    let (report, _) = report(&server, 2);
    assert_eq!(extents(&report)[0], (None, false));
    let error = report["files"][0]["error"].as_str().unwrap();
    assert!(error.starts_with("its sha256 is wrong: "), "{error}");
}

#[test]
fn ends_that_lie_are_told() {
    let damaged = |change: fn(&mut Vec<u8>)| {
        let mut site = site();
        site.files.truncate(1);
        let body = site.bodies.get_mut(&format!("/files/{WHEEL}")).unwrap();
        change(body);
        let (report, _) = report(&site.serve(), 2);
        report["files"][0]["error"].as_str().unwrap().to_owned()
    };
    let why = damaged(|body| body.truncate(body.len() - 30));
    assert!(why.starts_with("its metadata cannot be read: "), "{why}");
    let why = damaged(|body| {
        // The CRC in the directory's entry of METADATA.
        let at = body.windows(4).enumerate().filter(|(_, four)| four == b"PK\x01\x02");
        let at = at
            .map(|(at, _)| at)
            .find(|at| body[at + 46..].starts_with(b"demo-1.0.dist-info/METADATA"))
            .unwrap();
        body[at + 16] ^= 1;
    });
    assert_eq!(why, "its metadata cannot be read: its content is not what the archive declares");
    let why = damaged(|body| *body = b"no archive at all".to_vec());
    assert!(why.starts_with("its metadata cannot be read: "), "{why}");
}
