//! The commands of jobs that try wheels, run as they stand on wheels that are built here.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use relkit::model::Provider;
use tempfile::TempDir;

use crate::{
    matrix_smoke::{self, BUILD},
    support::{
        pipelines::yaml,
        python::program,
        relkit::{Ran, matrix, project, relkit},
        smoke::{built, interpreters, newest},
    },
};

/// A job that tries wheels of the newest Python of this machine, on it alone.
struct Lane {
    folder: TempDir,
    text: String,
    env: BTreeMap<String, String>,
}

/// The commands of the Linux job of each CI system, with the variables that they see.
fn on_this_machine(more: &str) -> Vec<(Provider, Lane)> {
    let minor = minor();
    let text = format!(
        "{BUILD}[project]\nname = 'demo'\nversion = '1'\nrequires-python = '==3.{minor}.*'\n\
         [tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\nfree-threaded = false\n\
         smoke = true\nsmoke-install = \"echo '<< ${{{{ x }}}}' > brought\"\n{more}"
    );
    let folder = project(&text);
    let mut lanes = Vec::new();
    let workflow = matrix(folder.path(), &[]);
    let steps = yaml(&workflow)["jobs"]["smoke"]["steps"].as_sequence().unwrap().clone();
    let with = |name: &str| steps.iter().find(|step| step["env"][name].is_string()).unwrap();
    let (install, step) = (with("INSTALL_RELKIT"), with("PYTHONS"));
    let entry = &matrix_smoke::lanes(&workflow)["smoke manylinux_x86_64"];
    let env = [("PYTHONS", "pythons"), ("REQUIRE", "require")];
    let env = env.map(|(name, key)| {
        assert_eq!(step["env"][name], format!("${{{{ matrix.{key} }}}}"));
        (name.to_owned(), entry[key].clone())
    });
    let mut env: BTreeMap<String, String> = env.into_iter().collect();
    let command = install["env"]["INSTALL_RELKIT"].as_str().unwrap();
    env.insert("INSTALL_RELKIT".to_owned(), command.replace("${{ '${{' }}", "${{"));
    let said = |step: &yaml_serde::Value| step["run"].as_str().unwrap().to_owned();
    lanes.push((Provider::Github, format!("{}\n{}", said(install), said(step)), env));
    for (provider, jobs) in matrix_smoke::dialects(folder.path()) {
        let (_, job) = jobs.into_iter().find(|(name, _)| name.starts_with("smoke")).unwrap();
        let own = |text: &str| text.contains("relkit smoke") || text.contains("INSTALL_RELKIT");
        let commands = job.commands.into_iter().filter(|command| own(&command.text));
        let (texts, env): (Vec<_>, Vec<_>) = commands.map(|it| (it.text, it.env)).unzip();
        assert_eq!(texts.len(), 2, "{texts:?}");
        lanes.push((provider, texts.join("\n"), env.into_iter().flatten().collect()));
    }
    let lane =
        |(provider, script, env)| (provider, Lane { folder: project(&text), text: script, env });
    lanes.into_iter().map(lane).collect()
}

/// The second number of the newest Python.
fn minor() -> String {
    let ask = ["-c", "import sys; print(sys.version_info[1])"];
    let output = Command::new(newest()).args(ask).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Lane {
    /// Runs the script as the CI system does: uv and Python are those of the suite, but interpreters
    /// are not fetched, and the one that uv is said to have is `python`.
    fn run(&self, python: &Path) -> Ran {
        let bin = self.folder.path().join("bin");
        fs::create_dir_all(&bin).unwrap();
        let uv = PathBuf::from(program("uv").get_program());
        let shim = format!(
            "#!/bin/sh\n[ \"$1\" = -m ] && shift 2\ncase \"$1 $2\" in\n\
             'python install') echo \"$@\" >> '{log}' ;;\n'python find') echo '{python}' ;;\n\
             *) exec '{uv}' \"$@\" ;;\nesac\n",
            log = self.folder.path().join("installed").display(),
            python = python.display(),
            uv = uv.display(),
        );
        for name in ["uv", "python", "python3"] {
            fs::write(bin.join(name), &shim).unwrap();
            fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        let relkit = PathBuf::from(relkit(&[]).get_program()).parent().unwrap().to_owned();
        let path = std::env::var("PATH").unwrap();
        let mut shell = Command::new("bash");
        shell.args(["-eo", "pipefail", "-c", &self.text]).current_dir(self.folder.path());
        shell.env_clear().envs(&self.env);
        shell.env("PATH", format!("{}:{}:{path}", bin.display(), relkit.display()));
        for name in ["HOME", "UV_CACHE_DIR", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                shell.env(name, value);
            }
        }
        Ran::from(shell.output().unwrap())
    }

    /// Puts a wheel where the artifacts of the jobs before go.
    fn given(&self, wheel: &Path) {
        let house = self.folder.path().join("wheelhouse");
        fs::create_dir_all(&house).unwrap();
        fs::copy(wheel, house.join(wheel.file_name().unwrap())).unwrap();
    }
}

#[test]
fn the_commands_run_as_they_stand() {
    let minor = minor();
    for (provider, lane) in on_this_machine("") {
        lane.given(&built(newest(), "leaky_multi"));
        let run = lane.run(newest());
        assert_eq!(run.status, Some(0), "{provider}: {}{}", run.out, run.err);
        let asked = fs::read_to_string(lane.folder.path().join("installed")).unwrap();
        assert!(asked.ends_with(&format!("--no-config --no-bin 3.{minor}\n")), "{asked}");
        let brought = fs::read_to_string(lane.folder.path().join("brought")).unwrap();
        assert_eq!(brought, "<< ${{ x }}\n", "{provider}");
        let report = lane.folder.path().join("smoke.xml");
        if provider != Provider::Github {
            let report = fs::read_to_string(report).unwrap();
            assert!(report.contains("<testsuite ") && report.contains("leaky_multi"), "{report}");
        }
    }
}

#[test]
fn what_the_configuration_asks_for_fails_the_job() {
    let leaks = "[tool.relkit.smoke]\nleaks = ['leaky_multi:leak_list()']\n";
    for (provider, lane) in on_this_machine(leaks) {
        lane.given(&built(newest(), "leaky_multi"));
        let run = lane.run(newest());
        assert_eq!(run.status, Some(1), "{provider}: {}{}", run.out, run.err);
        if provider == Provider::Github {
            assert!(run.out.contains("::error ") && run.out.contains("leak_list"), "{}", run.out);
        } else {
            let report = fs::read_to_string(lane.folder.path().join("smoke.xml")).unwrap();
            assert!(report.contains("<failure") && report.contains("leak_list"), "{report}");
        }
    }
}

/// An interpreter of another version is no stand-in, and one that is not there stops the job.
#[test]
fn a_missing_interpreter_fails_the_job() {
    let others = interpreters();
    let other = others.values().find(|path| path.as_path() != newest());
    let other = other.expect("two Pythons with the GIL are needed");
    for (provider, lane) in on_this_machine("") {
        lane.given(&built(newest(), "leaky_multi"));
        let run = lane.run(other);
        assert_eq!(run.status, Some(1), "{provider}: {}{}", run.out, run.err);
        let gone = lane.run(Path::new("/nowhere/python"));
        assert_eq!(gone.status, Some(2), "{provider}: {}{}", gone.out, gone.err);
    }
}
