//! RULES.md: its form, and its examples.

mod example;
mod examples;
mod page;
