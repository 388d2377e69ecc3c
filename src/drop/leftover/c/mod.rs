//! Conditions of the C preprocessor in C and C++ sources, and in the C that Cython sources hold.

mod directive;
mod expr;
mod number;

use self::{directive::Directive, expr::Expr};
use super::{
    Kind,
    sheet::{Sheet, shortened},
    world::{Verdict, World},
};

/// Longer conditions are not read.
const LONGEST: usize = 16 << 10;

/// The header that stands in for what old Pythons lack; it has its own conditions for each of them.
const COMPAT: &str = "pythoncapi_compat.h";

/// Notes the conditions of a file.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World) {
    if sheet.path().rsplit('/').next() == Some(COMPAT) {
        let why = "its functions for the Pythons that go are not needed".to_owned();
        let mend = "take a newer one that starts at the oldest that stays, or delete it where nothing uses it";
        return sheet.add_line(0, Kind::Preprocessor, why, mend);
    }
    within(sheet, world, 0, sheet.text());
}

/// Notes the conditions of a text that begins at a byte of the file.
pub(super) fn within(sheet: &mut Sheet<'_>, world: &World, start: usize, text: &str) {
    if !["PY_", "Py_"].iter().any(|word| text.contains(word)) {
        return;
    }
    let directives = directive::all(text);
    for (at, directive) in directives.iter().enumerate() {
        let mentions = directive.rest.contains("PY_") && directive.rest.len() <= LONGEST;
        if !matches!(directive.name.as_str(), "if" | "elif") || !mentions {
            continue;
        }
        let Some(expr) = expr::parse(&directive.rest) else { continue };
        for (part, verdict) in decided(&expr, world) {
            let whole = part.range == expr.range;
            let next = directives.get(at + 1);
            if let Some(mend) = mend(directive, next, whole, verdict, world) {
                let text = directive.rest.get(part.range.clone()).unwrap_or_default();
                let (answer, floor) = (verdict.answer, world.floor());
                let why = format!("`{}` is always {answer} from {floor} on", shortened(text));
                sheet.add(start + directive.at, Kind::Preprocessor, why, mend);
            }
        }
    }
}

/// The largest parts that are decided, in their order.
fn decided<'e>(expr: &'e Expr, world: &World) -> Vec<(&'e Expr, Verdict)> {
    let (mut found, mut left) = (Vec::new(), vec![expr]);
    while let Some(part) = left.pop() {
        // Numbers may be calculated with: all that patch releases have had so far are asked for.
        let mut numbers: Vec<i64> = (0..30).step_by(3).collect();
        part.numbers(&mut numbers);
        let ask = |release| part.value(release).map(number::Number::is_true);
        match part.is_condition().then(|| world.judge(&numbers, ask)).flatten() {
            Some(verdict) => found.push((part, verdict)),
            None => left.extend(part.inner().into_iter().rev()),
        }
    }
    found
}

/// What to do; `None` where the condition refuses the Pythons that go and is meant to stay.
fn mend(
    directive: &Directive,
    next: Option<&Directive>,
    whole: bool,
    verdict: Verdict,
    world: &World,
) -> Option<String> {
    let Verdict { answer, parts, known } = verdict;
    let refuses = !answer && known && whole && next.is_some_and(|next| next.name == "error");
    if refuses {
        return (!parts).then(|| format!("refuse all below {}, or delete it", world.floor()));
    }
    let mend = match (whole, directive.name.as_str(), answer) {
        (false, ..) => "leave this part out",
        (true, "elif", true) => "make it `#else` and delete what follows",
        (true, _, true) => "keep the first branch alone",
        (true, _, false) => "delete the branch",
    };
    Some(mend.to_owned())
}
