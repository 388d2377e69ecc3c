//! Comparing two byte strings without telling by time where they differ.

use pyo3::prelude::*;

/// Whether two byte strings are equal.
#[pyfunction]
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |odd, (x, y)| odd | (x ^ y)) == 0
}

#[pymodule(gil_used = false)]
fn _rust(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(same, module)?)
}
