//! From the errors of the HTTP library to ours.
//!
//! The library says what happened in a chain of errors of several crates; only the kinds and
//! numbers in it are read, and its texts are used without the address. That it could not connect
//! says little: a bad certificate is among that, and a body that is cut is a fault of decoding.

use std::{error::Error, io, time::Duration};

use rustls::AlertDescription;

use super::{
    Cause, Connection,
    errno::{self, Class},
};

/// What the C libraries say of a name that no address belongs to: `EAI_NONAME` and
/// `EAI_NODATA` of glibc, then of musl. Their texts come in English, as nothing here sets a locale.
///
/// macOS and Windows say the same of a name that nobody could be asked for, so that there is no
/// telling.
const NO_SUCH_NAME: &[&str] = &[
    "Name or service not known",
    "No address associated with hostname",
    "Name does not resolve",
    "Name has no usable address",
];

/// The cause of an error of a request. `connect` and `total` are the limits in force.
pub(super) fn of(error: &reqwest::Error, connect: Duration, total: Duration) -> Cause {
    let chain = Chain::of(error);
    if error.is_dns() {
        return name(&chain);
    }
    // The system's own word comes first: its ETIMEDOUT is none of our limits.
    if let Some((number, why)) = chain.system() {
        return match errno::class(number, error.is_connect()) {
            Class::Refused => Cause::Connection(Connection::Refused),
            Class::Closed => Cause::Connection(Connection::Closed),
            Class::Unreachable => Cause::Connection(Connection::Unreachable(why)),
            Class::Barred => Cause::Connection(Connection::Barred(why)),
            Class::Local => Cause::System(why),
        };
    }
    if error.is_timeout() {
        return Cause::Connection(if error.is_connect() {
            Connection::TimedOut(connect)
        } else {
            Connection::Stalled(total)
        });
    }
    if error.is_redirect() {
        return Cause::Redirect(chain.last());
    }
    if error.is_builder() {
        return Cause::Setup(chain.last());
    }
    if let Some(error) = chain.find::<rustls::Error>() {
        return Cause::Connection(tls(error));
    }
    match chain.kind() {
        Some(
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof,
        ) => Cause::Connection(Connection::Closed),
        // What is no gzip, and no chunk.
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
            Cause::Broken(chain.last())
        }
        // hyper has no I/O error for what is closed before the answer is complete.
        _ if ["connection closed", "end of file", "canceled"].iter().any(|it| chain.says(it)) => {
            Cause::Connection(Connection::Closed)
        }
        _ if chain.says("tunnel error: proxy authorization") => {
            Cause::Status { code: 407, retry_after: None, body: Vec::new() }
        }
        _ if chain.says("tunnel error") => Cause::Connection(Connection::Proxy(chain.last())),
        _ if error.is_connect() => Cause::Connection(Connection::Other(chain.last())),
        Some(_) => Cause::Connection(Connection::Other(chain.last())),
        // The bytes came, and they are no HTTP.
        None => Cause::Broken(chain.last()),
    }
}

/// The cause of an error while a body was read.
pub(super) fn of_body(error: &io::Error, connect: Duration, total: Duration) -> Cause {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>()) {
        Some(inner) => of(inner, connect, total),
        None => Cause::Connection(Connection::Other(error.to_string())),
    }
}

/// Why a name has no address. The number that getaddrinfo gives is lost in the standard library,
/// its text is not; where the system itself failed there is its number.
fn name(chain: &Chain<'_>) -> Cause {
    let why = chain.last();
    let why = why.rsplit(": ").next().unwrap_or_default();
    match chain.system() {
        // Windows gives the answers of name servers as numbers from 11001 on.
        Some((number, _)) if cfg!(windows) && number >= 11000 => {}
        Some((number, why)) if errno::class(number, false) == Class::Local => {
            return Cause::System(why);
        }
        _ => {}
    }
    if NO_SUCH_NAME.contains(&why) {
        return Cause::Connection(Connection::Name);
    }
    Cause::Connection(Connection::Lookup(why.to_owned()))
}

/// What the two sides say of certificates and versions is the same the next time; bytes that came
/// damaged and a server in trouble are not.
fn tls(error: &rustls::Error) -> Connection {
    match error {
        rustls::Error::DecryptError
        | rustls::Error::AlertReceived(
            AlertDescription::BadRecordMac
            | AlertDescription::CloseNotify
            | AlertDescription::InternalError
            | AlertDescription::UserCanceled,
        ) => Connection::Other(error.to_string()),
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            Connection::NoTls
        }
        _ => Connection::Tls(error.to_string()),
    }
}

/// An error and all its causes, the outermost first.
struct Chain<'a>(Vec<&'a (dyn Error + 'static)>);

impl<'a> Chain<'a> {
    fn of(error: &'a reqwest::Error) -> Self {
        let mut links = Vec::new();
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(link) = next {
            links.push(link);
            // An I/O error hides the error that it was made from: its source is that one's source.
            let inner = link.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            next = inner.map(|it| it as &(dyn Error + 'static)).or_else(|| link.source());
        }
        Self(links)
    }

    fn find<T: Error + 'static>(&self) -> Option<&'a T> {
        self.0.iter().find_map(|link| link.downcast_ref())
    }

    /// The I/O errors, the innermost first.
    fn io(&self) -> impl Iterator<Item = &'a io::Error> {
        self.0.iter().rev().filter_map(|link| link.downcast_ref())
    }

    /// The number that the system gave, and what it says of it.
    fn system(&self) -> Option<(i32, String)> {
        self.io().find_map(|error| Some((error.raw_os_error()?, error.to_string())))
    }

    /// The kind of the innermost I/O error that has one.
    fn kind(&self) -> Option<io::ErrorKind> {
        self.io().map(io::Error::kind).find(|kind| *kind != io::ErrorKind::Other)
    }

    fn says(&self, words: &str) -> bool {
        self.0.iter().skip(1).any(|link| link.to_string().contains(words))
    }

    /// What the innermost error says: the outermost one alone names the address.
    fn last(&self) -> String {
        match self.0.as_slice() {
            [_, .., last] => last.to_string(),
            _ => "the request failed".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_stay_bad_and_damage_does_not() {
        use rustls::{CertificateError, Error, InvalidMessage, PeerIncompatible};
        let permanent = |error: &Error| Cause::Connection(tls(error)).is_permanent();
        for error in [
            Error::InvalidCertificate(CertificateError::Expired),
            Error::InvalidCertificate(CertificateError::UnknownIssuer),
            Error::InvalidCertificate(CertificateError::NotValidForName),
            Error::InvalidMessage(InvalidMessage::InvalidContentType),
            Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered),
            Error::AlertReceived(AlertDescription::HandshakeFailure),
            Error::AlertReceived(AlertDescription::ProtocolVersion),
            Error::AlertReceived(AlertDescription::CertificateRequired),
        ] {
            assert!(permanent(&error), "{error:?}");
        }
        for error in [
            Error::DecryptError,
            Error::AlertReceived(AlertDescription::BadRecordMac),
            Error::AlertReceived(AlertDescription::InternalError),
        ] {
            assert!(!permanent(&error), "{error:?}");
        }
    }
}
