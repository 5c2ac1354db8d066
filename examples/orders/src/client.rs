//! The client: it begins the trace, and gives it to the service in the headers of its requests.

use std::time::Instant;

use opentelemetry::trace::{SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_http::HeaderInjector;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::Error;

const USAGE: &str = "usage: orders-client order CUSTOMER PRODUCT QUANTITY | show ORDER | report";

/// Does what the command line asks for, and prints the answer.
pub fn run(arguments: &[&str]) -> Result<(), Error> {
    let service = std::env::var("ORDERS_URL").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    let client = Client::new();
    let (name, request) = match arguments {
        ["order", customer, product, quantity] => {
            let [product, quantity] = [*product, *quantity].map(str::parse::<i64>);
            let (Ok(product), Ok(quantity)) = (product, quantity) else {
                return Err(Error::Start(USAGE.to_owned()));
            };
            let order = json!({ "customer": customer, "product": product, "quantity": quantity });
            ("orders-client order", client.post(format!("{service}/orders")).json(&order))
        }
        ["show", order] => ("orders-client show", client.get(format!("{service}/orders/{order}"))),
        ["report"] => ("orders-client report", client.get(format!("{service}/report"))),
        _ => return Err(Error::Start(USAGE.to_owned())),
    };
    let tracer = global::tracer("orders-client");
    let answer = tracer.in_span(name, |_| send(&client, request))?;
    println!("{answer}");
    Ok(())
}

/// Sends a request in a `CLIENT` span, and records its duration, as the conventions for HTTP have both.
fn send(client: &Client, request: RequestBuilder) -> Result<Value, Error> {
    let failed = |error: reqwest::Error| Error::Start(format!("the service did not answer: {error}"));
    let mut request = request.build().map_err(failed)?;
    let url = request.url();
    let mut attributes = vec![
        KeyValue::new("http.request.method", request.method().to_string()),
        KeyValue::new("server.address", url.host_str().unwrap_or_default().to_owned()),
        KeyValue::new("url.full", url.to_string()),
    ];
    attributes.extend(url.port_or_known_default().map(|port| KeyValue::new("server.port", i64::from(port))));
    let begin = Instant::now();
    let tracer = global::tracer("orders-client");
    let span = tracer
        .span_builder(request.method().to_string())
        .with_kind(SpanKind::Client)
        .with_attributes(attributes.clone())
        .start(&tracer);
    let context = Context::current_with_span(span);
    global::get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut HeaderInjector(request.headers_mut()));
    });
    let span = context.span();
    let response = client.execute(request);
    let (ending, failure) = match &response {
        Ok(response) => {
            let status = response.status();
            let ending = KeyValue::new("http.response.status_code", i64::from(status.as_u16()));
            (Some(ending), (!status.is_success()).then(|| status.as_str().to_owned()))
        }
        Err(error) => (None, Some(if error.is_timeout() { "timeout" } else { "no_answer" }.to_owned())),
    };
    if failure.is_some() {
        span.set_status(Status::error(""));
    }
    let outcome: Vec<KeyValue> =
        ending.into_iter().chain(failure.map(|failure| KeyValue::new("error.type", failure))).collect();
    span.set_attributes(outcome.clone());
    span.end();
    // A URL is no attribute of a metric: there are too many of them.
    attributes.retain(|attribute| attribute.key.as_str() != "url.full");
    attributes.extend(outcome);
    global::meter("orders-client")
        .f64_histogram("http.client.request.duration")
        .with_unit("s")
        .build()
        .record(begin.elapsed().as_secs_f64(), &attributes);

    let response = response.map_err(failed)?;
    let status = response.status();
    let answer: Value = response.json().map_err(failed)?;
    if status.is_success() { Ok(answer) } else { Err(Error::Start(format!("{}: {answer}", status.as_u16()))) }
}
