//! Every rule on files, on a fixed day.

use std::path::PathBuf;

use jiff::civil::date;
use relkit::{
    dist::{self, Dist, Progress},
    index::Index,
    model::SupportPolicy,
    net::{Client, Settings},
    rules::{self, Beside, Context, Finding, RuleTables, Selection},
    tables::Tables,
};

use super::server::{Server, json};

/// What the rules find in files that can be read, with the default configuration.
pub(crate) fn findings(paths: &[PathBuf]) -> Vec<Finding> {
    findings_beside(paths, &Beside::default())
}

/// The same, with what is known beside the files.
pub(crate) fn findings_beside(paths: &[PathBuf], beside: &Beside) -> Vec<Finding> {
    judged(&read(paths), beside)
}

/// The same for files of an index, which says this of the project `demo` in the JSON of the Simple
/// API.
pub(crate) fn findings_on_index(paths: &[PathBuf], page: &str) -> Vec<Finding> {
    let server = Server::new([json(page)]);
    let index = Index::new(Client::new(Settings::default()), server.url().parse().unwrap());
    let page = index.page(&"demo".parse().unwrap()).unwrap();
    let mut dists = read(paths);
    for dist in &mut dists {
        let at =
            page.files.iter().position(|file| file.name.to_string() == dist.file_name).unwrap();
        dist.stated = Some(page.sources[at].stated(page.files[at].size));
    }
    judged(&dists, &Beside::default())
}

fn read(paths: &[PathBuf]) -> Vec<Dist> {
    dist::read(paths, &Progress::default()).into_iter().map(Result::unwrap).collect()
}

fn judged(dists: &[Dist], beside: &Beside) -> Vec<Finding> {
    let context = Context {
        as_of: date(2026, 11, 22),
        support: &SupportPolicy::EndOfLife,
        tables: &RuleTables::load(&Tables::embedded()).unwrap(),
        beside,
    };
    rules::run(dists, &Selection::default(), &context)
}
