//! Plain strings among the arguments of `setup(...)` in a setup.py, which is never run.
//!
//! cibuildwheel reads `python_requires` the same way: a keyword whose value is one literal string.
//! A dict that is passed as `**NAME` is followed too.

mod arguments;
mod dicts;
mod statements;
mod tokens;

use self::{arguments::Arguments, dicts::Dicts, statements::Statements};
use super::{Fact, Place, source::Source};

/// The keywords that are read, where they are plain strings.
#[derive(Debug, Default)]
pub(super) struct SetupCall {
    /// `name`
    pub(super) name: Option<Fact<String>>,
    /// `version`
    pub(super) version: Option<Fact<String>>,
    /// `python_requires`
    pub(super) python_requires: Option<Fact<String>>,
    /// Each `**` of a dict all of whose keys stand in the file
    pub(super) followed: Vec<Place>,
}

impl SetupCall {
    /// Reads the calls of `setup` and `setuptools.setup`; of several the first counts that says
    /// a keyword.
    pub(super) fn read(source: &Source) -> Self {
        let mut call = Self::default();
        let tokens = tokens::tokens(&source.text);
        let statements = Statements::of(&source.text, &tokens);
        let left = Dicts::allowance();
        // Calls within a call are among its arguments.
        let mut end = 0;
        for (at, spot) in tokens.iter().enumerate().skip(1) {
            let defined = at.checked_sub(2).is_some_and(|before| tokens[before].is_word("def"));
            let called = spot.is('(') && tokens[at - 1].is_word("setup") && !defined;
            if !called || at < end {
                continue;
            }
            let Some(inner) = arguments::inside(&tokens[at..]) else { break };
            end = at + inner.len();
            let dicts = Dicts::at(&statements, spot.start, &left);
            let arguments = Arguments::read(inner, false, &dicts);
            call.add(source, &arguments);
        }
        call
    }

    fn add(&mut self, source: &Source, arguments: &Arguments) {
        let fact = |key: &str| {
            let (text, byte) = arguments.plain(key)?;
            Some(Fact::new(text.to_owned(), source.place(byte)))
        };
        self.name = self.name.take().or_else(|| fact("name"));
        self.version = self.version.take().or_else(|| fact("version"));
        self.python_requires = self.python_requires.take().or_else(|| fact("python_requires"));
        if !arguments.open {
            let places = arguments.followed.iter().map(|byte| source.place(*byte));
            self.followed.extend(places);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let call = SetupCall::read(&Source::new("setup.py", text.into()).unwrap());
        let show = |fact: &Option<Fact<String>>| {
            fact.as_ref().map_or_else(|| "-".to_owned(), |it| format!("{}@{}", it.value, it.place))
        };
        [&call.name, &call.version, &call.python_requires].map(show).join(" ")
    }

    #[test]
    fn plain_strings_of_the_call_are_read() {
        for (text, expected) in [
            (
                "import setuptools\nsetuptools.setup(\n  name='demo', version=\"1\",\n  python_requires=\">=3\"\n    \".9\",\n)",
                "demo@setup.py:3 1@setup.py:3 >=3.9@setup.py:4",
            ),
            ("setup(name=NAME, version=f'{x}', python_requires='>' + x)", "- - -"),
            (
                "setup(name=b'x', version='a\\x', python_requires=('>=3' \n',<4'))",
                "- - >=3,<4@setup.py:1",
            ),
            ("setup(name=('x',), version=('a')('b'), python_requires=())", "- - -"),
            // Arguments of other calls, comments, strings and definitions are none of `setup`.
            ("setup(ext_modules=[Extension(name='inner')], name='outer')", "outer@setup.py:1 - -"),
            ("# setup(name='no')\nx = \"setup(name='no')\"\ndef setup(name='no'): pass", "- - -"),
            ("Extension(name='no')\nsetup(version=\"\"\"2\"\"\")", "- 2@setup.py:2 -"),
            ("setup(name='open", "- - -"),
            ("setup(name='x' if y else 'z')", "- - -"),
            (")))setup(name='demo'", "- - -"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_dict_that_the_call_takes_is_followed() {
        for (text, expected) in [
            // As psutil has it, and others.
            (
                "def main():\n  kw = dict(\n    name='demo', version=VERSION)\n  if setuptools is not None:\n    \
                 kw.update(python_requires='>=3.6', zip_safe=False)\n  try:\n    setup(**kw)\n  finally: pass\nmain()",
                "demo@setup.py:3 - >=3.6@setup.py:5",
            ),
            (
                "kw = {'name': 'a' 'b', \"version\": \"1\"}\nkw['python_requires'] = '>=3.8'\n\
                 if __name__ == '__main__':\n  setuptools.setup(**kw)",
                "ab@setup.py:1 1@setup.py:1 >=3.8@setup.py:2",
            ),
            (
                "def f():\n  setup(**kw)\nkw = dict(name='x')\nkw.update({'version': '1'})\nf()",
                "x@setup.py:3 1@setup.py:4 -",
            ),
            (
                "a = dict(name='x')\nb = dict(a, version='2')\nb |= {**a, 'version': '3'}\nsetup(**b)",
                "x@setup.py:1 3@setup.py:3 -",
            ),
            (
                "kw: dict = {}\nkw.setdefault('name', 'x'); kw.setdefault('name', 'y')\nsetup(**kw)",
                "x@setup.py:2 - -",
            ),
            ("setup(**{'name': 'x'}, **dict(version='1'))", "x@setup.py:1 1@setup.py:1 -"),
            (
                "kw = dict(name='x')\nkw['options'][k] = 1\nkw['p'].append('q')\nsetup(version='1', **kw)",
                "x@setup.py:1 1@setup.py:4 -",
            ),
            // Branches that agree.
            (
                "if a:\n  kw = dict(name='x', version='1')\nelse:\n  kw = dict(name='x')\nsetup(**kw)",
                "x@setup.py:2 - -",
            ),
            ("kw = dict(name='x')\nif a:\n  kw['name'] = 'x'\nsetup(**kw)", "x@setup.py:1 - -"),
            // The condition of the call itself holds for what stands beside it.
            ("kw = {}\nif a:\n  kw['name'] = 'x'\n  setup(**kw)", "x@setup.py:3 - -"),
            // Beside a dict that cannot be followed, keywords of the call stand.
            ("setup(name='x', **more())", "x@setup.py:1 - -"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_dict_may_be_by_then_is_not_guessed() {
        for change in [
            "if win: kw['name'] = 'y'",
            "if win:\n  kw.update(name='y')",
            "for k in x:\n  kw['name'] = 'y'",
            "kw['name'] = NAME",
            "kw['name'] += 'y'",
            "kw[key] = 'y'",
            "kw.update(more())",
            "kw.update(**more)",
            "kw |= more",
            "kw.pop('name')",
            "del kw['name']",
            "del kw",
            "kw.clear()",
            "kw = more()",
            "kw = {'name': 'y', **more}",
            "if win:\n  kw = more()",
            "if win:\n  kw = dict(name='y')",
        ] {
            let text = format!("kw = dict(name='x')\n{change}\nsetup(**kw)");
            assert_eq!(read(&text), "- - -", "{text}");
        }
        // An argument, a dict of another function, one that comes later, and one of itself.
        for text in [
            "kw = dict(name='x')\ndef f(kw):\n  setup(**kw)",
            "kw = dict(name='x')\ndef f(**kw): setup(**kw)",
            "def f():\n  kw = dict(name='x')\nsetup(**kw)",
            "kw = dict(name='x')\ndef f():\n  kw = more()\n  setup(**kw)",
            "setup(**kw)\nkw = dict(name='x')",
            "kw = dict(kw)\nkw.update(kw)\nsetup(**kw)",
            "setup(**kw",
        ] {
            assert_eq!(read(text), "- - -", "{text}");
        }
    }

    #[test]
    fn what_is_followed_is_bounded() {
        let many = "kw = {}\n".to_owned() + &"kw.update(kw)\n".repeat(2_000) + "setup(**kw)";
        assert_eq!(read(&many), "- - -");
        let deep = format!("setup(**{})", "{**".repeat(100_000));
        assert_eq!(read(&deep), "- - -");
        let closed = format!("setup(**{}{})", "dict(".repeat(50_000), ")".repeat(50_000));
        assert_eq!(read(&closed), "- - -");
    }
}
