//! From a JSON line to its answer.

use std::borrow::Cow;

use db_redact::redis;
use db_redact::sql::{Analysis, analyze_as, mask_names};
use serde_json::{Deserializer, Map, Value, json};

use crate::arguments::{self, Arguments};
use crate::json_lines::is_meant_as_json;
use crate::system;

/// The keys of a SQL text: short ones, and the conventions' new and old one.
const TEXTS: [&str; 5] = ["sql", "query", "statement", "db.query.text", "db.statement"];
/// The keys of a database's name.
const SYSTEMS: [&str; 4] = ["system", "dialect", "db.system.name", "db.system"];

pub(crate) struct Answer {
    pub(crate) line: String,
    pub(crate) problem: Option<String>,
}

/// Returns `true` if a line is a whole request. A SQL text may have JSON on a line of its own, but hardly with these keys.
pub(crate) fn is_request(line: &[u8]) -> bool {
    is_meant_as_json(line)
        && serde_json::from_slice::<Value>(line)
            .is_ok_and(|request| TEXTS.iter().chain(&["kind"]).any(|key| request.get(key).is_some()))
}

/// The answer to a line, whatever is on it.
pub(crate) fn to_line(line: &[u8], arguments: &Arguments) -> Answer {
    let (id, shown) = match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(request)) => {
            (request.get("id").cloned().unwrap_or_default(), show(&request, arguments))
        }
        Ok(Value::String(sql)) => (Value::Null, analyze_string(&sql, arguments)),
        Ok(_) => (Value::Null, Err("neither a JSON object nor a string".to_owned())),
        Err(error) => (leading_id(line), Err(format!("not JSON: {error}"))),
    };
    // Put together by hand for the order, which is for people who look.
    let line = match &shown {
        Err(error) => format!(r#"{{"id":{id},"error":{}}}"#, json!(error)),
        Ok(Shown::Text(text)) => json!(text).to_string(),
        Ok(Shown::Redis(text)) => format!(r#"{{"id":{id},"text":{}}}"#, json!(text)),
        Ok(Shown::Sql(analysis, names)) => format!(
            r#"{{"id":{id},"sanitized":{},"summary":{},"operation":{},"collection":{}}}"#,
            json!(analysis.text()),
            json!(Some(names.shown(analysis.summary())).filter(|summary| !summary.is_empty())),
            json!(analysis.operation()),
            json!(analysis.collection().map(|collection| names.shown(collection))),
        ),
    };
    Answer { line, problem: shown.err() }
}

enum Shown {
    /// A string for a string.
    Text(String),
    Sql(Analysis, Names),
    Redis(String),
}

/// How names are shown.
#[derive(Clone, Copy)]
enum Names {
    AsWritten,
    Masked,
}

impl Names {
    fn shown(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::AsWritten => Cow::Borrowed(text),
            Self::Masked => mask_names(text),
        }
    }
}

fn show(request: &Map<String, Value>, arguments: &Arguments) -> Result<Shown, String> {
    match text(request, &["kind"])? {
        Some("sql") | None => {
            let names = if flag(request, "mask_names")? { Names::Masked } else { Names::AsWritten };
            analyze(request, arguments).map(|analysis| Shown::Sql(analysis, names))
        }
        Some("redis") => sanitize(request).map(Shown::Redis),
        Some(_) => Err("kind is neither sql nor redis".to_owned()),
    }
}

fn analyze_string(sql: &str, arguments: &Arguments) -> Result<Shown, String> {
    let analysis = analyze_as(as_sql(sql)?, arguments.options(None, None));
    Ok(Shown::Text(analysis.text().to_owned()))
}

fn analyze(request: &Map<String, Value>, arguments: &Arguments) -> Result<Analysis, String> {
    let dialect = text(request, &SYSTEMS)?.map(system::dialect).transpose()?;
    let double_quotes = text(request, &["double_quotes"])?.map(arguments::double_quotes).transpose()?;
    let sql = text(request, &TEXTS)?.ok_or("sql is missing")?;
    Ok(analyze_as(as_sql(sql)?, arguments.options(dialect, double_quotes)))
}

/// The text, unless it is that of a database with another language.
fn as_sql(text: &str) -> Result<&str, String> {
    if is_meant_as_json(text.as_bytes()) { Err("the text is JSON, not SQL".to_owned()) } else { Ok(text) }
}

fn sanitize(request: &Map<String, Value>) -> Result<String, String> {
    let command = text(request, &["command"])?.ok_or("command is missing")?;
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
        Some(Value::String(level)) if level == "first-segment" => redis::Keys::FirstSegment,
        Some(_) => return Err("mask_keys is neither true nor false nor first-segment".to_owned()),
    };
    let words = command.split_ascii_whitespace().chain(arguments.iter().copied()).map(str::as_bytes);
    Ok(redis::sanitize(words, &redis::Options { limit: 0, keys }))
}

/// What stands under the key, which is false if nothing does.
fn flag(request: &Map<String, Value>, key: &str) -> Result<bool, String> {
    match request.get(key) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(format!("{key} is neither true nor false")),
    }
}

/// The text under one of the keys.
fn text<'a>(request: &'a Map<String, Value>, keys: &[&str]) -> Result<Option<&'a str>, String> {
    let mut found =
        keys.iter().filter_map(|key| Some((key, request.get(*key)?))).filter(|(_, value)| !value.is_null());
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some((key, _)), Some((other, _))) => Err(format!("{key} and {other} are one too many")),
        (Some((_, Value::String(text))), None) => Ok(Some(text)),
        (Some((key, _)), None) => Err(format!("{key} is not a string")),
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
