//! Which failures are worth another try, and after how long.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser};

use super::{Cause, Settings};

/// The pause before the next try; `None` where there is none to be made after `tries` of them.
pub(super) fn pause(cause: &Cause, tries: u32, settings: &Settings) -> Option<Duration> {
    if tries >= settings.tries || cause.is_permanent() {
        return None;
    }
    let doubled = settings.pause.saturating_mul(1 << (tries - 1).min(10));
    let asked = match cause {
        Cause::Status { retry_after, .. } => *retry_after,
        _ => None,
    };
    match asked {
        Some(pause) => (pause <= settings.longest_pause).then_some(pause),
        None => Some(doubled),
    }
}

/// What `Retry-After` says: seconds, or a day and time.
///
/// Rule: [RFC 9110, 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
pub(super) fn after(value: &str, now: Timestamp) -> Option<Duration> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = PARSER.parse_timestamp(value).ok()?.duration_since(now);
    until.max(SignedDuration::ZERO).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Connection;

    #[test]
    fn pauses_double_and_end() {
        let settings = Settings { pause: Duration::from_millis(100), ..Settings::default() };
        let refused = Cause::Connection(Connection::Refused);
        let pauses: Vec<_> = (1..=3).map(|tries| pause(&refused, tries, &settings)).collect();
        let some = |millis| Some(Duration::from_millis(millis));
        assert_eq!(pauses, [some(100), some(200), None]);
        let status = |code, after: Option<u64>| Cause::Status {
            code,
            retry_after: after.map(Duration::from_secs),
            body: Vec::new(),
        };
        assert_eq!(pause(&status(503, None), 1, &settings), some(100));
        assert_eq!(pause(&status(429, Some(2)), 1, &settings), some(2000));
        assert_eq!(
            pause(&status(429, Some(3600)), 1, &settings),
            None,
            "longer than anybody waits"
        );
        assert_eq!(pause(&status(404, None), 1, &settings), None);
        let tls = Cause::Connection(Connection::Tls("expired".to_owned()));
        assert_eq!(pause(&tls, 1, &settings), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let seconds = |text| after(text, now).map(|it| it.as_secs());
        assert_eq!(seconds(" 7 "), Some(7));
        assert_eq!(seconds("Sun, 22 Nov 2026 10:00:30 GMT"), Some(30));
        assert_eq!(seconds("Sun, 22 Nov 2026 09:00:00 GMT"), Some(0));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-1"), None);
    }
}
