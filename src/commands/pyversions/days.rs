//! From days as typed to days.

use jiff::{ToSpan, civil::Date};

use super::{Chosen, Days, Failure, Request};
use crate::downloads::{Answer, Month, SourceError, Wanted, Window};

/// Months of history where nobody asks for another number: a year of change, and one before it.
const MONTHS: u16 = 24;

/// Days where nobody asks for another number: whole weeks.
const DAYS: u16 = 28;

impl Days {
    /// The days that are meant, all of them before today.
    pub(super) fn window(&self, today: Date) -> Result<Window, Failure> {
        let window = match self {
            Self::Last => Window::before(today, DAYS)
                .ok_or_else(|| Failure::new(format!("there are no days before {today}")))?,
            Self::Before(days) => Window::before(today, *days)
                .ok_or_else(|| Failure::new("--days must be at least 1"))?,
            Self::Between(first, last) => Window::new(*first, *last).ok_or_else(|| {
                Failure::new(format!("there is no day from {first} to {last}"))
                    .hint("--from is the first day and --to the last")
            })?,
            Self::Month(text) => month(text, today)?,
        };
        if window.last >= today {
            let yesterday = today.yesterday().unwrap_or(today);
            return Err(Failure::new(format!("{} is not over", window.last))
                .hint(format!("days are whole: the last one is {yesterday}")));
        }
        Ok(window)
    }
}

/// A calendar month as typed.
fn month(text: &str, today: Date) -> Result<Window, Failure> {
    let day = if text == "last" {
        today.first_of_month().yesterday().ok()
    } else {
        let whole = text.len() == "2026-10".len();
        whole.then(|| format!("{text}-01").parse().ok()).flatten()
    };
    day.map(Window::month).ok_or_else(|| {
        Failure::new(format!("`{text}` is no month")).hint("write one such as 2026-10, or `last`")
    })
}

/// What a source is asked for and what it answered.
///
/// Where nobody said which days, a file that ends before the last 28 days is asked for its own last
/// ones, and one of months for its last month.
pub(super) fn asked(
    wanted: &Wanted,
    request: &Request,
    mut ask: impl FnMut(&Wanted) -> Result<Answer, SourceError>,
) -> Result<(Wanted, Answer), SourceError> {
    let first = ask(wanted);
    let Chosen::File(path) = &request.asking.source else {
        return first.map(|answer| (wanted.clone(), answer));
    };
    // What comes through a pipe is there once.
    let again = request.days == Days::Last && (path.is_file() || path.is_dir());
    let window = match &first {
        Ok(answer) => answer.origin.window.filter(|there| there.last < wanted.window.last),
        Err(SourceError::OtherDays { there, .. } | SourceError::Months { there, .. }) => {
            Some(*there).filter(|there| there.first <= wanted.window.last)
        }
        Err(_) => None,
    };
    let Some(there) = window.filter(|_| again) else {
        return first.map(|answer| (wanted.clone(), answer));
    };
    let last = if there.last < wanted.window.last { there.last } else { wanted.window.last };
    let monthly = matches!(first, Err(SourceError::Months { .. }));
    let window = if monthly {
        // Of a month that is not over only a part can be there.
        let month = Month::of(last);
        let whole = month.window().last <= last;
        Some(if whole { month } else { month.minus(1) }.window())
    } else {
        last.tomorrow().ok().and_then(|end| Window::before(end, DAYS))
    };
    let Some(window) = window else { return first.map(|answer| (wanted.clone(), answer)) };
    let wanted = Wanted { window, history: history(request.history, window), ..wanted.clone() };
    let mut answer = ask(&wanted)?;
    let what = if monthly { "month" } else { "days" };
    answer.origin.notes.insert(
        0,
        format!("no days were asked for, so these are the last {what} of the file: {window}"),
    );
    Ok((wanted, answer))
}

/// The months before the window, up to its first day; `None` for none.
pub(super) fn history(months: Option<u16>, window: Window) -> Option<Window> {
    let months = months.unwrap_or(MONTHS);
    let first = window.first.first_of_month().checked_sub(i64::from(months).months()).ok()?;
    let last = window.first.yesterday().ok()?;
    (months > 0).then(|| Window::new(first, last)).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_over() {
        let today = date(2026, 11, 22);
        let window = |days: Days| days.window(today).map_err(|failure| failure.message);
        let shown = |days| window(days).unwrap().to_string();
        assert_eq!(shown(Days::Month("last".into())), "2026-10-01 to 2026-10-31 (31 days)");
        assert_eq!(shown(Days::Month("2026-02".into())), "2026-02-01 to 2026-02-28 (28 days)");
        let error = |days| window(days).unwrap_err();
        insta::assert_snapshot!(error(Days::Month("2026-11".into())), @"2026-11-30 is not over");
        insta::assert_snapshot!(error(Days::Month("2026-1".into())), @"`2026-1` is no month");
        insta::assert_snapshot!(error(Days::Between(today, date(2026, 11, 1))), @"there is no day from 2026-11-22 to 2026-11-01");
        insta::assert_snapshot!(error(Days::Before(0)), @"--days must be at least 1");
    }

    #[test]
    fn history_ends_where_the_days_begin() {
        let window = Window::before(date(2026, 11, 22), 28).unwrap();
        let shown = |months| history(months, window).map(|it| it.to_string());
        assert_eq!(shown(Some(12)).unwrap(), "2025-10-01 to 2026-10-24 (389 days)");
        assert_eq!(shown(Some(0)), None);
    }
}
