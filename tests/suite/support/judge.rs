//! Every rule on files, on a fixed day.

use std::path::PathBuf;

use jiff::civil::date;
use relkit::{
    dist::{self, Progress},
    model::SupportPolicy,
    rules::{self, Beside, Context, Finding, RuleTables, Selection},
    tables::Tables,
};

/// What the rules find in files that can be read, with the default configuration.
pub(crate) fn findings(paths: &[PathBuf]) -> Vec<Finding> {
    findings_beside(paths, &Beside::default())
}

/// The same, with what is known beside the files.
pub(crate) fn findings_beside(paths: &[PathBuf], beside: &Beside) -> Vec<Finding> {
    let context = Context {
        as_of: date(2026, 11, 22),
        support: &SupportPolicy::EndOfLife,
        tables: &RuleTables::load(&Tables::embedded()).unwrap(),
        beside,
    };
    let dists: Vec<_> =
        dist::read(paths, &Progress::default()).into_iter().map(Result::unwrap).collect();
    rules::run(&dists, &Selection::default(), &context)
}
