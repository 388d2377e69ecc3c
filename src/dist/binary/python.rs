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
        Self { imports: of_python(imports), exports: of_python(exports), ..Self::default() }
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

fn of_python<'a>(names: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    let mut found: Vec<String> = names
        .filter(|name| name.starts_with(b"Py") || name.starts_with(b"_Py"))
        .take(limits::SYMBOLS)
        .map(|name| String::from_utf8_lossy(&name[..name.len().min(limits::NAME)]).into_owned())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
