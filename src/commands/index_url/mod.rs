//! Which index to ask: the address is nowhere in relkit, it is that of the tools at hand.
//!
//! The order: `--index-url`, the variables, pip's configuration, uv's configuration, and at last
//! what pip itself takes by default.

mod ask;
mod pip;
mod uv;

use super::{Environment, Failure};
use crate::net::Address;

/// Variables that name the index, the first one first. uv's newer one may name the index too:
/// `NAME=ADDRESS`.
const VARIABLES: [&str; 4] =
    ["RELKIT_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"];

/// What commands that may ask an index are given.
#[derive(Debug, Clone)]
pub struct Options {
    /// `--index-url`
    pub index_url: Option<String>,
    /// `--offline`
    pub offline: bool,
    /// Where the address may stand, too
    pub environment: Environment,
}

/// An address and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The index
    pub address: Address,
    /// Ex) `PIP_INDEX_URL`, `/etc/pip.conf`, `python3 -m pip`
    pub source: String,
}

/// An address as it was written, and where.
#[derive(Debug)]
struct Written {
    text: String,
    /// uv's name for the index, by which credentials are found
    name: Option<String>,
    source: String,
}

/// The address of the index.
pub fn resolve(options: &Options) -> Result<Found, Failure> {
    let environment = &options.environment;
    let written = match typed(options).or_else(|| variable(environment)) {
        Some(written) => Some(written),
        None => match pip::read(environment)? {
            Some(written) => Some(written),
            None => uv::read(environment)?,
        },
    };
    let written = match written {
        Some(written) => written,
        None => ask::pip(environment).ok_or_else(nobody)?,
    };
    found(written, environment)
}

fn typed(options: &Options) -> Option<Written> {
    let text = options.index_url.clone()?;
    Some(Written { text, name: None, source: "--index-url".to_owned() })
}

fn variable(environment: &Environment) -> Option<Written> {
    VARIABLES.iter().find_map(|variable| {
        let text = environment.text(variable)?;
        let (name, text) = match text.split_once('=') {
            Some((name, rest)) if *variable == "UV_DEFAULT_INDEX" && !name.contains("://") => {
                (Some(name.to_owned()), rest)
            }
            _ => (None, text),
        };
        Some(Written { text: text.to_owned(), name, source: (*variable).to_owned() })
    })
}

/// Reads what was written, with the credentials that uv keeps in variables for named indexes.
fn found(written: Written, environment: &Environment) -> Result<Found, Failure> {
    let Written { text, name, source } = written;
    let address: Address = text.parse().map_err(|error: crate::net::AddressError| {
        Failure::new(format!("{source}: {error}"))
            .hint("an index is named by the address of its Simple API, which often ends in /simple")
    })?;
    let of_index = |what: &str| {
        let name: String = name.as_ref()?.chars().map(upper).collect();
        environment.text(&format!("UV_INDEX_{name}_{what}"))
    };
    let (user, password) = (of_index("USERNAME"), of_index("PASSWORD"));
    let address = match (user, password) {
        (None, None) => address,
        _ => address.with_credentials(user.unwrap_or_default(), password),
    };
    Ok(Found { address, source })
}

/// As uv spells an index's name in variables.
fn upper(c: char) -> char {
    if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }
}

fn nobody() -> Failure {
    Failure::new("no index is configured, and no pip is there to name its default")
        .hint("give --index-url ADDRESS or set RELKIT_INDEX_URL")
}
