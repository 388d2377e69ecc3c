//! The rules of `relkit check`: one file a rule, and [`RULES`] is the table of them all.
//!
//! Rules judge facts of [`crate::dist`], which never judges by itself. A rule is a `static` with
//! its code, name, level and documentation, and one plain function.

mod abi;
mod archive;
mod beside;
mod contents;
mod context;
mod dependency;
mod elf;
mod elsewhere;
mod entry_points;
mod family;
mod finding;
mod gil;
mod index;
mod loaded;
mod macho;
mod metadata;
mod names;
mod paths;
mod record;
mod release;
mod rule;
mod run;
mod sdist;
mod select;
mod subject;
mod support;
mod tags;
mod wasm;
mod wheel;
mod windows;

pub use beside::{Beside, Expected, ExpectedName, Published};
pub use context::{Context, RuleTables};
pub use family::{families, family};
pub use finding::{Finding, Level, Reporter};
pub use release::View;
pub use rule::{Check, NameOf, Rule};
pub use run::run;
pub use select::{Selection, UnknownCode};
pub use subject::{MetadataFile, Release};

use crate::dist::Wheel;

/// Every rule, in the order of the codes.
pub static RULES: &[&Rule] = &[
    &abi::abi001_not_stable::RULE,
    &abi::abi002_newer_than_tag::RULE,
    &abi::abi003_shadows_python::RULE,
    &abi::abi004_abi3t_without_hook::RULE,
    &abi::abi005_suffix::RULE,
    &abi::abi006_init_missing::RULE,
    &abi::abi007_none_with_module::RULE,
    &contents::con001_bytecode::RULE,
    &contents::con002_junk::RULE,
    &contents::con003_secret::RULE,
    &contents::con004_common_top_level::RULE,
    &contents::con005_shadows_stdlib::RULE,
    &contents::con006_nothing_inside::RULE,
    &contents::con007_data_folder::RULE,
    &contents::con008_installer_file::RULE,
    &contents::con009_sbom_unreadable::RULE,
    &contents::con010_member_mode::RULE,
    &contents::con011_script_form::RULE,
    &contents::con012_typing::RULE,
    &contents::con013_import_name_missing::RULE,
    &elf::elf001_unreadable::RULE,
    &elf::elf002_wrong_machine::RULE,
    &elf::elf003_glibc_too_new::RULE,
    &elf::elf004_library_version_too_new::RULE,
    &elf::elf005_tag_too_strict::RULE,
    &elf::elf006_library_not_promised::RULE,
    &elf::elf007_vendored_not_found::RULE,
    &elf::elf008_search_path::RULE,
    &elf::elf009_vendored_unused::RULE,
    &elf::elf010_libpython_linked::RULE,
    &elf::elf011_wrong_libc::RULE,
    &elf::elf012_glibc_and_musl_tags::RULE,
    &elf::elf013_executable_stack::RULE,
    &elf::elf014_text_relocations::RULE,
    &elf::elf015_isa_above_tag::RULE,
    &elf::elf016_debug_sections::RULE,
    &elf::elf017_symbol_not_in_library::RULE,
    &elf::elf018_tag_before_architecture::RULE,
    &elf::elf019_android_library::RULE,
    &elf::elf020_module_is_no_elf::RULE,
    &entry_points::ent001_entry_points_unreadable::RULE,
    &entry_points::ent002_entry_point_name::RULE,
    &entry_points::ent003_entry_point_value::RULE,
    &entry_points::ent004_entry_point_module::RULE,
    &entry_points::ent005_script_shadows_python::RULE,
    &entry_points::ent006_script_twice::RULE,
    &gil::gil001_turned_on::RULE,
    &gil::gil002_unproven::RULE,
    &index::idx001_requires_python_differs::RULE,
    &index::idx002_metadata_beside_differs::RULE,
    &index::idx003_yanked::RULE,
    &index::idx004_size_differs::RULE,
    &macho::mac001_unreadable::RULE,
    &macho::mac002_architecture_missing::RULE,
    &macho::mac003_system_too_new::RULE,
    &macho::mac004_load_outside::RULE,
    &macho::mac005_load_missing::RULE,
    &macho::mac006_interpreter_linked::RULE,
    &macho::mac007_platform_differs::RULE,
    &macho::mac008_unsigned::RULE,
    &metadata::met001_metadata_missing::RULE,
    &metadata::met002_required_fields::RULE,
    &metadata::met003_name_differs::RULE,
    &metadata::met004_metadata_version::RULE,
    &metadata::met005_field_too_new::RULE,
    &metadata::met006_requires_python::RULE,
    &metadata::met007_requires_dist::RULE,
    &metadata::met008_license_file::RULE,
    &metadata::met009_malformed::RULE,
    &metadata::met010_field_twice::RULE,
    &metadata::met011_value_invalid::RULE,
    &metadata::met012_field_unknown::RULE,
    &metadata::met013_classifier_unknown::RULE,
    &metadata::met014_classifier_deprecated::RULE,
    &metadata::met015_license_unknown::RULE,
    &metadata::met016_license_twice::RULE,
    &metadata::met017_url_invalid::RULE,
    &metadata::met018_email_invalid::RULE,
    &metadata::met019_extra_undeclared::RULE,
    &metadata::met020_marker_never_true::RULE,
    &metadata::met021_depends_on_itself::RULE,
    &metadata::met022_license_text_missing::RULE,
    &metadata::met023_description_type::RULE,
    &metadata::met024_description_refused::RULE,
    &metadata::met025_description_not_checked::RULE,
    &metadata::met026_description_links::RULE,
    &names::nam001_wheel_name::RULE,
    &names::nam002_name_not_normalized::RULE,
    &names::nam003_version_not_normalized::RULE,
    &names::nam004_local_version::RULE,
    &names::nam005_build_tag::RULE,
    &names::nam006_sdist_name::RULE,
    &record::rec001_record_missing::RULE,
    &record::rec002_malformed::RULE,
    &record::rec003_file_without_row::RULE,
    &record::rec004_row_without_file::RULE,
    &record::rec005_hash_differs::RULE,
    &record::rec006_size_differs::RULE,
    &record::rec007_hash_weak::RULE,
    &record::rec008_path_not_plain::RULE,
    &record::rec009_row_twice::RULE,
    &record::rec010_record_hashed::RULE,
    &release::rel001_target_without_file::RULE,
    &release::rel002_target_builds_sdist::RULE,
    &release::rel003_file_shadowed::RULE,
    &release::rel004_free_threaded_stops::RULE,
    &release::rel005_versions_mixed::RULE,
    &release::rel006_sdist_missing::RULE,
    &release::rel007_tag_twice::RULE,
    &release::rel008_metadata_differs::RULE,
    &release::rel009_sdist_twice::RULE,
    &release::rel010_content_twice::RULE,
    &release::rel011_pure_hides_missing::RULE,
    &release::rel012_file_too_large::RULE,
    &release::rel013_target_lost::RULE,
    &release::rel014_name_taken::RULE,
    &release::rel015_release_closed::RULE,
    &release::rel016_file_grew::RULE,
    &release::rel017_expected_missing::RULE,
    &release::rel018_file_unexpected::RULE,
    &sdist::sdi001_top_folder::RULE,
    &sdist::sdi002_pkg_info_missing::RULE,
    &sdist::sdi003_pyproject_missing::RULE,
    &sdist::sdi004_archive_defect::RULE,
    &sdist::sdi005_member_unsafe::RULE,
    &sdist::sdi006_sparse::RULE,
    &sdist::sdi007_pax_size::RULE,
    &sdist::sdi008_member_twice::RULE,
    &sdist::sdi009_stream::RULE,
    &sdist::sdi010_hard_link::RULE,
    &sdist::sdi011_tar_and_zip::RULE,
    &sdist::sdi012_path_collides::RULE,
    &sdist::sdi013_path_not_portable::RULE,
    &sdist::sdi014_through_link::RULE,
    &sdist::sdi015_pax_record::RULE,
    &sdist::sdi016_pkg_info_differs::RULE,
    &sdist::sdi017_pyproject_invalid::RULE,
    &sdist::sdi018_bomb::RULE,
    &support::sup001_tags_excluded::RULE,
    &support::sup002_classifier_excluded::RULE,
    &support::sup003_newest_unnamed::RULE,
    &support::sup004_support_cutoff::RULE,
    &support::sup005_abi3_floor_low::RULE,
    &support::sup006_wheel_cutoff::RULE,
    &support::sup007_requires_python_missing::RULE,
    &support::sup008_tag_without_classifier::RULE,
    &support::sup009_upper_cap::RULE,
    &support::sup010_free_threading_classifier::RULE,
    &tags::tag001_unsorted::RULE,
    &tags::tag002_duplicate::RULE,
    &tags::tag003_python_tag::RULE,
    &tags::tag004_abi_tag::RULE,
    &tags::tag005_python_abi_mismatch::RULE,
    &tags::tag006_abi3_floor::RULE,
    &tags::tag007_abi3t_floor::RULE,
    &tags::tag008_abi3t_alone::RULE,
    &tags::tag009_platform_refused::RULE,
    &tags::tag010_platform_unreachable::RULE,
    &tags::tag011_legacy_alias_missing::RULE,
    &tags::tag012_tags_of_nobody::RULE,
    &wheel::whl001_dist_info_count::RULE,
    &wheel::whl002_dist_info_name::RULE,
    &wheel::whl003_wheel_file::RULE,
    &wheel::whl004_tags_differ::RULE,
    &wheel::whl005_tag_missing::RULE,
    &wheel::whl006_tag_compressed::RULE,
    &wheel::whl007_purelib_native::RULE,
    &wheel::whl008_any_native::RULE,
    &wheel::whl009_platform_without_native::RULE,
    &wheel::whl010_extension_not_native::RULE,
    &windows::win001_unreadable::RULE,
    &windows::win002_machine_differs::RULE,
    &windows::win003_interpreter_dll::RULE,
    &windows::win004_debug_runtime::RULE,
    &windows::win005_runtime_missing::RULE,
    &windows::win006_dll_unknown::RULE,
    &wasm::wsm001_no_side_module::RULE,
    &wasm::wsm002_other_platform::RULE,
    &archive::zip001_member_damaged::RULE,
    &archive::zip002_path_unsafe::RULE,
    &archive::zip003_member_twice::RULE,
    &archive::zip004_method::RULE,
    &archive::zip005_local_header_differs::RULE,
    &archive::zip006_stray_bytes::RULE,
    &archive::zip007_data_descriptor::RULE,
    &archive::zip008_end_record::RULE,
    &archive::zip009_extra_field::RULE,
    &archive::zip010_member_comment::RULE,
    &archive::zip011_name_not_utf8::RULE,
    &archive::zip012_members_overlap::RULE,
    &archive::zip013_bomb::RULE,
    &archive::zip014_path_collides::RULE,
    &archive::zip015_file_and_folder::RULE,
    &archive::zip016_path_not_portable::RULE,
    &archive::zip017_zip_and_tar::RULE,
    &archive::zip018_readers_differ::RULE,
    &archive::zip019_feature::RULE,
    &archive::zip020_folder_with_data::RULE,
];

/// The rule of a code, in any case.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// The code that looks most like `text`, if one does.
pub fn nearest(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_uppercase();
    let distance = |rule: &&Rule| strsim::damerau_levenshtein(rule.code, &text);
    let best = RULES.iter().copied().min_by_key(distance)?;
    (distance(&best) <= 3).then_some(best.code)
}

/// Why a file of the dist-info folder was not read: it is not there, or its content is not.
fn lacking(wheel: &Wheel, file: &str) -> String {
    let path = wheel.dist_info_path(file).unwrap_or_default();
    match wheel.damage_of(&path) {
        Some(damage) => format!("{file} cannot be read: {damage}"),
        None => format!("there is no {file} file"),
    }
}

/// `1 file`, `3 files`, `2 entries`
fn count(number: usize, what: &str) -> String {
    match (number, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {what}s"),
    }
}

/// Like [`count`], with the verb in its number. Ex) `1 file needs`, `3 files need`
fn count_that(number: usize, what: &str, one_does: &str, they_do: &str) -> String {
    format!("{} {}", count(number, what), if number == 1 { one_does } else { they_do })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        for pair in RULES.windows(2) {
            let [a, b] = [pair[0].code, pair[1].code];
            assert!(
                a < b,
                "{a} stands before {b}: keep RULES sorted, and give each rule its own code"
            );
        }
        for rule in RULES {
            let (family, digits) = rule.code.split_at(3);
            let form = family.bytes().all(|b| b.is_ascii_uppercase())
                && digits.len() == 3
                && digits.bytes().all(|b| b.is_ascii_digit());
            assert!(form, "{}: a code is three capital letters and three digits", rule.code);
        }
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len(), "two rules have one name: rename one");
    }

    #[test]
    fn every_rule_file_is_in_the_table() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let mut files = BTreeSet::new();
        for family in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let Ok(entries) = std::fs::read_dir(family) else { continue };
            files.extend(entries.filter_map(|entry| {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let code = name.split('_').next()?.to_ascii_uppercase();
                (code.len() == 6 && code.ends_with(|c: char| c.is_ascii_digit())).then_some(code)
            }));
        }
        let table: BTreeSet<_> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
        let missing: Vec<_> = files.difference(&table).collect();
        assert!(missing.is_empty(), "add {missing:?} to RULES in src/rules/mod.rs");
        let lost: Vec<_> = table.difference(&files).collect();
        assert!(lost.is_empty(), "name the files of {lost:?} src/rules/FAMILY/CODE_WORDS.rs");
    }

    #[test]
    fn docs_have_every_section() {
        for rule in RULES {
            let headings: Vec<&str> =
                rule.docs.lines().filter(|line| line.starts_with('#')).collect();
            assert_eq!(
                headings,
                Rule::SECTIONS,
                "{}: give its docs these sections, in this order",
                rule.code
            );
            for section in rule.docs.split("## ").skip(1) {
                let (heading, text) = section.split_once('\n').unwrap();
                assert!(!text.trim().is_empty(), "{}: write `{heading}`", rule.code);
            }
            let (_, source) = rule.docs.split_once("## Source").unwrap();
            let named = source.contains("https://") || source.contains("pypi/warehouse");
            assert!(named, "{}: name the source of the rule", rule.code);
            assert!(!rule.summary.ends_with('.'), "{}: a summary has no full stop", rule.code);
        }
    }

    #[test]
    fn the_nearest_code_is_found() {
        assert_eq!(nearest("rec05"), Some("REC005"));
        assert_eq!(nearest("something else"), None);
    }

    #[test]
    fn counts_read_well() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(3, "row"), "3 rows");
        assert_eq!(count(2, "entry"), "2 entries");
        assert_eq!(count_that(1, "file", "needs", "need"), "1 file needs");
        assert_eq!(count_that(2, "file", "needs", "need"), "2 files need");
    }
}
