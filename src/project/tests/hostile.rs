//! Nothing in a file makes the readers panic.

use proptest::prelude::*;

use super::Memory;

/// Pieces that steer the readers into their branches.
const PIECES: [&str; 25] = [
    "setup(",
    "name=",
    "\"\"\"",
    "archs = \"all ",
    "[tool.poetry.dependencies]\npython = \"^3.",
    "[project]\n",
    "name = \"x\"\n",
    "[tool.relkit.matrix]\n",
    "abi3 = ",
    "\"3.9\"",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "[tool.cibuildwheel]\n",
    "build",
    "config-settings",
    "--features=",
    "[features]\n",
    "default = [\"default\"]\n",
    "pyo3",
    "'",
    "[[tool.cibuildwheel.overrides]]\nselect = \"{a,b\"\n",
];

fn files() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..12);
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        pieces.prop_map(|pieces| pieces.concat().into_bytes()),
        "\\PC{0,80}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        pyproject in files(), cfg in files(), cargo in files(), setup_py in files(),
    ) {
        let backend = b"[build-system]\nbuild-backend = \"maturin\"\n[project]\nname = \"x\"\n";
        for pyproject in [&pyproject[..], &[&backend[..], &pyproject].concat()] {
            let memory = Memory::default()
                .with("pyproject.toml", pyproject)
                .with("setup.cfg", &cfg)
                .with("Cargo.toml", &cargo)
                .with("meson.build", &setup_py)
                .with("setup.py", &setup_py);
            if let Err(error) = memory.read() {
                prop_assert!(!error.to_string().is_empty());
                let _ = error.hint();
            }
            let _ = Memory::default().with("setup.cfg", &cfg).read();
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("x = {}", "[".repeat(100_000));
    assert!(Memory::default().with("pyproject.toml", deep).read().is_err());
    let dotted = format!("{} = 1", vec!["a"; 50_000].join("."));
    let _ = Memory::default().with("pyproject.toml", dotted).read();
}
