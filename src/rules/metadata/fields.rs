//! The fields of the core metadata specification.

/// One field.
pub(super) struct Known {
    /// As the specification spells it
    pub(super) name: &'static str,
    /// The version of the format that introduced it
    pub(super) since: (u32, u32),
    /// Whether it may stand several times
    pub(super) many: bool,
}

const fn one(name: &'static str, since: (u32, u32)) -> Known {
    Known { name, since, many: false }
}

const fn many(name: &'static str, since: (u32, u32)) -> Known {
    Known { name, since, many: true }
}

/// Every field, by version; 2.0 never was, 2.3 and 2.6 brought none.
pub(super) static FIELDS: [Known; 32] = [
    one("Metadata-Version", (1, 0)),
    one("Name", (1, 0)),
    one("Version", (1, 0)),
    many("Platform", (1, 0)),
    one("Summary", (1, 0)),
    one("Description", (1, 0)),
    one("Keywords", (1, 0)),
    one("Home-page", (1, 0)),
    one("Author", (1, 0)),
    one("Author-email", (1, 0)),
    one("License", (1, 0)),
    many("Supported-Platform", (1, 1)),
    one("Download-URL", (1, 1)),
    many("Classifier", (1, 1)),
    many("Requires", (1, 1)),
    many("Provides", (1, 1)),
    many("Obsoletes", (1, 1)),
    one("Maintainer", (1, 2)),
    one("Maintainer-email", (1, 2)),
    many("Requires-Dist", (1, 2)),
    many("Provides-Dist", (1, 2)),
    many("Obsoletes-Dist", (1, 2)),
    one("Requires-Python", (1, 2)),
    many("Requires-External", (1, 2)),
    many("Project-URL", (1, 2)),
    one("Description-Content-Type", (2, 1)),
    many("Provides-Extra", (2, 1)),
    many("Dynamic", (2, 2)),
    one("License-Expression", (2, 4)),
    many(LICENSE_FILE, (2, 4)),
    many("Import-Name", (2, 5)),
    many("Import-Namespace", (2, 5)),
];

/// Before 2.4 the field was setuptools' own, and means something else.
pub(super) const LICENSE_FILE: &str = "License-File";

/// The field of a name in any case.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}
