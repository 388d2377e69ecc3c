//! Compatibility tags: what a wheel says it runs on.
//!
//! Rule: [platform compatibility tags](https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/)
//! (PEP 425, 600, 656, 730, 738, 783, 803): `python tag - ABI tag - platform tag`, each of which
//! may be a set joined by dots, which stands for the product of the three sets.

mod abi;
mod platform;
mod python;
mod set;

pub use abi::{AbiFlags, AbiTag};
pub use platform::PlatformTag;
pub use python::PythonTag;
pub use set::{Tag, TagSet};
