//! Where syntax stands that not every Python reads.

use tree_sitter::Node;

use super::feature::{self, Feature};
use crate::syntax::python::Source;

/// Places of one file that are kept.
const MOST: usize = 5_000;

/// Features, each with its line.
#[expect(clippy::struct_field_names, reason = "the marks are what it gathers")]
pub(super) struct Marks<'t> {
    source: &'t Source<'t>,
    print_function: bool,
    marks: Vec<(&'static Feature, usize)>,
}

/// The first line that is no Python.
pub(super) fn error(source: &Source<'_>) -> Option<usize> {
    let bad = source.nodes().find(|node| node.is_error() || node.is_missing())?;
    Some(source.line_of(bad))
}

impl<'t> Marks<'t> {
    /// All features of a file.
    pub(super) fn of(source: &'t Source<'t>) -> Vec<(&'static Feature, usize)> {
        let mut all = Self { source, print_function: false, marks: Vec::new() };
        let future = source.nodes().filter(|node| node.kind() == "future_import_statement");
        all.print_function =
            future.into_iter().any(|node| source.text_of(node).contains("print_function"));
        for node in source.nodes() {
            all.look(node);
        }
        all.marks
    }

    fn mark(&mut self, feature: &'static Feature, node: Node<'_>) {
        if self.marks.len() < MOST {
            self.marks.push((feature, self.source.line_of(node)));
        }
    }

    fn mark_if(&mut self, is: bool, feature: &'static Feature, node: Node<'_>) {
        if is {
            self.mark(feature, node);
        }
    }

    #[expect(clippy::too_many_lines, reason = "a table: an arm a kind of node")]
    fn look(&mut self, node: Node<'t>) {
        let has = |name| node.child_by_field_name(name).is_some();
        let text = self.source.text_of(node);
        match node.kind() {
            "typed_parameter" | "typed_default_parameter" => self.mark(&feature::ANNOTATION, node),
            "function_definition" => {
                self.mark_if(has("return_type"), &feature::RETURNS, node);
                self.mark_if(has("type_parameters"), &feature::TYPE_PARAMETERS, node);
                self.mark_if(child(node, "async").is_some(), &feature::ASYNC, node);
            }
            "class_definition" => {
                self.mark_if(has("type_parameters"), &feature::TYPE_PARAMETERS, node);
                let bases = node.child_by_field_name("superclasses");
                let keyword = bases.and_then(|bases| child(bases, "keyword_argument"));
                self.mark_if(keyword.is_some(), &feature::CLASS_KEYWORD, node);
            }
            "parameters" | "lambda_parameters" => self.parameters(node),
            "nonlocal_statement" => self.mark(&feature::NONLOCAL, node),
            "raise_statement" => {
                self.mark_if(has("cause"), &feature::RAISE_FROM, node);
                self.mark_if(child(node, "expression_list").is_some(), &feature::RAISE_COMMA, node);
            }
            "pattern_list" | "tuple_pattern" | "list_pattern" => {
                let star = child(node, "list_splat_pattern");
                self.mark_if(star.is_some(), &feature::STARRED_TARGET, node);
            }
            "call" => self.call(node),
            "ellipsis" => {
                let within = node.parent().is_some_and(|up| up.kind() == "subscript");
                let within = within
                    || node
                        .parent()
                        .and_then(|up| up.parent())
                        .is_some_and(|up| up.kind() == "subscript");
                self.mark_if(!within, &feature::ELLIPSIS, node);
            }
            "identifier" => {
                self.mark_if(!text.is_ascii(), &feature::UNICODE_NAME, node);
                let name = matches!(text, "async" | "await");
                self.mark_if(name, &feature::ASYNC_NAME, node);
            }
            "yield" => {
                self.mark_if(child(node, "from").is_some(), &feature::YIELD_FROM, node);
                let star =
                    child(node, "expression_list").and_then(|list| child(list, "list_splat"));
                self.mark_if(star.is_some(), &feature::RETURN_STAR, node);
            }
            "return_statement" => {
                let star =
                    child(node, "expression_list").and_then(|list| child(list, "list_splat"));
                self.mark_if(star.is_some(), &feature::RETURN_STAR, node);
            }
            "await" => self.mark(&feature::ASYNC, node),
            "for_statement" | "with_statement" => {
                self.mark_if(child(node, "async").is_some(), &feature::ASYNC, node);
            }
            "for_in_clause" => {
                self.mark_if(child(node, "async").is_some(), &feature::ASYNC_COMPREHENSION, node);
            }
            "with_clause" => {
                // `with (a, b):` is a tuple to older ones; with `as` it is nothing.
                let named = text.starts_with('(') && deep(node, "as_pattern", 4);
                self.mark_if(named, &feature::WITH_PARENTHESES, node);
            }
            "binary_operator" | "augmented_assignment" => {
                let operator = node.child_by_field_name("operator");
                let at = operator.is_some_and(|it| self.source.text_of(it).starts_with('@'));
                self.mark_if(at, &feature::MATRIX, node);
            }
            "list" | "tuple" | "set" => {
                self.mark_if(child(node, "list_splat").is_some(), &feature::UNPACKING, node);
            }
            "dictionary" => {
                self.mark_if(child(node, "dictionary_splat").is_some(), &feature::UNPACKING, node);
            }
            "subscript" => {
                self.mark_if(child(node, "list_splat").is_some(), &feature::SUBSCRIPT_STAR, node);
            }
            "argument_list" => self.arguments(node),
            "string" => self.string(node),
            "assignment" => self.mark_if(has("type"), &feature::VARIABLE_ANNOTATION, node),
            "integer" | "float" => self.number(node, text),
            "named_expression" => self.mark(&feature::WALRUS, node),
            "decorator" => {
                let plain = node.named_child(0).is_none_or(is_plain_decorator);
                self.mark_if(!plain, &feature::DECORATOR, node);
            }
            "match_statement" => self.mark(&feature::MATCH, node),
            "type_alias_statement" => self.mark(&feature::TYPE_STATEMENT, node),
            "except_clause" => {
                let star = text
                    .strip_prefix("except")
                    .is_some_and(|rest| rest.trim_start().starts_with('*'));
                self.mark_if(star, &feature::EXCEPT_STAR, node);
                let mut cursor = node.walk();
                let values = node.children_by_field_name("value", &mut cursor).count();
                self.mark_if(values > 1, &feature::EXCEPT_COMMA, node);
            }
            "except_group_clause" => self.mark(&feature::EXCEPT_STAR, node),
            "future_import_statement" => {
                self.mark_if(text.contains("generator_stop"), &feature::GENERATOR_STOP, node);
                self.mark_if(text.contains("annotations"), &feature::FUTURE_ANNOTATIONS, node);
            }
            "print_statement" => self.mark(&feature::PRINT_STATEMENT, node),
            "exec_statement" => self.mark(&feature::EXEC_STATEMENT, node),
            "<>" => self.mark(&feature::UNEQUAL, node),
            _ => {}
        }
    }

    fn parameters(&mut self, node: Node<'t>) {
        self.mark_if(child(node, "keyword_separator").is_some(), &feature::KEYWORD_ONLY, node);
        self.mark_if(
            child(node, "positional_separator").is_some(),
            &feature::POSITIONAL_ONLY,
            node,
        );
        self.mark_if(child(node, "tuple_pattern").is_some(), &feature::TUPLE_PARAMETER, node);
        let mut cursor = node.walk();
        let all: Vec<_> = node.named_children(&mut cursor).collect();
        let star = all.iter().position(|it| it.kind() == "list_splat_pattern");
        let behind = star.and_then(|star| all.get(star + 1)).is_some_and(|it| {
            !matches!(it.kind(), "dictionary_splat_pattern" | "comment" | "typed_parameter")
        });
        self.mark_if(behind, &feature::KEYWORD_ONLY, node);
        let splat = all.last().is_some_and(|it| it.kind().ends_with("splat_pattern"));
        self.mark_if(splat && ends_in_comma(node), &feature::PARAMETER_COMMA, node);
    }

    fn arguments(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        let all: Vec<_> =
            node.named_children(&mut cursor).filter(|it| it.kind() != "comment").collect();
        let star = all.iter().position(|it| it.kind() == "list_splat");
        let splat = all.iter().position(|it| it.kind() == "dictionary_splat");
        let odd = all.iter().enumerate().any(|(at, it)| match it.kind() {
            "list_splat" => star != Some(at) || splat.is_some_and(|splat| splat < at),
            "dictionary_splat" => splat != Some(at),
            "keyword_argument" => splat.is_some_and(|splat| splat < at),
            _ => star.is_some_and(|star| star < at) || splat.is_some_and(|splat| splat < at),
        });
        self.mark_if(odd, &feature::UNPACKING, node);
        let last = all.last().is_some_and(|it| it.kind().ends_with("_splat"));
        self.mark_if(last && ends_in_comma(node), &feature::CALL_COMMA, node);
    }

    /// `print` as Python 2 reads it: a statement with a parenthesised expression behind it.
    fn call(&mut self, node: Node<'t>) {
        let function = node.child_by_field_name("function");
        if self.print_function || function.is_none_or(|it| self.source.text_of(it) != "print") {
            return;
        }
        let arguments = node.child_by_field_name("arguments");
        let odd = arguments.is_some_and(|it| {
            ["keyword_argument", "list_splat", "dictionary_splat"]
                .iter()
                .any(|kind| child(it, kind).is_some())
        });
        let stands_alone = node.parent().is_some_and(|up| up.kind() == "expression_statement");
        // `print("a") % b`, `print("a"), b`: the statement takes the whole expression.
        let begins = node.parent().is_some_and(|up| {
            matches!(
                up.kind(),
                "binary_operator"
                    | "attribute"
                    | "tuple"
                    | "expression_list"
                    | "conditional_expression"
            ) && up.start_byte() == node.start_byte()
        });
        self.mark_if(odd || !(stands_alone || begins), &feature::PRINT_FUNCTION, node);
    }

    fn string(&mut self, node: Node<'t>) {
        let start = child(node, "string_start").map_or("", |it| self.source.text_of(it));
        let start = start.to_ascii_lowercase();
        // To the grammar backticks are quotes.
        self.mark_if(start.ends_with('`'), &feature::BACKTICKS, node);
        let prefix = start.trim_end_matches(['"', '\'', '`']);
        self.mark_if(prefix.contains('f'), &feature::F_STRING, node);
        self.mark_if(prefix.contains('t'), &feature::T_STRING, node);
        self.mark_if(prefix == "rb", &feature::RAW_BYTES, node);
        self.mark_if(prefix == "ur", &feature::UNICODE_RAW, node);
        let quotes = &start[prefix.len()..];
        let mut cursor = node.walk();
        let inside: Vec<_> =
            node.children(&mut cursor).filter(|it| it.kind() == "interpolation").collect();
        for part in inside {
            self.mark_if(child(part, "=").is_some(), &feature::F_STRING_DEBUG, part);
            let text = self.source.text_of(part);
            let expression =
                part.child_by_field_name("expression").map_or("", |it| self.source.text_of(it));
            let newer = expression.contains('\\')
                || expression.contains(quotes)
                || (quotes.len() == 1 && text.contains('\n'));
            self.mark_if(newer, &feature::F_STRING_NESTED, part);
        }
    }

    fn number(&mut self, node: Node<'t>, text: &str) {
        self.mark_if(text.contains('_'), &feature::UNDERSCORE, node);
        self.mark_if(text.ends_with(['l', 'L']), &feature::LONG, node);
        let octal =
            text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        self.mark_if(octal && text.bytes().any(|b| b != b'0'), &feature::OLD_OCTAL, node);
    }
}

/// The first child of a kind, token or not.
fn child<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|it| it.kind() == kind)
}

/// Whether there is a node of a kind no deeper than so many levels.
fn deep(node: Node<'_>, kind: &str, levels: usize) -> bool {
    let mut cursor = node.walk();
    let children: Vec<_> = node.named_children(&mut cursor).collect();
    children.iter().any(|it| it.kind() == kind || (levels > 0 && deep(*it, kind, levels - 1)))
}

/// Whether a comma stands before the closing bracket, or at the end.
fn ends_in_comma(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    let tokens: Vec<_> = node.children(&mut cursor).filter(|it| it.kind() != "comment").collect();
    tokens.iter().rev().find(|it| it.kind() != ")").is_some_and(|it| it.kind() == ",")
}

/// A dotted name, called or not: all that a decorator could be before 3.9.
fn is_plain_decorator(node: Node<'_>) -> bool {
    let mut node = match node.kind() {
        "call" => match node.child_by_field_name("function") {
            Some(function) => function,
            None => return true,
        },
        _ => node,
    };
    while node.kind() == "attribute" {
        match node.child_by_field_name("object") {
            Some(object) => node = object,
            None => return true,
        }
    }
    node.kind() == "identifier"
}
