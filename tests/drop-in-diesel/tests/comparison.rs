//! The two builds of the program see the same things; only one of them is seen by OpenTelemetry.

use db_testcontainers::{MariaDb, Postgres};
use opentelemetry::global;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

#[test]
fn traced_diesel_program_has_the_results_of_the_plain_one() {
    // The program knows no provider, so it must be the global one. Nothing else runs in this process.
    let spans = InMemorySpanExporter::default();
    global::set_tracer_provider(SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build());
    let [postgres, mysql] = databases();

    let plain = [
        drop_in_diesel_plain::run_on_sqlite(),
        drop_in_diesel_plain::run_on_postgres(&postgres[0]),
        drop_in_diesel_plain::run_on_mysql(&mysql[0]),
    ];
    assert_eq!(spans.get_finished_spans().unwrap(), []);
    let traced = [
        drop_in_diesel::run_on_sqlite(),
        drop_in_diesel::run_on_postgres(&postgres[1]),
        drop_in_diesel::run_on_mysql(&mysql[1]),
    ];
    for (traced, plain) in traced.into_iter().zip(plain) {
        // MariaDB has the database's name in its messages.
        let [traced, plain] = [(traced, &mysql[1]), (plain, &mysql[0])].map(|(report, url)| {
            let name = url.rsplit('/').next().expect("a name");
            report.unwrap().into_iter().map(|line| line.replace(name, "library")).collect::<Vec<_>>()
        });
        assert!(plain.len() > 20, "the program did little: {plain:#?}");
        assert_eq!(traced, plain);
    }
    let count = spans.get_finished_spans().unwrap().len();
    assert!(count > 160, "the program is hardly traced: {count} spans");
}

/// Two that are empty, on each of the servers.
fn databases() -> [[String; 2]; 2] {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let postgres = Postgres::start().await.expect("a server");
        let mysql = MariaDb::start().await.expect("a server");
        [
            [postgres.create_database().await, postgres.create_database().await],
            [mysql.create_database().await, mysql.create_database().await],
        ]
        .map(|databases| databases.map(|database| database.expect("a database")))
    })
}
