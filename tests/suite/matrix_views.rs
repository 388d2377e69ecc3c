//! The views of a plan: targets, explanations, the matrix for a workflow of one's own, the
//! manifest, and what the head of a workflow says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    oracle::ask,
    python::root,
    relkit::{Ran, TODAY, matrix, project, projects, ran, relkit},
};

const MATURIN: &str =
    "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n[project]\nname = 'x'\n";

fn answer(folder: &Path, more: &[&str]) -> Value {
    serde_json::from_str(&matrix(folder, more)).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

fn run(folder: &Path, more: &[&str]) -> Ran {
    let start = ["matrix", "--as-of", TODAY, "--project", folder.to_str().unwrap()];
    ran(&[&start[..], more].concat())
}

/// What an explanation prints.
fn explained(folder: &TempDir, id: &str) -> String {
    matrix(folder.path(), &["--explain", id])
}

#[test]
fn each_view_says_which_formats_fit() {
    let told = |more: &[&str]| {
        let run = run(&projects()[3], more);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
        run.err
    };
    insta::assert_snapshot!(told(&["--targets", "--format", "github"]), @"
    error: --targets cannot be written as github
    hint: say --format table or --format json
    ");
    insta::assert_snapshot!(told(&["--explain", "cp314-win32", "--format", "manifest"]), @"
    error: --explain cannot be written as manifest
    hint: say --format table or --format json
    ");
    insta::assert_snapshot!(told(&["--import", "x.yml", "--format", "plan"]), @"
    error: --import cannot be written as plan
    hint: say --format table or --format json
    ");
    insta::assert_snapshot!(told(&["--format", "json"]), @"
    error: there is no matrix: the project has no compiled code, and one job builds its wheel
    hint: `relkit matrix --format plan` is the plan as JSON
    ");
    for both in
        [["--targets", "--explain=*"], ["--explain=*", "--import=x"], ["--targets", "--check=x"]]
    {
        assert!(told(&both).contains("cannot be used with"), "{both:?}");
    }
}

/// A copy of a project in a folder of another name.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn head(workflow: &str) -> &str {
    workflow.lines().find(|line| line.contains(", inputs sha256:")).unwrap()
}

#[test]
fn the_head_names_the_version_and_the_inputs_and_nothing_of_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    for example in projects() {
        let known = matrix(&example, &[]);
        let here = folder.path().join("another name").join(example.file_name().unwrap());
        copied(&example, &here);
        assert_eq!(matrix(&here, &[]), known);
        let within = relkit(&["matrix", "--as-of", TODAY]).current_dir(&here).output().unwrap();
        assert_eq!(String::from_utf8(within.stdout).unwrap(), known);
        let version = env!("CARGO_PKG_VERSION");
        let digest = head(&known).strip_prefix(&format!("# relkit {version}, inputs sha256:"));
        let digest = digest.unwrap();
        assert!(digest.len() == 16 && digest.bytes().all(|it| it.is_ascii_hexdigit()), "{digest}");
    }
}

#[test]
fn a_change_of_a_file_that_is_read_or_of_a_table_changes_the_digest() {
    let folder = tempfile::tempdir().unwrap();
    copied(&projects()[1], folder.path());
    let first = matrix(folder.path(), &[]);
    fs::write(folder.path().join("unread.txt"), "x").unwrap();
    assert_eq!(matrix(folder.path(), &[]), first);
    let mut seen = BTreeSet::from([head(&first).to_owned()]);
    for file in ["pyproject.toml", "rust/Cargo.toml"] {
        let path = folder.path().join(file);
        let more = fs::read_to_string(&path).unwrap() + "\n# a word\n";
        fs::write(&path, more).unwrap();
        let next = matrix(folder.path(), &[]);
        assert_eq!(next.replace(head(&next), head(&first)), first);
        assert!(seen.insert(head(&next).to_owned()), "{file}");
    }
    // A table counts by its facts.
    let tables = tempfile::tempdir().unwrap();
    let runners = fs::read_to_string(root().join("matrices/runners.toml")).unwrap();
    let with = |text: &str| {
        fs::write(tables.path().join("runners.toml"), text).unwrap();
        matrix(folder.path(), &["--tables", tables.path().to_str().unwrap()])
    };
    let known = matrix(folder.path(), &[]);
    assert_eq!(with(&format!("# a word\n{runners}").replace('\n', "\r\n")), known);
    let other = with(&runners.replacen("as_of = \"2026-", "as_of = \"2025-", 1));
    assert_ne!(head(&other), head(&known));
}

#[test]
fn a_head_that_differs_is_no_drift() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("build.yml");
    let name = file.to_str().unwrap();
    let fresh = matrix(&projects()[0], &[]);
    let older = fresh.replace(head(&fresh), "# relkit 0.0.9, inputs sha256:0123456789abcdef");
    fs::write(&file, &older).unwrap();
    let quiet = run(&projects()[0], &["--check", name]);
    assert_eq!((quiet.status, quiet.out.as_str()), (Some(0), ""));
    assert!(!quiet.err.contains("relkit 0.0.9"), "{}", quiet.err);
    let loud = run(&projects()[0], &["--verbose", "--check", name]);
    assert_eq!(loud.status, Some(0));
    assert!(loud.err.contains("note: made by relkit 0.0.9, inputs sha256:0123456789abcdef\n"));
    // Anything else counts as ever, and so does a head that is not there.
    fs::write(&file, older.replace("fail-fast: false", "fail-fast: true")).unwrap();
    assert_eq!(run(&projects()[0], &["--check", name]).status, Some(1));
    fs::write(&file, fresh.replace(&format!("{}\n", head(&fresh)), "")).unwrap();
    assert_eq!(run(&projects()[0], &["--check", name]).status, Some(1));
}

/// The step of the generated workflow that runs cibuildwheel fills its variables from the matrix
/// or holds them itself: the matrix for others has both, under the same keys.
#[test]
fn the_matrix_is_that_of_the_generated_workflow() {
    let more = project(&format!(
        "{MATURIN}[tool.relkit.matrix]\nplatforms = ['manylinux_x86_64', 'manylinux_riscv64', 'macosx_arm64']\n\
         abi3 = '3.11'\nabi3t = '3.15'\nsystems = {{ macosx_arm64 = 'macosx_13_0' }}\nshard = 'platform'\n"
    ));
    let mut folders = projects()[..3].to_vec();
    folders.push(more.path().to_owned());
    let mut compared = 0;
    for folder in folders {
        let printed = matrix(&folder, &["--format", "json"]);
        assert_eq!(printed.lines().count(), 1);
        let printed: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(printed.as_object().unwrap().keys().collect::<Vec<_>>(), ["include"]);
        let workflow: Value = yaml_serde::from_str(&matrix(&folder, &[])).unwrap();
        let wheels = &workflow["jobs"]["wheels"];
        let theirs = list(&wheels["strategy"]["matrix"], "include");
        let ours = list(&printed, "include");
        assert_eq!(ours.len(), theirs.len());
        let keys = |entry: &Value| entry.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_eq!(keys(ours), keys(&list(&printed, "include")[0]));
            for (key, value) in theirs.as_object().unwrap() {
                assert_eq!(&ours[key], value, "{key}");
                compared += 1;
            }
            let mut steps = list(wheels, "steps").iter();
            let env = steps.find_map(|step| step["env"].as_object()).unwrap();
            for (name, value) in env {
                let value = value.as_str().unwrap();
                let option = name.strip_prefix("CIBW_").unwrap().to_lowercase().replace('_', "-");
                if !value.starts_with("${{") {
                    assert_eq!(text(ours, &option), value, "{name}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn the_manifest_is_what_the_gate_expects() {
    for folder in projects() {
        let plan = answer(&folder, &["--format", "plan"]);
        let patterns: Vec<&str> =
            list(&plan, "expected").iter().map(|file| text(file, "pattern")).collect();
        let manifest = matrix(&folder, &["--format", "manifest"]);
        assert_eq!(manifest.lines().collect::<Vec<_>>(), patterns);
        let workflow: Value = yaml_serde::from_str(&matrix(&folder, &[])).unwrap();
        let mut steps = list(&workflow["jobs"]["complete"], "steps").iter();
        let gate = steps.find_map(|step| step["env"]["EXPECTED"].as_str()).unwrap();
        assert_eq!(manifest.trim_end(), gate.trim_end());
    }
}

#[test]
fn every_target_has_a_file_of_the_manifest_kind_and_a_job_or_a_reason() {
    for folder in projects() {
        let answer = answer(&folder, &["--targets", "--format", "json"]);
        assert_eq!(answer["schema"], "relkit.targets/1");
        let table = matrix(&folder, &["--targets"]);
        let rows = list(&answer, "targets");
        assert!(!rows.is_empty());
        assert_eq!(table.lines().count(), rows.len() + 1);
        for (row, line) in rows.iter().zip(table.lines().skip(1)) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words[..2], [text(row, "target"), text(row, "file")]);
            match row["job"].as_str() {
                Some(job) => assert!(line.contains(job) && line.ends_with(text(row, "how"))),
                None => {
                    assert!(line.contains("not tested") && line.ends_with(text(row, "untested")));
                }
            }
        }
    }
    insta::assert_snapshot!(matrix(&projects()[3], &["--targets"]), @"
    target      file                          tested in job  how
    cp310-any   demo_pure-*-py3-none-any.whl  wheel          import
    cp311-any   demo_pure-*-py3-none-any.whl  wheel          import
    cp312-any   demo_pure-*-py3-none-any.whl  wheel          import
    cp313-any   demo_pure-*-py3-none-any.whl  wheel          import
    cp314-any   demo_pure-*-py3-none-any.whl  wheel          import
    cp315-any   demo_pure-*-py3-none-any.whl  wheel          import
    cp314t-any  demo_pure-*-py3-none-any.whl  wheel          import
    cp315t-any  demo_pure-*-py3-none-any.whl  wheel          import
    ");
}

/// Whatever cibuildwheel says that it builds in the environment of one of the jobs is in, and so is
/// what a shared wheel serves; nothing else is.
#[test]
fn what_is_in_is_what_cibuildwheel_builds_and_what_a_shared_wheel_serves() {
    let mut questions = Vec::new();
    let mut shared: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut jobs = Vec::new();
    for (number, folder) in projects().iter().enumerate() {
        let plan = answer(folder, &["--format", "plan"]);
        for job in list(&plan, "jobs") {
            questions.push(json!({
                "project": folder, "platform": job["env"]["CIBW_PLATFORM"],
                "machine": "arm64", "env": job["env"],
            }));
            jobs.push(number);
        }
        let all = list(&plan, "jobs").iter().chain(list(&plan, "tests"));
        let handed = all.flat_map(|job| list(job, "handover")).map(|it| text(it, "id").to_owned());
        let out = list(&plan, "left_out").iter();
        let served = out.filter(|it| text(it, "why").starts_with("served by"));
        let served = served.map(|it| text(it, "id").to_owned());
        shared.entry(number).or_default().extend(handed.chain(served));
    }
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &questions);
    let mut expected = shared;
    for (number, ids) in jobs.into_iter().zip(printed) {
        expected.entry(number).or_default().extend(ids);
    }
    let all = answer(&projects()[0], &["--explain", "*", "--format", "json"]);
    assert_eq!(list(&all, "identifiers").len(), 232);
    for (number, folder) in projects().iter().enumerate() {
        let answer = answer(folder, &["--explain", "*", "--format", "json"]);
        assert_eq!(answer["schema"], "relkit.explain/1");
        let answers = list(&answer, "identifiers");
        assert_eq!(answers.len(), 232);
        let (within, without): (Vec<_>, Vec<_>) =
            answers.iter().partition(|it| text(it, "verdict") == "in");
        let ids: BTreeSet<String> = within.iter().map(|it| text(it, "id").to_owned()).collect();
        assert_eq!(ids, expected[&number], "{}", folder.display());
        for it in within {
            assert_eq!(list(it, "files").len(), 1, "{it}");
        }
        for it in without {
            assert_ne!(text(&it["absence"], "why"), "", "{it}");
            assert!(!list(&it["absence"], "by").is_empty(), "{it}");
        }
    }
}

#[test]
fn an_identifier_that_is_in_has_its_file_its_builder_and_its_test() {
    let explained = |id: &str| matrix(&projects()[0], &["--explain", id]);
    insta::assert_snapshot!(explained("cp310-manylinux_x86_64"), @"
    cp310-manylinux_x86_64: in
      installs demo_abi3-*-cp39-abi3-manylinux_2_28_x86_64.whl
        the stable ABI from 3.9 on (pyproject.toml:41)
      built by cp39-manylinux_x86_64 in job abi3-py39-manylinux_x86_64 on ubuntu-24.04
      tested in job abi3-py39-manylinux_x86_64 on ubuntu-24.04
        pytest {project}/tests
    ");
    insta::assert_snapshot!(explained("cp315-win_arm64"), @"
    cp315-win_arm64: in
      installs demo_abi3-*-cp315-abi3.abi3t-win_arm64.whl
        the stable ABI from 3.15 on, with and without the GIL (PEP 803): its tag is newer than that of the abi3 wheel (pyproject.toml:42)
      built by cp315t-win_arm64 in job abi3t-py315-win_arm64 on windows-11-arm
      not tested: test-skip `*-win_arm64` (pyproject.toml:31)
    ");
    insta::assert_snapshot!(matrix(&projects()[2], &["--explain", "cp313-musllinux_{x86_64,i686}"]), @r#"
    cp313-musllinux_x86_64: in
      installs demo_numeric-*-cp313-cp313-musllinux_1_2_x86_64.whl
        its own wheel: the project has no wheel of the stable ABI
      built in job cp313-musllinux_x86_64 on ubuntu-24.04
      tested in job cp313-musllinux_x86_64 on ubuntu-24.04
        python -c 'import demo_numeric'

    cp313-musllinux_i686: out, musllinux_i686 is not among the platforms (pyproject.toml:51)
      hint: add "musllinux_i686" to `platforms` of [tool.relkit.matrix]
    "#);
}

#[test]
fn each_of_several_builds_is_explained() {
    let folder = project(&format!(
        "{MATURIN}[tool.relkit.matrix]\nplatforms = ['macosx_arm64']\n\
         [tool.relkit.matrix.variants.accelerate]\nplatforms = ['macosx_arm64']\n\
         system = 'macosx_14_0'\nskip = ['cp313-*']\n"
    ));
    let answer = answer(folder.path(), &["--explain", "cp31[34]-macosx_arm64", "--format", "json"]);
    let rows: Vec<_> = list(&answer, "identifiers")
        .iter()
        .map(|it| {
            let file = it["files"][0]["file"].as_str();
            (text(it, "id"), it["variant"].as_str(), file.or(it["absence"]["kind"].as_str()))
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("cp313-macosx_arm64", None, Some("x-*-cp313-cp313-macosx_11_0_arm64.whl")),
            ("cp313-macosx_arm64", Some("accelerate"), Some("skip")),
            ("cp314-macosx_arm64", None, Some("x-*-cp314-cp314-macosx_11_0_arm64.whl")),
            (
                "cp314-macosx_arm64",
                Some("accelerate"),
                Some("x-*-cp314-cp314-macosx_14_0_arm64.whl")
            ),
        ]
    );
}

/// Every reason for which an identifier can be out, with the line or the table that decided.
#[test]
fn every_reason_names_what_decided() {
    let one = "[tool.relkit.matrix]\nplatforms = ['manylinux_x86_64', 'win_arm64']\n";
    let maturin = |more: &str| project(&format!("{MATURIN}{more}"));
    insta::assert_snapshot!(explained(&maturin("requires-python = '>=3.10'\n"), "cp39-win_amd64"), @"
    cp39-win_amd64: out, requires-python `>=3.10` (pyproject.toml:6)
      hint: installers of that Python refuse the release, whatever wheels it has
    ");
    insta::assert_snapshot!(explained(&maturin("[tool.relkit]\nsupport = 'eol'\n"), "cp310-win_amd64"), @r#"
    cp310-win_amd64: out, support `eol` ended on 2026-10-01
      pyproject.toml:7: support = "eol"
      pythons.toml as of 2026-11-22: 3.10: end of life on 2026-10-01
      hint: `support` of [tool.relkit] says how long
    "#);
    insta::assert_snapshot!(explained(&maturin("[tool.relkit]\nsupport = 'nep29'\n"), "cp311-win_amd64"), @r#"
    cp311-win_amd64: out, support `nep29` ended on 2026-04-24
      pyproject.toml:7: support = "nep29"
      pythons.toml as of 2026-11-22: 3.11: released on 2022-10-24, dropped on 2026-04-24
      hint: `support` of [tool.relkit] says how long
    "#);
    insta::assert_snapshot!(explained(&maturin("[tool.relkit]\nsupport = '>=3.12'\n"), "cp311-win_amd64"), @r#"
    cp311-win_amd64: out, support `>=3.12`
      pyproject.toml:7: support = ">=3.12"
      hint: `support` of [tool.relkit] says how long
    "#);
    insta::assert_snapshot!(explained(&maturin(""), "pp311-win_amd64"), @r#"
    pp311-win_amd64: out, `pypy` is not enabled
      default: `enable` lacks `pypy`
      identifiers.toml as of 2026-11-22: pp311-win_amd64: enable = "pypy"
      hint: add "pypy" to `enable` of [tool.cibuildwheel]
    "#);
    insta::assert_snapshot!(explained(&maturin("[tool.cibuildwheel]\nenable = ['pypy']\n"), "gp312*-win_amd64"), @r#"
    gp312_250-win_amd64: out, `graalpy` is not enabled
      pyproject.toml:7: `enable` lacks `graalpy`
      identifiers.toml as of 2026-11-22: gp312_250-win_amd64: enable = "graalpy"
      hint: add "graalpy" to `enable` of [tool.cibuildwheel]
    "#);
    insta::assert_snapshot!(explained(&maturin("[tool.relkit.matrix]\nfree-threaded = false\n"), "cp314t-win_amd64"), @"
    cp314t-win_amd64: out, free-threaded = false
      pyproject.toml:7: free-threaded = false
      hint: say free-threaded = true
    ");
    insta::assert_snapshot!(explained(&maturin("[tool.cibuildwheel]\nbuild = 'cp314-*'\n"), "cp313-win_amd64"), @"
    cp313-win_amd64: out, no `build` pattern matches (pyproject.toml:7)
      hint: add a pattern such as cp313-win_amd64 to `build`
    ");
    insta::assert_snapshot!(explained(&maturin("[tool.relkit.matrix]\nskip = ['cp313-win*']\n"), "cp313-win_amd64"), @"
    cp313-win_amd64: out, skip `cp313-win*` (pyproject.toml:7)
      hint: take `cp313-win*` out of `skip`, or narrow it
    ");
    insta::assert_snapshot!(explained(&maturin(one), "cp310-win_arm64"), @"
    cp310-win_arm64: out, no native interpreter before 3.11 on this platform
      identifiers.toml as of 2026-11-22: win_arm64: native_from = 3.11
    ");
    insta::assert_snapshot!(explained(&maturin(one), "cp314-win32"), @r#"
    cp314-win32: out, win32 is not among the platforms (pyproject.toml:7)
      hint: add "win32" to `platforms` of [tool.relkit.matrix]
    "#);
    insta::assert_snapshot!(explained(&maturin(""), "cp314-win32"), @r#"
    cp314-win32: out, win32 is not among the platforms by default
      default: Linux, macOS and Windows on the machines of 64 bits that CI hosts
      hint: add "win32" to `platforms` of [tool.relkit.matrix]
    "#);
    insta::assert_snapshot!(explained(&maturin("[tool.cibuildwheel.windows]\narchs = 'AMD64'\n"), "cp314-win_arm64"), @r#"
    cp314-win_arm64: out, win_arm64 is not among the platforms (pyproject.toml:7)
      hint: add "win_arm64" to `platforms` of [tool.relkit.matrix]
    "#);
    insta::assert_snapshot!(explained(&maturin(""), "cp313t-win_amd64"), @"
    cp313t-win_amd64: out, cibuildwheel 4.3.3 no longer builds for cp313t
      identifiers.toml as of 2026-11-22: `cp313t` stands in `gone`
      hint: users of cp313t get the sdist, or the last release that has a wheel for them
    ");
    insta::assert_snapshot!(explained(&maturin(""), "cp27mu-manylinux_i686"), @"
    cp27mu-manylinux_i686: out, cibuildwheel 4.3.3 no longer builds for cp27mu
      identifiers.toml as of 2026-11-22: `cp27mu` stands in `gone`
      hint: users of cp27mu get the sdist, or the last release that has a wheel for them
    ");
    insta::assert_snapshot!(explained(&maturin(""), "cp316t-win_amd64"), @"
    cp316t-win_amd64: out, Python 3.16 is planned for 2027-10-06, and cibuildwheel 4.3.3 does not build for cp316t
      pythons.toml as of 2026-11-22: 3.16: released = 2027-10-06
      hint: `nightly` of [tool.relkit.matrix] tries the sdist on it before
    ");
    insta::assert_snapshot!(explained(&maturin(""), "pp311-win_arm64"), @"
    pp311-win_arm64: out, cibuildwheel 4.3.3 builds nothing of pp311 for win_arm64
      identifiers.toml as of 2026-11-22: no row pp311-win_arm64
    ");
    insta::assert_snapshot!(matrix(&projects()[3], &["--explain", "cp314-win_amd64"]), @r#"
    cp314-win_amd64: out, the project has no compiled code: one wheel serves every Python and platform
      pyproject.toml:3: hatchling builds no compiled code of the project
      hint: where that is wrong say wheel = "extension" in [tool.relkit.matrix]
    "#);
    let setup_cfg = maturin("");
    fs::write(
        setup_cfg.path().join("pyproject.toml"),
        "[project]\nname = 'x'\n[tool.setuptools]\next-modules = [{ name = 'x', sources = ['x.c'] }]\n",
    )
    .unwrap();
    fs::write(setup_cfg.path().join("setup.cfg"), "[bdist_wheel]\npy_limited_api = cp311\n")
        .unwrap();
    insta::assert_snapshot!(explained(&setup_cfg, "cp314t-win_amd64"), @"cp314t-win_amd64: out, setuptools stops: no limited API before 3.15t (setup.cfg:2)");
}

#[test]
fn a_platform_without_a_machine_says_which_table_lacks_it() {
    let runners = fs::read_to_string(root().join("matrices/runners.toml")).unwrap();
    let blocks = runners.split("\n\n");
    let kept: Vec<&str> = blocks
        .filter(|it| !(it.starts_with("[[default]]") && it.contains("windows-11-arm")))
        .collect();
    let without = kept.join("\n\n");
    assert_ne!(without, runners);
    let tables = tempfile::tempdir().unwrap();
    fs::write(tables.path().join("runners.toml"), without).unwrap();
    let folder = project(MATURIN);
    let more = ["--tables", tables.path().to_str().unwrap(), "--explain", "cp314-win_arm64"];
    insta::assert_snapshot!(matrix(folder.path(), &more), @r#"
    cp314-win_arm64: out, no hosted runner for win_arm64
      runners.toml as of 2026-11-22: no default for win_arm64
      hint: name a machine in `runners` of [tool.relkit.matrix]: win_arm64 = "LABEL"
    "#);
}

/// The plan stops at such a label; who asks why still gets an answer, for the other platforms too.
#[test]
fn a_label_that_was_removed_is_explained() {
    let folder = project(&format!(
        "{MATURIN}[tool.relkit.matrix]\nplatforms = ['win_amd64', 'macosx_arm64']\n\
         runners = {{ win_amd64 = 'windows-2019' }}\n"
    ));
    assert_eq!(run(folder.path(), &["--targets"]).status, Some(2));
    insta::assert_snapshot!(explained(&folder, "cp314-win_amd64"), @r#"
    cp314-win_amd64: out, the runner windows-2019 was removed on 2025-06-30
      pyproject.toml:8: win_amd64 = "windows-2019"
      runners.toml as of 2026-11-22: windows-2019: removed = 2025-06-30 (actions/runner-images#12045)
      hint: name windows-2025 in `runners` of [tool.relkit.matrix]
    "#);
    assert!(explained(&folder, "cp314-macosx_arm64").starts_with("cp314-macosx_arm64: in\n"));
    // Even where it is the only platform.
    let only = project(&format!(
        "{MATURIN}[tool.relkit.matrix]\nplatforms = ['win_amd64']\nrunners = {{ win_amd64 = 'windows-2019' }}\n"
    ));
    assert!(explained(&only, "cp314-win_amd64").contains("windows-2019 was removed on"));
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let folder = project(MATURIN);
    let told = |id: &str| {
        let run = run(folder.path(), &["--explain", id]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
        run.err
    };
    insta::assert_snapshot!(told("cp314-manylinux_x86_46"), @"
    error: cibuildwheel 4.3.3 has no identifier `cp314-manylinux_x86_46`
    hint: did you mean `cp314-manylinux_x86_64`? identifiers are INTERPRETER-PLATFORM such as cp314t-win_arm64, with * for any part
    ");
    insta::assert_snapshot!(told("cp4*-win_*"), @"
    error: cibuildwheel 4.3.3 has no identifier `cp4*-win_*`
    hint: identifiers are INTERPRETER-PLATFORM such as cp314t-win_arm64, with * for any part
    ");
    insta::assert_snapshot!(told("\u{1b}[31m"), @r"
    error: cibuildwheel 4.3.3 has no identifier `\u{1b}[31m`
    hint: identifiers are INTERPRETER-PLATFORM such as cp314t-win_arm64, with * for any part
    ");
    told("");
    assert!(told(&"cp314-".repeat(10_000)).len() < 300);
    // A pattern means what is built today, and what is gone only where it matches nothing else.
    assert_eq!(explained(&folder, "cp3{8,9}-win_amd64").lines().next(), Some("cp39-win_amd64: in"));
    assert!(explained(&folder, "cp38-*linux_x86_64").starts_with("cp38-manylinux_x86_64: out, "));
}

#[test]
fn identifiers_and_tags_are_explained_without_a_project() {
    let told = |topic: &str| {
        let run = ran(&["explain", topic]);
        format!("{}{}", run.out, run.err)
    };
    insta::assert_snapshot!(told("cp314t-win_arm64"), @"
    cp314t-win_arm64 (build identifier)
      interpreter  CPython 3.14, free-threaded (PEP 703)
      platform     win_arm64, cibuildwheel's --platform windows with CIBW_ARCHS=ARM64
      built        by cibuildwheel 4.3.3
      wheel        cp314-cp314t-win_arm64
      reaches      Windows (win_arm64)
      native       there are interpreters from 3.11 on
      runner       windows-11-arm
      `relkit matrix --explain cp314t-win_arm64` says whether a project has it
    ");
    insta::assert_snapshot!(told("pp311-macosx_x86_64"), @"
    pp311-macosx_x86_64 (build identifier)
      interpreter  PyPy for Python 3.11
      platform     macosx_x86_64, cibuildwheel's --platform macos with CIBW_ARCHS=x86_64
      built        by cibuildwheel 4.3.3 where `enable` has `pypy`
      wheel        pp311-pypy311_pp80-macosx_10_15_x86_64
      reaches      macOS 10.15 or newer on x86_64
      runner       macos-26-intel
      `relkit matrix --explain pp311-macosx_x86_64` says whether a project has it
    ");
    insta::assert_snapshot!(told("cp315-abi3.abi3t-manylinux_2_28_x86_64"), @"
    cp315-abi3.abi3t-manylinux_2_28_x86_64 (tags of a wheel)
      python        cp315: CPython 3.15, and later ones where the ABI is stable or none
      abi           abi3: the stable ABI of builds with the GIL (PEP 384)
      abi           abi3t: the stable ABI of free-threaded builds (PEP 803)
      platform      manylinux_2_28_x86_64: Linux on x86_64 with glibc 2.28 or newer (PEP 600)
      installed by  cp315 cp315t
    ");
    insta::assert_snapshot!(told("cp39-abi3-macosx_10_9_universal2"), @"
    cp39-abi3-macosx_10_9_universal2 (tags of a wheel)
      python        cp39: CPython 3.9, and later ones where the ABI is stable or none
      abi           abi3: the stable ABI of builds with the GIL (PEP 384)
      platform      macosx_10_9_universal2: macOS 10.9 or newer on universal2
      installed by  cp39 cp310 cp311 cp312 cp313 cp314 cp315
    ");
    insta::assert_snapshot!(told("py3-none-any"), @"
    py3-none-any (tags of a wheel)
      python        py3: any implementation of Python 3
      abi           none: no extension modules
      platform      any: every system
      installed by  cp39 cp310 cp311 cp312 cp313 cp314 cp314t cp315 cp315t pp39_73 pp310_73 pp311_80 pp312_80 gp312_250 gp313_253
    ");
    // Names without a version are of systems all the same: packaging's `sys_tags` has them.
    for platform in ["manylinux1", "manylinux2010", "manylinux2014", "linux"] {
        let told = told(&format!("cp311-cp311-{platform}_x86_64"));
        assert!(told.ends_with("  installed by  cp311\n"), "{told}");
    }
    insta::assert_snapshot!(told("pp311-win_arm64"), @"
    error: cibuildwheel 4.3.3 builds nothing for `pp311-win_arm64`
    hint: in a project's folder `relkit matrix --explain pp311-win_arm64` says why
    ");
}
