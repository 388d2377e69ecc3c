//! What pypistats.org answers, kept as a file.

use super::{
    document::Daily,
    found::{any_in, partly, window_of},
    rows::cut,
    time::Days,
};
use crate::{
    downloads::{
        Answer, Completeness, Counted, Counts, Dimension, Installers, Origin, SourceError, Unread,
        Value, Wanted,
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
        window: wanted.window,
        there,
        hint: None,
    };
    if let Some(package) = package
        && package.parse::<crate::model::ProjectName>().map(|name| name.normalized()).ok()
            != Some(wanted.project.normalized())
    {
        return Err(not_there(format!("they are of `{}`", cut(package))));
    }
    let dimension = dimension_of(kind).map_err(malformed)?;
    // What both categories of `overall` count is the same downloads twice.
    let with_mirrors = wanted.installers == Installers::Everything;
    let such = if with_mirrors { "with_mirrors" } else { "without_mirrors" };
    let has_days = rows.iter().all(|row| row.date.is_some());
    let mut dimensions: Vec<Dimension> = dimension.into_iter().collect();
    if has_days {
        dimensions.insert(0, Dimension::Day);
    }
    let mut counts = Counts::new(dimensions);
    let (mut days, mut seen, mut months) = (Days::default(), None::<(i32, i32)>, false);
    let asked = wanted.days();
    for (at, row) in rows.iter().enumerate() {
        // The program `pypistats` adds a sum of the rows above it.
        let is_sum = row.category.eq_ignore_ascii_case("total");
        if is_sum || dimension.is_none() && row.category != such {
            continue;
        }
        let mut key = Vec::with_capacity(2);
        if let Some(text) = row.date.as_deref().filter(|_| has_days) {
            let time = days.time(text, false);
            let time = time
                .ok_or_else(|| malformed(format!("row {}: `{}` is no date", at + 1, cut(text))))?;
            let (first, last) = seen.unwrap_or((time.first, time.last));
            seen = Some((first.min(time.first), last.max(time.last)));
            months |= time.is_month();
            if time.first < days_of(asked.first) || days_of(asked.last) < time.last {
                continue;
            }
            let day = date_of(time.first);
            key.push(day.map_or(Value::Unknown, |day| Value::known(&day.to_string())));
        }
        match dimension {
            Some(Dimension::Python) => key.push(clean::python(Some(&row.category), pythons)),
            Some(_) if row.category == "other" => key.push(Value::Other),
            Some(_) => key.push(clean::text(Some(&row.category))),
            None => {}
        }
        counts.add(key, row.downloads);
    }
    let there = window_of(seen);
    if let (Some(there), true) = (there, months && !wanted.window.is_whole_months()) {
        return Err(SourceError::Months { place: place.to_owned(), window: wanted.window, there });
    }
    let counts = [counts];
    if !any_in(&counts, wanted.window) {
        return Err(match there {
            Some(there) => SourceError::OtherDays {
                place: place.to_owned(),
                project: wanted.project.to_string(),
                window: wanted.window,
                there,
            },
            None if rows.is_empty() => not_there("there are no rows".to_owned()),
            None => not_there(format!("no row is of the category `{such}`")),
        });
    }
    let window = there.and_then(|there| there.and(asked));
    let notes = window.map(|window| partly(window, wanted)).unwrap_or_default();
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
            unread: Unread::default(),
            cost: None,
            cached: false,
            notes,
        },
        cubes: counts.into(),
    })
}

/// What rows of a kind are told apart by; the error says what is expected.
fn dimension_of(kind: &str) -> Result<Option<Dimension>, String> {
    match kind {
        "python_minor_downloads" => Ok(Some(Dimension::Python)),
        "system_downloads" => Ok(Some(Dimension::System)),
        "overall_downloads" => Ok(None),
        "python_major_downloads" => {
            Err("`python_major` tells 2 from 3 alone: expected the JSON of `python_minor`"
                .to_owned())
        }
        other => Err(format!(
            "expected the type `python_minor_downloads`, `system_downloads` or `overall_downloads`; there is `{}`",
            cut(other)
        )),
    }
}
