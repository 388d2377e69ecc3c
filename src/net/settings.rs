//! The bounds on requests.

use std::{path::PathBuf, time::Duration};

use super::Address;

/// How long, how much and how often.
///
/// A failure that is not [permanent](super::NetError::is_permanent) is followed by a pause and
/// another try: pauses of 0.3, 0.6, 1.2 s and so on, or what the server asks for with `Retry-After`
/// ([RFC 9110, 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)), until the tries or
/// the time are used up. A pause that would not end in time is not begun. There is no chance in
/// it: one user asks one server a few times, so that there is no herd to be spread.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time for one connection, the look-up of the name and TLS included
    pub connect: Duration,
    /// Time for one [`get`](super::Client::get) or [`send`](super::Client::send): all tries, their
    /// pauses and the body
    pub total: Duration,
    /// Bytes of a body, after decompression
    pub body: u64,
    /// Time for one [`download`](super::Client::download), its continuations included
    pub longest: Duration,
    /// Time without a byte after which a download is continued anew
    pub stall: Duration,
    /// Redirects that are followed
    pub redirects: usize,
    /// Requests at most, the first one included; for a download, those in a row that bring nothing
    pub tries: u32,
    /// The pause before the second try; it doubles with each further one
    pub pause: Duration,
    /// The longest pause that a server may ask for with `Retry-After`; one that asks for more is
    /// not asked again, and the error tells how long it wants
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
