//! Real wheels: clean releases have no error, and what is wrong with bad wheels is found.

use std::collections::BTreeSet;

use relkit::rules::Level;

use crate::support::{corpus, judge::findings};

#[test]
fn good_releases_have_no_error_and_few_warnings() {
    let said = |project: &str, version: &str| {
        let files = corpus::release("small", project, version);
        assert!(files.len() > 10, "{project} {version}: {} files", files.len());
        let found = findings(&files);
        let lines: Vec<String> = found
            .iter()
            .filter(|finding| finding.level > Level::Info)
            .map(|finding| format!("{} {}: {}", finding.level, finding.code, finding.message))
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(said("psutil", "7.1.2"), @"warning REL002: no wheel for cp315t on any platform of the release: installers build the source distribution");
    insta::assert_snapshot!(said("psutil", "7.2.2"), @r"
    warning REL002: no wheel for cp315t on any platform of the release: installers build the source distribution
    warning REL002: no wheel for cp314t on 2 platforms: installers build the source distribution
    ");
    insta::assert_snapshot!(said("markupsafe", "3.0.4"), @"warning REL002: no wheel for cp311, cp312, cp313 on any platform of the release: installers build the source distribution");
    insta::assert_snapshot!(said("orjson", "3.13.0"), @"
    warning ELF005: tagged manylinux_2_39_aarch64, and nothing in it needs more than manylinux_2_17_aarch64
    warning ELF005: tagged manylinux_2_39_armv7l, and nothing in it needs more than manylinux_2_17_armv7l
    warning ELF005: tagged manylinux_2_39_i686, and nothing in it needs more than manylinux_2_5_i686
    warning ELF005: tagged manylinux_2_39_x86_64, and nothing in it needs more than manylinux_2_17_x86_64
    warning REL002: no wheel for cp311, cp312, cp313, cp314 on any platform of the release: installers build the source distribution
    ");
}

/// The defects of these wheels as their projects' issues name them.
const BAD: &[(&str, &str, &[&str])] = &[
    ("catboost", "1.0.4", &["ABI007", "WHL005", "WIN003", "REC007"]),
    ("decord", "0.6.0", &["WHL004", "REC005"]),
    ("fmpy", "0.3.15", &["NAM002", "REC003", "WHL004", "WHL008"]),
    ("procmaps", "0.5.0", &["ABI002"]),
    ("pyscn", "1.31.1", &["ELF003"]),
    ("selenium", "4.1.0", &["REC008"]),
    ("sentry_cli", "3.8.0", &["REC005"]),
    ("triton", "0.4.1", &["MET003", "WHL002"]),
];

#[test]
fn bad_wheels_are_found() {
    for (project, version, wanted) in BAD {
        let files = corpus::release("bad", project, version);
        assert_eq!(files.len(), 1, "{project} {version}");
        let found = findings(&files);
        let codes: BTreeSet<&str> = found
            .iter()
            .filter(|finding| finding.level > Level::Info)
            .map(|finding| finding.code)
            .collect();
        assert_eq!(codes, wanted.iter().copied().collect(), "{project}: {found:#?}");
    }
}

/// Each set as a whole, releases of several projects and versions in one folder, as a user would
/// hand it over.
#[test]
fn folders_of_good_releases_are_fine() {
    for set in ["small", "bench", "gil"] {
        let files = corpus::files(set);
        let folder = files[0].parent().unwrap().to_str().unwrap();
        let run = crate::support::relkit::ran(&["check", folder, "--as-of", "2026-11-22"]);
        assert_eq!(run.status, Some(0), "{set}: {}{}", run.out, run.err);
        assert!(!run.out.contains("error["), "{set}: {}", run.out);
    }
}
