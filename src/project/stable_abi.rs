//! Gathers what the files say about the stable ABI into [`LimitedApi`].

use super::{
    Cibuildwheel, Fact, Floor, LimitedApi, Maturin, ProjectError, Switch,
    cargo::Crate,
    node::Table,
    setup_cfg::{SetupCfg, cp_tag},
    source::Source,
};
use crate::model::PythonVersion;

/// What [`read`] looks at.
pub(super) struct Sources<'a> {
    pub(super) pyproject: &'a Table<'a>,
    pub(super) cfg: &'a SetupCfg,
    pub(super) crate_: Option<&'a Crate>,
    pub(super) maturin: &'a Maturin,
    pub(super) cibuildwheel: &'a Cibuildwheel,
    pub(super) meson: Option<&'a Source>,
}

/// More features of a crate than this are not followed; each can lead to all others.
const MOST_FEATURES: usize = 500;

/// Every floor, and how it is switched on.
pub(super) fn read(from: &Sources<'_>) -> Result<LimitedApi, ProjectError> {
    let mut api = LimitedApi::default();
    api.abi3.extend(from.cfg.limited_api.clone());
    of_tables(from, &mut api)?;
    of_meson(from, &mut api)?;
    if let Some(crate_) = from.crate_ {
        of_crate(crate_, from.maturin, &mut api);
    }
    of_cibuildwheel(from, &mut api);
    api.sort();
    if !api.abi3.is_empty() {
        api.unversioned = None;
    }
    Ok(api)
}

/// The python tag that setuptools and scikit-build-core take. Ex) `cp39`
fn of_tables(from: &Sources<'_>, api: &mut LimitedApi) -> Result<(), ProjectError> {
    const TABLES: [(&[&str], &str); 3] = [
        // setuptools: `[tool.distutils.COMMAND]` holds the options of a command.
        (&["tool", "distutils", "bdist_wheel"], "py-limited-api"),
        (&["tool", "distutils", "bdist_wheel"], "py_limited_api"),
        // scikit-build-core: `cp39` is a floor; `py3` is for projects without an ABI.
        (&["tool", "scikit-build", "wheel"], "py-api"),
    ];
    for (keys, key) in TABLES {
        let Some(node) = from.pyproject.path(keys)?.and_then(|table| table.get(key)) else {
            continue;
        };
        let text = node.text()?;
        match cp_tag(text) {
            Some(version) => {
                api.abi3.push(Floor { version, place: node.place(), switch: Switch::Always });
            }
            None if text.is_empty() || text.starts_with("py") => {}
            None => {
                return Err(
                    node.wrong(format!("expected a python tag such as cp39, found `{text}`"))
                );
            }
        }
    }
    Ok(())
}

/// meson-python: pyproject.toml allows it, meson.build says the version.
fn of_meson(from: &Sources<'_>, api: &mut LimitedApi) -> Result<(), ProjectError> {
    let Some(table) = from.pyproject.path(&["tool", "meson-python"])? else { return Ok(()) };
    let Some(allowed) = table.boolean("limited-api")?.filter(|fact| fact.value) else {
        return Ok(());
    };
    for (place, line) in from.meson.iter().flat_map(|source| source.lines()) {
        let code = line.split('#').next().unwrap_or_default();
        let Some((_, rest)) = code.split_once("limited_api") else { continue };
        let version = rest.split(['\'', '"']).find_map(|part| part.parse::<PythonVersion>().ok());
        if let Some(version) = version.filter(|_| rest.trim_start().starts_with(':')) {
            api.abi3.push(Floor { version, place, switch: Switch::Always });
        }
    }
    api.unversioned = Some(allowed.place);
    Ok(())
}

/// The floors that a set of PyO3's features amounts to: the oldest version of each kind wins.
#[derive(Default)]
struct Features {
    abi3: Option<Fact<PythonVersion>>,
    abi3t: Option<Fact<PythonVersion>>,
    unversioned: Option<Fact<()>>,
}

impl Features {
    fn of<'a>(features: impl IntoIterator<Item = &'a Fact<String>>) -> Self {
        let mut whole = Self::default();
        for feature in features {
            let version = |prefix: &str| {
                let version = PythonVersion::from_nodot(feature.strip_prefix(prefix)?)?;
                Some(Fact::new(version, feature.place.clone()))
            };
            let older = |old: &mut Option<Fact<PythonVersion>>, new: Fact<PythonVersion>| {
                if old.as_ref().is_none_or(|old| new.value < old.value) {
                    *old = Some(new);
                }
            };
            if let Some(found) = version("abi3-py") {
                older(&mut whole.abi3, found);
            } else if let Some(found) = version("abi3t-py") {
                older(&mut whole.abi3t, found);
            } else if **feature == "abi3" {
                whole.unversioned = Some(Fact::new((), feature.place.clone()));
            } else if **feature == "abi3t" {
                // PEP 803 begins with 3.15, so that this version needs no other word.
                let floor = Fact::new(PythonVersion::new(3, 15), feature.place.clone());
                whole.abi3t.get_or_insert(floor);
            }
        }
        whole
    }

    /// Adds the floors that are not there yet.
    fn add_to(self, api: &mut LimitedApi, switch: &Switch) {
        let floor = |fact: Fact<PythonVersion>| Floor {
            version: fact.value,
            place: fact.place,
            switch: switch.clone(),
        };
        api.abi3.extend(self.abi3.map(floor));
        api.abi3t.extend(self.abi3t.map(floor));
        if let (Switch::Always, Some(fact)) = (switch, self.unversioned) {
            api.unversioned = Some(fact.place);
        }
    }
}

fn of_crate(crate_: &Crate, maturin: &Maturin, api: &mut LimitedApi) {
    api.bindings = crate_.bindings().map(str::to_owned);
    let always = crate_.always(maturin);
    Features::of(&always).add_to(api, &Switch::Always);
    for feature in &maturin.conditional_features {
        let found = crate_.switched_on_at(feature);
        Features::of(found.iter().chain(&always)).add_to(api, &Switch::Always);
    }
    let own = crate_.features.keys().filter(|feature| *feature != "default");
    for feature in own.take(MOST_FEATURES) {
        let found = crate_.switched_on(feature);
        let all = found.iter().chain(&always);
        // A feature that changes nothing is no switch.
        let news = |fact: &Fact<PythonVersion>| found.iter().any(|new| new.place == fact.place);
        let mut features = Features::of(all);
        features.abi3 = features.abi3.filter(news);
        features.abi3t = features.abi3t.filter(news);
        features.add_to(api, &Switch::Feature(feature.clone()));
    }
}

/// `config-settings` can ask for features of the crate, or for a limited API of setuptools and
/// scikit-build-core.
fn of_cibuildwheel(from: &Sources<'_>, api: &mut LimitedApi) {
    for (select, settings) in from.cibuildwheel.everywhere("config-settings") {
        let switch = Switch::Cibuildwheel(select.map(str::to_owned));
        let fact = |text: &str| Fact::new(text.to_owned(), settings.place.clone());
        let words: Vec<&str> = settings
            .split([' ', '\t', '\n', '"', '\'', '='])
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            match pair[0] {
                "--features" | "-F" => {
                    let asked = pair[1].split(',').map(fact);
                    let always = from.crate_.map(|c| c.always(from.maturin)).unwrap_or_default();
                    let found: Vec<_> = asked
                        .flat_map(|feature| match from.crate_ {
                            Some(crate_) => crate_.switched_on_at(&feature),
                            None => Vec::new(),
                        })
                        .collect();
                    if !found.is_empty() {
                        Features::of(found.iter().chain(&always)).add_to(api, &switch);
                    }
                }
                "--py-limited-api" | "wheel.py-api" | "skbuild.wheel.py-api" => {
                    if let Some(version) = cp_tag(pair[1]) {
                        let place = settings.place.clone();
                        api.abi3.push(Floor { version, place, switch: switch.clone() });
                    }
                }
                _ => {}
            }
        }
    }
}
