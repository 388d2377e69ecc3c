//! Downloads per file of a release.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    advice::amount::{counted, downloads as told, megabytes, percent},
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
    /// Whether there are enough downloads for any file to be rare: the limit is of ten or more
    pub enough: bool,
}

/// Downloads that the limit stands for at least: what is below fewer is below by accident.
const LEAST: f64 = 10.0;

/// Wheels that a sentence names.
const NAMED: usize = 5;

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

    /// What is rarely fetched, as a sentence; `None` where nothing is.
    pub fn sentence(&self) -> Option<String> {
        if !self.enough {
            return Some(format!(
                "{} of the newest release's files: too few to tell which wheels are rarely fetched",
                told(self.total)
            ));
        }
        let (count, downloads, bytes) = self.rare_sum();
        let names: Vec<&str> = self.rare().map(|it| it.name.as_str()).take(NAMED).collect();
        let more = count.saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let size = bytes.map_or_else(String::new, |bytes| format!(" and {}", megabytes(bytes)));
        (count > 0).then(|| {
            format!(
                "{} of the newest release {} less than {} % of its downloads each ({}{size} together): \
                 {}{more}",
                counted(count, "wheel"),
                if count == 1 { "has" } else { "have" },
                self.few,
                told(downloads),
                names.join(", ")
            )
        })
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
/// numbers, and no wheel is condemned. Where few files of the release were fetched, none is rare.
pub fn wheel_use(counts: &Counts, files: &[ReleaseFile], few: f64) -> Option<WheelUse> {
    let by_file = counts.by(&[Dimension::File])?;
    let downloads: BTreeMap<&str, u64> = by_file
        .rows()
        .filter_map(|(key, downloads)| Some((key.first()?.text()?, downloads)))
        .collect();
    let names: Vec<String> = files.iter().map(|file| file.name.to_string()).collect();
    let of = |name: &str| downloads.get(name).copied().unwrap_or(0);
    let total = names.iter().fold(0_u64, |sum, name| sum.saturating_add(of(name)));
    let enough = in_percent(few, total) >= LEAST;
    let rows = files.iter().zip(&names).map(|(file, name)| {
        let downloads = of(name);
        let share = percent(downloads, total);
        let kind = clean::kind(name);
        let rare = kind != Some("sdist") && enough && share < few;
        FileUse { name: name.clone(), kind, downloads, percent: share, size: file.size, rare }
    });
    let mut rows: Vec<FileUse> = rows.collect();
    rows.sort_by(|a, b| (a.downloads, &a.name).cmp(&(b.downloads, &b.name)));
    let others = by_file.total().saturating_sub(total);
    Some(WheelUse { total, others, files: rows, few, enough })
}

/// So many of a hundred.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn in_percent(percent: f64, whole: u64) -> f64 {
    whole as f64 * percent / 100.0
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
        files[0].size = Some(7 << 20);
        let sized = wheel_use(&counts, &files, 1.0).unwrap();
        assert_eq!(sized.rare_sum(), (1, 1, Some(7 << 20)));
        insta::assert_snapshot!(sized.sentence().unwrap(), @"1 wheel of the newest release has less than 1 % of its downloads each (1 download and 7.0 MB together): a-1-cp39-abi3-win32.whl");
        let few = wheel_use(&counts, &files, 0.9).unwrap();
        assert!(!few.enough && few.rare().count() == 0);
        insta::assert_snapshot!(few.sentence().unwrap(), @"1000 downloads of the newest release's files: too few to tell which wheels are rarely fetched");
        let nothing = wheel_use(&Counts::new(vec![Dimension::File]), &files, 1.0).unwrap();
        assert_eq!(nothing.rare().count(), 0);
        assert_eq!(wheel_use(&Counts::new(vec![Dimension::Kind]), &files, 1.0), None);
    }
}
