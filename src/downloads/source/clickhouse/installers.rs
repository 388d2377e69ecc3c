//! Whose downloads they are: by the table of all downloads, where the server lets it be read.

use super::{
    ClickHouse, Gathered,
    question::{Programs, Question},
};
use crate::downloads::{Counts, Dimension, Installers, SourceError, Value, Wanted, share::percent};

/// The days of the shares by the programs that count.
pub(super) struct Told {
    /// Their counts, where they can be told from others
    pub(super) counts: Option<Counts>,
    /// What a reader must know
    pub(super) notes: Vec<String>,
}

impl ClickHouse<'_> {
    /// Asks for the programs that count; where they cannot be told from others, the notes say why.
    pub(super) fn told_apart(
        &self,
        wanted: &Wanted,
        programs: Programs,
        per_day: &Counts,
    ) -> Result<Told, SourceError> {
        let installers = self.installers(wanted, per_day);
        let crossed = match &installers {
            Ok(Gathered { partial: Some((window, ..)), .. }) => {
                Err(format!("the server stops early within {window}"))
            }
            Ok(installers) => self.crossed(wanted, programs, &installers.counts),
            Err(error) => Err(error.to_string()),
        };
        let installers = installers.ok().map(|it| it.counts).filter(|it| it.total() > 0);
        let others = installers.map(|installers| {
            let (mirrors, installing) = self.others(&installers);
            format!(
                "{mirrors:.1} % are by mirrors and {installing:.1} % by programs that install for \
                 people and CI"
            )
        });
        Ok(match crossed {
            Ok(Some(counts)) if counts.is_empty() => {
                return Err(self.nobody_counts(wanted, per_day));
            }
            Ok(counts) => {
                let notes = counts.as_ref().and(others);
                let notes = notes.map(|others| format!("of all downloads of these days {others}"));
                Told { counts, notes: notes.into_iter().collect() }
            }
            Err(why) => {
                let mut notes = vec![format!(
                    "mirrors and browsers are in these counts, whatever --installers says, because \
                     the table that tells them from others does not answer: {why}"
                )];
                notes.extend(others.map(|others| {
                    format!(
                        "of these downloads {others}; ClickHouse's tables of sums cannot tell whose \
                         Pythons they are"
                    )
                }));
                Told { counts: None, notes }
            }
        })
    }

    /// The downloads of the days of the shares by installer, with what the server kept back.
    fn installers(&self, wanted: &Wanted, per_day: &Counts) -> Result<Gathered, SourceError> {
        self.gather(&Question::installers(wanted.window), wanted, per_day)
    }

    /// What mirrors and programs without a name have of the downloads.
    fn others(&self, installers: &Counts) -> (f64, f64) {
        let of = |counted: &Installers| {
            let such = |value: &Value| counted.counts(value.text(), self.rules);
            percent(installers.only(Dimension::Installer, such).total(), installers.total())
        };
        (100.0 - of(&Installers::WithoutMirrors), of(&Installers::Installing))
    }

    /// The counts of the days of the shares by the programs that count; else why there are none.
    fn crossed(
        &self,
        wanted: &Wanted,
        programs: Programs,
        installers: &Counts,
    ) -> Result<Option<Counts>, String> {
        let Some(question) = Question::crossed(wanted, programs) else { return Ok(None) };
        let such = |value: &Value| wanted.installers.counts(value.text(), self.rules);
        let counted = installers.only(Dimension::Installer, such);
        let per_day = counted.by(&[Dimension::Day]).unwrap_or_default();
        let gathered =
            self.gather(&question, wanted, &per_day).map_err(|error| error.to_string())?;
        match gathered.partial {
            None => Ok(Some(gathered.counts)),
            Some((window, there, all)) => Err(format!(
                "the server stops early: {} has {:.1} % of the downloads of {window}",
                question.table,
                percent(there, all)
            )),
        }
    }

    /// Why there is nothing where others downloaded.
    fn nobody_counts(&self, wanted: &Wanted, per_day: &Counts) -> SourceError {
        SourceError::NotThere {
            place: format!("ClickHouse at {}", self.base),
            project: wanted.project.to_string(),
            window: wanted.window,
            there: format!(
                "{} downloads by programs that do not count with --installers {}",
                per_day.within(wanted.window).total(),
                wanted.installers
            ),
            hint: Some("count them all: --installers all".to_owned()),
        }
    }
}
