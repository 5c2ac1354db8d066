//! What needs a process of its own: global providers, threads that end, and what would abort or hang the process.

mod child;
mod exported;
mod global_providers;
mod no_provider;
mod reentrant;
mod thread_end;
mod user_code;
