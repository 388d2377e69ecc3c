//! Who asks Google: application default credentials.
//!
//! The order is that of Google's libraries
//! ([how application default credentials work](https://cloud.google.com/docs/authentication/application-default-credentials)):
//! the file that `GOOGLE_APPLICATION_CREDENTIALS` names, the file of
//! `gcloud auth application-default login`, the metadata server of the machine. Files may be those
//! of a user, of a service account, of workload identity federation or of impersonation. Tokens
//! are the library's business; what is looked for and what is wrong with it is said here, because
//! its own errors call a missing file transient.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use google_cloud_auth::credentials::{
    AccessTokenCredentials, external_account, impersonated, mds, service_account, user_account,
};
use serde_json::Value;

use super::h2::Runtime;

/// A file of credentials has some kilobytes.
const LARGEST: u64 = 1 << 20;
/// Where the metadata server of Google's machines answers.
const METADATA: &str = "metadata.google.internal";
/// It is on the same machine; elsewhere nobody answers.
const METADATA_TIME: Duration = Duration::from_secs(3);
/// Time for a token, the library's tries included.
const TOKEN_TIME: Duration = Duration::from_secs(30);

/// Where credentials may lie, and which project pays.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The file that `GOOGLE_APPLICATION_CREDENTIALS` names
    pub named: Option<PathBuf>,
    /// Where `gcloud auth application-default login` writes its file
    pub user: Option<PathBuf>,
    /// The metadata server: host, or host and port
    pub metadata: Option<String>,
    /// The project of `GOOGLE_CLOUD_PROJECT`
    pub project: Option<String>,
}

impl Places {
    /// The places by the environment's variables.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let path = |name: &str| variable(name).map(PathBuf::from);
        let folder = path("CLOUDSDK_CONFIG").or_else(|| {
            if cfg!(windows) {
                path("APPDATA").map(|folder| folder.join("gcloud"))
            } else {
                path("HOME").map(|folder| folder.join(".config").join("gcloud"))
            }
        });
        Self {
            named: path("GOOGLE_APPLICATION_CREDENTIALS"),
            user: folder.map(|folder| folder.join("application_default_credentials.json")),
            metadata: Some(variable("GCE_METADATA_HOST").unwrap_or_else(|| METADATA.to_owned())),
            project: variable("GOOGLE_CLOUD_PROJECT").or_else(|| variable("GCLOUD_PROJECT")),
        }
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AccountError {
    /// What was looked for, and what is there
    pub message: String,
    /// What to do
    pub hint: String,
}

/// Somebody who may ask.
#[derive(Debug)]
pub struct Account {
    what: String,
    project: Option<String>,
    credentials: AccessTokenCredentials,
}

impl Account {
    /// The first of the places that has credentials. Nobody is asked for a token yet.
    pub fn find(places: &Places, scope: &str, runtime: &Runtime) -> Result<Self, AccountError> {
        // Fails where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let made = if let Some(path) = &places.named {
            let text = read(path).map_err(|error| AccountError {
                message: format!(
                    "GOOGLE_APPLICATION_CREDENTIALS names `{}`, which cannot be read: {error}",
                    path.display()
                ),
                hint: "name a file of credentials there, or unset it".to_owned(),
            })?;
            runtime.within(TOKEN_TIME, async { of_file(path, &text, scope) })
        } else if let Some((path, text)) = user_file(places)? {
            runtime.within(TOKEN_TIME, async { of_file(path, &text, scope) })
        } else {
            Some(of_machine(places, scope, runtime))
        };
        made.unwrap_or_else(|| {
            Err(AccountError {
                message: "the runtime of the credentials does not run".to_owned(),
                hint: String::new(),
            })
        })
    }

    /// What it is. Ex) `the service account in /home/ann/key.json`
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The project that its file names to be billed: the project of the quota, else its own.
    pub fn project(&self) -> Option<&str> {
        self.project.as_deref()
    }

    /// A token that is good for some minutes at least; asked for once and kept until it ages.
    pub fn token(&self, runtime: &Runtime) -> Result<String, AccountError> {
        let token = runtime.within(TOKEN_TIME, self.credentials.access_token());
        let fail = |why: String| AccountError {
            message: format!("there is no token for {}: {why}", self.what),
            hint:
                "sign in anew with `gcloud auth application-default login`, or name another file \
                   in GOOGLE_APPLICATION_CREDENTIALS; a workflow of GitHub needs the permission \
                   `id-token: write`"
                    .to_owned(),
        };
        match token {
            None => Err(fail(format!("no answer within {} s", TOKEN_TIME.as_secs()))),
            Some(Err(error)) => Err(fail(innermost(&error))),
            Some(Ok(token)) => Ok(token.token),
        }
    }
}

/// What the first cause says: the outer ones speak of tries and of transient errors.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        said = error.to_string();
        next = error.source();
    }
    said
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn user_file(places: &Places) -> Result<Option<(&Path, String)>, AccountError> {
    let Some(path) = &places.user else { return Ok(None) };
    match read(path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(AccountError {
            message: format!("the credentials in `{}` cannot be read: {error}", path.display()),
            hint: "run `gcloud auth application-default login` anew".to_owned(),
        }),
    }
}

fn of_file(path: &Path, text: &str, scope: &str) -> Result<Account, AccountError> {
    let place = path.display();
    let fail = |why: &str, hint: &str| AccountError {
        message: format!("the credentials in `{place}`: {why}"),
        hint: hint.to_owned(),
    };
    let hint = "it is the JSON file that `gcloud` or the cloud console writes";
    let json: Value = serde_json::from_str(text)
        .map_err(|error| fail(&format!("they are no JSON: {error}"), hint))?;
    let field = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    let kind = field("type").ok_or_else(|| fail("they have no `type`", hint))?;
    let project = field("quota_project_id").or_else(|| field("project_id"));
    let missing = missing(&json, &kind);
    if !missing.is_empty() {
        return Err(fail(&format!("a file of type `{kind}` needs {}", missing.join(", ")), hint));
    }
    let (what, made) = match kind.as_str() {
        "service_account" => {
            if field("private_key").is_some_and(|key| key.contains("BEGIN RSA PRIVATE KEY")) {
                return Err(fail(
                    "the private key is in the form of PKCS#1, and PKCS#8 is needed",
                    "make a new key in the cloud console, or turn this one: \
                     openssl pkcs8 -topk8 -nocrypt -in key.pem",
                ));
            }
            let access = service_account::AccessSpecifier::from_scopes([scope]);
            let builder = service_account::Builder::new(json).with_access_specifier(access);
            ("the service account", builder.build_access_token_credentials())
        }
        "authorized_user" => {
            let mut builder = user_account::Builder::new(json.clone()).with_scopes([scope]);
            if let Some(uri) = field("token_uri") {
                builder = builder.with_token_uri(uri);
            }
            ("the user", builder.build_access_token_credentials())
        }
        "external_account" => {
            let source = json.get("credential_source").and_then(|it| it.get("file"));
            if let Some(file) = source.and_then(Value::as_str)
                && !Path::new(file).is_file()
            {
                return Err(fail(
                    &format!("they take their token from `{file}`, and there is no such file"),
                    "whatever writes that token has to run first",
                ));
            }
            let builder = external_account::Builder::new(json).with_scopes([scope]);
            ("the workload identity", builder.build_access_token_credentials())
        }
        "impersonated_service_account" => {
            let builder = impersonated::Builder::new(json).with_scopes([scope]);
            ("the impersonated service account", builder.build_access_token_credentials())
        }
        other => {
            return Err(fail(
                &format!(
                    "type `{other}` is none of service_account, authorized_user, \
                     external_account, impersonated_service_account"
                ),
                hint,
            ));
        }
    };
    let credentials = made.map_err(|error| fail(&innermost(&error), hint))?;
    Ok(Account { what: format!("{what} in `{place}`"), project, credentials })
}

/// The fields that a file of this type needs and does not have as texts.
fn missing(json: &Value, kind: &str) -> Vec<String> {
    let needed: &[&str] = match kind {
        "service_account" => &["client_email", "private_key", "private_key_id"],
        "authorized_user" => &["client_id", "client_secret", "refresh_token"],
        "external_account" => &["audience", "subject_token_type", "token_url"],
        _ => &[],
    };
    let lacks = |name: &&&str| json.get(**name).and_then(Value::as_str).is_none();
    needed.iter().filter(lacks).map(|name| format!("`{name}`")).collect()
}

/// The account of the machine, where it is one of Google's.
fn of_machine(places: &Places, scope: &str, runtime: &Runtime) -> Result<Account, AccountError> {
    let host = places.metadata.as_deref().unwrap_or(METADATA);
    let endpoint = format!("http://{host}");
    let Some(project) = project_of_machine(&endpoint) else {
        let user = match &places.user {
            Some(path) => format!("there is no file `{}`", path.display()),
            None => "the home folder is not known".to_owned(),
        };
        return Err(AccountError {
            message: format!(
                "no credentials of Google are here: GOOGLE_APPLICATION_CREDENTIALS is not set, \
                 {user}, and no metadata server answers at {host}"
            ),
            hint: "run `gcloud auth application-default login`, or name the file of a service \
                   account or of a workload identity in GOOGLE_APPLICATION_CREDENTIALS; \
                   --source clickhouse and --source pypistats need no account"
                .to_owned(),
        });
    };
    let builder = mds::Builder::default().with_endpoint(&endpoint).with_scopes([scope]);
    let made = runtime.within(TOKEN_TIME, async { builder.build_access_token_credentials() });
    let what = format!("the account of this machine, by its metadata server at {host}");
    match made {
        Some(Ok(credentials)) => Ok(Account { what, project: Some(project), credentials }),
        Some(Err(error)) => Err(AccountError {
            message: format!("there is no token for {what}: {}", innermost(&error)),
            hint: "give the machine an account that may use BigQuery".to_owned(),
        }),
        None => Err(AccountError {
            message: format!("{what} does not answer in time"),
            hint: "is the machine still starting?".to_owned(),
        }),
    }
}

/// The project of the machine; `None` where there is no metadata server.
///
/// Rule: [the server marks its answers](https://cloud.google.com/compute/docs/metadata/querying-metadata)
/// with `Metadata-Flavor: Google`; a captive portal does not.
fn project_of_machine(endpoint: &str) -> Option<String> {
    const FLAVOR: &str = "metadata-flavor";
    let client = reqwest::blocking::Client::builder()
        .no_proxy()
        .connect_timeout(METADATA_TIME)
        .timeout(METADATA_TIME)
        .build()
        .ok()?;
    let request = client.get(format!("{endpoint}/computeMetadata/v1/project/project-id"));
    let response = request.header(FLAVOR, "Google").send().ok()?;
    let flavor = response.headers().get(FLAVOR)?;
    if flavor.as_bytes() != b"Google" || !response.status().is_success() {
        return None;
    }
    let mut project = String::new();
    response.take(1 << 10).read_to_string(&mut project).ok()?;
    Some(project.trim().to_owned())
}
