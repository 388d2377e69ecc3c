//! The release that an argument names: `NAME==VERSION` on the index, a file with a list, a folder.

use std::path::Path;

use super::{
    Context, Failure,
    bar::with_line,
    index_url::{self, Options},
};
use crate::{
    index::{Index, IndexError, Page, Release, listing},
    model::{ProjectName, Version},
    net::{Client, Settings},
    report::visible,
};

/// How many unreadable names a warning shows.
const SHOWN: usize = 3;

/// Loads the release that `arg` names. A path that exists wins over `NAME==VERSION`.
///
/// Warns about names beside it that are none of wheels or source distributions.
pub fn load(arg: &str, options: &Options, context: &mut Context) -> Result<Release, Failure> {
    let path = Path::new(arg);
    let release = if path.exists() {
        listing::read(path)?
    } else {
        let (name, version) = parse(arg)?;
        on_index(&name, &version, options, context)?
    };
    if let Some(warning) = unknown(&release.unknown) {
        context.terminal.warn(format!("{arg}: {warning}"));
    }
    Ok(release)
}

/// Asks the index.
fn on_index(
    name: &ProjectName,
    version: &Version,
    options: &Options,
    context: &mut Context,
) -> Result<Release, Failure> {
    let elsewhere = "give a file with the names of the release, one a line";
    let index = open(&format!("{name}=={version}"), elsewhere, options, context)?;
    let elsewhere = "a file or folder of the release needs no index";
    ask(&index, name, version, elsewhere, context)
}

/// Asks an index that was opened. An index may take its time, or never answer: what is waited for
/// is shown.
pub(super) fn ask(
    index: &Index,
    name: &ProjectName,
    version: &Version,
    elsewhere: &str,
    context: &mut Context,
) -> Result<Release, Failure> {
    let line = format!("asking {} for {name}", index.address());
    context.terminal.note(&line);
    let answer = with_line(&context.terminal, &visible(&line), || index.release(name, version));
    answer.map_err(|error| failure(error, elsewhere))
}

/// Asks an index that was opened for all releases of a project.
pub(super) fn page(
    index: &Index,
    name: &ProjectName,
    elsewhere: &str,
    context: &mut Context,
) -> Result<Page, Failure> {
    let line = format!("asking {} for {name}", index.address());
    context.terminal.note(&line);
    let answer = with_line(&context.terminal, &visible(&line), || index.page(name));
    answer.map_err(|error| failure(error, elsewhere))
}

/// The index to ask for a release; `elsewhere` says how to do without.
pub(super) fn open(
    release: &str,
    elsewhere: &str,
    options: &Options,
    context: &mut Context,
) -> Result<Index, Failure> {
    if options.offline {
        return Err(Failure::new(format!("{release} is on the index, and --offline is given"))
            .hint(format!("{elsewhere}, or leave --offline away")));
    }
    let found = index_url::resolve(options)?;
    context.terminal.note(format_args!("the index is {}, says {}", found.address, found.source));
    let client = Client::new(settings(options)?);
    Ok(Index::new(client, found.address))
}

/// Why the index does not tell of a release; `elsewhere` says how to do without.
fn failure(error: IndexError, elsewhere: &str) -> Failure {
    let offline = matches!(&error, IndexError::Net(error) if error.is_connection_error());
    let failure = Failure::from(error);
    match failure.hint.clone() {
        Some(hint) if offline => failure.hint(format!("{hint}; {elsewhere}")),
        _ => failure,
    }
}

/// The certificates and the proxy that pip is given count here too.
///
/// Source: pip's documentation of [certificates](https://pip.pypa.io/en/stable/topics/https-certificates/)
/// and of [`--proxy`](https://pip.pypa.io/en/stable/cli/pip/#cmdoption-proxy).
fn settings(options: &Options) -> Result<Settings, Failure> {
    let environment = &options.environment;
    let variables = ["PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];
    let set = variables.iter().find_map(|name| environment.path(name));
    // A folder of certificates is what only OpenSSL reads.
    let certificates = set.filter(|path| path.is_file()).map(Path::to_owned);
    let proxy = environment.text("PIP_PROXY").map(str::parse).transpose();
    let proxy = proxy.map_err(|error| Failure::new(format!("PIP_PROXY: {error}")))?;
    Ok(Settings { proxy, certificates, ..Settings::default() })
}

/// `NAME==VERSION`.
pub(super) fn parse(arg: &str) -> Result<(ProjectName, Version), Failure> {
    const HINT: &str = "write NAME==VERSION with one exact version";
    let Some((name, version)) = arg.split_once("==") else {
        return Err(Failure::new(format!("there is no file or folder `{arg}`"))
            .hint("a release is a file with its names, a folder, or NAME==VERSION"));
    };
    let fail = |why: String| Failure::new(format!("invalid release `{arg}`: {why}")).hint(HINT);
    let name =
        name.trim().parse().map_err(|error: crate::model::ParseError| fail(error.to_string()))?;
    let version = version.trim();
    let version = version
        .parse()
        .map_err(|_| fail(format!("`{version}`: expected a version as PEP 440 has it")))?;
    Ok((name, version))
}

/// What to say of names that cannot be read.
pub(super) fn unknown(names: &[String]) -> Option<String> {
    let first: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = match names.len() {
        0 => return None,
        count if count > SHOWN => format!(" and {} more", count - SHOWN),
        _ => String::new(),
    };
    let are = if names.len() == 1 { "is no name" } else { "are no names" };
    Some(format!("{}{more} {are} of wheels or source distributions", first.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_a_name_and_a_version() {
        let (name, version) = parse("My.Demo == 1.0").unwrap();
        assert_eq!((name.as_str(), version.to_string()), ("My.Demo", "1.0".to_owned()));
        let why = |arg: &str| parse(arg).unwrap_err().message;
        insta::assert_snapshot!(why("demo"), @"there is no file or folder `demo`");
        insta::assert_snapshot!(why("demo==1.*"), @"invalid release `demo==1.*`: `1.*`: expected a version as PEP 440 has it");
        insta::assert_snapshot!(why("demo[x]==1"), @"invalid release `demo[x]==1`: invalid project name `demo[x]`: `[`: expected ASCII letters, digits, `.`, `-` and `_`");
    }

    #[test]
    fn unreadable_names_are_told() {
        let names = |count| (0..count).map(|n| format!("n{n}")).collect::<Vec<_>>();
        assert_eq!(unknown(&[]), None);
        insta::assert_snapshot!(unknown(&names(1)).unwrap(), @"`n0` is no name of wheels or source distributions");
        insta::assert_snapshot!(unknown(&names(5)).unwrap(), @"`n0`, `n1`, `n2` and 2 more are no names of wheels or source distributions");
    }
}
