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

    /// Where programs keep what they can fetch again: `XDG_CACHE_HOME`, else `~/.cache`,
    /// `~/Library/Caches` or `%LOCALAPPDATA%`.
    ///
    /// Rule: [XDG base directories](https://specifications.freedesktop.org/basedir/latest/): a
    /// relative path counts as none.
    pub fn cache_home(&self) -> Option<PathBuf> {
        let set = self.path("XDG_CACHE_HOME").filter(|path| path.is_absolute());
        set.map(Path::to_owned).or_else(|| match self.system {
            System::Windows => self.path("LOCALAPPDATA").map(Path::to_owned),
            System::Macos => self.home().map(|home| home.join("Library/Caches")),
            System::Unix => self.home().map(|home| home.join(".cache")),
        })
    }

    /// `XDG_CONFIG_DIRS`, else `/etc/xdg`; the first one counts most.
    pub fn xdg_config_dirs(&self) -> Vec<PathBuf> {
        match self.text("XDG_CONFIG_DIRS") {
            Some(set) => set.split(':').filter(|it| !it.is_empty()).map(PathBuf::from).collect(),
            None => vec![self.root.join("etc/xdg")],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_lie_where_the_system_has_them() {
        let home = |system, variables: &[(&str, &str)]| {
            let variables =
                variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            let (folder, root) = (PathBuf::new(), PathBuf::from("/"));
            Environment { variables, folder, system, root }.cache_home()
        };
        let unix = [("HOME", "/h"), ("XDG_CACHE_HOME", "relative")];
        assert_eq!(home(System::Unix, &unix), Some("/h/.cache".into()));
        assert_eq!(home(System::Macos, &unix), Some("/h/Library/Caches".into()));
        assert_eq!(home(System::Windows, &[("LOCALAPPDATA", "C:/l")]), Some("C:/l".into()));
        assert_eq!(home(System::Unix, &[]), None);
        let set = std::env::temp_dir();
        let text = set.to_str().unwrap();
        assert_eq!(home(System::Macos, &[("XDG_CACHE_HOME", text)]), Some(set.clone()));
    }
}
