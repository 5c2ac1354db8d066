//! How much larger the futures are than the driver's.

use db_semconv::Telemetry;
use pg_trace::NoTls;

use crate::client::{connect_to, database};

/// The bound: a program's stack and task sizes must not notice.
const MOST_ADDED: usize = 384;

#[tokio::test]
async fn client_futures_grow_by_a_bounded_size() {
    let url = database().await;
    let traced = connect_to(&url, Telemetry::disabled()).await;
    let (plain, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connected");
    tokio::spawn(connection);
    let traced_statement = traced.prepare("SELECT 1").await.expect("a statement");
    let plain_statement = plain.prepare("SELECT 1").await.expect("a statement");
    macro_rules! compare {
        ($($method:ident($($argument:expr),*);)*) => {
            [$((stringify!($method), size_of_val(&plain.$method($($argument),*)), size_of_val(&traced.$method($($argument),*)))),*]
        };
    }
    let sizes = compare! {
        query("SELECT 1", &[]);
        query_one("SELECT 1", &[]);
        query_opt("SELECT 1", &[]);
        execute("SELECT 1", &[]);
        query_typed("SELECT 1", &[]);
        simple_query("SELECT 1");
        batch_execute("SELECT 1");
        prepare("SELECT 1");
    };
    let prepared = (
        "query of a statement",
        size_of_val(&plain.query(&plain_statement, &[])),
        size_of_val(&traced.query(&traced_statement, &[])),
    );
    for (method, plain, traced) in sizes.into_iter().chain([prepared]) {
        println!("{method}: {plain} + {} bytes", traced - plain);
        assert!(traced <= plain + MOST_ADDED, "{method}: {plain} bytes, traced {traced}");
    }
}
