//! A server that speaks TLS, with authorities and certificates made for the test.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// The names of loopback.
pub(crate) const LOCAL: &[&str] = &["localhost", "127.0.0.1"];

fn certificate(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    CertificateParams::new(names).unwrap()
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], secret)
        .unwrap();
    Arc::new(config)
}

/// An authority in PEM form, and a server's configuration with a certificate that it signed for
/// these names, after `change`.
pub(crate) fn signed(
    names: &[&str],
    change: impl FnOnce(&mut CertificateParams),
) -> (String, Arc<ServerConfig>) {
    let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut ca = certificate(&[]);
    // Self-signed certificates have the other name.
    ca.distinguished_name.push(DnType::CommonName, "authority of the test");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = ca.self_signed(&ca_key).unwrap().pem();
    let mut leaf = certificate(names);
    change(&mut leaf);
    let leaf = leaf.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
    (pem, config(leaf.der().clone(), &key))
}

/// A server's configuration with a certificate that nobody else signed.
pub(crate) fn self_signed() -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let leaf = certificate(LOCAL).self_signed(&key).unwrap();
    config(leaf.der().clone(), &key)
}

/// Answers connections in full, one after the other, if the client trusts the server, and gives its
/// address.
pub(crate) fn serve(config: Arc<ServerConfig>, answer: &'static str, close_notify: bool) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((tcp, _)) = listener.accept() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, tcp);
            let heard = BufReader::new(&mut stream)
                .lines()
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .count();
            if heard > 0 && stream.write_all(answer.as_bytes()).is_ok() {
                if close_notify {
                    stream.conn.send_close_notify();
                }
                let _ = stream.flush();
            }
        }
    });
    format!("https://{address}/")
}
