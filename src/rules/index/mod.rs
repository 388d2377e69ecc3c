//! IDX: what a package index states of files, against the files.

pub(super) mod idx001_requires_python_differs;
pub(super) mod idx002_metadata_beside_differs;
pub(super) mod idx003_yanked;
pub(super) mod idx004_size_differs;
