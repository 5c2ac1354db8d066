//! From bytes to tokens: each dialect's rules, and the short cuts that look at many bytes at once.
//!
//! [`lexer`] reads one token as the server does, and asks the files named by what they read: [`comment`], [`uuid`],
//! [`number`], [`quoted`], [`parameter`]. [`other_setting`] reads a text as another setting of the server has it. The rest makes
//! the common case fast: [`vector`] compares many bytes in one register,
//! [`window`] finds where tokens start, [`ends`] where literals end, [`action`] what a first byte can be. [`keyword`] and [`spelling`]
//! compare words.
//!
//! Nothing here knows of statements, and nothing here writes.

pub(crate) mod action;
pub(crate) mod bytes;
pub(crate) mod comment;
pub(crate) mod ends;
pub(crate) mod keyword;
pub(crate) mod lexer;
pub(crate) mod literal;
pub(crate) mod number;
pub(crate) mod other_setting;
pub(crate) mod parameter;
mod quoted;
pub(crate) mod spelling;
pub(crate) mod token;
pub(crate) mod uuid;
pub(crate) mod vector;
pub(crate) mod window;
