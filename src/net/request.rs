//! What is asked of a server.

use std::fmt;

use super::Address;

/// A question to a server. `Debug` shows neither the bearer nor the body.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Where
    pub address: &'a Address,
    /// The forms of the answer that can be read, as the `Accept` header lists them
    pub accept: &'a str,
    /// The `Content-Type` and the bytes of a POST; `None` is a GET
    pub body: Option<(&'a str, &'a [u8])>,
    /// The token that says who asks, in place of the credentials of the address
    /// ([RFC 6750, 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    ///
    /// It is never shown, and no redirect takes it to another host, port or scheme.
    pub bearer: Option<&'a str>,
    /// Whether the server may see the question twice without harm.
    ///
    /// If not, it is only asked again where nothing of it can have arrived.
    pub again: bool,
}

impl<'a> Request<'a> {
    /// A GET without a bearer, which may be asked again.
    pub fn get(address: &'a Address, accept: &'a str) -> Self {
        Self { address, accept, body: None, bearer: None, again: true }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("address", self.address)
            .field("accept", &self.accept)
            .field("body", &self.body.map(|(kind, bytes)| (kind, bytes.len())))
            .field("bearer", &self.bearer.map(|_| "***"))
            .field("again", &self.again)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let address = "https://ann:s3cret@h.invalid/q".parse().unwrap();
        let request = Request {
            body: Some(("application/json", b"{\"key\": \"s3cret\"}")),
            bearer: Some("s3cret"),
            ..Request::get(&address, "application/json")
        };
        insta::assert_snapshot!(format!("{request:?}"), @r#"Request { address: Address(https://***@h.invalid/q), accept: "application/json", body: Some(("application/json", 17)), bearer: Some("***"), again: true }"#);
    }
}
