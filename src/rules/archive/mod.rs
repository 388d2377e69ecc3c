//! ZIP: the archive of a wheel.

pub(super) mod zip001_member_damaged;
pub(super) mod zip002_path_unsafe;
pub(super) mod zip003_member_twice;
pub(super) mod zip004_method;
