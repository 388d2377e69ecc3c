//! A server that ends TLS, or cuts connections, and passes on what is inside.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, mpsc},
    thread,
};

use rcgen::{CertificateParams, KeyPair};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::{TcpListener, TcpStream},
};

/// What a tunnel does with a connection.
#[derive(Clone)]
pub(crate) enum Tunnel {
    /// Ends TLS
    Tls(Arc<ServerConfig>),
    /// Cuts each connection after so many bytes of the server, then twice as many, and so on
    Cut(u64),
}

impl Tunnel {
    /// TLS with a certificate of its own for `localhost`, which comes in PEM form; `protocols` are
    /// those of ALPN.
    pub(crate) fn tls(protocols: &[&str]) -> (String, Self) {
        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], secret)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        (certificate.pem(), Self::Tls(Arc::new(config)))
    }

    /// Opens it before a server, until the suite ends. The address has no scheme.
    pub(crate) fn before(self, url: &str) -> SocketAddr {
        let target: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let mut most = match &self {
                    Self::Tls(_) => u64::MAX,
                    Self::Cut(bytes) => *bytes,
                };
                while let Ok((client, _)) = listener.accept().await {
                    let server = TcpStream::connect(target).await.unwrap();
                    match &self {
                        Self::Tls(config) => {
                            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::clone(config));
                            tokio::spawn(async move {
                                if let Ok(client) = acceptor.accept(client).await {
                                    join(client, server, most).await;
                                }
                            });
                        }
                        Self::Cut(_) => drop(tokio::spawn(join(client, server, most))),
                    }
                    most = most.saturating_mul(2);
                }
            });
        });
        told.recv().unwrap()
    }
}

/// Passes on what the two say, until the server has said so many bytes.
async fn join(client: impl AsyncRead + AsyncWrite + Send + 'static, server: TcpStream, most: u64) {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (from_server, mut to_server) = server.into_split();
    let up = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
    });
    let _ = tokio::io::copy(&mut from_server.take(most), &mut to_client).await;
    up.abort();
}
