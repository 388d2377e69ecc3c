//! Several sources, asked in order.

use super::Source;
use crate::downloads::{Answer, Dimension, SourceError, Wanted};

/// Asks one source after the other and takes the first answer that tells Pythons apart, if that is
/// asked for. The answer says which were asked before, and why they did not answer.
pub struct Chain<'a>(Vec<Box<dyn Source + 'a>>);

impl<'a> Chain<'a> {
    /// The sources in the order in which they are asked.
    pub fn new(sources: Vec<Box<dyn Source + 'a>>) -> Self {
        Self(sources)
    }
}

/// Its sources, which may hold anything.
impl std::fmt::Debug for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|source| source.name())).finish()
    }
}

impl Source for Chain<'_> {
    fn name(&self) -> &'static str {
        "auto"
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let mut failed: Vec<(&'static str, SourceError)> = Vec::new();
        for source in &self.0 {
            let name = source.name();
            match source.answer(wanted, progress).and_then(|answer| enough(answer, wanted, name)) {
                Ok(mut answer) => {
                    let why = failed.iter().map(|(name, error)| format!("not {name}: {error}"));
                    answer.origin.notes.splice(0..0, why);
                    return Ok(answer);
                }
                Err(error) => failed.push((name, error)),
            }
        }
        Err(together(failed, wanted))
    }
}

/// The answer, if it says what the verdict needs.
fn enough(answer: Answer, wanted: &Wanted, name: &'static str) -> Result<Answer, SourceError> {
    let asked = wanted.dimensions.contains(&Dimension::Python);
    if asked && answer.by(&[Dimension::Python]).is_none() {
        return Err(SourceError::CannotSplit {
            source_name: name,
            asked: Dimension::Python.to_string(),
        });
    }
    Ok(answer)
}

/// One error for all: that nobody knows the project, where they agree, else each one's own.
fn together(mut failed: Vec<(&'static str, SourceError)>, wanted: &Wanted) -> SourceError {
    if failed.len() == 1
        && let Some((_, error)) = failed.pop()
    {
        return error;
    }
    let unknown = |(_, error): &(_, SourceError)| matches!(error, SourceError::NoDownloads { .. });
    if !failed.is_empty() && failed.iter().all(unknown) {
        let names: Vec<&str> = failed.iter().map(|(name, _)| *name).collect();
        return SourceError::NoDownloads {
            place: format!("each of {}", names.join(", ")),
            project: wanted.project.to_string(),
            window: wanted.window,
        };
    }
    SourceError::NoneAnswers { tried: failed }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::downloads::{
        Completeness, Counted, Counts, Installers, Origin, Unread, Value, Window,
    };

    /// A source that says what it is told to.
    struct Told(&'static str, Result<&'static [Dimension], &'static str>);

    impl Source for Told {
        fn name(&self) -> &'static str {
            self.0
        }

        fn answer(&self, wanted: &Wanted, _: &dyn Fn(&str)) -> Result<Answer, SourceError> {
            let dimensions = match self.1 {
                Ok(dimensions) => dimensions,
                Err("unknown") => {
                    return Err(SourceError::NoDownloads {
                        place: self.0.to_owned(),
                        project: wanted.project.to_string(),
                        window: wanted.window,
                    });
                }
                Err(why) => {
                    let (message, hint) = (why.to_owned(), "wait".to_owned());
                    return Err(SourceError::Refused { message, hint });
                }
            };
            let mut counts = Counts::new(dimensions.to_vec());
            counts.add(dimensions.iter().map(|_| Value::known("x")).collect(), 1);
            Ok(Answer {
                project: wanted.project.clone(),
                origin: Origin {
                    source: self.0,
                    place: "p".to_owned(),
                    window: None,
                    counted: Counted::Unknown,
                    completeness: Completeness::Whole,
                    unread: Unread::default(),
                    cost: None,
                    cached: false,
                    notes: vec!["own".to_owned()],
                },
                cubes: vec![counts],
            })
        }
    }

    const PYTHON: &[Dimension] = &[Dimension::Python];
    const SYSTEM: &[Dimension] = &[Dimension::System];

    fn ask(
        sources: &[(&'static str, Result<&'static [Dimension], &'static str>)],
    ) -> Result<Answer, SourceError> {
        let boxed =
            sources.iter().map(|(name, told)| -> Box<dyn Source> { Box::new(Told(name, *told)) });
        let wanted = Wanted {
            project: "demo".parse().unwrap(),
            window: Window::before(date(2026, 11, 22), 28).unwrap(),
            history: None,
            dimensions: [Dimension::Python].into(),
            installers: Installers::default(),
        };
        let chain = Chain::new(boxed.collect());
        chain.answer(&wanted, &|_| {})
    }

    #[test]
    fn the_first_that_can_answers_and_says_who_could_not() {
        let sources = [("a", Err("a is down")), ("b", Ok(SYSTEM)), ("c", Ok(PYTHON))];
        let answer = ask(&sources).unwrap();
        assert_eq!(answer.origin.source, "c");
        insta::assert_snapshot!(answer.origin.notes.join("\n"), @r"
        not a: a is down
        not b: b cannot tell downloads apart by python
        own
        ");
    }

    #[test]
    fn errors_come_together() {
        let why = |sources: &[_]| ask(sources).unwrap_err();
        let all = why(&[("a", Err("unknown")), ("b", Err("unknown"))]);
        insta::assert_snapshot!(all, @"each of a, b has no downloads of `demo` from 2026-10-25 to 2026-11-21 (28 days)");
        let mixed = why(&[("a", Err("unknown")), ("b", Err("b is down"))]);
        insta::assert_snapshot!(mixed, @"no source answers: a: a has no downloads of `demo` from 2026-10-25 to 2026-11-21 (28 days); b: b is down");
        assert_eq!(mixed.hint().unwrap(), "wait");
        assert_eq!(why(&[("a", Err("a is down"))]).to_string(), "a is down");
        assert_eq!(why(&[]).to_string(), "no source answers: there is none to ask");
    }
}
