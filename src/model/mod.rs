//! The words of the field as types: names, versions, tags, file names, identifiers, targets.
//!
//! Nothing here reads a file, a clock or the environment. Every type keeps what it was given:
//! a tag that relkit does not know parses to an `Unknown` variant, and `Display` gives back the
//! very text that was parsed.

mod arch;
mod file_name;
mod identifier;
mod interpreter;
mod name;
mod parse_error;
mod platform;
mod provider;
mod python_version;
mod requires_python;
mod sdist_name;
pub(crate) mod spelled;
mod support;
mod system_version;
pub mod tag;
mod target;
mod wheel_name;

pub use arch::{AndroidAbi, IosMultiarch, LinuxArch, MacArch, WindowsArch};
pub use file_name::FileName;
pub use identifier::{BuildIdentifier, BuildOs, BuildPlatform};
pub use interpreter::{Implementation, Interpreter};
pub use name::ProjectName;
pub use parse_error::ParseError;
pub use pep440_rs::{Version, VersionSpecifiers};
pub use platform::Platform;
pub use provider::Provider;
pub use python_version::PythonVersion;
pub use requires_python::RequiresPython;
pub use sdist_name::SdistName;
pub use support::SupportPolicy;
pub use system_version::SystemVersion;
pub use tag::{AbiTag, PlatformTag, PythonTag, Tag, TagSet};
pub use target::Target;
pub use wheel_name::{BuildTag, WheelName};
