//! Imports, and `setup()` with the commands that the file puts in the place of others.

use tree_sitter::Node;

use super::{Follower, Stop, Value, What, statement::children};

/// The commands that a command runs as well, itself among them.
///
/// Source: the `sub_commands` and `run_command` calls of setuptools' commands.
fn commands(command: &str) -> &'static [&'static str] {
    match command {
        "install" => &["install", "build", "build_py", "build_ext", "egg_info", "install_lib"],
        "bdist_wheel" => &["bdist_wheel", "build", "build_py", "build_ext", "install", "egg_info"],
        "bdist_egg" => &["bdist_egg", "egg_info", "build_py", "build_ext", "install_lib"],
        "develop" => &["develop", "egg_info", "build_ext"],
        "editable_wheel" => &["editable_wheel", "dist_info", "build_py", "build_ext"],
        "dist_info" => &["dist_info", "egg_info"],
        "build" => &["build", "build_py", "build_ext"],
        "build_ext" => &["build_ext"],
        "egg_info" => &["egg_info"],
        _ => &[],
    }
}

impl<'t> Follower<'t> {
    /// An import statement.
    pub(super) fn import(&mut self, node: Node<'t>) -> Result<(), Stop> {
        let mut cursor = node.walk();
        let names: Vec<_> = node.children_by_field_name("name", &mut cursor).collect();
        if node.kind() == "future_import_statement" {
            self.unicode |=
                names.iter().any(|name| self.source.text_of(*name) == "unicode_literals");
            return Ok(());
        }
        if let Some(module) = node.child_by_field_name("module_name") {
            let module: String = self.source.text_of(module).split_whitespace().collect();
            self.imported(&module, node)?;
            if children(node).iter().any(|child| child.kind() == "wildcard_import") {
                self.open_names = true;
            }
            for name in names {
                let (name, alias) = self.names_of(name);
                self.bind(alias, Value::Path(format!("{module}.{name}")));
            }
            return Ok(());
        }
        for node in names {
            let (name, alias) = self.names_of(node);
            self.imported(name, node)?;
            if node.kind() == "aliased_import" {
                self.bind(alias, Value::Path(name.to_owned()));
            } else {
                let top = name.split('.').next().unwrap_or(name);
                self.bind(top, Value::Path(top.to_owned()));
            }
        }
        Ok(())
    }

    /// What is imported, and under which name.
    fn names_of(&self, node: Node<'t>) -> (&'t str, &'t str) {
        let field = |name| node.child_by_field_name(name).map(|it| self.source.text_of(it));
        let whole = self.source.text_of(node);
        let name = field("name").unwrap_or(whole);
        (name, field("alias").unwrap_or(name))
    }

    /// Notes an import; one that this Python fails at for certain is followed as such.
    pub(super) fn imported(&mut self, module: &str, node: Node<'_>) -> Result<(), Stop> {
        let caught = self.import_is_caught();
        let fallback = self.handlers > 0;
        self.event(What::Import { module: module.to_owned(), caught, fallback }, node);
        let missing = self.modules.brings(self.python, module) == Some(false);
        if missing && caught {
            return Err(Stop::Threw("ImportError".to_owned()));
        }
        Ok(())
    }

    /// `setup(...)`: commands of the file that refuse are followed for this command.
    pub(super) fn setup(
        &mut self,
        named: &[(String, Value<'t>)],
        node: Node<'t>,
    ) -> Result<Value<'t>, Stop> {
        self.event(What::Setup, node);
        let classes = named.iter().find(|(name, _)| name == "cmdclass").map(|(_, value)| value);
        let Some(Value::Dict(pairs)) = classes else { return Ok(Value::None) };
        for command in commands(self.command) {
            for (name, class) in pairs {
                if let (Value::Text(name), Value::Class(class)) = (name, class)
                    && name.text == *command
                {
                    self.command_class(*class)?;
                }
            }
        }
        Ok(Value::None)
    }

    fn command_class(&mut self, class: Node<'t>) -> Result<(), Stop> {
        let Some(body) = class.child_by_field_name("body") else { return Ok(()) };
        for wanted in ["__init__", "initialize_options", "finalize_options", "run"] {
            for function in children(body) {
                let name = function.child_by_field_name("name");
                if function.kind() == "function_definition"
                    && name.is_some_and(|name| self.source.text_of(name) == wanted)
                {
                    self.call_value(&Value::Function(function), Vec::new(), &Vec::new(), function)?;
                }
            }
        }
        Ok(())
    }
}
