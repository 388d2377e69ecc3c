//! What looks like a fault and is none, or is one that hurts nobody: at most info.

use relkit::rules::Level;

use super::{Write, demo, elf, findings};
use crate::support::{
    elf::Elf,
    macho::{MACOS, MachO},
    native,
    pe::{AMD64, I386, Pe},
    wheel::Wheel,
    zip::Entry,
};

const MANY: &str = "cp312-cp312-manylinux_2_17_x86_64";

/// Code, why it is info, files.
const INFO: &[(&str, &str, Write)] = &[
    ("WHL008", "the launchers of distlib and setuptools", |to| {
        let program = Pe::new(AMD64).program().build();
        let wheel = demo().file("demo/_vendor/distlib/t64.exe", &program);
        vec![wheel.file("setuptools/cli-64.exe", &program).write(to)]
    }),
    ("WHL008", "samples for tests", |to| {
        vec![demo().file("demo/tests/sample.dll", &Pe::new(AMD64).build()).write(to)]
    }),
    ("WHL006", "the set of the file name, compressed", |to| {
        let lines = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py2.py3-none-any"];
        vec![demo().tag("py2.py3-none-any").wheel(&lines).write(to)]
    }),
    ("MET019", "two spellings of an extra", |to| {
        vec![demo().line("Provides-Extra: a-b").line("Provides-Extra: A_b").write(to)]
    }),
    ("ELF006", "a required package brings the libraries", |to| {
        let qt = |elf: Elf| elf.needed("libQt6Core.so.6").needed("libQt6Gui.so.6");
        vec![elf::many(qt).field("Requires-Dist", "PyQt6-Qt6 (<6.11,>=6.10)").write(to)]
    }),
    ("ELF006", "the packages of CUDA bring the libraries", |to| {
        let cuda = |elf: Elf| elf.needed("libcudnn.so.9").needed("libcudart.so.12");
        let requires = "nvidia-cudnn-cu12 ; platform_system == \"Linux\"";
        vec![elf::many(cuda).field("Requires-Dist", requires).write(to)]
    }),
];

#[test]
fn what_hurts_nobody_is_info() {
    for (code, why, write) in INFO {
        let found = findings(*write);
        let one = found.iter().filter(|finding| finding.code == *code).count() == 1;
        assert!(one && found.iter().all(|f| f.level == Level::Info), "{code}, {why}: {found:#?}");
    }
}

/// What PyPI took when the wheel was built: code, files.
const OLD: &[(&str, Write)] = &[
    ("MET004", |to| {
        let metadata = b"Metadata-Version: 2.0\nName: demo\nVersion: 1.0\n";
        vec![demo().metadata(metadata).entries(of_2018).write(to)]
    }),
    ("NAM002", |to| vec![Wheel::new("Demo", "1.0").entries(of_2018).write(to)]),
];

/// All members are of 15 February 2018.
fn of_2018(entries: &mut Vec<Entry>) {
    for entry in entries {
        entry.day = (2018 - 1980) << 9 | 2 << 5 | 15;
    }
}

#[test]
fn what_was_taken_then_is_a_warning() {
    for (code, write) in OLD {
        let found = findings(*write);
        let of_code: Vec<_> = found.iter().filter(|finding| finding.code == *code).collect();
        let [one] = of_code[..] else { panic!("{code}: {found:#?}") };
        assert_eq!(one.level, Level::Warning, "{code}: {one:#?}");
        assert!(
            one.evidence.iter().any(|line| line == "built on 2018-02-15 or before"),
            "{one:#?}"
        );
    }
}

/// What an extra asks for is not there for everybody.
#[test]
fn an_extra_brings_no_module() {
    let found = findings(|to| {
        let file = "demo-1.0.dist-info/entry_points.txt";
        let wheel = demo().file(file, b"[console_scripts]\ndemo = other.cli:main\n");
        let wheel = wheel.field("Provides-Extra", "cli");
        vec![wheel.field("Requires-Dist", "other; extra == \"cli\"").write(to)]
    });
    assert!(found.iter().any(|finding| finding.code == "ENT004"), "{found:#?}");
}

/// Hatchling gives every member of every wheel 2 February 2020.
#[test]
fn the_day_of_a_build_backend_is_no_day_of_a_build() {
    let found = findings(|to| {
        let wheel = Wheel::new("Demo", "1.0").entries(|entries| {
            for entry in entries {
                entry.day = (2020 - 1980) << 9 | 2 << 5 | 2;
            }
        });
        vec![wheel.write(to)]
    });
    let one = found.iter().find(|finding| finding.code == "NAM002").unwrap();
    assert_eq!(one.level, Level::Error, "{one:#?}");
}

/// What is not found at all: code, why, files.
const NONE: &[(&str, &str, Write)] = &[
    ("MET011", "a separator at the end, which packaging takes", |to| {
        let metadata = b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\
            Description-Content-Type: text/plain;\n\nText\n";
        vec![demo().metadata(metadata).write(to)]
    }),
    ("ENT004", "a dependency may bring the module", |to| {
        let file = "demo-1.0.dist-info/entry_points.txt";
        let wheel = demo().file(file, b"[console_scripts]\ndemo = other.cli:main\n");
        vec![wheel.field("Requires-Dist", "other").write(to)]
    }),
    ("WHL008", "an assembly of .NET for every machine", |to| {
        let assembly = Pe::new(I386).dot_net(1).build();
        vec![demo().file("demo/runtime/Demo.Runtime.dll", &assembly).write(to)]
    }),
    ("WHL009", "an assembly of .NET for every machine", |to| {
        let assembly = Pe::new(I386).dot_net(1).build();
        vec![demo().tag("py3-none-win_amd64").file("demo/Demo.Runtime.dll", &assembly).write(to)]
    }),
    ("ABI006", "a library with the suffix of a module", |to| {
        let library = Elf::new("x86_64").import("PyLong_FromLong").build();
        let file = "demo/libdemo.cpython-312-x86_64-linux-gnu.so";
        vec![demo().native(MANY).file(file, &library).write(to)]
    }),
    ("ABI006", "a library that a module is linked with", |to| {
        let name = "_shared.cpython-312-x86_64-linux-gnu.so";
        let library = Elf::new("x86_64").import("PyLong_FromLong").build();
        let module = native::elf(&MANY.parse().unwrap(), "_core").unwrap().needed(name);
        let module_name = "demo/_core.cpython-312-x86_64-linux-gnu.so";
        let wheel = demo().tag(MANY).file(module_name, &module.build());
        vec![wheel.file(&format!("demo/{name}"), &library).write(to)]
    }),
    ("ELF008", "an empty path is none to loaders", |to| {
        vec![elf::many(|elf| Elf { runpath: Some(String::new()), ..elf }).write(to)]
    }),
    ("ELF008", "blanks behind $ORIGIN are a folder beside the file", |to| {
        vec![elf::many(|elf| Elf { rpath: Some("$ORIGIN    ".to_owned()), ..elf }).write(to)]
    }),
    ("ELF008", "musl skips empty entries", |to| {
        let tags = "cp312-cp312-musllinux_1_2_x86_64";
        let padded = |elf: Elf| Elf { runpath: Some("$ORIGIN::".to_owned()), ..elf };
        vec![elf::changed(tags, padded).write(to)]
    }),
];

#[test]
fn what_is_no_fault_is_not_found() {
    for (code, why, write) in NONE {
        let found = findings(*write);
        assert!(found.iter().all(|finding| finding.code != *code), "{code}, {why}: {found:#?}");
    }
}

fn only_of(code: &str, wheel: Wheel) -> (Level, String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let found = crate::support::judge::findings(&[wheel.write(folder.path())]);
    let mut found = found.into_iter().filter(|finding| finding.code == code);
    let finding = found.next().unwrap();
    assert_eq!(found.next(), None);
    (finding.level, finding.message, finding.evidence)
}

#[test]
fn the_libraries_of_a_wheel_are_one_finding() {
    let wheel = elf::many(|elf| elf.needed("libpq.so.5").needed("libssh.so.4"));
    let (level, message, evidence) = only_of("ELF006", wheel);
    assert_eq!(level, Level::Error);
    assert_eq!(
        message,
        "2 libraries are needed that are neither in the wheel nor promised by manylinux_2_17_x86_64"
    );
    let module = "demo/_core.cpython-312-x86_64-linux-gnu.so";
    let wanted = ["libpq.so.5", "libssh.so.4"].map(|name| format!("{name} is needed by {module}"));
    assert_eq!(evidence, wanted);
}

#[test]
fn no_wheel_can_bring_drivers() {
    let module = MachO::module("arm64", MACOS, (11, 0), "_core")
        .import("PyLong_FromLong")
        .load("/opt/homebrew/lib/libodbc.2.dylib");
    let name = "demo/_core.cpython-313-darwin.so";
    let wheel = demo().tag("cp313-cp313-macosx_11_0_arm64").file(name, &module.build());
    assert_eq!(only_of("MAC004", wheel).0, Level::Warning);
}

#[test]
fn padding_of_a_search_path_is_told_as_glibc_takes_it() {
    let wheel = elf::many(|elf| Elf { rpath: Some("$ORIGIN:::  :".to_owned()), ..elf });
    let (level, message, evidence) = only_of("ELF008", wheel);
    let module = "demo/_core.cpython-312-x86_64-linux-gnu.so";
    assert_eq!(level, Level::Warning);
    assert_eq!(message, format!("the search path of {module} holds `  ` below the current folder"));
    let wanted = ["`  ` below the current folder", "the current folder"];
    assert_eq!(evidence, wanted.map(|entry| format!("{entry}: {module}")));
}
