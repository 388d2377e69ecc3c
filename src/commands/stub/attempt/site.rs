//! Where one attempt runs: folders of its own, and an environment without the user's settings.

use std::{env, ffi::OsString, fs, io, path::PathBuf, time::Duration};

use crate::process::Child;

/// Variables that programs need to run at all, and none that configures an installer.
const KEPT: [&str; 19] = [
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "USER",
    "LOGNAME",
    "JAVA_HOME",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "PROGRAMFILES",
    "PROGRAMDATA",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
];

/// Variables that keep installers quiet, offline and to themselves.
const SETTINGS: [(&str, &str); 17] = [
    ("NO_COLOR", "1"),
    ("TERM", "dumb"),
    ("COLUMNS", "80"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
    ("PIP_TRUSTED_HOST", "127.0.0.1"),
    ("UV_NO_CONFIG", "1"),
    ("UV_PYTHON_DOWNLOADS", "never"),
    ("UV_NO_PROGRESS", "1"),
    ("POETRY_VIRTUALENVS_USE_POETRY_PYTHON", "true"),
    ("POETRY_KEYRING_ENABLED", "false"),
    ("PDM_USE_VENV", "false"),
    ("PDM_CHECK_UPDATE", "false"),
    ("PIPENV_VENV_IN_PROJECT", "1"),
    ("PIPENV_IGNORE_VIRTUALENVS", "1"),
    ("PIPENV_NOSPIN", "1"),
    ("PIPENV_YES", "1"),
];

/// A program and all that it is given.
#[derive(Debug)]
pub(super) struct Call {
    /// The program
    pub program: PathBuf,
    /// Its arguments
    pub arguments: Vec<OsString>,
    /// The folder in which it runs
    pub folder: PathBuf,
    /// Its variables
    pub variables: Vec<(OsString, OsString)>,
}

impl Call {
    /// The process to run.
    pub(super) fn child(&self, limit: Duration) -> Child<'_> {
        Child {
            program: &self.program,
            arguments: self.arguments.clone(),
            folder: &self.folder,
            variables: Some(self.variables.clone()),
            limit,
        }
    }
}

/// The folders of one attempt, all in one.
pub(super) struct Site {
    /// The folder that holds them
    pub root: PathBuf,
    /// Ex) `http://127.0.0.1:4321`
    pub url: String,
    /// Ex) `psutil==7.0.0`
    pub requirement: String,
}

impl Site {
    /// Makes the folders.
    pub(super) fn make(root: PathBuf, url: String, requirement: String) -> io::Result<Self> {
        for name in ["home", "tmp", "work"] {
            fs::create_dir_all(root.join(name))?;
        }
        let site = Self { root, url, requirement };
        // What setup.py itself fetches, setuptools of old looked up by this file.
        let easy = format!("[easy_install]\nindex_url = {}\n", site.index());
        fs::write(site.root.join("home/.pydistutils.cfg"), easy)?;
        Ok(site)
    }

    /// The address of the index for installers.
    pub(super) fn index(&self) -> String {
        format!("{}/simple/", self.url)
    }

    /// The folder in which the program runs.
    pub(super) fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    /// Where whatever wrongly succeeds is installed.
    pub(super) fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// All variables of an attempt, and nothing of the user's settings.
    ///
    /// `PIP_NO_CACHE_DIR` is not set: pip 9 ends with a traceback when it is; `--no-cache-dir` does
    /// the same in every version.
    pub(super) fn variables(&self) -> Vec<(OsString, OsString)> {
        let kept = |name: &&str| Some((OsString::from(name), env::var_os(name)?));
        let mut variables: Vec<(OsString, OsString)> = KEPT.iter().filter_map(kept).collect();
        let mut set = |names: &[&str], value: OsString| {
            variables.extend(names.iter().map(|name| (name.into(), value.clone())));
        };
        if ["LANG", "LC_ALL", "LC_CTYPE"].iter().all(|name| env::var_os(name).is_none()) {
            // Python 2.7 and 3.6 write ASCII alone where nobody says what the terminal takes.
            set(&["LC_ALL"], "C.UTF-8".into());
        }
        let home = self.root.join("home");
        for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            set(&[name], home.join(name).into());
        }
        set(&["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PIPX_HOME"], home.into());
        set(&["TMPDIR", "TEMP", "TMP"], self.root.join("tmp").into());
        let proxies = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
        set(&proxies, self.url.clone().into());
        set(&["no_proxy", "NO_PROXY"], "127.0.0.1,localhost".into());
        set(&["PIP_CONFIG_FILE"], if cfg!(windows) { "nul" } else { "/dev/null" }.into());
        let indexes = ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "PIPENV_PYPI_MIRROR"];
        set(&indexes, self.index().into());
        variables.extend(SETTINGS.iter().map(|(name, value)| (name.into(), value.into())));
        variables
    }
}
