//! The source `bigquery` and who asks: each kind of credentials, and each that is missing.

use std::{fs, path::PathBuf, time::Duration};

use relkit::{
    downloads::{Dimension, SourceError, source::bigquery::Options},
    net::google::Places,
};
use serde_json::{Value as Json, json};

use crate::support::{
    bigquery::emulator,
    bigquery_source::{NOBODY, begun, fake, said, wanted, with},
};

/// What the source says with credentials of these places, and the token that it sent.
fn asked_with(places: Places) -> Result<String, SourceError> {
    let front = fake(1, |_, _| begun("a", true));
    let change = |options: &mut Options| {
        options.places = places;
        options.pause = Duration::from_millis(1);
    };
    let wanted = wanted(&[Dimension::Python], "all");
    with((&front.url, NOBODY), change, |source| source.estimate(&wanted))?;
    Ok(format!(
        "{} {}",
        front.calls()[0].path.split('/').nth(4).unwrap(),
        front.calls()[0].authorization
    ))
}

fn named(name: &str) -> Places {
    Places { named: Some(emulator().folder.join(name)), ..Places::default() }
}

#[test]
fn each_kind_of_credentials_gives_a_token() {
    let user = Places { user: named("user.json").named, ..Places::default() };
    assert_eq!(asked_with(user).unwrap(), "me Bearer token-of-user");
    let project = Some("theirs".to_owned());
    let workload = Places { project: project.clone(), ..named("workload.json") };
    assert_eq!(asked_with(workload).unwrap(), "theirs Bearer token-of-workload");
    assert!(asked_with(named("service.json")).unwrap().starts_with("me Bearer ey"));
    let machine = emulator().tokens.strip_prefix("http://").unwrap().to_owned();
    let machine = Places { metadata: Some(machine), ..Places::default() };
    assert_eq!(asked_with(machine).unwrap(), "machine-project Bearer token-of-machine");
}

#[test]
fn missing_credentials_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = |places: Places| {
        let text = said(&asked_with(places).unwrap_err());
        text.replace(&folder.path().display().to_string(), "<folder>")
            .replace(&emulator().folder.display().to_string(), "<suite>")
    };
    let file = |name: &str, text: &str| -> Places {
        fs::write(folder.path().join(name), text).unwrap();
        Places { named: Some(folder.path().join(name)), ..Places::default() }
    };
    let nobody = "127.0.0.1:9".to_owned();
    let user: PathBuf = folder.path().join("adc.json");
    insta::assert_snapshot!(error(Places { user: Some(user), metadata: Some(nobody), ..Places::default() }), @"
    no credentials of Google are here: GOOGLE_APPLICATION_CREDENTIALS is not set, there is no file `<folder>/adc.json`, and no metadata server answers at 127.0.0.1:9
    hint: run `gcloud auth application-default login`, or name the file of a service account or of a workload identity in GOOGLE_APPLICATION_CREDENTIALS; --source clickhouse and --source pypistats need no account
    ");
    insta::assert_snapshot!(error(Places { named: Some(folder.path().join("none.json")), ..Places::default() }), @"
    GOOGLE_APPLICATION_CREDENTIALS names `<folder>/none.json`, which cannot be read: No such file or directory (os error 2)
    hint: name a file of credentials there, or unset it
    ");
    insta::assert_snapshot!(error(file("a.json", "{")), @"
    the credentials in `<folder>/a.json`: they are no JSON: EOF while parsing an object at line 1 column 1
    hint: it is the JSON file that `gcloud` or the cloud console writes
    ");
    insta::assert_snapshot!(error(file("b.json", r#"{"type": "service_account"}"#)), @"
    the credentials in `<folder>/b.json`: a file of type `service_account` needs `client_email`, `private_key`, `private_key_id`
    hint: it is the JSON file that `gcloud` or the cloud console writes
    ");
    insta::assert_snapshot!(error(file("c.json", r#"{"type": "gdch_service_account"}"#)), @"
    the credentials in `<folder>/c.json`: type `gdch_service_account` is none of service_account, authorized_user, external_account, impersonated_service_account
    hint: it is the JSON file that `gcloud` or the cloud console writes
    ");
    insta::assert_snapshot!(error(named("pkcs1.json")), @"
    the credentials in `<suite>/pkcs1.json`: the private key is in the form of PKCS#1, and PKCS#8 is needed
    hint: make a new key in the cloud console, or turn this one: openssl pkcs8 -topk8 -nocrypt -in key.pem
    ");
    let workload = fs::read_to_string(emulator().folder.join("workload.json")).unwrap();
    let mut workload: Json = serde_json::from_str(&workload).unwrap();
    let subject = folder.path().join("token");
    workload["credential_source"]["file"] = json!(subject.to_str().unwrap());
    insta::assert_snapshot!(error(file("d.json", &workload.to_string())), @"
    the credentials in `<folder>/d.json`: they take their token from `<folder>/token`, and there is no such file
    hint: whatever writes that token has to run first
    ");
    fs::write(&subject, "a token").unwrap();
    insta::assert_snapshot!(error(file("d.json", &workload.to_string())), @"
    no project to bill: neither --billing-project nor GOOGLE_CLOUD_PROJECT names one, and the workload identity in `<folder>/d.json` has none
    hint: the first TiB a month is free, and still needs a project: --billing-project ID
    ");
    let strange = Places { project: Some("a/b".to_owned()), ..named("service.json") };
    assert!(error(strange).starts_with("`a/b` is no id of a project"));
    let mut refused: Json = workload.clone();
    refused["token_url"] = json!(format!("{}/refused", emulator().tokens));
    let refused = Places { project: Some("me".to_owned()), ..file("e.json", &refused.to_string()) };
    let text = error(refused);
    assert!(
        text.starts_with("there is no token for the workload identity in `<folder>/e.json`"),
        "{text}"
    );
}

#[test]
fn places_are_those_of_googles_libraries() {
    let of = |variables: &[(&str, &str)]| {
        Places::of(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    };
    let home = of(&[
        ("HOME", "/h"),
        ("APPDATA", "/h"),
        ("GOOGLE_CLOUD_PROJECT", "p"),
        ("GOOGLE_APPLICATION_CREDENTIALS", ""),
    ]);
    assert_eq!((home.project.as_deref(), home.named), (Some("p"), None));
    assert!(home.user.unwrap().ends_with("gcloud/application_default_credentials.json"));
    let moved = of(&[("CLOUDSDK_CONFIG", "/c"), ("GCE_METADATA_HOST", "10.0.0.1")]);
    assert_eq!(moved.user, Some(PathBuf::from("/c/application_default_credentials.json")));
    assert_eq!(moved.metadata.as_deref(), Some("10.0.0.1"));
}
