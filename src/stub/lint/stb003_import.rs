//! STB003: something must be installed before the refusal is reached.

use super::{
    Rule, Severity,
    case::{Case, Facts, Refusal},
    flaw::Found,
    look::{Modules, What},
};

pub(super) static RULE: Rule = Rule {
    code: "STB003",
    name: "imports-before-refusing",
    severity: Severity::Error,
    summary: "A module that Python does not bring is imported before the refusal",
    docs: "
## What is wrong
Above the refusal the file imports what is no part of the standard library of the refused Python:
setuptools, numpy, the package itself, or a module that came later (`pathlib` in 3.4) or went
(`distutils` in 3.12).

## Why it matters
Where the import fails, its traceback is all that users see. Where it works, an index had to be
asked and a package installed first: from an index without setuptools pip 26.3 said only that it
failed to install build dependencies, and the message was never seen. The package's own modules
are in the syntax of the Pythons that it supports, not of the refused one.

## Example
`from setuptools import setup` above `if sys.version_info < (3,): sys.exit(message)`

## How to mend it
Move the refusal above every import but those of `sys`, `os`, `platform`; or catch `ImportError`.

## Source
[The library's index of modules](https://docs.python.org/3/py-modindex.html); the table
`stdlib_versions.toml`; the trials with an index that lacks setuptools
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let mut told = Vec::new();
    for Refusal { path, run, at, .. } in case.refusals() {
        for event in run.events.iter().take(at) {
            match &event.what {
                What::Import { module, caught: false, fallback: false } => {
                    let Some(why) = missing(case.facts, run.python, module) else { continue };
                    // One Python is enough to name.
                    if told.contains(&(path, event.line, module)) {
                        continue;
                    }
                    told.push((path, event.line, module));
                    let mend = "refuse above this import; `sys` is all that a refusal needs";
                    found.add(path, event.line, format!("`{module}` {why}"), mend);
                }
                What::OtherFile(how) => {
                    found.unclear(
                        path,
                        event.line,
                        format!("what `{how}` runs before the refusal"),
                    );
                }
                _ => {}
            }
        }
    }
}

/// Why an import may fail, as a clause.
fn missing(facts: &Facts<'_>, python: crate::model::PythonVersion, module: &str) -> Option<String> {
    match facts.brings(python, module) {
        Some(true) => None,
        Some(false) => {
            Some(format!("is imported before the refusal, and Python {python} has none"))
        }
        None if module.starts_with('.') => {
            Some("is imported before the refusal, and setup.py is in no package".to_owned())
        }
        None => Some("is imported before the refusal, and must be installed first".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{clean, codes, flaws};

    const END: &str = "if sys.version_info < (3,):\n    sys.exit('no')\n";

    #[test]
    fn what_python_lacks_comes_too_early() {
        for import in [
            "import setuptools",
            "from setuptools import setup",
            "import numpy as np",
            "from Cython.Build import cythonize",
            "from . import version",
            "from psutil import __version__",
            "import pathlib",
            "import os, versioneer",
            "from urllib.request import urlopen",
            "setup = __import__('setuptools').setup",
            "import importlib; importlib.import_module('numpy')",
            "if sys.platform == 'win32':\n    import win32api",
        ] {
            assert_eq!(codes(&format!("import sys\n{import}\n{END}")), ["STB003"], "{import}");
        }
        insta::assert_snapshot!(flaws(&format!("import pathlib\nimport sys\n{END}")), @"setup.py:1: error[STB003] `pathlib` is imported before the refusal, and Python 2.7 has none");
    }

    #[test]
    fn what_python_brings_or_nobody_misses_is_fine() {
        for import in [
            "import os, re, io, platform",
            "from __future__ import print_function",
            "from distutils.core import setup",
            "try:\n    import setuptools\nexcept ImportError:\n    setuptools = None",
            "try:\n    from setuptools import setup\nexcept:\n    from distutils.core import setup",
            "try:\n    import configparser\nexcept ImportError:\n    import ConfigParser",
            "if sys.version_info[0] == 3:\n    import numpy",
            "def late():\n    import numpy",
        ] {
            clean(&format!("import sys\n{import}\n{END}"));
        }
        clean(&format!("import sys\n{END}import setuptools\nfrom . import x\n"));
        clean(&format!(
            "import sys\n{END}from _common import POSIX\nif not POSIX and sys.platform != 'win32':\n    sys.exit('no')\nif sys.platform == 'aix':\n    sys.exit('no')\n"
        ));
    }

    #[test]
    fn distutils_is_gone() {
        let end = "if sys.version_info >= (3, 12):\n    sys.exit('no')\n";
        assert_eq!(
            codes(&format!("import sys\nfrom distutils.core import setup\n{end}")),
            ["STB003"]
        );
    }
}
