//! The default of the pip at hand.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::{
    super::{Environment, environment::System},
    Written,
};

/// How long one pip may take; it answers in less than a second.
const LIMIT: Duration = Duration::from_secs(10);

/// Bytes of an answer; pip's help has about 20 000.
const ANSWER: u64 = 1 << 20;

/// Asks the pips that may be there for the index that they take by default.
pub(super) fn pip(environment: &Environment) -> Option<Written> {
    let commands: &[&[&str]] = match environment.system {
        System::Windows => &[&["py", "-m", "pip"], &["python", "-m", "pip"], &["pip"]],
        System::Unix | System::Macos => {
            &[&["python3", "-m", "pip"], &["python", "-m", "pip"], &["pip"]]
        }
    };
    commands.iter().find_map(|words| {
        let text = default(&answer(words, environment, LIMIT)?)?;
        Some(Written { text, name: None, source: words.join(" ") })
    })
}

/// What `pip install --help` says; `None` where it fails or takes too long.
fn answer(words: &[&str], environment: &Environment, limit: Duration) -> Option<String> {
    let (program, arguments) = words.split_first()?;
    let mut child = Command::new(program)
        .args(arguments)
        .args(["install", "--help"])
        .env_clear()
        .envs(&environment.variables)
        // pip wraps its help to this width, within addresses too.
        .env("COLUMNS", "1000")
        .current_dir(&environment.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let answer = read(&mut child, limit);
    if answer.is_none() {
        // It may have ended by itself meanwhile.
        let _ = child.kill();
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    answer.filter(|_| ended)
}

/// Standard output up to its end, in another thread: reading has no time limit of its own.
fn read(child: &mut Child, limit: Duration) -> Option<String> {
    let out = child.stdout.take()?;
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        let read = out.take(ANSWER).read_to_string(&mut text);
        // Nobody listens any more where the limit has passed.
        let _ = send.send(read.ok().map(|_| text));
    });
    receive.recv_timeout(limit).ok().flatten()
}

/// The default that the help states behind `--index-url`. pip masks credentials as `****`: such an
/// address is of no use.
fn default(help: &str) -> Option<String> {
    let (_, from) = help.split_once("--index-url")?;
    let (_, from) = from.split_once("(default")?;
    let (text, _) = from.split_once(')')?;
    let text: String = text.split_whitespace().collect();
    (text.contains("://") && !text.contains("****")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_stands_in_the_help() {
        let help = "Options:\n  -i, --index-url <url>  Base URL of the index (default\n     \
                    https://h.invalid/simple). This should\n  --extra-index-url <url> (default x)";
        assert_eq!(default(help).as_deref(), Some("https://h.invalid/simple"));
        assert_eq!(default(&help.replace("h.invalid", "ann:****@h.invalid")), None);
        assert_eq!(default("no such thing"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_pip_that_hangs_is_ended() {
        let environment = Environment::of_process();
        let hanging = ["sh", "-c", "exec sleep 600"];
        assert_eq!(answer(&hanging, &environment, Duration::from_millis(50)), None);
        assert_eq!(answer(&["sh", "-c", "exit 3"], &environment, LIMIT), None);
        assert_eq!(answer(&["sh", "-c", "echo hi"], &environment, LIMIT).as_deref(), Some("hi\n"));
    }
}
