//! What processes said, cut to what a report has room for, and where files lie.

use std::path::Path;

/// How many lines of what a process said are kept.
const LINES: usize = 6;

/// The last lines of what a process said; where the interpreter gives up, why it does so and where, which
/// is what it says first.
pub(super) fn last_words(said: &str) -> Vec<String> {
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let lines = match lines.iter().position(|line| line.starts_with("Fatal Python error:")) {
        Some(fatal) => {
            let (why, trace) = lines[fatal..].split_at(1);
            // Most recent call first.
            let frames = trace.iter().filter(|line| is_frame(line));
            why.iter().chain(frames).take(LINES).copied().collect()
        }
        None => lines[lines.len().saturating_sub(LINES)..].to_vec(),
    };
    lines.into_iter().map(clipped).collect()
}

/// Exceptions that a process told and that nobody raised: of destructors, of threads, at the interpreter's
/// end. Each with its kind and text, where they are told.
pub(super) fn unheard(said: &str) -> Vec<String> {
    const MOST: usize = 20;
    let heads = ["Exception ignored ", "Error in atexit", "Exception in thread "];
    let mut lines = said.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if found.len() == MOST {
            break;
        }
        if heads.iter().any(|head| line.starts_with(head)) {
            let is_error = |line: &&str| {
                !line.starts_with([' ', '\t']) && !line.starts_with("Traceback (most recent")
            };
            let error = lines.clone().find(is_error).unwrap_or_default();
            found.push(clipped(format!("{} {error}", line.trim_end()).trim_end()));
        }
    }
    found
}

/// What a process said without the frames of relkit's own drivers, which lie in this folder, and of the
/// import system.
pub(super) fn foreign(said: &str, drivers: &Path) -> String {
    let own = format!("File \"{}", drivers.display());
    let mut is_own = false;
    let is_foreign = |line: &&str| {
        if is_frame(line) {
            let frame = line.trim_start();
            is_own = frame.starts_with(&own) || frame.starts_with("File \"<frozen importlib");
        } else if !line.starts_with("    ") {
            is_own = false;
        }
        // What is indented further is the code of a frame.
        !is_own
    };
    said.split_inclusive('\n').filter(is_foreign).collect()
}

fn is_frame(line: &str) -> bool {
    line.trim_start().starts_with("File \"")
}

/// A line of at most 300 characters.
pub(super) fn clipped(line: &str) -> String {
    const WIDE: usize = 300;
    match line.char_indices().nth(WIDE) {
        Some((at, _)) => format!("{} ...", &line[..at]),
        None => line.to_owned(),
    }
}

/// Whether a file lies in the environment, whichever links lead there.
pub(super) fn within(file: &str, root: &Path) -> bool {
    let file = Path::new(file);
    if file.starts_with(root) {
        return true;
    }
    let real = |path: &Path| path.canonicalize().ok();
    match (real(file), real(root)) {
        (Some(file), Some(root)) => file.starts_with(root),
        // It is gone again, or never was a file.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(said: &str) -> String {
        last_words(&foreign(said, Path::new("/run/drivers-1"))).join("\n")
    }

    #[test]
    fn why_the_interpreter_gave_up_is_told_first() {
        let said = r#"loading
Fatal Python error: PyInit_f: too bad
Python runtime state: initialized

Current thread 0x00007fb289931b80 (most recent call first):
  File "<frozen importlib._bootstrap>", line 488 in _call_with_frames_removed
  File "/run/drivers-1/relkit_smoke/imports.py", line 72 in timed
  File "/run/environment-0/site-packages/deep/a.py", line 1 in <module>
  File "/run/environment-0/site-packages/deep/__init__.py", line 2 in <module>
  File "/run/drivers-1/run.py", line 51 in <module>

Extension modules: deep.f (total: 1)"#;
        insta::assert_snapshot!(words(said), @r#"
        Fatal Python error: PyInit_f: too bad
          File "/run/environment-0/site-packages/deep/a.py", line 1 in <module>
          File "/run/environment-0/site-packages/deep/__init__.py", line 2 in <module>
        "#);
    }

    #[test]
    fn the_last_lines_are_those_of_the_wheel() {
        let said = r#"one
Traceback (most recent call last):
  File "/run/drivers-1/run.py", line 51, in <module>
    status = main()
             ^^^^^^
  File "/run/environment-0/deep.py", line 1, in <module>
    fail()
ValueError: no

two"#;
        insta::assert_snapshot!(words(said), @r#"
        one
        Traceback (most recent call last):
          File "/run/environment-0/deep.py", line 1, in <module>
            fail()
        ValueError: no
        two
        "#);
    }

    #[test]
    fn exceptions_that_nobody_raised_are_told() {
        let said = "Exception ignored in: <function A.__del__ at 0x1>
Traceback (most recent call last):
  File \"a.py\", line 3, in __del__
ValueError: in a destructor
Error in atexit._run_exitfuncs:
Traceback (most recent call last):
  File \"a.py\", line 7, in last
OSError: at the end
nothing
Exception ignored in atexit callback <function f at 0x2>:";
        insta::assert_snapshot!(unheard(said).join("\n"), @"
        Exception ignored in: <function A.__del__ at 0x1> ValueError: in a destructor
        Error in atexit._run_exitfuncs: OSError: at the end
        Exception ignored in atexit callback <function f at 0x2>:
        ");
        assert!(unheard("fine\n").is_empty());
    }
}
