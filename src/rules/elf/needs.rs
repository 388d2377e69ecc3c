//! What the files of a wheel need, and since which policy systems have it.

use std::cmp::Reverse;

use super::view::{View, is_loader, is_python};
use crate::tables::{Libc, LibcVersion, Manylinux, Policy};

/// One thing that one file needs of the system.
pub(super) struct Need<'a> {
    /// The file
    pub(super) member: &'a str,
    /// The library that has it
    pub(super) library: &'a str,
    /// What it is
    pub(super) what: What<'a>,
    /// The first version of the C library whose systems have it
    pub(super) since: Since,
}

/// What is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// A version of a symbol of the C library. Ex) `GLIBC_2.34`
    Glibc(&'a str),
    /// A version of a symbol of another library. Ex) `GLIBCXX_3.4.30`
    Version(&'a str),
    /// The library itself
    Library,
    /// A symbol that not every such library has
    Symbol(&'a str),
    /// A level of x86-64
    Isa(u8),
}

/// Since when systems have something; the greatest is the hardest to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Since {
    Version(LibcVersion),
    Never,
}

/// Everything that the files of a view need of systems with this C library.
pub(super) fn needs<'a>(view: &View<'a>, libc: Libc, table: &Manylinux) -> Vec<Need<'a>> {
    let mut needs = Vec::new();
    for &(member, elf) in &view.files {
        let member = member.name.as_str();
        let mut push = |library, what, since| needs.push(Need { member, library, what, since });
        for need in &elf.versions {
            let library = need.library.as_str();
            // A library that the wheel brings has what its users were linked with.
            if libc != Libc::Glibc || is_loader(library) || view.shipped.contains(library) {
                continue;
            }
            for version in &need.versions {
                let Some(since) = version_since(view, version, table) else { continue };
                let of_libc = version.starts_with("GLIBC_");
                let what = if of_libc { What::Glibc(version) } else { What::Version(version) };
                push(library, what, since);
            }
        }
        for library in &elf.needed {
            let skip = is_loader(library) || is_python(library) || super::view::is_musl(library);
            if skip || view.shipped.contains(library.as_str()) {
                continue;
            }
            let since = table.library_since(libc, library).map_or(Since::Never, Since::Version);
            push(library, What::Library, since);
        }
        for symbol in &elf.undefined {
            if let Some(since) = table.forbidden(libc, "libz.so.1", symbol)
                && !view.shipped.contains("libz.so.1")
            {
                push("libz.so.1", What::Symbol(symbol), since.map_or(Since::Never, Since::Version));
            }
        }
        if let Some(level) = elf.isa_level {
            push("", What::Isa(level), Since::Never);
        }
    }
    needs
}

/// Of what a view needs, the things of one kind that systems with the promised C library lack: the
/// hardest to have first.
pub(super) fn beyond<'a>(
    view: &View<'a>,
    promised: LibcVersion,
    table: &Manylinux,
    is_kind: impl Fn(What<'a>) -> bool,
) -> Vec<Need<'a>> {
    let mut needs = needs(view, Libc::Glibc, table);
    needs.retain(|need| is_kind(need.what) && need.since > Since::Version(promised));
    needs.sort_by_key(|need| (Reverse(need.since), need.member));
    needs
}

/// `None` where the table says nothing of such versions.
fn version_since(view: &View<'_>, version: &str, table: &Manylinux) -> Option<Since> {
    // PEP 600 gives glibc's own versions a meaning without any table.
    let own = version.strip_prefix("GLIBC_").and_then(|rest| {
        let mut numbers = rest.split('.');
        let (major, minor) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
        Some(LibcVersion(major, minor))
    });
    if let Some(version) = own {
        return Some(Since::Version(version));
    }
    match table.symbol_since(view.arch, version) {
        Some(Some(since)) => Some(Since::Version(since)),
        None => Some(Since::Never),
        Some(None) => None,
    }
}

/// The lowest policy that has all of it: auditwheel's verdict. `None` where none has.
pub(super) fn lowest<'t>(
    view: &View<'_>,
    libc: Libc,
    needs: &[Need<'_>],
    table: &'t Manylinux,
) -> Option<&'t Policy> {
    let floor = needs.iter().map(|need| need.since).max();
    table
        .policies(libc, view.arch)
        .find(|policy| floor.is_none_or(|floor| floor <= Since::Version(policy.version)))
}

/// The lowest policy that has what one need is, as a tag. Ex) `manylinux_2_34_x86_64`
pub(super) fn tag(view: &View<'_>, libc: Libc, since: Since, table: &Manylinux) -> Option<String> {
    let Since::Version(version) = since else { return None };
    let first = table.policies(libc, view.arch).find(|policy| policy.version >= version);
    Some(view.tag(libc, first.map_or(version, |policy| policy.version)))
}
