//! Verdicts over real plans and the table of a published post.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use relkit::{
    advice::{Action, Facts, Gate, PlanCost, Planner, PythonFacts, Rules, Settled, verdict},
    downloads::{Completeness, Counts, Dimension, Shares, Sorting, Unread, Value},
    installer::ReleaseFile,
    matrix::{PlanTables, cost::Sizes, plan},
    model::{Provider, PythonVersion},
    project::Project,
    tables::{Pythons, Tables},
};
use serde_json::Value as Json;

use crate::support::{
    python::root,
    relkit::{TODAY, matrix},
};

/// The ten largest rows of psutil's downloads by pip in 30 days before 2025-02-13, as its
/// maintainer published them.
const POST: [(&str, u64); 10] = [
    ("3.10", 26_354_506),
    ("3.8", 20_862_015),
    ("3.7", 19_217_960),
    ("3.9", 18_798_843),
    ("3.11", 15_066_706),
    ("3.12", 7_754_751),
    ("3.13", 1_267_008),
    ("3.6", 803_189),
    ("2.7", 402_111),
    ("3.5", 28_656),
];
const THAT_DAY: Date = date(2025, 2, 13);
const TOP: Completeness = Completeness::Top(10);

fn pythons() -> Pythons {
    Tables::embedded().load().unwrap()
}

fn post() -> Shares {
    let mut counts = Counts::new(vec![Dimension::Python]);
    for (python, downloads) in POST {
        counts.add(vec![Value::known(python)], downloads);
    }
    Shares::of(&counts, Sorting::Version)
}

#[test]
fn the_post_s_table_drops_what_few_run() {
    let pythons = pythons();
    let requires = ">=2.7,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*,!=3.4.*,!=3.5.*".parse().unwrap();
    let facts = Facts::of(&post(), TOP);
    let with_project = facts.clone().project(Some(&requires), None, &pythons, THAT_DAY);
    for (facts, dropped) in [(facts, "2.7 3.5 3.6"), (with_project, "2.7 3.6")] {
        let verdict = verdict(&facts, &Rules::default(), &pythons, THAT_DAY);
        let versions = |action| {
            verdict.with(action).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(versions(Action::Drop), dropped);
        assert_eq!(versions(Action::Watch), "3.7 3.8");
        assert_eq!(versions(Action::Keep), "3.9 3.10 3.11 3.12 3.13");
        assert_eq!(verdict.requires_python.as_deref(), Some(">=3.7"));
        let reasons = |python: &str| {
            let row = verdict.rows.iter().find(|row| row.python.to_string() == python).unwrap();
            row.reasons.iter().map(|reason| reason.0.clone()).collect::<Vec<_>>().join("; ")
        };
        insta::allow_duplicates! {
            insta::assert_snapshot!(reasons("2.7"), @"end of life was 2020-01-01, 5 years and 1 month ago (SPEC 0: 2013-07-03); 0.36 % of downloads run it: below the limit of 5 %");
            insta::assert_snapshot!(reasons("3.7"), @"17.38 % of downloads run it: not below the limit of 5 %; end of life was 2023-06-27, 1 year and 7 months ago (SPEC 0: 2021-06-27)");
        }
        assert!(verdict.notes.iter().any(|note| note.0.contains("10 largest rows")));
    }
}

#[test]
fn gates_hold_over_the_post_s_table() {
    let (pythons, shares) = (pythons(), post());
    let check = |condition: &str| {
        let gate: Gate = condition.parse().unwrap();
        let outcome = gate.check(&shares, TOP, Unread::default(), &pythons, THAT_DAY);
        (outcome.settled, outcome.sentence)
    };
    assert_eq!(check("3.8 > 1%").0, Settled::Holds);
    assert_eq!(check("2.7 > 1%").0, Settled::HoldsNot);
    assert_eq!(check("3.14 > 1%").0, Settled::HoldsNot);
    assert_eq!(check("3.14 > 0.01%").0, Settled::Unsettled);
    insta::assert_snapshot!(check("<3.9 >= 30%").1, @"`<3.9 >= 30%` holds: Pythons in the range (2.7, 3.5, 3.6, 3.7 and 3.8) have from 37.37 % to 37.45 % of downloads with a known Python, of the 10 largest rows alone");
}

/// What `relkit matrix --cost --drop` says of a Python.
fn by_command(folder: &std::path::Path, python: PythonVersion) -> (usize, usize) {
    let text = matrix(folder, &["--cost", "--format", "json", "--drop", &python.to_string()]);
    let figures: Json = serde_json::from_str(&text).unwrap();
    let (now, after) = (&figures["now"], &figures["simulation"]["after"]);
    let files = |figures: &Json| usize::try_from(figures["files"].as_u64().unwrap()).unwrap();
    let jobs = |figures: &Json| figures["release"]["jobs"].as_array().unwrap().len();
    (files(now) - files(after), jobs(now) - jobs(after))
}

#[test]
fn a_python_costs_what_its_removal_saves() {
    let tables = PlanTables::load(&Tables::embedded()).unwrap();
    let on: Date = TODAY.parse().unwrap();
    for name in ["per_version", "pure"] {
        let folder = root().join("tests/projects").join(name);
        let project = Project::open(&folder).unwrap();
        let now = plan(&project, &tables, Provider::Github, on).unwrap();
        let files: Vec<ReleaseFile> = now
            .full()
            .iter()
            .flat_map(|wheels| &wheels.files)
            .map(|file| {
                let name = file.name.replace('*', "1.0").parse().unwrap();
                ReleaseFile { size: Some(1 << 20), ..ReleaseFile::new(name) }
            })
            .collect();
        let sizes = Sizes::of(&files);
        let planner = Planner::new(&project, &tables, Provider::Github, on, &now, &sizes);
        let pythons = planner.pythons();
        assert!(pythons.len() > 1, "{name}");
        for python in &pythons {
            let cost = planner.cost_of(&[*python]).unwrap();
            assert_eq!((cost.files, cost.jobs), by_command(&folder, *python), "{name} {python}");
            if name == "per_version" {
                let bytes = u64::try_from(cost.files).unwrap() << 20;
                assert!(cost.files > 0 && cost.bytes == Some(bytes), "{python}: {cost:?}");
            }
        }
        assert_eq!(planner.cost_of(&pythons), None, "{name}: no plan is left");
        let nothing = PlanCost { bytes: Some(0), ..PlanCost::default() };
        assert_eq!(planner.cost_of(&["2.7".parse().unwrap()]), Some(nothing));
    }
}

fn any_rows() -> impl Strategy<Value = Vec<(PythonVersion, f64, Option<f64>)>> {
    let row = (0.0..20.0_f64, proptest::option::of(0.0..20.0_f64));
    proptest::collection::btree_map(5..=16_u8, row, 1..10).prop_map(|rows| {
        let of = |(minor, (share, newest))| (PythonVersion::new(3, minor), share, newest);
        rows.into_iter().map(of).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_the_oldest_go_and_the_floor_follows(
        rows in any_rows(),
        few in 0.0..20.0_f64,
        policy in prop_oneof![Just("eol"), Just("spec0"), Just("nep29"), Just("none")],
        days in 0..4000_i64,
    ) {
        let pythons = pythons();
        let on = date(2020, 1, 1).checked_add(jiff::ToSpan::days(days)).unwrap();
        let of = |&(version, share, newest): &(PythonVersion, f64, Option<f64>)| {
            PythonFacts { share_of_newest: newest, ..PythonFacts::new(version, share) }
        };
        let facts = Facts { pythons: rows.iter().map(of).collect(), ..Facts::default() };
        let rules = Rules { few, policy: policy.parse().unwrap(), ..Rules::default() };
        let found = verdict(&facts, &rules, &pythons, on);
        let dropped = found.rows.iter().take_while(|row| row.action == Action::Drop).count();
        prop_assert_eq!(dropped, found.with(Action::Drop).len());
        let floor = found.rows.get(dropped).map(|row| format!(">={}", row.python));
        prop_assert_eq!(&found.requires_python, &floor);
        let mut left = 0.0;
        for row in &found.rows[..dropped] {
            left += row.facts.share_of_newest.unwrap_or(row.facts.share);
            let dead = row.dates.is_some_and(|dates| dates.dead);
            prop_assert!(dead || ["spec0", "nep29"].contains(&policy), "{}", row.python);
        }
        prop_assert!(dropped == 0 || left < few);
        prop_assert!(found.rows.iter().all(|row| !row.reasons.is_empty()));
        // A wider limit never keeps what a narrower one drops.
        let wider = Rules { few: few + 5.0, ..rules };
        prop_assert!(verdict(&facts, &wider, &pythons, on).with(Action::Drop).len() >= dropped);
    }

    #[test]
    fn no_condition_is_too_odd_to_be_read(text in "[-<>=!~%.,a-z0-9 \u{e4}\u{1b}]{0,24}") {
        match text.parse::<Gate>() {
            Ok(gate) => prop_assert_eq!(gate.to_string(), text.trim()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
