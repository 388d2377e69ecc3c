//! The `WHEEL` file: a typed view.

use super::{Field, Headers};

/// `{name}-{version}.dist-info/WHEEL`
///
/// Rule: [file contents](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents):
/// `Wheel-Version`, `Generator`, `Root-Is-Purelib`, one `Tag` a line for every expanded tag, and
/// `Build` where the file name has a build tag.
#[derive(Debug, Clone, Default)]
pub struct WheelFile {
    /// All fields, as written
    pub headers: Headers,
}

impl WheelFile {
    /// `Wheel-Version`. Ex) `1.0`
    pub fn wheel_version(&self) -> Option<&Field> {
        self.headers.get("Wheel-Version")
    }

    /// `Root-Is-Purelib`. Ex) `false`
    pub fn root_is_purelib(&self) -> Option<&Field> {
        self.headers.get("Root-Is-Purelib")
    }

    /// Every `Tag`, as written. Ex) `cp36-abi3-win_amd64`
    pub fn tags(&self) -> impl Iterator<Item = &Field> {
        self.headers.all("Tag")
    }

    /// `Build`. Ex) `1`
    pub fn build(&self) -> Option<&Field> {
        self.headers.get("Build")
    }
}

impl From<Headers> for WheelFile {
    fn from(headers: Headers) -> Self {
        Self { headers }
    }
}
