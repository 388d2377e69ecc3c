//! The HTTP client and encryption: a server whose authority is made for the test.

use std::{fs, path::Path, sync::Arc};

use relkit::net::{Cause, Client, Connection, NetError, Response, Settings};
use rustls::ServerConfig;

use crate::support::tls::{LOCAL, serve, signed};

fn authority() -> (String, Arc<ServerConfig>) {
    signed(LOCAL, |_| {})
}

fn get(url: &str, certificates: Option<&Path>) -> Result<Response, NetError> {
    let certificates = certificates.map(Path::to_owned);
    let settings = Settings { tries: 1, certificates, ..Settings::default() };
    Client::new(settings).get(&url.parse().unwrap(), "*/*")
}

const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret";

#[test]
fn an_authority_of_ones_own_is_trusted_when_named() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, config) = authority();
    let file = folder.path().join("own.pem");
    fs::write(&file, pem).unwrap();
    let response = get(&serve(Arc::clone(&config), FINE, true), Some(&file)).unwrap();
    assert_eq!(response.body, b"secret");

    let error = get(&serve(config, FINE, true), None).unwrap_err();
    assert!(matches!(error.cause, Cause::Connection(Connection::Tls(_))), "{error:?}");
    assert!(error.hint().unwrap().contains("SSL_CERT_FILE"));
}

#[test]
fn redirects_stay_encrypted() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, config) = authority();
    let file = folder.path().join("own.pem");
    fs::write(&file, pem).unwrap();
    let away = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    let error = get(&serve(config, away, true), Some(&file)).unwrap_err();
    assert_eq!(error.cause, Cause::Redirect("from https to http".to_owned()));
}

#[test]
fn certificates_that_cannot_be_read_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.pem");
    let why = |text: Option<&str>| {
        if let Some(text) = text {
            fs::write(&file, text).unwrap();
        }
        let error = get("https://127.0.0.1:1/", Some(&file)).unwrap_err();
        assert!(!error.is_connection_error());
        error.to_string().replace(folder.path().to_str().unwrap(), "FOLDER").replace('\\', "/")
    };
    let missing = why(None);
    assert!(
        missing
            .starts_with("cannot ask `https://127.0.0.1:1/`: the certificates in FOLDER/own.pem: ")
    );
    let bad = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    insta::assert_snapshot!(why(Some(bad)), @"cannot ask `https://127.0.0.1:1/`: the certificates in FOLDER/own.pem: they are not in PEM form");
}
