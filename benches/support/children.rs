//! CPU time of the processes that a benchmark starts.

use std::{fs, time::Duration};

/// CPU time of all children that ended, user and system, in ticks of 10 ms (proc(5), fields 16
/// and 17 of `stat`); [`None`] where there is no `/proc`.
pub(crate) fn cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold spaces; it ends at the last parenthesis.
    let (_, rest) = stat.rsplit_once(") ")?;
    let fields: Vec<u64> = rest.split(' ').skip(13).take(2).map_while(|f| f.parse().ok()).collect();
    let [user, system] = fields[..] else { return None };
    Some(Duration::from_millis((user + system) * 10))
}
