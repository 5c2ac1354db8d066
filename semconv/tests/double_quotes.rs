//! The setting `double_quotes`: for which systems it counts, and what it shows.

use db_semconv::sql::DoubleQuotes;
use db_semconv::{Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

const SQL: &str = r#"SELECT "a" FROM "t" WHERE b = "Xq7hidden""#;

/// The text and the name of the span of one call.
fn exported(system: System, double_quotes: Option<DoubleQuotes>) -> (String, String) {
    let spans = InMemorySpanExporter::default();
    let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
    let builder = Telemetry::builder().tracer_provider(tracers);
    let telemetry = match double_quotes {
        Some(double_quotes) => builder.double_quotes(double_quotes).build(),
        None => builder.build(),
    };
    let instrumentation = Instrumentation { name: "test", version: "1", variable: "TESTS" };
    let session = Session::new(Database::new(&telemetry, instrumentation, system, &Target::new()));
    session.start(|| Operation::new(session.database().query(SQL))).end(Outcome::success());
    let [span] = &spans.get_finished_spans().expect("not shut down")[..] else { panic!("not one span") };
    let text = span.attributes.iter().find(|attribute| attribute.key.as_str() == "db.query.text");
    (text.expect("a text").value.to_string(), span.name.to_string())
}

#[test]
fn double_quotes_are_what_the_setting_says_where_a_server_has_one() {
    let strings = ("SELECT ? FROM ? WHERE b = ?", "SELECT");
    let names = (SQL, r#"SELECT "t""#);
    let by_place = (r#"SELECT ? FROM "t" WHERE b = ?"#, r#"SELECT "t""#);
    for (system, default) in [
        (System::MYSQL, strings),
        (System::MARIADB, strings),
        (System::SQLITE, by_place),
        (System::MICROSOFT_SQL_SERVER, by_place),
        (System::OTHER_SQL, by_place),
    ] {
        for (setting, (text, name)) in [
            (None, default),
            (Some(DoubleQuotes::String), strings),
            (Some(DoubleQuotes::Identifier), names),
            (Some(DoubleQuotes::ByPlace), by_place),
        ] {
            let found = exported(system, setting);
            assert_eq!(found, (text.to_owned(), name.to_owned()), "{system:?} {setting:?}");
        }
    }
}

#[test]
fn double_quotes_are_names_in_postgresql_and_oracle_whatever_the_setting_says() {
    for system in [System::POSTGRESQL, System::ORACLE_DB] {
        for setting in [None, Some(DoubleQuotes::String), Some(DoubleQuotes::ByPlace)] {
            assert_eq!(exported(system, setting), (SQL.to_owned(), r#"SELECT "t""#.to_owned()), "{system:?}");
        }
    }
}
