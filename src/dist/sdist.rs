//! The facts of one source distribution.

use super::{Damage, Defect, Headers, Member, Metadata, Structure, archive::tar, limits};
use crate::model::{ParseError, SdistName};

/// A source distribution.
///
/// Rule: [source distribution format](https://packaging.python.org/en/latest/specifications/source-distribution-format/):
/// one top-level folder `{name}-{version}` with `pyproject.toml` and `PKG-INFO`.
#[derive(Debug)]
pub struct Sdist {
    /// The file name, taken apart
    pub name: Result<SdistName, ParseError>,
    /// All members in archive order, duplicates among them
    pub members: Vec<SourceMember>,
    /// The first parts of the members' paths, in order of appearance; no more than
    /// [`limits::DEFECTS`] are listed
    pub roots: Vec<String>,
    /// `{root}/PKG-INFO`
    pub pkg_info: Option<Metadata>,
    /// The text of `{root}/pyproject.toml`
    pub pyproject: Option<String>,
    /// What is wrong with the archive; lines have no meaning there and are 0
    pub defects: Vec<Defect>,
    /// How the stream around a tar archive is put together; all absent for a zip archive
    pub stream: TarStream,
    /// How a zip archive is put together; nothing odd for a tar archive
    pub structure: Structure,
}

/// What stands around and behind a gzipped tar archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TarStream {
    /// Where in the inflated bytes, behind the mark that ends the archive, the first byte is that
    /// is not zero
    pub after_end: Option<u64>,
    /// gzip streams one behind the other; one is usual
    pub gzip_streams: usize,
    /// Bytes behind the last gzip stream that are neither zero nor gzip
    pub gzip_garbage: u64,
    /// Inflated bytes, where they are out of all proportion: [`limits::is_bomb`]
    pub bomb: Option<u64>,
    /// Pax records that unpackers differ about, the first few
    pub pax: Vec<PaxOddity>,
    /// Its last bytes hold the end record of a zip archive
    pub is_zip: bool,
}

/// A record of a pax header that unpackers differ about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaxOddity {
    /// The member before which it stands; absent for a header of the whole archive
    pub member: Option<String>,
    /// What it is, as a clause
    pub what: String,
    /// Python goes on at another place than the header says, so that members are lost
    pub loses_members: bool,
}

/// A member of a source distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMember {
    /// The path inside the archive, as it is written there
    pub name: String,
    /// What it is
    pub kind: SourceKind,
    /// Bytes of content
    pub size: u64,
    /// Bytes of content by the header itself, where a pax record before it says otherwise
    pub header_size: Option<u64>,
    /// A file with holes, stored without them
    pub is_sparse: bool,
    /// Where a link points to, as written
    pub link: Option<String>,
}

/// What a member of a source distribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A regular file
    File,
    /// A folder
    Dir,
    /// A symbolic link
    Symlink,
    /// A hard link
    Hardlink,
    /// A device, a pipe, or what else tar can hold, by its type byte
    Other(u8),
}

impl Sdist {
    /// The folder whose files were read: `{name}-{version}` by the file name where there is such
    /// a one, else the first.
    pub fn root(&self) -> Option<&str> {
        let named = self.name.as_ref().ok().map(SdistName::stem);
        let root = self.roots.iter().find(|root| Some(root.as_str()) == named);
        root.or(self.roots.first()).map(String::as_str)
    }

    pub(super) fn from_tar(file_name: &str, contents: tar::Contents) -> Self {
        let sdist = Self::new(file_name, contents.members, contents.texts, Vec::new());
        Self { stream: contents.stream, ..sdist }
    }

    pub(super) fn from_zip(
        file_name: &str,
        members: Vec<Member>,
        texts: Vec<(usize, Vec<u8>)>,
        structure: Structure,
    ) -> Self {
        let damaged = members.iter().filter_map(|member| Some((member, member.damage.as_ref()?)));
        let what = |(member, damage): (&Member, &Damage)| format!("`{}`: {damage}", member.name);
        let defects = damaged
            .map(|damaged| Defect { line: 0, what: what(damaged) })
            .take(limits::DEFECTS)
            .collect();
        let source = |member: Member| SourceMember {
            kind: match (member.is_dir, member.is_symlink()) {
                (true, _) => SourceKind::Dir,
                (false, true) => SourceKind::Symlink,
                (false, false) => SourceKind::File,
            },
            name: member.name,
            size: member.size,
            header_size: None,
            is_sparse: false,
            link: None,
        };
        let members = members.into_iter().map(source).collect();
        Self { structure, ..Self::new(file_name, members, texts, defects) }
    }

    fn new(
        file_name: &str,
        members: Vec<SourceMember>,
        texts: Vec<(usize, Vec<u8>)>,
        defects: Vec<Defect>,
    ) -> Self {
        let mut roots: Vec<String> = Vec::new();
        for member in &members {
            let (root, _) = parts(&member.name);
            if roots.len() < limits::DEFECTS && !root.is_empty() && !roots.iter().any(|r| r == root)
            {
                roots.push(root.to_owned());
            }
        }
        let name = file_name.parse();
        let mut sdist = Self {
            name,
            members,
            roots,
            pkg_info: None,
            pyproject: None,
            defects,
            stream: TarStream::default(),
            structure: Structure::default(),
        };
        let root = sdist.root().unwrap_or_default().to_owned();
        // As with installers, which extract in order, the last of several wins.
        for (number, text) in texts {
            let Some(member) = sdist.members.get(number) else { continue };
            match parts(&member.name) {
                (top, "PKG-INFO") if top == root => {
                    let mut headers = Headers::parse(&text);
                    if member.size > limits::TEXT {
                        headers.cut();
                    }
                    sdist.pkg_info = Some(headers.into());
                }
                (top, "pyproject.toml") if top == root => {
                    sdist.pyproject = Some(String::from_utf8_lossy(&text).into_owned());
                }
                _ => {}
            }
        }
        sdist
    }
}

/// The first part of a path and the rest; `./` before it is tar's habit and means nothing.
fn parts(name: &str) -> (&str, &str) {
    let name = name.strip_prefix("./").unwrap_or(name);
    name.split_once('/').unwrap_or((name, ""))
}

/// Which texts to keep while members come by, when the roots are not all known yet.
pub(super) struct Texts {
    /// The root by the file name
    named: Option<String>,
    /// The root of the first member
    first: Option<String>,
    kept: usize,
}

impl Texts {
    /// A duplicate of a text is kept as well, up to so many.
    const MOST: usize = 8;

    pub(super) fn new(named: Option<String>) -> Self {
        Self { named, first: None, kept: 0 }
    }

    /// How many bytes to keep of a member's content.
    pub(super) fn keep(&mut self, name: &str) -> usize {
        let (top, file) = parts(name);
        if self.first.is_none() && !top.is_empty() {
            self.first = Some(top.to_owned());
        }
        let wanted = matches!(file, "PKG-INFO" | "pyproject.toml")
            && [&self.named, &self.first].iter().any(|root| root.as_deref() == Some(top));
        if !wanted || self.kept == Self::MOST {
            return 0;
        }
        self.kept += 1;
        usize::try_from(limits::TEXT).unwrap_or(usize::MAX)
    }
}
