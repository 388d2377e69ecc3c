//! Counts in files: results of other tools, rows of PyPI's table, relkit's own cube.

mod pypinfo;

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use super::Source;
use crate::{
    downloads::{Answer, SourceError, Wanted},
    tables::Pythons,
};

/// Bytes of a JSON result that is read whole.
const JSON: u64 = 256 << 20;

/// A file, of whatever form its first bytes show.
#[derive(Debug)]
pub struct FileSource<'a> {
    path: PathBuf,
    pythons: &'a Pythons,
}

impl<'a> FileSource<'a> {
    /// The file at this path; it is not looked at before it is asked.
    pub fn new(path: &Path, pythons: &'a Pythons) -> Self {
        Self { path: path.to_owned(), pythons }
    }
}

impl Source for FileSource<'_> {
    fn name(&self) -> &'static str {
        "file"
    }

    fn answer(&self, wanted: &Wanted, _progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let read = |source| SourceError::Read { path: self.path.clone(), source };
        let file = File::open(&self.path).map_err(read)?;
        let mut text = String::new();
        BufReader::new(file).take(JSON).read_to_string(&mut text).map_err(read)?;
        pypinfo::answer(&self.path.display().to_string(), &text, wanted, self.pythons)
    }
}
