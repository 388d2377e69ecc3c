//! What BigQuery says when it does not answer, told so that one knows what to do.
//!
//! Reasons: [error messages](https://cloud.google.com/bigquery/docs/error-messages). A refusal is a
//! status with `{"error": {code, message, errors: [{reason, message}]}}`; a query that fails while
//! it runs is a success with `errors` or `status.errorResult`.

use serde::Deserialize;

use crate::{downloads::SourceError, net::NetError};

/// Texts of servers are shown up to here.
const SHOWN: usize = 500;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Fault {
    /// Ex) `quotaExceeded`
    #[serde(default)]
    pub(super) reason: String,
    /// A sentence
    #[serde(default)]
    pub(super) message: String,
}

#[derive(Deserialize)]
struct Body {
    error: Inner,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(default)]
    message: String,
    #[serde(default)]
    errors: Vec<Fault>,
}

impl Fault {
    /// What a refusal says, where it says it in the documented form.
    pub(super) fn of(error: &NetError) -> Option<Self> {
        let body: Body = serde_json::from_slice(error.body()?).ok()?;
        let whole = body.error.message;
        let fault = body.error.errors.into_iter().next();
        let mut fault = fault.unwrap_or(Self { reason: String::new(), message: String::new() });
        if fault.message.is_empty() {
            fault.message = whole;
        }
        (!fault.message.is_empty()).then_some(fault)
    }

    /// Whether the same question may be answered a moment later.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self.reason.as_str(),
            "rateLimitExceeded" | "jobRateLimitExceeded" | "backendError" | "internalError"
        )
    }

    /// The error of a source that it is. `project` is the one that is billed.
    pub(super) fn into_error(self, project: &str) -> SourceError {
        let said: String = self.message.trim().chars().take(SHOWN).collect();
        let refused = |message: String, hint: &str| SourceError::Refused {
            message,
            hint: hint.replace("{project}", project),
        };
        match self.reason.as_str() {
            "accessDenied" => refused(
                format!("BigQuery gives no access: {said}"),
                "the account needs the roles `BigQuery Job User` and `BigQuery Read Session User` \
                 in the project `{project}`",
            ),
            "quotaExceeded" => refused(
                format!("a quota of BigQuery is used up: {said}"),
                "the quotas are those of the project `{project}`; --source clickhouse and \
                 --source pypistats have none",
            ),
            "rateLimitExceeded" | "jobRateLimitExceeded" => refused(
                format!("BigQuery is asked too often: {said}"),
                "wait a minute; the limits are those of the project `{project}`",
            ),
            "bytesBilledLimitExceeded" => refused(
                format!("the query is larger than the limit of its cost: {said}"),
                "raise the limit with --max-bytes, or ask for fewer days or fewer splits",
            ),
            "billingNotEnabled" | "billingTierLimitExceeded" => refused(
                format!("BigQuery does not bill the project `{project}`: {said}"),
                "switch billing on for it, or name another project with --billing-project",
            ),
            "notFound" => refused(
                format!("BigQuery does not find something: {said}"),
                "is `{project}` the id of your project? another one: --billing-project",
            ),
            "responseTooLarge" | "resourcesExceeded" => refused(
                format!("the answer is too large for BigQuery: {said}"),
                "ask for fewer days or fewer splits",
            ),
            "authError" | "required" => SourceError::NoCredentials {
                message: format!("Google does not accept the token: {said}"),
                hint: "sign in anew with `gcloud auth application-default login`".to_owned(),
            },
            "stopped" => refused(format!("the query was stopped: {said}"), "run it once more"),
            reason => SourceError::Malformed {
                place: "BigQuery".to_owned(),
                why: match reason {
                    "" => said,
                    "invalid" | "invalidQuery" => format!("it does not take the query: {said}"),
                    reason => format!("{reason}: {said}"),
                },
            },
        }
    }
}

/// The error of a source that a failed request is. `project` is the one that is billed.
pub(super) fn of_net(error: NetError, project: &str) -> SourceError {
    match Fault::of(&error) {
        Some(fault) => fault.into_error(project),
        None => SourceError::Net(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Cause;

    fn error(code: u16, body: &str) -> NetError {
        NetError {
            address: "https://bigquery.example.invalid/q".parse().unwrap(),
            cause: Cause::Status { code, retry_after: None, body: body.as_bytes().to_vec() },
            tries: 1,
        }
    }

    fn said(reason: &str, message: &str) -> String {
        let fault = Fault { reason: reason.to_owned(), message: message.to_owned() };
        let error = fault.into_error("me");
        format!("{error}\nhint: {}", error.hint().unwrap_or_default())
    }

    #[test]
    fn each_reason_says_what_to_do() {
        insta::assert_snapshot!(said("accessDenied", "User lacks bigquery.jobs.create."), @"
        BigQuery gives no access: User lacks bigquery.jobs.create.
        hint: the account needs the roles `BigQuery Job User` and `BigQuery Read Session User` in the project `me`
        ");
        insta::assert_snapshot!(said("quotaExceeded", "Quota exceeded: free query bytes scanned."), @"
        a quota of BigQuery is used up: Quota exceeded: free query bytes scanned.
        hint: the quotas are those of the project `me`; --source clickhouse and --source pypistats have none
        ");
        insta::assert_snapshot!(said("rateLimitExceeded", "Too many."), @"
        BigQuery is asked too often: Too many.
        hint: wait a minute; the limits are those of the project `me`
        ");
        insta::assert_snapshot!(said("bytesBilledLimitExceeded", "10485760 or higher required."), @"
        the query is larger than the limit of its cost: 10485760 or higher required.
        hint: raise the limit with --max-bytes, or ask for fewer days or fewer splits
        ");
        insta::assert_snapshot!(said("notFound", "Not found: Project me."), @"
        BigQuery does not find something: Not found: Project me.
        hint: is `me` the id of your project? another one: --billing-project
        ");
        insta::assert_snapshot!(said("billingNotEnabled", "Billing has not been enabled."), @"
        BigQuery does not bill the project `me`: Billing has not been enabled.
        hint: switch billing on for it, or name another project with --billing-project
        ");
        insta::assert_snapshot!(said("invalidQuery", "Syntax error at [1:1]"), @"
        BigQuery: it does not take the query: Syntax error at [1:1]
        hint:
        ");
        insta::assert_snapshot!(said("authError", "Invalid Credentials"), @"
        Google does not accept the token: Invalid Credentials
        hint: sign in anew with `gcloud auth application-default login`
        ");
    }

    #[test]
    fn refusals_are_read_in_their_form_alone() {
        let body = r#"{"error": {"code": 403, "message": "whole", "errors": [{"reason": "quotaExceeded", "message": "part"}]}}"#;
        let fault = Fault::of(&error(403, body)).unwrap();
        assert_eq!((fault.reason.as_str(), fault.message.as_str()), ("quotaExceeded", "part"));
        let without = Fault::of(&error(401, r#"{"error": {"message": "whole"}}"#)).unwrap();
        assert_eq!((without.reason.as_str(), without.message.as_str()), ("", "whole"));
        assert_eq!(Fault::of(&error(502, "<html>")), None);
        assert!(matches!(of_net(error(502, "<html>"), "me"), SourceError::Net(_)));
    }
}
