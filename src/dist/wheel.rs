//! The facts of one wheel.

use super::{Member, Metadata, Record, WheelFile};
use crate::model::{ParseError, WheelName};

/// A wheel.
///
/// Rule: [binary distribution format](https://packaging.python.org/en/latest/specifications/binary-distribution-format/)
#[derive(Debug)]
pub struct Wheel {
    /// The file name, taken apart
    pub name: Result<WheelName, ParseError>,
    /// All members in archive order, folders and duplicates among them
    pub members: Vec<Member>,
    /// The top-level `*.dist-info` folders, without `/`, in order of their first member
    pub dist_infos: Vec<String>,
    /// Of [`Self::dist_infos`] the one that was read: `{name}-{version}.dist-info` by the file name
    /// where there is such a one, else the first
    pub dist_info: Option<String>,
    /// `WHEEL` in that folder
    pub wheel_file: Option<WheelFile>,
    /// `METADATA` in that folder
    pub metadata: Option<Metadata>,
    /// `RECORD` in that folder
    pub record: Option<Record>,
    /// `entry_points.txt` in that folder
    pub entry_points: Option<String>,
}

impl Wheel {
    /// The path of a file in the dist-info folder. Ex) `psutil-7.2.2.dist-info/WHEEL`
    pub fn dist_info_path(&self, file: &str) -> Option<String> {
        self.dist_info.as_ref().map(|folder| format!("{folder}/{file}"))
    }

    /// The members that are no folders.
    pub fn files(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| !member.is_dir)
    }
}
