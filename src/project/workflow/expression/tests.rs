//! Expressions against what GitHub's documentation says of them.

use super::{super::yaml, *};

fn contexts() -> Contexts {
    let matrix = yaml::read(
        "w.yml",
        "os: ubuntu-24.04\npython: 3.10\nplat:\n  - win_amd64\n  - arch: x86\nempty: ''\n",
    );
    Contexts {
        matrix: Some(matrix.unwrap()),
        inputs: None,
        env: vec![("BASE".to_owned(), Node::new(9, Value::Text("cp3*".to_owned())))],
        runner: Some(("Linux".to_owned(), "X64".to_owned())),
    }
}

fn value(text: &str) -> String {
    let node = substitute(&Node::new(1, Value::Text(text.to_owned())), &contexts());
    match &node.value {
        Value::Unknown(text) => format!("?{text}"),
        _ => node.text().unwrap_or_else(|| node.kind().to_owned()),
    }
}

#[test]
fn values_are_those_of_github() {
    for (text, expected) in [
        ("plain", "plain"),
        ("${{ matrix.os }}", "ubuntu-24.04"),
        ("${{ matrix.python }}-${{ matrix.plat[0] }}*", "3.1-win_amd64*"),
        ("${{ matrix['plat'][1].arch }}", "x86"),
        ("${{ matrix.plat }}", "a list"),
        ("${{ MATRIX.OS }}", "ubuntu-24.04"),
        ("x${{ matrix.missing }}", "x"),
        ("${{ env.BASE }}", "cp3*"),
        ("${{ env['BASE'] }}", "cp3*"),
        ("${{ env.OTHER }}", "?${{ env.OTHER }}"),
        ("${{ runner.os == 'linux' && 'a' || 'b' }}", "a"),
        ("${{ matrix.empty || 'b' }}", "b"),
        ("${{ github.ref }}", "?${{ github.ref }}"),
        ("${{ github.ref == 'x' && 'a' || 'b' }}", "?${{ github.ref == 'x' && 'a' || 'b' }}"),
        ("${{ true || github.ref }}", "true"),
        ("${{ format('{0}-{{{1}}}', 'a', 2) }}", "a-{2}"),
        ("${{ join(fromJSON('[\"a\", \"b\"]'), ' ') }}", "a b"),
        ("${{ fromJSON(needs.x.outputs.y) }}", "?${{ fromJSON(needs.x.outputs.y) }}"),
        ("${{ contains(fromJSON('[\"A\"]'), 'a') }}", "true"),
        ("${{ startsWith(matrix.os, 'Ubuntu') }}", "true"),
        ("${{ 'it''s }} a brace' }}", "it's }} a brace"),
        ("${{ !(1 < 2) }}", "false"),
        ("${{ '' == 0 }}", "true"),
        ("${{ matrix.os }", "?${{ matrix.os }"),
        ("${{ matrix..os }}", "?${{ matrix..os }}"),
        ("${{ hashFiles('x') }}", "?${{ hashFiles('x') }}"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn conditions_are_decided_where_one_side_suffices() {
    let told = |text: &str| condition(&Node::new(1, Value::Text(text.to_owned())), &contexts());
    assert_eq!(told("matrix.os == 'ubuntu-24.04'"), Some(true));
    assert_eq!(told("github.event_name == 'push' && runner.os == 'Windows'"), Some(false));
    assert_eq!(told("github.event_name == 'push' || runner.os == 'Linux'"), Some(true));
    assert_eq!(told("github.event_name == 'push'"), None);
    assert_eq!(told("${{ !cancelled() }}"), Some(true));
    assert_eq!(told("${{ false }} && x"), Some(true));
}

#[test]
fn a_value_of_the_matrix_keeps_its_line() {
    let node = Node::new(40, Value::Text("${{ matrix.python }}".to_owned()));
    assert_eq!(substitute(&node, &contexts()).line, 2);
}

#[test]
fn hostile_expressions_end() {
    assert!(value(&format!("${{{{ {} }}}}", "(".repeat(10_000))).starts_with('?'));
    assert!(value(&format!("${{{{ {}1 }}}}", "!".repeat(10_000))).starts_with('t'));
    assert!(value(&"${{ matrix.os }}".repeat(10_000)).starts_with('?'));
}
