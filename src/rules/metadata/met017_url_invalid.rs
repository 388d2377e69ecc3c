//! MET017: a URL that PyPI does not take.

use super::url;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET017",
    name: "url-invalid",
    level: Level::Error,
    summary: "A URL is none that PyPI takes",
    docs: "\
## What is wrong
`Home-page`, `Download-URL` or the URL of a `Project-URL` does not begin with `http://` or \
`https://`, has brackets behind the host, or a port that there is none of.

## Why it matters
PyPI refuses the file.

## Example
`Project-URL: Source, example.invalid/demo`, without `https://`.

## How to mend it
Write the whole URL in `urls` under `[project]`, with `%5B` and `%5D` for brackets.

## Source
pypi/warehouse (warehouse/forklift/metadata.py), and RFC 3986
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let headers = &file.metadata.headers;
    let single = ["Home-page", "Download-URL"].into_iter().flat_map(|name| headers.all(name));
    let single = single.map(|field| (field, field.value.as_str()));
    // What has no label or no URL is MET011's.
    let labelled = headers.all("Project-URL").filter_map(|field| {
        let (label, url) = field.value.split_once(',')?;
        (!label.trim().is_empty()).then_some((field, url.trim()))
    });
    for (field, text) in single.chain(labelled) {
        // PyPI takes both for a field that is not there.
        if text.is_empty() || text == "UNKNOWN" {
            continue;
        }
        if let Err(why) = url::check(text) {
            report
                .member(
                    file.member,
                    format!("`{}` is no URL that PyPI takes: {why}", field.name),
                    "write the whole URL, with https:// and %5B for brackets",
                )
                .evidence([super::at(field)]);
        }
    }
}
