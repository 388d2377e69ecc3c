//! File names.

use super::{Recipe, demo, only};
use crate::support::wheel::{Sdist, Wheel};

pub(super) const RECIPES: &[Recipe] = &[
    only("NAM001", |to| vec![demo().named("demo-1.0-py3-none.whl").write(to)]),
    only("NAM002", |to| vec![Wheel::new("Demo", "1.0").write(to)]),
    only("NAM003", |to| vec![Wheel::new("demo", "01.0").write(to)]),
    only("NAM004", |to| vec![Wheel::new("demo", "1.0+local").write(to)]),
    only("NAM005", |to| {
        let tags = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"];
        vec![demo().build_tag("2").wheel(&tags).write(to)]
    }),
    only("NAM006", |to| vec![Sdist::new("Demo", "1.0").write(to)]),
];
