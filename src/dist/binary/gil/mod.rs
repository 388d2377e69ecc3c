//! What a module declares of the GIL, read from its code without running it.
//!
//! A module declares itself by an entry of its slot table (`Py_mod_gil`), by a call to
//! `PyUnstable_Module_SetGIL`, or by filling its slot table when it is initialised (pybind11 3).
//! The first and, on x86-64, the last can be read. Where the code says nothing that is certain the
//! answer is [`Gil::Unproven`]: never is a module called free of the GIL that is not.
//!
//! Rule: [PEP 703](https://peps.python.org/pep-0703/#py-mod-gil-slot),
//! [module slots](https://docs.python.org/3/c-api/module.html#c.Py_mod_gil).

mod image;
mod slots;
mod stores;

use std::collections::BTreeSet;

use object::read::{
    File,
    macho::{MachOFatFile32, MachOFatFile64},
};

use super::{Gil, PythonSymbols};
use image::Image;
use slots::Table;

/// Reads what the module in a whole file declares. `python` is what was read of the same file, or
/// of the slice of a universal file that `content` is.
pub(super) fn read(content: &[u8], python: &PythonSymbols) -> Gil {
    let modules: BTreeSet<&str> = python.modules().collect();
    if modules.is_empty() {
        return Gil::NoModule;
    }
    let unreadable = |why: &str| Gil::Unproven { why: why.to_owned() };
    let Ok(file) = File::parse(content) else { return unreadable("its sections cannot be read") };
    let image = Image::new(&file);
    let called = python.imports("PyUnstable_Module_SetGIL");
    if called && names(content, "pyo3") {
        return unreadable(
            "PyO3 passes a byte to PyUnstable_Module_SetGIL that is set at run time",
        );
    }
    let tables = slots::tables(&image, &modules);
    match (from_tables(&tables, &modules), called) {
        (None, true) if names(content, "pybind11") => {
            unreadable("pybind11 decides at run time whether to call PyUnstable_Module_SetGIL")
        }
        // Cython writes both, and both say the same.
        (Some(used @ Gil::Used { .. }), true) => used,
        (_, true) => Gil::Call,
        (Some(gil), _) => gil,
        (None, false) => without_table(&image, python),
    }
}

/// The parts of a universal Mach-O file, or the file as a whole.
pub(super) fn slices(content: &[u8]) -> Vec<&[u8]> {
    use object::read::macho::FatArch;
    if let Ok(fat) = MachOFatFile32::parse(content) {
        return fat.arches().iter().filter_map(|arch| arch.data(content).ok()).collect();
    }
    match MachOFatFile64::parse(content) {
        Ok(fat) => fat.arches().iter().filter_map(|arch| arch.data(content).ok()).collect(),
        Err(_) => vec![content],
    }
}

/// Whether the text of a file names a binding generator.
fn names(content: &[u8], word: &str) -> bool {
    memchr::memmem::find(content, word.as_bytes()).is_some()
}

/// What the tables say, if they say it for every module of the file.
fn from_tables(tables: &[Table], modules: &BTreeSet<&str>) -> Option<Gil> {
    // A table that a definition with the module's own name points to is the one that counts.
    let named: Vec<&Table> = tables.iter().filter(|table| table.module.is_some()).collect();
    let tables = if named.is_empty() { tables.iter().collect() } else { named };
    let first = *tables.first()?;
    let place = |table: &Table| format!("slot table at {:#x}", table.address);
    if let Some(used) = tables.iter().find(|table| table.gil_used == Some(true)) {
        let evidence = format!("{{Py_mod_gil, Py_MOD_GIL_USED}} in the {}", place(used));
        return Some(Gil::Used { evidence });
    }
    let covered: BTreeSet<_> = tables.iter().filter_map(|table| table.module.as_deref()).collect();
    let several = modules.len() > 1 && covered != *modules;
    if let Some(silent) = tables.iter().find(|table| table.gil_used.is_none()) {
        let doubt = several || tables.iter().any(|table| table.gil_used.is_some());
        return Some(if doubt {
            let why = format!("the {} has no Py_mod_gil, others may", place(silent));
            Gil::Unproven { why }
        } else {
            Gil::Undeclared { evidence: format!("{} without Py_mod_gil", place(silent)) }
        });
    }
    if several {
        let (all, found) = (modules.len(), covered.len());
        let why = format!("it holds {all} modules, and the slot tables of {found} were found");
        return Some(Gil::Unproven { why });
    }
    let evidence = format!("{{Py_mod_gil, Py_MOD_GIL_NOT_USED}} in the {}", place(first));
    Some(Gil::NotUsed { evidence })
}

/// The answer where no slot table stands in the file.
fn without_table(image: &Image<'_>, python: &PythonSymbols) -> Gil {
    let multi = ["PyModuleDef_Init", "PyModule_FromDefAndSpec2", "PyModule_FromSlotsAndSpec"];
    let hooked = python.exports.iter().any(|export| export.starts_with("PyModExport"));
    if !hooked && !multi.iter().any(|function| python.imports(function)) {
        return if python.imports("PyModule_Create2") {
            let evidence = "PyModule_Create2 without PyUnstable_Module_SetGIL".to_owned();
            Gil::Undeclared { evidence }
        } else {
            Gil::Unproven { why: "it creates its module by other means".to_owned() }
        };
    }
    if let Some(gil) = stores::read(image) {
        return gil;
    }
    let why = if image.is_x86_64() {
        "its slot table is made at run time, by code that was not understood"
    } else {
        "its slot table is made at run time, by code that relkit reads on x86-64 only"
    };
    Gil::Unproven { why: why.to_owned() }
}
