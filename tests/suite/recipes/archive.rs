//! The zip archive.

use super::{Recipe, demo, only};
use crate::support::zip::{End, Entry, Fixed, archive};

pub(super) const RECIPES: &[Recipe] = &[
    only("ZIP001", |to| {
        let broken = |entries: &mut Vec<Entry>| entries[0].crc ^= 1;
        vec![demo().entries(broken).write(to)]
    }),
    only("ZIP002", |to| vec![demo().file("demo\\core.py", b"").write(to)]),
    only("ZIP003", |to| vec![demo().entries(|entries| entries.push(entries[0].clone())).write(to)]),
    only("ZIP004", |to| vec![demo().entries(|entries| entries[0].method = 12).write(to)]),
    only("ZIP005", |to| {
        vec![demo().entries(|entries| entries[0].local = |fixed| fixed.size += 1).write(to)]
    }),
    only("ZIP006", |to| {
        let trailing = b"\n".to_vec();
        vec![demo().end(End { trailing, ..End::default() }).write(to)]
    }),
    only("ZIP007", |to| {
        let stream = |entries: &mut Vec<Entry>| {
            let entry = &mut entries[0];
            entry.flags |= 1 << 3;
            entry.around[1] = descriptor(entry);
            entry.local = |fixed| (fixed.size, fixed.compressed, fixed.crc) = (0, 0, 0);
        };
        vec![demo().entries(stream).write(to)]
    }),
    only("ZIP008", |to| vec![demo().end(End { offset: Some(1), ..End::default() }).write(to)]),
    only("ZIP009", |to| {
        vec![demo().entries(|entries| entries[0].extras[0] = b"   ".to_vec()).write(to)]
    }),
    only("ZIP010", |to| {
        vec![demo().entries(|entries| entries[0].comment = b"from a tool".to_vec()).write(to)]
    }),
    only("ZIP011", |to| {
        vec![demo().file("demo/ä.py", b"").entries(|entries| entries[1].flags = 0).write(to)]
    }),
    only("ZIP012", |to| {
        let wheel = demo().file("demo/outer.bin", &outer()).file("demo/inner.py", b"inner");
        vec![wheel.entries(|entries| nest(entries)).write(to)]
    }),
    only("ZIP013", |to| vec![demo().file("demo/zeros.bin", &vec![0; 70 << 20]).write(to)]),
    only("ZIP014", |to| {
        vec![demo().file("demo/Data.py", b"a").file("demo/data.py", b"b").write(to)]
    }),
    only("ZIP015", |to| vec![demo().file("demo", b"a").write(to)]),
    only("ZIP016", |to| vec![demo().file("demo/aux.py", b"").write(to)]),
    only("ZIP017", |to| {
        let content = tar_header();
        let first = |entries: &mut Vec<Entry>| {
            entries[1] = Entry::stored("demo/a.py", &tar_header());
            entries.swap(0, 1);
        };
        vec![demo().file("demo/a.py", &content).entries(first).write(to)]
    }),
    // The zip crate counts members, Python does not.
    only("ZIP018", |to| vec![demo().end(End { members: Some(2), ..End::default() }).write(to)])
        .also(&["ZIP008"]),
    only("ZIP019", |to| vec![demo().entries(|entries| entries[0].flags |= 1 << 5).write(to)]),
    only("ZIP020", |to| {
        let folder = |entries: &mut Vec<Entry>| entries.insert(0, Entry::stored("demo/", b"x"));
        vec![demo().entries(folder).write(to)]
    }),
];

/// A content in which another member lies, header and all.
fn outer() -> Vec<u8> {
    let inner = archive(&[Entry::stored("demo/inner.py", b"inner")]);
    let directory = inner.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    [b"outer", &inner[..directory]].concat()
}

/// The first member ends within itself, by its own size it holds the second.
fn nest(entries: &mut [Entry]) {
    let all: fn(&mut Fixed) = |fixed| fixed.compressed = fixed.size;
    let data = b"outer".to_vec();
    entries[1] =
        Entry { data, local: all, central: all, ..Entry::stored("demo/outer.bin", &outer()) };
    entries[2] = Entry::stored("demo/inner.py", b"inner");
}

/// The content of a member `demo/a.py` that makes the start of the archive a tar header: its
/// checksum covers the member's own CRC-32, so that a content is searched for that fits.
fn tar_header() -> Vec<u8> {
    let start = 30 + "demo/a.py".len();
    for number in 0..100_000_u32 {
        let mut content = format!("# {number:<600}\n").into_bytes();
        let mut sum = 0;
        for _ in 0..2 {
            content[148 - start..156 - start].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            let mut head = archive(&[Entry::stored("demo/a.py", &content)]);
            head[148..156].fill(b' ');
            let found = head[..512].iter().map(|&byte| u32::from(byte)).sum();
            if sum == found {
                return content;
            }
            sum = found;
        }
    }
    panic!("no content fits");
}

/// CRC-32 and sizes behind the content.
pub(crate) fn descriptor(entry: &Entry) -> Vec<u8> {
    let size = |size: usize| u32::try_from(size).unwrap().to_le_bytes();
    let size_of = usize::try_from(entry.size).unwrap();
    [*b"PK\x07\x08", entry.crc.to_le_bytes(), size(entry.data.len()), size(size_of)].concat()
}
