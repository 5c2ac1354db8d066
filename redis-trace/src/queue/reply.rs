//! The answers of the commands of streams, without the assumption that a field is text.
//!
//! One entry that another program wrote must not make the others unreadable.

use redis::{ErrorKind, RedisError, RedisResult, Value, from_redis_value};

use super::message::{Fields, Message};

/// The entries of the one stream that `XREADGROUP` read.
pub(super) fn of_read(answer: Value, is_redelivered: bool) -> RedisResult<Vec<Message>> {
    let stream = match answer {
        Value::Nil => return Ok(Vec::new()),
        Value::Map(streams) => streams.into_iter().next().map(|(_, entries)| entries),
        Value::Array(streams) => match streams.into_iter().next() {
            Some(Value::Array(stream)) => stream.into_iter().nth(1),
            Some(_) => return Err(unexpected()),
            None => None,
        },
        _ => return Err(unexpected()),
    };
    stream.map_or(Ok(Vec::new()), |entries| messages(entries, is_redelivered))
}

/// What `XAUTOCLAIM` answers: the next start, the entries, and the identities of those that were deleted.
pub(super) fn of_claim(answer: Value) -> RedisResult<(String, Vec<Message>, Vec<String>)> {
    let mut parts = array(answer)?.into_iter();
    let (Some(next), Some(entries)) = (parts.next(), parts.next()) else { return Err(unexpected()) };
    // Redis 6 has no third part.
    let deleted = parts.next().map_or(Ok(Vec::new()), from_redis_value)?;
    Ok((from_redis_value(next)?, messages(entries, true)?, deleted))
}

/// The number of deliveries in the answer of an `XPENDING` about one entry.
pub(super) fn deliveries(answer: Value) -> Option<u64> {
    let entry = array(answer).ok()?.into_iter().next()?;
    match array(entry).ok()?.into_iter().nth(3)? {
        Value::Int(deliveries) => u64::try_from(deliveries).ok(),
        _ => None,
    }
}

fn messages(entries: Value, is_redelivered: bool) -> RedisResult<Vec<Message>> {
    // Redis 6 answers nil for an entry that was deleted.
    let entries = array(entries)?.into_iter().filter(|entry| *entry != Value::Nil);
    entries
        .map(|entry| {
            let mut parts = array(entry)?.into_iter();
            let (Some(id), Some(fields)) = (parts.next(), parts.next()) else { return Err(unexpected()) };
            Ok(Message::new(from_redis_value(id)?, fields_of(fields)?, is_redelivered))
        })
        .collect()
}

fn fields_of(fields: Value) -> RedisResult<Option<Fields>> {
    let pairs: Vec<(Value, Value)> = match fields {
        Value::Nil => return Ok(None),
        Value::Map(pairs) => pairs,
        other => {
            let mut values = array(other)?.into_iter();
            std::iter::from_fn(|| Some((values.next()?, values.next()?))).collect()
        }
    };
    let fields = pairs.into_iter().map(|(field, value)| match field {
        Value::BulkString(field) => Ok((field, value)),
        Value::SimpleString(field) => Ok((field.into_bytes(), value)),
        _ => Err(unexpected()),
    });
    fields.collect::<RedisResult<_>>().map(Some)
}

fn array(value: Value) -> RedisResult<Vec<Value>> {
    match value {
        Value::Array(values) => Ok(values),
        _ => Err(unexpected()),
    }
}

/// The error has no value of the answer.
fn unexpected() -> RedisError {
    (ErrorKind::UnexpectedReturnType, "the answer is not one of a stream").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::BulkString(text.into())
    }

    fn entry(id: &str, fields: Value) -> Value {
        Value::Array(vec![text(id), fields])
    }

    #[test]
    fn entries_of_both_protocols_are_read() {
        let entries =
            || Value::Array(vec![entry("1-0", Value::Array(vec![Value::BulkString(vec![0xff]), text("v")]))]);
        let second = Value::Array(vec![Value::Array(vec![text("stream"), entries()])]);
        let third = Value::Map(vec![(text("stream"), entries())]);
        for answer in [second, third] {
            let messages = of_read(answer, false).expect("entries");
            let [message] = messages.as_slice() else { panic!("{messages:?}") };
            assert_eq!((message.id(), message.deliveries()), ("1-0", Some(1)));
            assert_eq!(message.get::<String>([0xff]), Ok("v".to_owned()));
        }
        assert!(of_read(Value::Nil, false).expect("no entries").is_empty());
    }

    #[test]
    fn deleted_entry_is_a_message_without_fields() {
        let answer = Value::Map(vec![(text("stream"), Value::Array(vec![entry("1-0", Value::Nil)]))]);
        let messages = of_read(answer, true).expect("entries");
        assert!(messages[0].is_deleted() && messages[0].fields().next().is_none());
    }

    #[test]
    fn claim_of_redis_6_skips_deleted_entries() {
        let entries = Value::Array(vec![Value::Nil, entry("1-0", Value::Array(vec![]))]);
        let (next, messages, deleted) = of_claim(Value::Array(vec![text("0-0"), entries])).expect("a claim");
        assert_eq!((next.as_str(), messages.len(), deleted.len()), ("0-0", 1, 0));
    }

    #[test]
    fn answer_of_another_form_is_an_error_without_a_value() {
        for answer in [text("Xq7"), Value::Int(7), Value::Array(vec![text("Xq7")])] {
            let error = of_read(answer.clone(), false).expect_err("no stream");
            assert!(!format!("{error:?}").contains("Xq7"));
            assert!(of_claim(answer.clone()).is_err());
            assert_eq!(deliveries(answer), None);
        }
    }
}
