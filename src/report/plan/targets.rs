//! Who installs which file, and which job tests it there.

use serde::Serialize;

use super::{lines, new_table};
use crate::matrix::{How, Plan, TargetRow, WheelFile, Wheels};

/// One target.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    /// Ex) `cp314t-macosx_11_0_arm64`; `cp314-any` where the system does not matter
    target: String,
    /// The identifier that stands for it; none where nothing is built by identifier
    #[serde(skip_serializing_if = "String::is_empty")]
    id: String,
    /// The name, the version left open
    file: &'a str,
    /// The job that tests the file there
    job: Option<&'a str>,
    /// `project` or `import`
    how: Option<&'static str>,
    /// Why there is no test
    untested: Option<String>,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    project: String,
    targets: Vec<Row<'a>>,
}

impl<'a> Row<'a> {
    fn of(row: &'a TargetRow, files: &'a [WheelFile]) -> Self {
        let verdict = row.test.as_ref().ok();
        Self {
            target: row.target.to_string(),
            id: row.id.to_string(),
            file: &files[row.file].name,
            job: verdict.map(|it| it.job.as_str()),
            how: verdict.map(|it| it.how.as_str()),
            untested: row.test.as_ref().err().map(ToString::to_string),
        }
    }
}

/// The rows in the order of the plan. A wheel without compiled code has one for each Python that
/// it is tested on.
pub(super) fn rows(plan: &Plan) -> Vec<Row<'_>> {
    match &plan.wheels {
        Wheels::Native { full, .. } => {
            plan.targets.iter().map(|row| Row::of(row, &full.files)).collect()
        }
        Wheels::Pure(pure) => {
            let wheel = plan.expected.iter().find(|file| file.pattern.ends_with(".whl"));
            let Some(wheel) = wheel else { return Vec::new() };
            let row = |python: &String| Row {
                target: format!("cp{}-any", python.replace('.', "")),
                id: String::new(),
                file: &wheel.pattern,
                job: Some(&wheel.job),
                how: Some(How::Import.as_str()),
                untested: None,
            };
            pure.requests().iter().map(row).collect()
        }
    }
}

/// As a table for people.
pub fn table(plan: &Plan) -> String {
    let mut table = new_table(["target", "file", "tested in job", "how"]);
    for row in rows(plan) {
        let how = row.how.map_or_else(|| row.untested.unwrap_or_default(), str::to_owned);
        table.add_row([&row.target, row.file, row.job.unwrap_or("not tested"), &how]);
    }
    lines(&table)
}

/// As JSON: `relkit.targets/1`.
pub fn json(plan: &Plan) -> Result<String, serde_json::Error> {
    let (project, targets) = (plan.project.to_string(), rows(plan));
    let document = Document { schema: "relkit.targets/1", project, targets };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
