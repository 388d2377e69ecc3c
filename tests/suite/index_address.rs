//! Where the address of the index comes from, and the releases that arguments name.

use std::{
    fs,
    path::{Path, PathBuf},
};

use relkit::commands::{
    Context, Environment, Failure, System, Terminal, Verbosity,
    index_url::{self, Options},
    release_list,
};
use relkit::tables::Tables;

use crate::support::server::{Server, json};

/// A user's folder and a project's, and nothing else of this machine but its pip.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes a file and gives its path.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn options(&self, variables: &[(&str, &str)]) -> Options {
        let home = self.0.path();
        let machine = home.join("machine");
        let mut environment = Environment {
            variables: [("HOME", home), ("XDG_CONFIG_DIRS", &machine), ("PATH", &home.join("bin"))]
                .map(|(name, path)| (name.into(), path.into()))
                .into(),
            folder: home.join("project/deep"),
            system: System::Unix,
            root: machine.clone(),
        };
        fs::create_dir_all(&environment.folder).unwrap();
        let more = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        environment.variables.extend(more);
        Options { index_url: None, offline: false, environment }
    }

    /// The host of the address and who said it.
    fn found(&self, variables: &[(&str, &str)]) -> (String, String) {
        let found = index_url::resolve(&self.options(variables)).unwrap();
        let source = Path::new(&found.source);
        let source = source.strip_prefix(self.0.path()).unwrap_or(source);
        (found.address.host().to_owned(), source.to_str().unwrap().replace('\\', "/"))
    }
}

/// One place after the other is filled, the weakest first, and each outranks those before it.
#[test]
fn the_order_of_places() {
    let home = Home::new();
    let pip =
        |host: &str| format!("[global]\ntimeout = 5\nindex-url = https://{host}.invalid/simple\n");
    let files = [
        ("machine/etc/uv/uv.toml", "index-url = 'https://uv-etc.invalid'".to_owned()),
        ("machine/uv/uv.toml", "index-url = 'https://uv-machine.invalid'".to_owned()),
        (".config/uv/uv.toml", "[pip]\nindex-url = 'https://uv-user.invalid'".to_owned()),
        (
            "project/pyproject.toml",
            "[[tool.uv.index]]\nurl = 'https://extra.invalid'\n[[tool.uv.index]]\nname = 'x'\n\
             url = 'https://uv-pyproject.invalid'\ndefault = true"
                .to_owned(),
        ),
        ("project/uv.toml", "index-url = 'https://uv-project.invalid'".to_owned()),
        ("machine/pip/pip.conf", pip("pip-xdg")),
        ("machine/etc/pip.conf", pip("pip-machine")),
        (".pip/pip.conf", pip("pip-old")),
        (".config/pip/pip.conf", pip("pip-user")),
        ("venv/pip.conf", pip("pip-venv")),
        ("own.conf", pip("pip-own")),
    ];
    let (venv, own) = (home.0.path().join("venv"), home.0.path().join("own.conf"));
    let (venv, own) = (venv.to_str().unwrap(), own.to_str().unwrap());
    let mut variables = vec![("VIRTUAL_ENV", venv), ("PIP_CONFIG_FILE", own)];
    let mut order = Vec::new();
    for (name, text) in &files {
        home.write(name, text);
        order.push(home.found(&variables).0);
    }
    for (name, value) in [
        ("PIP_INDEX_URL", "https://var-pip.invalid"),
        ("UV_INDEX_URL", "https://var-uv.invalid"),
        ("UV_DEFAULT_INDEX", "https://var-default.invalid"),
        ("RELKIT_INDEX_URL", "https://var-relkit.invalid"),
    ] {
        variables.push((name, value));
        order.push(home.found(&variables).0);
        variables.push((name, "  "));
        assert_ne!(home.found(&variables).1, name, "a variable without a value is none");
        variables.pop();
    }
    let expected = [
        "uv-etc",
        "uv-machine",
        "uv-user",
        "uv-pyproject",
        "uv-project",
        "pip-xdg",
        "pip-machine",
        "pip-old",
        "pip-user",
        "pip-venv",
        "pip-own",
        "var-pip",
        "var-uv",
        "var-default",
        "var-relkit",
    ];
    assert_eq!(order, expected.map(|name| format!("{name}.invalid")));
    let mut options = home.options(&variables);
    options.index_url = Some("https://typed.invalid".to_owned());
    let found = index_url::resolve(&options).unwrap();
    assert_eq!((found.address.host(), found.source.as_str()), ("typed.invalid", "--index-url"));
}

#[test]
fn install_outranks_global_and_a_file_of_ones_own_the_users() {
    let home = Home::new();
    home.write("machine/pip/pip.conf", "[install]\nINDEX_URL: https://install.invalid\n");
    home.write(".config/pip/pip.conf", "; x\n[global]\nindex-url = https://user.invalid\n");
    let found = home.found(&[]);
    assert_eq!(found, ("install.invalid".to_owned(), "machine/pip/pip.conf".to_owned()));
    home.write("machine/pip/pip.conf", "");
    assert_eq!(home.found(&[]).0, "user.invalid");
    let own = home.write("own.conf", "[global]\nno-input = true\n");
    home.write("project/uv.toml", "index-url = 'https://uv.invalid'");
    assert_eq!(home.found(&[("PIP_CONFIG_FILE", own.to_str().unwrap())]).0, "uv.invalid");
    assert_eq!(home.found(&[("PIP_CONFIG_FILE", "/dev/null")]).0, "uv.invalid");
}

#[test]
fn uv_can_be_told_where_to_look() {
    let home = Home::new();
    home.write("project/uv.toml", "index-url = 'https://project.invalid'");
    let own = home.write("own.toml", "index-url = 'https://own.invalid'");
    assert_eq!(home.found(&[("UV_CONFIG_FILE", own.to_str().unwrap())]).0, "own.invalid");
    let failure = index_url::resolve(&home.options(&[("UV_NO_CONFIG", "1")])).unwrap_err();
    insta::assert_snapshot!(failure.message, @"no index is configured, and no pip is there to name its default");
    insta::assert_snapshot!(failure.hint.unwrap(), @"give --index-url ADDRESS or set RELKIT_INDEX_URL");
}

#[test]
fn a_named_index_has_credentials_in_variables() {
    let home = Home::new();
    let variables = [
        ("UV_DEFAULT_INDEX", "my-own=https://h.invalid/simple"),
        ("UV_INDEX_MY_OWN_USERNAME", "ann"),
        ("UV_INDEX_MY_OWN_PASSWORD", "s3cret"),
    ];
    let found = index_url::resolve(&home.options(&variables)).unwrap();
    assert!(found.address.has_credentials());
    assert_eq!(found.address.to_string(), "https://***@h.invalid/simple");
}

#[test]
fn what_is_written_wrongly_is_told_without_credentials() {
    let home = Home::new();
    let failure =
        |variables: &[(&str, &str)]| index_url::resolve(&home.options(variables)).unwrap_err();
    let bad = failure(&[("PIP_INDEX_URL", "htp://ann:s3cret@h.invalid")]);
    insta::assert_snapshot!(bad.message, @"PIP_INDEX_URL: `htp://***@h.invalid` is no address of a server: expected it to begin with https:// or http://");
    home.write("project/uv.toml", "# x\nindex = 'https://ann:s3cret@h.invalid'");
    let bad = failure(&[]);
    assert!(bad.message.ends_with("uv.toml:2: not TOML as uv has it"), "{}", bad.message);
    home.write(".config/pip/pip.conf", "[global\nindex-url = https://ann:s3cret@h.invalid");
    let bad = failure(&[]);
    assert!(bad.message.contains("pip.conf") && !bad.message.contains("cret"), "{}", bad.message);
}

#[cfg(unix)]
#[test]
fn at_last_pip_is_asked() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    let answer =
        "echo \"-i, --index-url <url>  Base URL (default https://pip.invalid/simple). So\"";
    let script = |name: &str, text: &str| {
        let path = home.write(name, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    script("bin/python", &format!("test \"$*\" = '-m pip install --help' && {answer}"));
    assert_eq!(home.found(&[]), ("pip.invalid".to_owned(), "python -m pip".to_owned()));
    // The first one that answers counts; one without pip fails.
    script("bin/python3", "echo 'No module named pip' >&2; exit 1");
    assert_eq!(home.found(&[]).1, "python -m pip");
    script("bin/python3", &answer.replace("pip.invalid", "three.invalid"));
    assert_eq!(home.found(&[]).0, "three.invalid");
}

/// The very pip of the oracles names its default in the words that are looked for.
#[test]
fn a_real_pip_names_its_default() {
    let program = crate::support::python::program("python");
    let scripts = Path::new(program.get_program()).parent().unwrap().to_str().unwrap().to_owned();
    let home = Home::new();
    let mut options = home.options(&[("PATH", &scripts)]);
    options.environment.system = Environment::of_process().system;
    let found = index_url::resolve(&options).unwrap();
    assert!(found.source.ends_with("-m pip"), "{}", found.source);
    assert!(found.address.to_string().starts_with("https://"));
}

fn load(arg: &str, options: &Options) -> Result<relkit::index::Release, Failure> {
    let mut context = Context {
        terminal: Terminal::of_process(Verbosity::Quiet),
        tables: Tables::embedded(),
        as_of: None,
    };
    release_list::load(arg, options, &mut context)
}

#[test]
fn a_release_is_a_path_or_on_the_index() {
    let home = Home::new();
    let page = r#"{"files": [{"filename": "demo-1.0.tar.gz", "size": 9},
        {"filename": "demo-1.0.exe"}, {"filename": "demo-2.0.tar.gz"}]}"#;
    let server = Server::new([json(page)]);
    let mut options = home.options(&[("PIP_INDEX_URL", &server.url())]);
    let release = load("demo==1", &options).unwrap();
    assert_eq!((release.files.len(), release.files[0].size), (1, Some(9)));
    assert_eq!(release.unknown, ["demo-1.0.exe"]);

    options.offline = true;
    let failure = load("demo==1", &options).unwrap_err();
    insta::assert_snapshot!(failure.message, @"demo==1 is on the index, and --offline is given");
    let list = home.write("names.txt", "demo-3.tar.gz\n");
    let release = load(list.to_str().unwrap(), &options).unwrap();
    assert_eq!(release.version.to_string(), "3");
    let folder = home.write("dist/demo-4.tar.gz", "1234");
    let release = load(folder.parent().unwrap().to_str().unwrap(), &options).unwrap();
    assert_eq!(release.files[0].size, Some(4));
    let failure = load("dist/none.json", &options).unwrap_err();
    insta::assert_snapshot!(failure.message, @"there is no file or folder `dist/none.json`");
}

#[test]
fn an_index_that_is_not_there_leaves_the_list() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let options = Home::new().options(&[("PIP_INDEX_URL", &format!("http://ann:s3cret@{gone}/"))]);
    let failure = load("demo==1", &options).unwrap_err();
    assert!(failure.message.contains("the connection is refused (3 tries)"), "{}", failure.message);
    assert!(!failure.message.contains("cret"), "{}", failure.message);
    let hint = failure.hint.unwrap();
    assert!(hint.ends_with("a file or folder of the release needs no index"), "{hint}");
}

#[test]
fn pips_proxy_and_certificates_count() {
    let home = Home::new();
    let server = Server::new([json(r#"{"files": [{"filename": "demo-1.0.tar.gz"}]}"#)]);
    let index = ("PIP_INDEX_URL", "http://index.example.invalid/simple");
    let release = load("demo==1", &home.options(&[index, ("PIP_PROXY", &server.url())])).unwrap();
    assert_eq!(release.files.len(), 1);
    let seen = &server.seen()[0];
    assert!(seen.starts_with("GET http://index.example.invalid/simple/demo/ "), "{seen}");

    let failure = load("demo==1", &home.options(&[index, ("PIP_PROXY", "none")])).unwrap_err();
    insta::assert_snapshot!(failure.message, @"PIP_PROXY: `none` is no address of a server: relative URL without a base");
    let bad = home.write("ca.pem", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n");
    let failure =
        load("demo==1", &home.options(&[index, ("PIP_CERT", bad.to_str().unwrap())])).unwrap_err();
    assert!(failure.message.ends_with("ca.pem: they are not in PEM form"), "{}", failure.message);
}
