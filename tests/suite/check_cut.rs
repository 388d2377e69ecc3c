//! Native code that was cut, that is none, or that holds more than is looked at.

use relkit::rules::{Finding, Level};

use crate::support::{
    elf::Elf,
    judge,
    macho::{MACOS, MachO, fat},
    native,
    pe::{AMD64, Pe},
    wheel::Wheel,
};

const LINUX: &str = "cp312-cp312-manylinux_2_17_x86_64";
const MACOS_TAGS: &str = "cp312-cp312-macosx_11_0_arm64";
const WINDOWS: &str = "cp312-cp312-win_amd64";

/// What the rules find in a wheel with this file.
fn found(tags: &str, name: &str, content: &[u8]) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1.0").tag(tags).file(name, content);
    judge::findings(&[wheel.write(folder.path())])
}

/// The finding of one rule on a wheel with this file, if there is one.
fn one(code: &str, tags: &str, name: &str, content: &[u8]) -> Option<Finding> {
    found(tags, name, content).into_iter().find(|finding| finding.code == code)
}

#[test]
fn modules_that_were_cut_anywhere_are_errors() {
    for (code, tags) in [("ELF001", LINUX), ("MAC001", MACOS_TAGS), ("WIN001", WINDOWS)] {
        let name = format!("demo/{}", native::file_name(tags, "_core"));
        let whole = native::native(tags, "_core");
        assert_eq!(one(code, tags, &name, &whole), None);
        // What is loaded of an ELF file ends before its table of sections does; a PE file ends in
        // padding, without its beginning it is none.
        let (from, to) = match code {
            "ELF001" => (10, 4096),
            "MAC001" => (4, whole.len()),
            _ => (68, 0x400 + 64),
        };
        for end in (from..to.min(whole.len())).step_by(if to > 1000 { 37 } else { 5 }) {
            let finding = one(code, tags, &name, &whole[..end]);
            let level = finding.as_ref().map(|finding| finding.level);
            assert_eq!(level, Some(Level::Error), "{code} at {end}: {finding:?}");
        }
    }
}

#[test]
fn the_part_that_is_cut_is_named() {
    let text = |code, tags, end: usize| {
        let name = format!("demo/{}", native::file_name(tags, "_core"));
        let finding = one(code, tags, &name, &native::native(tags, "_core")[..end]).unwrap();
        [vec![finding.message], finding.evidence].concat().join("\n")
    };
    insta::assert_snapshot!(text("ELF001", LINUX, 1200), @"the ELF file cannot be read: segment 0 (PT_LOAD) ends at byte 4096, and the file has 1200 bytes");
    assert!(text("MAC001", MACOS_TAGS, 530).contains("ends at byte"));
    assert!(text("WIN001", WINDOWS, 1100).contains("ends at byte"));
}

#[test]
fn vendored_libraries_are_errors_and_samples_are_not() {
    let cut = &Elf::new("x86_64").export("foo").build()[..1000];
    let level = |name: &str| one("ELF001", LINUX, name, cut).map(|finding| finding.level);
    assert_eq!(level("demo.libs/libfoo-0a1b.so.1"), Some(Level::Error));
    assert_eq!(level("demo/tests/data/cut.so"), Some(Level::Warning));
    assert_eq!(level("demo/sample.bin"), Some(Level::Warning));
}

#[test]
fn a_file_of_debug_symbols_is_whole() {
    // What `eu-strip -f` leaves: the segments of the file that it belongs to, and code without
    // content. The builder writes `.text` as section 1.
    let mut file = Elf::new("x86_64").build();
    let read = |file: &[u8], at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap());
    let table = usize::try_from(read(&file, 40)).unwrap();
    // The size in the file of the second PT_LOAD.
    let end = (file.len() as u64 * 4).to_le_bytes();
    file[64 + 56 + 32..64 + 56 + 40].copy_from_slice(&end);
    assert!(one("ELF001", LINUX, "demo/_core.debug", &file).is_some());
    file[table + 64 + 4] = 8;
    assert_eq!(one("ELF001", LINUX, "demo/_core.debug", &file), None);
}

#[test]
fn what_is_not_looked_at_is_said() {
    let long = Elf::new("x86_64").needed(&format!("{}.so", "a".repeat(60_000)));
    let name = "demo/_core.abi3.so";
    let finding = one("ELF001", LINUX, name, &long.build()).unwrap();
    assert_eq!(finding.level, Level::Info);
    assert!(finding.evidence.join("\n").contains("not read: "));

    let many = |count| (0..count).map(|number| format!("PyX_{number}"));
    let elf = |count| many(count).fold(Elf::new("x86_64"), |elf, name| elf.import(&name)).build();
    assert_eq!(one("ELF001", LINUX, name, &elf(5_000)), None);
    let finding = one("ELF001", LINUX, name, &elf(5_001)).unwrap();
    assert!(finding.evidence.join("\n").contains("not read: "));

    let module = MachO::module("arm64", MACOS, (11, 0), "_core");
    let macho = many(5_001).fold(module, |file, name| file.import(&name)).build();
    let finding = one("MAC001", MACOS_TAGS, name, &macho).unwrap();
    assert!(finding.evidence.join("\n").contains("not read: "));

    let names: Vec<String> = many(5_001).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let pe = Pe::new(AMD64).import("python312.dll", &names).build();
    let finding = one("WIN001", WINDOWS, "demo/_core.pyd", &pe).unwrap();
    assert!(finding.evidence.join("\n").contains("not read: "));
}

#[test]
fn a_universal_file_with_many_slices_is_no_class() {
    let mut file = fat(&[MachO::module("arm64", MACOS, (11, 0), "_core")]);
    file[4..8].copy_from_slice(&60_u32.to_be_bytes());
    let finding = one("MAC001", MACOS_TAGS, "demo/_core.abi3.so", &file).unwrap();
    assert!(!finding.evidence.is_empty());
}

#[test]
fn names_of_extensions_on_other_content_are_errors() {
    let level = |tags: &str, name: &str, content: &[u8]| {
        one("WHL010", tags, name, content).map(|finding| finding.level)
    };
    let class = b"\xca\xfe\xba\xbe\0\0\0\x3d\0\x10\x07\0\x02";
    for content in [&b""[..], b"<!doctype html>", b"version https://git-lfs", class] {
        assert_eq!(level(LINUX, "demo/_core.abi3.so", content), Some(Level::Error));
        assert_eq!(level(WINDOWS, "demo/_core.pyd", content), Some(Level::Error));
        assert_eq!(level("py3-none-any", "demo/_core.pyd", content), Some(Level::Info));
    }
    assert_eq!(level(LINUX, "demo/libfoo.so", b"INPUT(-lfoo.1)"), None, "a linker script");
    assert_eq!(level(LINUX, "demo/tests/empty.abi3.so", b""), None);
    assert_eq!(level("py3-none-aix_7_2", "demo/_core.abi3.so", b"\x01\xf7"), None);
}
