//! The options of commands that may ask a package index.

use clap::Args;

use crate::commands::{Environment, index_url::Options};

/// Which index is asked, if one is.
#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// The package index: the address of its Simple API
    ///
    /// Without it: `RELKIT_INDEX_URL`, `UV_DEFAULT_INDEX`, `UV_INDEX_URL` or `PIP_INDEX_URL`, then the
    /// configuration of pip and uv, then what pip takes by default.
    #[arg(long, value_name = "ADDRESS", help_heading = "Index")]
    index_url: Option<String>,
    /// Ask no index
    #[arg(long, help_heading = "Index")]
    offline: bool,
}

impl From<IndexArgs> for Options {
    fn from(typed: IndexArgs) -> Self {
        Self {
            index_url: typed.index_url,
            offline: typed.offline,
            environment: Environment::of_process(),
        }
    }
}
