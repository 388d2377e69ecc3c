//! ELF files.

use super::{Recipe, demo, only};
use crate::support::{elf::Elf, native, wheel::Wheel};

const MANY: &str = "cp312-cp312-manylinux_2_17_x86_64";

/// The right extension module for the tags, changed.
pub(super) fn changed(tags: &str, change: impl FnOnce(Elf) -> Elf) -> Wheel {
    let module = native::elf(&tags.parse().unwrap(), "_core").unwrap();
    let name = format!("demo/{}", native::file_name(tags, "_core"));
    demo().tag(tags).file(&name, &change(module).build())
}

pub(super) fn many(change: impl FnOnce(Elf) -> Elf) -> Wheel {
    changed(MANY, change)
}

/// A vendored library, which the extension module finds.
fn vendored(mut elf: Elf) -> Elf {
    elf.runpath = Some("$ORIGIN/../demo.libs".to_owned());
    elf.needed("libfoo-0a1b.so.1")
}

fn library() -> Vec<u8> {
    Elf::new("x86_64").needed("libc.so.6").export("foo").build()
}

pub(super) const RECIPES: &[Recipe] = &[
    only("ELF001", |to| {
        let wheel = demo().native(MANY).file("demo/_more.so", b"\x7fELF\x02\x01\x01\0\0\0");
        vec![wheel.write(to)]
    }),
    only("ELF002", |to| {
        let other = native::native("cp312-cp312-manylinux_2_17_aarch64", "_more");
        vec![demo().native(MANY).file("demo/_more.so", &other).write(to)]
    }),
    only("ELF003", |to| {
        vec![many(|elf| elf.versioned("libc.so.6", "GLIBC_2.34", "pthread_create")).write(to)]
    }),
    only("ELF004", |to| {
        let new = |elf: Elf| {
            elf.needed("libstdc++.so.6").versioned("libstdc++.so.6", "GLIBCXX_3.4.30", "_Znwm")
        };
        vec![many(new).write(to)]
    }),
    only("ELF005", |to| {
        let tags = "cp312-cp312-manylinux_2_39_x86_64";
        let old = |_| native::elf(&MANY.parse().unwrap(), "_core").unwrap();
        vec![changed(tags, old).write(to)]
    }),
    only("ELF006", |to| vec![many(|elf| elf.needed("libpq.so.5")).write(to)]),
    only("ELF007", |to| {
        let lost = |elf: Elf| elf.needed("libfoo-0a1b.so.1");
        vec![many(lost).file("demo/libfoo-0a1b.so.1", &library()).write(to)]
    }),
    only("ELF008", |to| {
        let path = |elf: Elf| Elf { runpath: Some("/home/me/build/lib".to_owned()), ..elf };
        vec![many(path).write(to)]
    }),
    only("ELF009", |to| {
        vec![demo().native(MANY).file("demo.libs/libfoo-0a1b.so.1", &library()).write(to)]
    }),
    only("ELF010", |to| vec![many(|elf| elf.needed("libpython3.12.so.1.0")).write(to)]),
    only("ELF011", |to| {
        let tags = "cp312-cp312-musllinux_1_2_x86_64";
        let glibc = |_| native::elf(&MANY.parse().unwrap(), "_core").unwrap();
        vec![changed(tags, glibc).write(to)]
    }),
    only("ELF012", |to| {
        let tags = "cp312-cp312-manylinux_2_17_x86_64.musllinux_1_2_x86_64";
        let glibc = |_| native::elf(&MANY.parse().unwrap(), "_core").unwrap();
        vec![changed(tags, glibc).write(to)]
    }),
    only("ELF013", |to| vec![many(|elf| Elf { stack: Some(7), ..elf }).write(to)]),
    only("ELF014", |to| vec![many(|elf| Elf { textrel: true, ..elf }).write(to)]),
    only("ELF015", |to| vec![many(|elf| Elf { isa: Some(0b101), ..elf }).write(to)]),
    only("ELF016", |to| {
        let debug = vec![(".debug_info".to_owned(), vec![0; 1_200_000])];
        vec![many(|elf| Elf { sections: debug, ..elf }).write(to)]
    }),
    only("ELF017", |to| vec![many(|elf| elf.needed("libz.so.1").import("inflate_fast")).write(to)]),
    only("ELF018", |to| vec![demo().native("cp312-cp312-manylinux_2_27_riscv64").write(to)]),
    only("ELF019", |to| {
        let tags = "cp314-cp314-android_24_arm64_v8a";
        vec![changed(tags, |elf| elf.needed("libc++_shared.so")).write(to)]
    }),
    only("ELF020", |to| {
        let module = native::native("cp312-cp312-macosx_11_0_arm64", "_core");
        let name = format!("demo/{}", native::file_name(MANY, "_core"));
        vec![demo().tag(MANY).file(&name, &module).write(to)]
    }),
];

/// Releases with nothing wrong in their ELF files.
pub(super) const CLEAN: &[(&str, super::Write)] = &[
    ("a vendored library", |to| {
        vec![many(vendored).file("demo.libs/libfoo-0a1b.so.1", &library()).write(to)]
    }),
    ("a library that another file has loaded", |to| {
        let more = Elf::new("x86_64").needed("libfoo-0a1b.so.1").export("PyInit__more").build();
        let wheel = many(vendored).file("demo.libs/libfoo-0a1b.so.1", &library());
        vec![wheel.file("demo/deep/_more.so", &more).write(to)]
    }),
    ("a static program for glibc and musl", |to| {
        let tags = "py3-none-manylinux_2_17_x86_64.musllinux_1_2_x86_64";
        let program = Elf { kind: 2, ..Elf::new("x86_64") };
        vec![demo().tag(tags).file("demo-1.0.data/scripts/demo", &program.build()).write(to)]
    }),
    ("musl under its plain name", |to| {
        let module = Elf::new("x86_64").needed("libc.so").export("PyInit__core");
        let name = "demo/_core.cpython-312-x86_64-linux-musl.so";
        let tags = "cp312-cp312-musllinux_1_1_x86_64";
        vec![demo().tag(tags).file(name, &module.build()).write(to)]
    }),
    ("every architecture", |to| {
        let tags = [
            "manylinux_2_17_aarch64",
            "manylinux_2_17_armv7l",
            "manylinux_2_17_i686",
            "manylinux_2_17_ppc64le",
            "manylinux_2_17_s390x",
            "manylinux_2_31_riscv64",
            "musllinux_1_2_armv7l",
            "android_24_arm64_v8a",
        ];
        // Projects of their own: as one release they would leave targets out.
        let wheel = |tag: &str| {
            let name = format!("demo_{tag}");
            Wheel::new(&name, "1.0").native(&format!("cp314-cp314-{tag}")).write(to)
        };
        tags.map(wheel).into()
    }),
];

/// Other ways: code, level, files.
pub(super) const MORE: &[(&str, relkit::rules::Level, super::Write)] = {
    use relkit::rules::Level::{Error, Warning};
    &[
        // The whole wheel is for another machine, and holds a program alone.
        ("ELF002", Warning, |to| {
            let program = Elf { kind: 2, ..Elf::new("aarch64") }.build();
            let tags = "py3-none-manylinux_2_17_x86_64";
            vec![demo().tag(tags).file("demo-1.0.data/scripts/demo", &program).write(to)]
        }),
        ("ELF002", Error, |to| {
            let soft = |elf: Elf| Elf { flags: 0x0500_0200, ..elf };
            vec![changed("cp312-cp312-manylinux_2_17_armv7l", soft).write(to)]
        }),
        ("ELF002", Error, |to| {
            let old = |elf: Elf| Elf { flags: 1, ..elf };
            vec![changed("cp312-cp312-manylinux_2_17_ppc64le", old).write(to)]
        }),
        ("ELF003", Error, |to| {
            let relr = ("libc.so.6".to_owned(), "GLIBC_ABI_DT_RELR".to_owned());
            vec![many(|elf| Elf { versions: vec![relr], ..elf }).write(to)]
        }),
        // Without a table of sections.
        ("ELF003", Error, |to| {
            let bare = |elf: Elf| {
                let elf = Elf { stripped_of_sections: true, ..elf };
                elf.versioned("libc.so.6", "GLIBC_2.38", "strlcpy")
            };
            vec![many(bare).write(to)]
        }),
        ("ELF006", Warning, |to| {
            let wheel = many(|elf| elf.needed("libpq.so.5")).field("Requires-Dist", "client");
            vec![wheel.write(to)]
        }),
        ("ELF006", Warning, |to| vec![many(|elf| elf.needed("libcuda.so.1")).write(to)]),
        ("ELF006", Error, |to| {
            let tags = "cp312-cp312-musllinux_1_2_x86_64";
            vec![changed(tags, |elf| elf.needed("libstdc++.so.6")).write(to)]
        }),
        ("ELF008", Warning, |to| {
            let path = |elf: Elf| Elf { rpath: Some("$ORIGIN:".to_owned()), ..elf };
            vec![many(path).write(to)]
        }),
        ("ELF011", Error, |to| {
            let musl =
                |_| Elf::new("x86_64").needed("libc.musl-x86_64.so.1").export("PyInit__core");
            vec![many(musl).write(to)]
        }),
        ("ELF013", Warning, |to| vec![many(|elf| Elf { stack: None, ..elf }).write(to)]),
    ]
};
