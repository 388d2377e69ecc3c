//! Processor architectures as each platform family spells them.

use super::spelled::spelled;

spelled! {
    /// The end of a `linux_*`, `manylinux*` or `musllinux_*` platform tag.
    pub enum LinuxArch: "Linux architecture" {
        /// 64-bit x86
        X86_64 = "x86_64",
        /// 32-bit x86
        I686 = "i686",
        /// 64-bit ARM
        Aarch64 = "aarch64",
        /// 32-bit ARM, hard float
        Armv7l = "armv7l",
        /// 32-bit ARM on a 64-bit kernel; accepts `armv7l` too
        Armv8l = "armv8l",
        /// 32-bit ARM without NEON (Raspberry Pi 1)
        Armv6l = "armv6l",
        /// 64-bit POWER, little endian
        Ppc64le = "ppc64le",
        /// 64-bit POWER, big endian
        Ppc64 = "ppc64",
        /// IBM Z
        S390x = "s390x",
        /// 64-bit RISC-V
        Riscv64 = "riscv64",
        /// 64-bit LoongArch
        Loongarch64 = "loongarch64",
    }
}

spelled! {
    /// The end of a `macosx_*` platform tag: one architecture or a set of them in fat files.
    pub enum MacArch: "macOS architecture" {
        /// Apple silicon
        Arm64 = "arm64",
        /// Intel, 64 bits
        X86_64 = "x86_64",
        /// `arm64` and `x86_64`
        Universal2 = "universal2",
        /// Intel, 32 bits
        I386 = "i386",
        /// `i386` and `x86_64`
        Intel = "intel",
        /// `ppc` and `i386`
        Fat = "fat",
        /// `ppc`, `i386`, `x86_64`
        Fat3 = "fat3",
        /// `ppc64` and `x86_64`
        Fat64 = "fat64",
        /// `ppc`, `ppc64`, `i386`, `x86_64`
        Universal = "universal",
        /// PowerPC, 32 bits
        Ppc = "ppc",
        /// PowerPC, 64 bits
        Ppc64 = "ppc64",
    }
}

spelled! {
    /// A Windows platform tag as a whole.
    pub enum WindowsArch: "Windows platform tag" {
        /// 32-bit x86
        Win32 = "win32",
        /// 64-bit x86
        Amd64 = "win_amd64",
        /// 64-bit ARM
        Arm64 = "win_arm64",
        /// 32-bit ARM; never supported by CPython's installers
        Arm32 = "win_arm32",
        /// Itanium
        Ia64 = "win_ia64",
    }
}

spelled! {
    /// The multiarch part of an `ios_*` platform tag (PEP 730).
    pub enum IosMultiarch: "iOS multiarch" {
        /// A device
        Arm64Iphoneos = "arm64_iphoneos",
        /// The simulator on Apple silicon
        Arm64Iphonesimulator = "arm64_iphonesimulator",
        /// The simulator on Intel
        X86_64Iphonesimulator = "x86_64_iphonesimulator",
    }
}

spelled! {
    /// The ABI part of an `android_*` platform tag (PEP 738).
    pub enum AndroidAbi: "Android ABI" {
        /// 64-bit ARM
        Arm64V8a = "arm64_v8a",
        /// 32-bit ARM
        ArmeabiV7a = "armeabi_v7a",
        /// 64-bit x86
        X86_64 = "x86_64",
        /// 32-bit x86
        X86 = "x86",
    }
}
