//! Every bound on what relkit reads from distributions, in one place.
//!
//! They stand far above what real files need, and so low that any one input stays under 300 MB of
//! memory: content is streamed through [`BUFFER`], directories and texts are held.

/// Members of one archive. The largest wheels known hold about 20 000.
pub const MEMBERS: u64 = 200_000;

/// Members of all archives read together.
pub const RUN_MEMBERS: u64 = 600_000;

/// Bytes of one zip archive's central directory, which holds the names.
pub const DIRECTORY: u64 = 48 << 20;

/// Bytes of the names of all archives read together.
pub const RUN_NAMES: u64 = 96 << 20;

/// Bytes of `METADATA`, `WHEEL`, `entry_points.txt`, `PKG-INFO`, `pyproject.toml`. What is behind
/// is not read, and said to be so.
pub const TEXT: u64 = 4 << 20;

/// Bytes of `RECORD`: about 150 a member.
pub const RECORD: u64 = 32 << 20;

/// Bytes of a bill of materials. Those that auditwheel writes have some kilobytes.
pub const SBOM: usize = 1 << 20;

/// Bills of materials of one wheel that are read.
pub const SBOMS: usize = 8;

/// Bytes of the beginning of a script or a key: a first line has 127 at most on Linux.
pub const HEAD: usize = 256;

/// Scripts and keys of one wheel whose beginning is read.
pub const HEADS: usize = 64;

/// Bytes of all texts read together.
pub const RUN_TEXT: u64 = 128 << 20;

/// Fields of one metadata file. Real ones have a few hundred at most.
pub const FIELDS: usize = 5_000;

/// Rows of `RECORD` beyond the number of members.
pub const EXTRA_ROWS: usize = 10_000;

/// Defects listed of one text.
pub const DEFECTS: usize = 50;

/// An archive may declare this many bytes whatever its size is …
///
/// Source of both: the package index refuses a zip archive that inflates to more than 64 MiB and to more than
/// 50 times its own size.
pub const INFLATED: u64 = 64 << 20;

/// … and this many times its own size.
pub const RATIO: u64 = 50;

/// A gzipped tar archive that inflates out of proportion is read up to here: some seconds.
pub const TAR_INFLATED: u64 = 2 << 30;

/// Bytes of one tar header with its extensions: long names and pax records.
pub const TAR_HEADER: u64 = 1 << 20;

/// Bytes of buffers for native code that all threads keep from one file to the next.
pub const RETAINED: usize = 64 << 20;

/// Bytes of one native file that is read, and of all that are held at one moment.
pub const BINARY: u64 = 256 << 20;

/// Symbols of the C API kept of one native file; `CPython` itself has about 2 500.
pub const SYMBOLS: usize = 5_000;

/// Libraries that one native file needs; the most known are about 150.
pub const LIBRARIES: usize = 1_000;

/// Versions of symbols that one native file needs.
pub const VERSIONS: usize = 2_000;

/// Sections looked at in one native file.
pub const SECTIONS: usize = 100_000;

/// Bytes of one name in a native file: of a symbol, a library, a path.
pub const NAME: usize = 512;

/// Bytes of one path in a native file.
pub const PATH: usize = 1_024;

/// The buffer that content is inflated into, one a thread.
pub const BUFFER: usize = 256 << 10;

/// Bytes of a member that is inflated at once; a larger one is streamed, and held only where it is
/// native code.
pub const AT_ONCE: u64 = 128 << 20;

/// Bytes of mapped files that may be resident before their pages are given back.
pub const RESIDENT: u64 = 64 << 20;

/// Whether an archive of `size` bytes that declares `inflated` bytes of content is a bomb.
pub fn is_bomb(size: u64, inflated: u64) -> bool {
    inflated > INFLATED && inflated > size.saturating_mul(RATIO)
}
