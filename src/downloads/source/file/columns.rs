//! What columns are called: in PyPI's table, nested or flattened, in pypinfo's results, in
//! aggregates that people make of them.

use crate::downloads::{Dimension, aggregate::MOST_PARTS};

/// A column that relkit reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub(super) enum Field {
    Time,
    Project,
    File,
    Version,
    Installer,
    Python,
    Ci,
    Distro,
    DistroVersion,
    Libc,
    LibcVersion,
    System,
    SystemRelease,
    Cpu,
    Kind,
    Downloads,
    /// What pypistats.org tells apart, see the document's `type`
    Category,
    /// Which tool counted, in tables that people keep of several
    Source,
}

/// How many there are.
pub(super) const FIELDS: usize = Field::Source as usize + 1;

/// The names of each field, the one to be preferred first; `.` and `__` are written `_`.
///
/// Sources: the table in PyPI's documentation, "`BigQuery` datasets"; the names of pypinfo's fields;
/// the public tables of `ClickHouse`.
const NAMES: [(Field, &[&str]); FIELDS] = [
    (
        Field::Time,
        &[
            "timestamp",
            "day",
            "date",
            "download_date",
            "month",
            "download_month",
            "year",
            "download_year",
        ],
    ),
    (Field::Project, &["project", "file_project", "package"]),
    (Field::File, &["file_filename", "filename", "file"]),
    (Field::Version, &["file_version", "version"]),
    (Field::Installer, &["details_installer_name", "installer_name", "installer"]),
    (Field::Python, &["details_python", "python", "python_version", "python_minor"]),
    (Field::Ci, &["details_ci", "ci"]),
    (Field::Distro, &["details_distro_name", "distro_name", "distro"]),
    (Field::DistroVersion, &["details_distro_version", "distro_version"]),
    (Field::Libc, &["details_distro_libc_lib", "distro_libc_lib", "libc_name", "libc_lib", "libc"]),
    (Field::LibcVersion, &["details_distro_libc_version", "distro_libc_version", "libc_version"]),
    (Field::System, &["details_system_name", "system_name", "system"]),
    (Field::SystemRelease, &["details_system_release", "system_release"]),
    (Field::Cpu, &["details_cpu", "cpu"]),
    (Field::Kind, &["kind"]),
    (
        Field::Downloads,
        &["download_count", "downloads", "num_downloads", "count", "count()", "sum(count)"],
    ),
    (Field::Category, &["category"]),
    (Field::Source, &["source"]),
];

/// The names of [`Field::Time`] from this rank on are of months, or of years.
const MONTHS_FROM: usize = 4;

impl Field {
    /// The name that PyPI's table gives it, for messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Time => "timestamp",
            Self::Project => "project",
            Self::File => "file.filename",
            Self::Version => "file.version",
            Self::Installer => "details.installer.name",
            Self::Python => "details.python",
            Self::Ci => "details.ci",
            Self::Distro => "details.distro.name",
            Self::DistroVersion => "details.distro.version",
            Self::Libc => "details.distro.libc.lib",
            Self::LibcVersion => "details.distro.libc.version",
            Self::System => "details.system.name",
            Self::SystemRelease => "details.system.release",
            Self::Cpu => "details.cpu",
            Self::Kind => "kind",
            Self::Downloads => "downloads",
            Self::Category => "category",
            Self::Source => "source",
        }
    }

    /// The field of a column and how good its name is, 0 the best. `path` has its parts joined by
    /// `.` or `_`.
    pub(super) fn of(path: &str) -> Option<(Self, usize)> {
        if path.len() > 64 {
            return None;
        }
        let path = path.trim().to_ascii_lowercase().replace(['.', '-'], "_").replace("__", "_");
        NAMES
            .iter()
            .find_map(|(field, names)| Some((*field, names.iter().position(|name| *name == path)?)))
    }

    /// Whether a column of this field and rank has months by its name, whatever day it writes.
    pub(super) fn is_monthly(self, rank: usize) -> bool {
        self == Self::Time && rank >= MONTHS_FROM
    }

    /// The columns whose raw texts make a value: see [`clean::value`](crate::downloads::clean).
    pub(super) fn parts(dimension: Dimension) -> &'static [Self] {
        match dimension {
            Dimension::Day => &[Self::Time],
            Dimension::Version => &[Self::Version],
            Dimension::Python => &[Self::Python],
            Dimension::System => &[Self::System],
            Dimension::SystemRelease => &[Self::SystemRelease, Self::System, Self::DistroVersion],
            Dimension::Distro => &[Self::Distro, Self::DistroVersion],
            Dimension::Cpu => &[Self::Cpu],
            Dimension::Libc => &[Self::Libc],
            Dimension::LibcVersion => &[Self::LibcVersion, Self::Libc],
            Dimension::Installer => &[Self::Installer],
            Dimension::Ci => &[Self::Ci],
            Dimension::Kind => &[Self::File, Self::Kind],
            Dimension::File => &[Self::File],
        }
    }
}

const _: () = assert!(MOST_PARTS == 3);

/// Which columns there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fields(u32);

impl Fields {
    pub(super) fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as usize;
    }

    pub(super) fn has(self, field: Field) -> bool {
        self.0 & (1 << field as usize) != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a dimension can be told.
    pub(super) fn tell(self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Kind => self.has(Field::File) || self.has(Field::Kind),
            _ => Field::parts(dimension).first().is_some_and(|field| self.has(*field)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_knows_its_own_name() {
        for (at, (field, names)) in NAMES.iter().enumerate() {
            assert_eq!(*field as usize, at);
            assert_eq!(Field::of(field.name()).map(|(found, _)| found), Some(*field));
            for (rank, name) in names.iter().enumerate() {
                assert_eq!(Field::of(name), Some((*field, rank)), "{name} stands twice");
            }
        }
    }

    #[test]
    fn names_are_nested_or_flattened() {
        for name in ["details.installer.name", "details_installer_name", "Installer_Name"] {
            assert_eq!(Field::of(name).map(|(field, _)| field), Some(Field::Installer));
        }
        assert_eq!(Field::of("file.url"), None);
        let monthly = |name| Field::of(name).is_some_and(|(field, rank)| field.is_monthly(rank));
        assert!(monthly("month") && monthly("download_month") && !monthly("download_date"));
        assert_eq!(Field::of(&"x".repeat(1000)), None);
    }

    #[test]
    fn dimensions_need_their_first_part() {
        let mut fields = Fields::default();
        fields.insert(Field::Kind);
        fields.insert(Field::DistroVersion);
        assert!(fields.tell(Dimension::Kind) && !fields.tell(Dimension::File));
        assert!(!fields.tell(Dimension::Distro));
        for dimension in Dimension::ALL {
            assert!((1..=MOST_PARTS).contains(&Field::parts(*dimension).len()));
        }
    }
}
