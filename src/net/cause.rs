//! From the errors of the HTTP library to ours.
//!
//! The library says what happened in a chain of errors of several crates; only the kinds in it are
//! read, and its texts are used without the address.

use std::{error::Error, io, time::Duration};

use super::{Cause, Connection};

/// The cause of an error of a request. `connect` and `total` are the limits in force.
pub(super) fn of(error: &reqwest::Error, connect: Duration, total: Duration) -> Cause {
    if error.is_timeout() {
        let limit = if error.is_connect() { connect } else { total };
        return Cause::Connection(Connection::TimedOut(limit));
    }
    let chain = Chain::of(error);
    if error.is_redirect() {
        return Cause::Redirect(chain.last());
    }
    if error.is_builder() {
        return Cause::Setup(chain.last());
    }
    if let Some(tls) = chain.find::<rustls::Error>() {
        return Cause::Connection(Connection::Tls(tls.to_string()));
    }
    Cause::Connection(match chain.io() {
        Some(io::ErrorKind::ConnectionRefused) => Connection::Refused,
        Some(io::ErrorKind::TimedOut) => Connection::TimedOut(total),
        Some(
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof,
        ) => Connection::Closed,
        Some(io::ErrorKind::InvalidData) => return Cause::Broken(chain.last()),
        _ if chain.says("dns error") => Connection::Name,
        _ if ["connection closed", "end of file", "canceled"].iter().any(|it| chain.says(it)) => {
            Connection::Closed
        }
        _ if chain.says("tunnel error") => Connection::Proxy(chain.last()),
        _ if error.is_connect() => Connection::Other(chain.last()),
        Some(_) => Connection::Other(chain.last()),
        // The bytes came, and they are no HTTP.
        None => return Cause::Broken(chain.last()),
    })
}

/// The cause of an error while a body was read.
pub(super) fn of_body(error: &io::Error, connect: Duration, total: Duration) -> Cause {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>()) {
        Some(inner) => of(inner, connect, total),
        None => Cause::Connection(Connection::Other(error.to_string())),
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

    /// The kind of the innermost I/O error that has one.
    fn io(&self) -> Option<io::ErrorKind> {
        let kinds = self.0.iter().rev().filter_map(|link| link.downcast_ref::<io::Error>());
        kinds.map(io::Error::kind).find(|kind| *kind != io::ErrorKind::Other)
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
