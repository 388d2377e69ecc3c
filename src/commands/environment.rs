//! What surrounds the process: variables, folder, operating system. Handed in, so that tests can
//! say what it is.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// The operating system, as far as files lie elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux and the like
    Unix,
    /// macOS
    Macos,
    /// Windows
    Windows,
}

/// The variables, the folder and the system of a process.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The variables
    pub variables: BTreeMap<OsString, OsString>,
    /// The folder in which it runs
    pub folder: PathBuf,
    /// The operating system
    pub system: System,
    /// Where `etc` and `Library` lie: `/`, but for tests
    pub root: PathBuf,
}

impl Environment {
    /// That of this process.
    pub fn of_process() -> Self {
        let system = match env::consts::OS {
            "windows" => System::Windows,
            "macos" => System::Macos,
            _ => System::Unix,
        };
        let upper = |(mut name, value): (OsString, OsString)| {
            // Windows does not tell cases apart; `Path` is what it calls `PATH`.
            if system == System::Windows {
                name.make_ascii_uppercase();
            }
            (name, value)
        };
        let variables = env::vars_os().map(upper).collect();
        let folder = env::current_dir().unwrap_or_default();
        Self { variables, folder, system, root: PathBuf::from("/") }
    }

    /// A variable that is set, not empty, and text.
    pub fn text(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(std::ffi::OsStr::new(name))?.to_str()?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// A variable that is set and not empty, as a path.
    pub fn path(&self, name: &str) -> Option<&Path> {
        let value = self.variables.get(std::ffi::OsStr::new(name))?;
        Some(Path::new(value)).filter(|path| !path.as_os_str().is_empty())
    }

    /// The user's folder.
    pub fn home(&self) -> Option<&Path> {
        match self.system {
            System::Windows => self.path("USERPROFILE"),
            System::Unix | System::Macos => self.path("HOME"),
        }
    }

    /// `XDG_CONFIG_HOME`, else `~/.config`.
    pub fn xdg_config_home(&self) -> Option<PathBuf> {
        let set = self.path("XDG_CONFIG_HOME").map(Path::to_owned);
        set.or_else(|| self.home().map(|home| home.join(".config")))
    }

    /// `XDG_CONFIG_DIRS`, else `/etc/xdg`; the first one counts most.
    pub fn xdg_config_dirs(&self) -> Vec<PathBuf> {
        match self.text("XDG_CONFIG_DIRS") {
            Some(set) => set.split(':').filter(|it| !it.is_empty()).map(PathBuf::from).collect(),
            None => vec![self.root.join("etc/xdg")],
        }
    }
}
