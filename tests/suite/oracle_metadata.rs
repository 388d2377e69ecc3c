//! The MET rules against packaging: they find an error in what it refuses, and in nothing else.
//! What PyPI asks on top of it is in `oracle_pypi.rs`.

use relkit::rules::Level;

use crate::support::{judge, oracle::ask, wheel::Wheel};

/// Why the two differ on purpose.
type Reason = Option<&'static str>;

/// Versions of the format, and the fields behind name and version.
const TEXTS: &[(&str, &[u8], Reason)] = &[
    ("2.4", b"", None),
    ("2.4", b"Summary: one line\nKeywords: a,b\nLicense: MIT\n", None),
    ("2.4", b"Summary: a\nSummary: b\n", None),
    ("2.4", b"Summary: a\n  b\n", None),
    ("2.4", b"Summary: a\x0bb\n", None),
    ("2.4", "Summary: a\u{2028}b\n".as_bytes(), None),
    ("2.4", b"Requires-Python: >=3.9\nRequires-Python: >=3.8\n", None),
    ("2.4", b"Requires-Python: 3.9+\n", None),
    ("2.4", b"Requires-Dist: numpy>=1.20.*\n", None),
    ("2.4", b"Keywords: a\nKeywords: b\n", None),
    ("2.4", b"License: a\nLicense: b\n", None),
    ("2.4", b"Author: a\nauthor: b\n", None),
    ("2.4", b"Name: demo\n", None),
    ("2.4", b"Version: 1.0\n", None),
    ("2.4", b"Description: a\n\nbody\n", None),
    ("2.4", b"Description: a\n", None),
    ("2.4", b"\nbody\n", None),
    ("2.4", b"\nbody \xff\n", None),
    ("2.4", b"Author: \xff\n", None),
    ("2.4", b"Home-page: anything at all\n", Some("PyPI asks for a URL")),
    ("2.4", b"Classifier: a\nClassifier: b\n", Some("PyPI asks for those of its list")),
    ("2.4", b"Description-Content-Type: text/markdown\n", None),
    ("2.4", b"Description-Content-Type: Text/Markdown; charset=utf-8; variant=GFM\n", None),
    ("2.4", b"Description-Content-Type: text/markdown; variant=\"CommonMark\"\n", None),
    ("2.4", b"Description-Content-Type: text/markdown; variant=gfm\n", None),
    ("2.4", b"Description-Content-Type: text/x-rst; variant=anything\n", None),
    ("2.4", b"Description-Content-Type: text/plain; charset=latin1\n", None),
    ("2.4", b"Description-Content-Type: text/html\n", None),
    ("2.4", b"Description-Content-Type: markdown\n", None),
    ("2.4", b"Description-Content-Type: text/plain; charset\n", None),
    ("2.4", b"Description-Content-Type:\n", None),
    ("2.4", b"Provides-Extra: Test.All_1\n", None),
    ("2.4", b"Provides-Extra: a b!\n", None),
    ("2.4", b"Provides-Extra: -a\n", None),
    ("2.4", b"Provides-Extra:\n", None),
    ("2.4", b"Dynamic: requires-dist\n", None),
    ("2.4", b"Dynamic: Name\n", None),
    ("2.4", b"Dynamic: metadata-version\n", None),
    ("2.4", b"Dynamic: Dependencies\n", None),
    ("2.4", b"License-Expression: mit and (Apache-2.0 OR LicenseRef-Own.1)\n", None),
    ("2.4", b"License-Expression: GPL-2.0-or-later WITH Classpath-exception-2.0\n", None),
    ("2.4", b"License-Expression: GPL-2.0+\n", None),
    ("2.4", b"License-Expression: NOT A LICENSE\n", None),
    ("2.4", b"License-Expression: (MIT\n", None),
    ("2.4", b"License-Expression: MIT)\n", None),
    ("2.4", b"License-Expression: MIT OR\n", None),
    ("2.4", b"License-Expression: (MIT) WITH Classpath-exception-2.0\n", None),
    ("2.4", b"License-Expression: MIT/Apache-2.0\n", None),
    ("2.4", b"License-Expression: LicenseRef-Own+\n", None),
    ("2.4", b"License-Expression:\n", None),
    ("2.4", b"License-Expression: Own-1.0\n", None),
    ("2.4", b"License-File: LICENSE\n", None),
    ("2.4", b"License-File: ../LICENSE\n", None),
    ("2.4", b"License-File: LICENSE*\n", None),
    ("2.4", b"License-File: /LICENSE\n", None),
    ("2.4", b"License-File: doc\\LICENSE\n", None),
    ("2.1", b"License-File: LICENSE\n", Some("setuptools wrote it for years, PyPI takes it")),
    ("2.5", b"Import-Name: demo.core; private\nImport-Namespace: demo\n", None),
    ("2.5", b"Import-Name:\n", None),
    ("2.5", b"Import-Name:\nImport-Name: demo\n", None),
    ("2.5", b"Import-Name: a-b\n", None),
    ("2.5", b"Import-Name: a.class\n", None),
    ("2.5", b"Import-Name: 1a\n", None),
    ("2.5", b"Import-Name: a; public\n", None),
    ("2.5", b"Import-Namespace: a..b\n", None),
    ("2.4", b"Import-Name: demo\n", None),
    ("2.4", b"Project-URL: Home, https://example.invalid\n", None),
    ("2.4", b"Project-URL: a, b\nProject-URL: a, c\n", None),
    ("2.4", b"Project-URL: https://example.invalid\n", Some("PyPI asks for label and URL")),
    ("2.4", b"Project-URL: 123456789012345678901234567890123, x\n", Some("PyPI asks for 32")),
    ("2.4", b"Author-email: nobody\n", Some("PyPI asks for an address")),
    ("2.4", b"Foo: a\n", Some("readers skip it: MET012 is a warning")),
    ("2.3", b"License-Expression: MIT\n", None),
    ("2.1", b"Dynamic: Summary\n", None),
    ("1.2", b"Provides-Extra: x\n", None),
    ("1.2", b"Description-Content-Type: text/plain\n", None),
    ("1.1", b"Maintainer: a\n", None),
    ("1.1", b"Requires: a\nProvides: b\nObsoletes: c\nSupported-Platform: d\n", None),
    ("1.0", b"Supported-Platform: x\n", None),
    ("1.0", b"Provides: x\n", None),
    ("1.0", b"Requires: x\n", None),
    ("1.0", b"Obsoletes: x\n", None),
    ("1.0", b"Classifier: x\n", None),
    ("1.0", b"Download-URL: x\n", None),
    ("1.0", b"Platform: x\nHome-page: https://y\nAuthor-email: a@example.org\n", None),
    ("2.0", b"", None),
    ("2.6", b"", Some("PyPI does not take it yet")),
];

#[test]
fn the_verdicts_are_those_of_packaging() {
    let texts: Vec<Vec<u8>> = TEXTS
        .iter()
        .map(|(version, fields, _)| {
            let head = format!("Metadata-Version: {version}\nName: demo\nVersion: 1.0\n");
            [head.as_bytes(), fields].concat()
        })
        .collect();
    let refused: Vec<String> = ask("metadata.py", &[], &texts);
    let mut wrong = Vec::new();
    for ((text, theirs), (_, _, reason)) in texts.iter().zip(&refused).zip(TEXTS) {
        let folder = tempfile::tempdir().unwrap();
        let licence = "demo-1.0.dist-info/licenses/LICENSE";
        let wheel = Wheel::new("demo", "1.0").file(licence, b"MIT").metadata(text);
        let path = wheel.write(folder.path());
        let found = judge::findings(&[path]);
        let ours: Vec<&str> = found
            .iter()
            .filter(|finding| finding.code.starts_with("MET") && finding.level == Level::Error)
            .map(|finding| finding.message.as_str())
            .collect();
        // A reason stands for a difference: where there is none any more it must go.
        if (theirs.is_empty() == ours.is_empty()) == reason.is_some() {
            let text = String::from_utf8_lossy(text);
            wrong.push(format!("{text}packaging: {theirs}\nrelkit: {ours:?}\nreason: {reason:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
