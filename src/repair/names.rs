//! The file name and the `.dist-info` folder as the specification spells them.

use super::{Mend, Refusal};
use crate::{
    dist::Wheel,
    model::{ProjectName, Version, WheelName},
};

/// What the file and its folders are called afterwards.
pub(super) struct Naming {
    /// The file's new name
    pub(super) file_name: String,
    /// The new name, taken apart
    pub(super) name: WheelName,
    /// `NAME-VERSION` of the `.dist-info` and `.data` folders: as it is, and as it will be
    pub(super) stems: (String, String),
    /// What changes
    pub(super) mends: Vec<Mend>,
}

/// Normalises the project's name and sorts the tags, as far as `wants` asks for it.
pub(super) fn naming(
    wheel: &Wheel,
    old: &WheelName,
    wants: &dyn Fn(&str) -> bool,
) -> Result<Naming, Refusal> {
    let text = old.to_string();
    let stem = text.strip_suffix(".whl").unwrap_or(&text);
    let mut parts: Vec<String> = stem.split('-').map(str::to_owned).collect();
    let mut mends = Vec::new();

    let project = old.name.file_name_form();
    if old.raw_name() != project && wants("NAM002") {
        let message = format!("`{}` written `{project}` in the file name", old.raw_name());
        mends.push(Mend::new("NAM002", None, message, Vec::new()));
        parts[0] = project;
    }
    let first = parts.len().saturating_sub(3);
    let sorted: Vec<String> = parts[first..].iter().map(|part| sorted(part)).collect();
    if sorted != parts[first..] && wants("TAG001") {
        let message = format!("tags sorted: `{}`", sorted.join("-"));
        mends.push(Mend::new("TAG001", None, message, Vec::new()));
        parts.splice(first.., sorted);
    }
    let file_name = format!("{}.whl", parts.join("-"));
    let name: WheelName = file_name.parse().map_err(|_| Refusal::Name)?;

    let folder = wheel.dist_info.as_deref().and_then(|folder| folder.strip_suffix(".dist-info"));
    let found = folder.ok_or(Refusal::DistInfo)?;
    let (project, version) = found.rsplit_once('-').ok_or(Refusal::Folder)?;
    let same = project.parse::<ProjectName>().is_ok_and(|project| project == old.name)
        && version.parse::<Version>().is_ok_and(|version| version == old.version);
    if !same {
        return Err(Refusal::Folder);
    }
    let mut stems = (found.to_owned(), name.stem());
    // A folder that agreed with the file's old name goes with the name.
    let follows = found == old.stem();
    if stems.0 != stems.1 && (follows || wants("WHL002")) {
        let message = format!("`{}.dist-info` renamed to `{}.dist-info`", stems.0, stems.1);
        let code = if follows { "NAM002" } else { "WHL002" };
        mends.push(Mend::new(code, Some(&format!("{}.dist-info/", stems.0)), message, Vec::new()));
    } else {
        stems.1.clone_from(&stems.0);
    }
    Ok(Naming { file_name, name, stems, mends })
}

/// The tags of one compressed set in order, each as it was written.
fn sorted(set: &str) -> String {
    let mut tags: Vec<&str> = set.split('.').collect();
    tags.sort_by_cached_key(|tag| tag.to_ascii_lowercase());
    tags.join(".")
}

impl Naming {
    /// The path of a member after the folders were renamed.
    pub(super) fn path(&self, path: &str) -> String {
        let (from, to) = &self.stems;
        let rest = path.strip_prefix(from.as_str()).filter(|_| from != to);
        match rest {
            Some(rest) if rest.starts_with(".dist-info/") || rest.starts_with(".data/") => {
                format!("{to}{rest}")
            }
            _ => path.to_owned(),
        }
    }
}
