//! cibuildwheel as a command: how it is started, its release and its arguments.

use std::collections::BTreeMap;

use super::super::Evaluated;
use crate::project::Fact;

/// A word after substitution.
type Word = Fact<Evaluated>;

/// What a command means.
pub(super) enum Found {
    /// It runs cibuildwheel
    Run(Box<Call>),
    /// It installs cibuildwheel, of this release if it names one
    Install(Option<Fact<String>>),
    /// Neither
    Nothing,
}

/// A run with its arguments.
#[derive(Default)]
pub(super) struct Call {
    pub(super) version: Option<Fact<String>>,
    pub(super) env: BTreeMap<String, Word>,
    pub(super) only: Option<Word>,
    pub(super) platform: Option<Word>,
    pub(super) archs: Option<Word>,
    pub(super) enable: Vec<Word>,
    pub(super) config_file: Option<Word>,
    pub(super) package: Option<Word>,
}

/// Programs that start it; anything else that names it does something else.
const STARTERS: [&str; 10] =
    ["python", "python3", "py", "pipx", "uvx", "uv", "pdm", "poetry", "hatch", "cibuildwheel"];

/// Arguments with which nothing is built.
const IDLE: [&str; 5] = ["--print-build-identifiers", "--help", "-h", "--version", "--clean-cache"];

/// Words before a command that leave it the same command.
const BEFORE: [&str; 10] =
    ["env", "sudo", "time", "exec", "command", "then", "do", "else", "!", "xvfb-run"];

/// How a command changes the depth of a script's conditions and loops.
pub(super) fn nesting(words: &[Word]) -> i32 {
    match words.first().and_then(|word| word.known()) {
        Some("if" | "case" | "for" | "while" | "until") => 1,
        Some("fi" | "esac" | "done") => -1,
        _ => 0,
    }
}

/// Variables that `export` or PowerShell sets for the commands after it.
pub(super) fn exported(words: &[Word]) -> Option<BTreeMap<String, Word>> {
    let (first, rest) = words.split_first()?;
    let first = match &first.value {
        Evaluated::Text(text) | Evaluated::Unknown(text) => text.as_str(),
    };
    if let Some(assigned) = first.strip_prefix("$env:").filter(|it| it.starts_with("CIBW_")) {
        // PowerShell, with or without blanks around the sign.
        let (name, value) = assigned.split_once('=').unwrap_or((assigned, ""));
        let sign = rest.first().and_then(|word| word.known()) == Some("=");
        let value = match rest.get(1).filter(|_| sign) {
            Some(word) => word.clone(),
            None => Fact::new(Evaluated::Text(value.to_owned()), words[0].place.clone()),
        };
        return Some(BTreeMap::from([(name.to_owned(), value)]));
    }
    let rest = match first {
        "export" | "set" => rest,
        _ if first.starts_with("CIBW_") && rest.is_empty() => words,
        _ => return None,
    };
    let found: BTreeMap<_, _> = rest.iter().filter_map(assignment).collect();
    (!found.is_empty()).then_some(found)
}

/// `NAME=VALUE` of a variable of cibuildwheel.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let (text, known) = match &word.value {
        Evaluated::Text(text) => (text, true),
        Evaluated::Unknown(text) => (text, false),
    };
    let (name, value) = text.split_once('=')?;
    let plain =
        name.starts_with("CIBW_") && !name.contains(|c: char| c == '$' || c.is_whitespace());
    let value = if known {
        Evaluated::Text(value.to_owned())
    } else {
        Evaluated::Unknown(value.to_owned())
    };
    plain.then(|| (name.to_owned(), Fact::new(value, word.place.clone())))
}

/// What the words of one command mean.
pub(super) fn read(words: &[Word]) -> Found {
    let variable = |word: &&Word| {
        let text = word.known().unwrap_or_default();
        BEFORE.contains(&text)
            || text.split_once('=').is_some_and(|(name, _)| !name.starts_with('-'))
    };
    let before = words.iter().take_while(|word| variable(word)).count();
    let (variables, words) = words.split_at(before);
    let Some(first) = words.first().and_then(|word| word.known()) else { return Found::Nothing };
    let program = first.rsplit(['/', '\\']).next().unwrap_or(first);
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let python = program
        .strip_prefix("python")
        .is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'));
    let named = |word: &Word| word.known().is_some_and(|text| release(text).is_some());
    if words.iter().any(|word| word.known() == Some("install") || word.known() == Some("add")) {
        let Some(word) = words.iter().find(|word| named(word)) else { return Found::Nothing };
        return Found::Install(version(word));
    }
    if !python && !STARTERS.contains(&name(program)) {
        return Found::Nothing;
    }
    let Some(at) = program_at(words) else { return Found::Nothing };
    let (start, arguments) = words.split_at(at + 1);
    if arguments.iter().any(|word| word.known().is_some_and(|text| IDLE.contains(&text))) {
        return Found::Nothing;
    }
    let mut call = Call {
        version: start.iter().rev().find_map(version),
        env: variables.iter().filter_map(assignment).collect(),
        ..Call::default()
    };
    call.arguments(arguments);
    Found::Run(Box::new(call))
}

/// The last word that is the program: the one before may be the requirement of `--from`.
fn program_at(words: &[Word]) -> Option<usize> {
    let named = |word: &Word| word.known().is_some_and(|text| release(text).is_some());
    let first = words.iter().position(named)?;
    let option = first.checked_sub(1).and_then(|at| words[at].known());
    let requirement = matches!(option, Some("--from" | "--spec" | "--with"))
        || words[first].known().is_some_and(|text| text.starts_with("--"));
    if !requirement {
        return Some(first);
    }
    let after = words[first + 1..].iter().position(named)?;
    Some(first + 1 + after)
}

/// The name in `cibuildwheel==4.3.3`, `cibuildwheel[uv]`, `cibuildwheel@4.3.3`.
fn name(word: &str) -> &str {
    word.split(['=', '[', '@', '~', '>', '<', '!', ' ']).next().unwrap_or(word)
}

/// What comes after the name, if the word is cibuildwheel's.
fn release(word: &str) -> Option<&str> {
    let word = word.strip_prefix("--from=").or(word.strip_prefix("--spec=")).unwrap_or(word);
    let program = word.strip_suffix(".exe").unwrap_or(word);
    let own = (name(program) == "cibuildwheel").then_some(program)?;
    Some(&own["cibuildwheel".len()..])
}

/// The one release that a requirement names.
fn version(word: &Word) -> Option<Fact<String>> {
    let after = release(word.known()?)?;
    let after = match after.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1,
        None => after,
    };
    let version = after.strip_prefix("==").or(after.strip_prefix('@'))?.trim();
    let digits = version.starts_with(|c: char| c.is_ascii_digit());
    digits.then(|| Fact::new(version.to_owned(), word.place.clone()))
}

impl Call {
    fn arguments(&mut self, words: &[Word]) {
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let (text, known) = match &word.value {
                Evaluated::Text(text) => (text.as_str(), true),
                Evaluated::Unknown(text) => (text.as_str(), false),
            };
            if !text.starts_with('-') {
                // What a redirection names is no argument.
                if text.starts_with('>') || text.starts_with("2>") {
                    break;
                }
                self.package.get_or_insert_with(|| word.clone());
                continue;
            }
            let (flag, own) = match text.split_once('=') {
                Some((flag, value)) => {
                    let value = value.to_owned();
                    let value =
                        if known { Evaluated::Text(value) } else { Evaluated::Unknown(value) };
                    (flag, Some(Fact::new(value, word.place.clone())))
                }
                None => (text, None),
            };
            let slot = match flag {
                "--only" => &mut self.only,
                "--platform" => &mut self.platform,
                "--archs" => &mut self.archs,
                "--config-file" => &mut self.config_file,
                "--enable" => {
                    self.enable.extend(own.or_else(|| rest.next().cloned()));
                    continue;
                }
                "--output-dir" => {
                    if own.is_none() {
                        rest.next();
                    }
                    continue;
                }
                _ => continue,
            };
            *slot = own.or_else(|| rest.next().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::shell, *};
    use crate::project::Place;

    fn told(script: &str) -> String {
        let commands = shell::commands(script);
        let word = |text: &String| {
            let value = match shell::expanded(text, |_| None) {
                Some(text) => Evaluated::Text(text),
                None => Evaluated::Unknown(text.clone()),
            };
            Fact::new(value, Place::line("w.yml", 1))
        };
        let words: Vec<Word> = commands[0].words.iter().map(word).collect();
        let show = |word: Option<Word>| match word.map(|word| word.value) {
            None => "-".to_owned(),
            Some(Evaluated::Text(text)) => text,
            Some(Evaluated::Unknown(text)) => format!("?{text}"),
        };
        match read(&words) {
            Found::Nothing => "nothing".to_owned(),
            Found::Install(version) => {
                format!("install {}", version.map_or("-".to_owned(), |it| it.value))
            }
            Found::Run(call) => {
                let version = call.version.map_or("-".to_owned(), |it| it.value);
                let env: Vec<_> =
                    call.env.into_iter().map(|(k, v)| format!("{k}={}", show(Some(v)))).collect();
                format!(
                    "{version} only {} package {} {}",
                    show(call.only),
                    show(call.package),
                    env.join(" ")
                )
                .trim_end()
                .to_owned()
            }
        }
    }

    #[test]
    fn runs_and_installations_are_told_apart() {
        for (script, expected) in [
            ("cibuildwheel", "- only - package -"),
            ("python -m cibuildwheel --output-dir dist", "- only - package -"),
            ("python3.12 -m cibuildwheel . --only cp314-win32", "- only cp314-win32 package ."),
            ("pipx run cibuildwheel==2.16.5 --only=\"$ID\"", "2.16.5 only ?$ID package -"),
            (
                "pipx run --spec='cibuildwheel==3.1.4' cibuildwheel dist/x.tar.gz",
                "3.1.4 only - package dist/x.tar.gz",
            ),
            ("uvx --from 'cibuildwheel[uv]==4.3.3' cibuildwheel", "4.3.3 only - package -"),
            ("uvx cibuildwheel@4.3.3 --print-build-identifiers", "nothing"),
            (
                "CIBW_BUILD='cp31*' A=1 uv tool run cibuildwheel",
                "- only - package - CIBW_BUILD=cp31*",
            ),
            ("python -m pip install -U 'cibuildwheel==2.21.3'", "install 2.21.3"),
            ("then sudo python -m cibuildwheel", "- only - package -"),
            ("pip install cibuildwheel", "install -"),
            ("pip install 'cibuildwheel>=2'", "install -"),
            ("echo cibuildwheel", "nothing"),
            ("cd cibuildwheel", "nothing"),
            ("python cibuildwheel_helper.py", "nothing"),
        ] {
            assert_eq!(told(script), expected, "{script}");
        }
    }
}
