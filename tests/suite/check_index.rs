//! `relkit check NAME==VERSION`: files of an index, downloaded whatever happens on the way.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::support::{
    python,
    server::Server,
    site::{Mishap, Site, check, checked, kept, noise, sha256},
    wheel::{Sdist, Wheel},
};

const WHEEL: &str = "demo-1.0-py3-none-any.whl";

/// A wheel with something to say, and the source distribution.
fn release(folder: &Path) -> Vec<PathBuf> {
    let wheel = Wheel::new("demo", "1.0").record(|text| text.replacen(",12\n", ",13\n", 1));
    vec![wheel.write(folder), Sdist::new("demo", "1.0").write(folder)]
}

/// A site with one clean wheel, and its content.
fn one() -> (Site, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = Wheel::new("demo", "1.0").write(folder.path());
    let content = fs::read(&path).unwrap();
    (Site::of(&[path]), content)
}

/// Where the cache has a content.
fn place(content: &[u8]) -> String {
    let digest = sha256(content);
    format!("files/sha256/{}/{digest}/{WHEEL}", &digest[..2])
}

/// How often the file was asked for, and the ranges.
fn requests(server: &Server) -> Vec<String> {
    let seen = server.seen();
    let of_file = seen.iter().filter(|head| head.contains(" /files/"));
    of_file
        .map(|head| {
            let range = head.lines().filter(|line| line.contains("range: "));
            range.collect::<Vec<_>>().join(", ")
        })
        .collect()
}

#[test]
fn a_release_says_what_its_files_say() {
    let folder = tempfile::tempdir().unwrap();
    let paths = release(folder.path());
    let cache = tempfile::tempdir().unwrap();
    let server = Site::of(&paths).serve();
    let run = checked(&server, cache.path(), &["demo==1.0"]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(run.out, @"
    demo-1.0-py3-none-any.whl
      warning[REC006]: demo/__init__.py: its size is not the one in RECORD
        13 in RECORD line 1, 12 in truth
        hint: run `wheel unpack` and `wheel pack`, which write RECORD anew

    warning  REC006  1 in 1 place    record-size-differs

    2 files: 1 warning
    `relkit explain CODE` says what a rule is about
    ");
    let local = checked(&server, cache.path(), &[folder.path().to_str().unwrap()]);
    // Files in the cache are not mended.
    let local = local.out.replace("; [*] 1 mendable by --fix", "").replace(" [*]", "");
    assert_eq!(
        local.replace(folder.path().to_str().unwrap(), "").replace(['/', '\\'], ""),
        run.out.replace('/', "")
    );
    assert_eq!(kept(cache.path()).len(), 2);

    // The second run has the files, and asks for the page alone.
    let before = server.seen().len();
    let again = checked(&server, cache.path(), &["Demo == 1", "demo==1.0", "--verbose"]);
    // In full it says more of the same finding.
    assert_eq!(again.out.lines().next(), run.out.lines().next());
    assert!(again.out.contains("\n2 files: 1 warning\n"), "{}", again.out);
    assert!(again.err.contains(&format!("note: {WHEEL}: was in the cache")), "{}", again.err);
    assert_eq!(server.seen().len(), before + 1);
}

#[test]
fn json_names_files_and_not_places() {
    let folder = tempfile::tempdir().unwrap();
    let server = Site::of(&release(folder.path())).serve();
    let run = checked(&server, folder.path(), &["demo==1.0", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["files"][0]["path"], WHEEL);
    assert_eq!(
        (&report["files"][0]["checked"], &report["files"][0]["extent"]),
        (&json!(true), &json!("contents"))
    );
    assert_eq!(report["findings"][0]["file"], WHEEL);
}

#[test]
fn many_files_come_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = |python| Wheel::new("demo", "1.0").tag(&format!("py3{python}-none-any"));
    let paths: Vec<_> = (11..=19).map(|python| wheel(python).write(folder.path())).collect();
    let server = Site::of(&paths).serve();
    for jobs in ["1", "3", "64"] {
        let cache = tempfile::tempdir().unwrap();
        let run =
            checked(&server, cache.path(), &["demo==1.0", "--jobs", jobs, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let names: Vec<_> = report["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["path"].as_str().unwrap())
            .collect();
        let wanted: Vec<_> =
            paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, wanted, "{}", run.err);
        assert_eq!(kept(cache.path()).len(), 9);
    }
    for jobs in ["0", "257", "99999999999"] {
        let run = checked(&server, folder.path(), &["demo==1.0", "--jobs", jobs]);
        let wanted = format!("invalid value '{jobs}' for '--jobs <N>': {jobs} is not in 1..=256");
        assert!(run.status == Some(2) && run.err.contains(&wanted), "{}", run.err);
    }
}

#[test]
fn a_cut_body_is_continued() {
    let (site, content) = one();
    let cache = tempfile::tempdir().unwrap();
    let server = site.mishaps(WHEEL, [Mishap::Cut(100), Mishap::Cut(50)]).serve();
    let run = checked(&server, cache.path(), &["demo==1.0"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let tag = "if-range: \"demo\"";
    let asked = requests(&server);
    assert_eq!(asked.len(), 3);
    for (asked, from) in asked.iter().zip([None, Some(100), Some(150)]) {
        let wanted = from.map_or(String::new(), |from| format!("range: bytes={from}-"));
        assert!(asked.contains(&wanted) && asked.contains(tag) == from.is_some(), "{asked}");
    }
    assert_eq!(fs::read(cache.path().join(place(&content))).unwrap(), content);
}

#[test]
fn what_an_earlier_run_left_is_continued() {
    let (site, content) = one();
    let cache = tempfile::tempdir().unwrap();
    let cut = vec![Mishap::Cut(200), Mishap::Cut(0), Mishap::Cut(0)];
    let server = site.mishaps(WHEEL, cut).serve();
    let run = checked(&server, cache.path(), &["demo==1.0"]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    insta::assert_snapshot!(run.err, @r"
    error: cannot fetch `demo-1.0-py3-none-any.whl`: cannot reach `http://INDEX/files/demo-1.0-py3-none-any.whl`: the connection is closed before the answer is complete (3 tries)
    hint: are you offline, or behind a proxy? a proxy is taken from HTTPS_PROXY or HTTP_PROXY
    ");
    assert_eq!(kept(cache.path()), [place(&content) + ".part"]);
    let run = checked(&server, cache.path(), &["demo==1.0"]);
    assert_eq!(run.out, "1 file, no findings\n");
    assert_eq!(requests(&server)[3..], ["range: bytes=200-"]);
    assert_eq!(kept(cache.path()), [place(&content)]);
    // A part that is whole already is not asked for again.
    let path = cache.path().join(place(&content));
    fs::rename(&path, path.with_extension("whl.part")).unwrap();
    assert_eq!(checked(&server, cache.path(), &["demo==1.0"]).status, Some(0));
    assert_eq!(requests(&server).len(), 4);
}

#[test]
fn servers_that_cannot_continue_start_anew() {
    for mishap in [Mishap::Whole, Mishap::Unsatisfiable, Mishap::Elsewhere] {
        let (site, content) = one();
        let cache = tempfile::tempdir().unwrap();
        let server = site.mishaps(WHEEL, [Mishap::Cut(100), mishap]).serve();
        let run = checked(&server, cache.path(), &["demo==1.0"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert_eq!(fs::read(cache.path().join(place(&content))).unwrap(), content);
    }
}

#[test]
fn a_wrong_part_of_an_earlier_run_is_found_by_its_digest() {
    let (site, content) = one();
    let cache = tempfile::tempdir().unwrap();
    let path = cache.path().join(place(&content) + ".part");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "x".repeat(100)).unwrap();
    let server = site.serve();
    assert_eq!(checked(&server, cache.path(), &["demo==1.0"]).status, Some(0));
    assert_eq!(requests(&server), ["range: bytes=100-", ""]);
    assert_eq!(kept(cache.path()), [place(&content)]);
}

#[test]
fn a_wrong_digest_is_tried_once_more_and_never_kept() {
    let (site, content) = one();
    let cache = tempfile::tempdir().unwrap();
    let server = site.mishaps(WHEEL, [Mishap::Wrong]).serve();
    assert_eq!(checked(&server, cache.path(), &["demo==1.0"]).status, Some(0));
    assert_eq!(requests(&server).len(), 2);

    let cache = tempfile::tempdir().unwrap();
    let (site, _) = one();
    let server = site.mishaps(WHEEL, [Mishap::Wrong, Mishap::Wrong]).serve();
    let run = checked(&server, cache.path(), &["demo==1.0", "--format", "json"]);
    assert_eq!(run.status, Some(2));
    let found = sha256(&vec![b'x'; content.len()]);
    let message = format!(
        "error: cannot fetch `{WHEEL}`: its sha256 is wrong: the index states {}, what came has {found}\nhint: the index and its files contradict each other: do not install this file\n",
        sha256(&content)
    );
    assert_eq!(run.err, message);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&report["files"][0]["checked"], report["findings"].as_array().unwrap().len()),
        (&json!(false), 0)
    );
    assert_eq!(kept(cache.path()), [""; 0]);
}

#[test]
fn a_cached_file_that_changed_is_fetched_anew() {
    let (site, content) = one();
    let cache = tempfile::tempdir().unwrap();
    let server = site.serve();
    checked(&server, cache.path(), &["demo==1.0"]);
    let path = cache.path().join(place(&content));
    fs::write(&path, "x".repeat(content.len())).unwrap();
    assert_eq!(checked(&server, cache.path(), &["demo==1.0"]).status, Some(0));
    assert_eq!(fs::read(&path).unwrap(), content);
}

#[test]
fn one_file_that_is_lost_does_not_hide_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::of(&release(folder.path()));
    let server = site.mishaps("demo-1.0.tar.gz", [Mishap::Status(404)]).serve();
    let cache = tempfile::tempdir().unwrap();
    let run = checked(&server, cache.path(), &["demo==1.0"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.out.contains("REC006") && run.out.contains("1 file could not be read"),
        "{}",
        run.out
    );
    insta::assert_snapshot!(run.err, @"error: cannot fetch `demo-1.0.tar.gz`: `http://INDEX/files/demo-1.0.tar.gz` answers 404 Not Found");
}

#[test]
fn files_may_have_moved() {
    let (mut site, content) = one();
    site.bodies.insert("/elsewhere".to_owned(), content.clone());
    let server = site.mishaps(WHEEL, [Mishap::Moved("/elsewhere")]).serve();
    let cache = tempfile::tempdir().unwrap();
    assert_eq!(checked(&server, cache.path(), &["demo==1.0"]).status, Some(0));
    assert_eq!(kept(cache.path()), [place(&content)]);
}

#[test]
fn without_a_digest_nothing_is_kept() {
    let (mut site, _) = one();
    site.files[0]["hashes"] = json!({"md5": "00000000000000000000000000000000"});
    let server = site.serve();
    let cache = tempfile::tempdir().unwrap();
    let run = checked(&server, cache.path(), &["demo==1.0"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), "1 file, no findings\n"));
    insta::assert_snapshot!(run.err, @"warning: demo-1.0-py3-none-any.whl: the index states no SHA-2 digest, so that nothing proves that this is the file that was published; it is not kept");
    assert_eq!(kept(cache.path()), [""; 0]);
}

#[test]
fn hostile_names_and_addresses_lead_nowhere() {
    let (mut site, content) = one();
    for name in ["../../x.whl", "/tmp/x.whl", "con.whl", "..\\x-1.0.tar.gz"] {
        site.add(name, content.clone());
    }
    // Build tags may be followed by any text.
    site.add("demo-1.0-1/../../../../../x-py3-none-any.whl", content.clone());
    site.add("demo-1.0-py3-none-file.whl", content.clone());
    site.files.last_mut().unwrap()["url"] = json!("file:///etc/passwd");
    site.add("demo-1.0-py3-none-nowhere.whl", content.clone());
    site.files.last_mut().unwrap()["url"] = json!(null);
    let outer = tempfile::tempdir().unwrap();
    let cache = outer.path().join("a/b/c");
    let run = checked(&site.serve(), &cache, &["demo==1.0", "--select", "REC"]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(run.err, @r"
    error: cannot fetch `demo-1.0-1/../../../../../x-py3-none-any.whl`: its name is refused: it has other characters than letters, digits and `._+-!`
    error: cannot fetch `demo-1.0-py3-none-file.whl`: `file:///etc/passwd` is no address of a server: expected it to begin with https:// or http://
    error: cannot fetch `demo-1.0-py3-none-nowhere.whl`: the index states no address of it
    ");
    assert_eq!(kept(outer.path()), [format!("a/b/c/{}", place(&content))]);
}

#[test]
fn sizes_are_bounded() {
    let (mut site, _) = one();
    site.files[0]["size"] = json!(1_u64 << 40);
    let cache = tempfile::tempdir().unwrap();
    let run = checked(&site.serve(), cache.path(), &["demo==1.0"]);
    insta::assert_snapshot!(run.err, @r"
    error: the files of demo==1.0 have 1099511627776 bytes, relkit fetches at most 68719476736
    hint: --metadata-only reads no contents
    ");
    let (mut site, _) = one();
    site.files[0]["size"] = json!(1_u64 << 34);
    let run = checked(&site.serve(), cache.path(), &["demo==1.0"]);
    insta::assert_snapshot!(run.err, @r"
    error: cannot fetch `demo-1.0-py3-none-any.whl`: the index states 17179869184 bytes, relkit fetches at most 8589934592
    hint: --metadata-only reads no contents
    ");
    // The page says a few bytes, and millions come.
    let mut site = Site::default();
    site.add(WHEEL, vec![b'x'; 3 << 20]);
    site.files[0]["size"] = json!(10);
    let run = checked(&site.serve(), cache.path(), &["demo==1.0"]);
    insta::assert_snapshot!(run.err, @r"
    error: cannot fetch `demo-1.0-py3-none-any.whl`: the answer of `http://INDEX/files/demo-1.0-py3-none-any.whl` is larger than 1048596 bytes
    hint: is it the address of what you mean?
    ");
}

#[cfg(unix)]
#[test]
fn links_in_the_cache_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let (site, content) = one();
    let server = site.serve();
    let outer = tempfile::tempdir().unwrap();
    let (cache, target) = (outer.path().join("cache"), outer.path().join("target"));
    fs::create_dir(&cache).unwrap();
    fs::create_dir(&target).unwrap();
    symlink(&target, cache.join("files")).unwrap();
    let run = checked(&server, &cache, &["demo==1.0"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.err.contains("cache/files` is no regular folder\nhint: --cache-dir names"),
        "{}",
        run.err
    );
    assert_eq!(kept(&target), [""; 0]);
    // Links in place of the file and of its part go, and what they lead to stays as it is.
    fs::remove_file(cache.join("files")).unwrap();
    let path = cache.join(place(&content));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    for name in ["file", "part"] {
        fs::write(target.join(name), name).unwrap();
    }
    symlink(target.join("file"), &path).unwrap();
    symlink(target.join("part"), path.with_extension("whl.part")).unwrap();
    assert_eq!(checked(&server, &cache, &["demo==1.0"]).status, Some(0));
    assert_eq!(fs::read(&path).unwrap(), content);
    assert!(!path.is_symlink());
    for name in ["file", "part"] {
        assert_eq!(fs::read_to_string(target.join(name)).unwrap(), name);
    }
}

#[test]
fn two_runs_at_once_share_a_cache() {
    let folder = tempfile::tempdir().unwrap();
    let noise = noise(2_000_000);
    let path = Wheel::new("demo", "1.0").file("demo/noise", &noise).write(folder.path());
    let content = fs::read(&path).unwrap();
    let server = Site::of(&[path]).serve();
    let cache = tempfile::tempdir().unwrap();
    let runs: Vec<_> = (0..4)
        .map(|_| check(&server, cache.path(), &["demo==1.0", "--quiet"]).spawn().unwrap())
        .collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(0));
    }
    assert_eq!(kept(cache.path()), [place(&content)]);
    assert_eq!(fs::read(cache.path().join(place(&content))).unwrap(), content);
}

#[test]
fn paths_never_touch_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let server = Site::default().serve();
    release(folder.path());
    // A folder of this name wins.
    let named = folder.path().join("demo==1.0");
    fs::create_dir(&named).unwrap();
    release(&named);
    let mut run = check(&server, folder.path(), &[".", "demo==1.0", "missing"]);
    let output = run.current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    error: cannot read `missing`: No such file or directory (os error 2)
    hint: build the distributions first, or name the folder that holds them; a release on the index is written missing==VERSION
    ");
    assert_eq!(server.seen(), [""; 0]);
    let run = checked(&server, folder.path(), &["demo==2.0", "--offline"]);
    insta::assert_snapshot!(run.err, @r"
    error: demo==2.0 is on the index, and --offline is given
    hint: download the files, and give their paths, or leave --offline away
    ");
    assert_eq!((run.status, server.seen().len()), (Some(2), 0));
}

#[test]
fn paths_and_releases_mix() {
    let (folder, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let old = Wheel::new("demo", "0.9").write(published.path());
    let paths = [&release(published.path())[..], &[old]].concat();
    let server = Site::of(&paths).serve();
    let own = Wheel::new("demo", "1.1").write(folder.path());
    let cache = tempfile::tempdir().unwrap();
    let run = checked(&server, cache.path(), &[own.to_str().unwrap(), "demo==1.0", "demo==0.9"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(
        run.out.contains("\n4 files: 1 warning\n") && !run.out.contains("REL005"),
        "{}",
        run.out
    );
    let run = checked(&server, cache.path(), &["demo==7", "gone==1", own.to_str().unwrap()]);
    assert_eq!(
        (run.status, run.out.as_str()),
        (Some(2), "1 file, no findings; 2 files could not be read\n")
    );
    assert!(run.err.contains("hint: the nearest: 1.0\n"), "{}", run.err);
    assert!(run.err.contains("has no project `gone`"), "{}", run.err);
}

#[test]
fn a_server_that_goes_away_is_asked_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = |python| Wheel::new("demo", "1.0").tag(&format!("py3{python}-none-any"));
    let paths: Vec<_> = (11..=19).map(|python| wheel(python).write(folder.path())).collect();
    let mut site = Site::of(&paths);
    for file in &mut site.files {
        // Nobody listens on the port of nobody.
        file["url"] = json!("http://127.0.0.1:9/x.whl");
    }
    let cache = tempfile::tempdir().unwrap();
    let run = checked(&site.serve(), cache.path(), &["demo==1.0", "--jobs", "1"]);
    assert_eq!(run.status, Some(2));
    assert_eq!(run.err.matches("error: ").count(), 2, "{}", run.err);
    assert!(run.err.ends_with("error: 8 more files were not tried\n"), "{}", run.err);
    assert!(run.err.contains("the connection is refused"), "{}", run.err);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_read() {
    let (site, _) = one();
    let server = site.serve();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x-1.0-py3-none-any.whl"), "").unwrap();
    let wheel = folder.path().join("*.whl");
    let wheel = wheel.to_str().unwrap();
    let against = ["--against", "demo==1.0"];
    for (arguments, message) in [
        (&["demo==1.0", "--fix"][..], "error: --fix mends files of this machine"),
        (&["demo==1.0", "--targets", "--format", "sarif"], "error: --targets has no such format"),
        (&[wheel, "--metadata-only"], "error: --metadata-only is for releases"),
        (
            &[wheel, "-o", folder.path().join("x-1.0-py3-none-any.whl").to_str().unwrap()],
            "error: `",
        ),
    ] {
        let run = checked(&server, folder.path(), &[arguments, &against].concat());
        assert!(run.err.starts_with(message) && run.out.is_empty(), "{}", run.err);
        assert_eq!((run.status, run.err.matches("error: ").count()), (Some(2), 1), "{}", run.err);
    }
    assert_eq!(server.seen(), [""; 0]);
}

#[test]
fn files_that_are_lost_stand_among_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::of(&release(folder.path()));
    let server = site.mishaps("demo-1.0.tar.gz", [Mishap::Status(404)]).serve();
    let mut arguments = vec!["demo==1.0", "--format", "json"];
    for more in [None, Some("--metadata-only")] {
        arguments.extend(more);
        let run = checked(&server, &folder.path().join("cache"), &arguments);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let names = [0, 1].map(|at| report["files"][at]["path"].as_str().unwrap().to_owned());
        assert_eq!(names, [WHEEL, "demo-1.0.tar.gz"]);
    }
}

/// An index on a terminal: it answers only when the terminal says that it is waited for.
#[cfg(unix)]
#[test]
fn what_is_waited_for_is_shown() {
    let script = r#"
import http.server, json, os, pty, sys, threading
shown, waits = threading.Condition(), []
text = b""
def until(word):
    with shown:
        assert shown.wait_for(lambda: word in text, 50), text
        waits.append(word)
class Index(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        if self.path == "/simple/demo/":
            until(b"asking http://127.0.0.1:%d/simple for demo" % port)
            file = {"filename": "demo-1.0-py3-none-any.whl", "url": "/x.whl", "hashes": {}, "core-metadata": True}
            body = json.dumps({"meta": {"api-version": "1.0"}, "name": "demo", "files": [file]}).encode()
            kind = "application/vnd.pypi.simple.v1+json"
        else:
            until(b"0/1 files")
            body, kind = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n", "text/plain"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
port = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
child, terminal = pty.fork()
if child == 0:
    os.execve(sys.argv[1], ["relkit", "check", "demo==1.0", "--metadata-only", "--index-url",
        f"http://127.0.0.1:{port}/simple"], {"TERM": "xterm", "COLUMNS": "120"})
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    with shown:
        text += more
        shown.notify_all()
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert len(waits) == 2 and status == 0, (waits, status, text)
"#;
    let mut program = python::program("python");
    python::run(program.args(["-c", script, env!("CARGO_BIN_EXE_relkit")]), "wait for an index");
}
