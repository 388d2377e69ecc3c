//! Questions to an index.

use super::{IndexError, Page, Release};
use crate::{
    model::{ProjectName, Version},
    net::{Address, Client},
};

/// What relkit reads, the best first.
///
/// Rule: [content negotiation](https://packaging.python.org/en/latest/specifications/simple-repository-api/#content-types).
const ACCEPT: &str = "application/vnd.pypi.simple.v1+json, \
                      application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/// An index that speaks the Simple API in its JSON or its HTML form.
#[derive(Debug)]
pub struct Index {
    client: Client,
    address: Address,
}

impl Index {
    /// The index at an address, to which projects' names are added.
    pub fn new(client: Client, address: Address) -> Self {
        Self { client, address }
    }

    /// The client that asks; files may lie on other servers.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Its address; shown, it hides credentials.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// All files of a project.
    pub fn page(&self, name: &ProjectName) -> Result<Page, IndexError> {
        let address = self.address.folder(&name.normalized());
        let response = self.client.get(&address, ACCEPT).map_err(|error| match error.status() {
            Some(404 | 410) => {
                IndexError::UnknownProject { name: name.clone(), index: self.address.clone() }
            }
            _ => IndexError::Net(error),
        })?;
        Page::read(name, &address, response)
    }

    /// The files of one version of a project; `1.0` and `1.0.0` are the same.
    pub fn release(&self, name: &ProjectName, version: &Version) -> Result<Release, IndexError> {
        self.page(name)?.release(version)
    }
}
