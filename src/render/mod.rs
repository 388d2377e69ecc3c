//! Plans as text: the only room that knows the template engine.
//!
//! Templates see nothing but a documented context whose fields are all decided; an undefined name
//! is an error. Their own delimiters are three braces, so that `${{ }}` passes through.

pub mod azure;
pub mod circleci;
mod engine;
mod gate;
pub mod github;
pub mod gitlab;
pub mod init;
mod literal;
mod maturin;
mod names;
mod pattern;
mod quote;
pub mod report;
mod runs;
mod smoke;
pub mod stub;

pub use engine::RenderError;
