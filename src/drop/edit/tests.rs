//! Edits of short files; whole projects stand under tests/drops.

use super::*;
use crate::model::PythonVersion;

/// The edits of files when all below `floor` goes, `dropped` first.
fn edited(files: &[(&str, &str)], dropped: &str, kept: &str) -> Result<Edits, EditError> {
    let versions = |text: &str| -> Vec<PythonVersion> {
        text.split_whitespace().map(|it| it.parse().unwrap()).collect()
    };
    let (dropped, kept) = (versions(dropped), versions(kept));
    let supported: Vec<_> = dropped.iter().chain(&kept).copied().collect();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    edits(&files, &Going::new(&dropped, &supported).unwrap())
}

/// One file after the edits, and what is left of it.
fn one(path: &str, text: &str) -> String {
    let edits = edited(&[(path, text)], "3.8 3.9", "3.10 3.11").unwrap();
    let left: String = edits.left.iter().map(|it| format!("{}: {}\n", it.line, it.why)).collect();
    let text = edits.edited.first().map_or("-\n".to_owned(), |it| it.after.clone());
    format!("{text}{left}")
}

#[test]
#[ignore]
fn scratch() {
    fn walk(root: &std::path::Path, dir: &std::path::Path, out: &mut BTreeMap<String, String>) {
        for e in std::fs::read_dir(dir).unwrap().flatten() {
            let p = e.path();
            if p.is_dir() {
                walk(root, &p, out);
            } else if let Ok(t) = std::fs::read_to_string(&p) {
                out.insert(p.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), t);
            }
        }
    }
    for line in std::fs::read_to_string("/tmp/w/scratch.txt").unwrap().lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let v = |t: &str| -> Vec<PythonVersion> {
            t.split_whitespace().map(|x| x.parse().unwrap()).collect()
        };
        let (d, k) = (v(parts[1]), v(parts[2]));
        let all: Vec<_> = d.iter().chain(&k).copied().collect();
        let going = Going::new(&d, &all).unwrap();
        let mut files = BTreeMap::new();
        let root = std::path::Path::new(parts[0]);
        walk(root, root, &mut files);
        println!("######## {line}");
        let e = match edits(&files, &going) {
            Ok(e) => e,
            Err(e) => {
                println!("ERROR {e}; {}", e.hint());
                continue;
            }
        };
        let mut after = files.clone();
        for f in &e.edited {
            println!("== {}", f.path);
            for c in &f.changes {
                println!("   {}: {}", c.line, c.what);
            }
            after.insert(f.path.clone(), f.after.clone());
        }
        for l in &e.left {
            println!("LEFT {}:{}: {}", l.path, l.line, l.why);
        }
        match edits(&after, &going) {
            Ok(t) => t.edited.iter().for_each(|f| println!("NOT IDEMPOTENT {} {:?}", f.path, f.changes)),
            Err(e) => println!("ERROR TWICE {e}"),
        }
        for (p, t) in &after {
            let q = std::path::Path::new(parts[3]).join(p);
            std::fs::create_dir_all(q.parent().unwrap()).unwrap();
            std::fs::write(q, t).unwrap();
        }
    }
}
