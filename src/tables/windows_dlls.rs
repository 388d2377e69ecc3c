//! `windows_dlls.toml`: the DLLs that a Python on Windows finds without the help of a wheel.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Table;
use crate::model::{PythonVersion, WindowsArch};

/// What Windows and CPython bring.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowsDlls {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The DLLs of a plain Windows
    pub system: Vec<SystemDlls>,
    /// The parts of the C runtime that lie beside `python.exe`
    pub runtime: Vec<RuntimeDlls>,
}

/// DLLs that are part of Windows on some machines.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemDlls {
    /// On which
    pub machines: Vec<WindowsArch>,
    /// Their names in lower case, a line each, sorted
    pub names: String,
}

/// The C runtime of one CPython and those after it, up to the next row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeDlls {
    /// From this version on
    pub python: PythonVersion,
    /// On which machines
    pub machines: Vec<WindowsArch>,
    /// Their names in lower case
    pub names: Vec<String>,
}

impl WindowsDlls {
    /// Whether Windows itself has a DLL, by its name in lower case. API sets are no files: Windows
    /// knows where they lead.
    pub fn is_system(&self, machine: WindowsArch, name: &str) -> bool {
        let lists = self.system.iter().filter(|list| list.machines.contains(&machine));
        name.starts_with("api-ms-win-")
            || name.starts_with("ext-ms-")
            || lists.into_iter().any(|list| list.names.lines().any(|known| known == name))
    }

    /// Whether CPython of a version brings a DLL, by its name in lower case.
    pub fn is_runtime(&self, machine: WindowsArch, python: PythonVersion, name: &str) -> bool {
        let rows = self.runtime.iter();
        let newest = rows
            .filter(|row| row.python <= python && row.machines.contains(&machine))
            .max_by_key(|row| row.python);
        newest.is_some_and(|row| row.names.iter().any(|known| known == name))
    }
}

impl Table for WindowsDlls {
    const FILE: &'static str = "windows_dlls.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/windows_dlls.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let lists = self.system.iter();
        lists.into_iter().find_map(|list| super::twice(list.names.lines()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn what_windows_and_python_bring_is_known() {
        let dlls: WindowsDlls = Tables::embedded().load().unwrap();
        for machine in [WindowsArch::Win32, WindowsArch::Amd64, WindowsArch::Arm64] {
            for name in ["kernel32.dll", "ws2_32.dll", "api-ms-win-crt-heap-l1-1-0.dll"] {
                assert!(dlls.is_system(machine, name), "{name}");
            }
            for name in ["msvcp140.dll", "vcruntime140.dll", "libopenblas.dll", "ucrtbased.dll"] {
                assert!(!dlls.is_system(machine, name), "{name}");
            }
        }
        let runtime =
            |python, name| dlls.is_runtime(WindowsArch::Amd64, PythonVersion::new(3, python), name);
        assert!(runtime(8, "vcruntime140.dll") && !runtime(8, "vcruntime140_1.dll"));
        assert!(runtime(14, "vcruntime140_1.dll") && !runtime(14, "msvcp140.dll"));
        assert!(!runtime(14, "msvcr100.dll") && runtime(4, "msvcr100.dll"));
    }
}
