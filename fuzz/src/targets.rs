//! What is fuzzed: functions of bytes that must answer, whatever the bytes are.
//!
//! Each gives what relkit said in short, which is how the driver knows that an input is of a new
//! kind. The suite of the package runs the same functions on `fuzz/regressions`.

use std::{collections::BTreeSet, io::Write, sync::OnceLock};

use flate2::{Compression, write::GzEncoder};
use relkit::{
    dist::{self, BinaryFormat, Contents, Dist, binary::Binary},
    model::{SdistName, SupportPolicy, WheelName},
    rules::{self, Beside, Context, RuleTables, Selection},
    tables::Tables,
};

use super::zip::{Entry, archive};

/// A target: its name, and the function.
pub(crate) type Target = (&'static str, fn(&[u8]) -> String);

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    ("elf", |bytes| native(BinaryFormat::Elf, bytes)),
    ("file_name", file_name),
    ("macho", |bytes| native(BinaryFormat::MachO, bytes)),
    ("metadata", metadata),
    ("pe", |bytes| native(BinaryFormat::Pe, bytes)),
    ("record", record),
    ("tar", tar),
    ("zip", zip),
];

/// What kinds of facts there are: the words outside of quotes, each once, without numbers and names.
/// What a reader has to say of a file that it cannot read stands in quotes, and counts.
fn native(format: BinaryFormat, bytes: &[u8]) -> String {
    let binary = Binary::read(format, bytes);
    let facts = format!("{binary:?}");
    let quoted = matches!(binary, Binary::Unread(_));
    let parts = facts.split('"').step_by(if quoted { 1 } else { 2 });
    let words = parts.flat_map(|part| part.split(|c: char| !c.is_alphabetic()));
    let kinds: BTreeSet<&str> = words.filter(|word| word.len() > 1).collect();
    // Empty lists and texts are facts of another kind than full ones.
    let empty = ["[]", "\"\"", "None", "false"].map(|what| facts.matches(what).count().min(20));
    format!("{kinds:?}{empty:?}")
}

fn file_name(bytes: &[u8]) -> String {
    let name = String::from_utf8_lossy(bytes);
    let wheel = name.parse::<WheelName>();
    let sdist = name.parse::<SdistName>();
    if let Ok(wheel) = &wheel {
        assert_eq!(wheel.to_string().parse::<WheelName>().as_ref(), Ok(wheel), "{name}");
    }
    let parsed = format!("{} {}", wheel.is_ok(), sdist.is_ok());
    // A path's last part is the name of the file; the empty wheel is only there to be named.
    parsed + &said(&format!("{}.whl", name.trim_end_matches(".whl")), &archive(&[]))
}

fn metadata(bytes: &[u8]) -> String {
    let of = |name: &str| Entry::stored(&format!("x-1.0.dist-info/{name}"), bytes);
    said("x-1.0-py3-none-any.whl", &archive(&["METADATA", "WHEEL", "entry_points.txt"].map(of)))
}

fn record(bytes: &[u8]) -> String {
    let entries = [Entry::stored("x.py", b"x"), Entry::stored("x-1.0.dist-info/RECORD", bytes)];
    said("x-1.0-py3-none-any.whl", &archive(&entries))
}

/// The bytes of a tar archive whose checksums are mended, or of a gzip file as they are.
fn tar(bytes: &[u8]) -> String {
    if bytes.starts_with(b"\x1f\x8b") {
        return said("x-1.0.tar.gz", bytes);
    }
    let mut tar = bytes.to_vec();
    for header in tar.chunks_exact_mut(512).filter(|block| block[257..262] == *b"ustar") {
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&tar).expect("a vector takes all");
    said("x-1.0.tar.gz", &gzip.finish().expect("a vector takes all"))
}

fn zip(bytes: &[u8]) -> String {
    said("x-1.0-py3-none-any.whl", bytes) + &said("x-1.0.zip", bytes)
}

/// Reads a file and runs every rule on it.
fn said(name: &str, bytes: &[u8]) -> String {
    match dist::read_bytes(name, bytes) {
        // Without the numbers, of which every input has others.
        Err(error) => error
            .cause
            .to_string()
            .split(|c: char| !c.is_alphabetic())
            .collect::<Vec<_>>()
            .join(" "),
        Ok(dist) => judged(dist),
    }
}

fn judged(dist: Dist) -> String {
    static TABLES: OnceLock<RuleTables> = OnceLock::new();
    let tables = TABLES
        .get_or_init(|| RuleTables::load(&Tables::embedded()).expect("the tables are tested"));
    let as_of = jiff::civil::date(2026, 11, 22);
    let (support, beside) = (&SupportPolicy::EndOfLife, &Beside::default());
    let context = Context { as_of, support, tables, beside };
    let odd: BTreeSet<String> = match &dist.contents {
        Contents::Wheel(wheel) => {
            wheel.structure.anomalies().iter().map(|odd| format!("{:?}", odd.oddity)).collect()
        }
        Contents::Sdist(_) | Contents::Listed(_) => BTreeSet::new(),
    };
    let found = rules::run(&[dist], &Selection::default(), &context);
    let codes: BTreeSet<String> =
        found.iter().map(|finding| format!("{}{}", finding.code, finding.level)).collect();
    format!("{odd:?}{codes:?}")
}
