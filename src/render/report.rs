//! A report as one HTML page.

use serde::Serialize;

use super::{RenderError, engine::render_html};

const TEMPLATE: &str = include_str!("../../templates/report/page.html");

/// The page: one file that names nothing outside itself and runs nothing. `page` is what
/// the room of reports makes for it, and says what the template can name; every text of it is
/// escaped here.
pub fn html(page: &impl Serialize) -> Result<String, RenderError> {
    render_html("templates/report/page.html", TEMPLATE, page)
}
