//! Package indexes and lists of files: what a release consists of.
//!
//! A [`Release`] comes from an index ([`Index`]) or from a list that somebody has ([`listing`]).
//! Reading never judges: names that are none of wheels or source distributions are kept apart.

mod client;
mod digest;
mod entry;
mod error;
pub mod fetch;
mod html;
mod json;
pub mod listing;
mod page;
mod release;
mod source;
mod unread;
mod versions;

pub use client::Index;
pub use digest::Digest;
pub use error::IndexError;
pub use page::Page;
pub use release::Release;
pub use source::{MetadataBeside, Source};
pub use versions::versions;

/// Files of one project on an index, or names in one list. The largest projects have some tens of
/// thousands.
pub const FILES: usize = 200_000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Pages, lists and names come from anywhere.
        #[test]
        fn no_input_panics(text in "[-._/#?%<>\"'=a-z0-9é \u{0}\n]{0,80}|(<a href=.{0,20}>?)*") {
            let _ = html::read(text.as_bytes());
            let _ = json::read(text.as_bytes());
            let _ = unread::is_of(&text, &"a".parse().unwrap(), &"1".parse().unwrap());
        }
    }
}
