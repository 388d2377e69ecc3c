//! The words of `archs` on the machine that runs cibuildwheel.
//!
//! Source: [archs](https://cibuildwheel.pypa.io/en/stable/options/#archs).

use super::selection::no_machine;
use crate::{
    model::BuildOs,
    project::{Fact, Place, workflow::Row},
};

/// The architectures that the words of `archs` stand for on this machine.
pub(super) fn architectures(
    words: &Fact<String>,
    os: BuildOs,
    machine: Option<&(String, String)>,
    row: &Row,
    place: &Place,
) -> Result<Vec<String>, Fact<String>> {
    let mut found: Vec<&str> = Vec::new();
    let split = words.split(|c: char| c == ',' || c.is_whitespace());
    for word in split.filter(|word| !word.is_empty()) {
        let (host, arch) = match (word, machine) {
            ("auto" | "native" | "auto64" | "auto32", Some(machine)) => (&*machine.0, &*machine.1),
            ("auto" | "native" | "auto64" | "auto32", None) if os == BuildOs::Pyodide => continue,
            ("auto" | "native" | "auto64" | "auto32", None) => return Err(no_machine(row, place)),
            _ => {
                found.push(word);
                continue;
            }
        };
        let arm = arch == "arm64";
        let native = match os {
            BuildOs::Linux => Some(if arm { "aarch64" } else { "x86_64" }),
            BuildOs::Macos => Some(if arm { "arm64" } else { "x86_64" }),
            BuildOs::Windows => Some(if arm { "ARM64" } else { "AMD64" }),
            BuildOs::Android => Some(if arm { "arm64_v8a" } else { "x86_64" }),
            BuildOs::Ios if host != "macos" => None,
            BuildOs::Ios if arm => Some("arm64_iphonesimulator"),
            BuildOs::Ios => Some("x86_64_iphonesimulator"),
            BuildOs::Pyodide => Some("wasm32"),
        };
        match (word, os) {
            ("auto32", BuildOs::Linux) if arm => {
                let text = "archs: auto32 on a 64-bit ARM machine".to_owned();
                return Err(Fact::new(text, words.place.clone()));
            }
            ("auto32", BuildOs::Linux) => found.push("i686"),
            ("auto32", BuildOs::Windows) if !arm => found.push("x86"),
            ("auto32", _) => {}
            ("auto", BuildOs::Windows) if !arm => found.extend(["AMD64", "x86"]),
            ("auto", BuildOs::Ios) if arm && native.is_some() => {
                found.extend(["arm64_iphonesimulator", "arm64_iphoneos"]);
            }
            _ => found.extend(native),
        }
    }
    Ok(found.into_iter().map(str::to_owned).collect())
}
