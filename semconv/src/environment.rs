//! Settings that an operator gives by environment variables.

use std::fmt::Debug;
use std::time::Duration;

use crate::settings::QueryText;

/// The environment variables, or a test's stand-in for them.
pub(crate) struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Environment<'a> {
    pub(crate) fn new(look_up: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(look_up)
    }

    /// The process's own environment.
    pub(crate) fn of_process() -> Environment<'static> {
        Environment::new(&|variable| {
            std::env::var_os(variable).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// `true` or `false` in any case, as OpenTelemetry's specification has it for booleans.
    pub(crate) fn flag(&self, variable: &str, default: bool) -> bool {
        self.parse(variable, default, "true or false", |value| match value.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    pub(crate) fn bytes(&self, variable: &str, default: usize) -> usize {
        self.parse(variable, default, "a number of bytes, 0 for no limit", |value| value.parse().ok())
    }

    /// A number of milliseconds, as OpenTelemetry's specification has it for durations; nothing where it is not set.
    pub(crate) fn milliseconds(&self, variable: &str) -> Option<Duration> {
        self.parse(variable, None, "a number of milliseconds", |value| {
            value.parse().ok().map(|milliseconds| Some(Duration::from_millis(milliseconds)))
        })
    }

    pub(crate) fn query_text(&self, variable: &str, default: QueryText) -> QueryText {
        self.parse(variable, default, "sanitized, parameterized, raw or off", |value| {
            match value.to_ascii_lowercase().as_str() {
                "sanitized" => Some(QueryText::Sanitized),
                "parameterized" => Some(QueryText::Parameterized),
                "raw" => Some(QueryText::Raw),
                "off" => Some(QueryText::Off),
                _ => None,
            }
        })
    }

    /// Whether the SDK's sampler follows the parent's decision, as its own variable says.
    ///
    /// The SDK's default does. A sampler set in code is not seen here:
    /// [`TelemetryBuilder::skip_unsampled_parent`](crate::TelemetryBuilder::skip_unsampled_parent) is for that.
    pub(crate) fn samples_by_parent(&self) -> bool {
        (self.0)("OTEL_TRACES_SAMPLER").is_none_or(|sampler| {
            let sampler = sampler.trim().to_ascii_lowercase();
            sampler.is_empty() || sampler.starts_with("parentbased") || sampler == "always_off"
        })
    }

    /// An empty value is as good as none (OpenTelemetry's specification); a wrong one gives a warning and the default.
    fn parse<T: Debug>(
        &self,
        variable: &str,
        default: T,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> T {
        let Some(value) = (self.0)(variable) else { return default };
        let value = value.trim();
        if value.is_empty() {
            return default;
        }
        parse(value).unwrap_or_else(|| {
            warn(&format!("{variable} is {value:?}, which is not {expected}; using {default:?}"));
            default
        })
    }
}

/// Tells through `tracing`, as OpenTelemetry's own crates do, or on standard error where nobody listens to that.
fn warn(message: &str) {
    if tracing::dispatcher::has_been_set() {
        tracing::warn!(name: "dbtrace.environment", "{message}");
    } else {
        eprintln!("warning: db-trace: {message}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(value: &'static str) -> impl Fn(&str) -> Option<String> {
        move |_| Some(value.to_owned())
    }

    #[test]
    fn a_flag_is_read_in_any_case_and_a_wrong_one_is_the_default() {
        for (value, expected) in
            [("true", true), ("TRUE", true), (" False ", false), ("", true), ("1", true), ("ja", true)]
        {
            assert_eq!(Environment::new(&environment(value)).flag("X", true), expected, "{value:?}");
        }
        assert!(!Environment::new(&environment("no")).flag("X", false));
        assert!(Environment::new(&|_| None).flag("X", true));
    }

    #[test]
    fn a_number_of_bytes_is_read_and_a_wrong_one_is_the_default() {
        for (value, expected) in [("0", 0), ("2048", 2_048), ("-1", 7), ("1k", 7)] {
            assert_eq!(Environment::new(&environment(value)).bytes("X", 7), expected, "{value:?}");
        }
    }

    #[test]
    fn a_duration_is_read_in_milliseconds_and_a_wrong_one_is_none() {
        for (value, expected) in [("0", Some(0)), ("250", Some(250)), ("", None), ("1s", None), ("-1", None)]
        {
            let expected = expected.map(Duration::from_millis);
            assert_eq!(Environment::new(&environment(value)).milliseconds("X"), expected, "{value:?}");
        }
    }

    #[test]
    fn every_query_text_mode_has_its_word() {
        for (value, expected) in [
            ("sanitized", QueryText::Sanitized),
            ("Parameterized", QueryText::Parameterized),
            ("RAW", QueryText::Raw),
            ("off", QueryText::Off),
            ("everything", QueryText::Sanitized),
        ] {
            let environment = environment(value);
            assert_eq!(Environment::new(&environment).query_text("X", QueryText::Sanitized), expected);
        }
    }

    #[test]
    fn only_a_parent_based_sampler_lets_us_skip_an_unsampled_parent() {
        for (value, expected) in [
            ("parentbased_always_on", true),
            ("parentbased_traceidratio", true),
            ("always_on", false),
            ("traceidratio", false),
            ("always_off", true),
        ] {
            assert_eq!(Environment::new(&environment(value)).samples_by_parent(), expected, "{value}");
        }
    }
}
