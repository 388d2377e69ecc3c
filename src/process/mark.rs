//! The variable by which the processes of a child are known, also those that leave its group.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// The variable's name.
pub(super) const NAME: &str = "RELKIT_CHILD";

/// What the marks of all children of this process begin with: `4711-9c0ffee1deadbeef.`
pub(super) fn of_process() -> &'static str {
    static OURS: LazyLock<String> = LazyLock::new(|| {
        // The number alone comes again, and may stand in the variables of an older process.
        let random = RandomState::new().build_hasher().finish();
        format!("{}-{random:016x}.", std::process::id())
    });
    &OURS
}

/// A mark that no process has.
pub(super) fn new() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{}{}", of_process(), COUNT.fetch_add(1, Ordering::Relaxed))
}
