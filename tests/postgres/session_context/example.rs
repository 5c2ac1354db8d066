use opentelemetry_sdk::trace::SdkTracerProvider;
use pg_trace::{Config, NoTls, SessionContext, Telemetry};

#[tokio::main]
async fn main() -> Result<(), pg_trace::Error> {
    let tracers = SdkTracerProvider::builder().build();
    let telemetry = Telemetry::builder()
        .tracer_provider(tracers)
        .session_context(SessionContext::ApplicationName)
        .build();
    let mut config: Config = "host=localhost user=postgres application_name=shop".parse()?;
    let (client, connection) = config.telemetry(&telemetry).connect(NoTls).await?;
    tokio::spawn(connection);

    let statement = client.prepare("SELECT current_setting('application_name')").await?;
    let name: String = client.query_one(&statement, &[]).await?.get(0);
    println!("{name}"); // 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01

    client.check_connection().await?; // no span, so the configured name is restored in front of it
    let name: String =
        client.inner().query_one("SELECT current_setting('application_name')", &[]).await?.get(0);
    println!("{name}"); // shop
    Ok(())
}
