//! relkit takes a compiled Python package through its releases: it plans the wheels, writes the
//! CI that builds, tests and publishes them, and checks what was built.
//!
//! # Architecture
//! Rooms import leftward only; `tests/suite/layers.rs` reads the `use crate::` lines and names a
//! broken edge:
//!
//! `model`, `process` ← `tables` ← `installer`, `project`, `dist`, `net`, `syntax` ← `index`, `matrix`, `repair`,
//! `rules`, `downloads`, `stub`, `drop`, `smoke` ← `advice` ← `render`, `report` ← `commands` ← `cli` ← `main`
//!
//! Rooms between the same two arrows do not import each other. clap lives in `cli` alone, minijinja
//! in `render` alone; nothing below `commands` but `net`, `smoke` and `process` reads the clock or the
//! environment. Programs that are not trusted are started by `process` alone.

pub mod advice;
pub mod cli;
pub mod commands;
pub mod dist;
pub mod downloads;
pub mod drop;
pub mod index;
pub mod installer;
pub mod matrix;
pub mod model;
pub mod net;
pub mod process;
pub mod project;
pub mod render;
pub mod repair;
pub mod report;
pub mod rules;
pub mod smoke;
pub mod stub;
pub mod syntax;
pub mod tables;
