//! A workflow that GitHub would never start.

use super::Failure;
use crate::tables::WorkflowLimits;

/// Fails where the text is larger than GitHub reads: it gives no error, and no job ever starts.
pub(super) fn check(text: &str, limits: &WorkflowLimits) -> Result<(), Failure> {
    let (found, most) = (text.len(), limits.file_bytes);
    if found <= most {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the workflow would have {found} bytes: GitHub starts none above {most}"
    ))
    .hint("set shard = \"platform\" in [tool.relkit.matrix], name fewer platforms, or shorten the texts that stand in every job, such as `environment` and `config-settings`"))
}
