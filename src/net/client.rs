//! The client.

use std::{fmt, fs, io::Read, path::Path, sync::OnceLock, thread, time::Instant};

use jiff::Timestamp;
use reqwest::{
    Certificate, Proxy, blocking,
    header::{
        ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
    },
    redirect::{Attempt, Policy},
};

use super::{Address, Cause, NetError, Request, Settings, cause, retry};

/// Bytes of a file of certificates; that of all public authorities has less than one megabyte.
const CERTIFICATES: u64 = 16 << 20;
/// Bytes that are kept of an answer that is no success: enough for what a service says of an error.
const REFUSAL: u64 = 64 << 10;

/// A complete answer.
#[derive(Debug)]
pub struct Response {
    /// Where it came from, behind all redirects
    pub address: Address,
    /// The `Content-Type` in lower case, without its parameters. Ex) `text/html`
    pub content_type: Option<String>,
    /// The body, decompressed
    pub body: Vec<u8>,
}

/// A client, set up by its first request.
#[derive(Default)]
pub struct Client {
    settings: Settings,
    pages: OnceLock<blocking::Client>,
    files: OnceLock<blocking::Client>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A text: it may come compressed, and each request brings its own limit of time
    Page,
    /// A file: its bytes come as they are, whatever the server calls them, and time counts from
    /// byte to byte
    File,
}

/// The library's client is left out: it knows the proxy's password.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Client {
    /// A client with these bounds.
    pub fn new(settings: Settings) -> Self {
        Self { settings, pages: OnceLock::new(), files: OnceLock::new() }
    }

    /// Asks for `address` in one of the forms that `accept` lists.
    ///
    /// What is not [permanent](NetError::is_permanent) is tried again as [`Settings`] say.
    pub fn get(&self, address: &Address, accept: &str) -> Result<Response, NetError> {
        self.send(&Request::get(address, accept))
    }

    /// Asks a question; tried again as [`get`](Self::get) is, where [`Request::again`] permits it.
    pub fn send(&self, request: &Request<'_>) -> Result<Response, NetError> {
        self.with_retries(request.address, request.again, |deadline| self.once(request, deadline))
    }

    /// Tries again what is worth it, until the deadline that each try is told; unless `again`, only
    /// what cannot have arrived.
    pub(super) fn with_retries<T>(
        &self,
        address: &Address,
        again: bool,
        mut once: impl FnMut(Instant) -> Result<T, Cause>,
    ) -> Result<T, NetError> {
        let deadline = Instant::now() + self.settings.total;
        let mut tries = 0;
        loop {
            tries += 1;
            let cause = match once(deadline) {
                Ok(answer) => return Ok(answer),
                Err(cause) => cause,
            };
            let left = deadline.saturating_duration_since(Instant::now());
            let pause = retry::pause(&cause, tries, &self.settings);
            match pause.filter(|_| again || cause.is_before_sending()) {
                Some(pause) if pause < left => thread::sleep(pause),
                _ => return Err(NetError { address: address.clone(), cause, tries }),
            }
        }
    }

    fn once(&self, asked: &Request<'_>, deadline: Instant) -> Result<Response, Cause> {
        let Settings { connect, total, body: most, .. } = self.settings;
        let fail = |error: &reqwest::Error| cause::of(error, connect, total);
        let client = self.inner(Purpose::Page)?;
        let request = match asked.body {
            None => client.get(asked.address.url()),
            Some((kind, bytes)) => {
                client.post(asked.address.url()).header(CONTENT_TYPE, kind).body(bytes.to_vec())
            }
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let request = request.header(ACCEPT, asked.accept).timeout(left);
        let mut request = request.build().map_err(|error| fail(&error))?;
        if let Some(bearer) = asked.bearer {
            request.headers_mut().insert(AUTHORIZATION, authorization(bearer)?);
        }
        let response = client.execute(request).map_err(|error| fail(&error))?;
        if !response.status().is_success() {
            return Err(refusal(response));
        }
        let content_type = text(response.headers(), &CONTENT_TYPE)
            .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        let address = Address::from(response.url().clone());
        let mut body = Vec::new();
        let read = response.take(most + 1).read_to_end(&mut body);
        read.map_err(|error| cause::of_body(&error, connect, total))?;
        if body.len() as u64 > most {
            return Err(Cause::TooLarge(most));
        }
        Ok(Response { address, content_type, body })
    }

    /// The library's client for a purpose, made at the first request.
    pub(super) fn inner(&self, purpose: Purpose) -> Result<&blocking::Client, Cause> {
        let cell = match purpose {
            Purpose::Page => &self.pages,
            Purpose::File => &self.files,
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let made = build(&self.settings, purpose)?;
        Ok(cell.get_or_init(|| made))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Why an answer that is no success is none.
pub(super) fn status(response: &blocking::Response) -> Cause {
    let after = text(response.headers(), &RETRY_AFTER);
    let retry_after = after.and_then(|value| retry::after(value, Timestamp::now()));
    Cause::Status { code: response.status().as_u16(), retry_after, body: Vec::new() }
}

/// The same, with the start of what the server says of it. Whatever becomes of that, the status is
/// the cause.
fn refusal(response: blocking::Response) -> Cause {
    let mut cause = status(&response);
    if let Cause::Status { body, .. } = &mut cause {
        let _ = response.take(REFUSAL).read_to_end(body);
    }
    cause
}

/// The header that carries a bearer. What the library says of a bad one is not passed on.
fn authorization(bearer: &str) -> Result<HeaderValue, Cause> {
    let mut value = HeaderValue::from_str(&format!("Bearer {bearer}"))
        .map_err(|_| Cause::Setup("the token has characters that no header has".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Sets up TLS, the proxy of the environment or the system, and the redirects.
fn build(settings: &Settings, purpose: Purpose) -> Result<blocking::Client, Cause> {
    // Fails where a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let most = settings.redirects;
    let mut builder = blocking::Client::builder()
        .user_agent(concat!("relkit/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.connect)
        .timeout(match purpose {
            // Each request brings its own limit: what is left of the whole.
            Purpose::Page => None,
            // Of the client, unlike of a request, this is the time of each single read.
            Purpose::File => Some(settings.stall),
        })
        .redirect(Policy::custom(move |attempt| follow(attempt, most)))
        // A page that was asked for with credentials is nobody else's business.
        .referer(false);
    if purpose == Purpose::File {
        builder = builder.no_gzip();
    }
    if let Some(proxy) = &settings.proxy {
        let all = Proxy::all(proxy.url());
        builder = builder.proxy(all.map_err(|_| Cause::Setup(format!("the proxy {proxy}")))?);
    }
    if let Some(path) = &settings.certificates {
        builder = builder.tls_certs_merge(certificates(path).map_err(Cause::Setup)?);
    }
    builder.build().map_err(|error| cause::of(&error, settings.connect, settings.total))
}

/// Follows redirects up to a number, and never out of encryption.
fn follow(attempt: Attempt<'_>, most: usize) -> reqwest::redirect::Action {
    let secure = attempt.previous().last().is_some_and(|from| from.scheme() == "https");
    if attempt.previous().len() > most {
        return attempt.error(format!("more than {most} times"));
    }
    if secure && attempt.url().scheme() != "https" {
        return attempt.error("from https to http");
    }
    attempt.follow()
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, String> {
    let fail = |why: String| format!("the certificates in {}: {why}", path.display());
    let file = fs::File::open(path).map_err(|error| fail(error.to_string()))?;
    let mut pem = Vec::new();
    file.take(CERTIFICATES).read_to_end(&mut pem).map_err(|error| fail(error.to_string()))?;
    Certificate::from_pem_bundle(&pem).map_err(|_| fail("they are not in PEM form".to_owned()))
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
