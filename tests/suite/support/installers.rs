//! Old and new installers, pinned by hash and installed once under `target/`, and what is tried
//! with them.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use super::python::{base_python, environment_of, root, run};

/// The interpreter of an environment.
fn python_of(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// Today's pip, build, Poetry and uv.
pub(crate) fn newest() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        environment_of("tests/oracles/stub/requirements.txt", "target/stub/newest")
    });
    python_of(made)
}

/// A Python without any installer.
pub(crate) fn bare() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let python = base_python();
        let key = Sha256::digest(&python.1);
        let name: String = key.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let folder = root().join("target/stub/bare").join(name);
        if !python_of(&folder).exists() {
            let mut venv = Command::new(&python.0);
            venv.args(["-m", "venv", "--without-pip"]).arg(&folder);
            run(&mut venv, "make a virtual environment");
        }
        folder
    });
    python_of(made)
}

/// A real Python 2.7, where there is one: `RELKIT_PY27`, or one of pyenv's.
pub(crate) fn python27() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("RELKIT_PY27") {
        return Some(named.into());
    }
    let versions = Path::new(&std::env::var_os("HOME")?).join(".pyenv/versions");
    let mut found: Vec<PathBuf> = fs::read_dir(versions)
        .ok()?
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("2.7."))
        .map(|entry| entry.path().join("bin/python"))
        .filter(|python| python.exists())
        .collect();
    found.sort();
    found.pop()
}

/// An environment of that Python with an old pip: `pip9`, `pip19` or `pip20`.
pub(crate) fn old(python: &Path, pip: &str) -> PathBuf {
    static MAKING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let pins = |name: &str| root().join(format!("tests/oracles/stub/requirements-{name}.txt"));
    let both = [pins("virtualenv27"), pins(pip)].map(|path| fs::read(path).unwrap()).concat();
    let key = Sha256::new().chain_update(both).chain_update(python.to_str().unwrap()).finalize();
    let key: String = key.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let folder = root().join("target/stub").join(pip).join(key);
    if folder.join("complete").exists() {
        return python_of(&folder);
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let tool = folder.join("virtualenv");
    let install = |python: &Path, what: &Path| {
        let mut command = Command::new(python);
        command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        command.args(["--require-hashes", "-r"]).arg(what);
        command
    };
    let mut first = install(python, &pins("virtualenv27"));
    run(first.arg("--target").arg(&tool), "install virtualenv for Python 2.7");
    let mut make = Command::new(python);
    make.args(["-m", "virtualenv", "--quiet"]).arg(&folder).env("PYTHONPATH", &tool);
    run(&mut make, "make an environment of Python 2.7");
    run(&mut install(&python_of(&folder), &pins(pip)), "install an old pip");
    fs::remove_dir_all(tool).unwrap();
    fs::write(folder.join("complete"), "").unwrap();
    python_of(&folder)
}

/// Writes `demo-7.0.0.tar.gz` with these files into a folder.
pub(crate) fn sdist(folder: &Path, files: &[(&str, &str)]) -> PathBuf {
    let info = "Metadata-Version: 2.2\nName: demo\nVersion: 7.0.0\nDynamic: Requires-Dist\n";
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, text) in files.iter().copied().chain([("PKG-INFO", info)]) {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("demo-7.0.0/{name}"), text.as_bytes()).unwrap();
    }
    let bytes = archive.into_inner().unwrap().finish().unwrap();
    let path = folder.join("demo-7.0.0.tar.gz");
    fs::File::create(&path).unwrap().write_all(&bytes).unwrap();
    path
}
