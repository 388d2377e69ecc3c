//! One attempt: runs it where it can do no harm, and judges what it showed.

use std::{fs, io, path::Path};

use super::{Request, ask::Interpreter, index::Index, plan::Attempt, site::Site, source::Source};
use crate::{
    model::ProjectName,
    process::{Ended, Ran, run_together},
    stub::{
        Said, Seen, seen,
        trial::{Row, Verdict, cause, not_served},
    },
};

/// What one attempt may say: pip with `-v` says some hundred kilobytes.
const OUTPUT: usize = 8 << 20;

/// What all attempts share.
pub(super) struct Trying<'a> {
    pub request: &'a Request,
    pub source: &'a Source,
    pub said: &'a Said,
    pub index: &'a Index,
    pub folder: &'a Path,
}

impl Trying<'_> {
    /// Makes one attempt: its row, and all that it said.
    pub(super) fn row(&self, number: usize, attempt: &Attempt) -> (Row, String) {
        let python = attempt.python.as_ref();
        let row = Row {
            python: python.map(Interpreter::label),
            ..Row::not_found(attempt.installer.clone(), None)
        };
        let expected = self.said.to(python.map(|it| it.version));
        if expected.messages.is_empty() {
            return (Row { verdict: Verdict::NotRefused, ..row }, String::new());
        }
        let root = self.folder.join(number.to_string());
        let ran = match self.ran(&root, attempt) {
            Ok(Ran { ended: Ended::NotStarted(why), .. }) => Err(why),
            Ok(ran) => Ok(ran),
            Err(error) => Err(error.to_string()),
        };
        let ran = match ran {
            Ok(ran) => ran,
            Err(why) => {
                let row = Row { verdict: Verdict::NotStarted, note: Some(why), ..row };
                return (row, String::new());
            }
        };
        let output = anstream::adapter::strip_str(&ran.said).to_string();
        // Removed at once: a wheel of setuptools, unpacked forty times, is much.
        let _ = fs::remove_dir_all(&root);
        let shown = expected.messages.iter().map(|message| seen(message, &output));
        let seen = shown.min_by_key(|seen| Verdict::of(*seen, None)).unwrap_or(Seen::Not);
        let exit = if let Ended::Exited(exit) = ran.ended { Some(exit) } else { None };
        let verdict = match ran.ended {
            Ended::TimedOut => Verdict::TimedOut,
            Ended::TooMuchOutput => Verdict::TooMuch,
            Ended::Exited(0) if !expected.certain => Verdict::NotRefused,
            _ => Verdict::of(seen, exit),
        };
        // What this index lacks says nothing of the real one.
        let lacking = not_served(&output).filter(|needed| !self.is_own(needed));
        let lacking = lacking.filter(|_| verdict == Verdict::Unseen);
        let verdict = if lacking.is_some() { Verdict::Unserved } else { verdict };
        let lacks = |name| format!("needs {name}: give a folder with it, --find-links DIR");
        let row = Row {
            verdict,
            line: seen.line(),
            lines: output.trim_end().lines().count(),
            exit,
            note: lacking.map(lacks).or_else(|| self.note(verdict, &output, ran.outlived)),
            ..row
        };
        self.log(number, &row, &output);
        (row, output)
    }

    fn ran(&self, root: &Path, attempt: &Attempt) -> io::Result<Ran> {
        let name = &self.source.name;
        let requirement = format!("{}=={}", name.name, name.version);
        let site = Site::make(root.to_owned(), self.index.url(), requirement)?;
        let call =
            attempt.way.prepare(&attempt.program, attempt.python.as_ref(), self.source, &site)?;
        Ok(run_together(&call.child(self.request.timeout), OUTPUT))
    }

    /// Whether a requirement is the sdist itself: that it is not found is no fault of the index.
    fn is_own(&self, requirement: &str) -> bool {
        let name = requirement.split(['<', '>', '=', '!', '~']).next().unwrap_or_default();
        let own = self.source.name.name.normalized();
        name.parse::<ProjectName>().is_ok_and(|it| it.normalized() == own)
    }

    /// What there is to say beside the verdict.
    fn note(&self, verdict: Verdict, output: &str, outlived: bool) -> Option<String> {
        let note = match verdict {
            Verdict::TimedOut => Some(format!("ended after {} s", self.request.timeout.as_secs())),
            Verdict::TooMuch => Some(format!("ended after {} MiB of output", OUTPUT >> 20)),
            Verdict::Succeeded => Some("exit status 0: it counts as installed".to_owned()),
            Verdict::Unseen | Verdict::Broken => cause(output),
            _ => None,
        };
        let outlived = outlived.then(|| "a process outlived it and was ended".to_owned());
        let parts: Vec<String> = note.into_iter().chain(outlived).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Keeps the output of one attempt; a log that cannot be written is no reason to stop.
    fn log(&self, number: usize, row: &Row, output: &str) {
        let Some(folder) = &self.request.logs else { return };
        let name =
            format!("{:02} {} {}", number + 1, row.installer, row.python.as_deref().unwrap_or(""));
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let name: String = name.trim().chars().map(plain).collect();
        let _ = fs::write(folder.join(name + ".txt"), output);
    }
}
