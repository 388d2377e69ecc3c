//! Plans as text: the only room that knows the template engine.
//!
//! Templates see nothing but a documented context whose fields are all decided; an undefined name
//! is an error. Their own delimiters are three braces, so that `${{ }}` passes through.

mod engine;
pub mod github;
pub mod init;

pub use engine::RenderError;
