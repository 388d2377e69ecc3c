//! The least that a test is: the installed wheel is imported.
//!
//! The text is one line of Python between double quotes, for POSIX shells and cmd.exe alike: it
//! holds no double quote and none of `$ % ! \` and the backquote, which one of them would change,
//! and no brace, which cibuildwheel would fill in.

use crate::{model::ProjectName, project::config::ModuleName};

/// Names that a wheel carries by mistake or that are no use without more: tests need their
/// runner, scripts do something when they are imported.
const NOT_IMPORTED: &str =
    "__main__ benchmark benchmarks conftest doc docs example examples setup test testing tests";

/// Fails where a free-threaded interpreter runs with the GIL: one of the extension modules does
/// not declare that it does without, and then every thread of the process pays.
///
/// Source: [`sys._is_gil_enabled`](https://docs.python.org/3/library/sys.html#sys._is_gil_enabled)
const GIL: &str = "import sys, sysconfig; \
    sys.exit('the GIL came back: a module does not declare that it runs without') \
    if sysconfig.get_config_var('Py_GIL_DISABLED') and sys._is_gil_enabled() else None";

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeastTest<'a> {
    /// These modules; there is at least one
    Modules(&'a [ModuleName]),
    /// What the installed distribution of this name lists: its top-level modules and packages; in
    /// a namespace package its extension modules, and without these the outermost of the rest. It
    /// fails where that is nothing.
    Installed(&'a ProjectName),
}

impl LeastTest<'_> {
    /// The line of Python, for version 3.9 or newer of any implementation. It works at the top of
    /// a program and in a function.
    pub fn code(self) -> String {
        match self {
            Self::Modules(modules) => {
                let names: Vec<&str> = modules.iter().map(ModuleName::as_str).collect();
                format!("import {}", names.join(", "))
            }
            Self::Installed(project) => installed(project),
        }
    }

    /// A command for a shell.
    pub fn command(self) -> String {
        format!("python -c \"{}\"", self.code())
    }

    /// A command for a shell that also fails where a free-threaded interpreter got the GIL back.
    /// It passes on any other interpreter.
    ///
    /// Python's own variables are not read: `PYTHON_GIL=0` would hide what is looked for.
    pub fn command_without_gil(self) -> String {
        format!("python -E -c \"{}; {GIL}\"", self.code())
    }

    /// A command for iOS, where cibuildwheel runs `python -m` and nothing else: a module of the
    /// standard library that runs a line of Python, and fails where that fails.
    ///
    /// Source: [`timeit`](https://docs.python.org/3/library/timeit.html#command-line-interface)
    pub fn module_command(self) -> String {
        format!("python -m timeit -n1 -r1 \"{}\"", self.code())
    }
}

/// Imports what is found among the installed files.
///
/// A path is kept where each of its parts is a name that can be imported, which leaves out the
/// metadata, scripts, bundled libraries (`demo.libs/`) and modules of other interpreters. A plain
/// `lib*.so` is a library, not a module.
fn installed(project: &ProjectName) -> String {
    let no = NOT_IMPORTED;
    [
        "import importlib.machinery as k, importlib.metadata as m, sys".to_owned(),
        format!("f = [p.parts for p in m.files('{project}') or ()]"),
        "s = ['.py', *k.EXTENSION_SUFFIXES]".to_owned(),
        "a = [(*p[:-1], p[-1][:-len(e)], e) for p in f for e in s if p[-1].endswith(e)]".to_owned(),
        format!("ok = lambda w: w.isidentifier() and w not in '{no}'.split()"),
        "lib = lambda q: q[-1] == '.so' and q[-2].startswith('lib')".to_owned(),
        "a = [q for q in a if all(map(ok, q[:-1])) and not lib(q)]".to_owned(),
        "n = [('.'.join(q[:-1 - (q[-2] == '__init__')]), q[-1]) for q in a]".to_owned(),
        "top = min([x.count('.') for x, e in n if x], default=0)".to_owned(),
        "out = [x for x, e in n if x and x.count('.') == top]".to_owned(),
        "ext = [x for x, e in n if x and top and not e == '.py']".to_owned(),
        format!(
            "[__import__(x) for x in sorted(set(ext or out))] or sys.exit('no module of {project} \
             is known: name one in import of [tool.relkit.matrix]')"
        ),
    ]
    .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules() -> Vec<ModuleName> {
        ["demo", "demo._native"].map(|name| name.parse().unwrap()).to_vec()
    }

    #[test]
    fn known_modules_are_imported() {
        let modules = modules();
        let test = LeastTest::Modules(&modules);
        insta::assert_snapshot!(test.command(), @r#"python -c "import demo, demo._native""#);
        insta::assert_snapshot!(test.module_command(), @r#"python -m timeit -n1 -r1 "import demo, demo._native""#);
    }

    #[test]
    fn the_gil_is_looked_at_after_the_imports() {
        let modules = modules();
        insta::assert_snapshot!(LeastTest::Modules(&modules).command_without_gil(), @r#"python -E -c "import demo, demo._native; import sys, sysconfig; sys.exit('the GIL came back: a module does not declare that it runs without') if sysconfig.get_config_var('Py_GIL_DISABLED') and sys._is_gil_enabled() else None""#);
    }

    #[test]
    fn unknown_modules_are_looked_up() {
        let project = "Demo.Ext".parse().unwrap();
        insta::assert_snapshot!(LeastTest::Installed(&project).code().replace("; ", ";\n"), @"
        import importlib.machinery as k, importlib.metadata as m, sys;
        f = [p.parts for p in m.files('Demo.Ext') or ()];
        s = ['.py', *k.EXTENSION_SUFFIXES];
        a = [(*p[:-1], p[-1][:-len(e)], e) for p in f for e in s if p[-1].endswith(e)];
        ok = lambda w: w.isidentifier() and w not in '__main__ benchmark benchmarks conftest doc docs example examples setup test testing tests'.split();
        lib = lambda q: q[-1] == '.so' and q[-2].startswith('lib');
        a = [q for q in a if all(map(ok, q[:-1])) and not lib(q)];
        n = [('.'.join(q[:-1 - (q[-2] == '__init__')]), q[-1]) for q in a];
        top = min([x.count('.') for x, e in n if x], default=0);
        out = [x for x, e in n if x and x.count('.') == top];
        ext = [x for x, e in n if x and top and not e == '.py'];
        [__import__(x) for x in sorted(set(ext or out))] or sys.exit('no module of Demo.Ext is known: name one in import of [tool.relkit.matrix]')
        ");
    }

    #[test]
    fn no_shell_changes_the_line() {
        let (project, modules) = ("Demo.Ext".parse().unwrap(), modules());
        for test in [LeastTest::Modules(&modules), LeastTest::Installed(&project)] {
            let all = [test.command(), test.command_without_gil(), test.module_command()];
            for command in all {
                assert_eq!(command.matches('"').count(), 2, "{command}");
                assert!(command.ends_with('"') && command.is_ascii(), "{command}");
                let bad = |c: char| "$%!\\`{}<>^|&\n\r".contains(c);
                assert!(!command.contains(bad), "{command}");
            }
        }
    }
}
