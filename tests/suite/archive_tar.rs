//! Tar archives in the ways in which unpackers disagree: what each is answered.

use relkit::rules::Level::{self, Error, Warning};
use tar::EntryType;

use crate::support::{
    judge,
    wheel::{Sdist, Tar, gzip, member},
};

type Case = (&'static str, &'static [(&'static str, Level)], fn(Sdist) -> Sdist);

/// What it is, the findings above the level of info, and how it is made.
const CASES: &[Case] = &[
    ("links that stay inside", &[], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::Regular, "demo-1.0/src/a.c", "", b"a");
            member(tar, EntryType::Symlink, "demo-1.0/b.c", "src/../src/a.c", b"");
            member(tar, EntryType::Link, "demo-1.0/c.c", "demo-1.0/src/a.c", b"");
            member(tar, EntryType::Symlink, "demo-1.0/src/up", "../b.c", b"");
        })
    }),
    ("a symbolic link to a system file", &[("SDI005", Error)], |sdist| {
        sdist.more(|tar| member(tar, EntryType::Symlink, "demo-1.0/a", "/etc/passwd", b""))
    }),
    ("a hard link out of the archive", &[("SDI005", Error), ("SDI010", Error)], |sdist| {
        sdist.more(|tar| member(tar, EntryType::Link, "demo-1.0/a", "../a", b""))
    }),
    ("a chain of links that each stay inside", &[("SDI005", Error)], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::Symlink, "demo-1.0/here", ".", b"");
            member(tar, EntryType::Symlink, "demo-1.0/out", "here/here/../../x", b"");
        })
    }),
    ("a hard link before its target", &[("SDI010", Error)], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::Link, "demo-1.0/a", "demo-1.0/b", b"");
            member(tar, EntryType::Regular, "demo-1.0/b", "", b"b");
        })
    }),
    ("devices and pipes", &[("SDI005", Error); 3], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::Char, "demo-1.0/char", "", b"");
            member(tar, EntryType::Block, "demo-1.0/block", "", b"");
            member(tar, EntryType::Fifo, "demo-1.0/fifo", "", b"");
        })
    }),
    ("a sparse file of GNU tar", &[("SDI006", Error)], |sdist| {
        sdist.more(|tar| {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(EntryType::GNUSparse);
            header.set_path("demo-1.0/image").unwrap();
            header.set_mode(0o644);
            header.set_size(0);
            header.as_gnu_mut().unwrap().realsize[..11].copy_from_slice(b"00000000000");
            header.set_cksum();
            tar.append(&header, std::io::empty()).unwrap();
        })
    }),
    ("an absolute path", &[("SDI005", Error)], |sdist| sdist.more(|tar| raw(tar, "/etc/demo"))),
    ("a path that leads out", &[("SDI005", Error)], |sdist| {
        sdist.more(|tar| raw(tar, "demo-1.0/../../a"))
    }),
    ("a long path", &[], |sdist| {
        let path = "demo-1.0/".to_owned() + &"long/".repeat(30) + "a.py";
        let leaked: &'static str = path.leak();
        sdist.file(leaked.strip_prefix("demo-1.0/").unwrap(), b"a")
    }),
    ("a member twice", &[("SDI008", Warning)], |sdist| {
        sdist.file("a.py", b"a").more(|tar| {
            member(tar, EntryType::Regular, "./demo-1.0/a.py", "", b"b");
        })
    }),
    ("a folder twice", &[], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::Directory, "demo-1.0/a/", "", b"");
            member(tar, EntryType::Directory, "demo-1.0/a/", "", b"");
        })
    }),
    ("a file and a folder", &[("SDI012", Error)], |sdist| sdist.file("a", b"a").file("a/b", b"b")),
    ("letters composed in two ways", &[("SDI012", Warning)], |sdist| {
        sdist.file("caf\u{e9}", b"a").file("cafe\u{301}", b"b")
    }),
    ("data behind the end", &[("SDI009", Warning)], |sdist| {
        sdist.bytes(|bytes| [&bytes[..], &[0; 512], b"more"].concat())
    }),
    ("padding behind the end", &[], |sdist| sdist.bytes(|bytes| [&bytes[..], &[0; 9000]].concat())),
    ("an archive behind the end", &[("SDI009", Warning)], |sdist| {
        sdist.gzip(|bytes| {
            let mut tar = Tar::new(Vec::new());
            member(&mut tar, EntryType::Regular, "demo-1.0/b", "", b"");
            [bytes, gzip(&tar.into_inner().unwrap())].concat()
        })
    }),
    ("bytes behind the gzip stream", &[("SDI009", Warning)], |sdist| {
        sdist.gzip(|bytes| [&bytes[..], b"garbage"].concat())
    }),
    ("zeros behind the gzip stream", &[], |sdist| {
        sdist.gzip(|bytes| [&bytes[..], &[0; 512]].concat())
    }),
    ("a size that is none", &[("SDI015", Error)], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::XHeader, "PaxHeaders/x", "", b"11 size=-5\n");
            member(tar, EntryType::Regular, "demo-1.0/a", "", b"a");
        })
    }),
    ("an owner that is no number", &[("SDI015", Warning)], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::XHeader, "PaxHeaders/x", "", b"12 uid=x123\n");
            member(tar, EntryType::Regular, "demo-1.0/a", "", b"a");
        })
    }),
    ("a size for the whole archive", &[("SDI015", Warning)], |sdist| {
        sdist.more(|tar| {
            member(tar, EntryType::XGlobalHeader, "pax_global_header", "", b"10 size=1\n");
        })
    }),
    ("what git archive writes", &[], |sdist| {
        sdist.more(|tar| {
            let text = b"52 comment=0123456789abcdef0123456789abcdef01234567\n";
            member(tar, EntryType::XGlobalHeader, "pax_global_header", "", text);
            member(tar, EntryType::XHeader, "PaxHeaders/x", "", b"20 mtime=1700000.25\n");
            member(tar, EntryType::Regular, "demo-1.0/a", "", b"a");
        })
    }),
    ("zeros that inflate a hundredfold", &[("SDI018", Warning)], |sdist| {
        sdist.file("zeros", &vec![0; 65 << 20])
    }),
];

/// A member with a path that the tar crate refuses to write.
fn raw(tar: &mut Tar, path: &str) {
    let mut header = tar::Header::new_ustar();
    header.set_size(0);
    header.set_mode(0o644);
    header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    header.set_cksum();
    tar.append(&header, std::io::empty()).unwrap();
}

#[test]
fn tar_archives_are_judged_member_by_member() {
    let mut wrong = Vec::new();
    for (name, wanted, make) in CASES {
        let folder = tempfile::tempdir().unwrap();
        let path = make(Sdist::new("demo", "1.0")).write(folder.path());
        let found = judge::findings(&[path]);
        let said: Vec<_> = found
            .iter()
            .filter(|finding| finding.level > Level::Info)
            .map(|finding| (finding.code, finding.level))
            .collect();
        if said != *wanted {
            wrong.push(format!("{name}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
