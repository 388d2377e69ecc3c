//! The facts of one wheel.

use jiff::civil::Date;

use super::{
    Damage, Headers, Member, Metadata, Record, Structure, WheelFile, binary::Binary, limits,
};
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
    /// How the archive is put together
    pub structure: Structure,
    /// The top-level `*.dist-info` folders, without `/`, in order of their first member
    pub dist_infos: Vec<String>,
    /// Of [`Self::dist_infos`] the one that was read: `{name}-{version}.dist-info` by the file name
    /// where there is such a one, else the first
    pub dist_info: Option<String>,
    /// `WHEEL` in that folder; of several the last, as Python's `zipfile` has it. Of a damaged
    /// member the part before the damage is read, of an overlong one the part within
    /// [`limits::TEXT`]; the same holds for the files below
    pub wheel_file: Option<WheelFile>,
    /// `METADATA` in that folder
    pub metadata: Option<Metadata>,
    /// `RECORD` in that folder
    pub record: Option<Record>,
    /// `entry_points.txt` in that folder
    pub entry_points: Option<String>,
    /// The files `sboms/*.json` in that folder: the number of the member, and no more than
    /// [`limits::SBOM`] of its content
    pub sboms: Vec<(usize, Vec<u8>)>,
    /// The first bytes of scripts and of files that may hold keys, by the number of the member
    heads: Vec<(usize, Vec<u8>)>,
}

/// Fixed days lie in 1980, or where projects like them; wheels are younger than this year.
const FIXED: i16 = 2016;
/// The day that hatchling gives all members where nothing else is asked for.
/// Source: [its documentation](https://hatch.pypa.io/latest/config/build/#reproducible-builds), 1580601600
const HATCHLING: Date = jiff::civil::date(2020, 2, 2);

/// The files of the dist-info folder that are kept, and how much of them.
const TEXTS: [(&str, u64); 4] = [
    ("WHEEL", limits::TEXT),
    ("METADATA", limits::TEXT),
    ("RECORD", limits::RECORD),
    ("entry_points.txt", limits::TEXT),
];

impl Wheel {
    /// The path of a file in the dist-info folder. Ex) `psutil-7.2.2.dist-info/WHEEL`
    pub fn dist_info_path(&self, file: &str) -> Option<String> {
        self.dist_info.as_ref().map(|folder| format!("{folder}/{file}"))
    }

    /// Why the content of the last file of this path is not what the archive declares.
    pub fn damage_of(&self, path: &str) -> Option<&Damage> {
        self.files().filter(|member| member.name == path).last()?.damage.as_ref()
    }

    /// The path inside the dist-info folder that was read, for a file in it.
    pub fn in_dist_info<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.dist_info.as_deref()?)?.strip_prefix('/')
    }

    /// The first [`limits::HEAD`] bytes of a member, where it is a script in the `.data` folder or
    /// a `.pem` or `.key` file.
    pub fn head(&self, number: usize) -> Option<&[u8]> {
        self.heads.iter().find(|(kept, _)| *kept == number).map(|(_, head)| head.as_slice())
    }

    /// The members that are no folders.
    pub fn files(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| !member.is_dir)
    }

    /// The day of the newest member; absent where the archive carries a fixed day, as reproducible
    /// builds have it.
    pub fn built(&self) -> Option<Date> {
        let newest = self.files().filter_map(|member| member.modified).max()?;
        (newest.year() > FIXED && newest != HATCHLING).then_some(newest)
    }

    /// The native files that were looked into, with their members.
    pub fn binaries(&self) -> impl Iterator<Item = (&Member, &Binary)> {
        self.files().filter_map(|member| Some((member, member.binary.as_deref()?)))
    }

    /// A wheel from its members and the texts among them, by their number.
    pub(super) fn new(
        file_name: &str,
        members: Vec<Member>,
        texts: Vec<(usize, Vec<u8>)>,
        structure: Structure,
    ) -> Self {
        let name = file_name.parse();
        let dist_infos = dist_infos(members.iter().map(|member| member.name.as_str()));
        let dist_info = choose(&dist_infos, name.as_ref().ok());
        let mut wheel = Self {
            name,
            members,
            structure,
            dist_infos,
            dist_info,
            wheel_file: None,
            metadata: None,
            record: None,
            entry_points: None,
            sboms: Vec::new(),
            heads: Vec::new(),
        };
        for (number, text) in texts {
            let Some(member) = wheel.members.get(number) else { continue };
            match wheel.in_dist_info(&member.name).unwrap_or_default() {
                "WHEEL" => wheel.wheel_file = Some(headers(member, &text).into()),
                "METADATA" => wheel.metadata = Some(headers(member, &text).into()),
                "RECORD" => {
                    let rows = wheel.members.len() + limits::EXTRA_ROWS;
                    let record = Record::parse_bounded(&text, rows);
                    let is_cut = member.size > limits::RECORD;
                    wheel.record = Some(if is_cut { record.cut() } else { record });
                }
                "entry_points.txt" => {
                    wheel.entry_points = Some(String::from_utf8_lossy(&text).into_owned());
                }
                file if is_sbom(file) => wheel.sboms.push((number, text)),
                _ => wheel.heads.push((number, text)),
            }
        }
        wheel
    }
}

/// The numbers of the members whose text is to be kept, and how much of it.
pub(super) fn texts<'a>(
    file_name: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Vec<(usize, usize)> {
    let name: Result<WheelName, _> = file_name.parse();
    let Some(folder) = choose(&dist_infos(names.clone()), name.as_ref().ok()) else {
        return Vec::new();
    };
    let wanted = |name: &str| {
        let file = name.strip_prefix(&folder)?.strip_prefix('/')?;
        TEXTS.iter().position(|(text, _)| *text == file)
    };
    let mut last = [None; TEXTS.len()];
    let (mut sboms, mut heads) = (Vec::new(), Vec::new());
    let sbom = |name: &str| name.strip_prefix(&folder)?.strip_prefix('/').map(is_sbom);
    for (number, name) in names.enumerate() {
        if let Some(text) = wanted(name) {
            last[text] = Some(number);
        } else if sbom(name) == Some(true) {
            sboms.push((number, limits::SBOM));
        } else if name.contains(".data/scripts/")
            || name.ends_with(".pem")
            || name.ends_with(".key")
        {
            heads.push((number, limits::HEAD));
        }
    }
    sboms.truncate(limits::SBOMS);
    heads.truncate(limits::HEADS);
    let bound = |text: usize| usize::try_from(TEXTS[text].1).unwrap_or(usize::MAX);
    let texts = (0..TEXTS.len()).filter_map(|text| Some((last[text]?, bound(text))));
    texts.chain(sboms).chain(heads).collect()
}

/// `sboms/NAME.json` of a dist-info folder (PEP 770)
fn is_sbom(file: &str) -> bool {
    file.starts_with("sboms/") && file.ends_with(".json")
}

/// The fields of a member, with a defect where its end was left out.
pub(super) fn headers(member: &Member, text: &[u8]) -> Headers {
    let mut headers = Headers::parse(text);
    if member.size > limits::TEXT {
        headers.cut();
    }
    headers
}

fn dist_infos<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for name in names {
        let Some((top, _)) = name.split_once('/') else { continue };
        if top.ends_with(".dist-info") && !folders.iter().any(|folder| folder == top) {
            folders.push(top.to_owned());
            // A wheel has one; many are listed only so that a rule can name them.
            if folders.len() >= limits::DEFECTS {
                break;
            }
        }
    }
    folders
}

fn choose(folders: &[String], name: Option<&WheelName>) -> Option<String> {
    let named = name.map(|name| format!("{}.dist-info", name.stem()));
    named.filter(|named| folders.contains(named)).or_else(|| folders.first().cloned())
}
