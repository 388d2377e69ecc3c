//! What a Python that is not needed any more leaves behind, and no edit touches: branches for it,
//! packages that stood in for newer modules, words in texts.
//!
//! Each leftover is true on its own: a condition is named only where it has one answer for all Pythons
//! from the new floor on, and had another for an older one. Nobody promises that the list is complete.

mod aside;
mod c;
mod cython;
mod kind;
mod python;
mod rust;
mod sheet;
mod sort;
mod table;
mod text;
mod world;

pub use aside::Aside;
pub use kind::Kind;
pub use sort::is_read;
pub use table::Known;

use rayon::prelude::*;

use self::{aside::Asides, python::Exports, sheet::Sheet, sort::Sort, world::World};
use super::Going;

/// The longest text of a [`Leftover`], in characters.
pub const LONGEST_TEXT: usize = 120;

/// A file of the project as it is after the edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// From the project's folder on, with `/`. Ex) `src/demo/__init__.py`
    pub path: String,
    /// Its text
    pub text: String,
}

/// One place that can be simpler now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// As in [`File`]
    pub path: String,
    /// From 1
    pub line: usize,
    /// In characters, from 1; `None` where the whole line is meant
    pub column: Option<usize>,
    /// What it is
    pub kind: Kind,
    /// The line without the space around it, cut to [`LONGEST_TEXT`] characters
    pub text: String,
    /// Why nothing needs it. Ex) `always true from 3.10 on`
    pub why: String,
    /// What to do. Ex) `keep the body and delete the condition`
    pub mend: String,
}

/// The files that would be searched for leftovers, and are not as nobody of the project edits them;
/// by path.
pub fn left_out(files: &[File]) -> Vec<(String, Aside)> {
    let asides = Asides::new(files);
    let aside = |file: &File| Some((file.path.clone(), asides.of(file, sort::sort(&file.path)?)?));
    let mut out: Vec<_> = files.iter().filter_map(aside).collect();
    out.sort();
    out
}

/// All leftovers in some files, by path, line and column, but for those that are [`left_out`]. Each is
/// named once.
pub fn leftovers(files: &[File], going: &Going, known: &Known) -> Vec<Leftover> {
    let world = World::new(going.floor(), going.dropped());
    let mut exports = Exports::default();
    let own = |path: &str| sort::sort(path).filter(|_| !aside::is_foreign(path));
    for file in files.iter().filter(|file| own(&file.path) == Some(Sort::Python)) {
        python::export(&file.path, &file.text, &mut exports);
    }
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let asides = Asides::new(files);
    let found = sorted.into_par_iter().map(|file| {
        let mut sheet = Sheet::new(file);
        let sort = sort::sort(&file.path).filter(|_| !sort::is_made(&file.text));
        let sort = sort.filter(|sort| asides.of(file, *sort).is_none());
        let Some(sort) = sort else { return Vec::new() };
        text::everywhere(&mut sheet, &world, known);
        match sort {
            Sort::Python => python::leftovers(&mut sheet, &world, known, &exports),
            Sort::Cython => cython::leftovers(&mut sheet, &world),
            Sort::C => c::leftovers(&mut sheet, &world),
            Sort::Rust => rust::leftovers(&mut sheet, &world),
            Sort::Configuration | Sort::Words => text::leftovers(&mut sheet, &world, sort),
        }
        sheet.done()
    });
    found.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests;
