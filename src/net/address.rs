//! Addresses of servers, which may carry credentials.

use std::{fmt, str::FromStr};

use reqwest::Url;

/// What stands for credentials wherever an address is shown.
const MASK: &str = "***";

/// An `http` or `https` address. `Display` and `Debug` show no credentials.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(Box<Url>);

/// A text that is no address of a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no address of a server: {why}")]
pub struct AddressError {
    /// The text without its credentials
    text: String,
    /// What is wrong with it
    why: String,
}

impl Address {
    /// The address with one more folder below. Ex) `…/simple` and `psutil` give `…/simple/psutil/`
    #[must_use]
    pub fn folder(&self, name: &str) -> Self {
        let mut url = self.0.clone();
        // An address of http always has a path.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(name).push("");
        }
        Self(url)
    }

    /// The same address with a user's name and password in place of its own.
    #[must_use]
    pub fn with_credentials(&self, user: &str, password: Option<&str>) -> Self {
        let mut url = self.0.clone();
        // An address of http always has a host, so that neither can fail.
        let _ = url.set_username(user);
        let _ = url.set_password(password);
        Self(url)
    }

    /// The address that a link on this page leads to, without its fragment.
    ///
    /// A link to the same server goes with the credentials of the page unless it brings its own,
    /// as with pip; a link to another one goes without.
    pub fn link(&self, link: &str) -> Result<Self, AddressError> {
        let fail = |why: String| AddressError { text: without_credentials(link), why };
        let mut url = self.0.join(link.trim()).map_err(|error| fail(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(fail("expected it to begin with https:// or http://".to_owned()));
        }
        url.set_fragment(None);
        let mut found = Self(Box::new(url));
        if found.0.origin() == self.0.origin() {
            if !found.has_credentials() {
                // Both are of http, which can carry credentials, so that neither can fail.
                let _ = found.0.set_username(self.0.username());
                let _ = found.0.set_password(self.0.password());
            }
        } else if self.0.scheme() == "https" && found.0.scheme() == "http" {
            return Err(fail("it leads from https to http".to_owned()));
        }
        Ok(found)
    }

    /// This address with the credentials of another one of the same server.
    #[must_use]
    pub fn with_credentials_of(&self, other: &Self) -> Self {
        if self.0.origin() == other.0.origin() && other.has_credentials() {
            let mut url = self.0.clone();
            let _ = url.set_username(other.0.username());
            let _ = url.set_password(other.0.password());
            return Self(url);
        }
        self.clone()
    }

    /// The file beside this one whose name has more at its end. Ex) `.metadata`
    #[must_use]
    pub fn beside(&self, ending: &str) -> Self {
        let mut url = self.0.clone();
        let path = format!("{}{ending}", url.path());
        url.set_path(&path);
        Self(url)
    }

    /// The server's name or number. Ex) `index.example.invalid`
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether credentials are sent.
    pub fn has_credentials(&self) -> bool {
        !self.0.username().is_empty() || self.0.password().is_some()
    }

    pub(super) fn url(&self) -> Url {
        Url::clone(&self.0)
    }
}

impl From<Url> for Address {
    fn from(url: Url) -> Self {
        Self(Box::new(url))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let fail = |why: String| AddressError { text: without_credentials(text), why };
        let url = Url::parse(text).map_err(|error| fail(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(fail("expected it to begin with https:// or http://".to_owned()));
        }
        Ok(Self(Box::new(url)))
    }
}

/// A text that may be anything, with what stands before the last `@` masked.
fn without_credentials(text: &str) -> String {
    let Some((before, after)) = text.rsplit_once('@') else { return text.to_owned() };
    let scheme = before.find("://").map_or("", |at| &before[..at + 3]);
    format!("{scheme}{MASK}@{after}")
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.has_credentials() {
            return f.write_str(self.0.as_str());
        }
        let masked = self.with_credentials(MASK, None);
        f.write_str(masked.0.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn folders_are_added_with_or_without_a_slash() {
        for base in
            ["https://index.example.invalid/simple", "https://index.example.invalid/simple/"]
        {
            let page = address(base).folder("psutil").to_string();
            assert_eq!(page, "https://index.example.invalid/simple/psutil/");
        }
        assert_eq!(
            address("http://localhost").folder("a/b").to_string(),
            "http://localhost/a%2Fb/"
        );
    }

    #[test]
    fn links_lead_from_the_page() {
        let page = address("https://ann:pw@h.invalid/simple/demo/");
        let to = |link: &str| page.link(link).unwrap().url().to_string();
        assert_eq!(to("../../f/a-1.zip#sha256=0"), "https://ann:pw@h.invalid/f/a-1.zip");
        assert_eq!(to("https://h.invalid/b?c"), "https://ann:pw@h.invalid/b?c");
        assert_eq!(to("https://bob@h.invalid/b"), "https://bob@h.invalid/b");
        assert_eq!(to("//other.invalid/b"), "https://other.invalid/b");
        assert_eq!(
            page.link("a.whl?x=1").unwrap().beside(".metadata").url().path(),
            "/simple/demo/a.whl.metadata"
        );
        let why = |link: &str| page.link(link).unwrap_err().to_string();
        insta::assert_snapshot!(why("file:///etc/passwd"), @"`file:///etc/passwd` is no address of a server: expected it to begin with https:// or http://");
        insta::assert_snapshot!(why("http://x:y@h.invalid/f"), @"`http://***@h.invalid/f` is no address of a server: it leads from https to http");
        let other = address("https://h.invalid/x").with_credentials_of(&page);
        assert!(other.has_credentials());
        assert!(!address("https://g.invalid/x").with_credentials_of(&page).has_credentials());
    }

    #[test]
    fn credentials_are_never_shown() {
        for text in ["https://ann:s3cret@h.invalid/x", "https://s3cret@h.invalid/x"] {
            let address = address(text);
            assert!(address.has_credentials());
            assert_eq!(address.to_string(), "https://***@h.invalid/x");
            assert_eq!(format!("{address:?}"), "Address(https://***@h.invalid/x)");
        }
        let added = address("https://h.invalid/").with_credentials("ann", Some("p@ss"));
        assert_eq!(added.url().as_str(), "https://ann:p%40ss@h.invalid/");
    }

    #[test]
    fn errors_say_what_is_wrong_without_the_credentials() {
        let why = |text: &str| text.parse::<Address>().unwrap_err().to_string();
        insta::assert_snapshot!(why("index.example.invalid/simple"), @"`index.example.invalid/simple` is no address of a server: relative URL without a base");
        insta::assert_snapshot!(why("file:///srv/simple"), @"`file:///srv/simple` is no address of a server: expected it to begin with https:// or http://");
        insta::assert_snapshot!(why("htps://ann:s3c@ret@h.invalid"), @"`htps://***@h.invalid` is no address of a server: expected it to begin with https:// or http://");
        insta::assert_snapshot!(why("ann:s3cret@h.invalid"), @"`***@h.invalid` is no address of a server: expected it to begin with https:// or http://");
        insta::assert_snapshot!(why("https://ann:pw@h.invalid:x/"), @"`https://***@h.invalid:x/` is no address of a server: invalid port number");
    }
}
