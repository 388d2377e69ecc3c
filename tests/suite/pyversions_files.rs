//! `downloads::source::file`: the same downloads in every form of file give the same counts.

use std::io::Write;

use relkit::downloads::{Counted, Dimension, Installers, Wanted, cube};

use crate::support::download_files::{
    WHOLE, ask, csv, downloads, json_lines, message, nested, parquet, wanted, written,
};

#[test]
fn every_form_of_the_same_rows_counts_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let rows = downloads(5000);
    let batch = nested(&rows);
    let at = |name: &str| folder.path().join(name);
    parquet(&at("dictionaries"), &batch, true);
    parquet(&at("plain"), &batch, false);
    written(folder.path(), "nested.json", json_lines(&rows, false));
    written(folder.path(), "flat", json_lines(&rows, true));
    written(folder.path(), "rows.txt", csv(&rows));
    written(folder.path(), "tabs", csv(&rows).replace(',', "\t"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(csv(&rows).as_bytes()).unwrap();
    written(folder.path(), "packed", packed.finish().unwrap());
    let array = json_lines(&rows, false).trim_end().replace('\n', ",\n");
    written(folder.path(), "array.json", format!("[{array}]"));
    std::fs::create_dir_all(at("parts/day=1")).unwrap();
    parquet(&at("parts/a"), &batch.slice(0, 1234), true);
    parquet(&at("parts/day=1/b"), &batch.slice(1234, 5000 - 1234), true);
    written(&at("parts"), "_SUCCESS", "");

    let all: Vec<Dimension> = Dimension::ALL
        .iter()
        .copied()
        .filter(|one| !matches!(one, Dimension::SystemRelease | Dimension::Distro))
        .collect();
    let windows = [WHOLE, ("2025-02-12", "2025-02-13")];
    for (project, (first, last)) in
        ["psutil", "six"].into_iter().flat_map(|project| windows.map(|window| (project, window)))
    {
        for installers in [Installers::Installing, Installers::Everything] {
            let few = [Dimension::Python];
            for dimensions in [all.as_slice(), &few] {
                let wanted = Wanted {
                    installers: installers.clone(),
                    ..wanted(project, first, last, dimensions)
                };
                let days = wanted.window;
                let counted = rows.iter().filter(|row| {
                    let day = jiff::Timestamp::from_microsecond(row.time).unwrap();
                    let day = day.to_zoned(jiff::tz::TimeZone::UTC).date();
                    row.project == project
                        && days.contains(day)
                        && !row.file.ends_with(".metadata")
                        && (installers == Installers::Everything
                            || matches!(row.installer, Some("pip" | "uv")))
                });
                let expected = counted.count() as u64;
                let first = ask(&at("dictionaries"), &wanted).unwrap();
                assert_eq!(first.cubes[0].total(), expected, "{wanted:?}");
                let left_out = first.origin.notes.iter().any(|it| it.contains("by mirrors"));
                assert_eq!(left_out, installers == Installers::Installing, "{wanted:?}");
                assert_eq!(first.origin.window, Some(days));
                assert_eq!(first.origin.counted, Counted::Asked(installers.to_string()));
                for name in
                    ["plain", "nested.json", "flat", "rows.txt", "tabs", "packed", "array.json"]
                {
                    let answer = ask(&at(name), &wanted).unwrap();
                    assert_eq!(answer.cubes, first.cubes, "{name} of {wanted:?}");
                    assert_eq!(answer.origin.notes, first.origin.notes, "{name}");
                }
                for name in ["parts", "parts/**/[ab]"] {
                    assert_eq!(ask(&at(name), &wanted).unwrap().cubes, first.cubes, "{name}");
                }
            }
        }
    }
}

#[test]
fn values_of_rows_are_cleaned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    parquet(&path, &nested(&downloads(5000)), true);
    let by = |dimension| {
        let wanted = wanted("psutil", WHOLE.0, WHOLE.1, &[dimension]);
        let counts = ask(&path, &wanted).unwrap().cubes.remove(0);
        counts.rows().map(|(key, _)| key[0].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(by(Dimension::Python), ["2.7", "3.11", "3.9", "pre-release", "other", "unknown"]);
    assert_eq!(by(Dimension::Cpu), ["aarch64", "x86_64", "unknown"]);
    assert_eq!(by(Dimension::LibcVersion), ["glibc 2.36", "musl 1.2", "unknown"]);
    assert_eq!(by(Dimension::Kind), ["abi3", "sdist"]);
    assert_eq!(by(Dimension::Ci), ["no", "yes", "unknown"]);
    assert_eq!(by(Dimension::Installer), ["pip", "uv"]);
}

#[test]
fn a_cube_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows");
    parquet(&rows, &nested(&downloads(5000)), true);
    let everything = Wanted {
        installers: Installers::Everything,
        ..wanted("psutil", WHOLE.0, WHOLE.1, Dimension::ALL)
    };
    let mut answer = ask(&rows, &everything).unwrap();
    let second = answer.by(&[Dimension::Day, Dimension::System]).unwrap();
    answer.cubes.push(second);
    let path = folder.path().join("cube");
    cube::write(&answer, &path).unwrap();
    let again = cube::read(&path).unwrap();
    assert_eq!(again.cubes, answer.cubes);
    assert_eq!(again.project, answer.project);
    assert_eq!(again.origin.window, answer.origin.window);
    assert_eq!(again.origin.counted, answer.origin.counted);

    // As a source it answers like the rows that it was made of.
    answer.cubes.pop();
    cube::write(&answer, &path).unwrap();
    let asked = wanted("psutil", "2025-02-11", "2025-02-12", &[Dimension::Python, Dimension::Day]);
    let (from_cube, from_rows) = (ask(&path, &asked).unwrap(), ask(&rows, &asked).unwrap());
    let dimensions = [Dimension::Day, Dimension::Python];
    assert_eq!(from_cube.by(&dimensions), from_rows.by(&dimensions));
    assert_eq!(from_cube.origin.counted, Counted::Asked("default".to_owned()));
    insta::assert_snapshot!(message(&path, &wanted("six", WHOLE.0, WHOLE.1, &[Dimension::Python])), @"cube has no downloads of `six` from 2025-02-10 to 2025-02-15 (6 days): the cube is of `psutil`");
    insta::assert_snapshot!(message(&path, &wanted("psutil", "2026-01-01", "2026-01-02", &[Dimension::Python])), @"cube has no downloads of `psutil` from 2026-01-01 to 2026-01-02 (2 days): the days there are 2025-02-10 to 2025-02-15 (6 days) | hint: ask for days that are there: --from 2025-02-10 --to 2025-02-15");
}
