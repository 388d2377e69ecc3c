//! Small distributions written in code: clean by default, with one thing wrong on demand.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use relkit::{dist::Sha256Digest, model::TagSet};
use sha2::{Digest, Sha256};

use super::{
    native,
    zip::{End, Entry, archive, archive_with},
};

/// The beginning of an ELF file: native code, as far as its first bytes tell.
pub(crate) const NATIVE: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0";

/// A wheel. What is not set stays clean and consistent with what is.
pub(crate) struct Wheel {
    name: String,
    version: String,
    build: String,
    tags: String,
    file_name: Option<String>,
    dist_info: Option<String>,
    files: Vec<(String, Vec<u8>)>,
    metadata: Vec<String>,
    metadata_text: Option<Vec<u8>>,
    tag_lines: Option<Vec<String>>,
    without: Vec<String>,
    record: fn(String) -> String,
    entries: fn(&mut Vec<Entry>),
    end: End,
    bytes: fn(Vec<u8>) -> Vec<u8>,
}

impl Wheel {
    /// A clean pure wheel for every Python from 3.11 on.
    pub(crate) fn new(name: &str, version: &str) -> Self {
        let metadata = ["Metadata-Version: 2.4".to_owned(), format!("Name: {name}")];
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            build: String::new(),
            tags: "py3-none-any".to_owned(),
            file_name: None,
            dist_info: None,
            files: vec![("demo/__init__.py".to_owned(), b"answer = 42\n".to_vec())],
            metadata: [
                &metadata[..],
                &[format!("Version: {version}"), "Requires-Python: >=3.11".to_owned()],
            ]
            .concat(),
            metadata_text: None,
            tag_lines: None,
            without: Vec::new(),
            record: |text| text,
            entries: |_| {},
            end: End::default(),
            bytes: |bytes| bytes,
        }
    }

    pub(crate) fn tag(mut self, tags: &str) -> Self {
        tags.clone_into(&mut self.tags);
        self
    }

    /// A wheel for a platform, with the extension module `demo._core` that is right for it.
    pub(crate) fn native(self, tags: &str) -> Self {
        let name = native::file_name(tags, "_core");
        self.tag(tags).file(&format!("demo/{name}"), &native::native(tags, "_core"))
    }

    pub(crate) fn build_tag(mut self, build: &str) -> Self {
        self.build = format!("-{build}");
        self
    }

    pub(crate) fn file(mut self, path: &str, content: &[u8]) -> Self {
        self.files.push((path.to_owned(), content.to_owned()));
        self
    }

    /// The file name, against all that is inside.
    pub(crate) fn named(mut self, file_name: &str) -> Self {
        self.file_name = Some(file_name.to_owned());
        self
    }

    /// The name of the dist-info folder, without its ending.
    pub(crate) fn dist_info(mut self, stem: &str) -> Self {
        self.dist_info = Some(stem.to_owned());
        self
    }

    /// Sets a field of METADATA; one that may stand several times is added.
    pub(crate) fn field(mut self, name: &str, value: &str) -> Self {
        let many = ["Classifier", "Requires-Dist", "License-File"].contains(&name);
        if !many {
            self.metadata.retain(|line| !line.starts_with(&format!("{name}:")));
        }
        self.metadata.push(format!("{name}: {value}"));
        self
    }

    /// A line of METADATA, as it is.
    pub(crate) fn line(mut self, line: &str) -> Self {
        self.metadata.push(line.to_owned());
        self
    }

    /// The whole text of METADATA.
    pub(crate) fn metadata(mut self, text: &[u8]) -> Self {
        self.metadata_text = Some(text.to_owned());
        self
    }

    /// The lines of WHEEL, instead of the right ones.
    pub(crate) fn wheel(mut self, lines: &[&str]) -> Self {
        self.tag_lines = Some(lines.iter().map(|line| (*line).to_owned()).collect());
        self
    }

    /// Leaves a file of the dist-info folder out.
    pub(crate) fn without(mut self, file: &str) -> Self {
        self.without.push(file.to_owned());
        self
    }

    /// Changes the text of RECORD.
    pub(crate) fn record(mut self, change: fn(String) -> String) -> Self {
        self.record = change;
        self
    }

    /// Changes the members before the archive is written.
    pub(crate) fn entries(mut self, change: fn(&mut Vec<Entry>)) -> Self {
        self.entries = change;
        self
    }

    /// What the end of the archive says.
    pub(crate) fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    /// Changes the finished archive.
    pub(crate) fn bytes(mut self, change: fn(Vec<u8>) -> Vec<u8>) -> Self {
        self.bytes = change;
        self
    }

    /// Writes the wheel into a folder.
    pub(crate) fn write(self, folder: &Path) -> PathBuf {
        let stem = format!("{}-{}", self.name, self.version);
        let info = format!("{}.dist-info", self.dist_info.as_ref().unwrap_or(&stem));
        let pure = self.tags.ends_with("-any");
        let lines = self.tag_lines.unwrap_or_else(|| {
            let set: TagSet = self.tags.parse().unwrap();
            let mut lines =
                vec!["Wheel-Version: 1.0".to_owned(), format!("Root-Is-Purelib: {pure}")];
            lines.extend(set.expand().map(|tag| format!("Tag: {tag}")));
            if let Some(build) = self.build.strip_prefix('-') {
                lines.push(format!("Build: {build}"));
            }
            lines
        });
        let mut files = self.files;
        let text = |lines: Vec<String>| format!("{}\n", lines.join("\n")).into_bytes();
        let metadata = self.metadata_text.unwrap_or_else(|| text(self.metadata));
        for (name, content) in [("WHEEL", text(lines)), ("METADATA", metadata)] {
            files.push((format!("{info}/{name}"), content));
        }
        files.retain(|(path, _)| !self.without.iter().any(|name| path.ends_with(name)));
        let mut record = String::new();
        for (path, content) in &files {
            let digest = Sha256Digest(Sha256::digest(content).into()).record_form();
            writeln!(record, "{path},sha256={digest},{}", content.len()).unwrap();
        }
        writeln!(record, "{info}/RECORD,,").unwrap();
        if !self.without.iter().any(|name| name == "RECORD") {
            files.push((format!("{info}/RECORD"), (self.record)(record).into_bytes()));
        }
        let mut entries: Vec<Entry> =
            files.iter().map(|(path, content)| Entry::deflated(path, content)).collect();
        (self.entries)(&mut entries);
        let name =
            self.file_name.unwrap_or_else(|| format!("{stem}{}-{}.whl", self.build, self.tags));
        let path = folder.join(name);
        fs::write(&path, (self.bytes)(archive_with(&entries, &self.end))).unwrap();
        path
    }
}

/// A source distribution.
pub(crate) struct Sdist {
    stem: String,
    root: String,
    files: Vec<(String, Vec<u8>)>,
    links: Vec<(String, String)>,
    more: fn(&mut Tar),
    bytes: fn(Vec<u8>) -> Vec<u8>,
    gzip: fn(Vec<u8>) -> Vec<u8>,
}

/// A tar archive that is being written.
pub(crate) type Tar = tar::Builder<Vec<u8>>;

impl Sdist {
    /// A clean one for every Python from 3.11 on.
    pub(crate) fn new(name: &str, version: &str) -> Self {
        let pkg_info = format!(
            "Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nRequires-Python: >=3.11\n"
        );
        let stem = format!("{name}-{version}");
        Self {
            root: stem.clone(),
            stem,
            files: vec![
                ("PKG-INFO".to_owned(), pkg_info.into_bytes()),
                ("pyproject.toml".to_owned(), b"[build-system]\nrequires = []\n".to_vec()),
            ],
            links: Vec::new(),
            more: |_| {},
            bytes: |bytes| bytes,
            gzip: |bytes| bytes,
        }
    }

    pub(crate) fn root(mut self, root: &str) -> Self {
        root.clone_into(&mut self.root);
        self
    }

    pub(crate) fn without(mut self, file: &str) -> Self {
        self.files.retain(|(path, _)| path != file);
        self
    }

    /// Adds a file, or writes it anew.
    pub(crate) fn file(self, path: &str, content: &[u8]) -> Self {
        let mut sdist = self.without(path);
        sdist.files.push((path.to_owned(), content.to_owned()));
        sdist
    }

    pub(crate) fn requires(mut self, python: &str) -> Self {
        for (_, content) in &mut self.files {
            let text = String::from_utf8(content.clone()).unwrap();
            *content = text.replace(">=3.11", python).into_bytes();
        }
        self
    }

    pub(crate) fn link(mut self, path: &str, to: &str) -> Self {
        self.links.push((path.to_owned(), to.to_owned()));
        self
    }

    /// Adds members of any kind.
    pub(crate) fn more(mut self, more: fn(&mut Tar)) -> Self {
        self.more = more;
        self
    }

    /// Changes the finished tar archive.
    pub(crate) fn bytes(mut self, change: fn(Vec<u8>) -> Vec<u8>) -> Self {
        self.bytes = change;
        self
    }

    /// Changes the finished gzip file.
    pub(crate) fn gzip(mut self, change: fn(Vec<u8>) -> Vec<u8>) -> Self {
        self.gzip = change;
        self
    }

    /// Writes it into a folder as a zip archive whose first member is damaged.
    pub(crate) fn write_zip(self, folder: &Path) -> PathBuf {
        let path = |name: &str| format!("{}/{name}", self.root);
        let mut entries: Vec<Entry> =
            self.files.iter().map(|(name, text)| Entry::deflated(&path(name), text)).collect();
        entries.insert(0, Entry { crc: 1, ..Entry::deflated(&path("demo.py"), b"answer = 42") });
        let path = folder.join(format!("{}.zip", self.stem));
        fs::write(&path, archive(&entries)).unwrap();
        path
    }

    /// Writes it into a folder.
    pub(crate) fn write(self, folder: &Path) -> PathBuf {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, content) in &self.files {
            let mut header = tar::Header::new_ustar();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, format!("{}/{path}", self.root), &content[..]).unwrap();
        }
        for (path, to) in &self.links {
            let mut header = tar::Header::new_ustar();
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_size(0);
            tar.append_link(&mut header, format!("{}/{path}", self.root), to).unwrap();
        }
        (self.more)(&mut tar);
        let bytes = (self.bytes)(tar.into_inner().unwrap());
        let path = folder.join(format!("{}.tar.gz", self.stem));
        fs::write(&path, (self.gzip)(gzip(&bytes))).unwrap();
        path
    }
}

/// Bytes as one gzip stream.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    std::io::Write::write_all(&mut gzip, bytes).unwrap();
    gzip.finish().unwrap()
}

/// A member of a tar archive, as its header says.
pub(crate) fn member(tar: &mut Tar, kind: tar::EntryType, path: &str, link: &str, content: &[u8]) {
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    if !link.is_empty() {
        header.set_link_name(link).unwrap();
    }
    tar.append_data(&mut header, path, content).unwrap();
}
