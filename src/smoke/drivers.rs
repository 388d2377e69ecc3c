//! The Python programs that run inside the interpreters, written out once a run.

use std::{
    ffi::OsString,
    fs,
    hash::{BuildHasher, Hasher, RandomState},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Child, Ended, Environment, Ran, Scratch, run, words};
use crate::process::remove;

/// A path below `templates/smoke`, and the text there.
macro_rules! file {
    ($path:literal) => {
        ($path, include_str!(concat!("../../templates/smoke/", $path)))
    };
}

/// Every file of `templates/smoke`, by its path there.
const FILES: &[(&str, &str)] = &[
    file!("alone.py"),
    file!("run.py"),
    file!("relkit_smoke/__init__.py"),
    file!("relkit_smoke/advise.py"),
    file!("relkit_smoke/allocator.py"),
    file!("relkit_smoke/ask.py"),
    file!("relkit_smoke/call.py"),
    file!("relkit_smoke/channel.py"),
    file!("relkit_smoke/counters.py"),
    file!("relkit_smoke/imports.py"),
    file!("relkit_smoke/leaks.py"),
    file!("relkit_smoke/listing.py"),
    file!("relkit_smoke/loader.py"),
    file!("relkit_smoke/many.py"),
    file!("relkit_smoke/offers.py"),
    file!("relkit_smoke/pace.py"),
    file!("relkit_smoke/probe.py"),
    file!("relkit_smoke/psleak.py"),
    file!("relkit_smoke/search.py"),
    file!("relkit_smoke/series.py"),
    file!("relkit_smoke/startup.py"),
    file!("relkit_smoke/trial.py"),
];

/// Bytes of a request that fit among the arguments of a process: Windows takes 32 767 characters
/// for all.
const ARGUMENT: usize = 32_000;

/// The driver that runs psleak in place of relkit's own measurements.
pub(super) const PSLEAK: &str = "psleak";

/// The driver that runs a project's suite.
pub(super) const ADVISE: &str = "advise";

/// What imports modules each by itself.
const ALONE: &str = "alone";

/// The drivers on disk.
#[derive(Debug)]
pub struct Drivers {
    folder: PathBuf,
}

impl Drivers {
    /// Writes them into a folder, which is made.
    pub fn write(folder: &Path) -> io::Result<Self> {
        for (name, text) in FILES {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, text)?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// What comes behind the interpreter on the command line of a driver.
    ///
    /// `-I` came with Python 3.4; 2.7 has the parts of it that matter. Without `-B`: the byte code is
    /// made once and not in every process. A request that is too long for an argument goes into a
    /// file in `folder`.
    pub(super) fn arguments(
        &self,
        driver: &str,
        request: &Value,
        is_old: bool,
        folder: &Path,
    ) -> io::Result<Vec<OsString>> {
        if !self.folder.join("run.py").exists() {
            // A wheel has deleted them; the next one finds them whole again.
            Self::write(&self.folder)?;
        }
        let flags: &[&str] = match (is_old, driver) {
            (true, _) => &["-E", "-s"],
            // psleak wants to be told by variables.
            (_, PSLEAK) => &["-s"],
            // The project's own suite runs as its user runs it.
            (_, ADVISE) => &[],
            _ => &["-I"],
        };
        let mut arguments: Vec<OsString> = flags.iter().map(Into::into).collect();
        arguments.push(self.folder.join("run.py").into());
        arguments.push(driver.into());
        let text = request.to_string();
        if text.len() <= ARGUMENT {
            arguments.push(text.into());
        } else {
            let path = folder.join("request.json");
            fs::write(&path, text)?;
            let mut at = OsString::from("@");
            at.push(path);
            arguments.push(at);
        }
        Ok(arguments)
    }
}

/// Where drivers are run: an environment with the wheel in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat<'a> {
    /// The drivers
    pub(super) drivers: &'a Drivers,
    /// The folder of the run
    pub(super) scratch: &'a Scratch,
    /// The environment
    pub(super) environment: &'a Environment,
    /// The limits that the driver sets for itself
    pub(super) limits: &'a Value,
}

impl Seat<'_> {
    /// Runs a driver in a process and an empty folder of its own; `record` gets each record that it
    /// answers. Whoever writes a line that is no
    /// record, or one without the word that only the driver is told, has damaged the answer, and it
    /// is none.
    pub(super) fn run<R: DeserializeOwned>(
        &self,
        driver: &str,
        mut request: Value,
        limit: Duration,
        record: impl FnMut(R),
    ) -> Ran {
        let token = token();
        request["token"] = token.clone().into();
        request["limits"] = self.limits.clone();
        request["path"] = self.environment.path.clone().into();
        let folder = match self.scratch.folder(driver) {
            Ok(folder) => folder,
            Err(error) => return Ran::not_started(&error),
        };
        let is_old = self.environment.is_old;
        match self.drivers.arguments(driver, &request, is_old, &folder) {
            Ok(arguments) => self.hear(driver, arguments, &token, &folder, limit, record),
            Err(error) => Ran::not_started(&error),
        }
    }

    /// Has modules imported each by itself: the head of `templates/smoke/alone.py` says `how`.
    pub(super) fn alone<R: DeserializeOwned>(
        &self,
        how: &str,
        modules: &[&str],
        limit: Duration,
        record: impl FnMut(R),
    ) -> Ran {
        let token = token();
        let limits = self.limits.as_object().into_iter().flatten();
        let limits: Vec<String> = limits.map(|(name, value)| format!("{name}={value}")).collect();
        let folders = &self.environment.path;
        let (limits, count) = (limits.join(" "), folders.len().to_string());
        let mut lines = vec![token.as_str(), &limits, how, &count];
        lines.extend(folders.iter().map(String::as_str).chain(modules.iter().copied()));
        let started = self.scratch.folder(ALONE).and_then(|folder| {
            let request = folder.join("request");
            fs::write(&request, lines.join("\n"))?;
            let program = self.drivers.folder.join("alone.py");
            if !program.exists() {
                Drivers::write(&self.drivers.folder)?;
            }
            // What is loaded of byte code is what the first import has left.
            let flags: &[&str] =
                if self.environment.is_old { &["-E", "-s", "-B"] } else { &["-I", "-B"] };
            let flags = flags.iter().map(Into::into);
            let arguments = flags.chain([program.into(), request.into()]).collect();
            Ok((folder, arguments))
        });
        match started {
            Ok((folder, arguments)) => self.hear(ALONE, arguments, &token, &folder, limit, record),
            Err(error) => Ran::not_started(&error),
        }
    }

    /// Runs a driver in its folder, which goes afterwards.
    fn hear<R: DeserializeOwned>(
        &self,
        driver: &str,
        arguments: Vec<OsString>,
        token: &str,
        folder: &Path,
        limit: Duration,
        mut record: impl FnMut(R),
    ) -> Ran {
        let mut variables = Scratch::variables(folder);
        if driver == PSLEAK {
            // Without them it skips what it is run for.
            let more = [("PYTHONMALLOC", "malloc"), ("PYTHONUNBUFFERED", "1")];
            variables.extend(more.map(|(name, value)| (name.into(), value.into())));
        }
        let variables = Some(variables);
        let program = &self.environment.python;
        let child = Child { program, arguments, folder, variables, limit };
        let mut damaged = false;
        let mut ran = run(&child, |line| match stamped(line, token) {
            Some(found) if !damaged => record(found),
            _ => damaged = true,
        });
        if damaged && ran.ended.is_success() {
            ran.ended = Ended::BrokenAnswer;
        }
        ran.said = words::foreign(&ran.said, &self.drivers.folder);
        // The run's folder goes as a whole later on; this keeps it small meanwhile.
        let _ = remove(folder);
        ran
    }
}

/// A word that nobody can guess, for one process. Whoever forges a record must look for it on purpose.
fn token() -> String {
    // Each is keyed by random numbers of the system.
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

/// A record that repeats the word.
fn stamped<R: DeserializeOwned>(line: &[u8], token: &str) -> Option<R> {
    #[derive(serde::Deserialize)]
    struct Stamp {
        token: String,
    }
    let stamp: Stamp = serde_json::from_slice(line).ok()?;
    if stamp.token == token { serde_json::from_slice(line).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_record_without_the_word_is_none() {
        let word = token();
        assert_ne!(word, token());
        let read = |line: String| stamped::<Value>(line.as_bytes(), &word).is_some();
        assert!(read(format!(r#"{{"event":"end","token":"{word}"}}"#)));
        for bad in [r#"{"event":"end"}"#, r#"{"event":"end","token":null}"#, "", "[]", "7"] {
            assert!(!read(bad.to_owned()), "{bad}");
        }
        assert!(!read(format!(r#"{{"event":"end","token":"{}"}}"#, token())));
    }

    #[test]
    fn every_driver_is_shipped() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/smoke");
        let mut found = BTreeSet::new();
        for folder in ["", "relkit_smoke/"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if name.ends_with(".py") {
                    found.insert(format!("{folder}{name}"));
                }
            }
        }
        let shipped: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(shipped, found, "FILES names every file of templates/smoke");
    }

    #[test]
    fn long_requests_go_through_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let drivers = Drivers::write(&folder.path().join("drivers")).unwrap();
        let last = |text: &str| {
            let request = serde_json::json!({ "call": text });
            let arguments = drivers.arguments("leaks", &request, false, folder.path()).unwrap();
            arguments.last().unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(last("a:b"), r#"{"call":"a:b"}"#);
        let path = last(&"x".repeat(ARGUMENT));
        assert!(fs::metadata(path.strip_prefix('@').unwrap()).unwrap().len() > 32_000);
    }
}
