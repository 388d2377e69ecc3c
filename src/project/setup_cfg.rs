//! setup.cfg: what setuptools is told there.

use configparser::ini::Ini;

use super::{
    Fact, Place, ProjectError,
    limited_api::{Floor, Switch},
    source::Source,
};
use crate::model::PythonVersion;

/// The fields of setup.cfg that relkit reads.
///
/// Source: [declarative configuration](https://setuptools.pypa.io/en/latest/userguide/declarative_config.html).
#[derive(Debug, Default)]
pub(super) struct SetupCfg {
    /// `name` of `[metadata]`
    pub(super) name: Option<Fact<String>>,
    /// `version` of `[metadata]`, unless it is read from elsewhere (`attr:`, `file:`)
    pub(super) version: Option<Fact<String>>,
    /// `classifiers` of `[metadata]`, one a line
    pub(super) classifiers: Vec<Fact<String>>,
    /// `python_requires` of `[options]`
    pub(super) python_requires: Option<Fact<String>>,
    /// `packages` and `py_modules` of `[options]`, unless they are searched for (`find:`)
    pub(super) modules: Vec<Fact<String>>,
    /// `py_limited_api` of `[bdist_wheel]`
    pub(super) limited_api: Option<Floor>,
    /// The python tag of wheels without compiled code: `python_tag` of `[bdist_wheel]`, or
    /// `py2.py3` where `universal` is set there or in the older `[wheel]`
    pub(super) python_tag: Option<Fact<String>>,
}

impl SetupCfg {
    /// Reads the file.
    pub(super) fn read(source: &Source) -> Result<Self, ProjectError> {
        let mut ini = Ini::new();
        ini.set_multiline(true);
        // As Python's configparser: `#` and `;` begin a comment at the start of a line only.
        ini.set_comment_symbols(&['#', ';']);
        ini.set_inline_comment_symbols(Some(&[]));
        ini.read(source.text.clone()).map_err(|cause| invalid(source, &cause))?;
        let get = |section: &str, key: &str| {
            // setuptools reads dashes in keys as underscores.
            let dashed = key.replace('_', "-");
            let value = ini.get(section, key).or_else(|| ini.get(section, &dashed))?;
            Some(Fact::new(value.trim().to_owned(), place(source, section, key)))
        };
        let literal = |fact: &Fact<String>| {
            !fact.is_empty() && !fact.starts_with("attr:") && !fact.starts_with("file:")
        };
        let lines = |fact: Fact<String>| {
            let place = fact.place;
            let owned: Vec<_> = fact.value.lines().map(|line| line.trim().to_owned()).collect();
            owned
                .into_iter()
                .filter(|line| !line.is_empty())
                .map(move |line| Fact::new(line, place.clone()))
        };
        let limited_api = get("bdist_wheel", "py_limited_api").and_then(|fact| {
            let version = cp_tag(&fact)?;
            Some(Floor { version, place: fact.place, switch: Switch::Always })
        });
        let universal = ["bdist_wheel", "wheel"]
            .into_iter()
            .filter_map(|section| get(section, "universal"))
            .find(|fact| matches!(fact.to_lowercase().as_str(), "1" | "true" | "yes" | "on"))
            .map(|fact| fact.map(|_| "py2.py3".to_owned()));
        Ok(Self {
            name: get("metadata", "name").filter(literal),
            version: get("metadata", "version").filter(literal),
            classifiers: get("metadata", "classifiers")
                .filter(literal)
                .map(|fact| lines(fact).collect())
                .unwrap_or_default(),
            modules: ["packages", "py_modules"]
                .iter()
                .filter_map(|key| get("options", key))
                .flat_map(|fact| lines(fact.map(|text| text.replace(',', "\n"))))
                .collect(),
            python_requires: get("options", "python_requires").filter(literal),
            limited_api,
            python_tag: universal.or_else(|| get("bdist_wheel", "python_tag").filter(literal)),
        })
    }
}

/// The version in a python tag. Ex) `cp39`, also `"cp39"` with the quotes that people leave in
pub(super) fn cp_tag(text: &str) -> Option<PythonVersion> {
    let tag = text.trim().trim_matches(['"', '\'']);
    PythonVersion::from_nodot(tag.strip_prefix("cp")?)
}

/// The parser's words begin with the line: `line 3: ...` or `line 3:0: ...`.
fn invalid(source: &Source, cause: &str) -> ProjectError {
    let mut parts = cause.strip_prefix("line ").unwrap_or_default().splitn(2, [':', ' ']);
    let line = parts.next().and_then(|number| number.parse().ok());
    let words = cause.rsplit_once(": ").map_or(cause, |(_, words)| words);
    ProjectError::Cfg {
        place: Place { file: source.file.clone(), line },
        cause: words.replace('\n', " "),
    }
}

/// The line of a key: the parser does not keep it.
fn place(source: &Source, section: &str, key: &str) -> Place {
    let mut within = false;
    for (place, line) in source.lines() {
        if let Some(header) = line.trim().strip_prefix('[') {
            within = header
                .split(']')
                .next()
                .is_some_and(|name| name.trim().eq_ignore_ascii_case(section));
        } else if within && !line.starts_with([' ', '\t']) {
            let name = line.split(['=', ':']).next().unwrap_or_default().trim();
            if name.replace('-', "_").eq_ignore_ascii_case(key) {
                return place;
            }
        }
    }
    source.whole()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SetupCfg, ProjectError> {
        SetupCfg::read(&Source::new("setup.cfg", text.into()).unwrap())
    }

    #[test]
    fn fields_come_with_their_lines() {
        let cfg = read(
            "[metadata]\nname = Demo\nversion = attr: demo.__version__\nclassifiers =\n    \
             Programming Language :: Python :: 3\n    License :: Other\n\n[options]\n\
             # a comment\npython-requires = >=3.9, !=3.9.1 # part of the value\n\n\
             [bdist_wheel]\npy_limited_api = cp310\n",
        )
        .unwrap();
        assert_eq!(cfg.name, Some(Fact::new("Demo".into(), Place::line("setup.cfg", 2))));
        assert_eq!(cfg.version, None);
        assert_eq!(cfg.classifiers.len(), 2);
        let requires = cfg.python_requires.unwrap();
        assert_eq!(requires.value, ">=3.9, !=3.9.1 # part of the value");
        assert_eq!(requires.place.to_string(), "setup.cfg:10");
        let floor = cfg.limited_api.unwrap();
        assert_eq!(floor.version, PythonVersion::new(3, 10));
        assert_eq!(floor.place.to_string(), "setup.cfg:13");
    }

    #[test]
    fn a_broken_file_says_its_line() {
        let error = read("[metadata]\nname = x\n[options\n").unwrap_err().to_string();
        insta::assert_snapshot!(error, @"setup.cfg:3: invalid setup.cfg: Found opening bracket for section name but no closing bracket");
    }
}
