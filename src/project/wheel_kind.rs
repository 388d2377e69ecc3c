//! What the wheels of a project with compiled code are tied to.

use super::{
    Fact, Maturin, Native, Place, ProjectError, Reason, cargo::Crate, config::WheelChoice,
    node::Table,
};

/// What a wheel with compiled code needs to be the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WheelKind {
    /// A Python and its ABI: there are extension modules. Ex) `cp314-cp314-win_amd64`
    Extension,
    /// A platform alone: what is compiled is a program, or a library that Python code loads by
    /// itself. The line that says so. Ex) `py3-none-win_amd64`
    Interpreterless(Place),
}

/// The kind that the backend is told to make.
///
/// Sources: [maturin's bindings](https://www.maturin.rs/bindings.html), which it also guesses from
/// the crate; [`wheel.py-api`](https://scikit-build-core.readthedocs.io/) of scikit-build-core.
pub(super) fn read(
    pyproject: &Table<'_>,
    crate_: Option<&Crate>,
    maturin: &Maturin,
) -> Result<WheelKind, ProjectError> {
    // With PyO3 among its dependencies even a program is tied to one Python.
    let binds = crate_.is_some_and(Crate::binds_python);
    match &maturin.bindings {
        Some(bindings) => match bindings.as_str() {
            "cffi" | "uniffi" => return Ok(WheelKind::Interpreterless(bindings.place.clone())),
            "bin" if !binds => return Ok(WheelKind::Interpreterless(bindings.place.clone())),
            _ => {}
        },
        None if !binds => {
            if let Some(place) = crate_.and_then(|it| it.interpreterless.clone()) {
                return Ok(WheelKind::Interpreterless(place));
            }
        }
        None => {}
    }
    let skbuild = pyproject.path(&["tool", "scikit-build", "wheel"])?;
    let py_api = skbuild.map(|table| table.text("py-api")).transpose()?.flatten();
    Ok(match py_api {
        Some(tag) if tag.starts_with("py") => WheelKind::Interpreterless(tag.place),
        _ => WheelKind::Extension,
    })
}

/// What the `wheel` key makes of both.
pub(super) fn overridden(
    choice: Option<&Fact<WheelChoice>>,
    native: Native,
    kind: WheelKind,
) -> (Native, WheelKind) {
    let Some(Fact { value, place }) = choice else { return (native, kind) };
    let yes = || match native {
        Native::Yes(reason) => Native::Yes(reason),
        _ => Native::Yes(Reason::new(format!("`wheel` is `{value}`"), place.clone())),
    };
    match value {
        WheelChoice::Extension => (yes(), WheelKind::Extension),
        WheelChoice::AnyPython => (yes(), WheelKind::Interpreterless(place.clone())),
        WheelChoice::Pure => (Native::No, WheelKind::Extension),
    }
}
