//! Bodies that are streamed, and continued where they were cut.

use std::{
    io::{self, Read},
    thread,
    time::Instant,
};

use reqwest::{
    StatusCode,
    blocking::Response,
    header::{ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, IF_RANGE, LAST_MODIFIED, RANGE},
};

use super::{
    Address, Cause, Client, Connection, NetError, cause,
    client::{self, Purpose},
    range, retry,
};

/// Requests for one body, however much each of them brings.
const REQUESTS: u32 = 20;
/// Bytes that are read at a time.
const BUFFER: usize = 64 << 10;

/// Takes a body as it comes.
pub trait Sink {
    /// How many bytes of the body it holds: where a cut one is continued.
    fn length(&self) -> u64;
    /// Forgets what it holds.
    fn restart(&mut self) -> io::Result<()>;
    /// Takes the next bytes.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// A body of which not all came, or that could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// Not all of it came
    #[error(transparent)]
    Net(#[from] NetError),
    /// The sink does not take it
    #[error("{0}")]
    Sink(#[from] io::Error),
}

/// Why one request did not bring the rest.
enum Fault {
    Cause(Cause),
    Sink(io::Error),
    /// The server has something else than what the sink holds
    Stale,
}

impl From<Cause> for Fault {
    fn from(cause: Cause) -> Self {
        Self::Cause(cause)
    }
}

impl Client {
    /// Brings a body of at most `most` bytes into a sink, the bytes as the server has them.
    ///
    /// What the sink holds already is not asked for again, where the server knows ranges (RFC 9110,
    /// section 14); whether it belongs to the same body only the caller can tell, by a digest. Of a
    /// body that is cut in the middle the rest is asked for, with `If-Range` where the server names
    /// a validator. What brings nothing is tried as often as a page is, all within
    /// [`Settings::longest`](super::Settings::longest).
    pub fn download(
        &self,
        address: &Address,
        most: u64,
        sink: &mut dyn Sink,
    ) -> Result<(), DownloadError> {
        let deadline = Instant::now() + self.settings().longest;
        let mut validator = None;
        let (mut requests, mut failures) = (0, 0);
        loop {
            requests += 1;
            let before = sink.length();
            let cause = match self.continued(address, most, &mut validator, deadline, sink) {
                Ok(()) => return Ok(()),
                Err(Fault::Sink(error)) => return Err(error.into()),
                Err(Fault::Cause(cause)) => cause,
                Err(Fault::Stale) => {
                    sink.restart()?;
                    validator = None;
                    Cause::Connection(Connection::Other("it cannot be continued".to_owned()))
                }
            };
            failures = if sink.length() > before { 1 } else { failures + 1 };
            let left = deadline.saturating_duration_since(Instant::now());
            match retry::pause(&cause, failures, self.settings()) {
                Some(pause) if pause < left && requests < REQUESTS => thread::sleep(pause),
                _ => {
                    let address = address.clone();
                    return Err(NetError { address, cause, tries: requests }.into());
                }
            }
        }
    }

    /// One request for what the sink lacks.
    fn continued(
        &self,
        address: &Address,
        most: u64,
        validator: &mut Option<String>,
        deadline: Instant,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let (connect, stall) = (self.settings().connect, self.settings().stall);
        let have = sink.length();
        let client = self.inner(Purpose::File)?;
        let mut request = client.get(address.url()).header(ACCEPT_ENCODING, "identity");
        if have > 0 {
            request = request.header(RANGE, format!("bytes={have}-"));
            if let Some(validator) = &validator {
                request = request.header(IF_RANGE, validator);
            }
        }
        let mut response = request.send().map_err(|error| cause::of(&error, connect, stall))?;
        match response.status() {
            StatusCode::OK if have > 0 => sink.restart().map_err(Fault::Sink)?,
            StatusCode::OK => {}
            StatusCode::PARTIAL_CONTENT if have > 0 => {
                let range = client::text(response.headers(), &CONTENT_RANGE).and_then(range::read);
                let (start, total) = range.ok_or(Fault::Stale)?;
                if start != have {
                    return Err(Fault::Stale);
                }
                if total.is_some_and(|total| total > most) {
                    return Err(Cause::TooLarge(most).into());
                }
            }
            StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => {
                let total = client::text(response.headers(), &CONTENT_RANGE);
                let total = total.and_then(|text| text.strip_prefix("bytes */"));
                // There is no more to be had than what is there.
                let all = total.and_then(|text| text.parse().ok()) == Some(have);
                return if all { Ok(()) } else { Err(Fault::Stale) };
            }
            _ => return Err(client::status(&response).into()),
        }
        *validator = of_headers(response.headers());
        self.pour(&mut response, most, deadline, sink)
    }

    /// Reads a body to its end.
    fn pour(
        &self,
        response: &mut Response,
        most: u64,
        deadline: Instant,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let settings = self.settings();
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = response.read(&mut buffer);
            let read =
                read.map_err(|error| cause::of_body(&error, settings.connect, settings.stall))?;
            if read == 0 {
                return Ok(());
            }
            if sink.length() + read as u64 > most {
                return Err(Cause::TooLarge(most).into());
            }
            if Instant::now() > deadline {
                return Err(Cause::Connection(Connection::Stalled(settings.longest)).into());
            }
            sink.take(&buffer[..read]).map_err(Fault::Sink)?;
        }
    }
}

/// What tells whether the body is still the same: a strong entity tag, else its date.
fn of_headers(headers: &HeaderMap) -> Option<String> {
    let tag = client::text(headers, &ETAG).filter(|tag| !tag.starts_with("W/"));
    tag.or_else(|| client::text(headers, &LAST_MODIFIED)).map(str::to_owned)
}
