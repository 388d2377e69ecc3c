//! pip's configuration files.
//!
//! Source: [pip's documentation](https://pip.pypa.io/en/stable/topics/configuration/), and
//! `iter_config_files` in `pip/_internal/configuration.py` for what outranks what.

use std::path::{Path, PathBuf};

use configparser::ini::Ini;

use super::{
    super::{Environment, Failure, environment::System, files},
    Written,
};

/// The address in pip's files: `[install]` of any file outranks `[global]` of any other.
pub(super) fn read(environment: &Environment) -> Result<Option<Written>, Failure> {
    let mut files = Vec::new();
    for path in places(environment) {
        if let Some(ini) = parse(&path)? {
            files.push((path, ini));
        }
    }
    let of = |section: &'static str| {
        files.iter().find_map(move |(path, ini)| {
            // pip reads `_` in keys as `-`.
            let value = ini.get(section, "index-url").or_else(|| ini.get(section, "index_url"))?;
            let text = value.trim().to_owned();
            (!text.is_empty()).then(|| Written {
                text,
                name: None,
                source: path.display().to_string(),
            })
        })
    };
    Ok(of("install").or_else(|| of("global")))
}

/// pip's files, the one that counts most first, whether or not they exist.
fn places(environment: &Environment) -> Vec<PathBuf> {
    let windows = environment.system == System::Windows;
    let name = if windows { "pip.ini" } else { "pip.conf" };
    let own = environment.path("PIP_CONFIG_FILE");
    if own == Some(Path::new(if windows { "nul" } else { "/dev/null" })) {
        return Vec::new();
    }
    let mut places: Vec<PathBuf> = own.map(Path::to_owned).into_iter().collect();
    let prefix = environment.path("VIRTUAL_ENV").or_else(|| environment.path("CONDA_PREFIX"));
    places.extend(prefix.map(|prefix| prefix.join(name)));
    // A file of one's own stands in for the user's.
    if own.is_none_or(|own| !own.exists()) {
        places.extend(of_user(environment, name));
    }
    places.extend(of_machine(environment, name));
    places
}

fn of_user(environment: &Environment, name: &str) -> Vec<PathBuf> {
    let home = environment.home();
    let (newer, older) = match environment.system {
        System::Windows => (environment.path("APPDATA").map(|it| it.join("pip")), "pip"),
        System::Macos => {
            let library = home.map(|home| home.join("Library/Application Support/pip"));
            let config = home.map(|home| home.join(".config/pip"));
            (library.filter(|folder| folder.is_dir()).or(config), ".pip")
        }
        System::Unix => (environment.xdg_config_home().map(|it| it.join("pip")), ".pip"),
    };
    [newer, home.map(|home| home.join(older))]
        .into_iter()
        .flatten()
        .map(|it| it.join(name))
        .collect()
}

fn of_machine(environment: &Environment, name: &str) -> Vec<PathBuf> {
    let folders = match environment.system {
        System::Windows => {
            environment.path("PROGRAMDATA").map(Path::to_owned).into_iter().collect()
        }
        System::Macos => vec![environment.root.join("Library/Application Support")],
        System::Unix => {
            // The last one counts most, and /etc itself counts more than all of them.
            let dirs = environment.xdg_config_dirs().into_iter().rev();
            return std::iter::once(environment.root.join("etc").join(name))
                .chain(dirs.map(|folder| folder.join("pip").join(name)))
                .collect();
        }
    };
    folders.into_iter().map(|folder| folder.join("pip").join(name)).collect()
}

/// Reads a file as Python's configparser does; `None` where there is none to be read.
fn parse(path: &Path) -> Result<Option<Ini>, Failure> {
    if !path.is_file() {
        return Ok(None);
    }
    let text = files::read_text(path)?;
    let mut ini = Ini::new();
    ini.set_multiline(true);
    ini.set_comment_symbols(&['#', ';']);
    ini.set_inline_comment_symbols(Some(&[]));
    ini.read(text).map_err(|cause| {
        Failure::new(format!("cannot read {}: {cause}", path.display()))
            .hint("mend the file, or give --index-url ADDRESS")
    })?;
    Ok(Some(ini))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(system: System, variables: &[(&str, &str)]) -> Vec<String> {
        let variables =
            variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let (folder, root) = (PathBuf::new(), PathBuf::from("/"));
        let environment = Environment { variables, folder, system, root };
        let places = places(&environment);
        places.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect()
    }

    #[test]
    fn files_lie_where_pip_looks() {
        let unix = [("HOME", "/h"), ("VIRTUAL_ENV", "/v"), ("XDG_CONFIG_DIRS", "/a:/b")];
        assert_eq!(
            shown(System::Unix, &unix),
            [
                "/v/pip.conf",
                "/h/.config/pip/pip.conf",
                "/h/.pip/pip.conf",
                "/etc/pip.conf",
                "/b/pip/pip.conf",
                "/a/pip/pip.conf"
            ]
        );
        assert_eq!(
            shown(System::Macos, &[("HOME", "/h")]),
            [
                "/h/.config/pip/pip.conf",
                "/h/.pip/pip.conf",
                "/Library/Application Support/pip/pip.conf"
            ]
        );
        let windows = [("APPDATA", "C:/r"), ("USERPROFILE", "C:/u"), ("PROGRAMDATA", "C:/p")];
        assert_eq!(
            shown(System::Windows, &windows),
            ["C:/r/pip/pip.ini", "C:/u/pip/pip.ini", "C:/p/pip/pip.ini"]
        );
    }

    #[test]
    fn the_null_device_turns_all_files_off() {
        assert_eq!(
            shown(System::Unix, &[("HOME", "/h"), ("PIP_CONFIG_FILE", "/dev/null")]),
            [""; 0]
        );
        assert_eq!(shown(System::Windows, &[("PIP_CONFIG_FILE", "nul")]), [""; 0]);
    }
}
