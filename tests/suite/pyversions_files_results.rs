//! `downloads::source::file`: results that other tools print are read as what they are.

use relkit::downloads::{
    Completeness, Counted, Dimension, Installers, Shares, Sorting, Wanted, Window,
};

use crate::support::download_files::{WHOLE, ask, message, shown, wanted, written};

/// The table that psutil's author published on 13 February 2025, as pypinfo gave it: pip's downloads
/// in 30 days, the ten largest rows. The counts are of PyPI's public data (CC BY 4.0).
const PUBLISHED: [(&str, u64, &str); 10] = [
    ("3.10", 26_354_506, "23.84%"),
    ("3.8", 20_862_015, "18.87%"),
    ("3.7", 19_217_960, "17.38%"),
    ("3.9", 18_798_843, "17.00%"),
    ("3.11", 15_066_706, "13.63%"),
    ("3.12", 7_754_751, "7.01%"),
    ("3.13", 1_267_008, "1.15%"),
    ("3.6", 803_189, "0.73%"),
    ("2.7", 402_111, "0.36%"),
    ("3.5", 28_656, "0.03%"),
];

#[test]
fn a_published_table_gives_the_published_percentages() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<_> = PUBLISHED
        .iter()
        .map(|(python, downloads, _)| {
            serde_json::json!({"python_version": python, "download_count": downloads})
        })
        .collect();
    let document = serde_json::json!({
        "last_update": "2025-02-13 10:00:00",
        "query": {"bytes_billed": 4_992_991_232_u64, "cached": false, "estimated_cost": "0.03"},
        "rows": rows,
    });
    let path = written(folder.path(), "psutil.json", document.to_string());
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    let pretty = written(folder.path(), "pretty.json", pretty);
    let pairs: Vec<_> =
        PUBLISHED.iter().map(|(python, downloads, _)| (python, downloads)).collect();
    let table = serde_json::json!({
        "package": "psutil", "published": "2025-02-13", "data_processed": "4.65 GiB",
        "filter": "installer = pip, 30 days, top 10 rows", "rows": pairs, "total": 110_555_745,
    });
    let table = serde_json::to_string_pretty(&table).unwrap();
    let table = written(folder.path(), "table.json", table);
    let wanted = wanted("psutil", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    let said = ask(&table, &wanted).unwrap().origin.notes;
    let filter = "the file says of its rows: installer = pip, 30 days, top 10 rows";
    assert!(said.iter().any(|note| note == filter), "{said:?}");
    let other = Wanted { project: "numpy".parse().unwrap(), ..wanted.clone() };
    insta::assert_snapshot!(message(&table, &other), @"table.json has no downloads of `numpy` from 2025-02-10 to 2025-02-15 (6 days): its rows are of `psutil`");
    for path in [path, pretty, table] {
        let answer = ask(&path, &wanted).unwrap();
        assert_eq!(answer.origin.completeness, Completeness::Top(10));
        assert_eq!(answer.origin.window, None);
        assert_eq!(answer.origin.counted, Counted::Unknown);
        assert!(answer.origin.notes.iter().any(|note| note.contains("of these 10 rows")));
        let shares = Shares::of(&answer.cubes[0], Sorting::Share);
        assert_eq!(shares.total, 110_555_745);
        let table: Vec<_> = shares
            .rows
            .iter()
            .map(|row| (row.value.to_string(), row.downloads, format!("{:.2}%", row.percent)))
            .collect();
        let published: Vec<_> = PUBLISHED
            .iter()
            .map(|(python, downloads, percent)| {
                ((*python).to_owned(), *downloads, (*percent).to_owned())
            })
            .collect();
        assert_eq!(table, published);
    }
}

#[test]
fn a_limit_that_nobody_wrote_down_is_suspected() {
    let folder = tempfile::tempdir().unwrap();
    let asked = wanted("psutil", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    let notes = |rows: &[(&str, u64)]| {
        let rows: Vec<_> = rows
            .iter()
            .map(|(python, downloads)| {
                serde_json::json!({"python_version": python, "download_count": downloads})
            })
            .collect();
        let document = serde_json::json!({"rows": rows, "query": {}}).to_string();
        let answer = ask(&written(folder.path(), "few.json", document), &asked).unwrap();
        assert_eq!(answer.origin.completeness, Completeness::Whole);
        answer.origin.notes.join("; ")
    };
    let said = notes(&[("3.12", 500), ("3.11", 400), ("3.10", 300)]);
    assert!(said.contains("3 rows, none of an unknown or a rare Python"), "{said}");
    for rows in
        [[("3.12", 5000), ("3.11", 400), ("2.6", 3)], [("3.12", 5), ("3.11", 4), ("None", 3)]]
    {
        let said = notes(&rows);
        assert!(!said.contains("--limit"), "{said}");
    }
}

#[test]
fn columns_of_pypinfo_are_dimensions() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"rows": [
        {"download_date": "2025-02-10", "file": "psutil-7.2.2.tar.gz", "python_version": "None",
         "installer_name": "pip", "system_name": "Darwin", "system_release": "24.1.0",
         "distro_name": "macOS", "distro_version": "15.1", "libc_name": "None",
         "libc_version": "None", "cpu": "arm64", "ci": "True", "version": "7.2.2",
         "project": "psutil", "download_count": 3},
        {"download_date": "2025-02-11", "file": "psutil-7.2.2.tar.gz", "python_version": "3.12",
         "installer_name": "bandersnatch", "project": "psutil", "download_count": 5}
    ], "query": {}}"#;
    let path = written(folder.path(), "all.json", document);
    let wanted = wanted("psutil", WHOLE.0, WHOLE.1, Dimension::ALL);
    let answer = ask(&path, &wanted).unwrap();
    assert_eq!(
        shown(&answer.cubes[0]),
        ["2025-02-10 7.2.2 unknown Darwin 15.1 macOS 15.1 aarch64 unknown unknown pip yes sdist \
          psutil-7.2.2.tar.gz 3"]
    );
}

#[test]
fn results_of_pypistats_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |kind: &str, rows: &[(&str, &str, u64)]| {
        let rows: Vec<_> = rows
            .iter()
            .map(|(category, date, downloads)| {
                serde_json::json!({"category": category, "date": date, "downloads": downloads})
            })
            .collect();
        let document =
            serde_json::json!({"data": rows, "package": "psutil", "type": kind}).to_string();
        written(folder.path(), kind, document)
    };
    let minor = file(
        "python_minor_downloads",
        &[("3.12", "2025-02-10", 7), ("null", "2025-02-11", 2), ("3.12", "2025-01-01", 100)],
    );
    let asked = wanted("psutil", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    let answer = ask(&minor, &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["2025-02-10 3.12 7", "2025-02-11 unknown 2"]);
    assert_eq!(answer.origin.counted, Counted::Fixed("all but four mirrors".to_owned()));
    assert_eq!(
        answer.origin.window,
        Some(asked.window).map(|window| Window { last: "2025-02-11".parse().unwrap(), ..window })
    );

    let system =
        file("system_downloads", &[("Linux", "2025-02-10", 7), ("other", "2025-02-10", 1)]);
    let answer = ask(&system, &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["2025-02-10 Linux 7", "2025-02-10 other 1"]);

    let overall = file(
        "overall_downloads",
        &[("with_mirrors", "2025-02-10", 9), ("without_mirrors", "2025-02-10", 7)],
    );
    assert_eq!(ask(&overall, &asked).unwrap().cubes[0].total(), 7);
    let all = Wanted { installers: Installers::Everything, ..asked.clone() };
    assert_eq!(ask(&overall, &all).unwrap().cubes[0].total(), 9);

    let sum = file(
        "python_minor_downloads",
        &[("3.12", "2025-02-10", 7), ("null", "2025-02-10", 2), ("Total", "2025-02-10", 9)],
    );
    assert_eq!(ask(&sum, &asked).unwrap().cubes[0].total(), 9);
    let minor = file("python_minor_downloads", &[("3.12", "2025-02-10", 7)]);
    let later = wanted("psutil", "2026-02-10", "2026-02-11", &[Dimension::Python]);
    let history = Wanted { history: Some(asked.window), ..later };
    insta::assert_snapshot!(message(&minor, &history), @"python_minor_downloads has no downloads of `psutil` from 2026-02-10 to 2026-02-11 (2 days): the days there are 2025-02-10 to 2025-02-10 (1 day) | hint: ask for days that are there: --from 2025-02-10 --to 2025-02-10");

    let major = file("python_major_downloads", &[("3", "2025-02-10", 7)]);
    insta::assert_snapshot!(message(&major, &asked), @"python_major_downloads: `python_major` tells 2 from 3 alone: expected the JSON of `python_minor`");
    let recent = r#"{"data": {"last_day": 1}, "package": "psutil", "type": "recent_downloads"}"#;
    let recent = written(folder.path(), "recent", recent);
    insta::assert_snapshot!(message(&recent, &asked), @"recent: sums of pypistats.org tell nothing apart: expected its `python_minor` or `system`");
    let other = wanted("numpy", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    insta::assert_snapshot!(message(&minor, &other), @"python_minor_downloads has no downloads of `numpy` from 2025-02-10 to 2025-02-15 (6 days): they are of `psutil`");
}

#[test]
fn aggregates_count_by_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(
        folder.path(),
        "counts.csv",
        "\u{feff}python_minor,system,num_downloads\n3.12,Linux,5\n3.12,Windows,2\n,Linux,1\n",
    );
    let answer = ask(&path, &wanted("x", WHOLE.0, WHOLE.1, &[Dimension::Python])).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["3.12 7", "unknown 1"]);
    assert_eq!(answer.origin.notes, ["no column names a project: all rows count"]);
    assert_eq!((answer.origin.window, answer.origin.counted), (None, Counted::Unknown));
}
