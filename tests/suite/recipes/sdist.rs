//! Source distributions.

use super::{Recipe, only, sdist};

pub(super) const RECIPES: &[Recipe] = &[
    only("SDI001", |to| vec![sdist().root("demo").write(to)]),
    only("SDI002", |to| vec![sdist().without("PKG-INFO").write(to)]),
    only("SDI003", |to| vec![sdist().without("pyproject.toml").write(to)]),
    // A damaged tar archive cannot be opened at all; the older zip archives can, and have a name
    // that PyPI does not take any more.
    only("SDI004", |to| vec![sdist().write_zip(to)]).also(&["NAM006"]),
    only("SDI005", |to| vec![sdist().link("vendor", "../../vendor").write(to)]),
];
