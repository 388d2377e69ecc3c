//! ZIP009: extra fields.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP009",
    name: "extra-field",
    level: Level::Error,
    summary: "An extra field is malformed, stands twice or renames the member",
    docs: "\
## What is wrong
Headers may carry extra fields. This one does not fit into its header, is a ZIP64 or a Unicode \
path field that stands twice, has no valid content, or gives the member a name other than the \
header's (a warning).

## Why it matters
Tools differ in which of two fields they take and in how they go on after a broken one, so that \
sizes and names differ between them. PyPI refuses all but the other name.

## Example
A ZIP64 field (0x0001) of 8 bytes for a member that is compressed: which of the sizes is it?

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.5.1, 4.5.3, 4.6.9) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Invalid duplicate extra in local file\", \"Filename not valid UTF-8\", \"Malformed zip file\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Extra,
        level: Level::Error,
        message: "an extra field is malformed",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
    Odd {
        oddity: Oddity::ExtraName,
        level: Level::Warning,
        message: "an extra field contradicts the name in the header",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
