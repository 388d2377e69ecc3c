//! The metadata of a file, without the file around them.

use std::io;

use super::{Cause, FetchError, lazy};
use crate::{
    dist::limits,
    index::{MetadataBeside, Source},
    model::FileName,
    net::{Address, Client, DownloadError, Sink},
};

/// Metadata that were read alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    /// The content of METADATA or PKG-INFO
    pub text: Vec<u8>,
    /// Bytes of the file that they are of, where that was told
    pub size: Option<u64>,
}

/// Reads the metadata of a file: from the file beside it (PEP 658), else from the end of a wheel by
/// ranges; `None` where neither is to be had.
pub fn metadata(
    client: &Client,
    name: &FileName,
    source: &Source,
    size: Option<u64>,
) -> Result<Option<Alone>, FetchError> {
    let fail = |cause| FetchError { name: name.to_string(), cause };
    let address = match &source.address {
        Some(Ok(address)) => address,
        Some(Err(error)) => return Err(fail(error.clone().into())),
        None => return Ok(None),
    };
    if source.metadata != MetadataBeside::None
        && let Some(text) = beside(client, address, &source.metadata)
            .map_err(|cause| FetchError { name: format!("{name}.metadata"), cause })?
    {
        return Ok(Some(Alone { text, size: None }));
    }
    let Some(wheel) = name.as_wheel() else { return Ok(None) };
    let end = lazy::metadata(client, address, wheel, size).map_err(fail)?;
    Ok(end.map(|end| Alone { text: end.metadata, size: Some(end.size) }))
}

/// The file beside; `None` where the index states one and the server has none.
fn beside(
    client: &Client,
    address: &Address,
    stated: &MetadataBeside,
) -> Result<Option<Vec<u8>>, Cause> {
    let address = address.beside(".metadata");
    let mut found = String::new();
    for _ in 0..2 {
        let mut held = Held::default();
        match client.download(&address, limits::TEXT, &mut held) {
            Ok(()) => {}
            Err(DownloadError::Net(error)) if matches!(error.status(), Some(404 | 410)) => {
                return Ok(None);
            }
            Err(error) => return Err(Cause::of_download(error, std::path::Path::new("memory"))),
        }
        let MetadataBeside::Proven(digest) = stated else { return Ok(Some(held.0)) };
        let have = digest.of(&held.0);
        if have == *digest {
            return Ok(Some(held.0));
        }
        have.hex().clone_into(&mut found);
    }
    match stated {
        MetadataBeside::Proven(digest) => Err(Cause::Digest { wanted: digest.clone(), found }),
        MetadataBeside::None | MetadataBeside::Unproven => Ok(None),
    }
}

/// A body that is held.
#[derive(Default)]
struct Held(Vec<u8>);

impl Sink for Held {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn restart(&mut self) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}
