//! The gate before publishing, run on real folders: `templates/ci/gate.py` as a workflow holds it.

use std::{collections::BTreeMap, fs, process::Command};

use tempfile::TempDir;

use crate::support::{
    python::program,
    relkit::{Ran, matrix, project, projects},
};

/// The gate of one workflow.
struct Gate {
    script: String,
    env: BTreeMap<String, String>,
}

impl Gate {
    fn of(workflow: &str) -> Self {
        let workflow: yaml_serde::Value = yaml_serde::from_str(workflow).unwrap();
        let steps = workflow["jobs"]["complete"]["steps"].as_sequence().unwrap();
        let step = steps.iter().find(|step| step["run"].is_string()).unwrap();
        let text = |value: &yaml_serde::Value| value.as_str().unwrap().to_owned();
        let env = step["env"].as_mapping().unwrap();
        Self {
            script: text(&step["run"]),
            env: env.iter().map(|(name, value)| (text(name), text(value))).collect(),
        }
    }

    fn of_example() -> Self {
        Self::of(&matrix(&projects()[0], &[]))
    }

    fn run<S: AsRef<str>>(&self, files: &[S], tag: &str) -> Ran {
        let files: Vec<_> = files.iter().map(|file| (file.as_ref(), 0)).collect();
        Ran::from(self.command(&dist(&files), tag).env("GITHUB_ACTIONS", "true").output().unwrap())
    }

    /// As on a machine of one's own.
    fn command(&self, folder: &TempDir, tag: &str) -> Command {
        let mut python = program("python");
        python.args(["-c", &self.script]).current_dir(folder.path());
        python.envs(&self.env).env("TAG", tag).env_remove("GITHUB_ACTIONS");
        python
    }

    /// Names that real tools would give the planned files.
    fn files(&self, version: &str) -> Vec<String> {
        self.env["EXPECTED"]
            .split_whitespace()
            .map(|pattern| {
                let named = pattern.replacen('*', version, 1);
                let (head, tail) = named.rsplit_once('-').unwrap();
                let tail = tail
                    .replace("manylinux*_x86_64", "manylinux2014_x86_64.manylinux_2_17_x86_64")
                    .replace("manylinux*_aarch64", "manylinux_2_26_aarch64.manylinux_2_28_aarch64")
                    .replace("musllinux_*", "musllinux_1_2")
                    .replace("macosx_*", "macosx_11_0");
                format!("{head}-{tail}")
            })
            .collect()
    }
}

/// A folder `dist` with these files, as large as that many bytes.
fn dist(files: &[(&str, u64)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dist")).unwrap();
    for (name, bytes) in files {
        let file = fs::File::create(folder.path().join("dist").join(name)).unwrap();
        file.set_len(*bytes).unwrap();
    }
    folder
}

#[test]
fn files_that_the_index_refuses_stop_the_release() {
    let pure = |limit: &str| {
        let text = format!("[project]\nname = 'x'\n[tool.relkit.matrix]\n{limit}");
        Gate::of(&matrix(project(&text).path(), &[]))
    };
    let limit = 100 << 20;
    let at_limit = dist(&[("x-1.0.tar.gz", 7), ("x-1.0-py3-none-any.whl", limit)]);
    let above = dist(&[("x-1.0.tar.gz", 7), ("x-1.0-py3-none-any.whl", limit + 1)]);
    let run = |gate: &Gate, folder| Ran::from(gate.command(folder, "").output().unwrap());
    let usual = pure("");
    assert_eq!(run(&usual, &at_limit).status, Some(0));
    let told = run(&usual, &above);
    assert_eq!(told.status, Some(1));
    insta::assert_snapshot!(told.out, @"
    error: larger than the 104857600 bytes of the index: x-1.0-py3-none-any.whl has 104857601
    2 files, 104857608 bytes, 2 planned, 1 problems
    ");
    // What the index granted the project.
    assert_eq!(run(&pure("file-limit-mb = 101"), &above).status, Some(0));
    assert_eq!(run(&pure("file-limit-mb = 99"), &at_limit).status, Some(1));
}

#[test]
fn names_that_are_not_normalised_are_told() {
    let text = "[project]\nname = 'My.Demo'\n";
    let gate = Gate::of(&matrix(project(text).path(), &[]));
    for (name, version, normal) in [
        ("my_demo", "1.0", true),
        ("my_demo", "1.0rc1.post2.dev3", true),
        ("my_demo", "1!2.0", true),
        ("my_demo", "1.0.RC1", false),
        ("my_demo", "01.0", false),
        ("my_demo", "v1.0", false),
        ("My_Demo", "1.0", false),
        ("my.demo", "1.0", false),
    ] {
        let sdist = format!("{name}-{version}.tar.gz");
        let wheel = format!("{name}-{version}-py3-none-any.whl");
        let folder = dist(&[(&sdist, 1), (&wheel, 1)]);
        let run = Ran::from(gate.command(&folder, "").output().unwrap());
        let told = run.out.matches("error: not a normalised name: ").count();
        assert_eq!((told, run.status), if normal { (0, Some(0)) } else { (2, Some(1)) }, "{run:?}");
    }
}

#[test]
fn a_whole_release_passes() {
    let gate = Gate::of_example();
    let files = gate.files("1.4.0");
    assert!(files.len() > 20 && files.iter().all(|name| !name.contains('*')), "{files:?}");
    let run = gate.run(&files, "");
    assert_eq!((run.status, run.out.lines().count()), (Some(0), 1), "{}{}", run.out, run.err);
}

#[test]
fn every_difference_is_named_and_stops_the_release() {
    let gate = Gate::of_example();
    let mut files = gate.files("1.4.0");
    let gone = files.pop().unwrap();
    files.push("demo_abi3-1.4.0-cp313-cp313t-win_amd64.whl".to_owned());
    files.push("demo_abi3-1.5.0-cp39-abi3-win_amd64.whl".to_owned());
    let run = gate.run(&files, "");
    assert_eq!(run.status, Some(1));
    let starts = |what: &str| run.out.lines().filter(|line| line.contains(what)).count();
    assert_eq!(
        starts("::missing: demo_abi3-*-cp315-abi3.abi3t-win_arm64.whl"),
        1,
        "{gone}\n{}",
        run.out
    );
    assert_eq!(starts("::not in the plan: demo_abi3-1.4.0-cp313-cp313t-win_amd64.whl"), 1);
    assert_eq!(starts("::more than one demo_abi3-*-cp39-abi3-win_amd64.whl"), 1);
    assert_eq!(starts("::more than one version"), 1);
}

#[test]
fn a_tag_names_the_version_that_is_published() {
    let gate = Gate::of_example();
    assert_eq!(gate.env["TAG"], "${{ github.ref_type == 'tag' && github.ref_name || '' }}");
    assert_eq!(gate.env["TAG_PREFIX"], "v");
    for (version, tag, status) in [
        ("1.4.0", "v1.4.0", 0),
        ("1.4.0", "V1.4", 0),
        ("1.4.0", "", 0),
        ("1.4.0", "v1.5.0", 1),
        ("1.4.10", "v1.4.1", 1),
        ("1.4.0rc1", "v1.4.0-RC.1", 0),
        ("1.4.0rc1", "v1.4.0", 1),
        ("1.4.0b2", "v1.4.0-beta2", 0),
        ("1.4.0.post1", "v1.4.0.post1", 0),
    ] {
        let run = gate.run(&gate.files(version), tag);
        assert_eq!(run.status, Some(status), "{version} {tag}: {}{}", run.out, run.err);
        assert_eq!(run.out.contains("is not the version"), status == 1, "{}", run.out);
    }
    let folder = project("[project]\nname = 'x'\n[tool.relkit.matrix]\ntags = 'release-[0-9]*'\n");
    let own = Gate::of(&matrix(folder.path(), &[]));
    assert_eq!(own.env["TAG_PREFIX"], "release-");
}

/// Files that were published, and the project whose plan should expect them.
const PUBLISHED: &[(&str, &[&str])] = &[
    (
        "name = 'psutil'\nrequires-python = '>=3.6'\n[tool.cibuildwheel]\n\
         skip = 'cp314t-musllinux* cp315t-*'\n[tool.relkit.matrix]\nabi3 = '3.6'\n\
         platforms = ['manylinux_x86_64', 'manylinux_aarch64', 'musllinux_x86_64', 'macosx_arm64']\n",
        &[
            "psutil-7.2.2-cp314-cp314t-macosx_11_0_arm64.whl",
            "psutil-7.2.2-cp314-cp314t-manylinux2010_x86_64.manylinux_2_12_x86_64.manylinux_2_28_x86_64.whl",
            "psutil-7.2.2-cp314-cp314t-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl",
            "psutil-7.2.2-cp36-abi3-macosx_11_0_arm64.whl",
            "psutil-7.2.2-cp36-abi3-manylinux2010_x86_64.manylinux_2_12_x86_64.manylinux_2_28_x86_64.whl",
            "psutil-7.2.2-cp36-abi3-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl",
            "psutil-7.2.2-cp36-abi3-musllinux_1_2_x86_64.whl",
            "psutil-7.2.2.tar.gz",
        ],
    ),
    (
        "name = 'cryptography'\nrequires-python = '>=3.9'\n[tool.relkit.matrix]\n\
         abi3 = ['3.9', '3.11']\nabi3t = '3.15'\n\
         platforms = ['manylinux_armv7l', 'musllinux_aarch64', 'macosx_arm64', 'win_amd64']\n",
        &[
            "cryptography-50.0.2-cp311-abi3-macosx_11_0_arm64.whl",
            "cryptography-50.0.2-cp311-abi3-manylinux_2_31_armv7l.whl",
            "cryptography-50.0.2-cp311-abi3-musllinux_1_2_aarch64.whl",
            "cryptography-50.0.2-cp311-abi3-win_amd64.whl",
            "cryptography-50.0.2-cp314-cp314t-macosx_11_0_arm64.whl",
            "cryptography-50.0.2-cp314-cp314t-manylinux_2_31_armv7l.whl",
            "cryptography-50.0.2-cp314-cp314t-musllinux_1_2_aarch64.whl",
            "cryptography-50.0.2-cp314-cp314t-win_amd64.whl",
            "cryptography-50.0.2-cp315-abi3.abi3t-macosx_11_0_arm64.whl",
            "cryptography-50.0.2-cp315-abi3.abi3t-manylinux_2_31_armv7l.whl",
            "cryptography-50.0.2-cp315-abi3.abi3t-musllinux_1_2_aarch64.whl",
            "cryptography-50.0.2-cp315-abi3.abi3t-win_amd64.whl",
            "cryptography-50.0.2-cp39-abi3-macosx_11_0_arm64.whl",
            "cryptography-50.0.2-cp39-abi3-manylinux_2_31_armv7l.whl",
            "cryptography-50.0.2-cp39-abi3-musllinux_1_2_aarch64.whl",
            "cryptography-50.0.2-cp39-abi3-win_amd64.whl",
            "cryptography-50.0.2.tar.gz",
        ],
    ),
    (
        "name = 'numpy'\nrequires-python = '>=3.14'\n[tool.relkit.matrix]\n\
         platforms = ['manylinux_x86_64', 'musllinux_aarch64', 'win32', 'win_arm64']\n",
        &[
            "numpy-2.5.5-cp314-cp314-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
            "numpy-2.5.5-cp314-cp314-musllinux_1_2_aarch64.whl",
            "numpy-2.5.5-cp314-cp314-win32.whl",
            "numpy-2.5.5-cp314-cp314-win_arm64.whl",
            "numpy-2.5.5-cp314-cp314t-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
            "numpy-2.5.5-cp314-cp314t-musllinux_1_2_aarch64.whl",
            "numpy-2.5.5-cp314-cp314t-win32.whl",
            "numpy-2.5.5-cp314-cp314t-win_arm64.whl",
            "numpy-2.5.5-cp315-cp315-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
            "numpy-2.5.5-cp315-cp315-musllinux_1_2_aarch64.whl",
            "numpy-2.5.5-cp315-cp315-win32.whl",
            "numpy-2.5.5-cp315-cp315-win_arm64.whl",
            "numpy-2.5.5-cp315-cp315t-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
            "numpy-2.5.5-cp315-cp315t-musllinux_1_2_aarch64.whl",
            "numpy-2.5.5-cp315-cp315t-win32.whl",
            "numpy-2.5.5-cp315-cp315t-win_arm64.whl",
            "numpy-2.5.5.tar.gz",
        ],
    ),
    (
        "name = 'ruff'\n[tool.maturin]\nbindings = 'bin'\n[tool.relkit.matrix]\n\
         platforms = ['manylinux_x86_64', 'musllinux_x86_64', 'macosx_arm64', 'win_amd64']\n",
        &[
            "ruff-0.14.6-py3-none-macosx_11_0_arm64.whl",
            "ruff-0.14.6-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "ruff-0.14.6-py3-none-musllinux_1_2_x86_64.whl",
            "ruff-0.14.6-py3-none-win_amd64.whl",
            "ruff-0.14.6.tar.gz",
        ],
    ),
];

#[test]
fn the_names_of_published_releases_pass() {
    for (text, files) in PUBLISHED {
        let build =
            "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n[project]\n";
        let folder = project(&format!("{build}{text}"));
        let gate = Gate::of(&matrix(folder.path(), &[]));
        let run = gate.run(files, "");
        assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
        for lost in *files {
            let rest: Vec<_> = files.iter().filter(|file| *file != lost).collect();
            assert_eq!(gate.run(&rest, "").status, Some(1), "{lost} is not missed");
        }
    }
}
