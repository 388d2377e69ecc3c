//! Names and metadata of a release, without the contents of its files.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use super::Reading;
use crate::{
    commands::bar::with_count,
    dist::{Contents, Dist, Headers, Listed},
    index::fetch,
    report::check::Extent,
};

impl Reading<'_> {
    /// Reads the metadata of the files, as far as they are to be had alone.
    pub(super) fn metadata(&mut self) {
        let files = self.files();
        let count = files.len();
        self.context.terminal.note(format_args!("reading the metadata of {count} files"));
        let asked = AtomicU64::new(0);
        let state = || (asked.load(Ordering::Relaxed), count as u64);
        let answers = with_count(&self.context.terminal, state, || {
            self.ask(&asked, |file, source| {
                fetch::metadata(self.index.client(), &file.name, source, file.size)
            })
        });
        for (number, alone) in self.had(answers) {
            let (file, source) = files[number];
            let file_name = file.name.to_string();
            let extent = if alone.is_some() { Extent::Metadata } else { Extent::Name };
            let size = alone.as_ref().and_then(|alone| alone.size).or(file.size);
            let metadata = alone.map(|alone| Headers::parse(&alone.text).into());
            let dist = Dist {
                path: PathBuf::from(&file_name),
                file_name,
                size: size.unwrap_or_default(),
                contents: Contents::Listed(Listed { name: file.name.clone(), metadata }),
                stated: None,
            };
            self.remote.found(dist, extent, file, source);
        }
    }
}
