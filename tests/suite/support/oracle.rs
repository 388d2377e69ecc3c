//! Questions to the Python programs in `tests/oracles/`.

use std::{io::Write, process::Stdio};

use relkit::model::{AbiTag, Interpreter, Platform, Target};
use serde::{Serialize, de::DeserializeOwned};

use super::python;

/// A target in the words of `tests/oracles/platforms.py`.
#[derive(Debug, Serialize)]
pub(crate) struct Question {
    family: &'static str,
    arch: String,
    version: Vec<u16>,
    implementation: &'static str,
    python: [u8; 2],
    threaded: bool,
    debug: bool,
    abi: Option<AbiTag>,
    /// Python's version with the newest patch release
    pub(crate) full_version: String,
}

impl From<&Target> for Question {
    fn from(target: &Target) -> Self {
        let pair = |(a, b): (u16, u16)| vec![a, b];
        let (family, arch, version) = match target.platform {
            Platform::Glibc { version, arch } => ("glibc", arch.to_string(), pair(version)),
            Platform::Musl { version, arch } => ("musl", arch.to_string(), pair(version)),
            Platform::Macos { version, arch } => ("macos", arch.to_string(), pair(version)),
            Platform::Windows(arch) => ("windows", arch.to_string(), vec![]),
            Platform::Ios { version, multiarch } => ("ios", multiarch.to_string(), pair(version)),
            Platform::Android { api, abi } => ("android", abi.to_string(), vec![api]),
            Platform::Pyemscripten { version } => {
                ("pyemscripten", "wasm32".to_owned(), pair(version))
            }
        };
        let version_of = target.interpreter.version();
        let (implementation, threaded, debug) = match target.interpreter {
            Interpreter::CPython { threaded, debug, .. } => ("cp", threaded, debug),
            Interpreter::PyPy { .. } => ("pp", false, false),
            Interpreter::GraalPy { .. } => ("graalpy", false, false),
        };
        let abi = (implementation != "cp")
            .then(|| target.interpreter.abi_tags(false).into_iter().next().unwrap());
        Self {
            family,
            arch,
            version,
            implementation,
            python: [version_of.major, version_of.minor],
            threaded,
            debug,
            abi,
            full_version: format!("{version_of}.99"),
        }
    }
}

/// Runs a program of `tests/oracles/` with JSON in and out.
pub(crate) fn ask<A: DeserializeOwned>(
    program: &str,
    arguments: &[&str],
    question: &impl Serialize,
) -> A {
    let mut child = python::program("python")
        .arg(python::root().join("tests/oracles").join(program))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(question).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {}\n{said}", output.status);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{program}: {error}\n{said}"))
}
