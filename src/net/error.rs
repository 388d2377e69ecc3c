//! Why a request failed.

use std::time::Duration;

use super::Address;

/// A request that gave no usable answer.
#[derive(Debug, thiserror::Error)]
#[error("{}{}", .cause.message(.address), after(*.tries))]
pub struct NetError {
    /// What was asked for
    pub address: Address,
    /// Why
    pub cause: Cause,
    /// How many requests were made
    pub tries: u32,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// No complete answer came
    Connection(Connection),
    /// The server answered, and it is no success
    Status {
        /// Ex) 404
        code: u16,
        /// How long the server asks to wait
        retry_after: Option<Duration>,
        /// The start of what it says, at most 64 KiB, decompressed; empty where nothing came, and
        /// for downloads
        body: Vec<u8>,
    },
    /// It leads elsewhere too often, or from https to http
    Redirect(String),
    /// The body is larger than [`Settings::body`](super::Settings::body)
    TooLarge(u64),
    /// What came is not HTTP, or cannot be decompressed
    Broken(String),
    /// The client cannot be set up: no certificates, or a file of them that cannot be read
    Setup(String),
    /// A fault or a limit of this system. Ex) `Too many open files (os error 24)`
    System(String),
}

/// Why no complete answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// The host's name has no address, say those who know
    Name,
    /// Nobody could be asked for the host's name, or there is no telling whether it has an address
    Lookup(String),
    /// Nobody listens there
    Refused,
    /// It was closed before the answer was complete
    Closed,
    /// No way leads there, or nobody answers on it. Ex) `Network is unreachable (os error 101)`
    Unreachable(String),
    /// A route or a firewall of this system forbids it. Ex) `Permission denied (os error 13)`
    Barred(String),
    /// It was not reached within this time
    TimedOut(Duration),
    /// It was reached, and took longer than this for its answer
    Stalled(Duration),
    /// The proxy does not let it through
    Proxy(String),
    /// The two cannot agree on a secure connection
    Tls(String),
    /// What listens there does not speak TLS
    NoTls,
    /// Anything else that the system says
    Other(String),
}

impl NetError {
    /// Whether no complete answer came: the network or the server is not there. An answer that says
    /// no is none.
    pub fn is_connection_error(&self) -> bool {
        matches!(self.cause, Cause::Connection(_))
    }

    /// The status of an answer that is no success. Ex) 404
    pub fn status(&self) -> Option<u16> {
        match self.cause {
            Cause::Status { code, .. } => Some(code),
            _ => None,
        }
    }

    /// What the server says beside a status that is no success: at most its first 64 KiB.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.cause {
            Cause::Status { body, .. } if !body.is_empty() => Some(body),
            _ => None,
        }
    }

    /// Whether another try can not help: the same will come again.
    pub fn is_permanent(&self) -> bool {
        self.cause.is_permanent()
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        let hint = match &self.cause {
            Cause::Connection(Connection::NoTls) => "should the address begin with http://?",
            Cause::Connection(Connection::Barred(_)) => {
                "a route or a firewall of this system, or its sandbox, forbids it"
            }
            Cause::System(_) => "the fault is this system's, or a limit of it: see ulimit -a",
            Cause::Connection(Connection::Tls(_)) | Cause::Setup(_) => {
                "certificates are those of the system; name others in SSL_CERT_FILE"
            }
            Cause::Connection(Connection::Stalled(_)) => {
                "the server is slow, or the way to it: try again later"
            }
            Cause::Connection(_) => {
                "are you offline, or behind a proxy? a proxy is taken from HTTPS_PROXY or HTTP_PROXY"
            }
            Cause::Status { code: 401 | 403, .. } if self.address.has_credentials() => {
                "the server does not accept the credentials of the address"
            }
            Cause::Status { code: 401 | 403, .. } => {
                "the server wants credentials: https://USER:PASSWORD@HOST/…"
            }
            Cause::Status { code: 407, .. } => {
                "the proxy wants credentials: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"
            }
            Cause::Status { retry_after: Some(after), .. } => {
                return Some(format!("the server asks to wait {} s", after.as_secs()));
            }
            Cause::Status { code: 429 | 500.., .. } => "the fault is the server's: try again later",
            Cause::Redirect(_) | Cause::TooLarge(_) | Cause::Broken(_) => {
                "is it the address of what you mean?"
            }
            Cause::Status { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

impl Cause {
    /// Whether the same will come again, however often it is tried.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Connection(why) => {
                matches!(
                    why,
                    Connection::Name
                        | Connection::Barred(_)
                        | Connection::Tls(_)
                        | Connection::NoTls
                )
            }
            Self::Status { code, .. } => {
                // RFC 9110, RFC 8470 and RFC 6585 invite to another try with these. Of those from
                // 500 on, three tell what the server will never do.
                !matches!(code, 408 | 425 | 429 | 500..) || matches!(code, 501 | 505 | 511)
            }
            Self::Redirect(_)
            | Self::TooLarge(_)
            | Self::Broken(_)
            | Self::Setup(_)
            | Self::System(_) => true,
        }
    }

    /// Whether nothing of the question can have arrived.
    pub(super) fn is_before_sending(&self) -> bool {
        matches!(self, Self::Connection(Connection::Lookup(_) | Connection::Refused))
    }

    fn message(&self, address: &Address) -> String {
        match self {
            Self::Connection(why @ Connection::Stalled(_)) => {
                format!("`{address}` does not come to an end: {}", why.text(address))
            }
            Self::Connection(why) => format!("cannot reach `{address}`: {}", why.text(address)),
            Self::Status { code, .. } => {
                let code = reqwest::StatusCode::from_u16(*code)
                    .map_or_else(|_| code.to_string(), |status| status.to_string());
                format!("`{address}` answers {}", code.trim_end_matches(" <unknown status code>"))
            }
            Self::Redirect(why) => format!("`{address}` redirects {why}"),
            Self::TooLarge(most) => {
                format!("the answer of `{address}` is larger than {most} bytes")
            }
            Self::Broken(why) => format!("the answer of `{address}` cannot be read: {why}"),
            Self::Setup(why) | Self::System(why) => format!("cannot ask `{address}`: {why}"),
        }
    }
}

impl Connection {
    fn text(&self, address: &Address) -> String {
        match self {
            Self::Name => format!("the name `{}` has no address", address.host()),
            Self::Lookup(why) => {
                format!("no address is found for the name `{}`: {why}", address.host())
            }
            Self::Refused => "the connection is refused".to_owned(),
            Self::Closed => "the connection is closed before the answer is complete".to_owned(),
            Self::TimedOut(limit) => format!("no answer within {} s", limit.as_secs_f64()),
            Self::Stalled(limit) => {
                format!("no complete answer within {} s", limit.as_secs_f64())
            }
            Self::Unreachable(why) => format!("the network does not lead there: {why}"),
            Self::Barred(why) => format!("this system lets nothing through to it: {why}"),
            Self::Proxy(why) => format!("the proxy does not let it through: {why}"),
            Self::Tls(why) => format!("no secure connection: {why}"),
            Self::NoTls => "no secure connection: it does not speak TLS".to_owned(),
            Self::Other(why) => why.clone(),
        }
    }
}

fn after(tries: u32) -> String {
    if tries > 1 { format!(" ({tries} tries)") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(cause: Cause, tries: u32) -> NetError {
        let address = "https://ann:s3cret@index.example.invalid/simple/".parse().unwrap();
        NetError { address, cause, tries }
    }

    #[test]
    fn messages_name_the_address_and_the_cause() {
        let said = |cause, tries| error(cause, tries).to_string();
        let status = |code| Cause::Status { code, retry_after: None, body: Vec::new() };
        insta::assert_snapshot!(said(Cause::Connection(Connection::Name), 3), @"cannot reach `https://***@index.example.invalid/simple/`: the name `index.example.invalid` has no address (3 tries)");
        insta::assert_snapshot!(said(Cause::Connection(Connection::TimedOut(Duration::from_millis(1500))), 1), @"cannot reach `https://***@index.example.invalid/simple/`: no answer within 1.5 s");
        insta::assert_snapshot!(said(Cause::Connection(Connection::Stalled(Duration::from_millis(1500))), 1), @"`https://***@index.example.invalid/simple/` does not come to an end: no complete answer within 1.5 s");
        let name = Connection::Lookup("Temporary failure in name resolution".to_owned());
        insta::assert_snapshot!(said(Cause::Connection(name), 3), @"cannot reach `https://***@index.example.invalid/simple/`: no address is found for the name `index.example.invalid`: Temporary failure in name resolution (3 tries)");
        let way = Connection::Unreachable("Network is unreachable (os error 101)".to_owned());
        insta::assert_snapshot!(said(Cause::Connection(way), 3), @"cannot reach `https://***@index.example.invalid/simple/`: the network does not lead there: Network is unreachable (os error 101) (3 tries)");
        let barred = Connection::Barred("Permission denied (os error 13)".to_owned());
        insta::assert_snapshot!(said(Cause::Connection(barred), 1), @"cannot reach `https://***@index.example.invalid/simple/`: this system lets nothing through to it: Permission denied (os error 13)");
        let files = Cause::System("Too many open files (os error 24)".to_owned());
        insta::assert_snapshot!(said(files, 1), @"cannot ask `https://***@index.example.invalid/simple/`: Too many open files (os error 24)");
        insta::assert_snapshot!(said(status(503), 3), @"`https://***@index.example.invalid/simple/` answers 503 Service Unavailable (3 tries)");
        insta::assert_snapshot!(said(status(599), 1), @"`https://***@index.example.invalid/simple/` answers 599");
        insta::assert_snapshot!(said(Cause::TooLarge(10), 1), @"the answer of `https://***@index.example.invalid/simple/` is larger than 10 bytes");
        insta::assert_snapshot!(said(Cause::Redirect("more than 5 times".to_owned()), 1), @"`https://***@index.example.invalid/simple/` redirects more than 5 times");
    }

    #[test]
    fn hints_follow_the_cause() {
        let hint = |code, retry_after| {
            error(Cause::Status { code, retry_after, body: Vec::new() }, 1).hint()
        };
        assert_eq!(hint(404, None), None);
        assert!(hint(401, None).unwrap().contains("does not accept"));
        assert_eq!(
            hint(429, Some(Duration::from_secs(90))).unwrap(),
            "the server asks to wait 90 s"
        );
        let refused = error(Cause::Connection(Connection::Refused), 1);
        assert!(!refused.is_permanent());
        assert!(refused.is_connection_error() && refused.hint().unwrap().contains("offline"));
    }
}
