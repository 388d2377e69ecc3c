//! A past run: how long its jobs took.
//!
//! Two forms are read: `gh run view RUN --json jobs`, and GitHub's REST answer to
//! [list jobs for a workflow run](https://docs.github.com/en/rest/actions/workflow-jobs), also as
//! several pages one after another or in a list, as `gh api --paginate` gives them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// Jobs of one run: no workflow can have more than some thousand, with all their attempts.
const MOST_JOBS: usize = 20_000;
/// The longest a job may take anywhere: five days, on a machine of one's own.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);
/// Stands for a job that never began in the output of gh.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// How long the jobs of a run took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timings {
    /// Seconds of each job that succeeded, by the name that GitHub shows
    pub seconds: BTreeMap<String, u64>,
    /// Jobs that did not run to a good end
    pub unfinished: usize,
    /// How many jobs the run had in all, where the answer says so and holds fewer
    pub missing_of: Option<u64>,
}

/// A file that is no list of jobs: place in it and cause.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{place}: {why}")]
pub struct TimingsError {
    /// Ex) `line 3 column 7`, `jobs[4].completed_at`
    pub place: String,
    /// What is wrong
    pub why: String,
}

impl TimingsError {
    fn new(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into() }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some("write it with `gh run view RUN --json jobs`")
    }
}

impl Timings {
    /// Reads the jobs.
    pub fn parse(text: &str) -> Result<Self, TimingsError> {
        let mut jobs = Vec::new();
        let mut total = 0;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for document in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            let document = document.map_err(|error| {
                let place = format!("line {} column {}", error.line(), error.column());
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                TimingsError::new(place, format!("invalid JSON: {why}"))
            })?;
            let pages = match document {
                Value::Array(pages) => pages,
                other => vec![other],
            };
            for page in pages {
                let Value::Object(mut page) = page else {
                    return Err(TimingsError::new("JSON", "expected an object with `jobs`"));
                };
                total = total.max(page.get("total_count").and_then(Value::as_u64).unwrap_or(0));
                match page.remove("jobs") {
                    Some(Value::Array(some)) => jobs.extend(some),
                    Some(_) => return Err(TimingsError::new("jobs", "expected a list")),
                    None => return Err(TimingsError::new("JSON", "there is no `jobs` in it")),
                }
                if jobs.len() > MOST_JOBS {
                    let why = format!("more than {MOST_JOBS} jobs");
                    return Err(TimingsError::new("jobs", why));
                }
            }
        }
        if jobs.is_empty() {
            return Err(TimingsError::new("jobs", "there are none"));
        }
        let mut timings = Self::default();
        let held = u64::try_from(jobs.len()).unwrap_or(u64::MAX);
        timings.missing_of = (total > held).then_some(total);
        for (index, job) in jobs.iter().enumerate() {
            match job_seconds(index, job)? {
                // A job that ran again stands there once more, later.
                Some((name, seconds)) => {
                    timings.seconds.insert(name, seconds);
                }
                None => timings.unfinished += 1,
            }
        }
        Ok(timings)
    }

    /// Seconds of a job, also where another workflow calls this one: `release / wheels win_amd64`.
    pub fn of(&self, name: &str) -> Option<u64> {
        let called = || {
            let suffix = format!(" / {name}");
            self.seconds.iter().find(|(known, _)| known.ends_with(&suffix)).map(|(_, it)| it)
        };
        self.seconds.get(name).or_else(called).copied()
    }
}

/// Name and seconds of a job; `None` when it did not run to a good end.
fn job_seconds(index: usize, job: &Value) -> Result<Option<(String, u64)>, TimingsError> {
    let at = |key: &str| format!("jobs[{index}].{key}");
    let Value::Object(job) = job else {
        return Err(TimingsError::new(format!("jobs[{index}]"), "expected an object"));
    };
    let Some(name) = job.get("name").and_then(Value::as_str) else {
        return Err(TimingsError::new(at("name"), "expected the name of the job"));
    };
    let conclusion = job.get("conclusion").and_then(Value::as_str);
    if conclusion.is_some_and(|it| it != "success") {
        return Ok(None);
    }
    let started = time(job, ["startedAt", "started_at"], at)?;
    let completed = time(job, ["completedAt", "completed_at"], at)?;
    let (Some(started), Some((key, completed))) = (started, completed) else { return Ok(None) };
    let shown = name.escape_debug();
    let took = completed.duration_since(started.1);
    let Ok(seconds) = u64::try_from(took.as_secs()) else {
        let why = format!("`{shown}` ends {} s before it starts", took.as_secs().unsigned_abs());
        return Err(TimingsError::new(at(key), why));
    };
    if took > LONGEST {
        let why = format!("`{shown}` takes {} hours, and no job may take 120", took.as_hours());
        return Err(TimingsError::new(at(key), why));
    }
    Ok(Some((name.to_owned(), seconds)))
}

/// The time under the first of the keys that is there; `None` for a job that did not come so far.
fn time<'a>(
    job: &Map<String, Value>,
    keys: [&'a str; 2],
    at: impl Fn(&str) -> String,
) -> Result<Option<(&'a str, Timestamp)>, TimingsError> {
    let Some((key, value)) = keys.into_iter().find_map(|key| Some((key, job.get(key)?))) else {
        return Err(TimingsError::new(at(keys[0]), "expected a time"));
    };
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.is_empty() || text == NEVER => return Ok(None),
        Value::String(text) => text,
        _ => return Err(TimingsError::new(at(key), "expected a time")),
    };
    let time = text.parse().map_err(|_| {
        let shown: String = text.chars().take(40).collect();
        let why = format!("`{}` is no time such as 2026-11-22T10:00:00Z", shown.escape_debug());
        TimingsError::new(at(key), why)
    })?;
    Ok(Some((key, time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_and_several_pages_are_read() {
        let gh = r#"{"jobs":[{"name":"sdist","conclusion":"success","startedAt":"2026-11-20T10:00:00Z","completedAt":"2026-11-20T10:00:41Z"},
            {"name":"publish","conclusion":"skipped","startedAt":"2026-11-20T10:09:00Z","completedAt":"2026-11-20T10:09:00Z"},
            {"name":"late","conclusion":"","startedAt":"2026-11-20T10:00:00Z","completedAt":"0001-01-01T00:00:00Z"}]}"#;
        let timings = Timings::parse(gh).unwrap();
        assert_eq!(
            (timings.of("sdist"), timings.of("publish"), timings.unfinished),
            (Some(41), None, 2)
        );
        let page = |name: &str| {
            format!(
                r#"{{"total_count":3,"jobs":[{{"name":"{name}","conclusion":"success","started_at":"2026-11-20T10:00:00Z","completed_at":"2026-11-20T10:02:00+00:00","labels":["macos-26"]}}]}}"#
            )
        };
        for text in [page("a") + &page("b"), format!("[{},{}]", page("a"), page("b"))] {
            let timings = Timings::parse(&text).unwrap();
            assert_eq!((timings.of("b"), timings.missing_of), (Some(120), Some(3)));
        }
        assert_eq!(Timings::parse(&page("release / wheels x")).unwrap().of("wheels x"), Some(120));
    }

    #[test]
    fn errors_name_the_place() {
        let job = |start: &str, end: &str| {
            format!(r#"{{"jobs":[{{"name":"x","startedAt":{start},"completedAt":{end}}}]}}"#)
        };
        let told = |text: &str| Timings::parse(text).unwrap_err().to_string();
        let all = [
            told("{\"jobs\": [\n}"),
            told("[1]"),
            told("{}"),
            told("{\"jobs\": {}}"),
            told("{\"jobs\": []}"),
            told(""),
            told("{\"jobs\": [3]}"),
            told("{\"jobs\": [{}]}"),
            told("{\"jobs\": [{\"name\": \"x\"}]}"),
            told(&job("\"noon\"", "null")),
            told(&job("7", "null")),
            told(&job("\"2026-11-20T10:00:10Z\"", "\"2026-11-20T10:00:00Z\"")),
            told(&job("\"2026-11-10T10:00:00Z\"", "\"2026-11-20T10:00:00Z\"")),
        ];
        insta::assert_snapshot!(all.join("\n"), @"
        line 2 column 1: invalid JSON: expected value
        JSON: expected an object with `jobs`
        JSON: there is no `jobs` in it
        jobs: expected a list
        jobs: there are none
        jobs: there are none
        jobs[0]: expected an object
        jobs[0].name: expected the name of the job
        jobs[0].startedAt: expected a time
        jobs[0].startedAt: `noon` is no time such as 2026-11-22T10:00:00Z
        jobs[0].startedAt: expected a time
        jobs[0].completedAt: `x` ends 10 s before it starts
        jobs[0].completedAt: `x` takes 240 hours, and no job may take 120
        ");
    }
}
