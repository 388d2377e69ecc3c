//! HTTP/2 to one server, for stubs of gRPC that are written for hyper 0.14 and tonic 0.4.
//!
//! Architecture invariant: the stack of 2021 sees only frames of HTTP/2. TCP, TLS and certificates
//! are those that the rest of relkit speaks through, with the same roots; nothing here calls what
//! tonic 0.4 brings for them.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper014::client::conn::{Builder, SendRequest};
use rustls::{
    ClientConfig,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Mutex,
};
use tonic::{
    body::BoxBody,
    codegen::{
        Service,
        http::{Request, Response, Uri, uri::Authority},
        poll_fn,
    },
};

use super::{Address, Cause, Connection, NetError, Settings};

/// Bytes of one stream that may be on their way; the rows of a table come in messages of megabytes.
const STREAM_WINDOW: u32 = 4 << 20;
/// The same of all streams of a connection.
const CONNECTION_WINDOW: u32 = 8 << 20;

/// Any error, as tonic takes them.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What runs the futures of this room: one thread, the caller's own.
#[derive(Debug)]
pub struct Runtime(Option<tokio::runtime::Runtime>);

impl Runtime {
    /// A runtime; it fails where the system has no more handles.
    pub fn new() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future to its end; `None` where it takes longer than this.
    pub fn within<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        let runtime = self.0.as_ref()?;
        runtime.block_on(async { tokio::time::timeout(limit, future).await.ok() })
    }
}

impl Drop for Runtime {
    /// A look-up of a name that hangs does not hold up the end.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// One connection. Clones share it; it is closed with the last of them.
#[derive(Debug, Clone)]
pub struct Channel {
    send: Arc<Mutex<SendRequest<BoxBody>>>,
    secure: bool,
    authority: Authority,
}

impl Channel {
    /// Connects to the host and port of the address: with TLS where it begins with `https`.
    ///
    /// [`Settings::connect`] is the limit of time, and [`Settings::certificates`] are trusted
    /// beside those of the system. There is no way through a proxy: the frames of HTTP/2 are not
    /// what proxies of HTTP/1.1 read, and a caller has another way to its data.
    pub async fn dial(address: &Address, settings: &Settings) -> Result<Self, NetError> {
        let connect = connect(address, settings);
        let limit = settings.connect;
        let channel = tokio::time::timeout(limit, connect).await;
        channel
            .unwrap_or(Err(Cause::Connection(Connection::TimedOut(limit))))
            .map_err(|cause| NetError { address: address.clone(), cause, tries: 1 })
    }
}

async fn connect(address: &Address, settings: &Settings) -> Result<Channel, Cause> {
    let url = address.url();
    let secure = url.scheme() == "https";
    let port = url.port_or_known_default().unwrap_or(443);
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let tcp = TcpStream::connect((host.as_str(), port)).await.map_err(|error| of_tcp(&error))?;
    tcp.set_nodelay(true).map_err(|error| of_tcp(&error))?;
    // Without the user and the password that may stand there.
    let authority = match url.port() {
        Some(port) => format!("{}:{port}", address.host()),
        None => address.host().to_owned(),
    };
    let authority =
        authority.parse().map_err(|_| Cause::Setup(format!("`{host}` is no name of a server")))?;
    let send = if secure { over(tls(&host, tcp, settings).await?).await } else { over(tcp).await };
    let send = send.map_err(|error| Cause::Broken(error.to_string()))?;
    Ok(Channel { send: Arc::new(Mutex::new(send)), secure, authority })
}

/// The handshake of HTTP/2. What drives the connection ends with its last [`Channel`].
async fn over(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<BoxBody>, hyper014::Error> {
    let (send, connection) = Builder::new()
        .http2_only(true)
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .handshake(stream)
        .await?;
    tokio::spawn(async move {
        // Whoever waits for an answer is told of the same error.
        let _ = connection.await;
    });
    Ok(send)
}

async fn tls(
    host: &str,
    tcp: TcpStream,
    settings: &Settings,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Cause> {
    let setup = |why: String| Cause::Setup(why);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let more = match &settings.certificates {
        None => Vec::new(),
        Some(path) => CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .map_err(|error| setup(format!("the certificates in {}: {error}", path.display())))?,
    };
    let verifier = Verifier::new_with_extra_roots(more, Arc::clone(&provider))
        .map_err(|error| setup(format!("the certificates of the system: {error}")))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| setup(error.to_string()))?
        .dangerous()
        // The verifier of the system: what reqwest uses too.
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| setup(format!("`{host}` is no name of a server")))?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, tcp).await.map_err(|error| of_tls(&error))?;
    if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
        return Err(Cause::Connection(Connection::Tls("the server speaks no HTTP/2".to_owned())));
    }
    Ok(stream)
}

fn of_tls(error: &io::Error) -> Cause {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(tls) => Cause::Connection(Connection::Tls(tls.to_string())),
        None => of_tcp(error),
    }
}

fn of_tcp(error: &io::Error) -> Cause {
    Cause::Connection(match error.kind() {
        io::ErrorKind::ConnectionRefused => Connection::Refused,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Connection::Closed,
        _ if error.to_string().contains("lookup address") => Connection::Name,
        _ => Connection::Other(error.to_string()),
    })
}

/// The stubs ask for a path; the channel knows the server.
impl Service<Request<BoxBody>> for Channel {
    type Response = Response<hyper014::Body>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<BoxBody>) -> Self::Future {
        let channel = self.clone();
        Box::pin(async move {
            let mut parts = std::mem::take(request.uri_mut()).into_parts();
            parts.scheme = Some(if channel.secure { "https" } else { "http" }.parse()?);
            parts.authority = Some(channel.authority);
            *request.uri_mut() = Uri::from_parts(parts)?;
            let answer = {
                let mut send = channel.send.lock().await;
                poll_fn(|context| Service::poll_ready(&mut *send, context)).await?;
                send.send_request(request)
            };
            Ok(answer.await?)
        })
    }
}
