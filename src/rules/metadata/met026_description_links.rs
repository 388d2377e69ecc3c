//! MET026: links that lead nowhere on PyPI.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::speaker;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET026",
    name: "description-links",
    level: Level::Info,
    summary: "The description has links or images that lead nowhere on PyPI",
    docs: "\
## What is wrong
The description is Markdown, and has relative links or images. They lead to files of the \
repository, which are not on the project's page.

## Why it matters
The page shows broken images, and links that end in an error.

## Example
`![logo](docs/logo.png)` or `[contributing](CONTRIBUTING.md)`.

## How to mend it
Write absolute URLs, or let the backend replace them (hatch-fancy-pypi-readme).

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#description
",
    check: Check::Release(check),
};

/// More than this of a description is not parsed: real ones have 20 kB, the longest 500 kB.
const LONGEST: usize = 1 << 20;

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let kind = metadata.description_content_type().map_or("", |field| field.value.as_str());
    let Some(text) = metadata.description().filter(|text| text.len() <= LONGEST) else { return };
    if !kind.trim().to_ascii_lowercase().starts_with("text/markdown") {
        return;
    }
    let found = relative(text);
    if !found.is_empty() {
        let by = std::iter::once(format!("by {}", dist.file_name));
        report
            .file(
                format!(
                    "the description has {}",
                    crate::rules::count(found.len(), "relative link")
                ),
                "write absolute URLs",
            )
            .evidence(by.chain(found));
    }
}

/// The relative links and images, as written.
fn relative(text: &str) -> Vec<String> {
    let links = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => None,
        Event::Start(Tag::Link { dest_url, .. }) => Some(("link", dest_url)),
        Event::Start(Tag::Image { dest_url, .. }) => Some(("image", dest_url)),
        _ => None,
    });
    links.filter(|(_, url)| is_relative(url)).map(|(what, url)| format!("{what}: {url}")).collect()
}

/// Neither a URL with a scheme, nor a place on the page itself.
fn is_relative(url: &str) -> bool {
    let scheme = url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    });
    !scheme && !url.is_empty() && !url.starts_with(['#', '?']) && !url.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn links_of_the_repository_are_found() {
        let text = "[a](b.md) ![c](d/e.png) [f](#g) <https://example.invalid> <j@example.invalid> `[h](i)` \
                    [mail](mailto:j@example.invalid) [k]\n\n[k]: /l\n\n    [m](n)\n";
        assert_eq!(relative(text), ["link: b.md", "image: d/e.png", "link: /l"]);
    }
}
