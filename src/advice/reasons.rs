//! Why: the sentences of a verdict.

use super::{
    Action, Facts, PlanCost, Reason, Verdict,
    amount::{counted, downloads, listed, megabytes, shown, time},
    judge::{Case, Life},
};
use crate::model::{PythonVersion, SupportPolicy};

/// Downloads with a known Python below which shares are accidents.
const FEW: u64 = 1000;

/// The reasons of one Python, the weightiest first.
pub(super) fn of(case: &Case<'_>, action: Action) -> Vec<Reason> {
    let life = life(case);
    let weight = match action {
        Action::Drop | Action::Watch => weight(case),
        Action::Past => Some(past(case)),
        _ => None,
    };
    // What is watched for its share says so first; what is near its end says that first.
    let by_share = action == Action::Watch && !matches!(case.life(), Life::Alive { .. })
        || action == Action::Past;
    let first = match action {
        Action::Add => Some(add(case)),
        _ => policy(case),
    };
    let mut all = vec![first];
    let said = weight.is_some() && action != Action::Past;
    all.extend(if by_share { [weight, Some(life)] } else { [Some(life), weight] });
    all.extend([share(case, said), trend(case), forecast(case)]);
    all.push(if action == Action::Add { None } else { cost(case) });
    all.into_iter().flatten().map(Reason).collect()
}

/// A Python that cannot go because an older one stays.
pub(super) fn no_hole(floor: PythonVersion) -> Reason {
    Reason(format!("{floor} stays, and what Requires-Python asks for has no hole above it"))
}

/// Where it stands, with the date of SPEC 0 beside the end of life.
fn life(case: &Case<'_>) -> String {
    let spec0 = spec0(case).map_or_else(String::new, |day| format!(" (SPEC 0: {day})"));
    let life = match case.life() {
        Life::Planned(Some(day)) => {
            return format!("nothing to do yet: its first release is planned for {day}");
        }
        Life::Planned(None) => return "nothing to do yet: its dates are not known".to_owned(),
        Life::Alive { until, security } => {
            let fixes = if security { "security fixes" } else { "fixes" };
            match case.near_date() {
                Some(day) if day == until => {
                    format!("end of life is near: {day}, in {}", time(case.on, day))
                }
                _ => format!("it gets {fixes}, and its end of life is {until}"),
            }
        }
        Life::Dead(Some(since)) => {
            format!("end of life was {since}, {} ago", time(since, case.on))
        }
        Life::Dead(None) => "end of life was long ago".to_owned(),
    };
    life + &spec0
}

/// The day from which on SPEC 0 asks for it no longer, unless the policy is SPEC 0: then
/// [`policy`] has it.
fn spec0(case: &Case<'_>) -> Option<jiff::civil::Date> {
    if case.rules.policy == SupportPolicy::Spec0 && policy(case).is_some() {
        return None;
    }
    case.pythons.get(case.python.version)?.dropped_by(&SupportPolicy::Spec0)
}

/// What SPEC 0, NEP 29 or the project's own range say of a Python that is alive.
fn policy(case: &Case<'_>) -> Option<String> {
    if !matches!(case.life(), Life::Alive { .. }) {
        return None;
    }
    let name = match &case.rules.policy {
        SupportPolicy::Spec0 => "SPEC 0",
        SupportPolicy::Nep29 => "NEP 29",
        SupportPolicy::Range(range) if case.policy_is_over() => {
            return Some(format!("the project's own policy is {range}"));
        }
        _ => return None,
    };
    let day = case.policy_date()?;
    if case.policy_is_over() {
        Some(format!("{name} asks for it no longer since {day}"))
    } else {
        let near = case.near_date() == Some(day);
        near.then(|| format!("{name} asks for it until {day}, {} more", time(case.on, day)))
    }
}

/// The share by which it is judged, against the limit.
fn weight(case: &Case<'_>) -> Option<String> {
    if matches!(case.life(), Life::Alive { .. }) && !case.policy_is_over() {
        return None;
    }
    let own = case.weight();
    let (sum, limit) = (own + case.lost, case.rules.few);
    let at_most = if case.python.at_most { "at most " } else { "" };
    let whose = match (&case.facts.newest_release, case.python.share_of_newest) {
        (Some(version), Some(_)) => {
            format!("the downloads of {version}, the newest release, run it")
        }
        _ => "downloads run it".to_owned(),
    };
    let below = if sum < limit { "below" } else { "not below" };
    let together = if case.lost > 0.0 && own < limit {
        format!(", with the older ones {}", shown(sum))
    } else {
        String::new()
    };
    Some(format!("{at_most}{} of {whose}{together}: {below} the limit of {limit} %", shown(own)))
}

/// The share of downloads that tell their Python, and that of the newest release's, where they are not said already.
fn share(case: &Case<'_>, said: bool) -> Option<String> {
    let python = case.python;
    let at_most = if python.at_most { "at most " } else { "" };
    let all = format!("{at_most}{} of downloads run it", shown(python.share));
    match (&case.facts.newest_release, python.share_of_newest) {
        (Some(version), Some(newest)) if !said => {
            Some(format!("{all}, and {} of those of {version}, the newest release", shown(newest)))
        }
        (_, None) if said => None,
        _ => Some(all),
    }
}

fn trend(case: &Case<'_>) -> Option<String> {
    let change = case.python.change_in_year?;
    let points = format!("{:.2} points in a year", change.abs());
    Some(match change {
        _ if change.abs() < 0.005 => "its share is what it was a year ago".to_owned(),
        _ if change < 0.0 => format!("its share fell by {points}"),
        _ => format!("its share grew by {points}"),
    })
}

fn forecast(case: &Case<'_>) -> Option<String> {
    let (first, last) = case.python.crossing?;
    let month = |day: jiff::civil::Date| day.strftime("%Y-%m").to_string();
    let limit = case.rules.few;
    Some(if month(first) == month(last) {
        format!("forecast: below {limit} % in {}", month(first))
    } else {
        format!("forecast: below {limit} % between {} and {}", month(first), month(last))
    })
}

fn cost(case: &Case<'_>) -> Option<String> {
    if case.python.planned == Some(false) {
        return Some("the plan has nothing for it".to_owned());
    }
    let cost = case.python.cost?;
    Some(format!("it costs {} in each release", amount(cost)))
}

/// Ex) `7 files, 4 jobs and 2.1 MB`
pub(super) fn amount(cost: PlanCost) -> String {
    let mut parts = vec![counted(cost.files, "file"), counted(cost.jobs, "job")];
    parts.extend(cost.bytes.filter(|bytes| *bytes > 0).map(megabytes));
    listed(&parts)
}

fn add(case: &Case<'_>) -> String {
    let since = case.pythons.get(case.python.version).map(|row| row.released);
    let since = since.map_or_else(String::new, |day| format!(" since {day}"));
    if case.python.supported == Some(false) {
        format!("it is out{since}, and Requires-Python excludes it")
    } else {
        format!("it is out{since}, and the plan builds and tests nothing for it")
    }
}

fn past(case: &Case<'_>) -> String {
    let requires = case.facts.requires_python.as_ref();
    let requires = requires.map_or_else(String::new, |range| format!(" ({range})"));
    format!("Requires-Python excludes it{requires}: who runs it gets an older release")
}

/// What holds for the whole verdict.
pub(super) fn notes(verdict: &Verdict, facts: &Facts) -> Vec<Reason> {
    let mut notes = Vec::new();
    let dropped = verdict.with(Action::Drop);
    if !dropped.is_empty() {
        notes.push(format!(
            "releases that are out stay installable: on {} pip 9 or newer takes the newest one \
             whose Requires-Python allows it",
            listed(&dropped)
        ));
    }
    if let Some(rows) = facts.top {
        notes.push(format!(
            "the source gave its {rows} largest rows alone: shares are of their sum, and true ones \
             are smaller"
        ));
    }
    if facts.known > 0 && facts.known < FEW {
        notes.push(format!(
            "{} with a known Python: too few to rest a decision on",
            downloads(facts.known)
        ));
    }
    if facts.unknown >= 10.0 {
        notes.push(format!(
            "{} of downloads do not tell their Python: shares are of the others",
            shown(facts.unknown)
        ));
    }
    if facts.pythons.iter().all(|python| python.supported.is_none()) && !facts.pythons.is_empty() {
        notes.push(
            "what the project supports is not known: each Python is judged as if it were supported"
                .to_owned(),
        );
    }
    notes.into_iter().map(Reason).collect()
}
