//! The program `redact`, over real pipes.

mod arguments;
mod broken;
mod pipes;
mod program;
mod readme;
mod requests;
mod strings;
mod text;
