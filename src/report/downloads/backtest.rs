//! The errors of forecasts on a history, for people.

use crate::{
    downloads::backtest::{Backtest, HorizonErrors, Model},
    report::grid::{lines, new_table},
};

/// One line a horizon: each model's mean and median absolute error.
pub fn backtest(test: &Backtest) -> String {
    let series = if test.series == 1 { "1 series" } else { &format!("{} series", test.series) };
    let months = match (test.first, test.last) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    let mut out = format!(
        "back-test of {series}{months}\nerror in points of percent, mean / median; each month \
         foretold from what was known in it\n\n"
    );
    let [first, second, third] = Model::ALL.map(Model::as_str);
    let mut table = new_table(["months ahead", "points", first, second, third, "in range"]);
    for row in &test.horizons {
        let [first, second, third] = Model::ALL.map(|model| errors(row, model));
        let inside = row.inside.map_or_else(|| "-".to_owned(), |inside| format!("{inside:.0} %"));
        table.add_row([
            row.months.to_string(),
            row.points.to_string(),
            first,
            second,
            third,
            inside,
        ]);
    }
    out += &lines(&table);
    let unknown: u32 = test.horizons.iter().map(|row| row.without_analogue).sum();
    if unknown > 0 {
        out += &format!(
            "\n{unknown} further points are left out, all horizons together: fewer than two earlier Pythons had been that old\n"
        );
    }
    if test.horizons.iter().all(|row| row.points == 0) {
        out += "\nnothing could be foretold: it takes a year of whole months of a Python, the \
                months after it, and two earlier Pythons in the same history or months younger than \
                the built-in table\n";
    }
    out
}

fn errors(row: &HorizonErrors, model: Model) -> String {
    let found = row.models.iter().find(|errors| errors.model == model);
    found.map_or_else(
        || "-".to_owned(),
        |errors| format!("{:.2} / {:.2}", errors.mean, errors.median),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::backtest::ModelErrors;

    #[test]
    fn models_stand_side_by_side() {
        let models = vec![
            ModelErrors { model: Model::Analogue, mean: 4.314, median: 2.65 },
            ModelErrors { model: Model::CarryForward, mean: 7.44, median: 5.97 },
            ModelErrors { model: Model::LogitTrend, mean: 8.59, median: 4.56 },
        ];
        let none = |months| HorizonErrors {
            months,
            points: 0,
            without_analogue: 0,
            inside: None,
            models: Vec::new(),
        };
        let known = HorizonErrors {
            points: 8146,
            without_analogue: 12,
            inside: Some(79.4),
            models,
            ..none(12)
        };
        let test = Backtest {
            series: 54,
            first: "2016-01".parse().ok(),
            last: "2026-01".parse().ok(),
            horizons: vec![known, none(24)],
        };
        insta::assert_snapshot!(backtest(&test), @"
        back-test of 54 series, 2016-01 to 2026-01
        error in points of percent, mean / median; each month foretold from what was known in it

        months ahead  points  analogue     carry-forward  logit trend  in range
        12            8146    4.31 / 2.65  7.44 / 5.97    8.59 / 4.56  79 %
        24            0       -            -              -            -

        12 further points are left out, all horizons together: fewer than two earlier Pythons had been that old
        ");
        let empty = Backtest { series: 1, first: None, last: None, horizons: vec![none(3)] };
        insta::assert_snapshot!(backtest(&empty), @"
        back-test of 1 series
        error in points of percent, mean / median; each month foretold from what was known in it

        months ahead  points  analogue  carry-forward  logit trend  in range
        3             0       -         -              -            -

        nothing could be foretold: it takes a year of whole months of a Python, the months after it, and two earlier Pythons in the same history or months younger than the built-in table
        ");
    }
}
