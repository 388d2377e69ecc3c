//! Core metadata: a typed view over the fields, each still as text with its line.

use super::{Field, Headers};

/// `METADATA` of a wheel, `PKG-INFO` of a source distribution.
///
/// Rule: [core metadata](https://packaging.python.org/en/latest/specifications/core-metadata/)
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// All fields, as written, and the body
    pub headers: Headers,
}

/// Declares one accessor a field: `one` takes the first, `many` takes all.
macro_rules! fields {
    ($($(#[$doc:meta])* $kind:ident $name:ident = $spelling:literal,)+) => {
        impl Metadata {
            $(fields!(@ $kind $(#[$doc])* $name $spelling);)+
        }
    };
    (@ one $(#[$doc:meta])* $name:ident $spelling:literal) => {
        $(#[$doc])*
        #[doc = concat!("`", $spelling, "`; the first where there are several")]
        pub fn $name(&self) -> Option<&Field> {
            self.headers.get($spelling)
        }
    };
    (@ many $(#[$doc:meta])* $name:ident $spelling:literal) => {
        $(#[$doc])*
        #[doc = concat!("every `", $spelling, "`")]
        pub fn $name(&self) -> impl Iterator<Item = &Field> {
            self.headers.all($spelling)
        }
    };
}

fields! {
    one metadata_version = "Metadata-Version",
    one name = "Name",
    one version = "Version",
    one summary = "Summary",
    one requires_python = "Requires-Python",
    one description_content_type = "Description-Content-Type",
    one license = "License",
    one license_expression = "License-Expression",
    many license_files = "License-File",
    many classifiers = "Classifier",
    many platforms = "Platform",
    many requires_dist = "Requires-Dist",
    many provides_extra = "Provides-Extra",
    many project_urls = "Project-URL",
    many dynamic = "Dynamic",
    many import_names = "Import-Name",
    many import_namespaces = "Import-Namespace",
}

impl Metadata {
    /// The description: the body, or the `Description` field of older files.
    pub fn description(&self) -> Option<&str> {
        let field = || self.headers.get("Description").map(|field| field.value.as_str());
        self.headers.body.as_deref().or_else(field)
    }
}

impl From<Headers> for Metadata {
    fn from(headers: Headers) -> Self {
        Self { headers }
    }
}
