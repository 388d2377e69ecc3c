//! Counts, plan and dates of one project -> verdict, trend, forecast.

use jiff::civil::Date;

use super::{Context, Failure, Request, wheels::Newest};
use crate::{
    advice::{Facts, Planner, Rules, Verdict, newest, verdict},
    downloads::{Answer, Dimension, Month, Outlook, Series, Shares, Window},
    matrix::{Plan, PlanTables, cost::Sizes, plan},
    model::{Provider, PythonVersion},
    project::{Layer, Project, config::CheckConfig},
    report::downloads::{Band, Crossing, Monthly, Outlook as Shown},
    tables::{DownloadsAgeing, Python, Pythons, Stage},
};

/// Shares, in percent, whose crossing is foretold beside that of the limit.
const FORETOLD: [f64; 2] = [5.0, 1.0];

/// What verdicts rest on besides counts.
pub(super) struct Judge<'a> {
    pythons: &'a Pythons,
    today: Date,
    rules: Rules,
    ageing: DownloadsAgeing,
    /// The project of the folder, with its plan where it has one
    project: Option<Project>,
    plan: Option<(PlanTables, Plan)>,
    no_plan: Option<String>,
}

/// What is said of one project.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) series: Vec<Monthly>,
    pub(super) forecasts: Vec<Shown>,
    pub(super) notes: Vec<String>,
}

impl<'a> Judge<'a> {
    /// Loads the tables, and plans the project of the folder where there is one.
    pub(super) fn new(
        request: &Request,
        project: Option<Project>,
        pythons: &'a Pythons,
        context: &Context,
    ) -> Result<Self, Failure> {
        let policy = match &request.support {
            Some(policy) => policy.clone(),
            None => CheckConfig::resolve(&Layer::open(&request.project)?).support,
        };
        let (mut planned, mut no_plan) = (None, None);
        if let Some(project) = &project {
            let tables = PlanTables::load(&context.tables)?;
            match plan(project, &tables, Provider::Github, context.as_of()) {
                Ok(plan) => planned = Some((tables, plan)),
                Err(error) => no_plan = Some(Failure::of(&error).message),
            }
        }
        Ok(Self {
            pythons,
            today: context.as_of(),
            rules: Rules { policy, ..Rules::default() },
            ageing: context.tables.load()?,
            project,
            plan: planned,
            no_plan,
        })
    }

    /// When each Python ends.
    pub(super) fn pythons(&self) -> &'a Pythons {
        self.pythons
    }

    /// The day to judge by.
    pub(super) fn today(&self) -> Date {
        self.today
    }

    /// The released Pythons that the folder's project supports, if it is the one of the answer, and
    /// else those within their life.
    pub(super) fn supported(&self, answer: &Answer) -> Vec<PythonVersion> {
        let requires = self.project_of(answer).and_then(|it| it.requires_python.as_ref());
        let alive = |python: &Python| python.stage(self.today) < Stage::EndOfLife;
        let released = self.pythons.released(self.today);
        let wanted = released.filter(|python| match requires {
            Some(range) => range.value.allows(python.version),
            None => alive(python),
        });
        wanted.map(|python| python.version).collect()
    }

    /// The project of the folder, where the answer is of it.
    fn project_of(&self, answer: &Answer) -> Option<&Project> {
        let name = answer.project.normalized();
        self.project.as_ref().filter(|it| it.name.value.normalized() == name)
    }

    /// Whether what each Python costs can be told: the answer is of the folder's project, and it has
    /// a plan.
    pub(super) fn has_plan_of(&self, answer: &Answer) -> bool {
        self.project_of(answer).is_some() && self.plan.is_some()
    }

    /// Judges the Pythons of one answer. The files of the newest release tell how large files are.
    pub(super) fn judge(
        &self,
        answer: &Answer,
        window: Window,
        shares: &Shares,
        newest_files: &Newest,
    ) -> Judged {
        let mut notes = Vec::new();
        let series = answer
            .cubes
            .iter()
            .filter_map(|cube| Series::of(cube, answer.origin.window))
            .filter(|series| series.months().len() > 0)
            .max_by_key(|series| series.months().len());
        let outlook = |python| {
            let series = series.as_ref()?;
            Outlook::of(series, python, &self.ageing, self.pythons).ok()
        };
        // The plan is that of the folder's project, and of no other.
        let project = self.project_of(answer);
        let sizes = Sizes::of(&newest_files.files);
        let planner = project.zip(self.plan.as_ref()).map(|(project, (tables, plan))| {
            Planner::new(project, tables, Provider::Github, self.today, plan, &sizes)
        });
        if project.is_some()
            && let Some(why) = &self.no_plan
        {
            notes.push(format!("what each Python costs is not known: {why}"));
        }
        if planner.is_some() && !sizes.is_known() {
            let why = newest_files.why_not.as_deref();
            let why = why.unwrap_or("the index does not tell the sizes of files");
            notes.push(format!("how many megabytes each Python costs is not known: {why}"));
        }
        let builds = planner.as_ref().map(Planner::pythons);
        let requires = project.and_then(|project| project.requires_python.as_ref());
        let mut facts = Facts::of(shares, answer.origin.completeness).project(
            requires.map(|fact| &fact.value),
            builds.as_deref(),
            self.pythons,
            self.today,
        );
        let cube = answer.cubes.iter().find(|it| it.has(&[Dimension::Version, Dimension::Python]));
        if let Some(newest) = cube.and_then(|cube| newest(&cube.within(window))) {
            facts = facts.newest(&newest);
        }
        if let Some(series) = &series {
            for python in &mut facts.pythons {
                python.change_in_year = series.change_in_year(python.version);
            }
        }
        let few = self.rules.few;
        let facts = facts
            .costs(|python| planner.as_ref().and_then(|planner| planner.cost_of(&[python])))
            .crossings(|python| {
                let (first, last) = outlook(python)?.crossing(few)?;
                Some((first.window().first, last.window().last))
            });
        let judged = verdict(&facts, &self.rules, self.pythons, self.today);
        let dropped = judged.with(crate::advice::Action::Drop);
        let saving = planner.as_ref().filter(|_| !dropped.is_empty());
        let judged = judged.saving(saving.and_then(|planner| planner.cost_of(&dropped)));
        let pythons: Vec<PythonVersion> = facts.pythons.iter().map(|it| it.version).collect();
        Judged {
            verdict: judged,
            series: series.iter().flat_map(|series| monthly(series, &pythons)).collect(),
            forecasts: pythons
                .iter()
                .filter_map(|python| outlook(*python))
                .map(|outlook| shown(&outlook))
                .collect(),
            notes,
        }
    }
}

/// A series as it is reported.
fn monthly(series: &Series, pythons: &[PythonVersion]) -> Vec<Monthly> {
    let of = |python: &PythonVersion| Monthly {
        python: *python,
        months: series.points(*python).map(|point| (first(point.month), point.share)).collect(),
    };
    pythons.iter().map(of).collect()
}

/// A forecast as it is reported.
fn shown(outlook: &Outlook) -> Shown {
    // Half a range is no date: what may lie behind the outlook is left out.
    let crossings = FORETOLD.iter().filter_map(|&percent| {
        let (from, to) = outlook.crossing(percent)?;
        Some(Crossing { percent, first: first(from), last: first(to) })
    });
    let crossings = crossings.collect();
    let bands = outlook.months.iter().map(|forecast| Band {
        month: first(forecast.month),
        low: forecast.low,
        median: forecast.median,
        high: forecast.high,
    });
    Shown { python: outlook.python, bands: bands.collect(), crossings }
}

/// The first day of a month.
fn first(month: Month) -> Date {
    month.window().first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::Forecast;

    #[test]
    fn half_a_range_is_no_date() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let of = |at, low, high| Forecast { month: month(at), low, median: low, high };
        let outlook = Outlook {
            python: PythonVersion::new(3, 7),
            since: month("2026-10"),
            share: 11.0,
            months: vec![
                of("2026-11", 4.0, 12.0),
                of("2026-12", 0.9, 4.9),
                of("2027-01", 0.5, 4.0),
            ],
        };
        let shown = shown(&outlook);
        assert_eq!(shown.bands.len(), 3);
        let dates: Vec<_> =
            shown.crossings.iter().map(|it| (it.percent, it.first, it.last)).collect();
        // Under 1 % in one of ten cases from 2026-12 on, in nine of ten later than is foretold.
        let date = jiff::civil::date;
        assert_eq!(dates, [(5.0, date(2026, 11, 1), date(2026, 12, 1))]);
    }
}
