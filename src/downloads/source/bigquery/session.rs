//! Who asks, where, and who pays.

use std::time::Duration;

use crate::{
    downloads::SourceError,
    net::{
        Address, Client, Settings,
        google::{Account, AccountError},
        h2::Runtime,
    },
};

/// What BigQuery's APIs ask of a token.
pub(super) const SCOPE: &str = "https://www.googleapis.com/auth/bigquery";

/// All that a request needs beside its question.
pub(super) struct Session<'a> {
    pub(super) client: &'a Client,
    pub(super) settings: &'a Settings,
    pub(super) runtime: &'a Runtime,
    pub(super) account: &'a Account,
    /// Where the REST API answers
    pub(super) rest: &'a Address,
    /// Where the Storage Read API answers
    pub(super) storage: &'a Address,
    /// The project that is billed
    pub(super) project: &'a str,
    /// The first pause before another try
    pub(super) pause: Duration,
}

impl Session<'_> {
    pub(super) fn token(&self) -> Result<String, SourceError> {
        self.account.token(self.runtime).map_err(SourceError::from)
    }
}

impl From<AccountError> for SourceError {
    fn from(error: AccountError) -> Self {
        Self::NoCredentials { message: error.message, hint: error.hint }
    }
}

/// The project that is billed: as asked for, as the environment says, or the account's own.
pub(super) fn project<'a>(
    asked: Option<&'a str>,
    environment: Option<&'a str>,
    account: &'a Account,
) -> Result<&'a str, SourceError> {
    let Some(project) = asked.or(environment).or_else(|| account.project()) else {
        return Err(SourceError::NoCredentials {
            message: format!(
                "no project to bill: neither --billing-project nor GOOGLE_CLOUD_PROJECT names one, \
                 and {} has none",
                account.what()
            ),
            hint: "the first TiB a month is free, and still needs a project: \
                   --billing-project ID"
                .to_owned(),
        });
    };
    let known = |c: char| c.is_ascii_alphanumeric() || "-.:_".contains(c);
    if project.is_empty() || project.len() > 128 || !project.chars().all(known) {
        return Err(SourceError::NoCredentials {
            message: format!("`{}` is no id of a project", project.escape_debug()),
            hint: "an id has letters, digits and hyphens: --billing-project ID".to_owned(),
        });
    }
    Ok(project)
}
