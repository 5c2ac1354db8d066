//! A trace as a tree in a terminal, for the examples' demos.
//!
//! [`arrange`] puts the spans in their order, [`render`] draws them with box characters.

mod paint;
mod span;
mod terminal;
mod tree;

pub use paint::{Paint, shorten};
pub use span::Span;
pub use terminal::render;
pub use tree::{Ending, Row, arrange, duration_text};
