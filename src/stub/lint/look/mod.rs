//! What a setup.py or a backend does on a version of Python for a command, told from its syntax
//! tree: nothing is run.
//!
//! The file is followed from top to bottom. Conditions on the version of Python, on `sys.argv` and
//! on variables of the environment (which nobody has set) are decided; of others both ways are
//! followed, and what happens there is in doubt. Calls of the file's own functions are followed.

mod call;
mod event;
mod expression;
mod handlers;
mod import;
mod known;
mod loops;
mod operator;
mod statement;
mod text;
mod value;

use std::collections::HashMap;

use tree_sitter::Node;

pub(super) use event::{Event, Status, What};
pub(super) use value::{Doubt, HOLE, Sort, Text};

use crate::{model::PythonVersion, syntax::python::Source};
use value::Value;

/// Steps after which a file is given up: loops and calls of calls.
const STEPS: usize = 100_000;

/// Functions that call functions, and expressions in expressions, are followed so deep.
const DEPTH: usize = 60;

/// Events of one run that are kept.
const EVENTS: usize = 2_000;

/// Why nothing behind is reached.
#[derive(Debug, Clone, PartialEq)]
enum Stop {
    /// The interpreter ends
    Exit,
    /// An exception
    Threw(String),
    /// A bound was met: what follows is not known
    Spent,
}

/// How a block is left.
#[derive(Debug, Clone, PartialEq)]
enum Flow<'t> {
    /// At its end
    Next,
    /// `return`
    Return(Value<'t>),
    /// `break` and `continue`
    Loop,
}

/// A way out of a function or a loop that may have been taken before: what follows is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    /// What it hangs on
    doubt: Doubt,
    /// Whether out of the loop alone
    of_loop: bool,
}

/// What is known of modules: whether Python of a version brings them.
pub(super) trait Modules {
    /// `Some(true)`: it brings it; `Some(false)`: another version does; `None`: no version does.
    fn brings(&self, python: PythonVersion, module: &str) -> Option<bool>;
}

/// How one run ended.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The version of Python
    pub(super) python: PythonVersion,
    /// The command of setup.py, or the hook of a backend. Ex) `egg_info`, `build_wheel`
    pub(super) command: &'static str,
    /// What happened
    pub(super) events: Vec<Event>,
    /// Whether the last event is the end for certain
    pub(super) ended: bool,
    /// Whether bounds were met
    pub(super) spent: bool,
    /// Names bound at the top level at the end
    pub(super) names: Vec<String>,
    /// Whether other names may be bound: `from x import *`, `globals()`
    pub(super) open_names: bool,
}

/// Follows a file.
pub(super) struct Follower<'t> {
    source: &'t Source<'t>,
    python: PythonVersion,
    command: &'static str,
    modules: &'t dyn Modules,
    globals: HashMap<String, Value<'t>>,
    locals: Vec<HashMap<String, Value<'t>>>,
    events: Vec<Event>,
    doubts: Vec<Doubt>,
    /// Ways out that may have been taken, the innermost function's and loop's last
    left: Vec<Left>,
    /// For each `try` around: the names that are caught, `*` for all
    catches: Vec<Vec<String>>,
    handlers: usize,
    steps: usize,
    depth: usize,
    calls: Vec<usize>,
    open_names: bool,
    unicode: bool,
}

/// The file as `setup.py COMMAND` or as a backend of that name runs it; for a backend a hook is
/// called at the end.
pub(super) fn follow<'t>(
    source: &'t Source<'t>,
    python: PythonVersion,
    command: &'static str,
    hook: bool,
    modules: &'t dyn Modules,
) -> Run {
    let mut follower = Follower {
        source,
        python,
        command,
        modules,
        globals: HashMap::new(),
        locals: Vec::new(),
        events: Vec::new(),
        doubts: Vec::new(),
        left: Vec::new(),
        catches: Vec::new(),
        handlers: 0,
        steps: 0,
        depth: 0,
        calls: Vec::new(),
        open_names: false,
        unicode: false,
    };
    let name = if hook { "backend" } else { "__main__" };
    follower.globals.insert("__name__".to_owned(), Value::text(name));
    let mut end = follower.block(source.root());
    if hook && let Ok(_) = end {
        let called = follower.globals.get(command).cloned();
        end = match called {
            Some(function @ Value::Function(_)) => follower
                .call_value(&function, Vec::new(), &Vec::new(), source.root())
                .map(|_| Flow::Next),
            _ => end,
        };
    }
    let mut names: Vec<String> = follower.globals.keys().cloned().collect();
    names.sort();
    Run {
        python,
        command,
        ended: matches!(end, Err(Stop::Exit | Stop::Threw(_))),
        spent: matches!(end, Err(Stop::Spent)),
        events: follower.events,
        names,
        open_names: follower.open_names,
    }
}

impl<'t> Follower<'t> {
    fn step(&mut self) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > STEPS || self.depth > DEPTH { Err(Stop::Spent) } else { Ok(()) }
    }

    fn event(&mut self, what: What, node: Node<'_>) {
        if self.events.len() < EVENTS {
            let left = self.left.iter().map(|left| left.doubt);
            let doubt = self.doubts.iter().copied().chain(left).reduce(Doubt::and);
            self.events.push(Event { what, line: self.source.line_of(node), doubt });
        }
    }

    fn lookup(&self, name: &str) -> Value<'t> {
        let local = self.locals.last().and_then(|scope| scope.get(name));
        match local.or_else(|| self.globals.get(name)) {
            Some(value) => value.clone(),
            None => Value::Path(format!("builtins.{name}")),
        }
    }

    fn bind(&mut self, name: &str, value: Value<'t>) {
        let scope = self.locals.last_mut().unwrap_or(&mut self.globals);
        scope.insert(name.to_owned(), value);
    }
}
