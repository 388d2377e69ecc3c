//! Mach-O, PE and WebAssembly as facts: of files written in code, of damaged ones, of real ones.

use proptest::prelude::*;
use relkit::dist::{
    self, BinaryFormat,
    binary::{ApplePlatform, AppleVersion, Binary, MachKind, MachO as Slice, Pe as Image, Unread},
};

use crate::support::{
    corpus,
    macho::{self, IOS_SIMULATOR, MACOS, MachO},
    pe::{AMD64, ARM64, I386, Pe},
    wasm::Wasm,
};

fn slices(content: &[u8]) -> Vec<Slice> {
    match Binary::read(BinaryFormat::MachO, content) {
        Binary::MachO(slices) => slices,
        other => panic!("{other:?}"),
    }
}

fn image(file: &Pe) -> Image {
    match Binary::read(BinaryFormat::Pe, &file.build()) {
        Binary::Pe(image) => *image,
        other => panic!("{other:?}"),
    }
}

#[test]
fn load_commands_are_read() {
    let file = MachO::module("arm64", IOS_SIMULATOR, (14, 2), "_core")
        .load_weak("/usr/lib/libz.1.dylib")
        .load("@rpath/libfoo.dylib")
        .rpath("@loader_path/.dylibs");
    let [slice] = &slices(&file.build())[..] else { panic!() };
    assert_eq!((slice.arch.as_str(), slice.kind), ("arm64", MachKind::Bundle));
    assert_eq!(slice.builds[0].platform, ApplePlatform::IosSimulator);
    assert_eq!(slice.builds[0].oldest, AppleVersion::new(14, 2));
    let loads: Vec<_> = slice.loads.iter().map(|load| (load.path.as_str(), load.weak)).collect();
    assert_eq!(
        loads,
        [
            ("/usr/lib/libSystem.B.dylib", false),
            ("/usr/lib/libz.1.dylib", true),
            ("@rpath/libfoo.dylib", false)
        ]
    );
    assert_eq!(slice.rpaths, ["@loader_path/.dylibs"]);
    assert!(slice.is_signed && slice.defect.is_none());
    let [dylib] = &slices(&MachO::dylib("x86_64", (10, 9), "@rpath/libx.dylib").build())[..] else {
        panic!()
    };
    assert_eq!((dylib.kind, dylib.id.as_deref()), (MachKind::Dylib, Some("@rpath/libx.dylib")));
    let [old] = &slices(&MachO::old_bundle("x86_64", (10, 9)).unsigned().build())[..] else {
        panic!()
    };
    assert_eq!(old.builds[0].oldest, AppleVersion::new(10, 9));
    assert!(!old.is_signed);
}

/// The symbol table may be empty: dyld reads its own tables.
#[test]
fn symbols_are_those_that_the_loader_binds() {
    let file = MachO::module("arm64", MACOS, (11, 0), "_core")
        .import("_Py_NoneStruct")
        .import("malloc")
        .load("@rpath/libPySide.dylib")
        .import_of_last("PySide_init")
        .load("@rpath/libpython3.13.dylib")
        .import_of_last("PyLong_FromLong")
        .export("_PyOwn");
    for file in [file.clone(), file.stripped()] {
        let [slice] = &slices(&file.build())[..] else { panic!() };
        let python = &slice.python;
        assert_eq!(python.imports, ["PyLong_FromLong", "PyModuleDef_Init", "_Py_NoneStruct"]);
        assert_eq!(python.exports, ["PyInit__core", "_PyOwn"]);
    }
}

#[test]
fn fat_files_of_both_widths_have_their_slices() {
    let of = |arch| MachO::module(arch, MACOS, (11, 0), "_core");
    let both = [of("x86_64"), of("arm64")];
    for file in [macho::fat(&both), macho::fat64(&both)] {
        let slices = slices(&file);
        let arches: Vec<_> = slices.iter().map(|slice| slice.arch.as_str()).collect();
        assert_eq!(arches, ["x86_64", "arm64"]);
        assert!(slices.iter().all(|slice| slice.python.exports == ["PyInit__core"]));
    }
    let mut cut = macho::fat(&both);
    cut.truncate(0x8010);
    let found = slices(&cut);
    assert_eq!(found[0].defect, None);
    let defect = found[1].defect.as_deref().unwrap();
    assert!(defect.contains("the file has 32784 bytes"), "{defect}");
    let mut overlapping = macho::fat(&both);
    overlapping.copy_within(8 + 8..8 + 16, 8 + 20 + 8);
    let found = slices(&overlapping);
    assert_eq!(found[1].defect.as_deref(), Some("it overlaps another slice"));
}

#[test]
fn portable_executables_are_read() {
    for machine in [AMD64, ARM64, I386] {
        let file = Pe::module(machine, "python313.dll", "_core")
            .import("other.dll", &["PyFoo"])
            .delay("WS2_32.dll", &["send"])
            .pdb("C:\\build\\_core.pdb");
        let image = image(&file);
        assert_eq!(image.machine, machine);
        assert!(image.is_dll && !image.is_hybrid);
        assert_eq!(image.imports, ["KERNEL32.dll", "python313.dll", "other.dll"]);
        assert_eq!(image.delayed, ["WS2_32.dll"]);
        assert_eq!(image.pdb.as_deref(), Some("C:\\build\\_core.pdb"));
        assert_eq!(image.python.imports, ["PyModuleDef_Init"]);
        assert_eq!(image.python.exports, ["PyInit__core"]);
    }
    let hybrid = image(&Pe::new(AMD64).hybrid());
    assert_eq!((hybrid.is_hybrid, hybrid.machine_name().as_str()), (true, "ARM64EC"));
    assert!(!image(&Pe::new(AMD64).program()).is_dll);
}

#[test]
fn assemblies_of_dot_net_are_told_from_native_code() {
    const IL_ONLY: u32 = 1;
    const NEEDS_X86: u32 = 2;
    const PREFERS_X86: u32 = 0x2_0000;
    let any = |machine, flags| image(&Pe::new(machine).dot_net(flags)).is_any_cpu;
    assert!(any(I386, IL_ONLY) && any(I386, IL_ONLY | NEEDS_X86 | PREFERS_X86));
    assert!(!any(I386, IL_ONLY | NEEDS_X86) && !any(I386, 0), "for one machine, and mixed");
    assert!(!any(AMD64, IL_ONLY) && !image(&Pe::new(I386)).is_any_cpu);
}

#[test]
fn side_modules_are_read() {
    let read = |file: Wasm| match Binary::read(BinaryFormat::Wasm, &file.build()) {
        Binary::Wasm(wasm) => *wasm,
        other => panic!("{other:?}"),
    };
    let side = read(Wasm::module("_core").needs("libopenblas.so"));
    assert!(side.is_side_module && !side.is_64 && side.defect.is_none());
    assert_eq!(side.needed, ["libopenblas.so"]);
    assert_eq!(side.python.imports, ["PyModuleDef_Init"]);
    assert_eq!(side.python.exports, ["PyInit__core"]);
    assert!(!read(Wasm::plain()).is_side_module);
    assert!(read(Wasm::side().wide()).is_64);
}

/// Every native file of the real wheels has what the loader must find.
#[test]
fn real_files_are_read_to_their_end() {
    let mut seen = [0; 2];
    for path in corpus::files("small") {
        let read = dist::read_one(&path).unwrap();
        let Some(wheel) = read.wheel() else { continue };
        for (member, binary) in wheel.binaries() {
            match binary {
                Binary::MachO(slices) => {
                    seen[0] += 1;
                    for slice in slices {
                        assert_eq!(slice.defect, None, "{}", member.name);
                        assert_eq!(slice.builds.len(), 1, "{}", member.name);
                        assert!(!slice.python.exports.is_empty(), "{}", member.name);
                        assert!(!slice.python.imports.is_empty(), "{}", member.name);
                    }
                }
                Binary::Pe(image) => {
                    seen[1] += 1;
                    assert!(image.is_dll && !image.imports.is_empty(), "{}", member.name);
                    assert!(!image.python.imports.is_empty(), "{}", member.name);
                }
                Binary::Unread(Unread::Malformed(why)) => panic!("{}: {why}", member.name),
                _ => {}
            }
        }
    }
    assert!(seen[0] > 20 && seen[1] > 20, "{seen:?}");
}

fn built() -> Vec<(BinaryFormat, Vec<u8>)> {
    let of = |arch| MachO::module(arch, MACOS, (11, 0), "_core").rpath("@loader_path");
    let pe = Pe::module(AMD64, "python3.dll", "_core").delay("a.dll", &["b"]).pdb("c").hybrid();
    vec![
        (BinaryFormat::MachO, of("arm64").build()),
        (BinaryFormat::MachO, of("arm64").stripped().build()),
        (BinaryFormat::MachO, macho::fat(&[of("x86_64"), of("arm64")])),
        (BinaryFormat::MachO, macho::fat64(&[of("x86_64"), of("arm64")])),
        (BinaryFormat::Pe, pe.build()),
        (BinaryFormat::Pe, Pe::module(I386, "python3.dll", "_core").build()),
        (BinaryFormat::Wasm, Wasm::module("_core").needs("a").build()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Neither noise behind a right beginning nor changed bytes of a good file end in a panic.
    #[test]
    fn damaged_files_are_read_without_panic(
        noise in prop::collection::vec(any::<u8>(), 0..600),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        for (format, file) in built() {
            let head = 8 + cut.index(60);
            let _ = Binary::read(format, &noise);
            let _ = Binary::read(format, &[&file[..head], &noise].concat());
            let _ = Binary::read(format, &file[..cut.index(file.len())]);
            let mut changed = file.clone();
            for (place, byte) in &changes {
                // Most of what is read stands at the beginning.
                let at = place.index(file.len());
                changed[if byte % 2 == 0 { at } else { at % 0x300 }] = *byte;
            }
            let _ = Binary::read(format, &changed);
        }
    }
}
