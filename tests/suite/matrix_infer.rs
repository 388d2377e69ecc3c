//! `relkit init` and `relkit matrix --against` on releases that are made up.

use std::{collections::BTreeSet, fs, path::Path};

use jiff::civil::date;
use proptest::{prelude::*, sample::subsequence, test_runner::Config as Cases};
use relkit::{
    installer::ReleaseFile,
    matrix::{Plan, PlanError, PlanTables, infer::infer, plan},
    model::Provider,
    project::Project,
    render,
    tables::Tables,
};

use crate::support::relkit::{Ran, TODAY, project, ran};

const DEMO: &str = "[build-system]\nrequires = [\"meson-python\"]\nbuild-backend = \"mesonpy\"\n\
                    [project]\nname = \"demo\"\nversion = \"1\"\nrequires-python = \">=3.10\"\n";

fn tables() -> PlanTables {
    PlanTables::load(&Tables::embedded()).unwrap()
}

fn planned(folder: &Path, config: &str, tables: &PlanTables) -> Result<Plan, Box<PlanError>> {
    fs::write(folder.join("relkit.toml"), config).unwrap();
    let project = Project::open(folder).unwrap_or_else(|error| panic!("{error}\n{config}"));
    plan(&project, tables, Provider::Github, date(2026, 11, 22)).map_err(Box::new)
}

fn names(plan: &Plan) -> BTreeSet<String> {
    plan.full().unwrap().files.iter().map(|file| file.name.replace('*', "1")).collect()
}

const PLATFORMS: &[&str] = &[
    "manylinux_x86_64",
    "manylinux_aarch64",
    "manylinux_armv7l",
    "musllinux_x86_64",
    "macosx_x86_64",
    "macosx_arm64",
    "win_amd64",
    "win_arm64",
    "ios_arm64_iphoneos",
    "android_arm64_v8a",
    "pyodide_wasm32",
];

const SKIPS: &[&str] = &[
    "cp310-*",
    "cp312-macosx_x86_64",
    "cp315t-*",
    "*-win_arm64",
    "cp314t-musllinux_*",
    "pp310-*",
    "pp*-macosx_*",
    "abi3-py311-win_*",
    "abi3-py310-manylinux_*",
    "abi3t-py315-macosx_*",
];

fn quoted(values: &[&str]) -> String {
    format!("{values:?}")
}

prop_compose! {
    fn configs()(
        platforms in subsequence(PLATFORMS, 1..=PLATFORMS.len()),
        abi3 in subsequence(&["3.10", "3.11", "3.13"][..], 0..=2),
        abi3t in any::<bool>(),
        free_threaded in any::<bool>(),
        enable in subsequence(&["pypy", "pypy-eol", "graalpy"][..], 0..=3),
        skip in subsequence(SKIPS, 0..=4),
        variant_skip in proptest::option::of(subsequence(SKIPS, 0..=3)),
        variants in subsequence(&["manylinux2014", "manylinux_2_34", "macosx_14_0"][..], 0..=3),
        system in proptest::option::of(prop_oneof![
            Just("macosx_x86_64 = \"macosx_12_0\""),
            Just("manylinux_x86_64 = \"manylinux_2_34\""),
        ]),
    ) -> String {
        let mut out = format!(
            "[matrix]\nwheel = \"extension\"\nfree-threaded = {free_threaded}\nplatforms = {}\n\
             enable = {}\nskip = {}\nuntested = [\"*\"]\n",
            quoted(&platforms), quoted(&enable), quoted(&skip),
        );
        if !abi3.is_empty() {
            out.push_str(&format!("abi3 = {}\n", quoted(&abi3)));
        }
        if abi3t && free_threaded {
            out.push_str("abi3t = \"3.15\"\n");
        }
        if let Some(system) = system {
            out.push_str(&format!("[matrix.systems]\n{system}\n"));
        }
        for variant in variants {
            let family = if variant.starts_with("mac") { "macosx" } else { "manylinux_x86_64" };
            let own: Vec<&str> =
                platforms.iter().copied().filter(|it| it.starts_with(family)).collect();
            if own.is_empty() {
                continue;
            }
            out.push_str(&format!(
                "[matrix.variants.{variant}]\nsystem = \"{variant}\"\nplatforms = {}\n",
                quoted(&own)
            ));
            if let Some(skip) = &variant_skip {
                out.push_str(&format!("skip = {}\n", quoted(skip)));
            }
        }
        out
    }
}

proptest! {
    #![proptest_config(Cases { cases: 192, max_global_rejects: 4096, ..Cases::default() })]

    #[test]
    fn the_configuration_of_a_plans_files_gives_the_same_files(config in configs()) {
        let (folder, tables) = (project(DEMO), tables());
        // Contradicting settings have no plan.
        let Ok(first) = planned(folder.path(), &config, &tables) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let wanted = names(&first);
        let files: Vec<ReleaseFile> =
            wanted.iter().map(|name| ReleaseFile::new(name.parse().unwrap())).collect();
        fs::remove_file(folder.path().join("relkit.toml")).unwrap();
        let project = Project::open(folder.path()).unwrap();
        let inferred = infer(&files, Some(&project), &tables).unwrap();
        prop_assert_eq!(&inferred.unexplained, &[]);
        let text = render::init::release("demo==1", None, &inferred, None).unwrap();
        let second = planned(folder.path(), &text, &tables);
        let second = second.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(names(&second), wanted, "{}", text);
    }
}

fn release(names: &str) -> tempfile::TempDir {
    let folder = project(DEMO);
    fs::write(folder.path().join("names.txt"), names).unwrap();
    folder
}

fn run(folder: &tempfile::TempDir, words: &[&str]) -> Ran {
    let path = folder.path().to_str().unwrap();
    let mut all: Vec<String> = words.iter().map(|word| word.replace("HERE", path)).collect();
    all.extend(["--as-of", TODAY, "--offline", "--project", path].map(str::to_owned));
    let run = ran(&all.iter().map(String::as_str).collect::<Vec<_>>());
    Ran { out: run.out.replace(path, "HERE"), err: run.err.replace(path, "HERE"), ..run }
}

fn init(names: &str) -> Ran {
    run(&release(names), &["init", "--from-release", "HERE/names.txt"])
}

#[test]
fn kinds_of_wheels_are_told_apart() {
    let pure = init("demo-1-py3-none-any.whl\ndemo-1.tar.gz").out;
    assert!(pure.ends_with("\n[matrix]\nwheel = \"pure\"\n"), "{pure}");
    let program = init(
        "demo-1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl\n\
         demo-1-py3-none-macosx_11_0_arm64.whl\ndemo-1-py3-none-win_amd64.whl\ndemo-1.tar.gz",
    );
    insta::assert_snapshot!(program.out, @r#"
    # Makes the files of demo==1 again.
    # To compare: relkit matrix --against demo==1

    [matrix]
    platforms = ["manylinux_x86_64", "macosx_arm64", "win_amd64"]
    wheel = "any-python"

    # The oldest system, where it is not cibuildwheel's choice
    [matrix.systems]
    manylinux_x86_64 = "manylinux2014"
    "#);
    let mixed = init("demo-1-cp312-cp312-win_amd64.whl\ndemo-1-py3-none-any.whl");
    assert!(mixed.out.contains("# - it has no compiled code"), "{}", mixed.out);
}

#[test]
fn bad_releases_are_refused() {
    let why = |names: &str| {
        let run = init(names);
        assert_eq!((run.status, &*run.out), (Some(2), ""));
        run.err
    };
    insta::assert_snapshot!(why(""), @"
    error: cannot read the release in `HERE/names.txt`: none of its 0 names is one of a wheel or a source distribution
    hint: a list is JSON of the Simple API, or text with one file name a line
    ");
    insta::assert_snapshot!(why("demo-1.tar.gz\ndemo-1.zip"), @"
    error: the release has no wheels: 2 source distributions say nothing about a plan
    hint: take a release with wheels, or `relkit init` alone for a first configuration
    ");
    insta::assert_snapshot!(why("demo-1.tar.gz\nother-1.tar.gz"), @"
    error: cannot read the release in `HERE/names.txt`: `demo-1.tar.gz` and `other-1.tar.gz` are of different projects
    hint: keep the files of one release in the list
    ");
    insta::assert_snapshot!(why("demo-1-cp27-cp27mu-manylinux1_x86_64.whl"), @"error: no plan makes any of the 1 wheels, such as demo-1-cp27-cp27mu-manylinux1_x86_64.whl: cibuildwheel 4.3.3 builds no cp27 any more");
    insta::assert_snapshot!(why("demo-1-cp312-abi9-plan9_mips.whl"), @"error: no plan makes any of the 1 wheels, such as demo-1-cp312-abi9-plan9_mips.whl: no build of cibuildwheel gives the tags cp312-abi9-plan9_mips");
}

#[test]
fn a_release_of_another_project_counts_by_itself() {
    let run = init("other-1-cp312-cp312-win_amd64.whl");
    assert_eq!(run.status, Some(0));
    insta::assert_snapshot!(run.err, @"warning: the release is other==1, and the project is demo: what that says does not count");
    let folder = release("other-1-cp312-cp312-win_amd64.whl");
    let run = self::run(&folder, &["matrix", "--against", "HERE/names.txt"]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(run.err, @"
    error: the release is of other, the project is demo
    hint: compare with a release of the same project
    ");
}

#[test]
fn files_are_not_overwritten_unless_that_is_asked_for() {
    let folder = release("demo-1-cp312-cp312-win_amd64.whl");
    let words = ["init", "--from-release", "HERE/names.txt", "-o", "HERE/relkit.toml"];
    assert_eq!(run(&folder, &words).status, Some(0));
    let again = run(&folder, &words);
    assert_eq!(again.status, Some(2));
    insta::assert_snapshot!(again.err, @"
    error: HERE/relkit.toml is there already
    hint: --force replaces it
    ");
    let forced: Vec<&str> = words.iter().copied().chain(["--force"]).collect();
    assert_eq!(run(&folder, &forced).status, Some(0));
}

/// Every key of the first configuration that is only shown can be taken as it stands.
#[test]
fn the_first_configuration_is_valid_with_and_without_its_comments() {
    let folder = project(DEMO);
    let path = folder.path().join("relkit.toml");
    let first = run(&folder, &["init"]).out;
    fs::write(&path, &first).unwrap();
    assert_eq!(run(&folder, &["matrix"]).status, Some(0), "{first}");
    let bare = |line: &str| {
        let key = line.strip_prefix('#').filter(|rest| !rest.starts_with(' ') && !rest.is_empty());
        let wrapped = line.strip_prefix("#    \"").map(|rest| format!("    \"{rest}"));
        wrapped.or(key.map(str::to_owned)).unwrap_or_else(|| line.to_owned())
    };
    let all: Vec<String> = first.lines().map(bare).collect();
    assert!(all.iter().filter(|line| line.contains(" = ") && !line.starts_with('#')).count() > 6);
    fs::write(&path, all.join("\n")).unwrap();
    let run = run(&folder, &["matrix"]);
    assert_eq!(run.status, Some(0), "{}\n{}", run.err, all.join("\n"));
}

#[test]
fn the_comparison_names_what_is_lost_new_and_moved() {
    let folder = release(
        "demo-1-cp312-cp312-macosx_10_9_x86_64.whl 100\ndemo-1-cp313-cp313t-win_amd64.whl 2000\n\
         demo-1-cp311-cp311-win32.whl 5\ndemo-1.tar.gz 7",
    );
    let config =
        "[matrix]\nplatforms = [\"macosx_x86_64\", \"win_amd64\"]\nskip = [\"cp31[0145]*\"]\n";
    fs::write(folder.path().join("relkit.toml"), config).unwrap();
    let text = run(&folder, &["matrix", "--against", "HERE/names.txt"]);
    assert_eq!(text.status, Some(1));
    insta::assert_snapshot!(text.out, @r"
    demo==1: 4 files, 2.1 kB, of which 2.0 kB are lost; the plan has 2 of them, and 3 others

    lost: in the release, not in the plan
      cibuildwheel 4.3.3 builds no cp313t any more
        demo-1-cp313-cp313t-win_amd64.whl (2.0 kB)
      win32 is not among the platforms
        demo-1-cp311-cp311-win32.whl (0.0 kB)

    new: in the plan, not in the release
      job macosx_x86_64
        demo-*-cp313-cp313-macosx_*_x86_64.whl
      job cp312-win_amd64
        demo-*-cp312-cp312-win_amd64.whl
      job cp313-win_amd64
        demo-*-cp313-cp313-win_amd64.whl

    moved: the plan's file is for another system
      macosx_10_13 in place of macosx_10_9: reaches less far back
        demo-1-cp312-cp312-macosx_10_9_x86_64.whl
    ");
    let json = run(&folder, &["matrix", "--against", "HERE/names.txt", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(found["schema"], "relkit.against/1");
    assert_eq!((json.status, &found["loses"]), (Some(1), &true.into()));
    assert_eq!(found["lost"][0]["interpreter"], "cp313t");
    assert_eq!(found["moved"][0]["narrower"], true);
}
