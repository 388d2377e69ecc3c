//! The bounds on requests.

use std::{path::PathBuf, time::Duration};

use super::Address;

/// How long, how much and how often.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time for one connection, TLS included
    pub connect: Duration,
    /// Time for one [`get`](super::Client::get): all tries, their pauses and the body
    pub total: Duration,
    /// Bytes of a body, after decompression
    pub body: u64,
    /// Time for one [`download`](super::Client::download), its continuations included
    pub longest: Duration,
    /// Time without a byte after which a download is continued anew
    pub stall: Duration,
    /// Redirects that are followed
    pub redirects: usize,
    /// Requests at most, the first one included
    pub tries: u32,
    /// The pause before the second try; it doubles with each further one
    pub pause: Duration,
    /// The longest pause that a server may ask for with `Retry-After`
    pub longest_pause: Duration,
    /// The proxy, in place of that of the environment or the system
    pub proxy: Option<Address>,
    /// A file of further certificates to trust, in PEM form, beside those of the system
    pub certificates: Option<PathBuf>,
}

impl Default for Settings {
    /// The largest pages of indexes have some tens of megabytes.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_mins(1),
            body: 128 << 20,
            longest: Duration::from_hours(1),
            stall: Duration::from_secs(30),
            redirects: 5,
            tries: 3,
            pause: Duration::from_millis(300),
            longest_pause: Duration::from_secs(20),
            proxy: None,
            certificates: None,
        }
    }
}
