//! What wheels install.

use super::{Recipe, demo, only};
use crate::support::zip::Entry;

pub(super) const RECIPES: &[Recipe] = &[
    only("CON001", |to| vec![demo().file("demo/__pycache__/cli.cpython-314.pyc", b"x").write(to)]),
    only("CON002", |to| vec![demo().file("demo/.DS_Store", b"x").write(to)]),
    only("CON003", |to| {
        let key = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n";
        vec![demo().file("demo/certificates/own.pem", key).write(to)]
    }),
    only("CON004", |to| vec![demo().file("tests/__init__.py", b"").write(to)]),
    only("CON005", |to| vec![demo().file("secrets.py", b"").write(to)]),
    only("CON006", |to| vec![demo().without("demo/__init__.py").write(to)]),
    only("CON007", |to| vec![demo().file("demo-1.0.data/include/demo.h", b"x").write(to)]),
    only("CON008", |to| vec![demo().file("demo-1.0.dist-info/INSTALLER", b"pip").write(to)]),
    only("CON009", |to| {
        vec![demo().file("demo-1.0.dist-info/sboms/demo.cdx.json", b"{name}").write(to)]
    }),
    only("CON010", |to| {
        let push = |entries: &mut Vec<Entry>| entries[0].mode = 0o104_755;
        vec![demo().entries(push).write(to)]
    }),
    only("CON011", |to| {
        let script = b"#!/opt/build/bin/python3\nprint(1)\n";
        vec![demo().file("demo-1.0.data/scripts/demo", script).write(to)]
    }),
    only("CON012", |to| vec![demo().file("demo/__init__.pyi", b"").write(to)]),
    only("CON013", |to| {
        let wheel = demo().field("Metadata-Version", "2.5").field("Import-Name", "demo_core");
        vec![wheel.write(to)]
    }),
];
