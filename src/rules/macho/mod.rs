//! MAC: native code of macOS and iOS.

pub(super) mod mac001_unreadable;
pub(super) mod mac002_architecture_missing;
pub(super) mod mac003_system_too_new;
pub(super) mod mac004_load_outside;
pub(super) mod mac005_load_missing;
pub(super) mod mac006_interpreter_linked;
pub(super) mod mac007_platform_differs;
pub(super) mod mac008_unsigned;

mod claims;
mod files;
mod loads;

use claims::Claim;
use files::{Apple, File};
use loads::{Place, Problem, problems};
