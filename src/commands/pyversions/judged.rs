//! Counts, plan and dates of one project -> verdict, trend, forecast.

use jiff::civil::Date;

use super::{Context, Failure, Request};
use crate::{
    advice::{Facts, Planner, Rules, Verdict, newest, verdict},
    downloads::{Answer, Dimension, Month, Outlook, Series, Shares, Window},
    installer::ReleaseFile,
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

    /// Judges the Pythons of one answer. `files` are those of the newest release, whose sizes they
    /// tell; there may be none.
    pub(super) fn judge(
        &self,
        answer: &Answer,
        window: Window,
        shares: &Shares,
        files: &[ReleaseFile],
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
        let sizes = Sizes::of(files);
        let planner = project.zip(self.plan.as_ref()).map(|(project, (tables, plan))| {
            Planner::new(project, tables, Provider::Github, self.today, plan, &sizes)
        });
        if project.is_some()
            && let Some(why) = &self.no_plan
        {
            notes.push(format!("what each Python costs is not known: {why}"));
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
        notes.extend(judged.consequences());
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
    let crossings = FORETOLD.iter().filter_map(|&percent| {
        let (from, to) = match outlook.crossing(percent) {
            Some((from, to)) => (from, Some(to)),
            None => (outlook.not_before(percent)?, None),
        };
        Some(Crossing { percent, first: first(from), last: to.map(first) })
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
