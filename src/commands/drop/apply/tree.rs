//! Whether git can bring back what is about to change.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    io::{self, Read},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::commands::{Environment, Failure};

/// How long git may take.
const LIMIT: Duration = Duration::from_mins(1);

/// Bytes of an answer.
const ANSWER: u64 = 16 << 20;

const FORCE: &str = "commit or stash first; or write all the same with --force";

/// Refuses a folder with tracked files that differ from the last commit, and files to be written
/// that no commit holds: they could not be brought back. `paths` are those to be written, from the
/// folder on; those that are not there yet do not count.
pub(in super::super) fn clean(
    folder: &Path,
    paths: &[&str],
    environment: &Environment,
) -> Result<(), Failure> {
    Git { program: OsStr::new("git"), limit: LIMIT, folder, environment }.clean(paths)
}

/// The git at hand, in a folder.
struct Git<'a> {
    program: &'a OsStr,
    limit: Duration,
    folder: &'a Path,
    environment: &'a Environment,
}

impl Git<'_> {
    fn clean(&self, paths: &[&str]) -> Result<(), Failure> {
        let status =
            self.ask(&["status", "--porcelain=v1", "-z", "--untracked-files=no", "--", "."])?;
        let changed = changed(&status);
        if !changed.is_empty() {
            let what = if changed.len() == 1 { "is a change" } else { "are changes" };
            let message = format!("there {what} that no commit holds: {}", listed(&changed));
            return Err(Failure::new(message).hint(FORCE));
        }
        let there: Vec<&str> = paths
            .iter()
            .copied()
            .filter(|path| self.folder.join(path).symlink_metadata().is_ok())
            .collect();
        if there.is_empty() {
            return Ok(());
        }
        let known =
            self.ask(&[&["ls-files", "-z", "--cached", "--"], there.as_slice()].concat())?;
        let known: BTreeSet<&str> = known.split('\0').collect();
        let unknown: Vec<&str> = there.into_iter().filter(|path| !known.contains(path)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let message = format!("git does not know what would be changed: {}", listed(&unknown));
        Err(Failure::new(message).hint(FORCE))
    }

    /// What git answers. Variables that would lead it to another repository are not handed on, and no
    /// program of the repository's is started to watch its files.
    fn ask(&self, arguments: &[&str]) -> Result<String, Failure> {
        let place = self.folder.display();
        let failed = |why: &str| {
            Failure::new(format!(
                "cannot tell whether {place} has changes that no commit holds: {why}"
            ))
            .hint("write all the same with --force")
        };
        let variables =
            self.environment.variables.iter().filter(|(name, _)| {
                !name.to_string_lossy().to_ascii_uppercase().starts_with("GIT_")
            });
        let spawned = Command::new(self.program)
            .args(["--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false"])
            .args(arguments)
            .env_clear()
            .envs(variables)
            .env("LC_ALL", "C")
            .current_dir(self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.folder.is_dir() => {
                return Err(failed("there is no git"));
            }
            Err(error) => return Err(failed(&format!("git: {error}"))),
        };
        let (out, err) = (reader(child.stdout.take()), reader(child.stderr.take()));
        let Ok(answer) = out.recv_timeout(self.limit) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed(&format!(
                "git took more than {} seconds",
                self.limit.as_secs_f32()
            )));
        };
        let ended = child.wait().map_err(|error| failed(&format!("git: {error}")))?;
        if ended.success() {
            return answer.ok_or_else(|| failed("git's answer is too large or no text"));
        }
        let said = err.recv_timeout(self.limit).ok().flatten().unwrap_or_default();
        if said.contains("not a git repository") {
            let message =
                format!("{place} is in no git repository: nothing could bring the files back");
            return Err(
                Failure::new(message).hint("commit it first; or write all the same with --force")
            );
        }
        Err(failed(said.lines().next().unwrap_or("git failed and said nothing")))
    }
}

/// The paths of `git status --porcelain=v1 -z`.
///
/// Rule: <https://git-scm.com/docs/git-status>, porcelain format version 1: two signs, a space and
/// the path; a renamed or copied file is followed by its old path.
fn changed(status: &str) -> Vec<&str> {
    let mut entries = status.split('\0').filter(|entry| !entry.is_empty());
    let mut paths = Vec::new();
    while let Some((signs, path)) = entries.next().and_then(|it| it.split_at_checked(3)) {
        if signs.contains(['R', 'C']) {
            entries.next();
        }
        paths.push(path);
    }
    paths
}

/// Some names. Ex) `a, b, c and 4 more`
fn listed(names: &[&str]) -> String {
    const MOST: usize = 3;
    let first = names.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Reads a stream in another thread: reading has no time limit of its own.
fn reader(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Option<String>> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        let read = stream.map(|stream| stream.take(ANSWER).read_to_string(&mut text));
        let whole = matches!(read, Some(Ok(length)) if (length as u64) < ANSWER);
        // Nobody listens any more where the limit has passed.
        let _ = send.send(whole.then_some(text));
    });
    receive
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn environment() -> Environment {
        Environment::of_process()
    }

    fn git(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.invalid"];
        let output =
            Command::new("git").args(identity).args(arguments).current_dir(folder).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// A repository with `a.txt` and `sub/b.txt`, and `c.txt` that is ignored.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("sub")).unwrap();
        for (name, text) in [("a.txt", "a"), ("sub/b.txt", "b"), (".gitignore", "c.txt\n")] {
            fs::write(path.join(name), text).unwrap();
        }
        git(path, &["init", "-q"]);
        git(path, &["add", "."]);
        git(path, &["commit", "-qm", "Begin"]);
        fs::write(path.join("c.txt"), "c").unwrap();
        folder
    }

    fn refused(folder: &Path, paths: &[&str]) -> String {
        let failure = clean(folder, paths, &environment()).unwrap_err();
        let hint = failure.hint.unwrap_or_default();
        let text = format!("{}\nhint: {hint}", failure.message);
        text.replace(&folder.display().to_string(), "[DIR]")
    }

    /// What another program in git's place makes of a folder.
    fn by(program: &str, folder: &Path) -> String {
        let environment = environment();
        let limit = Duration::from_millis(200);
        let git = Git { program: OsStr::new(program), limit, folder, environment: &environment };
        let failure = git.clean(&[]).unwrap_err();
        failure.message.replace(&folder.display().to_string(), "[DIR]")
    }

    #[cfg(unix)]
    #[test]
    fn a_git_that_hangs_is_ended() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("git");
        fs::write(&program, "#!/bin/sh\nexec sleep 600\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let said = by(program.to_str().unwrap(), folder.path());
        assert!(said.ends_with("git took more than 0.2 seconds"), "{said}");
    }

    #[test]
    fn what_a_commit_holds_may_change() {
        let folder = repository();
        clean(folder.path(), &["a.txt", "sub/b.txt", "new.txt"], &environment()).unwrap();
        clean(&folder.path().join("sub"), &["b.txt"], &environment()).unwrap();
        // Files of others that git does not know are in nobody's way.
        fs::write(folder.path().join("notes"), "x").unwrap();
        clean(folder.path(), &["a.txt"], &environment()).unwrap();
    }

    #[test]
    fn changes_are_refused() {
        let folder = repository();
        let path = folder.path();
        fs::write(path.join("a.txt"), "changed").unwrap();
        insta::assert_snapshot!(refused(path, &["sub/b.txt"]), @r"
        there is a change that no commit holds: a.txt
        hint: commit or stash first; or write all the same with --force
        ");
        // What is staged is not committed.
        git(path, &["add", "."]);
        git(path, &["mv", "sub/b.txt", "sub/d.txt"]);
        insta::assert_snapshot!(refused(path, &[]), @r"
        there are changes that no commit holds: a.txt, sub/d.txt
        hint: commit or stash first; or write all the same with --force
        ");
    }

    #[test]
    fn files_that_no_commit_holds_are_refused() {
        let folder = repository();
        fs::write(folder.path().join("*.txt"), "x").unwrap();
        insta::assert_snapshot!(refused(folder.path(), &["a.txt", "c.txt", "*.txt"]), @r"
        git does not know what would be changed: c.txt, *.txt
        hint: commit or stash first; or write all the same with --force
        ");
    }

    #[test]
    fn a_repository_named_by_a_variable_does_not_count() {
        let (folder, other) = (repository(), tempfile::tempdir().unwrap());
        let mut environment = environment();
        let variables = &mut environment.variables;
        variables.insert("GIT_DIR".into(), folder.path().join(".git").into());
        variables.insert("GIT_WORK_TREE".into(), folder.path().into());
        let failure = clean(other.path(), &[], &environment).unwrap_err();
        assert!(failure.message.contains("in no git repository"), "{}", failure.message);
    }

    #[test]
    fn without_git_or_a_repository_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        insta::assert_snapshot!(refused(folder.path(), &["a"]), @r"
        [DIR] is in no git repository: nothing could bring the files back
        hint: commit it first; or write all the same with --force
        ");
        let message = by("no-such-git", folder.path());
        insta::assert_snapshot!(message, @"cannot tell whether [DIR] has changes that no commit holds: there is no git");
    }

    #[test]
    fn a_program_of_the_repository_is_not_started() {
        let folder = repository();
        let mark = folder.path().join("sub/mark");
        let hook = format!("touch {}; false", mark.display());
        git(folder.path(), &["config", "core.fsmonitor", &hook]);
        clean(folder.path(), &["a.txt"], &environment()).unwrap();
        assert!(!mark.exists());
    }
}
