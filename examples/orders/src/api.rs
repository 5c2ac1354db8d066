//! The service: orders over HTTP.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use axum_tracing_opentelemetry::middleware::{OtelAxumLayer, OtelInResponseLayer};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tracing::{error, info, instrument, warn};

use crate::cache::Cache;
use crate::database::{Database, NewOrder, Order};
use crate::program::required;
use crate::report::Reports;
use crate::{Error, http_metrics, jobs, telemetry};

const HEALTH: &str = "/healthz";
/// Requests under way get this long after SIGTERM.
const REQUEST_LIMIT: Duration = Duration::from_secs(5);
const MOST_OPEN_ORDERS: i64 = 200;

#[derive(Clone)]
struct Shop {
    database: Database,
    cache: Cache,
    reports: Reports,
}

/// Serves until the process is asked to end.
pub async fn serve() -> Result<(), Error> {
    let url = required("DATABASE_URL")?;
    let database = Database::new(&url)?;
    database.create_tables().await?;
    let shop = Shop { database, cache: Cache::new(&required("REDIS_URL")?)?, reports: Reports::new(&url)? };

    let address = std::env::var("ORDERS_ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let start = |error: std::io::Error| Error::Start(format!("{address}: {error}"));
    let listener = TcpListener::bind(&address).await.map_err(start)?;
    let address = listener.local_addr().map_err(start)?;
    info!("orders are taken at http://{address}");
    println!("http://{address}");

    let (end, mut asked_to_end) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, routes(shop)).with_graceful_shutdown(async move {
        if let Err(error) = telemetry::termination().await {
            error!("signals cannot be listened to: {error}");
        }
        drop(end);
    });
    let server = tokio::spawn(server.into_future());
    // The sender is dropped.
    let _ = asked_to_end.changed().await;
    info!("no more orders are taken");
    if timeout(REQUEST_LIMIT, server).await.is_err() {
        warn!("requests were still under way");
    }
    Ok(())
}

fn routes(shop: Shop) -> Router {
    Router::new()
        .route("/orders", post(place))
        .route("/orders/{id}", get(show))
        .route("/report", get(report))
        .route(HEALTH, get(check_health))
        .layer(middleware::from_fn(http_metrics::record))
        // The response names its trace, in the header `traceparent`.
        .layer(OtelInResponseLayer)
        // The SERVER span of each request, under the context of the caller.
        .layer(OtelAxumLayer::default().filter(|path| path != HEALTH))
        .with_state(shop)
}

#[instrument(skip_all)]
async fn place(State(shop): State<Shop>, Json(order): Json<NewOrder>) -> Result<Response, Failure> {
    let price = match shop.cache.price(order.product).await? {
        Some(price) => price,
        None => match shop.database.price(order.product).await? {
            Some(price) => {
                shop.cache.keep_price(order.product, price).await?;
                price
            }
            None => return Ok(refusal(StatusCode::NOT_FOUND, "there is no such product")),
        },
    };
    if shop.database.open_orders(&order.customer).await? >= MOST_OPEN_ORDERS {
        return Ok(refusal(StatusCode::CONFLICT, "too many of your orders are open"));
    }
    let id = shop.database.place(&order, price.saturating_mul(order.quantity)).await?;
    jobs::send(&shop.cache, id).await?;
    info!(order = id, "an order is placed");
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": id }))).into_response())
}

#[instrument(skip_all)]
async fn show(State(shop): State<Shop>, Path(id): Path<i64>) -> Result<Response, Failure> {
    if let Some(order) = shop.cache.order(id).await? {
        return Ok(Json(order).into_response());
    }
    let order: Option<Order> = shop.database.find(id).await?;
    let Some(order) = order else { return Ok(refusal(StatusCode::NOT_FOUND, "there is no such order")) };
    shop.cache.keep_order(&order).await?;
    Ok(Json(order).into_response())
}

#[instrument(skip_all)]
async fn report(State(shop): State<Shop>) -> Result<Json<Value>, Failure> {
    let states = shop.reports.orders_by_state().await?;
    Ok(Json(Value::Object(states.into_iter().map(|(state, count)| (state, count.into())).collect())))
}

/// Neither the request nor its queries are recorded: they would be most of the traces, and say nothing.
async fn check_health(State(shop): State<Shop>) -> StatusCode {
    // On the heap, because a future that may connect is large.
    let healthy = Box::pin(async {
        shop.database.check().await?;
        shop.cache.check().await
    });
    match telemetry::unrecorded(healthy).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            warn!("not healthy: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

fn refusal(status: StatusCode, reason: &str) -> Response {
    (status, Json(json!({ "error": reason }))).into_response()
}

/// An error as a response. The client sees nothing of its cause.
struct Failure(Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self.0 {
            Error::Refused(_) => refusal(StatusCode::UNPROCESSABLE_ENTITY, "the order cannot be taken"),
            error => {
                error!("{error}");
                refusal(StatusCode::INTERNAL_SERVER_ERROR, "something failed")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::http::header::CONTENT_TYPE;
    use db_testcontainers::{Postgres, Redis};
    use tokio_postgres::testing::record_queries;
    use tower::ServiceExt as _;

    use super::*;

    const CUSTOMER: &str = "ada.lovelace@engine.example";

    /// The service on servers of the test's own.
    async fn service() -> (Router, Postgres, Redis) {
        let postgres = Postgres::start_own().await.expect("PostgreSQL");
        let redis = Redis::start_own().await.expect("Redis");
        let database = Database::new(postgres.url()).expect("a pool");
        database.create_tables().await.expect("tables");
        let cache = Cache::new(redis.url()).expect("a pool");
        let reports = Reports::new(postgres.url()).expect("a pool");
        (routes(Shop { database, cache, reports }), postgres, redis)
    }

    async fn answer(service: &Router, request: Request<Body>) -> (StatusCode, Value) {
        let response = service.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.expect("a body");
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    #[tokio::test]
    async fn order_takes_few_queries_and_the_next_request_none_of_postgresql() {
        let (service, _postgres, _redis) = service().await;
        let order = json!({ "customer": CUSTOMER, "product": 1, "quantity": 2 }).to_string();
        let request = Request::post("/orders").header(CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(order)).expect("a request");
        let placed = record_queries(answer(&service, request)).await;
        assert_eq!(placed.output.0, StatusCode::ACCEPTED);
        placed
            .assert_count_at_most(6)
            .assert_no_repetition()
            .assert_no_value(CUSTOMER)
            .assert_all_succeeded();

        let show = || Request::get("/orders/1").body(Body::empty()).expect("a request");
        record_queries(answer(&service, show())).await.assert_count_at_most(3).assert_no_value(CUSTOMER);
        let cached = record_queries(answer(&service, show())).await;
        cached.assert_count(1);
        assert_eq!(cached.output.1["customer"], CUSTOMER);
        assert!(cached.iter().all(|query| query.name().starts_with("GET ")), "{}", cached.tree());
    }
}
