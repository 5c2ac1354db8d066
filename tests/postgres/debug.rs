//! No `Debug` shows a password, a URL, a value of a parameter or a literal.

use std::fmt::Debug;

use futures_util::TryStreamExt as _;
use pg_trace::deadpool::{self, ManagerConfig, RecyclingMethod, Runtime};
use pg_trace::types::{ToSql, Type};
use pg_trace::{Config, NoTls, Telemetry};

const TEXT: &str = "SELECT 'Xq7Literal', $1::text";
const PARAMETER: &str = "Xq7Parameter";

#[track_caller]
fn assert_hides(value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains("Xq7"), "{text}");
    }
}

async fn config() -> Config {
    let mut config: Config = crate::client::database().await.parse().expect("a URL");
    config.password("Xq7Password").telemetry(&Telemetry::builder().query_parameters(true).build()).clone()
}

#[tokio::test]
async fn no_debug_of_a_client_shows_a_secret() {
    let config = config().await;
    assert_hides(&config);
    let (mut client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    assert_hides(&client);
    assert_hides(&client.cancel_token());
    let statement = client.prepare(TEXT).await.expect("prepared");
    assert_hides(&statement);
    let parameters: [&(dyn ToSql + Sync); 1] = [&PARAMETER];
    let rows = client.query_raw(TEXT, parameters).await.expect("rows");
    assert_hides(&rows);
    rows.try_collect::<Vec<_>>().await.expect("rows");
    assert_hides(&client.query_typed_raw(TEXT, [(PARAMETER, Type::TEXT)]).await.expect("rows"));
    assert_hides(&client.simple_query_raw("SELECT 'Xq7Literal'").await.expect("rows"));
    assert_hides(&client.copy_out("COPY (SELECT 'Xq7Literal') TO STDOUT").await.expect("rows"));
    assert_hides(&client.build_transaction());
    let transaction = client.transaction().await.expect("begun");
    assert_hides(&transaction);
    assert_hides(&transaction.bind(TEXT, &[&PARAMETER]).await.expect("bound"));
}

#[tokio::test]
async fn no_debug_of_a_pool_shows_a_secret() {
    let settings = ManagerConfig { recycling_method: RecyclingMethod::Custom("SET x = 'Xq7Literal'".into()) };
    let described = deadpool::Config {
        url: Some("postgresql://me:Xq7Password@localhost/shop".to_owned()),
        password: Some("Xq7Password".to_owned()),
        user: Some("me".to_owned()),
        manager: Some(settings.clone()),
        ..deadpool::Config::new()
    };
    assert_hides(&described);
    assert!(format!("{described:?}").contains("user: Some(\"me\"), password: Some(_)"), "{described:?}");
    assert_hides(&settings);
    for password in ["p@Xq7/word", "p@Xq7,word", "p@Xq7?x=word", "p@%2FXq7"] {
        let url = format!("postgresql://me:{password}@localhost/shop");
        let mut ambiguous = deadpool::Config { url: Some(url), ..deadpool::Config::new() };
        assert_hides(&ambiguous);
        assert_hides(&ambiguous.get_pg_config().map_err(deadpool::CreatePoolError::Config));
        ambiguous.dbname = Some("shop".to_owned());
        assert_hides(&ambiguous.builder(NoTls));
    }
    assert_hides(&described.get_pg_config().expect("a configuration"));
    assert_hides(&described.builder(NoTls).expect("a configuration"));
    let manager = deadpool::Manager::from_config(config().await, NoTls, ManagerConfig::default());
    assert_hides(&manager);
    let pool = deadpool::Pool::builder(manager).runtime(Runtime::Tokio1).build().expect("a pool");
    assert_hides(&pool);
    let mut client = pool.get().await.expect("a client");
    assert_hides(&client);
    client.prepare_cached(TEXT).await.expect("prepared");
    assert_hides(&client.statement_cache);
    assert_hides(&pool.manager().statement_caches);
    assert_hides(&client.build_transaction());
    assert_hides(&client.transaction().await.expect("begun"));
}
