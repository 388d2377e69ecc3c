//! ELF: what Linux and Android load.
//!
//! auditwheel looks at such files on the machine on which it runs; these rules look at the table of
//! its policies alone, so that the answer is the same everywhere. What is in the wheel counts as
//! there, under its file name, and is looked at itself.

mod machine;
mod needs;
mod search;
mod view;

pub(super) mod elf001_unreadable;
pub(super) mod elf002_wrong_machine;
pub(super) mod elf003_glibc_too_new;
pub(super) mod elf004_library_version_too_new;
pub(super) mod elf005_tag_too_strict;
pub(super) mod elf006_library_not_promised;
pub(super) mod elf007_vendored_not_found;
pub(super) mod elf008_search_path;
pub(super) mod elf009_vendored_unused;
pub(super) mod elf010_libpython_linked;
pub(super) mod elf011_wrong_libc;
pub(super) mod elf012_glibc_and_musl_tags;
pub(super) mod elf013_executable_stack;
pub(super) mod elf014_text_relocations;
pub(super) mod elf015_isa_above_tag;
pub(super) mod elf016_debug_sections;
pub(super) mod elf017_symbol_not_in_library;
pub(super) mod elf018_tag_before_architecture;
pub(super) mod elf019_android_library;
pub(super) mod elf020_module_is_no_elf;
