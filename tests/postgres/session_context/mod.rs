//! The context of calls in the session, as the server sees it.

mod application_name;
mod cost;
#[expect(dead_code, reason = "it is the page's example, which only compiles here")]
mod example;
mod pg_tracing;
#[cfg(unix)]
mod pgbouncer;
mod pool;
pub(crate) mod scene;

#[test]
fn example_on_the_page_is_the_one_that_compiles() {
    let page = include_str!("../../../semconv/src/session_context.md");
    assert!(page.contains(include_str!("example.rs")));
}
