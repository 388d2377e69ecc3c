//! The sdist that is tried: its files, in memory and bounded, and where they are unpacked.

use std::{
    fs::{self, File},
    io::Read,
    path::{Component, Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use toml::Table;

use crate::{
    commands::{Failure, files::read_text},
    dist,
    model::SdistName,
    stub::Said,
};

/// A refusal has some kilobytes; a real project with a guard may have megabytes. Larger sdists
/// than 64 MiB are not tried.
const LARGEST: u64 = 64 << 20;

/// Nor those that unpack to more than 512 MiB …
const UNPACKED: u64 = 512 << 20;

/// … or to more files than this.
const MEMBERS: usize = 50_000;

/// The sdist.
pub(super) struct Source {
    /// The file
    pub path: PathBuf,
    /// Its name
    pub name: SdistName,
    /// Its bytes, as the index serves them
    pub bytes: Vec<u8>,
    /// `Requires-Python` of PKG-INFO
    pub requires_python: Option<String>,
    /// The regular files, by the path inside
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Source {
    /// Reads an sdist.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let fail = |why: &str| Failure::new(format!("cannot try {}: {why}", path.display()));
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !file_name.ends_with(".tar.gz") {
            let hint = "give a file NAME-VERSION.tar.gz: `relkit stub -o DIR` writes one";
            return Err(fail("it is no .tar.gz").hint(hint));
        }
        let name: SdistName = file_name.parse().map_err(|error| Failure::of(&error))?;
        let file = File::open(path).map_err(|error| fail(&error.to_string()))?;
        let mut bytes = Vec::new();
        let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
        if read.map_err(|error| fail(&error.to_string()))? as u64 > LARGEST {
            return Err(fail("it is larger than 64 MiB"));
        }
        let dist = dist::read_bytes(&file_name, &bytes).map_err(|error| Failure::of(&error))?;
        let metadata = dist.metadata();
        let requires_python = metadata.and_then(|it| Some(it.requires_python()?.value.clone()));
        let files = unpacked(&bytes).map_err(|why| fail(&why))?;
        Ok(Self { path: path.to_owned(), name, bytes, requires_python, files })
    }

    /// The text of a file in the sdist's own folder.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let path = Path::new(self.name.stem()).join(name);
        let (_, bytes) = self.files.iter().find(|(file, _)| *file == path)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    /// What it says when it refuses, read from setup.py and the backend in its tree.
    pub(super) fn said(&self, message: Option<&Path>) -> Result<Said, Failure> {
        if let Some(path) = message {
            let text = read_text(path)?;
            let lines: Vec<String> = text.trim().lines().map(str::to_owned).collect();
            if lines.is_empty() {
                return Err(Failure::new(format!("{} has no message", path.display())));
            }
            return Ok(Said::to_all(lines));
        }
        let mut said = Said::default();
        let backend = self.backend().into_iter().map(|name| (name, true));
        for (name, is_backend) in [("setup.py".to_owned(), false)].into_iter().chain(backend) {
            let Some(text) = self.text(&name) else { continue };
            said.read(&text, is_backend).map_err(|error| {
                Failure::new(format!("{}: {name}: {error}", self.path.display()))
                    .hint("give the message with --message FILE")
            })?;
        }
        if said.is_empty() {
            let what = "cannot tell what it says: no text that setup.py or its backend ends with";
            let failure = Failure::new(format!("{}: {what}", self.path.display()));
            return Err(failure.hint("give the message with --message FILE"));
        }
        Ok(said)
    }

    /// The files that the backend in the tree may have (PEP 517, `backend-path`).
    fn backend(&self) -> Vec<String> {
        let table = self.text("pyproject.toml").and_then(|text| text.parse::<Table>().ok());
        let system = table.as_ref().and_then(|table| table.get("build-system"));
        let Some(system) = system else { return Vec::new() };
        let backend = system.get("build-backend").and_then(|it| it.as_str()).unwrap_or_default();
        let module = backend.split(':').next().unwrap_or_default().replace('.', "/");
        let folders = system.get("backend-path").and_then(|it| it.as_array());
        folders
            .into_iter()
            .flatten()
            .filter_map(|folder| folder.as_str())
            .flat_map(|folder| {
                let folder = match folder.trim_matches('/') {
                    "." | "" => String::new(),
                    folder => format!("{}/", folder.trim_start_matches("./")),
                };
                [format!("{folder}{module}.py"), format!("{folder}{module}/__init__.py")]
            })
            .collect()
    }

    /// Writes the files into a folder and gives that of the sdist in it.
    pub(super) fn unpack(&self, folder: &Path) -> std::io::Result<PathBuf> {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, bytes)?;
        }
        Ok(folder.join(self.name.stem()))
    }
}

/// The regular files of a gzipped tar archive. Links and whatever climbs out of the folder are left
/// out: nothing that installs needs them.
fn unpacked(bytes: &[u8]) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let stream = MultiGzDecoder::new(bytes).take(UNPACKED + 1);
    let mut archive = tar::Archive::new(stream);
    let (mut files, mut size) = (Vec::new(), 0);
    for (number, entry) in archive.entries().map_err(|it| it.to_string())?.enumerate() {
        let mut entry = entry.map_err(|error| error.to_string())?;
        if number == MEMBERS {
            return Err(format!("it has more than {MEMBERS} members"));
        }
        let path = entry.path().map_err(|error| error.to_string())?.into_owned();
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        if !entry.header().entry_type().is_file() || !inside {
            continue;
        }
        let mut content = Vec::new();
        size += entry.read_to_end(&mut content).map_err(|error| error.to_string())? as u64;
        if size > UNPACKED {
            return Err("it unpacks to more than 512 MiB".to_owned());
        }
        files.push((path, content));
    }
    Ok(files)
}
