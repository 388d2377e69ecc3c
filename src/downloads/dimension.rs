//! What downloads are told apart by.

use crate::model::spelled::spelled;

spelled! {
    /// One property of a download. Its values are texts, see [`Value`](super::Value).
    ///
    /// Source: the table `bigquery-public-data.pypi.file_downloads`
    /// (PyPI's documentation, "`BigQuery` datasets").
    pub enum Dimension: "dimension" {
        /// The day in UTC: `2026-11-21`
        Day = "day",
        /// The version of the project's own release: `7.2.2`
        Version = "version",
        /// The Python that installed: `3.14`
        Python = "python",
        /// The operating system: `Linux`, `Darwin`, `Windows`
        System = "system",
        /// The release of the operating system: of macOS `15.1`, of Windows `11`
        SystemRelease = "system-release",
        /// The Linux distribution and its version: `Debian GNU/Linux 12`
        Distro = "distro",
        /// The machine, as tags spell it: `x86_64`, `aarch64`, `i686`
        Cpu = "cpu",
        /// The C library: `glibc`, `musl`
        Libc = "libc",
        /// The C library and its version: `glibc 2.36`
        LibcVersion = "libc-version",
        /// The program that downloaded: `pip`, `uv`
        Installer = "installer",
        /// Whether it ran in a CI system: `yes`, `no`
        Ci = "ci",
        /// The kind of file: see [`clean::kind`](super::clean::kind)
        Kind = "kind",
        /// The file's name
        File = "file",
    }
}
