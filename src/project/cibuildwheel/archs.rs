//! `archs`: which platforms cibuildwheel is told to build for.

use super::Cibuildwheel;
use crate::{
    model::{BuildOs, BuildPlatform, LinuxArch, MacArch, WindowsArch},
    project::{ProjectError, node::Node},
};

/// Architectures that cibuildwheel builds for on each system.
const LINUX: [LinuxArch; 7] = [
    LinuxArch::X86_64,
    LinuxArch::I686,
    LinuxArch::Aarch64,
    LinuxArch::Ppc64le,
    LinuxArch::S390x,
    LinuxArch::Armv7l,
    LinuxArch::Riscv64,
];
const MACOS: [MacArch; 3] = [MacArch::X86_64, MacArch::Arm64, MacArch::Universal2];
const WINDOWS: [WindowsArch; 3] = [WindowsArch::Amd64, WindowsArch::Win32, WindowsArch::Arm64];

/// Names of one machine on the three systems (`ARCH_SYNONYMS` of cibuildwheel's architecture.py).
const SYNONYMS: [[&str; 3]; 3] =
    [["x86_64", "x86_64", "amd64"], ["i686", "", "x86"], ["aarch64", "arm64", "arm64"]];

/// Words that stand for architectures of the machine that builds, or for all.
const WORDS: [&str; 5] = ["auto", "native", "all", "auto64", "auto32"];

/// Names of the systems that relkit plans only when `platforms` names them.
const OTHERS: [&str; 5] =
    ["wasm32", "arm64_v8a", "arm64_iphoneos", "arm64_iphonesimulator", "x86_64_iphonesimulator"];

impl Cibuildwheel {
    /// The platforms of Linux, macOS and Windows that `archs` selects, in the order of the systems.
    ///
    /// cibuildwheel's `auto` means the machine that runs it; for a release that is every machine
    /// CI has a hosted runner for. A name of another system stands for the same machine here, and
    /// for nothing where there is none.
    pub fn platforms(&self) -> Vec<BuildPlatform> {
        let on = |os: BuildOs, names: &[&'static str], native: &[&str], older: &[&str]| {
            let words = self.selection(os).archs;
            let chosen = words.iter().flat_map(|word| {
                let word = word.to_ascii_lowercase();
                match word.as_str() {
                    "auto" | "native" | "auto64" => native.iter().map(lower).collect(),
                    "auto32" => older.iter().map(lower).collect(),
                    "all" => names.iter().map(lower).collect(),
                    _ => on_system(os, &word, names),
                }
            });
            chosen.collect::<Vec<String>>()
        };
        let names = LINUX.map(LinuxArch::as_str);
        let chosen = on(BuildOs::Linux, &names, &["x86_64", "aarch64"], &["i686"]);
        let linux: Vec<_> =
            LINUX.into_iter().filter(|arch| chosen.iter().any(|it| it == arch.as_str())).collect();
        let names = MACOS.map(MacArch::as_str);
        let chosen = on(BuildOs::Macos, &names, &["x86_64", "arm64"], &[]);
        let macos = MACOS.into_iter().filter(|arch| chosen.iter().any(|it| it == arch.as_str()));
        let macos = macos.map(BuildPlatform::Macos);
        let names = WINDOWS.map(|arch| BuildPlatform::Windows(arch).cibw_arch());
        let chosen = on(BuildOs::Windows, &names, &["AMD64", "ARM64"], &["x86"]);
        let windows = WINDOWS
            .map(BuildPlatform::Windows)
            .into_iter()
            .filter(|platform| chosen.contains(&lower(&platform.cibw_arch())));
        let manylinux = linux.iter().copied().map(BuildPlatform::Manylinux);
        let musllinux = linux.iter().copied().map(BuildPlatform::Musllinux);
        manylinux.chain(musllinux).chain(macos).chain(windows).collect()
    }
}

fn lower(name: &&str) -> String {
    name.to_ascii_lowercase()
}

/// The name of a machine on a system.
fn on_system(os: BuildOs, word: &str, names: &[&str]) -> Vec<String> {
    if names.iter().any(|name| name.eq_ignore_ascii_case(word)) {
        return vec![word.to_owned()];
    }
    let column = match os {
        BuildOs::Linux => 0,
        BuildOs::Macos => 1,
        _ => 2,
    };
    let rows = SYNONYMS.iter().filter(|row| row.contains(&word));
    rows.map(|row| row[column].to_owned()).filter(|name| !name.is_empty()).collect()
}

/// cibuildwheel stops at a name that no system has, so that the line is named here already.
pub(super) fn check(node: &Node<'_>, text: &str) -> Result<(), ProjectError> {
    let macos = MACOS.map(MacArch::as_str);
    let windows = WINDOWS.map(|arch| BuildPlatform::Windows(arch).cibw_arch());
    let names = LINUX.map(LinuxArch::as_str).into_iter().chain(macos).chain(windows);
    let mut known: Vec<&str> = WORDS.to_vec();
    for name in names.chain(OTHERS) {
        if !known.iter().any(|old| old.eq_ignore_ascii_case(name)) {
            known.push(name);
        }
    }
    let split = text.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty());
    for word in split {
        if !known.iter().any(|name| name.eq_ignore_ascii_case(word)) {
            let list = known.join(" ");
            return Err(node.wrong(format!("unknown architecture `{word}`: expected {list}")));
        }
    }
    Ok(())
}
