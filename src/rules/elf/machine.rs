//! Which ELF files are for which architecture.
//!
//! Rule: the flags of the processor supplements for ARM and 64-bit POWER; the machine itself is
//! [`Elf::is_for`].

use crate::{
    dist::binary::Elf,
    model::{AndroidAbi, LinuxArch},
};

/// What is wrong with the flags of a file whose machine is right.
pub(super) fn flags(elf: &Elf, arch: LinuxArch) -> Option<&'static str> {
    match arch {
        LinuxArch::Armv7l | LinuxArch::Armv8l if elf.flags & 0xff00_0000 != 0x0500_0000 => {
            Some("it is not for version 5 of the ARM EABI")
        }
        // The hard-float flag stands in linked files alone, beside that for soft float.
        LinuxArch::Armv7l | LinuxArch::Armv8l if elf.flags & 0x200 != 0 => {
            Some("it passes floating-point numbers in integer registers (soft float)")
        }
        LinuxArch::Ppc64le if elf.flags & 3 == 1 => Some("it is for version 1 of the ELF ABI"),
        LinuxArch::Ppc64 if elf.flags & 3 == 2 => Some("it is for version 2 of the ELF ABI"),
        _ => None,
    }
}

/// The architecture of an Android ABI.
pub(super) const fn of_android(abi: AndroidAbi) -> LinuxArch {
    match abi {
        AndroidAbi::Arm64V8a => LinuxArch::Aarch64,
        AndroidAbi::ArmeabiV7a => LinuxArch::Armv7l,
        AndroidAbi::X86_64 => LinuxArch::X86_64,
        AndroidAbi::X86 => LinuxArch::I686,
    }
}

/// The machine of a file in words. Ex) `aarch64`, `32-bit x86 with 64-bit registers`
pub(super) fn name(elf: &Elf) -> String {
    let known = LinuxArch::ALL.iter().find(|arch| elf.is_for(**arch));
    if let Some(arch) = known {
        return if *arch == LinuxArch::Armv7l { "32-bit ARM" } else { arch.as_str() }.to_owned();
    }
    let bits = if elf.is_64 { 64 } else { 32 };
    let order = if elf.little_endian { "little" } else { "big" };
    let machine = match elf.machine {
        8 => "MIPS",
        20 => "PowerPC",
        43 => "SPARC",
        247 => "BPF",
        94 => "Xtensa",
        62 => "x86-64",
        190 => "CUDA",
        224 => "AMD GPU",
        other => return format!("machine {other}, {bits} bits, {order} endian"),
    };
    format!("{machine}, {bits} bits, {order} endian")
}
