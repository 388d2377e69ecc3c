//! What is to be mended in a wheel, decided from its facts alone.

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};

use super::{CODES, Mend, names, record, wheel_file};
use crate::{
    dist::{Contents, Dist, Member, Sha256Digest, Wheel},
    model::{ProjectName, Version},
};

/// Why a wheel is not touched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A source distribution: its backend makes it again
    #[error("a source distribution is made again, not mended")]
    Sdist,
    /// The file name cannot be read
    #[error("its file name cannot be read")]
    Name,
    /// No `.dist-info` folder, or several
    #[error("it has not exactly one `.dist-info` folder")]
    DistInfo,
    /// The `.dist-info` folder is another project's or another version's
    #[error("its `.dist-info` folder is of another project or version")]
    Folder,
    /// METADATA is missing, or of another project or version
    #[error("its METADATA is not of the project and version of the file name")]
    Metadata,
    /// RECORD is signed: a signature of the old text would be left
    #[error("its RECORD is signed by {0}")]
    Signed(String),
    /// A member is not what the directory declares
    #[error("its member {member} is damaged: {damage}")]
    Damaged {
        /// The path
        member: String,
        /// What is wrong with it
        damage: String,
    },
    /// A path stands twice: nobody can tell which one is meant
    #[error("it has two members {0}")]
    Twice(String),
    /// A path that RECORD cannot name
    #[error("its member {0} has a path that RECORD cannot name")]
    Path(String),
    /// More rows than relkit reads
    #[error("its RECORD is longer than relkit reads")]
    Long,
}

/// A wheel as it will be.
#[derive(Debug)]
pub struct Plan {
    /// The file's name, the old one where that is right
    pub file_name: String,
    /// What is mended, in the order of the codes
    pub mends: Vec<Mend>,
    /// `NAME-VERSION` of the folders, before and after
    pub(super) stems: (String, String),
    /// New texts, by the number of their member; without one it is added to the archive
    pub(super) texts: Vec<(Option<usize>, String, Vec<u8>)>,
    /// Sizes of the members, inflated and in the archive, by which the file is known again
    pub(super) sizes: Vec<(u64, u64)>,
}

impl Plan {
    /// The codes of the rules that have nothing more to complain of afterwards, as far as they are
    /// in [`CODES`]: a RECORD that is written anew has none of its faults.
    pub fn codes(&self) -> BTreeSet<&'static str> {
        let mut codes: BTreeSet<&'static str> = self.mends.iter().map(|mend| mend.code).collect();
        let is_record = |code: &&&str| code.starts_with("REC");
        if self.texts.iter().any(|(_, path, _)| path.ends_with("/RECORD")) {
            codes.extend(CODES.iter().filter(is_record));
        }
        if codes.contains("NAM002") {
            codes.insert("WHL002");
        }
        codes
    }
}

/// Plans the mends whose codes are wanted; `None` where nothing is to be mended.
pub fn plan(dist: &Dist, wants: &dyn Fn(&str) -> bool) -> Result<Option<Plan>, Refusal> {
    let Contents::Wheel(wheel) = &dist.contents else { return Err(Refusal::Sdist) };
    let Ok(old) = &wheel.name else { return Err(Refusal::Name) };
    let ([_], Some(info)) = (&wheel.dist_infos[..], &wheel.dist_info) else {
        return Err(Refusal::DistInfo);
    };
    sound(wheel, info)?;
    let metadata = wheel.metadata.as_ref().ok_or(Refusal::Metadata)?;
    let project = metadata.name().and_then(|field| field.value.parse::<ProjectName>().ok());
    let version = metadata.version().and_then(|field| field.value.parse::<Version>().ok());
    if project.as_ref() != Some(&old.name) || version.as_ref() != Some(&old.version) {
        return Err(Refusal::Metadata);
    }

    let naming = names::naming(wheel, old, wants)?;
    let number = |path: &str| wheel.members.iter().position(|member| member.name == path);
    let mut mends = naming.mends.clone();
    let mut texts = Vec::new();
    let mut changed = None;
    let wheel_path = format!("{info}/WHEEL");
    let rewritten = wheel
        .wheel_file
        .as_ref()
        .and_then(|file| wheel_file::rewrite(file, &naming.name, &wheel_path, wants));
    if let Some((text, more)) = rewritten {
        mends.extend(more);
        let digest = Sha256Digest(Sha256::digest(&text).into());
        changed = Some((wheel_path.clone(), digest, text.len() as u64));
        texts.push((number(&wheel_path), naming.path(&wheel_path), text));
    }
    let renamed = naming.stems.0 != naming.stems.1;
    let path = format!("{info}/RECORD");
    let rebuilt = record::rebuild(wheel, &path, &naming, changed.as_ref())?;
    let asked = rebuilt.mends.iter().any(|mend| wants(mend.code));
    if asked || renamed || changed.is_some() {
        texts.push((number(&path), naming.path(&path), rebuilt.text));
        mends.extend(rebuilt.mends);
    }
    if mends.is_empty() {
        return Ok(None);
    }
    // A folder that is renamed must not run into one that is there.
    if renamed {
        let mut seen = HashSet::new();
        let twice = |member: &&Member| !seen.insert(naming.path(&member.name));
        if let Some(member) = wheel.members.iter().find(twice) {
            return Err(Refusal::Twice(naming.path(&member.name)));
        }
    }
    mends.sort_by_key(|mend| mend.code);
    let sizes = wheel.members.iter().map(|member| (member.size, member.compressed_size)).collect();
    Ok(Some(Plan { file_name: naming.file_name, mends, stems: naming.stems, texts, sizes }))
}

/// Whether the archive is whole and unsigned.
fn sound(wheel: &Wheel, info: &str) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for member in &wheel.members {
        let name = || member.name.clone();
        if let Some(damage) = &member.damage {
            return Err(Refusal::Damaged { member: name(), damage: damage.to_string() });
        }
        if !seen.insert(&member.name) {
            return Err(Refusal::Twice(name()));
        }
        let odd = |c: char| c.is_control() || matches!(c, '\\' | char::REPLACEMENT_CHARACTER);
        if member.name.is_empty() || member.name.contains(odd) {
            return Err(Refusal::Path(member.name.escape_debug().to_string()));
        }
        let signature = member.name.strip_prefix(info).and_then(|rest| rest.strip_prefix("/"));
        if let Some(file @ ("RECORD.jws" | "RECORD.p7s")) = signature {
            return Err(Refusal::Signed(file.to_owned()));
        }
    }
    if wheel.record.as_ref().is_some_and(|record| record.cut) {
        return Err(Refusal::Long);
    }
    Ok(())
}
