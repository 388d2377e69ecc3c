//! setup.py is never run. Its text can mention things worth a hint.

use super::{
    Reason,
    limited_api::{Hint, Mention},
    setup_call::SetupCall,
    setup_cfg::cp_tag,
    source::Source,
};

/// Words of a setup.py that go with compiled code.
const NATIVE: [&str; 9] = [
    "ext_modules",
    "Extension(",
    "cythonize",
    "cffi_modules",
    "rust_extensions",
    "RustExtension",
    "Pybind11Extension",
    "mypycify",
    "skbuild",
];

/// Words after which the text does not tell what is built: commands of the project's own, and
/// arguments from elsewhere.
const OPEN: [&str; 4] = ["cmdclass", "distclass", "script_args", "**"];

/// What the text mentions, in order; each kind once.
pub(super) fn hints(source: &Source) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::new();
    let mut add = |hint: Hint| {
        let same = |other: &Hint| match (&other.mention, &hint.mention) {
            (Mention::PyLimitedApi(old), Mention::PyLimitedApi(new)) => old == new,
            (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
        };
        if !hints.iter().any(same) {
            hints.push(hint);
        }
    };
    for (place, line) in source.lines() {
        // A `#` in a string cuts the line too: only a hint is lost by that.
        let code = line.split('#').next().unwrap_or_default();
        let after = |word: &str| code.find(word).map(|at| &code[at + word.len()..]);
        if let Some(word) = NATIVE.into_iter().find(|word| code.contains(word)) {
            let word = word.trim_end_matches('(');
            add(Hint { place: place.clone(), mention: Mention::Native(word) });
        }
        if let Some(rest) = after("py_limited_api").or_else(|| after("py-limited-api")) {
            // The Extension's own `py_limited_api=True` says no version.
            let floor = strings(rest).find_map(cp_tag);
            add(Hint { place: place.clone(), mention: Mention::PyLimitedApi(floor) });
        }
        if let Some(rest) = after("python_requires") {
            let value = strings(rest).next().map(str::to_owned);
            add(Hint { place, mention: Mention::PythonRequires(value) });
        }
    }
    // A mention with a version says all that one without says.
    let versioned = hints.iter().any(|hint| matches!(hint.mention, Mention::PyLimitedApi(Some(_))));
    hints.retain(|hint| !versioned || hint.mention != Mention::PyLimitedApi(None));
    hints
}

/// What leaves open whether a setup.py that mentions no compiled code compiles some all the same.
/// A plain call of `setup` does not, nor do the dicts that [`SetupCall`] follows.
pub(super) fn open_end(source: &Source, call: &SetupCall) -> Option<Reason> {
    let mut calls = false;
    for (place, line) in source.lines() {
        let code = line.split('#').next().unwrap_or_default();
        let followed = call.followed.iter().filter(|it| **it == place).count();
        let is_open = |word: &str| match word {
            "**" => code.matches(word).count() > followed,
            _ => code.contains(word),
        };
        if let Some(word) = OPEN.into_iter().find(|word| is_open(word)) {
            return Some(Reason::new(format!("mentions {word}, and is not run"), place));
        }
        calls |= code.contains("setup(");
    }
    // An empty setup.py is one that older pip asked for.
    let empty = source.text.trim().is_empty();
    let text = "setup.py calls no `setup` by that name, and is not run";
    (!calls && !empty).then(|| Reason::new(text, source.whole()))
}

/// The quoted strings of the rest of a line, but not the quote that ends a key.
fn strings(rest: &str) -> impl Iterator<Item = &str> {
    let value = rest.find(['=', ':']).map_or("", |at| &rest[at + 1..]);
    value.split(['"', '\'']).skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_come_with_their_lines() {
        let text = "from setuptools import Extension, setup\n\
                    # py_limited_api is explained here\n\
                    extension = Extension('x', ['x.c'], py_limited_api=True)\n\
                    options = {'bdist_wheel': {'py_limited_api': 'cp39'}}\n\
                    setup(ext_modules=[extension], python_requires=\">=3.9\")\n";
        let hints = hints(&Source::new("setup.py", text.into()).unwrap());
        let texts: Vec<_> = hints.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(texts.join("\n"), @"
        setup.py:3 mentions Extension
        setup.py:4 mentions py_limited_api with cp39
        setup.py:5 mentions python_requires `>=3.9`
        ");
    }
}
