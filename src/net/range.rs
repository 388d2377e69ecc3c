//! Some bytes of a body.

use std::{io::Read, time::Instant};

use reqwest::{
    StatusCode,
    header::{ACCEPT_ENCODING, CONTENT_RANGE, RANGE},
};

use super::{
    Address, Cause, Client, NetError, cause,
    client::{self, Purpose},
};

/// Which bytes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// So many at the end
    Last(u64),
    /// So many from an offset on
    From(u64, u64),
}

/// Some bytes of a body, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where they start
    pub start: u64,
    /// Bytes of the whole body
    pub total: u64,
    /// The bytes; fewer than were asked for where the body ends
    pub bytes: Vec<u8>,
}

impl Client {
    /// Asks for some bytes of a body; `None` where the server gives whole bodies only.
    ///
    /// Tried again as pages are.
    pub fn part(&self, address: &Address, span: Span) -> Result<Option<Part>, NetError> {
        self.with_retries(address, true, |deadline| self.part_once(address, span, deadline))
    }

    fn part_once(
        &self,
        address: &Address,
        span: Span,
        deadline: Instant,
    ) -> Result<Option<Part>, Cause> {
        let settings = self.settings();
        let (connect, total) = (settings.connect, settings.total);
        let (range, most) = match span {
            Span::Last(count) => (format!("bytes=-{count}"), count),
            Span::From(start, count) => {
                (format!("bytes={start}-{}", start.saturating_add(count.saturating_sub(1))), count)
            }
        };
        let request = self.inner(Purpose::File)?.get(address.url());
        let request = request.header(ACCEPT_ENCODING, "identity").header(RANGE, range);
        let left = deadline.saturating_duration_since(Instant::now());
        let response =
            request.timeout(left).send().map_err(|error| cause::of(&error, connect, total))?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT => {}
            // The spec lets a server ignore the header, or refuse spans that it does not know.
            StatusCode::OK | StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::NOT_IMPLEMENTED => {
                return Ok(None);
            }
            _ => return Err(client::status(&response)),
        }
        let told = client::text(response.headers(), &CONTENT_RANGE).and_then(read);
        let Some((start, Some(whole))) = told else { return Ok(None) };
        let mut bytes = Vec::new();
        let read = response.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| cause::of_body(&error, connect, total))?;
        let asked = match span {
            Span::Last(count) => whole.saturating_sub(count),
            Span::From(start, _) => start,
        };
        if start != asked || bytes.len() as u64 > most {
            return Err(Cause::Broken("it is another part than the one asked for".to_owned()));
        }
        Ok(Some(Part { start, total: whole, bytes }))
    }
}

/// Reads `bytes START-END/TOTAL`: the start, and the total where it is known.
///
/// Rule: [RFC 9110, 14.4](https://www.rfc-editor.org/rfc/rfc9110#field.content-range).
pub(super) fn read(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, end) = range.trim().split_once('-')?;
    let (start, end): (u64, u64) = (start.parse().ok()?, end.parse().ok()?);
    let total = match total.trim() {
        "*" => None,
        total => Some(total.parse().ok()?),
    };
    (start <= end && total.is_none_or(|total| end < total)).then_some((start, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges() {
        assert_eq!(read("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(read(" bytes 0-0/* "), Some((0, None)));
        for text in
            ["", "bytes */10", "bytes 9-5/10", "bytes 5-10/10", "items 0-1/2", "bytes a-b/c"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
