//! The rules of a verdict, one by one.

use jiff::civil::{Date, date};

use super::{Action, Facts, PlanCost, PythonFacts, Rules, Verdict, verdict};
use crate::{
    model::PythonVersion,
    tables::{Pythons, Tables},
};

/// 3.10 is past its end of life, 3.11 to 3.15 are within theirs.
const TODAY: Date = date(2026, 11, 22);

fn facts(shares: &[(&str, f64)]) -> Facts {
    let row = |(version, share): &(&str, f64)| PythonFacts::new(version.parse().unwrap(), *share);
    Facts { pythons: shares.iter().map(row).collect(), ..Facts::default() }
}

fn judged(facts: &Facts, rules: &Rules, on: Date) -> Verdict {
    let pythons: Pythons = Tables::embedded().load().unwrap();
    verdict(facts, rules, &pythons, on)
}

fn actions(verdict: &Verdict) -> String {
    let row = |row: &super::VerdictRow| format!("{} {}", row.python, row.action.as_str());
    verdict.rows.iter().map(row).collect::<Vec<_>>().join(", ")
}

fn lines(verdict: &Verdict) -> String {
    let mut out = String::new();
    for row in &verdict.rows {
        let reasons: Vec<&str> = row.reasons.iter().map(|it| it.0.as_str()).collect();
        out += &format!("{} {}: {}\n", row.python, row.action.as_str(), reasons.join("; "));
    }
    for note in &verdict.notes {
        out += &format!("note: {}\n", note.0);
    }
    out + &verdict.summary()
}

fn spec0() -> Rules {
    Rules { policy: "spec0".parse().unwrap(), ..Rules::default() }
}

#[test]
fn within_its_life_a_python_goes_only_where_the_policy_says_so() {
    let few = facts(&[("3.11", 0.1), ("3.12", 30.0), ("3.13", 69.9)]);
    assert_eq!(actions(&judged(&few, &Rules::default(), TODAY)), "3.11 keep, 3.12 keep, 3.13 keep");
    let verdict = judged(&few, &spec0(), TODAY);
    insta::assert_snapshot!(lines(&verdict), @r#"
    3.11 drop: SPEC 0 asks for it no longer since 2025-10-24; it gets security fixes, and its end of life is 2027-10-01; 0.10 % of downloads run it: below the limit of 5 %
    3.12 watch: SPEC 0 asks for it no longer since 2026-10-02; it gets security fixes, and its end of life is 2028-10-01; 30.00 % of downloads run it: not below the limit of 5 %
    3.13 keep: it gets security fixes, and its end of life is 2029-10-01 (SPEC 0: 2027-10-07); 69.90 % of downloads run it
    note: releases that are out stay installable: on 3.11 pip 9 or newer takes the newest one whose Requires-Python allows it
    note: what the project supports is not known: each Python is judged as if it were supported
    drop 3.11: requires-python = ">=3.12"; 0.10 % of downloads stay with older releases
    "#);
}

#[test]
fn only_the_oldest_can_go() {
    let facts = facts(&[("3.8", 6.0), ("3.9", 0.2), ("3.10", 3.0), ("3.11", 90.8)]);
    insta::assert_snapshot!(lines(&judged(&facts, &Rules::default(), TODAY)), @r#"
    3.8 watch: 6.00 % of downloads run it: not below the limit of 5 %; end of life was 2024-10-07, 2 years and 1 month ago (SPEC 0: 2022-10-14)
    3.9 watch: 3.8 stays, and what Requires-Python asks for has no hole above it; end of life was 2025-10-31, 1 year and 22 days ago (SPEC 0: 2023-10-05); 0.20 % of downloads run it: below the limit of 5 %
    3.10 watch: 3.8 stays, and what Requires-Python asks for has no hole above it; end of life was 2026-10-01, 1 month and 21 days ago (SPEC 0: 2024-10-04); 3.00 % of downloads run it: below the limit of 5 %
    3.11 keep: it gets security fixes, and its end of life is 2027-10-01 (SPEC 0: 2025-10-24); 90.80 % of downloads run it
    note: what the project supports is not known: each Python is judged as if it were supported
    drop nothing: requires-python = ">=3.8"
    "#);
}

#[test]
fn those_who_are_left_behind_are_counted_together() {
    let shares = [("3.7", 2.0), ("3.8", 2.0), ("3.9", 2.0), ("3.10", 2.0), ("3.11", 92.0)];
    let verdict = judged(&facts(&shares), &Rules::default(), TODAY);
    assert_eq!(actions(&verdict), "3.7 drop, 3.8 drop, 3.9 watch, 3.10 watch, 3.11 keep");
    assert_eq!(verdict.requires_python.as_deref(), Some(">=3.9"));
    let wide = Rules { few: 10.0, ..Rules::default() };
    assert_eq!(judged(&facts(&shares), &wide, TODAY).requires_python.as_deref(), Some(">=3.11"));
}

#[test]
fn growth_holds_back_what_is_no_trace() {
    let grown = |share: f64| {
        let mut facts = facts(&[("3.10", share), ("3.11", 100.0 - share)]);
        facts.pythons[0].change_in_year = Some(0.6);
        actions(&judged(&facts, &Rules::default(), TODAY))
    };
    assert_eq!(grown(4.0), "3.10 watch, 3.11 keep");
    assert_eq!(grown(0.9), "3.10 drop, 3.11 keep");
}

#[test]
fn an_end_that_is_near_is_watched() {
    let facts = facts(&[("3.11", 20.0), ("3.12", 80.0)]);
    let on = |day| actions(&judged(&facts, &Rules::default(), day));
    assert_eq!(on(date(2027, 3, 31)), "3.11 keep, 3.12 keep");
    assert_eq!(on(date(2027, 4, 2)), "3.11 watch, 3.12 keep");
    assert_eq!(on(date(2027, 10, 1)), "3.11 watch, 3.12 keep");
    let verdict = judged(&facts, &Rules::default(), date(2027, 9, 1));
    insta::assert_snapshot!(verdict.rows[0].reasons[0].0, @"end of life is near: 2027-10-01, in 1 month (SPEC 0: 2025-10-24)");
}

#[test]
fn the_users_of_the_newest_release_decide() {
    let mut facts = facts(&[("3.9", 12.0), ("3.10", 8.0), ("3.14", 80.0)]);
    facts.newest_release = Some("7.2.2".to_owned());
    let newest = [0.4, 7.0, 92.6];
    for (python, share) in facts.pythons.iter_mut().zip(newest) {
        python.share_of_newest = Some(share);
        python.cost = Some(PlanCost { files: 7, jobs: 1, minutes: 3, bytes: Some(2_202_009) });
    }
    facts.pythons[0].change_in_year = Some(-4.2);
    facts.pythons[1].crossing = Some((date(2027, 3, 1), date(2028, 1, 1)));
    insta::assert_snapshot!(lines(&judged(&facts, &Rules::default(), TODAY)), @r#"
    3.9 drop: end of life was 2025-10-31, 1 year and 22 days ago (SPEC 0: 2023-10-05); 0.40 % of the downloads of 7.2.2, the newest release, run it: below the limit of 5 %; 12.00 % of downloads run it; its share fell by 4.20 points in a year; it costs 7 files, 1 job and 2.1 MB in each release
    3.10 watch: 7.00 % of the downloads of 7.2.2, the newest release, run it: not below the limit of 5 %; end of life was 2026-10-01, 1 month and 21 days ago (SPEC 0: 2024-10-04); 8.00 % of downloads run it; forecast: below 5 % between 2027-03 and 2028-01; it costs 7 files, 1 job and 2.1 MB in each release
    3.14 keep: it gets fixes, and its end of life is 2030-10-01 (SPEC 0: 2028-10-07); 80.00 % of downloads run it, and 92.60 % of those of 7.2.2, the newest release; it costs 7 files, 1 job and 2.1 MB in each release
    note: releases that are out stay installable: on 3.9 pip 9 or newer takes the newest one whose Requires-Python allows it
    note: what the project supports is not known: each Python is judged as if it were supported
    drop 3.9: requires-python = ">=3.10"; 12.00 % of downloads stay with older releases
    "#);
}

#[test]
fn what_the_project_says_is_kept_apart() {
    let pythons: Pythons = Tables::embedded().load().unwrap();
    let requires = ">=3.9,!=3.13.1".parse().unwrap();
    let planned: Vec<PythonVersion> =
        ["3.11", "3.12", "3.13", "3.14"].map(|it| it.parse().unwrap()).into();
    let facts =
        facts(&[("3.8", 10.0), ("3.10", 1.0), ("3.12", 60.0), ("3.14", 27.0), ("3.15", 2.0)])
            .project(Some(&requires), Some(&planned), &pythons, TODAY);
    let verdict = judged(&facts, &Rules::default(), TODAY);
    assert_eq!(
        actions(&verdict),
        "3.8 past, 3.9 drop, 3.10 drop, 3.11 keep, 3.12 keep, 3.13 keep, 3.14 keep, 3.15 add"
    );
    assert_eq!(verdict.requires_python.as_deref(), Some(">=3.11,!=3.13.1"));
    assert_eq!(verdict.now.as_deref(), Some(">=3.9,!=3.13.1"));
    insta::assert_snapshot!(lines(&verdict), @r#"
    3.8 past: Requires-Python excludes it (>=3.9,!=3.13.1): who runs it gets an older release; end of life was 2024-10-07, 2 years and 1 month ago (SPEC 0: 2022-10-14); 10.00 % of downloads run it; the plan has nothing for it
    3.9 drop: end of life was 2025-10-31, 1 year and 22 days ago (SPEC 0: 2023-10-05); 0.00 % of downloads run it: below the limit of 5 %; the plan has nothing for it
    3.10 drop: end of life was 2026-10-01, 1 month and 21 days ago (SPEC 0: 2024-10-04); 1.00 % of downloads run it: below the limit of 5 %; the plan has nothing for it
    3.11 keep: it gets security fixes, and its end of life is 2027-10-01 (SPEC 0: 2025-10-24); 0.00 % of downloads run it
    3.12 keep: it gets security fixes, and its end of life is 2028-10-01 (SPEC 0: 2026-10-02); 60.00 % of downloads run it
    3.13 keep: it gets security fixes, and its end of life is 2029-10-01 (SPEC 0: 2027-10-07); 0.00 % of downloads run it
    3.14 keep: it gets fixes, and its end of life is 2030-10-01 (SPEC 0: 2028-10-07); 27.00 % of downloads run it
    3.15 add: it is out since 2026-10-01, and the plan builds and tests nothing for it; it gets fixes, and its end of life is 2031-10-01 (SPEC 0: 2029-10-01); 2.00 % of downloads run it
    note: releases that are out stay installable: on 3.9 and 3.10 pip 9 or newer takes the newest one whose Requires-Python allows it
    drop 3.9 and 3.10: requires-python = ">=3.11,!=3.13.1" (now ">=3.9,!=3.13.1"); 1.00 % of downloads stay with older releases; add 3.15
    "#);
}

#[test]
fn nothing_known_is_said() {
    let none = judged(&facts(&[]), &Rules::default(), TODAY);
    assert_eq!((none.requires_python.as_deref(), none.rows.len()), (None, 0));
    insta::assert_snapshot!(none.summary(), @"nothing to judge: no download has a known Python");
    let dead = judged(&facts(&[("2.6", 1.0), ("3.9", 1.0)]), &Rules::default(), TODAY);
    insta::assert_snapshot!(lines(&dead), @"
    2.6 drop: end of life was long ago; 1.00 % of downloads run it: below the limit of 5 %
    3.9 drop: end of life was 2025-10-31, 1 year and 22 days ago (SPEC 0: 2023-10-05); 1.00 % of downloads run it, with the older ones 2.00 %: below the limit of 5 %
    note: releases that are out stay installable: on 2.6 and 3.9 pip 9 or newer takes the newest one whose Requires-Python allows it
    note: what the project supports is not known: each Python is judged as if it were supported
    drop 2.6 and 3.9: no Python is left
    ");
    let few = Facts { known: 12, unknown: 40.0, ..facts(&[]) };
    insta::assert_snapshot!(lines(&judged(&few, &Rules::default(), TODAY)), @"
    note: 12 downloads with a known Python: too few to rest a decision on
    note: 40.00 % of downloads do not tell their Python: shares are of the others
    nothing to judge: no download has a known Python
    ");
    assert!(dead.rows.iter().all(|row| row.action == Action::Drop));
    let planned = judged(&facts(&[("3.16", 1.0), ("3.17", 1.0)]), &Rules::default(), TODAY);
    insta::assert_snapshot!(lines(&planned), @r#"
    3.16 wait: nothing to do yet: its first release is planned for 2027-10-06; 1.00 % of downloads run it
    3.17 wait: nothing to do yet: its dates are not known; 1.00 % of downloads run it
    note: what the project supports is not known: each Python is judged as if it were supported
    drop nothing: requires-python = ">=3.16"
    "#);
}

#[test]
fn what_follows_is_said_with_what_is_saved() {
    let verdict = judged(&facts(&[("3.9", 0.4), ("3.10", 0.6), ("3.13", 99.0)]), &spec0(), TODAY);
    let cost = PlanCost { files: 7, jobs: 4, minutes: 31, bytes: Some(2_202_010) };
    insta::assert_snapshot!(verdict.clone().saving(Some(cost)).summary(), @r#"drop 3.9 and 3.10: requires-python = ">=3.13"; 1.00 % of downloads stay with older releases; each release saves 7 files, 4 jobs and 2.1 MB"#);
    insta::assert_snapshot!(verdict.summary(), @r#"drop 3.9 and 3.10: requires-python = ">=3.13"; 1.00 % of downloads stay with older releases"#);
    let none = judged(&facts(&[("3.13", 100.0)]), &Rules::default(), TODAY);
    insta::assert_snapshot!(none.summary(), @r#"drop nothing: requires-python = ">=3.13""#);
}
