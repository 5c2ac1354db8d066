//! From a request to its answer.

use db_redact::redis;
use db_redact::sql::{Analysis, Dialect, DoubleQuotes, Options, analyze_as};
use serde_json::{Deserializer, Map, Value, json};

/// Whether the first line is meant to be JSON, be it broken: no SQL starts like this.
pub(crate) fn is_meant_as_json(line: &[u8]) -> bool {
    let rest = line.trim_ascii().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    rest.is_some_and(|rest| rest.starts_with(b"\"") || rest.starts_with(b"}"))
}

/// Whether a line is a whole request. A SQL text may have JSON on a line of its own, but hardly with these keys.
pub(crate) fn is_request(line: &[u8]) -> bool {
    is_meant_as_json(line)
        && serde_json::from_slice::<Value>(line)
            .is_ok_and(|request| request.get("sql").or(request.get("kind")).is_some())
}

/// The answer to a line, whatever is on it.
pub(crate) fn to_line(line: &[u8]) -> String {
    let (id, shown) = match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(request)) => (request.get("id").cloned().unwrap_or_default(), show(&request)),
        Ok(_) => (Value::Null, Err("not a JSON object".to_owned())),
        Err(error) => (leading_id(line), Err(format!("not JSON: {error}"))),
    };
    // Put together by hand for the order, which is for people who look.
    match shown {
        Err(error) => format!(r#"{{"id":{id},"error":{}}}"#, Value::from(error)),
        Ok(Shown::Redis(text)) => format!(r#"{{"id":{id},"text":{}}}"#, Value::from(text)),
        Ok(Shown::Sql(analysis)) => format!(
            r#"{{"id":{id},"sanitized":{},"summary":{},"operation":{},"collection":{}}}"#,
            json!(analysis.text()),
            json!(Some(analysis.summary()).filter(|summary| !summary.is_empty())),
            json!(analysis.operation()),
            json!(analysis.collection()),
        ),
    }
}

/// What is shown of a text to people.
pub(crate) fn for_people(sql: &str, system: &str) -> String {
    let sql = sql.trim_end();
    let analysis = analyze_as(sql, Options::new(dialect(system), 0));
    format!("{}\nsummary: {}\n", analysis.text(), analysis.summary())
}

enum Shown {
    Sql(Analysis),
    Redis(String),
}

fn show(request: &Map<String, Value>) -> Result<Shown, String> {
    match text(request, "kind")? {
        Some("sql") | None => analyze(request).map(Shown::Sql),
        Some("redis") => sanitize(request).map(Shown::Redis),
        Some(_) => Err("kind is neither sql nor redis".to_owned()),
    }
}

fn analyze(request: &Map<String, Value>) -> Result<Analysis, String> {
    let dialect = dialect(text(request, "system")?.unwrap_or_default());
    let double_quotes = match text(request, "double_quotes")? {
        None => dialect.double_quotes(),
        Some("string") => DoubleQuotes::String,
        Some("identifier") => DoubleQuotes::Identifier,
        Some(_) => return Err("double_quotes is neither string nor identifier".to_owned()),
    };
    let sql = text(request, "sql")?.ok_or("sql is missing")?;
    Ok(analyze_as(sql, Options { dialect, double_quotes, limit: 0 }))
}

fn sanitize(request: &Map<String, Value>) -> Result<String, String> {
    let command = text(request, "command")?.ok_or("command is missing")?;
    if command.trim_ascii().is_empty() {
        return Err("command is empty".to_owned());
    }
    let arguments = match request.get("args") {
        Some(Value::Array(arguments)) => arguments.iter().map(Value::as_str).collect::<Option<Vec<_>>>(),
        Some(_) => return Err("args is not a list".to_owned()),
        None => return Err("args is missing".to_owned()),
    };
    let arguments = arguments.ok_or("args has something that is not a string; numbers are strings too")?;
    let keys = match request.get("mask_keys") {
        None | Some(Value::Null | Value::Bool(false)) => redis::Keys::Shown,
        Some(Value::Bool(true)) => redis::Keys::Masked,
        Some(_) => return Err("mask_keys is neither true nor false".to_owned()),
    };
    let words = command.split_ascii_whitespace().chain(arguments.iter().copied()).map(str::as_bytes);
    Ok(redis::sanitize(words, &redis::Options { limit: 0, keys }))
}

fn text<'a>(request: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, String> {
    match request.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{key} is not a string")),
    }
}

/// The dialect of a `db.system.name`.
fn dialect(system: &str) -> Dialect {
    match system {
        "postgresql" => Dialect::Postgres,
        "mysql" | "mariadb" => Dialect::Mysql,
        "sqlite" => Dialect::Sqlite,
        _ => Dialect::Generic,
    }
}

/// The id of a line that is broken further on, if it comes first.
fn leading_id(line: &[u8]) -> Value {
    let after =
        |text: &[u8], expected: &[u8]| text.trim_ascii_start().strip_prefix(expected).map(<[u8]>::to_vec);
    after(line, b"{")
        .and_then(|rest| after(&rest, b"\"id\""))
        .and_then(|rest| after(&rest, b":"))
        .and_then(|rest| Deserializer::from_slice(&rest).into_iter().next()?.ok())
        .unwrap_or_default()
}
