//! Commands in the shells that read them.

use std::process::Command;

use super::*;

fn variable(name: &str, value: &str) -> Variable {
    Variable { name: name.to_owned(), value: value.to_owned() }
}

fn printing(env: Vec<Variable>) -> Step {
    let action = Action::Prepare("sh -c 'env | grep ^CIBW_ | sort'".to_owned());
    Step { name: String::new(), action, env }
}

#[test]
fn a_later_command_sees_its_own_variables_only() {
    let set = [variable("CIBW_BUILD", "cp39-*"), variable("CIBW_TEST_COMMAND", "a")];
    let own = vec![variable("CIBW_REPAIR", ""), variable("CIBW_TEST_COMMAND", "it's $(b) \"c\"")];
    let mut shell = Command::new("sh");
    shell.args(["-c", &printing(own).command_after(&set, Shell::Posix, "python")]).env_clear();
    shell.env("PATH", "/usr/bin:/bin");
    shell.envs(set.iter().map(|it| (&it.name, &it.value)));
    let out = String::from_utf8(shell.output().unwrap().stdout).unwrap();
    assert_eq!(out, "CIBW_REPAIR=\nCIBW_TEST_COMMAND=it's $(b) \"c\"\n");
}

#[test]
fn power_shell_knows_no_empty_variables() {
    let set = [variable("A", "1"), variable("B", ""), variable("C", "1")];
    let step = printing(vec![variable("A", ""), variable("B", ""), variable("C", "it's")]);
    let text = step.command_after(&set, Shell::PowerShell, "py");
    assert!(text.starts_with("Remove-Item Env:A; $env:C = 'it''s'; sh -c"), "{text}");
    assert_eq!(
        printing(Vec::new()).command_after(&set, Shell::Posix, "py"),
        printing(Vec::new()).command(Shell::Posix, "py")
    );
}
