//! Pages of package indexes, asked of a server.

use relkit::{
    index::{Index, IndexError, Page, Release},
    model::ProjectName,
    net::{Client, Settings},
};

use crate::support::server::{Answer, Server, answer, html, json};

const PAGE: &str = r#"{"meta": {"api-version": "1.4"}, "name": "my-demo",
    "versions": ["0.9", "1.0", "1.1rc1", "1.2+gpu", "2.0", "not a version"],
    "files": [
    {"filename": "my_demo-0.9.win32-py2.7.exe", "url": "x", "hashes": {}},
    {"filename": "my_demo-0.9.tar.gz", "url": "x", "hashes": {}, "size": 5},
    {"filename": "My_Demo-1.0.0-cp39-abi3-win_amd64.whl", "size": 123456, "yanked": "broken",
     "requires-python": ">=3.9", "upload-time": "2026-01-28T18:14:57.293384Z", "url": "x"},
    {"filename": "my-demo-1.0.tar.gz", "size": 7, "requires-python": "3.x", "url": "x"},
    {"filename": "my_demo-1.0.win32-py2.7.exe", "url": "x"},
    {"filename": "other-1.0.tar.gz", "url": "x"},
    {"filename": "my_demo-1.1rc1.zip", "url": "x"},
    {"filename": "my_demo-1.2+gpu-py3-none-any.whl", "url": "x"}]}"#;

fn index(server: &Server) -> Index {
    let settings = Settings { tries: 1, ..Settings::default() };
    Index::new(Client::new(settings), format!("{}/simple", server.url()).parse().unwrap())
}

fn name() -> ProjectName {
    "My.-demo".parse().unwrap()
}

fn page(answer: Answer) -> Result<Page, IndexError> {
    index(&Server::new([answer])).page(&name())
}

fn release(text: &str, version: &str) -> Result<Release, IndexError> {
    page(json(text)).unwrap().release(&version.parse().unwrap())
}

/// The message without the port, and the hint.
fn said(error: &IndexError) -> String {
    let message = error.to_string();
    let (before, after) = message.split_once("127.0.0.1:").unwrap();
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{before}INDEX{after}\n{}", error.hint().unwrap_or_default())
}

#[test]
fn one_version_of_the_json_form() {
    let server = Server::new([json(PAGE)]);
    let release = index(&server).release(&name(), &"1".parse().unwrap()).unwrap();
    let seen = &server.seen()[0];
    assert!(seen.starts_with("GET /simple/my-demo/ HTTP/1.1\n"), "{seen}");
    assert!(seen.contains("\naccept: application/vnd.pypi.simple.v1+json, "), "{seen}");
    let files: Vec<_> = release
        .files
        .iter()
        .map(|file| {
            let requires = file.requires_python.as_ref().map(ToString::to_string);
            (file.name.to_string(), file.size, file.yanked, requires)
        })
        .collect();
    let wheel = "My_Demo-1.0.0-cp39-abi3-win_amd64.whl".to_owned();
    assert_eq!(
        files,
        [
            (wheel, Some(123_456), true, Some(">=3.9".to_owned())),
            ("my-demo-1.0.tar.gz".to_owned(), Some(7), false, None),
        ]
    );
    assert_eq!(release.unknown, ["my_demo-1.0.win32-py2.7.exe"]);
}

#[test]
fn all_versions_in_order() {
    let page = page(json(PAGE)).unwrap();
    let versions: Vec<_> = page.versions().iter().map(ToString::to_string).collect();
    assert_eq!(versions.join(" "), "0.9 1.0 1.1rc1 1.2+gpu 2.0");
    assert_eq!(page.unknown.len(), 3, "two installers, and a file of another project");
}

#[test]
fn the_html_form_serves_as_well() {
    let body = "<!DOCTYPE html><body><a href='../'>..</a>
        <a href='/f/my_demo-1.0-py3-none-any.whl#sha256=0' data-requires-python='&gt;=3.9'>x</a>
        <a href='https://f.invalid/my_demo-1.0.tar.gz' data-yanked=''>y</a></body>";
    let release = page(html(body)).unwrap().release(&"1.0".parse().unwrap()).unwrap();
    assert_eq!(release.files.len(), 2);
    assert_eq!(release.files[0].requires_python.as_ref().unwrap().to_string(), ">=3.9");
    assert!(release.files[1].yanked && release.files[1].size.is_none());
}

#[test]
fn what_the_index_does_not_have_is_told() {
    let unknown = page(answer(404, &[], b"<html>no such thing")).unwrap_err();
    insta::assert_snapshot!(said(&unknown), @r"
    the index `http://INDEX/simple` has no project `My.-demo`
    is the name spelled as on the index, and is it the right index? --index-url names another
    ");
    insta::assert_snapshot!(said(&release(PAGE, "1.1").unwrap_err()), @r"
    `http://INDEX/simple/my-demo/` has no version 1.1 of My.-demo
    the nearest: 1.1rc1, 1.2+gpu; the newest: 2.0
    ");
    insta::assert_snapshot!(said(&release(PAGE, "3").unwrap_err()), @r"
    `http://INDEX/simple/my-demo/` has no version 3 of My.-demo
    the nearest: 2.0
    ");
    insta::assert_snapshot!(said(&release(PAGE, "2").unwrap_err()), @r"
    `http://INDEX/simple/my-demo/` lists version 2 of My.-demo without files
    all of its files were deleted
    ");
    let gone = r#"{"files": [], "project-status": {"status": "quarantined"}}"#;
    insta::assert_snapshot!(said(&release(gone, "1").unwrap_err()), @r"
    `http://INDEX/simple/my-demo/` lists no file of My.-demo
    the index says that the project is quarantined
    ");
}

#[test]
fn answers_that_are_no_pages_are_told() {
    let why = |answer| said(&page(answer).unwrap_err());
    insta::assert_snapshot!(why(json(&PAGE[..300])), @r"
    `http://INDEX/simple/my-demo/` is no page of a package index: the JSON is cut short at line 6, column 4
    is the address that of a Simple API, which often ends in /simple?
    ");
    insta::assert_snapshot!(why(answer(200, &["Content-Type: image/png"], b"PNG")), @r"
    `http://INDEX/simple/my-demo/` is no page of a package index: it answers with `image/png`, not with JSON or HTML
    is the address that of a Simple API, which often ends in /simple?
    ");
    let login = page(html("<form>Log in: <a href='/reset'>password?</a></form>")).unwrap();
    insta::assert_snapshot!(said(&login.release(&"1".parse().unwrap()).unwrap_err()), @r"
    `http://INDEX/simple/my-demo/` lists no file of My.-demo
    is the address that of a Simple API, which often ends in /simple?
    ");
    insta::assert_snapshot!(why(answer(403, &[], b"")), @r"
    `http://INDEX/simple/my-demo/` answers 403 Forbidden
    the server wants credentials: https://USER:PASSWORD@HOST/…
    ");
}
