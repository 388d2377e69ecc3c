//! The drivers of `relkit smoke` are valid for the oldest Pythons on which they run, wherever the suite
//! runs: the oracles' Python knows the grammar of 3.6, and Jython is a Python 2.7.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{
    old_pythons,
    python::{program, root, run},
};

/// Those that ask and import, which Python 2.7 runs too.
const OLD: [&str; 7] = ["alone", "run", "__init__", "ask", "channel", "imports", "loader"];

/// Every driver.
fn drivers() -> Vec<PathBuf> {
    let folder = root().join("templates/smoke");
    let inner = fs::read_dir(folder.join("relkit_smoke")).unwrap();
    let mut paths: Vec<PathBuf> = inner.map(|entry| entry.unwrap().path()).collect();
    paths.extend(["alone.py", "run.py"].map(|name| folder.join(name)));
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    paths
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

#[test]
fn all_are_valid_from_python_3_6_on() {
    let drivers = drivers();
    assert!(drivers.len() > OLD.len());
    let ask = "import ast, sys\n\
        parse = lambda text: ast.parse(text, feature_version=(3, 6))\n\
        try: parse('(a := 1)')\n\
        except SyntaxError: pass\n\
        else: sys.exit('this Python takes what is newer than 3.6')\n\
        for path in sys.argv[1:]:\n\
        \x20   with open(path, encoding='utf-8') as file: text = file.read()\n\
        \x20   try: parse(text)\n\
        \x20   except SyntaxError as error: sys.exit('%s:%s: %s' % (path, error.lineno, error))";
    run(program("python").args(["-c", ask]).args(drivers), "read the drivers as Python 3.6");
}

/// The one machine that the suite cannot have: an old build on a new macOS.
#[cfg(unix)]
#[test]
fn an_interpreter_built_for_an_older_macos_is_asked_anew() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("python");
    fs::write(&again, "#!/bin/sh\n[ \"$SYSTEM_VERSION_COMPAT\" = 0 ] && echo 14.5\n").unwrap();
    fs::set_permissions(&again, fs::Permissions::from_mode(0o755)).unwrap();
    let ask = "import platform, sys\n\
        sys.path.insert(0, sys.argv[1])\n\
        from relkit_smoke import ask\n\
        sys.executable = sys.argv[2]\n\
        for version in ('10.16', '11.7', ''):\n\
        \x20   platform.mac_ver = lambda: (version, ('', '', ''), 'x86_64')\n\
        \x20   assert ask.macos() == {'10.16': '14.5', '': None}.get(version, version), version";
    let templates = root().join("templates/smoke");
    run(program("python").args(["-B", "-c", ask]).arg(templates).arg(again), "ask for macOS");
}

#[test]
fn those_that_import_are_valid_for_python_2_7() {
    let drivers: Vec<PathBuf> =
        drivers().into_iter().filter(|path| OLD.contains(&stem(path))).collect();
    assert_eq!(drivers.len(), OLD.len());
    let ask = "import sys\n\
        for path in sys.argv[1:]: compile(open(path).read(), path, 'exec')";
    for python in old_pythons::old() {
        run(python.command().args(["-c", ask]).args(&drivers), "compile the drivers");
    }
}
