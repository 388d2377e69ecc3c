//! What a download says of its machine -> a platform that an installer can be asked about.

use crate::{
    downloads::Value,
    model::{LinuxArch, MacArch, Platform, WindowsArch},
};

/// Versions that no system will reach: a wheel that such a system does not take does not exist.
///
/// glibc's is the bound that packaging assumes, too.
const NO_OLDER_GLIBC: (u16, u16) = (2, 50);
const NO_OLDER_MUSL: (u16, u16) = (1, 50);
const NO_OLDER_MACOS: (u16, u16) = (50, 0);

/// What is known of the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Machine {
    /// One on which wheels can be installed, in its newest version
    Known(Platform),
    /// No wheel on an index can be for it
    NoTag(String),
    /// A part of it is not known
    Unknown(&'static str),
}

/// The platform in its newest version: what old systems lack is another question.
pub(super) fn machine(system: &Value, cpu: &Value, libc: &Value) -> Machine {
    let Some(system) = system.text() else { return Machine::Unknown("system") };
    let Some(cpu) = cpu.text() else { return Machine::Unknown("architecture") };
    let no_tag = || Machine::NoTag(format!("no tag is for {system} on {cpu}"));
    let platform = match system {
        "Linux" => {
            let Ok(arch) = cpu.parse::<LinuxArch>() else { return no_tag() };
            match libc.text() {
                Some("glibc") => Platform::Glibc { version: NO_OLDER_GLIBC, arch },
                Some("musl") => Platform::Musl { version: NO_OLDER_MUSL, arch },
                Some(other) => return Machine::NoTag(format!("no tag is for {other}")),
                None => return Machine::Unknown("C library"),
            }
        }
        "Darwin" => {
            let arch = match cpu {
                "aarch64" => MacArch::Arm64,
                "x86_64" => MacArch::X86_64,
                _ => return no_tag(),
            };
            Platform::Macos { version: NO_OLDER_MACOS, arch }
        }
        "Windows" => Platform::Windows(match cpu {
            "x86_64" => WindowsArch::Amd64,
            "i686" => WindowsArch::Win32,
            "aarch64" => WindowsArch::Arm64,
            _ => return no_tag(),
        }),
        other => return Machine::NoTag(format!("no tag is for {other}")),
    };
    Machine::Known(platform)
}
