//! The duration of each HTTP request as a metric: axum-tracing-opentelemetry records spans only.

use std::sync::LazyLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::metrics::Histogram;
use opentelemetry::{KeyValue, global};

/// The bounds that the conventions advise, in seconds.
const BOUNDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// It is made by the first request, after the meter provider is installed.
static DURATION: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    global::meter("orders")
        .f64_histogram("http.server.request.duration")
        .with_unit("s")
        .with_description("Duration of HTTP server requests.")
        .with_boundaries(BOUNDS.to_vec())
        .build()
});

/// Records `http.server.request.duration`, by method, route and status.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let method = request.method().to_string();
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());
    let response = next.run(request).await;
    let status = i64::from(response.status().as_u16());
    let mut attributes = vec![
        KeyValue::new("http.request.method", method),
        KeyValue::new("http.response.status_code", status),
        KeyValue::new("url.scheme", "http"),
    ];
    attributes.extend(route.map(|route| KeyValue::new("http.route", route)));
    if status >= 500 {
        attributes.push(KeyValue::new("error.type", status.to_string()));
    }
    DURATION.record(begin.elapsed().as_secs_f64(), &attributes);
    response
}
