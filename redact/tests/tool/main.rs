//! The program `redact`, over real pipes.

mod arguments;
mod broken;
mod pipes;
mod program;
mod requests;
mod strings;
mod text;
