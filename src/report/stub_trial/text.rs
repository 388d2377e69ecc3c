//! Attempts for people.

use super::{HEADINGS, Trial, cells, head, summary};
use crate::report::{
    grid::{lines, new_table},
    visible,
};

/// The attempts as a table of text.
pub fn text(trial: &Trial) -> String {
    let mut table = new_table(HEADINGS);
    for row in &trial.rows {
        table.add_row(cells(row).map(|cell| visible(&cell)));
    }
    format!("{}\n{}{}\n", visible(&head(trial)), lines(&table), summary(trial))
}
