//! Wheels tried on real interpreters: do they import, leave the GIL off, give back what they take?
//!
//! The flow of `relkit smoke`: candidates for interpreters (found by the command) → [`ask`] each what
//! it is → [`Target`](crate::model::Target) → the installer's choice names the file → a [`Lane`] →
//! [`try_lane`]: an environment of its own, a process of its own for each trial → [`Case`]s.
//!
//! Architecture invariants:
//! - Nothing that a wheel does ends relkit or is believed: trials run in their own process group,
//!   with bounds on time, memory and output, and what they print is no answer.
//! - What was not tried is no pass. A trial that ends without its last record failed.
//! - No variable that begins with `PYTHON` reaches a trial: `PYTHON_GIL=0` would blind the gate of
//!   the GIL.

mod case;
mod drivers;
mod environment;
mod gates;
mod gil;
mod imports;
mod lane;
mod leaks;
mod listing;
mod modules;
mod record;
mod said;
mod scratch;
mod startup;
mod wanted;
mod words;

pub use crate::process::Ended;
use crate::process::{Child, Ran, run};

pub use case::{Case, Counted, Gate, Leak, Round, Verdict};
pub use drivers::Drivers;
pub use environment::{Environment, SetupError, Tools};
pub use gil::{Claim, claimed};
pub use lane::{Lane, Outcome, Trial, WhyNot, try_lane};
pub use modules::brings;
pub use said::{AskError, Said, UnknownTarget, ask};
pub use scratch::Scratch;
pub use startup::{Advice, Lost, Needed, Suite, advise};
pub use wanted::{BadLeakCall, Engine, LeakCall, Memory, Settings};
