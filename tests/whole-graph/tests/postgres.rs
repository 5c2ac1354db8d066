//! Crates that are built on tokio-postgres: each statement that the server executed has one span.

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use postgres_types::{FromSql, ToSql};
use refinery::{Migration, Runner};
use tokio_postgres::{NoTls, Telemetry};
use whole_graph::SECRET;
use whole_graph::recorded::{Recorded, blocking_section, section};
use whole_graph::server_log::ServerLog;

/// A type of the program's own, by the types of the driver.
#[derive(Debug, PartialEq, ToSql, FromSql)]
#[postgres(transparent)]
struct Name(String);

#[tokio::test(flavor = "multi_thread")]
async fn each_statement_of_crates_on_the_driver_is_one_span() {
    let recorded = Recorded::install();
    // This line does not compile without the patch. bb8-postgres checks a connection by an empty query.
    Telemetry::builder().health_check_spans(true).build().set_global();
    let log = ServerLog::begin();
    let url = std::env::var("WHOLE_GRAPH_POSTGRES").expect("`cargo xtask graph` runs this program");

    section("driver", driver(&url)).await;
    let blocking_url = url.clone();
    let blocking = move || blocking_section("postgres", || blocking(&blocking_url));
    tokio::task::spawn_blocking(blocking).await.expect("no panic");
    section("refinery", refinery(&url)).await;
    section("bb8-postgres", bb8(&url)).await;
    section("deadpool-postgres", deadpool(&url)).await;

    let statements = log.statements();
    let (connects, prepares) = (recorded.count("CONNECT"), recorded.count("PREPARE"));
    let names: Vec<_> = recorded.calls().into_iter().map(|span| span.name).collect();
    assert_eq!(connects, log.connections(), "{names:#?}");
    assert_eq!(prepares, 2, "one of the program and one of deadpool-postgres: {names:#?}");
    assert_eq!(names.len(), statements.len() + connects + prepares, "{names:#?}\n{statements:#?}");
    assert_eq!(recorded.measurements(), names.len());
    assert!(recorded.calls().iter().all(|span| span.instrumentation_scope.name() == "pg-trace"));

    assert_eq!(
        recorded.names_in("driver"),
        ["CONNECT", "CREATE TABLE users", "PREPARE INSERT users", "INSERT users", "SELECT users"]
    );
    let created = |history: &str| {
        let create = format!("CREATE TABLE {history}");
        let select = format!("SELECT {history}");
        ["START TRANSACTION", &create, "COMMIT", "START TRANSACTION", &select, "COMMIT"].map(str::to_owned)
    };
    let (blocking, refinery) = (recorded.names_in("postgres"), recorded.names_in("refinery"));
    assert_eq!(blocking[..2], ["CONNECT", "SELECT"]);
    assert_eq!(blocking[2..8], created("sync_history"));
    // The blocking driver has a transaction for each of the two.
    let applied = [
        "START TRANSACTION",
        "CREATE TABLE sync_books",
        "COMMIT",
        "START TRANSACTION",
        "INSERT sync_history",
        "COMMIT",
    ];
    assert_eq!(blocking[8..], applied);
    assert_eq!(refinery[0], "CONNECT");
    assert_eq!(refinery[1..7], created("refinery_schema_history"));
    let applied = ["START TRANSACTION", "CREATE TABLE books", "INSERT refinery_schema_history", "COMMIT"];
    assert_eq!(refinery[7..], applied);
    // bb8 connects in a task of its own, outside of the section.
    assert_eq!(recorded.names_in("bb8-postgres"), ["PING", "SELECT users", "PING", "SELECT users"]);
    let transaction = ["START TRANSACTION", "UPDATE users", "COMMIT"];
    let first = [&["CONNECT", "PREPARE SELECT users", "SELECT users"][..], &transaction].concat();
    let second = [&["PING", "SELECT users"][..], &transaction].concat();
    assert_eq!(recorded.names_in("deadpool-postgres"), [first, second].concat());

    assert!(log.contains(SECRET), "the values reach the server");
    recorded.assert_never_seen(SECRET);
}

async fn driver(url: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute("CREATE TABLE users (name text)").await.expect("a table");
    let insert = client.prepare("INSERT INTO users VALUES ($1)").await.expect("a statement");
    let name = Name(SECRET.to_owned());
    client.execute(&insert, &[&name]).await.expect("a row");
    let row = client.query_one("SELECT name FROM users", &[]).await.expect("a row");
    assert_eq!(row.get::<_, Name>(0), name);
    // pgvector implements the driver's traits: its type compiles as a parameter.
    let vector: &(dyn ToSql + Sync) = &pgvector::Vector::from(vec![1.0, 2.0]);
    assert!(format!("{vector:?}").contains("Vector"));
}

fn blocking(url: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("a connection");
    let sql = format!("SELECT '{SECRET}' || $1");
    client.query_one(&sql, &[&SECRET]).expect("a row");
    let mut runner = Runner::new(&migrations("sync_books"));
    runner.set_migration_table_name("sync_history").run(&mut client).expect("migrated");
    client.close().expect("closed");
}

async fn refinery(url: &str) {
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    Runner::new(&migrations("books")).run_async(&mut client).await.expect("migrated");
}

fn migrations(table: &str) -> Vec<Migration> {
    let sql = format!("CREATE TABLE {table} (title text DEFAULT '{SECRET}')");
    vec![Migration::unapplied("V1__create_books", &sql).expect("a migration")]
}

async fn bb8(url: &str) {
    let manager = bb8_postgres::PostgresConnectionManager::new_from_stringlike(url, NoTls).expect("a URL");
    let pool = bb8::Pool::builder().max_size(1).build(manager).await.expect("a pool");
    for _ in 0..2 {
        let client = pool.get().await.expect("a connection");
        client.query("SELECT name FROM users WHERE name = $1", &[&SECRET]).await.expect("rows");
    }
}

async fn deadpool(url: &str) {
    let config = url.parse().expect("a URL");
    let settings = ManagerConfig { recycling_method: RecyclingMethod::Verified };
    let manager = Manager::from_config(config, NoTls, settings);
    let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
    for _ in 0..2 {
        let mut client = pool.get().await.expect("a connection");
        let select = client.prepare_cached("SELECT name FROM users").await.expect("a statement");
        client.query(&select, &[]).await.expect("rows");
        let transaction = client.transaction().await.expect("a transaction");
        transaction.execute("UPDATE users SET name = $1", &[&SECRET]).await.expect("a row");
        transaction.commit().await.expect("a commit");
    }
}
