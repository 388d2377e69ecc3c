//! Texts that try to break out of what a refusal is made of.

use std::{fs, path::Path, process::Command};

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use relkit::{
    dist::{pack, read_bytes},
    model::{ProjectName, PythonVersion},
    render::stub::{guard, says, sdist},
    stub::{Kind, Layout, Link, Message, Refusal, System, VersionPattern, command},
};
use tempfile::TempDir;

use crate::support::{
    old_pythons::{self, Interpreter},
    relkit::ran,
};

/// What ends a literal, a line, a header, a template or a command somewhere.
const PIECES: &str = r#"([ -~]|\PC|"|'|\\|"""|'''|\\n|\\N\{DASH\}|\\u0041|\\x41|\{\{\{ x \}\}\}|\{% raw %\}|%s|\$\(id\)|`id`|\$\{HOME\}|"\)\nimport os|# coding: rot13|# >>> relkit stub|# <<< relkit stub|Requires-Python: <3|\n|é|— “q”){1,24}"#;

fn refusal(kind: Kind) -> Refusal {
    Refusal {
        name: "demo".parse().unwrap(),
        version: "7.0.0".parse().unwrap(),
        kind,
        since: "7.0.0".parse().unwrap(),
        last: None,
        url: None,
    }
}

fn old() -> Kind {
    Kind::Dropped(vec![PythonVersion::new(2, 7)])
}

/// The same texts in each run, some hundreds that are messages.
fn messages() -> Vec<Message> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = proptest::string::string_regex(PIECES).unwrap();
    let drawn = std::iter::repeat_with(|| strategy.new_tree(&mut runner).unwrap().current());
    let messages: Vec<Message> =
        drawn.take(600).filter_map(|text| Message::of(&text).ok()).take(250).collect();
    assert!(messages.len() > 200, "{}", messages.len());
    messages
}

/// Runs every file of a folder, setup.py and backends, and prints what each exits with, in
/// hexadecimal. In the syntax of all Pythons.
const DRIVER: &str = r#"
import binascii, os, sys
folder = sys.argv[1]
sys.argv[1:] = []
for name in sorted(os.listdir(folder)):
    path = os.path.join(folder, name)
    scope = {"__file__": path, "__name__": "x"}
    try:
        if sys.version_info[0] == 2:
            execfile(path, scope)
        else:
            stream = open(path, "rb")
            exec(compile(stream.read(), path, "exec"), scope)
            stream.close()
        scope["build_wheel"](".")
        said = "nothing"
    except SystemExit:
        said = sys.exc_info()[1].code
    if not isinstance(said, bytes):
        said = said.encode("utf-8")
    sys.stdout.write(name + " " + binascii.hexlify(said).decode("ascii") + "\n")
"#;

fn assert_all_come_back(python: &Interpreter, folder: &Path, messages: &[Message]) {
    let driver = folder.with_extension("driver");
    fs::write(&driver, DRIVER).unwrap();
    let output = python.command().arg(&driver).arg(folder).output().unwrap();
    let failed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{python:?}: {failed}");
    let out = String::from_utf8(output.stdout).unwrap();
    let mut lines = 0;
    for line in out.lines() {
        let (name, hex) = line.split_once(' ').unwrap();
        let number: usize = name[..4].parse().unwrap();
        let wanted: String =
            messages[number].text().bytes().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex.trim_end(), wanted, "{python:?}: {name}: {:?}", messages[number]);
        lines += 1;
    }
    assert_eq!(lines, 2 * messages.len(), "{python:?}");
}

#[test]
fn every_message_comes_back_byte_for_byte() {
    let messages = messages();
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir(&files).unwrap();
    for (number, message) in messages.iter().enumerate() {
        let refusal = refusal(Kind::Withdrawn);
        let says = says(&refusal, Some(message)).unwrap();
        for (name, text) in sdist(&refusal, &says, Layout::InTree, None).unwrap() {
            if name.rsplit_once('.').is_some_and(|(_, end)| end == "py") {
                fs::write(files.join(format!("{number:04}_{name}")), text).unwrap();
            }
        }
    }
    let mut pythons = old_pythons::old();
    let new = old_pythons::new();
    pythons.push(&new);
    for python in pythons {
        assert_all_come_back(python, &files, &messages);
    }
}

/// The words that a shell makes of commands, each word ended by NUL, each command by a line end.
fn shell_words(commands: &[String]) -> String {
    let script: String = commands.iter().map(|command| format!("words {command}\n")).collect();
    let script = format!("words() {{ printf '%s\\0' \"$@\"; echo; }}\n{script}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn commands_are_what_they_look_like() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (
        "[A-Za-z0-9][-._A-Za-z0-9]{0,12}",
        r"[0-9]{1,3}(\.[0-9]{1,3}){0,2}(\.\*|rc1|\.post2|\+a\.b)?",
    );
    let mut wanted = String::new();
    let mut commands = Vec::new();
    while commands.len() < 200 {
        let (name, version) = strategy.new_tree(&mut runner).unwrap().current();
        let Ok(name) = name.parse::<ProjectName>() else { continue };
        let last: VersionPattern = version.parse().unwrap();
        let python = Some(PythonVersion::new(2, 7));
        commands.push(command(python, &name, Some(&last.to_string())));
        wanted += &format!("python2\0-m\0pip\0install\0{name}=={last}\0\n");
    }
    assert_eq!(shell_words(&commands), wanted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A guard is the same text outside its literals, whatever it says: it is found again, whole, and
    /// replaced by the next.
    #[test]
    fn a_guard_keeps_its_marks(text in PIECES) {
        if let Ok(message) = Message::of(&text) {
            let says = says(&refusal(old()), Some(&message)).unwrap();
            let guard = guard(&says, &[]).unwrap();
            let setup_py = "# coding: utf-8\nimport os\n";
            let once = relkit::stub::guard::put(setup_py, &guard).unwrap();
            prop_assert_eq!(&once[relkit::stub::guard::find(&once).unwrap().unwrap()], &guard);
            prop_assert_eq!(&relkit::stub::guard::put(&once, &guard).unwrap(), &once);
        }
    }

    /// A message is the body of the metadata, and adds no field.
    #[test]
    fn a_message_is_no_metadata(text in PIECES) {
        if let Ok(message) = Message::of(&text) {
            let refusal = refusal(Kind::Withdrawn);
            let says = says(&refusal, Some(&message)).unwrap();
            let texts = sdist(&refusal, &says, Layout::SetupOnly, None).unwrap();
            let members: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
            let bytes = pack::sdist("demo-7.0.0", &members).unwrap();
            let dist = read_bytes("demo-7.0.0.tar.gz", &bytes).unwrap();
            let metadata = dist.metadata().unwrap();
            prop_assert_eq!(metadata.name().map(|it| &*it.value), Some("demo"));
            prop_assert_eq!(metadata.requires_python(), None);
        }
    }

    /// What is taken has nothing in it that ends a line, a literal or a word.
    #[test]
    fn what_is_taken_is_harmless(text in PIECES) {
        let quiet = |text: &str| !text.contains(['"', '\'', '\\', '`', '\n', '\r', ' ']);
        if let Ok(pattern) = text.parse::<VersionPattern>() {
            prop_assert!(quiet(&pattern.to_string()) && !pattern.to_string().contains(['$', '!']));
        }
        if let Ok(link) = text.parse::<Link>() {
            prop_assert!(quiet(&link.to_string()));
        }
        if let Ok(system) = text.parse::<System>() {
            prop_assert!(!system.name.contains(['\n', '\r']));
            prop_assert!(system.prefixes.iter().all(|prefix| quiet(prefix)));
        }
    }
}

fn project(name: &str, version: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let pyproject = format!("[project]\nname = {name:?}\nversion = {version:?}\n");
    fs::write(folder.path().join("pyproject.toml"), pyproject).unwrap();
    folder
}

#[test]
fn hostile_projects_and_arguments_are_refused_and_nothing_is_written() {
    let long = "a".repeat(300);
    let usual = ["--withdrawn"];
    for (name, version, arguments) in [
        ("../../x", "1.0", &usual[..]),
        ("psutil\"; import os #", "1.0", &usual),
        ("x\n[project]", "1.0", &usual),
        ("{{{ name }}}", "1.0", &usual),
        ("x", "7.0.0/../..", &usual),
        (&long, "1.0", &usual),
        ("x", "1.0", &["--withdrawn", "--last", "6.1.*\" ; rm"]),
        ("x", "1.0", &["--withdrawn", "--url", "https://x.invalid/\"),os.system(\"id"]),
        ("x", "1.0", &["--renamed-to", "y; rm"]),
        ("x", "1.0", &["--platform", "a\nb=aix"]),
        ("x", "1.0", &["--platform", "a=a\"b"]),
        ("x", "1.0", &["--withdrawn", "--message", "/dev/zero"]),
    ] {
        let folder = project(name, version);
        let out = folder.path().join("out");
        let paths =
            ["stub", "--project", folder.path().to_str().unwrap(), "-o", out.to_str().unwrap()];
        let run = ran(&[&paths[..], arguments].concat());
        assert_eq!(run.status, Some(2), "{name:?} {version:?} {arguments:?}: {}", run.err);
        assert!(run.err.starts_with("error: ") && run.out.is_empty(), "{}", run.err);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{name:?} {arguments:?}");
    }
}
