//! What a native file has to do with `CPython`.

use crate::dist::limits;

/// The symbols of `CPython`'s C API that a file imports, and those of that form that it exports.
///
/// Names are those of C: Mach-O's leading `_` is taken off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PythonSymbols {
    /// Undefined symbols that begin with `Py` or `_Py`, sorted, each once; at most
    /// [`limits::SYMBOLS`]
    pub imports: Vec<String>,
    /// Defined and exported symbols that begin with `Py` or `_Py`, sorted, each once; at most
    /// [`limits::SYMBOLS`]. Ex) `PyInit__speedups`, `PyModExport__rust`
    pub exports: Vec<String>,
    /// There are more of either than are kept
    pub has_more: bool,
    /// Whether it says that it runs without the GIL
    pub gil: Gil,
}

/// What a module's code says of the GIL, as far as it can be read.
///
/// Rule: [PEP 703](https://peps.python.org/pep-0703/#py-mod-gil-slot): a free-threaded interpreter
/// turns the GIL on when it loads a module that does not declare otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Gil {
    /// It exports no module
    #[default]
    NoModule,
    /// It declares `Py_MOD_GIL_NOT_USED`
    NotUsed {
        /// Where. Ex) `slot table at 0x1f40`
        evidence: String,
    },
    /// It declares `Py_MOD_GIL_USED`
    Used {
        /// Where
        evidence: String,
    },
    /// It imports `PyUnstable_Module_SetGIL`. What it passes is not read; people call it to say
    /// `Py_MOD_GIL_NOT_USED`
    Call,
    /// None of these, and everywhere that one could stand was read
    Undeclared {
        /// What was read instead. Ex) `slot table at 0x1f40 without Py_mod_gil`
        evidence: String,
    },
    /// It cannot be told without running the code
    Unproven {
        /// Why
        why: String,
    },
}

impl PythonSymbols {
    /// Sorts names into imports and exports.
    pub(super) fn new<'a>(
        imports: impl Iterator<Item = &'a [u8]>,
        exports: impl Iterator<Item = &'a [u8]>,
    ) -> Self {
        let (imports, more_imports) = of_python(imports);
        let (exports, more_exports) = of_python(exports);
        Self { imports, exports, has_more: more_imports || more_exports, ..Self::default() }
    }

    /// Says what of them was not read, to the end of a list.
    pub(super) fn say_unread(&self, unread: &mut Vec<String>) {
        if self.has_more {
            unread.push(format!(
                "its symbols of `CPython` beyond the first {}, imported or exported",
                limits::SYMBOLS
            ));
        }
    }

    /// The modules that it can be imported as: the names behind `PyInit_` and `PyModExport_`, and
    /// behind `PyInitU_` and `PyModExportU_`, which are in Punycode.
    ///
    /// Rule: [PEP 489](https://peps.python.org/pep-0489/#export-hook-name),
    /// [PEP 793](https://peps.python.org/pep-0793/).
    pub fn modules(&self) -> impl Iterator<Item = &str> {
        const HOOKS: [&str; 4] = ["PyInit_", "PyModExport_", "PyInitU_", "PyModExportU_"];
        self.exports
            .iter()
            .filter_map(|export| HOOKS.iter().find_map(|hook| export.strip_prefix(hook)))
    }

    /// Whether it imports a symbol. Ex) `PyModuleDef_Init`
    pub fn imports(&self, symbol: &str) -> bool {
        self.imports.binary_search_by(|import| import.as_str().cmp(symbol)).is_ok()
    }
}

/// Whether a name is one of `CPython`, by its beginning.
pub(super) fn is_of_python(name: &[u8]) -> bool {
    name.starts_with(b"Py") || name.starts_with(b"_Py")
}

/// The names of `CPython`, and whether there are more than are kept.
fn of_python<'a>(names: impl Iterator<Item = &'a [u8]>) -> (Vec<String>, bool) {
    let mut found: Vec<String> = names
        .filter(|name| is_of_python(name))
        .take(limits::SYMBOLS + 1)
        .map(|name| String::from_utf8_lossy(&name[..name.len().min(limits::NAME)]).into_owned())
        .collect();
    let has_more = found.len() > limits::SYMBOLS;
    found.truncate(limits::SYMBOLS);
    found.sort_unstable();
    found.dedup();
    (found, has_more)
}
