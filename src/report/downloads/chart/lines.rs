//! Shares over time: one line a Python, and behind the last month the band of the forecast.

use super::{
    Panel, WIDTH,
    axis::Plane,
    canvas::{Anchor, Canvas},
    labels::{Label, spread},
    scale::month,
    theme::COLOURS,
};
use crate::{
    model::PythonVersion,
    report::downloads::{Monthly, Outlook, ProjectReport, head, number},
};

const TOP: f64 = 76.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 58.0;
/// Room for the names of lines.
const RIGHT: f64 = 118.0;

/// One Python that is drawn.
struct Drawn<'a> {
    python: PythonVersion,
    months: Vec<(i32, f64)>,
    last: (i32, f64),
    outlook: Option<&'a Outlook>,
}

/// The lines of a project; `None` where there are not two months.
pub(super) fn panel(project: &ProjectReport) -> Option<Panel> {
    let drawn = drawn(project);
    let first = drawn.iter().filter_map(|it| it.months.first()).map(|it| it.0).min()?;
    let now = drawn.iter().map(|it| it.last.0).max()?;
    if first >= now {
        return None;
    }
    let bands = || drawn.iter().filter_map(|it| it.outlook).flat_map(|it| &it.bands);
    let last = bands().map(|band| month(band.month)).max().unwrap_or(now).max(now);
    let known = drawn.iter().flat_map(|it| &it.months).map(|it| it.1);
    let most = known.chain(bands().map(|band| band.high)).fold(0.0, f64::max);
    let frame = [LEFT, TOP, WIDTH - RIGHT, TOP + HEIGHT];
    let plane = Plane::new(frame, [first, last], most);
    let mut canvas = Canvas::default();
    let title = format!("{}: share of each Python by month", project.name());
    canvas.text("rk-title", [16.0, 30.0], Anchor::Start, &title);
    canvas.text("rk-muted rk-small", [16.0, 50.0], Anchor::Start, &subtitle(project, &drawn));
    plane.draw(&mut canvas);
    if last > now {
        border(&mut canvas, &plane, now);
    }
    let now = format!("share in {}", named(now));
    canvas.text("rk-muted rk-small", [frame[2] + 13.0, TOP - 16.0], Anchor::Start, &now);
    let mut labels = Vec::new();
    for (place, line) in drawn.iter().enumerate() {
        let class = format!("rk-s{place}");
        canvas.group(&class, |canvas| labels.push(draw(canvas, &plane, line)));
    }
    spread(&mut labels, [TOP, TOP + HEIGHT]);
    for (place, label) in labels.iter().enumerate() {
        canvas.group(&format!("rk-s{place}"), |canvas| label.draw(canvas, frame[2]));
    }
    let told = drawn.iter().map(told);
    Some(Panel {
        title,
        description: told.collect::<Vec<_>>().join("; "),
        height: TOP + HEIGHT + 34.0,
        body: canvas.out,
    })
}

/// The Pythons with the highest shares in the last month, the newest first.
fn drawn(project: &ProjectReport) -> Vec<Drawn<'_>> {
    let is_there = |it: &&Monthly| it.months.iter().any(|it| it.1 > 0.0);
    let mut series: Vec<&Monthly> = project.series.iter().filter(is_there).collect();
    series.sort_by(|a, b| b.weight().total_cmp(&a.weight()).then(b.python.cmp(&a.python)));
    series.truncate(COLOURS);
    series.sort_by_key(|it| std::cmp::Reverse(it.python));
    let line = |it: &Monthly| {
        let mut months: Vec<(i32, f64)> =
            it.months.iter().map(|(date, percent)| (month(*date), *percent)).collect();
        months.sort_by_key(|it| it.0);
        let outlook = project.forecasts.iter().find(|outlook| outlook.python == it.python);
        Some(Drawn { python: it.python, last: *months.last()?, months, outlook })
    };
    series.into_iter().filter_map(line).collect()
}

/// The line, the band, and where its name stands.
fn draw(canvas: &mut Canvas, plane: &Plane, line: &Drawn<'_>) -> Label {
    let at = |(month, percent): &(i32, f64)| plane.point(*month, *percent);
    let last = at(&line.last);
    let mut end = last;
    let bands = line.outlook.map(|it| it.bands.as_slice()).unwrap_or_default();
    let bands: Vec<_> = bands.iter().filter(|band| month(band.month) > line.last.0).collect();
    if !bands.is_empty() {
        let points = |of: fn(&super::super::Band) -> f64| {
            let later = bands.iter().map(move |band| plane.point(month(band.month), of(band)));
            std::iter::once(last).chain(later).collect::<Vec<_>>()
        };
        let mut area = points(|band| band.high);
        area.extend(points(|band| band.low).into_iter().rev());
        canvas.path("rk-band", &area, true, &told(line));
        let median = points(|band| band.median);
        end = median.last().copied().unwrap_or(last);
        canvas.path("rk-median", &median, false, "");
    }
    let points: Vec<[f64; 2]> = line.months.iter().map(at).collect();
    canvas.path("rk-line", &points, false, &told(line));
    canvas.dot("rk-dot", last);
    let name = format!("{}  {}", line.python, number::percent(line.last.1));
    Label { point: end, y: end[1], name }
}

/// Where what is known ends.
fn border(canvas: &mut Canvas, plane: &Plane, now: i32) {
    let [_, top, _, bottom] = plane.frame;
    let x = plane.x.at(f64::from(now));
    canvas.line("rk-now", [x, top - 12.0], [x, bottom]);
    canvas.text("rk-muted rk-small", [x + 6.0, top - 4.0], Anchor::Start, "forecast");
}

fn subtitle(project: &ProjectReport, drawn: &[Drawn<'_>]) -> String {
    let mut out = head::whence(project);
    let left = project.series.len().saturating_sub(drawn.len());
    if left > 0 {
        let plural = if left == 1 { "" } else { "s" };
        out.push_str(&format!(" · {left} lower Python{plural} not drawn"));
    }
    if drawn.iter().any(|it| it.outlook.is_some_and(|it| !it.bands.is_empty())) {
        out.push_str(" · dashes: median, band: 8 in 10 cases");
    }
    out
}

/// `3.9: 7.00 % in 2026-10; forecast 2027-10: 2.10 % to 4.50 %`
fn told(line: &Drawn<'_>) -> String {
    let (when, share) = line.last;
    let mut out = format!("{}: {} in {}", line.python, number::percent(share), named(when));
    if let Some(outlook) = line.outlook {
        let sentence = outlook.sentence();
        if !sentence.is_empty() {
            out.push_str(&format!(", forecast {sentence}"));
        }
    }
    out
}

/// `2026-11`
fn named(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}
