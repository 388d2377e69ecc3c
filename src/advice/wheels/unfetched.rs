//! Downloads per file of a release.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    advice::amount::percent,
    downloads::{Counts, Dimension, clean},
    installer::ReleaseFile,
};

/// How the files of one release are used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WheelUse {
    /// Downloads of its files
    pub total: u64,
    /// Downloads of other files: those of other releases, and what the release does not have
    pub others: u64,
    /// Its files, the least fetched first
    pub files: Vec<FileUse>,
    /// The limit in percent below which [`FileUse::rare`] is set
    pub few: f64,
}

/// How one file is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileUse {
    /// Ex) `psutil-7.2.2-cp36-abi3-win_amd64.whl`
    pub name: String,
    /// As [`clean::kind`] has it
    pub kind: Option<&'static str>,
    /// How often it was fetched
    pub downloads: u64,
    /// Of the release's downloads, in percent
    pub percent: f64,
    /// Bytes, where they are known
    pub size: Option<u64>,
    /// It is a wheel, and its share is below the limit
    pub rare: bool,
}

impl WheelUse {
    /// The wheels below the limit, the least fetched first.
    pub fn rare(&self) -> impl Iterator<Item = &FileUse> {
        self.files.iter().filter(|file| file.rare)
    }

    /// How many wheels are below the limit, their downloads, and their bytes where all are known.
    pub fn rare_sum(&self) -> (usize, u64, Option<u64>) {
        let downloads = self.rare().fold(0_u64, |sum, file| sum.saturating_add(file.downloads));
        let bytes = self.rare().try_fold(0_u64, |sum, file| Some(sum.saturating_add(file.size?)));
        (self.rare().count(), downloads, bytes)
    }
}

/// Joins downloads by [`Dimension::File`] with the files of a release. `few` is in percent of the
/// release's downloads. `None` where files are not told apart.
///
/// A wheel that nobody fetches may serve a Python that came out yesterday: the reader sees the
/// numbers, and no wheel is condemned. Where nothing of the release was fetched, none is rare.
pub fn wheel_use(counts: &Counts, files: &[ReleaseFile], few: f64) -> Option<WheelUse> {
    let by_file = counts.by(&[Dimension::File])?;
    let downloads: BTreeMap<&str, u64> = by_file
        .rows()
        .filter_map(|(key, downloads)| Some((key.first()?.text()?, downloads)))
        .collect();
    let names: Vec<String> = files.iter().map(|file| file.name.to_string()).collect();
    let of = |name: &str| downloads.get(name).copied().unwrap_or(0);
    let total = names.iter().fold(0_u64, |sum, name| sum.saturating_add(of(name)));
    let rows = files.iter().zip(&names).map(|(file, name)| {
        let downloads = of(name);
        let share = percent(downloads, total);
        let kind = clean::kind(name);
        let rare = kind != Some("sdist") && total > 0 && share < few;
        FileUse { name: name.clone(), kind, downloads, percent: share, size: file.size, rare }
    });
    let mut rows: Vec<FileUse> = rows.collect();
    rows.sort_by(|a, b| (a.downloads, &a.name).cmp(&(b.downloads, &b.name)));
    let others = by_file.total().saturating_sub(total);
    Some(WheelUse { total, others, files: rows, few })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::Value;

    #[test]
    fn rare_wheels_come_first_with_their_numbers() {
        let names = ["a-1-cp39-abi3-win32.whl", "a-1-cp39-abi3-win_amd64.whl", "a-1.tar.gz"];
        let mut files: Vec<_> =
            names.iter().map(|name| ReleaseFile::new(name.parse().unwrap())).collect();
        let mut counts = Counts::new(vec![Dimension::File]);
        for (name, downloads) in
            [(names[1], 995), (names[2], 4), (names[0], 1), ("a-0.9.tar.gz", 500)]
        {
            counts.add(vec![Value::known(name)], downloads);
        }
        let use_ = wheel_use(&counts, &files, 1.0).unwrap();
        assert_eq!((use_.total, use_.others), (1000, 500));
        let rows: Vec<_> =
            use_.files.iter().map(|it| (it.name.as_str(), it.percent, it.rare)).collect();
        assert_eq!(rows, [(names[0], 0.1, true), (names[2], 0.4, false), (names[1], 99.5, false)]);
        assert_eq!(use_.rare_sum(), (1, 1, None));
        files[0].size = Some(7);
        assert_eq!(wheel_use(&counts, &files, 1.0).unwrap().rare_sum(), (1, 1, Some(7)));
        let nothing = wheel_use(&Counts::new(vec![Dimension::File]), &files, 1.0).unwrap();
        assert_eq!(nothing.rare().count(), 0);
        assert_eq!(wheel_use(&Counts::new(vec![Dimension::Kind]), &files, 1.0), None);
    }
}
