//! A virtual environment with the oracles, made once under `target/`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use sha2::{Digest, Sha256};

/// The folder of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The oldest Python that runs cibuildwheel 4.
const OLDEST: (u8, u8) = (3, 11);

/// A command that runs a program of the environment, `python` or a console script.
pub(crate) fn program(name: &str) -> Command {
    let folder = environment().join(if cfg!(windows) { "Scripts" } else { "bin" });
    Command::new(folder.join(name).with_extension(std::env::consts::EXE_EXTENSION))
}

fn environment() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| environment_of("tests/oracles/requirements.txt", "target/oracles"))
}

/// The environment with what a file pins, made in a folder where it is not there yet.
pub(crate) fn environment_of(requirements: &str, folder: &str) -> PathBuf {
    let requirements = root().join(requirements);
    let pins = fs::read(&requirements).unwrap();
    let python = base_python();
    // The name changes with the pins and the Python, so that a stale one is never used.
    let key = Sha256::new().chain_update(&pins).chain_update(&python.1).finalize();
    let name: String = key.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let folder = root().join(folder).join(name);
    if !folder.join("complete").exists() {
        make(&python.0, &requirements, &folder);
    }
    folder
}

/// Makes the environment; the marker comes last, so that a broken attempt is made again.
fn make(python: &str, requirements: &Path, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    run(Command::new(python).args(["-m", "venv"]).arg(folder), "make a virtual environment");
    let scripts = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mut pip = Command::new(scripts.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--require-hashes", "--only-binary", ":all:", "-r"]).arg(requirements);
    run(&mut pip, "install the oracles from PyPI");
    fs::write(folder.join("complete"), "").unwrap();
}

/// A Python that is new enough, and what it says of itself.
pub(crate) fn base_python() -> (String, String) {
    let wanted = std::env::var("RELKIT_PYTHON");
    let names = match &wanted {
        Ok(name) => vec![name.clone()],
        Err(_) => ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"]
            .map(str::to_owned)
            .to_vec(),
    };
    let ask = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)";
    for name in &names {
        let Ok(output) = Command::new(name).args(["-c", ask]).output() else { continue };
        let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let mut words = answer.split(' ').filter_map(|word| word.parse::<u8>().ok());
        if let (Some(major), Some(minor)) = (words.next(), words.next())
            && (major, minor) >= OLDEST
        {
            return (name.clone(), answer);
        }
    }
    panic!(
        "no Python {}.{} or newer among {names:?}: install one or set RELKIT_PYTHON",
        OLDEST.0, OLDEST.1
    );
}

/// Runs a command and panics with all that it said where it fails.
pub(crate) fn run(command: &mut Command, purpose: &str) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("cannot {purpose}: {error}"));
    assert!(
        output.status.success(),
        "cannot {purpose}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
