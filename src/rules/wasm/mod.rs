//! WSM: native code of Pyodide.

pub(super) mod wsm001_no_side_module;
pub(super) mod wsm002_other_platform;
