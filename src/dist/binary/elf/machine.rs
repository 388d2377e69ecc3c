//! Which processors an ELF file is for.

use super::Elf;
use crate::model::LinuxArch;

/// `e_machine`, 64 bits, little endian.
///
/// Rule: the machine numbers of the
/// [gABI](https://www.sco.com/developers/gabi/latest/ch4.eheader.html).
const fn wanted(arch: LinuxArch) -> (u16, bool, bool) {
    match arch {
        LinuxArch::X86_64 => (62, true, true),
        LinuxArch::I686 => (3, false, true),
        LinuxArch::Aarch64 => (183, true, true),
        LinuxArch::Armv7l | LinuxArch::Armv8l | LinuxArch::Armv6l => (40, false, true),
        LinuxArch::Ppc64le => (21, true, true),
        LinuxArch::Ppc64 => (21, true, false),
        LinuxArch::S390x => (22, true, false),
        LinuxArch::Riscv64 => (243, true, true),
        LinuxArch::Loongarch64 => (258, true, true),
    }
}

impl Elf {
    /// Whether machine, class and byte order are those of an architecture.
    pub fn is_for(&self, arch: LinuxArch) -> bool {
        (self.machine, self.is_64, self.little_endian) == wanted(arch)
    }
}
