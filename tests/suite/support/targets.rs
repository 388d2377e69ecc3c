//! Targets of every kind, for the comparisons with packaging and pip.

use relkit::model::{Interpreter, Target};

/// CPython 2.7 and 3.2 to 3.16 with free-threaded and debug builds, PyPy, GraalPy.
pub(crate) fn interpreters() -> Vec<Interpreter> {
    let mut names = vec!["cp27".to_owned(), "cp27d".to_owned()];
    for minor in 2..=16 {
        names.push(format!("cp3{minor}"));
        names.push(format!("cp3{minor}d"));
        if minor >= 13 {
            names.extend([format!("cp3{minor}t"), format!("cp3{minor}td")]);
        }
    }
    names.extend(
        ["pp39_73", "pp311_73", "pp311_80", "pp312_80", "gp312_250", "gp313_253"]
            .map(str::to_owned),
    );
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// One or more systems of every platform family.
pub(crate) const PLATFORMS: &[&str] = &[
    "manylinux_2_5_x86_64",
    "manylinux_2_12_i686",
    "manylinux_2_17_x86_64",
    "manylinux_2_28_x86_64",
    "manylinux_2_39_x86_64",
    "manylinux_3_1_x86_64",
    "manylinux_2_39_i686",
    "manylinux_2_39_aarch64",
    "manylinux_2_31_armv7l",
    "manylinux_2_36_armv8l",
    "manylinux_2_28_armv6l",
    "manylinux_2_34_ppc64le",
    "manylinux_2_17_ppc64",
    "manylinux_2_34_s390x",
    "manylinux_2_39_riscv64",
    "manylinux_2_41_loongarch64",
    "musllinux_1_1_x86_64",
    "musllinux_1_2_x86_64",
    "musllinux_1_2_aarch64",
    "musllinux_1_2_armv7l",
    "musllinux_1_2_armv8l",
    "musllinux_1_2_i686",
    "macosx_10_5_i386",
    "macosx_10_5_ppc64",
    "macosx_10_5_ppc",
    "macosx_10_9_x86_64",
    "macosx_10_15_x86_64",
    "macosx_11_0_x86_64",
    "macosx_15_6_x86_64",
    "macosx_26_0_x86_64",
    "macosx_11_0_arm64",
    "macosx_14_5_arm64",
    "macosx_26_0_arm64",
    "win32",
    "win_amd64",
    "win_arm64",
    "ios_13_0_arm64_iphoneos",
    "ios_17_4_arm64_iphonesimulator",
    "ios_15_4_x86_64_iphonesimulator",
    "android_21_arm64_v8a",
    "android_35_x86_64",
    "android_24_armeabi_v7a",
    "pyemscripten_2025_0_wasm32",
    "pyemscripten_2026_5_wasm32",
];

/// Every interpreter on every platform, whether such a build exists or not.
pub(crate) fn all() -> Vec<Target> {
    let platforms: Vec<_> = PLATFORMS.iter().map(|name| name.parse().unwrap()).collect();
    interpreters()
        .into_iter()
        .flat_map(|interpreter| {
            platforms.iter().map(move |platform| Target { interpreter, platform: *platform })
        })
        .collect()
}
