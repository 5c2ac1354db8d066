//! No `Debug` shows a password, a URL, a bound value or a literal.

use std::fmt::Debug;

use db_testcontainers::Postgres;
use diesel::connection::{LoadConnection as _, SimpleConnection as _};
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::sql_types::Text;
use diesel_trace::{Instrument, PgConnection, SqliteConnection, Telemetry};
use tokio::runtime::Runtime;

use crate::connection::sqlite;

#[track_caller]
fn assert_hides(value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains("Xq7"), "{text}");
    }
}

#[test]
fn no_debug_of_a_connection_shows_a_secret() {
    let telemetry = Telemetry::builder().query_parameters(true).build();
    let mut connection = sqlite(&telemetry);
    connection.batch_execute("SELECT 'Xq7Literal'").expect("done");
    assert_hides(&connection);
    let query = diesel::sql_query("SELECT ? AS name").bind::<Text, _>("Xq7Parameter");
    assert_hides(&connection.load(query).expect("rows"));
    let server = Runtime::new().expect("a runtime").block_on(Postgres::start()).expect("a server");
    if let Some(url) = server.password_url() {
        assert_hides(&PgConnection::establish_with(&url, &telemetry).expect("a connection"));
    }
    assert_hides(&Instrument::with(&telemetry).url("postgresql://me:Xq7Password@localhost/shop"));
    let url = "file::memory:?key=Xq7Secret";
    let pool =
        Pool::builder().max_size(1).build(ConnectionManager::<SqliteConnection>::new(url)).expect("a pool");
    assert_hides(&*pool.get().expect("a connection"));
}
