//! A headless browser: the one on the `PATH`, else Debian's, unpacked under `target/` without root.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use super::python::{root, run};

/// The browser without windows, as Debian packs it.
const PACKAGE: &str = "chromium-headless-shell";

/// How long a page may take; it is there in a second or two.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser that is there.
#[derive(Debug)]
pub(crate) struct Chromium {
    program: PathBuf,
    /// Where its libraries are, when it is not installed
    libraries: Option<OsString>,
}

/// The browser; looked for and, where there is none, fetched once.
pub(crate) fn chromium() -> &'static Chromium {
    static FOUND: OnceLock<Chromium> = OnceLock::new();
    FOUND.get_or_init(|| installed().unwrap_or_else(unpacked))
}

/// A browser of the machine.
fn installed() -> Option<Chromium> {
    let names = [
        PACKAGE,
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let files = names.iter().flat_map(|name| {
        let name = Path::new(name).with_extension(std::env::consts::EXE_EXTENSION);
        folders.iter().map(move |folder| folder.join(&name))
    });
    let usual = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];
    let program = files.chain(usual.map(PathBuf::from)).find(|file| file.is_file())?;
    Some(Chromium { program, libraries: None })
}

/// Debian's package with what it needs and the machine lacks. Lists and files of apt stand under
/// `target/`, so that neither root nor fresh lists are needed.
fn unpacked() -> Chromium {
    let folder = root().join("target/chromium");
    let files = folder.join("root");
    if !folder.join("complete").exists() {
        let _ = fs::remove_dir_all(&folder);
        for name in ["lists/partial", "cache/archives/partial", "packages", "root"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        assert!(
            Command::new("apt-get").arg("--version").output().is_ok(),
            "no chromium or chrome on the PATH, and no apt-get that could fetch one: install one"
        );
        let purpose = "fetch chromium, for there is none on the PATH";
        run(apt(&folder).arg("update"), purpose);
        let plan = run(
            apt(&folder).args(["install", "--simulate", "--no-install-recommends", PACKAGE]),
            purpose,
        );
        let plan = String::from_utf8(plan).unwrap();
        let names: Vec<&str> =
            plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split(' ').next()).collect();
        assert!(names.contains(&PACKAGE), "apt-get would not install {PACKAGE}: {plan}");
        let packages = folder.join("packages");
        run(apt(&folder).current_dir(&packages).arg("download").args(names), purpose);
        for package in fs::read_dir(&packages).unwrap() {
            let package = package.unwrap().path();
            run(Command::new("dpkg-deb").arg("-x").arg(package).arg(&files), purpose);
        }
        fs::remove_dir_all(packages).unwrap();
        fs::write(folder.join("complete"), "").unwrap();
    }
    let machine = fs::read_dir(files.join("usr/lib")).unwrap().map(|entry| entry.unwrap().path());
    let libraries = machine.into_iter().find(|path| path.to_string_lossy().contains("-linux-"));
    let libraries = libraries.expect("Debian's folder of libraries, named after the machine");
    let libraries = std::env::join_paths([libraries.clone(), libraries.join("pulseaudio")]);
    Chromium {
        program: files.join("usr/lib/chromium").join(PACKAGE),
        libraries: Some(libraries.unwrap()),
    }
}

fn apt(folder: &Path) -> Command {
    let mut command = Command::new("apt-get");
    let option = |name: &str, value: &Path| format!("{name}={}", value.display());
    command.args(["-qq", "-o", "APT::Sandbox::User=", "-o", "Debug::NoLocking=1", "-o"]);
    command.arg(option("Dir::State::lists", &folder.join("lists")));
    command.arg("-o").arg(option("Dir::Cache", &folder.join("cache")));
    command
}

impl Chromium {
    /// Opens a page and gives what the browser printed. `more` are further options.
    pub(crate) fn open(&self, page: &Path, more: &[&str]) -> Output {
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new(&self.program);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
        command.args(["--no-first-run", "--disable-background-networking", "--hide-scrollbars"]);
        command.args(["--enable-logging=stderr", "--force-device-scale-factor=1"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.args(more).arg(format!("file://{}", page.display()));
        command.env("HOME", profile.path());
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        // Files take what it prints, for a pipe that nobody reads fills.
        let [out, err] = ["out", "err"].map(|name| profile.path().join(name));
        command.stdin(Stdio::null());
        command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(&err).unwrap());
        let mut child = command.spawn().unwrap();
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("{} took longer than {PATIENCE:?}", page.display());
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let output =
            Output { status, stdout: fs::read(out).unwrap(), stderr: fs::read(err).unwrap() };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {said}", self.program.display());
        output
    }

    /// The page as the browser has it, its scripts run.
    pub(crate) fn dom(&self, page: &Path) -> String {
        String::from_utf8(self.open(page, &["--dump-dom"]).stdout).unwrap()
    }

    /// What the page wrote to the console, warnings and errors of the browser included.
    pub(crate) fn console(&self, page: &Path) -> Vec<String> {
        let said = self.open(page, &["--dump-dom"]).stderr;
        let said = String::from_utf8_lossy(&said);
        said.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect()
    }

    /// A picture of the page, as PNG.
    pub(crate) fn picture(&self, page: &Path, dark: bool, [width, height]: [u32; 2]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("picture.png");
        let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!dark));
        let size = format!("--window-size={width},{height}");
        self.open(page, &[&scheme, &size, &format!("--screenshot={}", file.display())]);
        fs::read(file).unwrap()
    }
}
