//! What only PostgreSQL has.

use db_semconv::{Target, Telemetry};
use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use diesel::result::Error;
use diesel_async::{AsyncConnection as _, AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use diesel_trace::{AsyncPgConnection, TransactionBuilder};
use futures_util::StreamExt as _;
use tokio_postgres::NoTls;

use crate::scene::{postgres, postgres_url, take_names, take_only};
use crate::schema::users;

#[tokio::test]
async fn postgres_connect_span_has_its_target() {
    let recorder = Recorder::new();
    let url = postgres_url().await;
    let server = Postgres::start().await.expect("a server");
    let (database, port) = (url.rsplit('/').next().expect("a name"), server.port().to_string());
    let pairs = format!("host={} port={port} user=postgres dbname={database}", server.host());
    for text in [&url, &pairs] {
        AsyncPgConnection::establish_with(text, &recorder.telemetry()).await.expect("a connection");
        let span = take_only(&recorder);
        assert_eq!((span.name.as_str(), span.attribute("db.system.name")), ("CONNECT", Some("postgresql")));
        assert_eq!(span.attribute("db.namespace"), Some(database));
        assert_eq!(span.attribute("server.address"), Some(server.host()));
        assert_eq!(span.attribute("server.port"), Some(port.as_str()));
    }
}

#[tokio::test]
async fn built_transaction_records_its_options() {
    let recorder = Recorder::new();
    let connection = &mut postgres(&recorder).await;
    let isolation = connection
        .build_transaction()
        .read_write()
        .repeatable_read()
        .serializable()
        .read_only()
        .deferrable()
        .run::<_, Error, _>(async |connection| {
            diesel::dsl::sql::<diesel::sql_types::Text>("SELECT current_setting('transaction_isolation')")
                .get_result::<String>(connection)
                .await
        })
        .await;
    assert_eq!(isolation.as_deref(), Ok("serializable"));
    let text = "BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE";
    assert_eq!(recorder.spans()[0].attribute("db.query.text"), Some(text));
    assert_eq!(take_names(&recorder), ["BEGIN", "SELECT", "COMMIT"]);
    let refused = read_only(connection.build_transaction())
        .run::<_, Error, _>(async |connection| diesel::delete(users::table).execute(connection).await)
        .await;
    refused.expect_err("read only");
    assert_eq!(recorder.spans()[1].attribute("db.response.status_code"), Some("25006"));
    assert_eq!(take_names(&recorder), ["BEGIN", "DELETE users", "ROLLBACK"]);
}

/// The type has the parameters of diesel-async's.
fn read_only(
    builder: TransactionBuilder<'_, AsyncPgConnection>,
) -> TransactionBuilder<'_, AsyncPgConnection> {
    builder.read_only()
}

#[tokio::test]
async fn async_notifications_arrive() {
    let recorder = Recorder::new();
    let connection = &mut postgres(&recorder).await;
    connection.batch_execute("LISTEN news; NOTIFY news, 'Xq7Payload'").await.expect("done");
    let mut notifications = std::pin::pin!(connection.notifications_stream());
    let notification = notifications.next().await.expect("one").expect("no failure");
    assert_eq!((notification.channel.as_str(), notification.payload.as_str()), ("news", "Xq7Payload"));
    recorder.assert_never_seen(&["Xq7Payload"]);
}

#[tokio::test]
async fn postgres_query_is_cancelled_by_its_token() {
    let recorder = Recorder::new();
    let connection = &mut postgres(&recorder).await;
    let token = connection.cancel_token();
    let (cancelled, ()) = futures_util::join!(connection.batch_execute("SELECT pg_sleep(60)"), async {
        // The server may not have seen the query yet.
        while recorder.spans().is_empty() {
            token.cancel_query(NoTls).await.expect("asked");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    });
    cancelled.expect_err("cancelled");
    assert_eq!(take_only(&recorder).attribute("error.type"), Some("_OTHER"));
}

#[tokio::test]
async fn connection_from_tokio_postgres_is_traced() {
    let url = postgres_url().await;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a connection");
    let driven = AsyncPgConnection::try_from_client_and_connection(client, connection).await.expect("set up");
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let spawned = AsyncPgConnection::try_from(client).await.expect("set up");
    for mut connection in [driven, spawned] {
        let recorder = Recorder::new();
        connection.set_telemetry(&recorder.telemetry());
        connection.batch_execute("SELECT 1").await.expect("done");
        let span = take_only(&recorder);
        assert_eq!((span.name.as_str(), span.attribute("server.address")), ("SELECT", None));
    }
    let plain = diesel_async::AsyncPgConnection::establish(&url).await.expect("a connection");
    let recorder = Recorder::new();
    let target = Target::new().namespace("shop").address("db");
    let mut connection = AsyncPgConnection::from_driver(plain, &recorder.telemetry(), &target);
    connection.batch_execute("SELECT 1").await.expect("done");
    assert_eq!(take_only(&recorder).attribute("db.namespace"), Some("shop"));
}

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("diesel/migrations");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn async_migration_harness_is_traced() {
    let recorder = Recorder::new();
    let connection = AsyncPgConnection::establish_with(&postgres_url().await, &recorder.telemetry())
        .await
        .expect("a connection");
    recorder.forget();
    let mut harness = AsyncMigrationHarness::new(connection);
    assert_eq!(harness.run_pending_migrations(MIGRATIONS).expect("migrated").len(), 1);
    let mut connection = harness.into_inner();
    let names = take_names(&recorder);
    for name in ["CREATE TABLE notes", "BEGIN", "COMMIT", "INSERT __diesel_schema_migrations"] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
    diesel::sql_query("SELECT * FROM notes").execute(&mut connection).await.expect("the table is there");
}

#[derive(Debug, PartialEq, Eq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = MoodType)]
struct Mood(&'static str);

#[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "mood"))]
struct MoodType;

impl diesel::serialize::ToSql<MoodType, diesel::pg::Pg> for Mood {
    fn to_sql<'b>(
        &'b self,
        output: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
    ) -> diesel::serialize::Result {
        std::io::Write::write_all(output, self.0.as_bytes())?;
        Ok(diesel::serialize::IsNull::No)
    }
}

#[tokio::test]
async fn async_type_lookup_is_inside_the_query_that_needs_it() {
    let recorder = Recorder::new();
    let connection = &mut postgres(&recorder).await;
    connection.batch_execute("CREATE TYPE mood AS ENUM ('merry', 'gloomy')").await.expect("made");
    recorder.forget();
    let merry = diesel::select(
        diesel::dsl::sql::<diesel::sql_types::Bool>("'merry' = ").bind::<MoodType, _>(Mood("merry")),
    );
    assert_eq!(merry.get_result::<bool>(connection).await, Ok(true));
    assert_eq!(take_names(&recorder), ["SELECT"]);
    recorder.assert_never_seen(&["merry"]);
}

#[tokio::test]
async fn disabled_telemetry_records_no_async_postgres_call() {
    let mut connection = AsyncPgConnection::establish_with(&postgres_url().await, &Telemetry::disabled())
        .await
        .expect("a connection");
    connection.batch_execute("SELECT 1").await.expect("done");
    connection.inner_mut().batch_execute("SELECT 1").await.expect("done");
}
