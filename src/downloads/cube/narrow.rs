//! From all that a cube has to what was asked.

use crate::downloads::{
    Answer, Counted, Counts, Dimension, SourceError, Value, Wanted, aggregate::Counting,
};

/// The days that are wanted, by the programs that are wanted as far as the answer tells them apart,
/// by the dimensions that are wanted.
pub(in crate::downloads) fn narrow(
    mut answer: Answer,
    place: &str,
    wanted: &Wanted,
    counting: Counting,
) -> Result<Answer, SourceError> {
    let not_there = |there: String, hint: Option<String>| SourceError::NotThere {
        place: place.to_owned(),
        project: wanted.project.to_string(),
        window: wanted.window,
        there,
        hint,
    };
    if answer.project.normalized() != wanted.project.normalized() {
        return Err(not_there(format!("the cube is of `{}`", answer.project), None));
    }
    let days = wanted.days();
    for cube in &mut answer.cubes {
        *cube = cube.within(days);
    }
    let origin = &mut answer.origin;
    if answer.cubes.iter().all(|cube| cube.within(wanted.window).is_empty()) {
        return Err(match origin.window {
            Some(there) => SourceError::OtherDays {
                place: place.to_owned(),
                project: wanted.project.to_string(),
                window: wanted.window,
                there,
            },
            None => not_there("none of its rows counts".to_owned(), None),
        });
    }
    let asked = wanted.installers.to_string();
    let everything =
        [Counted::Asked("all".to_owned()), Counted::Asked("without-mirrors".to_owned())];
    let told = answer.cubes.iter().all(|cube| cube.has(&[Dimension::Installer]));
    if origin.counted != Counted::Asked(asked.clone()) {
        if told && everything.contains(&origin.counted) {
            origin.counted = Counted::Asked(asked.clone());
            let such = |name: &Value| counting.counts(name.text());
            let left_out = answer.cubes.iter().map(|cube| {
                let others = cube.only(Dimension::Installer, |name| !such(name));
                others.within(wanted.window).total()
            });
            let left_out = left_out.max().unwrap_or(0);
            for cube in &mut answer.cubes {
                *cube = cube.only(Dimension::Installer, such);
            }
            if answer.cubes.iter().all(|cube| cube.within(wanted.window).is_empty()) {
                let there = format!(
                    "{left_out} downloads by programs that do not count with --installers {asked}"
                );
                return Err(not_there(there, Some("count them all: --installers all".to_owned())));
            }
            if left_out > 0 {
                origin.notes.push(format!(
                    "{left_out} downloads by programs that do not count are left out: \
                     --installers all has them"
                ));
            }
        } else {
            origin.notes.push(format!("the cube was not made with --installers {asked}"));
        }
    }
    for cube in &mut answer.cubes {
        let left: Vec<Dimension> = cube
            .dimensions()
            .iter()
            .copied()
            .filter(|dimension| {
                *dimension == Dimension::Day || wanted.dimensions.contains(dimension)
            })
            .collect();
        *cube = cube.by(&left).unwrap_or_default();
    }
    let lacks =
        |dimension: &&Dimension| !answer.cubes.iter().any(|cube: &Counts| cube.has(&[**dimension]));
    let lacking: Vec<&str> =
        wanted.dimensions.iter().filter(lacks).map(|dimension| dimension.as_str()).collect();
    if !lacking.is_empty() {
        origin
            .notes
            .push(format!("the cube does not tell downloads apart by {}", lacking.join(", ")));
    }
    origin.window = origin.window.and_then(|window| window.and(days));
    Ok(answer)
}
