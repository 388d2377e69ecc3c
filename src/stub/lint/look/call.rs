//! Calls: of the file's own functions, and of what shows texts, ends Python, or asks the system.

use std::collections::HashMap;

use tree_sitter::Node;

use super::{
    Doubt, Flow, Follower, HOLE, Sort, Status, Stop, Text, Value, What,
    operator::contains,
    statement::children,
    text::{dedent, format},
    value::order,
};

/// Functions of a file that call each other are followed so deep.
const CALLS: usize = 12;

type Named<'t> = Vec<(String, Value<'t>)>;

impl<'t> Follower<'t> {
    /// A call expression.
    pub(super) fn call(&mut self, node: Node<'t>) -> Result<Value<'t>, Stop> {
        let Some(function) = node.child_by_field_name("function") else {
            return Ok(Value::unknown());
        };
        let called = self.eval(function)?;
        let (mut values, mut named) = (Vec::new(), Vec::new());
        let mut open = false;
        if let Some(arguments) = node.child_by_field_name("arguments") {
            if arguments.kind() == "generator_expression" {
                values.push(self.eval(arguments)?);
            } else {
                for argument in children(arguments) {
                    match argument.kind() {
                        "keyword_argument" => {
                            let name = argument.child_by_field_name("name");
                            let name = name.map_or("", |name| self.source.text_of(name)).to_owned();
                            if let Some(value) = argument.child_by_field_name("value") {
                                named.push((name, self.eval(value)?));
                            }
                        }
                        "list_splat" => match self.eval(argument)?.items() {
                            Some(items) => values.extend(items),
                            None => open = true,
                        },
                        "dictionary_splat" => {
                            for inner in children(argument) {
                                if let Value::Dict(pairs) = self.eval(inner)? {
                                    let text =
                                        |key: &Value<'t>| key.as_text().map(|it| it.text.clone());
                                    named.extend(
                                        pairs
                                            .into_iter()
                                            .filter_map(|(key, value)| Some((text(&key)?, value))),
                                    );
                                }
                            }
                        }
                        _ => values.push(self.eval(argument)?),
                    }
                }
            }
        }
        if open {
            values.push(Value::unknown());
        }
        self.call_value(&called, values, &named, node)
    }

    /// A call of a value with arguments.
    pub(super) fn call_value(
        &mut self,
        called: &Value<'t>,
        values: Vec<Value<'t>>,
        named: &Named<'t>,
        node: Node<'t>,
    ) -> Result<Value<'t>, Stop> {
        match called {
            Value::Path(path) => self.library(path, values, named, node),
            Value::Function(function) => self.own(*function, values, named),
            Value::Class(class) => {
                let name = self.root_of(*class);
                Ok(Value::Exception(name, values))
            }
            Value::Method(object, name) => Ok(self.method(object, name, &values, named, node)),
            other => Ok(Value::Unknown(other.doubt().or_other())),
        }
    }

    /// A function of the file.
    fn own(
        &mut self,
        function: Node<'t>,
        values: Vec<Value<'t>>,
        named: &Named<'t>,
    ) -> Result<Value<'t>, Stop> {
        let Some(body) = function.child_by_field_name("body") else { return Ok(Value::unknown()) };
        if self.calls.len() >= CALLS || self.calls.contains(&function.id()) {
            return Ok(Value::unknown());
        }
        let mut scope = HashMap::new();
        let mut values = values.into_iter();
        let parameters = function.child_by_field_name("parameters").map(children);
        for parameter in parameters.unwrap_or_default() {
            let name = match parameter.kind() {
                "identifier" => Some(parameter),
                "typed_parameter" => parameter.named_child(0),
                _ => parameter.child_by_field_name("name"),
            };
            let Some(name) = name.filter(|name| name.kind() == "identifier") else {
                for inner in children(parameter) {
                    scope.insert(self.source.text_of(inner).to_owned(), Value::unknown());
                }
                continue;
            };
            let name = self.source.text_of(name);
            let given = named.iter().find(|(other, _)| other == name).map(|(_, value)| value);
            let value = match (
                given.cloned().or_else(|| values.next()),
                parameter.child_by_field_name("value"),
            ) {
                (Some(value), _) => value,
                (None, Some(default)) => self.eval(default)?,
                (None, None) => Value::unknown(),
            };
            scope.insert(name.to_owned(), value);
        }
        self.calls.push(function.id());
        self.locals.push(scope);
        let before = self.left.len();
        let done = self.block(body);
        let left = self.left.split_off(before).into_iter().map(|left| left.doubt);
        let left = left.reduce(Doubt::and);
        self.locals.pop();
        self.calls.pop();
        Ok(match (done, left) {
            // It may have returned before it ended, or with another value.
            (Err(Stop::Exit | Stop::Threw(_)) | Ok(_), Some(doubt)) => Value::Unknown(doubt),
            (Err(stop), _) => return Err(stop),
            (Ok(Flow::Return(value)), None) => value,
            (Ok(Flow::Next | Flow::Loop), None) => Value::None,
        })
    }

    /// The class of the language or of a library that a class of the file is made from; its own
    /// name where it stands alone.
    pub(super) fn root_of(&self, class: Node<'t>) -> String {
        let mut class = class;
        for _ in 0..CALLS {
            let own = class.child_by_field_name("name").map_or("", |it| self.source.text_of(it));
            let Some(bases) = class.child_by_field_name("superclasses") else {
                return own.to_owned();
            };
            let Some(base) = children(bases).into_iter().find(|it| it.kind() != "keyword_argument")
            else {
                return own.to_owned();
            };
            match self.lookup(self.source.text_of(base)) {
                Value::Class(next) => class = next,
                Value::Path(path) if path == "builtins.SystemExit" => {
                    return "SystemExit".to_owned();
                }
                _ => return own.to_owned(),
            }
        }
        String::new()
    }

    /// The class of an exception and its arguments.
    pub(super) fn exception(&self, value: Value<'t>) -> (String, Vec<Value<'t>>) {
        let last = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
        match value {
            Value::Exception(name, arguments) => (name, arguments),
            Value::Class(class) => (self.root_of(class), Vec::new()),
            Value::Path(path) => (last(&path), Vec::new()),
            Value::Text(_) => ("TypeError".to_owned(), Vec::new()),
            _ => ("an exception".to_owned(), Vec::new()),
        }
    }

    /// Notes an end.
    pub(super) fn exit(&mut self, how: &str, status: Option<&Value<'t>>, node: Node<'t>) -> Stop {
        let status = match status {
            None | Some(Value::None | Value::Bool(false) | Value::Int(0)) => Status::Success,
            Some(Value::Int(number)) if number.rem_euclid(256) == 0 => Status::Success,
            Some(Value::Int(_) | Value::Bool(true)) => Status::Failure,
            Some(Value::Text(text)) => Status::Message(text.clone()),
            Some(Value::Exception(_, arguments)) if !arguments.is_empty() => arguments
                .iter()
                .find_map(Value::as_text)
                .cloned()
                .map_or(Status::Unknown, Status::Message),
            Some(Value::List(items)) => {
                let text = items.iter().map(Value::shown).collect::<Vec<_>>().join(", ");
                let line = self.source.line_of(node);
                Status::Message(Text { text, sort: Sort::Plain, line })
            }
            Some(_) => Status::Unknown,
        };
        self.event(What::Exit { how: how.to_owned(), status }, node);
        Stop::Exit
    }

    fn shows(&mut self, buffered: bool, values: &[Value<'t>], node: Node<'t>) {
        let text = values.iter().map(Value::shown).collect::<Vec<_>>().join(" ");
        let first = values.iter().find_map(Value::as_text);
        let line = first.map_or(0, |text| text.line);
        let sort = first.map_or(Sort::Plain, |text| text.sort);
        let line = if line == 0 { self.source.line_of(node) } else { line };
        self.event(What::Output { buffered, text: Some(Text { text, sort, line }) }, node);
    }

    /// Python 2's `print x` and `print >>sys.stderr, x`.
    pub(super) fn print_statement(&mut self, node: Node<'t>) -> Result<(), Stop> {
        let mut buffered = true;
        let mut values = Vec::new();
        for child in children(node) {
            if child.kind() == "chevron" {
                for stream in children(child) {
                    buffered = self.eval(stream)? == Value::Path("sys.stdout".to_owned());
                }
            } else {
                values.push(self.eval(child)?);
            }
        }
        self.shows(buffered, &values, node);
        Ok(())
    }

    /// A function that Python or a library brings.
    #[expect(clippy::too_many_lines, reason = "a table: an arm a function")]
    fn library(
        &mut self,
        path: &str,
        values: Vec<Value<'t>>,
        named: &Named<'t>,
        node: Node<'t>,
    ) -> Result<Value<'t>, Stop> {
        let keyword =
            |name: &str| named.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        if let Some(answer) = self.asked(path) {
            return Ok(answer);
        }
        match path {
            "sys.exit" | "builtins.exit" | "builtins.quit" | "os._exit" => {
                let how = path.trim_start_matches("builtins.");
                if values.len() > 1 {
                    self.raised("TypeError", &values, node);
                    return Err(Stop::Threw("TypeError".to_owned()));
                }
                let status = values.first().or_else(|| named.first().map(|(_, value)| value));
                return Err(self.exit(how, status, node));
            }
            "os.abort" => return Err(self.exit("os.abort", Some(&Value::Int(1)), node)),
            "builtins.print" => {
                let to = keyword("file");
                let buffered = to.is_none_or(|to| *to == Value::Path("sys.stdout".to_owned()));
                self.shows(buffered, &values, node);
                if buffered && keyword("flush").is_some_and(|value| value.truth() == Ok(true)) {
                    self.event(What::Flush, node);
                }
                return Ok(Value::None);
            }
            "sys.stdout.write" | "sys.stdout.writelines" | "sys.__stdout__.write" => {
                self.shows(true, &values, node);
                return Ok(self.written());
            }
            "sys.stderr.write"
            | "sys.stderr.writelines"
            | "sys.__stderr__.write"
            | "sys.stderr.buffer.write" => {
                self.shows(false, &values, node);
                return Ok(self.written());
            }
            "sys.stdout.flush" => {
                self.event(What::Flush, node);
                return Ok(Value::None);
            }
            "os.write" => {
                self.shows(false, values.get(1..).unwrap_or_default(), node);
                return Ok(Value::unknown());
            }
            "warnings.warn" | "builtins.input" | "builtins.raw_input" => {
                self.shows(
                    path.starts_with("builtins."),
                    values.get(..1).unwrap_or_default(),
                    node,
                );
                return Ok(Value::None);
            }
            "builtins.exec" | "builtins.execfile" | "builtins.eval" | "runpy.run_path" => {
                self.event(What::OtherFile(path.trim_start_matches("builtins.").to_owned()), node);
                return Ok(Value::unknown());
            }
            "builtins.__import__" | "importlib.import_module" => {
                if let Some(Value::Text(module)) =
                    values.first().filter(|it| it.as_text().is_some_and(Text::is_whole))
                {
                    let module = module.text.clone();
                    self.imported(&module, node)?;
                    return Ok(Value::Path(module));
                }
                return Ok(Value::unknown());
            }
            _ => {}
        }
        if path.starts_with("logging.") || path.starts_with("distutils.log.") {
            if matches!(
                path.rsplit('.').next(),
                Some("error" | "critical" | "fatal" | "warning" | "warn" | "exception")
            ) {
                self.shows(false, &values, node);
                return Ok(Value::None);
            }
            return Ok(Value::unknown());
        }
        let (module, last) = path.rsplit_once('.').unwrap_or(("", path));
        if last == "setup"
            && matches!(
                module,
                "setuptools"
                    | "distutils.core"
                    | "distutils"
                    | "builtins"
                    | "numpy.distutils.core"
                    | "skbuild"
            )
        {
            return self.setup(named, node);
        }
        if last == "SystemExit"
            || last.ends_with("Error")
            || last.ends_with("Exception")
            || last.ends_with("Exit")
            || last.ends_with("Interrupt")
            || last.ends_with("Warning")
        {
            return Ok(Value::Exception(last.to_owned(), values));
        }
        Ok(Self::pure(path, &values))
    }

    /// What `write` answers: nothing on Python 2, the number of characters on 3.
    fn written(&self) -> Value<'t> {
        if self.python.major == 2 { Value::None } else { Value::unknown() }
    }

    /// Functions without effect.
    fn pure(path: &str, values: &[Value<'t>]) -> Value<'t> {
        let doubt = values
            .iter()
            .fold(Doubt::default(), |doubt, value| doubt.and(value.doubt()))
            .or_other();
        let unknown = Value::Unknown(doubt);
        let Some(first) = values.first() else {
            return match path {
                "builtins.tuple" | "builtins.list" | "builtins.set" => Value::List(Vec::new()),
                "builtins.dict" => Value::Dict(Vec::new()),
                "builtins.globals" => Value::Unknown(Doubt::OTHER),
                _ => unknown,
            };
        };
        let truths =
            || first.items().map(|items| items.iter().map(Value::truth).collect::<Vec<_>>());
        match path {
            "builtins.tuple" | "builtins.list" | "builtins.set" | "builtins.frozenset"
            | "builtins.sorted" => first.items().map_or(unknown, Value::List),
            "builtins.len" => first.items().map_or(unknown, |items| {
                Value::Int(i64::try_from(items.len()).unwrap_or(i64::MAX))
            }),
            "builtins.bool" => first.truth().map_or_else(Value::Unknown, Value::Bool),
            "builtins.int" => match first {
                Value::Text(text) if text.is_whole() => {
                    text.text.trim().parse().map_or(unknown, Value::Int)
                }
                Value::Int(_) | Value::Bool(_) => first.clone(),
                _ => unknown,
            },
            "builtins.str" | "builtins.unicode" => match first {
                Value::Text(_) => first.clone(),
                Value::Int(_) | Value::None | Value::Bool(_) => Value::text(first.shown()),
                Value::Exception(_, arguments) if arguments.len() == 1 => arguments[0].clone(),
                _ => Value::text(HOLE),
            },
            "builtins.any" | "builtins.all" => {
                let any = path == "builtins.any";
                let Some(truths) = truths() else { return unknown };
                if truths.contains(&Ok(any)) {
                    return Value::Bool(any);
                }
                truths.into_iter().find_map(Result::err).map_or(Value::Bool(!any), Value::Unknown)
            }
            "builtins.max" | "builtins.min" if values.len() == 2 => {
                match order(first, &values[1]) {
                    Ok(order) => {
                        values[usize::from(order.is_lt() == (path == "builtins.max"))].clone()
                    }
                    Err(doubt) => Value::Unknown(doubt),
                }
            }
            "builtins.map" => match (first, values.get(1).and_then(Value::items)) {
                (Value::Path(of), Some(items))
                    if matches!(of.as_str(), "builtins.int" | "builtins.str") =>
                {
                    Value::List(
                        items
                            .iter()
                            .map(|item| Self::pure(of, std::slice::from_ref(item)))
                            .collect(),
                    )
                }
                _ => unknown,
            },
            "builtins.hasattr" | "builtins.getattr" if *first == Value::Path("sys".to_owned()) => {
                Value::Unknown(Doubt::PLATFORM)
            }
            "os.getenv" | "os.environ.get" => values.get(1).cloned().unwrap_or(Value::None),
            "textwrap.dedent" | "inspect.cleandoc" => match first {
                Value::Text(text) => {
                    let cut = dedent(&text.text);
                    let cut = if path.starts_with("inspect") { cut.trim().to_owned() } else { cut };
                    Value::Text(Text { text: cut, ..text.clone() })
                }
                _ => unknown,
            },
            "textwrap.fill" => match first {
                // How the lines break does not matter: they are short.
                Value::Text(text) if text.is_whole() => {
                    Value::Text(Text { text: fill(&text.text), ..text.clone() })
                }
                _ => unknown,
            },
            _ => unknown,
        }
    }

    /// Methods of texts, lists and dictionaries.
    #[expect(clippy::too_many_lines, reason = "a table: an arm a method")]
    fn method(
        &mut self,
        object: &Value<'t>,
        name: &str,
        values: &[Value<'t>],
        named: &Named<'t>,
        node: Node<'t>,
    ) -> Value<'t> {
        let doubt =
            values.iter().fold(object.doubt().or_other(), |doubt, value| doubt.and(value.doubt()));
        let unknown = Value::Unknown(doubt);
        match (object, name) {
            (Value::Text(text), _) => {
                let with = |changed: String| Value::Text(Text { text: changed, ..text.clone() });
                let argument = values.first().and_then(Value::as_text).map(|it| it.text.as_str());
                let starts: Vec<String> = match values.first() {
                    Some(Value::List(items)) => {
                        items.iter().filter_map(Value::as_text).map(|it| it.text.clone()).collect()
                    }
                    _ => argument.iter().map(|it| (*it).to_owned()).collect(),
                };
                match (name, argument) {
                    ("format", _) => with(format(&text.text, values, named)),
                    ("strip", None) => with(text.text.trim().to_owned()),
                    ("lstrip", None) => with(text.text.trim_start().to_owned()),
                    ("rstrip", None) => with(text.text.trim_end().to_owned()),
                    ("strip", Some(of)) => {
                        with(text.text.trim_matches(|c| of.contains(c)).to_owned())
                    }
                    ("lstrip", Some(of)) => {
                        with(text.text.trim_start_matches(|c| of.contains(c)).to_owned())
                    }
                    ("rstrip", Some(of)) => {
                        with(text.text.trim_end_matches(|c| of.contains(c)).to_owned())
                    }
                    ("lower", _) => with(text.text.to_lowercase()),
                    ("upper", _) => with(text.text.to_uppercase()),
                    ("encode" | "decode", _) => {
                        let sort = if name == "encode" { Sort::Bytes } else { Sort::Unicode };
                        Value::Text(Text { sort, ..text.clone() })
                    }
                    ("startswith", _) if !starts.is_empty() => {
                        let known = text.text.split(HOLE).next().unwrap_or("");
                        match starts.iter().any(|start| known.starts_with(start.as_str())) {
                            true => Value::Bool(true),
                            false
                                if text.is_whole()
                                    || starts.iter().all(|start| start.len() <= known.len()) =>
                            {
                                Value::Bool(false)
                            }
                            false => unknown,
                        }
                    }
                    ("endswith", Some(end)) if text.is_whole() => {
                        Value::Bool(text.text.ends_with(end))
                    }
                    ("split", _) if text.is_whole() => {
                        let parts: Vec<String> = match argument {
                            Some(by) if !by.is_empty() => {
                                text.text.split(by).map(str::to_owned).collect()
                            }
                            _ => text.text.split_whitespace().map(str::to_owned).collect(),
                        };
                        Value::List(parts.into_iter().map(Value::text).collect())
                    }
                    ("replace", Some(from)) => match values.get(1).and_then(Value::as_text) {
                        Some(to) if !from.is_empty() && to.text.len() < 100 => {
                            with(text.text.replace(from, &to.text))
                        }
                        _ => unknown,
                    },
                    ("join", _) => match values.first().and_then(Value::items) {
                        Some(items) => {
                            let parts: Vec<_> = items.iter().map(Value::shown).collect();
                            let first = items.iter().find_map(Value::as_text);
                            let line = first.map_or(text.line, |first| first.line);
                            let sort = first.map_or(text.sort, |first| first.sort);
                            Value::Text(Text { text: parts.join(&text.text), sort, line })
                        }
                        None => with(HOLE.to_string()),
                    },
                    _ => unknown,
                }
            }
            (Value::List(items), "intersection") => match values.first().and_then(Value::items) {
                Some(other) => super::operator::binary("&", object, &Value::List(other)),
                None => {
                    Value::Unknown(items.iter().fold(doubt, |doubt, item| doubt.and(item.doubt())))
                }
            },
            (Value::List(items), "isdisjoint") => match values.first().and_then(Value::items) {
                Some(other) => {
                    let shared: Result<Vec<bool>, Doubt> =
                        items.iter().map(|item| contains(&other, item)).collect();
                    shared
                        .map_or_else(Value::Unknown, |shared| Value::Bool(!shared.contains(&true)))
                }
                None => unknown,
            },
            (Value::List(items), "count") => match values.first() {
                Some(wanted) => match contains(items, wanted) {
                    Ok(is) => Value::Int(i64::from(is)),
                    Err(doubt) => Value::Unknown(doubt),
                },
                None => unknown,
            },
            (Value::Dict(pairs), "get") => match values.first() {
                Some(key) => match super::operator::item(object, key) {
                    Value::Unknown(_)
                        if pairs.is_empty() || key.as_text().is_some_and(Text::is_whole) =>
                    {
                        values.get(1).cloned().unwrap_or(Value::None)
                    }
                    found => found,
                },
                None => unknown,
            },
            (Value::List(_), "append" | "remove" | "extend" | "insert" | "pop") => {
                // The list under its name is another one now.
                if let Some(place) = node
                    .child_by_field_name("function")
                    .and_then(|it| it.child_by_field_name("object"))
                {
                    self.assign(place, &Value::unknown());
                }
                unknown
            }
            _ => unknown,
        }
    }
}

/// Words in lines of 70 columns, as `textwrap.fill` puts them.
fn fill(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        if column > 0 && column + 1 + long > 70 {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += long;
    }
    out
}
