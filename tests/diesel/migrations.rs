//! Migrations run on the traced connection as on diesel's own.

use db_trace_tests::Recorder;
use diesel::connection::LoadConnection;
use diesel::migration::MigrationConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::connection::{on_sqlite_and_mysql, postgres_quietly};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("diesel/migrations");

fn migrate<C>(connection: &mut C) -> usize
where
    C: MigrationConnection + MigrationHarness<C::Backend> + LoadConnection,
    C::Backend: diesel::backend::Backend,
{
    connection.run_pending_migrations(MIGRATIONS).expect("migrated").len()
}

/// The spans of the first run, by how the backend quotes names.
fn expected(quote: char) -> [String; 6] {
    let quoted = format!("{quote}__diesel_schema_migrations{quote}");
    [
        "CREATE TABLE __diesel_schema_migrations".to_owned(),
        format!("SELECT {quoted}"),
        "BEGIN".to_owned(),
        "CREATE TABLE notes".to_owned(),
        format!("INSERT {quoted}"),
        "COMMIT".to_owned(),
    ]
}

#[test]
fn migrations_run_and_are_recorded() {
    on_sqlite_and_mysql!(|recorder, connection| {
        assert_eq!(migrate(connection), 1);
        assert_eq!(recorder.names(), expected('`'));
        recorder.forget();
        assert_eq!(migrate(connection), 0);
        connection.revert_all_migrations(MIGRATIONS).expect("reverted");
        assert!(recorder.names().contains(&"DROP TABLE notes".to_owned()), "{:?}", recorder.names());
        recorder.assert_never_seen(&["Xq7Migrated"]);
    });

    let recorder = Recorder::new();
    assert_eq!(migrate(&mut postgres_quietly(&recorder)), 1);
    assert_eq!(recorder.names(), expected('"'));
    recorder.assert_never_seen(&["Xq7Migrated"]);
}
