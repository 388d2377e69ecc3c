//! Runs the rules.

use crate::dist::{Contents, Dist};

use super::{Check, Context, Finding, MetadataFile, Release, Reporter, Rule, Selection};

/// Runs the selected rules on every file, and on every release that the files make up.
///
/// Findings stand in the order of the files, those of a release last; within a file in the order
/// of [`super::RULES`].
pub fn run(dists: &[Dist], selection: &Selection, context: &Context<'_>) -> Vec<Finding> {
    let rules: Vec<&'static Rule> = selection.rules().collect();
    let mut found = Vec::new();
    for dist in dists {
        let file = dist.path.display().to_string();
        for rule in &rules {
            let mut reporter = Reporter::new(rule, &file, &mut found);
            check_file(rule, dist, context, &mut reporter);
            reporter.finish();
        }
    }
    for release in &Release::group(dists) {
        let place = release.place();
        for rule in &rules {
            if let Check::Release(check) = rule.check {
                let mut reporter = Reporter::new(rule, &place, &mut found);
                check(release, context, &mut reporter);
                reporter.finish();
            }
        }
    }
    found
}

fn check_file(rule: &Rule, dist: &Dist, context: &Context<'_>, report: &mut Reporter<'_>) {
    match (rule.check, &dist.contents) {
        (Check::WheelName(check), _) => {
            if let Some(name) = dist.wheel_name() {
                check(name, context, report);
            }
        }
        (Check::SdistName(check), _) => {
            if let Some(name) = dist.sdist_name() {
                check(name, context, report);
            }
        }
        (Check::Wheel(check), Contents::Wheel(wheel)) => check(wheel, context, report),
        (Check::Sdist(check), Contents::Sdist(sdist)) => check(sdist, context, report),
        (Check::Metadata(check), _) => {
            let member = MetadataFile::member_of(dist);
            if let Some(file) = MetadataFile::of(dist, &member) {
                check(&file, context, report);
            }
        }
        _ => {}
    }
}
