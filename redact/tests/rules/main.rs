//! RULES.md: its form, its examples, and the numbers that the engine and the oracle cite.

mod citations;
mod example;
mod examples;
mod page;
