//! Tests that cibuildwheel cannot run on a finished wheel, and uv can: on an interpreter of its
//! own, on the machine that built the wheel.

use jiff::civil::Date;

use super::{Runner, candidates::Candidate, plan::AlsoTest};
use crate::{
    model::{BuildPlatform, Interpreter, LinuxArch, MacArch, WindowsArch},
    tables::{Pythons, Stage},
};

/// The test of a candidate, where uv has a final release of its interpreter for the runner.
pub(super) fn test(
    candidate: &Candidate,
    runner: &Runner,
    pythons: &Pythons,
    on: Date,
) -> Option<AlsoTest> {
    let Interpreter::CPython { version, threaded, .. } = candidate.target.interpreter else {
        return None;
    };
    let released = pythons.get(version)?.stage(on) > Stage::Planned;
    if !released || runner.qemu.is_some() {
        return None;
    }
    // As uv spells a request: the architecture is named so that no emulated one is taken.
    let (machine, system) = match candidate.id.platform {
        BuildPlatform::Manylinux(LinuxArch::X86_64) => ("x86_64", "linux-x86_64-gnu"),
        BuildPlatform::Manylinux(LinuxArch::Aarch64) => ("arm64", "linux-aarch64-gnu"),
        BuildPlatform::Macos(MacArch::X86_64) => ("x86_64", "macos-x86_64-none"),
        BuildPlatform::Macos(MacArch::Arm64 | MacArch::Universal2) => {
            ("arm64", "macos-aarch64-none")
        }
        BuildPlatform::Windows(WindowsArch::Win32) => ("x86_64", "windows-x86-none"),
        BuildPlatform::Windows(WindowsArch::Amd64) => ("x86_64", "windows-x86_64-none"),
        BuildPlatform::Windows(WindowsArch::Arm64) => ("arm64", "windows-aarch64-none"),
        // There is no i686, what is emulated is not here, and musl needs a container.
        _ => return None,
    };
    let runs = runner.arch.as_deref().is_none_or(|own| own == machine);
    let variant = if threaded { "+freethreaded" } else { "" };
    runs.then(|| AlsoTest {
        id: candidate.id,
        python: format!("cpython-{version}{variant}-{system}"),
    })
}
