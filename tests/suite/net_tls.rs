//! The HTTP client and encryption: a server whose authority is made for the test.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    sync::Arc,
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use relkit::net::{Cause, Client, Connection, NetError, Response, Settings};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// An authority in PEM form, and a server's configuration with a certificate that it signed.
fn authority() -> (String, Arc<ServerConfig>) {
    let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = ca.self_signed(&ca_key).unwrap().pem();
    let leaf = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]);
    let leaf = leaf.unwrap().signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], secret)
        .unwrap();
    (pem, Arc::new(config))
}

/// Answers one connection in full, if the client trusts the server, and gives its address.
fn serve(config: Arc<ServerConfig>, answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (tcp, _) = listener.accept().unwrap();
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), tcp);
        let heard = BufReader::new(&mut stream)
            .lines()
            .map_while(Result::ok)
            .take_while(|line| !line.is_empty())
            .count();
        if heard > 0 {
            stream.write_all(answer.as_bytes()).unwrap();
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    format!("https://{address}/")
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
    let response = get(&serve(Arc::clone(&config), FINE), Some(&file)).unwrap();
    assert_eq!(response.body, b"secret");

    let error = get(&serve(config, FINE), None).unwrap_err();
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
    let error = get(&serve(config, away), Some(&file)).unwrap_err();
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
