//! SUP004: Requires-Python against the support policy.

use super::{list, requires, speaker};
use crate::{
    model::{PythonVersion, SupportPolicy},
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP004",
    name: "support-cutoff",
    level: Level::Info,
    summary: "`Requires-Python` does not follow the support policy",
    docs: "\
## What is wrong
The policy (`--support`, or `support` in `[tool.relkit]`) says which Pythons the project \
supports: `eol` until their end of life (the default), `spec0` for 36 months after the release, \
`nep29` for 42 months, a range such as `>=3.9`, or `none` for no policy. `Requires-Python` still \
allows others, or, where a policy was chosen, excludes some that it asks for; the latter is a \
warning.

## Why it matters
A Python that nobody tests on still gets new releases, and breaks without notice. One that is \
excluded too early strands the users whom the policy promised support.

## Example
`Requires-Python: >=3.8` in 2026, when 3.8 to 3.10 have reached their end of life.

## How to mend it
Raise `requires-python`, or state the range that you mean: `support = \">=3.8\"`.

## Source
https://devguide.python.org/versions/, https://scientific-python.org/specs/spec-0000/ and \
https://numpy.org/neps/nep-0029-deprecation_policy.html
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let Some(requires) = requires(metadata) else { return };
    let supported: Vec<PythonVersion> = context.supported().collect();
    let (policy, day) = (context.support, context.as_of);
    let seen = format!("by {} on {day}", dist.file_name);

    // A gap inside the range, such as `!=3.11.*`, is no policy of its own: only the ends count.
    let Some(oldest) = supported.first() else { return };
    let stale: Vec<PythonVersion> = context
        .tables
        .pythons
        .released(day)
        .map(|python| python.version)
        .filter(|version| !supported.contains(version) && requires.allows(*version))
        .collect();
    if !stale.is_empty() {
        let versions = list(&stale);
        report
            .file(
                format!("`Requires-Python: {requires}` allows {versions}, which `{policy}` ends"),
                format!("set requires-python = \">={oldest}\", or support = \"{requires}\""),
            )
            .evidence([&seen]);
    }
    if *policy == SupportPolicy::EndOfLife {
        return;
    }
    let lost: Vec<PythonVersion> =
        supported.into_iter().filter(|version| !requires.allows(*version)).collect();
    if !lost.is_empty() && *policy != SupportPolicy::Everything {
        let versions = list(&lost);
        report
            .file(
                format!(
                    "`Requires-Python: {requires}` excludes {versions}, which `{policy}` supports"
                ),
                format!("allow {versions} in requires-python, or change the policy"),
            )
            .level(Level::Warning)
            .evidence([&seen]);
    }
}
