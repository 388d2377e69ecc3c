//! What pypistats.org answers, kept as a file.

use super::{document::Daily, rows::cut, time::Days};
use crate::{
    downloads::{
        Answer, Completeness, Counted, Counts, Dimension, Installers, Origin, SourceError, Value,
        Wanted, Window,
        aggregate::{date_of, days_of},
        clean,
    },
    tables::Pythons,
};

/// Makes an answer of rows.
///
/// Source: [the API of pypistats.org](https://pypistats.org/api/): `python_minor_downloads` and
/// `system_downloads` are without mirrors, `overall_downloads` has both as categories.
pub(super) fn answer(
    place: &str,
    package: Option<&str>,
    kind: &str,
    rows: &[Daily],
    wanted: &Wanted,
    pythons: &Pythons,
) -> Result<Answer, SourceError> {
    let malformed = |why: String| SourceError::Malformed { place: place.to_owned(), why };
    let not_there = |there: String| SourceError::NotThere {
        place: place.to_owned(),
        project: wanted.project.to_string(),
        window: wanted.days(),
        there,
        hint: None,
    };
    if let Some(package) = package
        && package.parse::<crate::model::ProjectName>().map(|name| name.normalized()).ok()
            != Some(wanted.project.normalized())
    {
        return Err(not_there(format!("they are of `{}`", cut(package))));
    }
    let dimension = match kind {
        "python_minor_downloads" => Some(Dimension::Python),
        "system_downloads" => Some(Dimension::System),
        "overall_downloads" => None,
        "python_major_downloads" => {
            return Err(malformed(
                "`python_major` tells 2 from 3 alone: expected the JSON of `python_minor`"
                    .to_owned(),
            ));
        }
        other => {
            return Err(malformed(format!(
                "expected the type `python_minor_downloads`, `system_downloads` or `overall_downloads`; there is `{}`",
                cut(other)
            )));
        }
    };
    // What both categories of `overall` count is the same downloads twice.
    let with_mirrors = wanted.installers == Installers::Everything;
    let such = if with_mirrors { "with_mirrors" } else { "without_mirrors" };
    let has_days = rows.iter().all(|row| row.date.is_some());
    let mut dimensions: Vec<Dimension> = dimension.into_iter().collect();
    if has_days {
        dimensions.insert(0, Dimension::Day);
    }
    let mut counts = Counts::new(dimensions);
    let (mut days, mut seen) = (Days::default(), None::<(i32, i32)>);
    let asked = wanted.days();
    for (at, row) in rows.iter().enumerate() {
        if dimension.is_none() && row.category != such {
            continue;
        }
        let mut key = Vec::with_capacity(2);
        if let Some(text) = row.date.as_deref().filter(|_| has_days) {
            let day = days.of(text);
            let day = day
                .ok_or_else(|| malformed(format!("row {}: `{}` is no date", at + 1, cut(text))))?;
            let (first, last) = seen.unwrap_or((day, day));
            seen = Some((first.min(day), last.max(day)));
            if !(days_of(asked.first)..=days_of(asked.last)).contains(&day) {
                continue;
            }
            key.push(date_of(day).map_or(Value::Unknown, |day| Value::known(&day.to_string())));
        }
        match dimension {
            Some(Dimension::Python) => key.push(clean::python(Some(&row.category), pythons)),
            Some(_) if row.category == "other" => key.push(Value::Other),
            Some(_) => key.push(clean::text(Some(&row.category))),
            None => {}
        }
        counts.add(key, row.downloads);
    }
    let there = seen.and_then(|(first, last)| Window::new(date_of(first)?, date_of(last)?));
    if counts.is_empty() {
        return Err(match there {
            Some(there) => not_there(format!("its days are {there}")),
            None if rows.is_empty() => not_there("there are no rows".to_owned()),
            None => not_there(format!("no row is of the category `{such}`")),
        });
    }
    let window = there
        .and_then(|there| Window::new(there.first.max(asked.first), there.last.min(asked.last)));
    let notes = window.and_then(|window| wanted.note_on_days(window)).into_iter().collect();
    Ok(Answer {
        project: wanted.project.clone(),
        origin: Origin {
            source: "file",
            place: place.to_owned(),
            window,
            counted: Counted::Fixed(
                match (dimension, with_mirrors) {
                    (None, true) => "all, mirrors included",
                    _ => "all but four mirrors",
                }
                .to_owned(),
            ),
            completeness: Completeness::Whole,
            cost: None,
            cached: false,
            notes,
        },
        cubes: vec![counts],
    })
}
