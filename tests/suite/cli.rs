//! What all commands share: help, streams, completions, man pages.

use crate::support::relkit::{TODAY, projects, ran, relkit};

const COMMANDS: [&str; 5] = ["matrix", "check", "explain", "completions", "man"];

#[test]
fn help_of_every_command_has_examples() {
    let top = ran(&["--help"]).out;
    for command in COMMANDS {
        assert!(top.contains(&format!("\n  {command}")), "{command} is missing:\n{top}");
        let run = ran(&[command, "--help"]);
        assert_eq!(run.status, Some(0));
        assert!(run.out.contains(&format!("\n  relkit {command}")), "{command}:\n{}", run.out);
    }
    assert!(top.contains("Exit status:"));
}

#[test]
fn wrong_words_are_told_with_status_2() {
    for words in [&["matrx"][..], &["matrix", "--format", "yaml"], &["matrix", "--as-of", "x"], &[]]
    {
        let run = ran(words);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{words:?}");
    }
    assert!(ran(&["matrx"]).err.contains("'matrix'"));
    assert_eq!(ran(&["--version"]).out, format!("relkit {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_and_man_pages_name_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = ran(&["completions", shell]);
        assert!(run.status == Some(0) && COMMANDS.iter().all(|it| run.out.contains(it)), "{shell}");
    }
    assert!(ran(&["man"]).out.contains(".TH relkit 1"));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ran(&["man", folder.path().to_str().unwrap()]).status, Some(0));
    for command in COMMANDS {
        let page = folder.path().join(format!("relkit-{command}.1"));
        assert!(page.is_file(), "{}", page.display());
    }
    let missing = ran(&["man", "no/such/folder"]);
    assert_eq!(missing.status, Some(2));
    assert!(missing.err.contains("hint: the folder must exist"), "{}", missing.err);
}

#[test]
fn pipes_get_no_colour_and_quiet_gets_no_warnings() {
    // A project whose plan has a warning.
    let project = projects()[0].to_str().unwrap().to_owned();
    let run = |more: &[&str]| {
        let arguments = ["matrix", "--as-of", TODAY, "--project", &project];
        let mut command = relkit(&[&arguments[..], more].concat());
        command.env_remove("NO_COLOR");
        let output = command.output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (out, err) = run(&[]);
    assert!(
        err.starts_with("warning: ") && !err.contains('\x1b') && !out.contains('\x1b'),
        "{err}"
    );
    assert_eq!(run(&["--quiet"]).1, "");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("build.yml");
    let verbose = run(&["--verbose", "-o", file.to_str().unwrap()]);
    assert!(verbose.1.contains("note: wrote "), "{}", verbose.1);
}
