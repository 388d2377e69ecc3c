//! Where one attempt runs: folders of its own, and an environment without the user's settings.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

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

    /// A command with nothing of the user's settings.
    ///
    /// `PIP_NO_CACHE_DIR` is not set: pip 9 ends with a traceback when it is; `--no-cache-dir` does
    /// the same in every version.
    pub(super) fn command(&self, program: &Path, arguments: &[OsString]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().current_dir(self.work());
        for (name, value) in KEPT.iter().filter_map(|name| Some((name, env::var_os(name)?))) {
            command.env(name, value);
        }
        if ["LANG", "LC_ALL", "LC_CTYPE"].iter().all(|name| env::var_os(name).is_none()) {
            // Python 2.7 and 3.6 write ASCII alone where nobody says what the terminal takes.
            command.env("LC_ALL", "C.UTF-8");
        }
        let home = self.root.join("home");
        for name in ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PIPX_HOME"] {
            command.env(name, &home);
        }
        for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(name, home.join(name));
        }
        for name in ["TMPDIR", "TEMP", "TMP"] {
            command.env(name, self.root.join("tmp"));
        }
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(name, &self.url);
        }
        for name in ["no_proxy", "NO_PROXY"] {
            command.env(name, "127.0.0.1,localhost");
        }
        command.envs([
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
        ]);
        command.env("PIP_CONFIG_FILE", if cfg!(windows) { "nul" } else { "/dev/null" });
        command.env("PIP_INDEX_URL", self.index()).env("UV_DEFAULT_INDEX", self.index());
        command.env("PIPENV_PYPI_MIRROR", self.index());
        command
    }
}
