//! What the workflow lets happen to its token, its machines and its release.

use super::{Difference, DifferenceKind, Scene};
use crate::project::{
    Place,
    workflow::{Job, Permissions, Step},
};

/// Actions that do nothing but cache.
const CACHES: [&str; 6] = [
    "actions/cache",
    "actions/cache/restore",
    "Swatinem/rust-cache",
    "hendrikmuhs/ccache-action",
    "mozilla-actions/sccache-action",
    "mozilla/sccache-action",
];

/// Actions that set up a tool and cache when they are told to.
const SET_UPS: [&str; 2] = ["actions/setup-python", "actions/setup-node"];

pub(super) fn compare(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let jobs: Vec<&Job> = scene.workflow.jobs.iter().filter(|job| job.runs).collect();
    permissions(scene, &jobs, out);
    credentials(&jobs, out);
    caches(scene, &jobs, out);
    for job in jobs {
        if job.timeout.is_none() && job.call.is_none() {
            let there = format!("job `{}` has no timeout-minutes", job.id.value);
            let relkit = "limits each job, where GitHub's own limit is six hours";
            out.push(Difference::new(DifferenceKind::NoTimeout, &job.id.place, there, relkit));
        }
        for step in &job.steps {
            if let Some((place, there)) = upload(step) {
                let relkit = "publishes by trusted publishing, without a secret";
                out.push(Difference::new(DifferenceKind::ApiToken, &place, there, relkit));
            }
        }
    }
}

fn permissions(scene: &Scene<'_>, jobs: &[&Job], out: &mut Vec<Difference>) {
    let relkit = "grants nothing to the file, and each job what it needs";
    let kind = DifferenceKind::PermissionsWide;
    let whole = scene.workflow.permissions.as_ref();
    for fact in whole.into_iter().chain(jobs.iter().filter_map(|job| job.permissions.as_ref())) {
        if fact.value == Permissions::WriteAll {
            let there = "permissions: write-all";
            out.push(Difference::new(kind, &fact.place, there, relkit));
        }
    }
    if let Some(fact) = whole {
        let writes = fact.value.writes();
        if fact.value != Permissions::WriteAll && !writes.is_empty() {
            let there = format!("every job may write to {}", writes.join(", "));
            out.push(Difference::new(kind, &fact.place, there, relkit));
        }
        return;
    }
    let without = jobs.iter().filter(|job| job.permissions.is_none());
    let names: Vec<String> = without.map(|job| format!("`{}`", job.id.value)).collect();
    if !names.is_empty() {
        let place = Place::file(&scene.workflow.file);
        let jobs = names.join(", ");
        let there = format!("no permissions: the repository's default holds for {jobs}");
        out.push(Difference::new(kind, &place, there, relkit));
    }
}

/// The checkouts that leave the token on the disk, told at the first.
fn credentials(jobs: &[&Job], out: &mut Vec<Difference>) {
    let kept = |step: &&Step| {
        let checkout = step.uses.as_ref().is_some_and(|uses| uses.value.name == "actions/checkout");
        let setting = step.with.get("persist-credentials");
        checkout && setting.is_none_or(|fact| fact.value != "false")
    };
    let steps: Vec<&Step> = jobs.iter().flat_map(|job| &job.steps).filter(kept).collect();
    let Some(first) = steps.first() else { return };
    let times = match steps.len() {
        1 => String::new(),
        times => format!(", {times} times"),
    };
    let there = format!("the checkout leaves its token in .git/config{times}");
    let relkit = "sets persist-credentials: false";
    out.push(Difference::new(DifferenceKind::CredentialsKept, &first.place, there, relkit));
}

/// An upload to an index with a secret, and where.
fn upload(step: &Step) -> Option<(Place, String)> {
    if let Some(uses) = &step.uses
        && uses.value.name == "pypa/gh-action-pypi-publish"
    {
        let password = step.with.get("password")?;
        return Some((password.place.clone(), "the upload takes an API token".to_owned()));
    }
    let run = step.run.as_ref()?;
    if run.contains("twine upload") {
        return Some((step.place.clone(), "the upload is that of twine, by a secret".to_owned()));
    }
    let publish =
        ["uv publish", "poetry publish", "flit publish", "maturin publish", "maturin upload"]
            .into_iter()
            .find(|command| run.contains(command))?;
    let token = |name: &String| name.contains("TOKEN") || name.contains("PASSWORD");
    let secret = step.env.keys().any(token) || run.contains("--token");
    secret.then(|| (step.place.clone(), format!("`{publish}` takes an API token")))
}

/// Caches in a workflow that also runs for tags: what another branch left there gets released.
fn caches(scene: &Scene<'_>, jobs: &[&Job], out: &mut Vec<Difference>) {
    if !scene.workflow.triggers.iter().any(|trigger| trigger.value.on_tags()) {
        return;
    }
    for step in jobs.iter().flat_map(|job| &job.steps) {
        let Some(uses) = &step.uses else { continue };
        let name = uses.value.name.as_str();
        let told = |key: &str| step.with.get(key).map(|fact| fact.value.as_str());
        let cached = CACHES.contains(&name)
            || SET_UPS.contains(&name) && told("cache").is_some_and(|it| !it.is_empty())
            // uv's own action caches on the machines of GitHub unless it is told not to.
            || name == "astral-sh/setup-uv" && matches!(told("enable-cache"), None | Some("true" | "auto"));
        if cached {
            let there = format!("{name} caches, also for tags");
            let relkit = "takes nothing from a cache in a release";
            let place = &uses.place;
            out.push(Difference::new(DifferenceKind::CacheForRelease, place, there, relkit));
        }
    }
}
