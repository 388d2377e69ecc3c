//! Several sources: one after another, and side by side.

use relkit::{
    downloads::{
        Dimension, Sorting,
        compare::Comparison,
        source::{Source, chain::Chain},
    },
    report::downloads::{compare_json, compare_text},
};

use crate::support::{
    clickhouse, pypistats,
    server::{Server, answer},
    web_sources::{fails, wanted, world},
};

#[test]
fn the_chain_goes_on_and_says_why() {
    let world = world();
    let limited = Server::answering(|_, _| pypistats::too_often());
    let sources = Chain::new(vec![
        Box::new(world.pypistats(&limited)) as Box<dyn Source + '_>,
        Box::new(world.clickhouse(clickhouse::anonymous())),
    ]);
    let answer = sources.answer(&wanted("demo", 28, &[Dimension::Python]), &|_| {}).unwrap();
    assert_eq!(answer.origin.source, "clickhouse");
    let first = answer.origin.notes[0].replace(&limited.url(), "URL");
    insta::assert_snapshot!(first, @"not pypistats: `URL/api/packages/demo/python_minor` answers 429 Too Many Requests (3 tries)");
    let empty = pypistats::server();
    let sources = Chain::new(vec![
        Box::new(world.pypistats(&empty)) as Box<dyn Source + '_>,
        Box::new(world.clickhouse(clickhouse::anonymous())),
    ]);
    let error = sources.answer(&wanted("nobody-has-this", 28, &[Dimension::Python]), &|_| {});
    insta::assert_snapshot!(fails(error).0, @"each of pypistats, clickhouse has no downloads of `nobody-has-this` from 2026-10-25 to 2026-11-21 (28 days)");
}

#[test]
fn sources_are_compared_in_text_and_json() {
    let (world, server) = (world(), pypistats::server());
    let closed = Server::answering(|_, _| answer(404, &[], b""));
    let wanted = wanted("demo", 2, &[Dimension::Python]);
    let ask = |source: &dyn Source| (source.name(), source.answer(&wanted, &|_| {}));
    let answers = vec![
        ask(&world.pypistats(&server)),
        ask(&world.clickhouse(clickhouse::anonymous())),
        ("bigquery", ask(&world.pypistats(&closed)).1),
    ];
    let compared =
        [Comparison::of(wanted.project.clone(), wanted.window, answers, Sorting::Version)];
    let masked = |text: String| {
        let text = text.replace(&server.url(), "URL").replace(&closed.url(), "CLOSED");
        text.replace(&clickhouse::anonymous().to_string(), "CLICKHOUSE")
    };
    insta::assert_snapshot!(masked(compare_text(&compared)), @"
    demo, 2026-11-20 to 2026-11-21 (2 days): percent of all downloads (of the known Pythons)
    python         pypistats     clickhouse
    3.14                   –  10.46 (17.03)
    3.13                   –  15.28 (24.89)
    3.12                   –  24.40 (39.74)
    3.10       69.77 (81.08)              –
    3.9        16.28 (18.92)              –
    2.7                    –  11.26 (18.34)
    other               2.33          11.53
    unknown            11.63          27.08
    downloads             43            373
    bigquery does not answer: CLOSED/api has no downloads of `demo` from 2026-11-20 to 2026-11-21 (2 days)

    Why they differ:
    - they count different installers: pypistats: all that name themselves but bandersnatch, z3c.pypimirror, Artifactory and devpi; clickhouse: --installers default
    - downloads without a known Python are 14.0 % in pypistats, 38.6 % in clickhouse: compare the shares of the known ones

    pypistats (URL/api)
    - pypistats.org has its own rule of what counts, so that --installers default has no effect: browsers, requests and Nexus are in
    - pypistats.org counts pre-releases with their release
    - 11.6 % of the downloads name no Python, as those of browsers do

    clickhouse (database pypi at CLICKHOUSE)
    - of all downloads of these days 8.4 % are by mirrors and 74.5 % by programs that install for people and CI
    - ClickHouse counts pre-releases with their release
    ");
    let json: serde_json::Value = serde_json::from_str(&compare_json(&compared).unwrap()).unwrap();
    assert_eq!(json["schema"], "relkit.pyversions-sources/1");
    let project = &json["projects"][0];
    assert_eq!(project["sources"][0]["source"], "pypistats");
    assert_eq!(project["sources"][1]["days"]["last"], "2026-11-21");
    let oldest = project["pythons"].as_array().unwrap().iter();
    let nine = oldest.clone().find(|row| row["python"] == "3.9").unwrap();
    assert_eq!(nine["shares"][0]["downloads"], 7);
    assert_eq!(project["unanswered"][0]["source"], "bigquery");
    let two = oldest.clone().find(|row| row["python"] == "2.7").unwrap();
    assert!(two["shares"][0].is_null() && two["shares"][1]["downloads"].is_u64());
}
