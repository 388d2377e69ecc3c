//! A module that was built for one system, under the tag of another, is an error whatever its name;
//! under its own tag it is none.

use relkit::rules::Level;

use crate::support::{
    judge::findings,
    native::{file_name, native},
    wheel::Wheel,
};

const SYSTEMS: [&str; 6] = [
    "cp313-cp313-manylinux_2_17_x86_64",
    "cp313-cp313-win_amd64",
    "cp313-cp313-macosx_11_0_x86_64",
    "cp313-cp313-ios_13_0_arm64_iphoneos",
    "cp313-cp313-android_24_x86_64",
    "cp313-cp313-pyemscripten_2025_0_wasm32",
];

/// The codes of the errors of a wheel with one module.
fn errors(tags: &str, module: &str, content: &[u8]) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1").tag(tags).file(&format!("demo/{module}"), content);
    let found = findings(&[wheel.write(folder.path())]);
    let errors = found.iter().filter(|finding| finding.level == Level::Error);
    errors.map(|finding| finding.code).collect()
}

#[test]
fn no_system_imports_the_modules_of_another() {
    for built in SYSTEMS {
        let content = native(built, "_core");
        for tags in SYSTEMS {
            let ending = if tags.contains("win") { "pyd" } else { "so" };
            // Its own name, the name that is looked for, and the names that say nothing of a system.
            for name in [
                file_name(built, "_core"),
                file_name(tags, "_core"),
                format!("_core.{ending}"),
                "_core.so".to_owned(),
                "_core.pyd".to_owned(),
                "_core.abi3.so".to_owned(),
            ] {
                let errors = errors(tags, &name, &content);
                let looked_for =
                    name == file_name(tags, "_core") || name == format!("_core.{ending}");
                if built != tags {
                    assert!(!errors.is_empty(), "{built} as {name} in {tags}");
                } else if looked_for {
                    assert!(errors.is_empty(), "{name} in {tags}: {errors:?}");
                }
            }
        }
    }
}

#[test]
fn data_for_another_system_is_no_module() {
    let (linux, windows) = (SYSTEMS[0], SYSTEMS[1]);
    let library = native(&linux.replace("cp313-manylinux", "none-manylinux"), "core");
    assert!(errors(windows, "libcore.so", &library).is_empty());
    let dll = native(&windows.replace("cp313-win", "none-win"), "core");
    assert!(errors(linux, "core.dll", &dll).is_empty());
}
