//! WIN: native code of Windows.

pub(super) mod win001_unreadable;
pub(super) mod win002_machine_differs;
pub(super) mod win003_interpreter_dll;
pub(super) mod win004_debug_runtime;
pub(super) mod win005_runtime_missing;
pub(super) mod win006_dll_unknown;

mod files;
mod interpreter;

use files::{File, Windows, is_debug_runtime, is_runtime};
use interpreter::Interpreter;
