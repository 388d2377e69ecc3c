//! What the driver starts from: small inputs that hold what a format can hold.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use super::{
    elf::Elf,
    zip::{End, Entry, archive, archive_with, extra, unicode_path},
};

/// Larger files are mutated too thinly, and the driver keeps no more of an input.
const LARGEST: u64 = 1 << 16;
/// Real files at most: the rest is more of the same.
const REAL: usize = 60;

/// The first inputs of a target.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "elf" => elves(),
        "macho" => vec![
            [&b"\xcf\xfa\xed\xfe\x0c\0\0\x01\0\0\0\0\x06\0\0\0\x02\0\0\0\x30\0\0\0"[..], &[0; 200]].concat(),
            [&b"\xca\xfe\xba\xbe\0\0\0\x01\x01\0\0\x0c\0\0\0\0\0\0\0\x20\0\0\0\x40"[..], &[0; 200]].concat(),
        ],
        "pe" => {
            let mut pe = vec![0; 1024];
            pe[..2].copy_from_slice(b"MZ");
            pe[0x3c] = 0x80;
            pe[0x80..0x98].copy_from_slice(b"PE\0\0\x64\x86\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\0\x22\x20");
            pe[0x98..0x9a].copy_from_slice(b"\x0b\x02");
            vec![pe]
        }
        "file_name" => names(),
        "metadata" => metadata(),
        "record" => vec![
            b"x.py,sha256=LXEWQrcmsEQBYnyp--6wy9chTD7GQPMTbAiWHF5IEy4,1\nx-1.0.dist-info/RECORD,,\n".to_vec(),
            b"\"x,\"\"y\",sha256=abc,1\r\n/x.py,md5=abc,99999999999999999999\nx,,\n,,\n".to_vec(),
        ],
        "tar" => tars(),
        _ => zips(),
    }
}

/// Files with all that relkit reads in them, for each width and order of bytes, and real ones
/// where the suite has fetched any.
fn elves() -> Vec<Vec<u8>> {
    let plain = |arch| Elf::new(arch).needed("libc.so.6").export("PyInit_x").build();
    let mut seeds = ["x86_64", "i686", "s390x", "ppc64le", "armv7l"].map(plain).to_vec();
    for arch in ["x86_64", "i686", "aarch64", "s390x"] {
        let mut rich = Elf::new(arch)
            .needed("libpython3.14.so.1.0")
            .versioned("libc.so.6", "GLIBC_2.17", "clock_gettime")
            .versioned("libstdc++.so.6", "GLIBCXX_3.4.29", "_ZSt4cerr")
            .import("PyModuleDef_Init")
            .import("PyUnstable_Module_SetGIL")
            .export("PyInit_x");
        rich.soname = Some("x.so".to_owned());
        rich.rpath = Some("$ORIGIN/../x.libs".to_owned());
        rich.runpath = Some("/usr/lib:".to_owned());
        rich.interp = Some("/lib/ld-musl-x86_64.so.1".to_owned());
        rich.versions = vec![("libc.so.6".to_owned(), "GLIBC_ABI_DT_RELR".to_owned())];
        (rich.stack, rich.isa, rich.textrel) = (Some(7), Some(7), true);
        rich.sections = vec![(".debug_info".to_owned(), vec![1; 40])];
        seeds.push(rich.build());
        rich.stripped_of_sections = true;
        seeds.push(rich.build());
    }
    seeds.extend(real());
    seeds
}

/// Small ELF files out of the wheels in `target/corpus`.
fn real() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/corpus");
    let entries = |folder: &Path| {
        let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path());
        let mut paths: Vec<_> = paths.collect();
        paths.sort();
        paths
    };
    let wheels = entries(&corpus).into_iter().flat_map(|set| entries(&set));
    wheels.flat_map(|wheel| members(&wheel).unwrap_or_default()).take(REAL).collect()
}

fn members(wheel: &Path) -> ::zip::result::ZipResult<Vec<Vec<u8>>> {
    let mut archive = ::zip::ZipArchive::new(File::open(wheel)?)?;
    let mut found = Vec::new();
    for number in 0..archive.len() {
        let member = archive.by_index_raw(number)?;
        if member.size() > LARGEST || !member.name()?.contains(".so") {
            continue;
        }
        let mut bytes = Vec::new();
        flate2::read::DeflateDecoder::new(member.take(LARGEST)).read_to_end(&mut bytes)?;
        if bytes.starts_with(b"\x7fELF") {
            found.push(bytes);
        }
    }
    Ok(found)
}

fn names() -> Vec<Vec<u8>> {
    [
        "demo-1.0-py3-none-any.whl",
        "demo-1.0-1a-cp311.cp312-abi3.none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        "demo-1.0+local-cp315-abi3.abi3t-macosx_10_15_x86_64.macosx_11_0_arm64.whl",
        "demo-1!1.0rc1.post2.dev3-pp311-pypy311_pp73-win_amd64.whl",
        "demo-1.0-cp313-cp313t-ios_13_0_arm64_iphoneos.whl",
        "demo-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
        "demo-1.0.tar.gz",
    ]
    .map(|name| name.as_bytes().to_vec())
    .to_vec()
}

fn metadata() -> Vec<Vec<u8>> {
    let fields = "Metadata-Version: 2.4\nName: x\nVersion: 1.0\nSummary: s\nRequires-Python: >=3.9,<4\n\
        Requires-Dist: a[b,c] (>=1.0) ; python_version < \"3.9\" and (extra == 'x' or os_name=='nt')\n\
        Requires-Dist: u @ https://example.invalid/u.whl\nProvides-Extra: x\nClassifier: A :: B\n\
        License-Expression: MIT\nLicense-File: LICENSE\nDynamic: Version\n\
        Project-URL: Home, https://example.invalid\nKeywords: a\n b\n\nBody\n";
    let wheel = "Wheel-Version: 1.0\nGenerator: x (1)\nRoot-Is-Purelib: true\nTag: py3-none-any\nBuild: 1\n";
    let points = "[console_scripts]\nx = x:main [extra]\n\n[g.h]\na.b = c.d:e.f\n";
    [fields, wheel, points].map(|text| text.as_bytes().to_vec()).to_vec()
}

fn zips() -> Vec<Vec<u8>> {
    let member = |name: &str| Entry::deflated(&format!("x-1.0.dist-info/{name}"), b"Name: x\n");
    let mut plain = ["METADATA", "WHEEL", "RECORD"].map(member).to_vec();
    plain.push(Entry::stored("x/ä.py", b"pass\n"));
    plain.push(Entry::stored("x/", b""));
    let mut rich = plain.clone();
    rich[0].extras = [extra(1, &[0; 16]), unicode_path("x", b"y")]
        .map(|field| [field, extra(0x5455, b"\x01abcd")].concat());
    rich[1].zip64 = true;
    rich[2].around = [b"gap".to_vec(), [b"PK\x07\x08", &[0; 12][..]].concat()];
    rich[2].flags = 8;
    rich[3].comment = b"comment".to_vec();
    let end = End { zip64: true, comment: archive(&plain[..1]), ..End::default() };
    vec![archive(&plain), archive_with(&rich, &end), archive(&[])]
}

fn tars() -> Vec<Vec<u8>> {
    use tar::EntryType::{Char, Directory, Fifo, Link, Regular, Symlink, XGlobalHeader, XHeader};
    let mut tar = tar::Builder::new(Vec::new());
    let long = format!("x-1.0/{}", "long/".repeat(60));
    for (kind, path, link, content) in [
        (XGlobalHeader, "pax_global_header", "", "18 comment=abcdef\n"),
        (Directory, "x-1.0/", "", ""),
        (Regular, "x-1.0/PKG-INFO", "", "Metadata-Version: 2.4\nName: x\nVersion: 1.0\n"),
        (XHeader, "PaxHeaders/x", "", "12 size=512\n16 path=x-1.0/y\n22 GNU.sparse.major=1\n"),
        (Regular, "x-1.0/y", "", "y"),
        (Symlink, "x-1.0/link", "../x-1.0/y", ""),
        (Link, "x-1.0/hard", "x-1.0/y", ""),
        (Symlink, "x-1.0/dir", ".", ""),
        (Regular, "x-1.0/dir/z", "", "z"),
        (Regular, &long, "", ""),
        (Fifo, "x-1.0/fifo", "", ""),
        (Char, "x-1.0/char", "", ""),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        if !link.is_empty() {
            header.set_link_name(link).expect("a short name");
        }
        tar.append_data(&mut header, path, content.as_bytes()).expect("a vector takes all");
    }
    let tar = tar.into_inner().expect("a vector takes all");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &tar).expect("a vector takes all");
    vec![tar, gzip.finish().expect("a vector takes all")]
}
