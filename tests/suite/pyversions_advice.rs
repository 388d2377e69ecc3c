//! What the program advises, from a file of downloads and an index on loopback.

use serde_json::Value;

use crate::support::{
    python::root,
    relkit::{TODAY, ran, relkit},
    server::{Server, json},
};

/// The columns of the rows below.
const HEAD: &str = "timestamp,project,file.filename,file.version,details.python,details.system.name,\
                    details.system.release,details.cpu,details.distro.libc.lib,\
                    details.distro.libc.version,details.distro.version,downloads\n";

/// Downloads of one release: wheels, and sdists on machines with and without a wheel.
const ROWS: &str = "\
demo_numeric-2.5.1-cp313-cp313-manylinux_2_28_x86_64.whl,2.5.1,3.13.1,Linux,5.15.0,x86_64,glibc,2.17,,50
demo_numeric-2.5.1-cp313-cp313-manylinux_2_28_x86_64.whl,2.5.1,3.13.1,Linux,5.15.0,x86_64,glibc,2.28,,450
demo_numeric-2.5.1-cp313-cp313-manylinux_2_28_x86_64.whl,2.5.1,3.13.1,Linux,5.15.0,x86_64,glibc,2.35,,9500
demo_numeric-2.5.1-cp312-cp312-macosx_11_0_arm64.whl,2.5.1,3.12.1,Darwin,24.5.0,arm64,,,15.1,900
demo_numeric-2.5.1-cp312-cp312-macosx_10_13_x86_64.whl,2.5.1,3.12.1,Darwin,19.6.0,x86_64,,,10.15,100
demo_numeric-2.5.1.tar.gz,2.5.1,3.13.1,Linux,6.1.0,riscv64,glibc,2.36,,500
demo_numeric-2.5.1.tar.gz,2.5.1,3.13.1,FreeBSD,14.1,amd64,,,,300
";

/// A folder with the rows of a day, as CSV.
struct Downloads(tempfile::TempDir);

impl Downloads {
    fn new(rows: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lines = rows.lines().map(|line| format!("2026-11-02,demo-numeric,{line}\n"));
        let text = HEAD.to_owned() + &lines.collect::<String>();
        std::fs::write(folder.path().join("downloads.csv"), text).unwrap();
        Self(folder)
    }

    /// The arguments that ask for them, then more.
    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let file = self.0.path().join("downloads.csv").to_str().unwrap().to_owned();
        let fixed = ["pyversions", "demo-numeric", "--as-of", TODAY, "--history", "0"];
        let days = ["--from", "2026-11-02", "--to", "2026-11-02", "--source", &file];
        fixed.iter().chain(&days).chain(more).map(|it| (*it).to_owned()).collect()
    }

    fn ran(&self, more: &[&str]) -> String {
        let arguments = self.arguments(more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let run = ran(&arguments);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.out
    }

    /// The one project of the JSON.
    fn json(&self, more: &[&str]) -> Value {
        let text = self.ran(&[more, &["--format", "json"]].concat());
        let mut whole: Value = serde_json::from_str(&text).unwrap();
        whole["projects"][0].take()
    }

    fn lines(&self, more: &[&str]) -> String {
        let project = self.json(more);
        let lines = project["advice"]["lines"].as_array().unwrap();
        lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
    }
}

/// An index with the release: wheels for two Pythons and the free-threaded build, a megabyte each.
fn index() -> Server {
    let platforms = [
        "manylinux_2_28_x86_64",
        "manylinux_2_28_aarch64",
        "musllinux_1_2_x86_64",
        "macosx_11_0_arm64",
        "macosx_10_13_x86_64",
        "win_amd64",
        "win_arm64",
    ];
    let wheels = ["cp312-cp312", "cp313-cp313", "cp314-cp314t"]
        .map(|tags| platforms.map(|platform| format!("demo_numeric-2.5.1-{tags}-{platform}.whl")));
    let names = wheels.into_iter().flatten().chain(["demo_numeric-2.5.1.tar.gz".to_owned()]);
    let files: Vec<Value> = names
        .map(|name| {
            let url = format!("http://example.invalid/{name}");
            serde_json::json!({"filename": name, "url": url, "hashes": {}, "size": 1 << 20})
        })
        .collect();
    let meta = serde_json::json!({"api-version": "1.1"});
    let versions = ["2.5.1"];
    let page = serde_json::json!({
        "meta": meta, "name": "demo-numeric", "versions": versions, "files": files
    });
    Server::answering(move |_, _| json(&page.to_string()))
}

#[test]
fn what_is_written_to_a_file_has_no_colour() {
    let downloads = Downloads::new(ROWS);
    let file = downloads.0.path().join("out.txt");
    let arguments = downloads.arguments(&["-o", file.to_str().unwrap()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = relkit(&arguments).env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").output();
    assert_eq!(run.unwrap().status.code(), Some(0));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(!text.contains('\u{1b}'), "{text:?}");
    assert_eq!(text, downloads.ran(&[]));
}

#[test]
fn who_misses_a_wheel_is_named() {
    let (downloads, index) = (Downloads::new(ROWS), index());
    // The partners of the split are asked for without being named.
    let more = ["--by", "kind", "--index-url", &index.url()];
    insta::assert_snapshot!(downloads.lines(&more), @"
    500 downloads of the sdist (62.50 % of those) on Linux riscv64 glibc with Python 3.13: the release has no wheel for CPython 3.13 there
    300 downloads of the sdist (37.50 % of those) on FreeBSD x86_64 with Python 3.13: no tag is for FreeBSD
    ");
    let project = downloads.json(&more);
    let sdist = &project["advice"]["sdist"];
    assert_eq!((sdist["total"].as_u64(), sdist["downloads"].as_u64()), (Some(11_800), Some(800)));
    let row = &sdist["rows"][0];
    assert_eq!(
        [&row["system"], &row["cpu"], &row["libc"], &row["python"], &row["served"]],
        ["Linux", "riscv64", "glibc", "3.13", "missing"]
    );
    assert_eq!(
        (row["percent_of_sdist"].as_f64(), row["percent"].as_f64()),
        (Some(62.5), Some(100.0))
    );
    assert_eq!(project["splits"].as_array().unwrap().len(), 2, "partners are not shown");
}

#[test]
fn floors_are_told_for_each_architecture() {
    let downloads = Downloads::new(ROWS);
    insta::assert_snapshot!(downloads.lines(&["--by", "libc-version"]), @"
    99 %: manylinux_2_28, which 99.50 % of 10000 downloads on x86_64 take
    95 %: manylinux_2_35, which 95.00 % of 10000 downloads on x86_64 take; it leaves out RHEL 8, RHEL 9 and Amazon Linux 2023
    99 %: manylinux_2_36, which 100.00 % of 500 downloads on riscv64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023 and Ubuntu 22.04
    95 %: manylinux_2_36, which 100.00 % of 500 downloads on riscv64 take; it leaves out RHEL 8, RHEL 9, Amazon Linux 2023 and Ubuntu 22.04
    musl is told by few clients: true shares of musllinux are larger
    ");
    insta::assert_snapshot!(downloads.lines(&["--by", "system-release"]), @"
    99 %: macosx_15_0, which 100.00 % of 900 downloads on arm64 take
    95 %: macosx_15_0, which 100.00 % of 900 downloads on arm64 take
    99 %: macosx_10_15, which 100.00 % of 100 downloads on x86_64 take
    95 %: macosx_10_15, which 100.00 % of 100 downloads on x86_64 take
    ");
    let floors = downloads.json(&["--by", "libc-version"])["advice"]["floors"].take();
    let x86_64 = &floors[0];
    assert_eq!(
        (x86_64["family"].as_str(), x86_64["arch"].as_str()),
        (Some("manylinux"), Some("x86_64"))
    );
    assert_eq!(x86_64["recommended"][0]["name"], "manylinux_2_28");
}

#[test]
fn what_is_missing_for_advice_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("downloads.csv");
    let text =
        "date,project,python,libc_version,downloads\n2026-11-02,demo-numeric,3.13,glibc 2.17,7\n";
    std::fs::write(&file, text).unwrap();
    let downloads = Downloads(folder);
    insta::assert_snapshot!(downloads.lines(&["--by", "libc-version"]), @"to say which manylinux and musllinux enough users take, libc-version must be told together with system and cpu, as BigQuery and files with rows of PyPI's table do: file does not");
}

#[test]
fn megabytes_are_those_of_the_newest_release() {
    let (downloads, index) = (Downloads::new(ROWS), index());
    let project = root().join("tests/projects/per_version");
    let folder = ["--project", project.to_str().unwrap()];
    let with_index = downloads.json(&[&folder[..], &["--index-url", &index.url()]].concat());
    let verdict = &with_index["verdict"];
    assert_eq!(verdict["newest_release"], "2.5.1");
    let row = |verdict: &Value, python: &str| -> Value {
        let rows = verdict["rows"].as_array().unwrap();
        rows.iter().find(|row| row["python"] == python).unwrap().clone()
    };
    let cost = &row(verdict, "3.13")["cost"];
    let files = cost["files"].as_u64().unwrap();
    assert!(files > 0 && cost["bytes"].as_u64() == Some(files << 20), "{cost}");
    let whole = with_index.to_string();
    assert!(!whole.contains("megabytes each Python costs is not known"), "{whole}");

    let offline = downloads.json(&[&folder[..], &["--offline"]].concat());
    let cost = &row(&offline["verdict"], "3.13")["cost"];
    assert_eq!((cost["files"].as_u64(), cost["bytes"].is_null()), (Some(files), true));
    let notes = offline["notes"].to_string();
    insta::assert_snapshot!(notes, @r#"["how many megabytes each Python costs is not known: --offline asks no index"]"#);
    assert_eq!(row(&offline["verdict"], "3.12")["dates"]["spec0"], "2026-10-02");
}

#[test]
fn few_downloads_condemn_no_wheel() {
    let (rows, index) = (ROWS.lines().take(1).collect::<String>(), index());
    let downloads = Downloads::new(&rows);
    let more = ["--by", "file", "--index-url", &index.url()];
    insta::assert_snapshot!(downloads.lines(&more), @"50 downloads of the newest release's files: too few to tell which wheels are rarely fetched");
    let files = downloads.json(&more)["advice"]["files"].take();
    assert_eq!(
        (files["enough"].as_bool(), files["rows"][0]["rare"].as_bool()),
        (Some(false), Some(false))
    );
}
