//! Gzipped tar archives, read as a stream from start to end.

use std::{
    cell::{Cell, RefCell},
    io::{self, Read},
    rc::Rc,
};

use flate2::bufread::GzDecoder;
use tar::EntryType;

use super::{end, pax, sniff};
use crate::dist::{Cause, SourceKind, SourceMember, TarStream, limits};

/// How a gzip stream begins.
const GZIP: &[u8] = b"\x1f\x8b";

/// The members of an archive, and the texts that were asked for.
#[derive(Debug, Default)]
pub(in crate::dist) struct Contents {
    pub(in crate::dist) members: Vec<SourceMember>,
    /// The number of a member, and the start of its content
    pub(in crate::dist) texts: Vec<(usize, Vec<u8>)>,
    pub(in crate::dist) stream: TarStream,
}

/// Reads an archive to its end.
///
/// `keep` says how many bytes of a member's content to keep, or refuses to go on; `read` is told
/// how many compressed bytes were read.
pub(in crate::dist) fn read(
    bytes: &[u8],
    mut keep: impl FnMut(&SourceMember) -> Result<usize, Cause>,
    read: impl FnMut(u64),
) -> Result<Contents, Cause> {
    if !bytes.starts_with(GZIP) {
        return Err(Cause::Kind { wanted: "gzip file", found: sniff::file_kind(bytes) });
    }
    let state = Rc::new(State::default());
    state.allow(limits::TAR_HEADER);
    let meter = Meter {
        gzip: GzDecoder::new(bytes),
        size: bytes.len() as u64,
        state: Rc::clone(&state),
        read,
    };
    let mut archive = tar::Archive::new(meter);
    let mut contents = Contents::default();
    let mut odd = Vec::new();
    let fail = |error: io::Error| state.cause(&error);
    for entry in archive.entries().map_err(fail)? {
        let mut entry = entry.map_err(fail)?;
        let on_disk = match entry.header().entry_type() {
            EntryType::GNUSparse => entry.header().entry_size().map_err(fail)?,
            _ => entry.size(),
        };
        state.allow(on_disk.saturating_add(limits::TAR_HEADER));
        // The settings of a whole archive, which `git archive` writes: no member to any unpacker.
        if entry.header().entry_type() == EntryType::XGlobalHeader {
            let mut text = Vec::new();
            entry.by_ref().take(limits::TAR_HEADER).read_to_end(&mut text).map_err(fail)?;
            pax::global(&text, &mut odd);
            continue;
        }
        let header_size = entry.header().entry_size().map_err(fail)?;
        let found = SourceMember {
            name: String::from_utf8_lossy(&entry.path_bytes()).into_owned(),
            kind: kind(entry.header().entry_type()),
            size: entry.size(),
            header_size: (header_size != on_disk).then_some(header_size),
            is_sparse: is_sparse(&mut entry).map_err(fail)?,
            link: entry.link_name_bytes().map(|link| String::from_utf8_lossy(&link).into_owned()),
        };
        if let Some(records) = entry.pax_extensions().map_err(fail)? {
            pax::numbers(records, &found.name, &mut odd);
        }
        if contents.members.len() as u64 >= limits::MEMBERS {
            return Err(Cause::Members { members: limits::MEMBERS + 1 });
        }
        let limit = keep(&found)? as u64;
        if limit > 0 && found.kind == SourceKind::File {
            let mut text = Vec::new();
            entry.by_ref().take(limit).read_to_end(&mut text).map_err(fail)?;
            contents.texts.push((contents.members.len(), text));
        }
        contents.members.push(found);
    }
    // tar stops at its end mark; what is behind must be sound too, for gzip's checksum is there.
    state.allow(u64::MAX);
    contents.stream = TarStream {
        after_end: first_behind(&mut archive.into_inner(), &state).map_err(fail)?,
        gzip_streams: state.streams.get() + 1,
        gzip_garbage: state.garbage.get(),
        is_zip: end::is_zip(bytes),
        bomb: Some(state.inflated.get()).filter(|&all| limits::is_bomb(bytes.len() as u64, all)),
        pax: odd,
    };
    Ok(contents)
}

/// Reads to the end; gives the place of the first byte that is no padding.
fn first_behind(rest: &mut impl Read, state: &State) -> io::Result<Option<u64>> {
    let mut buffer = vec![0; limits::BUFFER];
    let mut first = None;
    loop {
        let before = state.inflated.get();
        let made = rest.read(&mut buffer)?;
        if made == 0 {
            return Ok(first);
        }
        let offset = || buffer[..made].iter().position(|&byte| byte != 0);
        first = first.or_else(|| Some(before + offset()? as u64));
    }
}

/// A file with holes: GNU's own type, or the `GNU.sparse` keys of a pax header.
fn is_sparse<R: Read>(entry: &mut tar::Entry<'_, R>) -> io::Result<bool> {
    if entry.header().entry_type() == EntryType::GNUSparse {
        return Ok(true);
    }
    let Some(extensions) = entry.pax_extensions()? else { return Ok(false) };
    Ok(extensions.flatten().any(|extension| extension.key_bytes().starts_with(b"GNU.sparse.")))
}

fn kind(entry_type: EntryType) -> SourceKind {
    match entry_type {
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => SourceKind::File,
        EntryType::Directory => SourceKind::Dir,
        EntryType::Symlink => SourceKind::Symlink,
        EntryType::Link => SourceKind::Hardlink,
        other => SourceKind::Other(other.as_byte()),
    }
}

/// The tar crate's reason, fit to be shown: it quotes raw bytes of the archive.
fn clause(why: &str) -> String {
    let why = why.split(" when ").next().unwrap_or(why);
    why.chars().take(100).flat_map(char::escape_debug).collect()
}

/// What the meter tells the reader of the archive, which owns it.
#[derive(Debug, Default)]
struct State {
    inflated: Cell<u64>,
    /// `inflated` may grow up to here; bounds what the tar crate gathers for one header
    allowed: Cell<u64>,
    cause: RefCell<Option<Cause>>,
    /// gzip streams behind the first
    streams: Cell<usize>,
    /// Bytes behind the last gzip stream, which are no gzip
    garbage: Cell<u64>,
}

impl State {
    fn allow(&self, more: u64) {
        self.allowed.set(self.inflated.get().saturating_add(more));
    }

    /// Why reading failed: what the meter noted, or else what the tar crate says.
    fn cause(&self, error: &io::Error) -> Cause {
        self.cause.take().unwrap_or_else(|| Cause::Tar {
            after: self.inflated.get(),
            why: clause(&error.to_string()),
        })
    }

    fn refuse(&self, cause: Cause) -> io::Error {
        self.cause.replace(Some(cause));
        io::Error::other("refused")
    }
}

/// Inflates, counts, and stops where a bound is passed.
struct Meter<'a, F> {
    gzip: GzDecoder<&'a [u8]>,
    size: u64,
    state: Rc<State>,
    read: F,
}

impl<F: FnMut(u64)> Read for Meter<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let before = self.gzip.get_ref().len();
        let made = loop {
            let made = self.gzip.read(buffer).map_err(|error| {
                let cut_short = error.kind() == io::ErrorKind::UnexpectedEof;
                self.state.refuse(Cause::Gzip { cut_short, after: self.state.inflated.get() })
            })?;
            // Behind the stream there may be another one, or padding, as Python's gzip has it.
            let rest: &[u8] = self.gzip.get_ref();
            if made > 0 || buffer.is_empty() || rest.iter().all(|&byte| byte == 0) {
                break made;
            }
            if !rest.starts_with(GZIP) {
                self.state.garbage.set(rest.len() as u64);
                break made;
            }
            self.state.streams.set(self.state.streams.get() + 1);
            self.gzip = GzDecoder::new(rest);
        };
        (self.read)((before - self.gzip.get_ref().len()) as u64);
        let inflated = self.state.inflated.get() + made as u64;
        self.state.inflated.set(inflated);
        if inflated > limits::TAR_INFLATED && limits::is_bomb(self.size, inflated) {
            return Err(self.state.refuse(Cause::Bomb { size: self.size, inflated }));
        }
        if inflated > self.state.allowed.get() {
            let why = format!("a header of more than {} bytes", limits::TAR_HEADER);
            return Err(self.state.refuse(Cause::Tar { after: inflated, why }));
        }
        Ok(made)
    }
}
