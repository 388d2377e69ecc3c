//! Source distributions.

use tar::EntryType;

use super::{Recipe, demo, only, sdist};
use crate::support::wheel::{gzip, member};

pub(super) const RECIPES: &[Recipe] = &[
    only("SDI001", |to| vec![sdist().root("demo").write(to)]),
    only("SDI002", |to| vec![sdist().without("PKG-INFO").write(to)]),
    only("SDI003", |to| vec![sdist().without("pyproject.toml").write(to)]),
    // A damaged tar archive cannot be opened at all; the older zip archives can, and have a name
    // that PyPI does not take any more.
    only("SDI004", |to| vec![sdist().write_zip(to)]).also(&["NAM006"]),
    only("SDI005", |to| vec![sdist().link("vendor", "../../vendor").write(to)]),
    only("SDI006", |to| {
        let sparse = |tar: &mut _| {
            pax(tar, "22 GNU.sparse.major=1\n");
            member(tar, EntryType::Regular, "demo-1.0/image", "", b"1\n0\n");
        };
        vec![sdist().more(sparse).write(to)]
    }),
    only("SDI007", |to| {
        let two = |tar: &mut _| {
            pax(tar, "12 size=512\n");
            let mut header = tar::Header::new_ustar();
            header.set_path("demo-1.0/inner.tar").unwrap();
            header.set_mode(0o644);
            header.set_size(0);
            header.set_cksum();
            tar::Builder::append(tar, &header, &[b'x'; 512][..]).unwrap();
        };
        vec![sdist().more(two).write(to)]
    }),
    only("SDI008", |to| {
        let twice =
            |tar: &mut _| member(tar, EntryType::Regular, "demo-1.0/pyproject.toml", "", b"");
        vec![sdist().more(twice).write(to)]
    })
    // The second one is empty.
    .also(&["SDI017"]),
    only("SDI009", |to| {
        let joined = |bytes: Vec<u8>| [bytes, gzip(&[0; 512])].concat();
        vec![sdist().gzip(joined).write(to)]
    }),
    only("SDI010", |to| {
        let link =
            |tar: &mut _| member(tar, EntryType::Link, "demo-1.0/a.py", "demo-1.0/b.py", b"");
        vec![sdist().more(link).write(to)]
    }),
    // The zip archive is behind the gzip stream, where it is garbage as well.
    only("SDI011", |to| {
        let joined = |bytes: Vec<u8>| [bytes, b"PK\x05\x06".to_vec(), vec![0; 18]].concat();
        vec![sdist().gzip(joined).write(to)]
    })
    .also(&["SDI009"]),
    only("SDI012", |to| vec![sdist().file("Data.py", b"a").file("data.py", b"b").write(to)]),
    only("SDI013", |to| vec![sdist().file("tests/aux.c", b"").write(to)]),
    only("SDI014", |to| {
        let behind = |tar: &mut _| {
            member(tar, EntryType::Symlink, "demo-1.0/link", "src", b"");
            member(tar, EntryType::Regular, "demo-1.0/link/a.py", "", b"");
        };
        vec![sdist().more(behind).write(to)]
    }),
    only("SDI015", |to| {
        let global = |tar: &mut _| {
            member(tar, EntryType::XGlobalHeader, "pax_global_header", "", b"19 path=demo-1.0/a\n");
        };
        vec![sdist().more(global).write(to)]
    }),
    only("SDI016", |to| vec![demo().field("Summary", "one").write(to), sdist().write(to)]),
    only("SDI017", |to| vec![sdist().file("pyproject.toml", b"[build-system]\n").write(to)]),
    only("SDI018", |to| vec![sdist().file("zeros.bin", &vec![0; 70 << 20]).write(to)]),
];

/// A pax header for the member that follows.
fn pax(tar: &mut crate::support::wheel::Tar, record: &str) {
    member(tar, EntryType::XHeader, "PaxHeaders/x", "", record.as_bytes());
}
