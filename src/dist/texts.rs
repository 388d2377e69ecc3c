//! Single texts out of a source distribution, by their paths in it.

use std::{collections::BTreeMap, io::Read, path::Path};

use flate2::read::DeflateDecoder;

use super::{
    Cause, Method, OpenError,
    archive::{map::Map, tar, zip},
};

/// Texts that are kept of one archive.
const MOST: usize = 64;

/// The texts at these paths, which begin behind the archive's first folder; of several the last
/// one, as installers unpack in order. Of each no more than `bound` bytes and one are kept, so
/// that a longer one is known by its length.
///
/// The whole archive is read, within the bounds of [`super::limits`].
pub fn texts(
    path: &Path,
    wanted: &[&str],
    bound: u64,
) -> Result<BTreeMap<String, Vec<u8>>, OpenError> {
    read(path, wanted, bound).map_err(|cause| OpenError { path: path.to_owned(), cause })
}

fn read(path: &Path, wanted: &[&str], bound: u64) -> Result<BTreeMap<String, Vec<u8>>, Cause> {
    let map = Map::open(path)?;
    let bound = bound.saturating_add(1);
    let mut names: Vec<(usize, String)> = Vec::new();
    let mut number = 0;
    let mut root: Option<String> = None;
    let mut place = |name: &str| -> Option<String> {
        let name = name.strip_prefix("./").unwrap_or(name);
        let (top, inner) = name.split_once('/')?;
        let root = root.get_or_insert_with(|| top.to_owned());
        (root == top && wanted.contains(&inner)).then(|| inner.to_owned())
    };
    let mut out = BTreeMap::new();
    if path.to_string_lossy().ends_with(".zip") {
        let (directory, _) = zip::directory(&map)?;
        for (member, entry) in &directory {
            let Some(inner) = place(&member.name).filter(|_| member.damage.is_none()) else {
                continue;
            };
            let bytes = map.bytes().get(entry.range.clone()).unwrap_or_default();
            let mut text = Vec::new();
            match member.method {
                Method::Stored => bytes.take(bound).read_to_end(&mut text)?,
                Method::Deflated => {
                    DeflateDecoder::new(bytes).take(bound).read_to_end(&mut text)?
                }
                Method::Other(_) => continue,
            };
            out.insert(inner, text);
        }
        return Ok(out);
    }
    if !path.to_string_lossy().ends_with(".tar.gz") {
        return Err(Cause::Ending);
    }
    let keep = |member: &super::SourceMember| {
        let at = number;
        number += 1;
        Ok(match place(&member.name).filter(|_| names.len() < MOST) {
            Some(inner) => {
                names.push((at, inner));
                usize::try_from(bound).unwrap_or(usize::MAX)
            }
            None => 0,
        })
    };
    let contents = tar::read(map.bytes(), keep, |_| {})?;
    for (number, text) in contents.texts {
        if let Some((_, inner)) = names.iter().find(|(at, _)| *at == number) {
            out.insert(inner.clone(), text);
        }
    }
    Ok(out)
}
