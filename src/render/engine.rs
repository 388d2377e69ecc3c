//! The template engine, set up once for all templates.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{literal, quote};

/// A template or its context is at fault: a defect of relkit.
#[derive(Debug, thiserror::Error)]
#[error("cannot render {template}")]
pub struct RenderError {
    template: &'static str,
    source: minijinja::Error,
}

/// Renders a template with a context.
pub(super) fn render(
    template: &'static str,
    source: &str,
    context: &impl Serialize,
) -> Result<String, RenderError> {
    let fail = |source| RenderError { template, source };
    let mut engine = engine(AutoEscape::None, ("{{{", "}}}")).map_err(fail)?;
    engine.add_filter("quoted", quote::yaml);
    engine.add_filter("literal", quote::github);
    engine.add_filter("shell", quote::posix);
    engine.add_filter("azure", quote::azure);
    engine.add_filter("circleci", quote::circleci);
    engine.add_filter("circleci_text", quote::circleci_text);
    engine.add_filter("gitlab", quote::gitlab);
    engine.add_filter("indent_by", indent_by);
    engine.add_filter("python", literal::python);
    engine.add_filter("python_lines", literal::python_lines);
    engine.add_filter("header", literal::header);
    engine.render_str(source, Serde(context)).map_err(fail)
}

/// Renders a template of HTML with a context whose texts are escaped.
pub(super) fn render_html(
    template: &'static str,
    source: &str,
    context: &impl Serialize,
) -> Result<String, RenderError> {
    let fail = |source| RenderError { template, source };
    let engine = engine(AutoEscape::Html, ("{{", "}}")).map_err(fail)?;
    engine.render_str(source, Serde(context)).map_err(fail)
}

/// What all templates have in common: what is not defined is a fault.
fn engine(
    escape: AutoEscape,
    variables: (&'static str, &'static str),
) -> Result<Environment<'static>, minijinja::Error> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(move |_| escape.clone());
    let syntax = SyntaxConfig::builder()
        .variable_delimiters(variables.0, variables.1)
        .keep_trailing_newline(true)
        .build()?;
    engine.set_syntax(syntax);
    Ok(engine)
}

/// Puts a text into a YAML block: every line that is not empty moves right.
fn indent_by(text: &str, columns: usize) -> String {
    let pad = " ".repeat(columns);
    let lines = text.trim_end().lines();
    let moved =
        lines.map(|line| if line.is_empty() { String::new() } else { format!("{pad}{line}") });
    moved.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undefined_name_is_an_error() {
        let error = render("test", "{{{ nothing }}}", &()).unwrap_err();
        insta::assert_snapshot!(error, @"cannot render test");
    }

    #[test]
    fn actions_expressions_pass_through() {
        #[derive(Serialize)]
        struct Context {
            a: &'static str,
        }
        let text = render(
            "test",
            "${{ x }} {{{ a | quoted }}} {{{ a | shell }}}\n",
            &Context { a: "it's" },
        );
        assert_eq!(text.unwrap(), "${{ x }} \"it's\" 'it'\\''s'\n");
        let text = render("test", "{{{ a | literal }}}\n", &Context { a: "a ${{ b }}" });
        assert_eq!(text.unwrap(), "\"a ${{ '${{' }} b }}\"\n");
    }
}
