//! Settings that an operator gives by environment variables.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::query_text::QueryText;
use super::session_context::SessionContext;
use super::sql_comments::SqlComments;
use crate::notice;
use crate::redis::Keys;
use crate::sql::DoubleQuotes;

/// The environment variables, or a test's stand-in for them, and the warnings about those that were read.
pub(super) struct Environment<'a> {
    look_up: &'a dyn Fn(&str) -> Option<String>,
    warnings: RefCell<Vec<String>>,
}

impl<'a> Environment<'a> {
    fn new(look_up: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { look_up, warnings: RefCell::default() }
    }

    /// Returns the environment of the process.
    pub(super) fn of_process() -> Environment<'static> {
        Environment::new(&|variable| {
            std::env::var_os(variable).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// Reads a variable. An empty value counts as not set (OpenTelemetry's specification); a wrong value adds a warning
    /// and gives the default.
    // One copy for each type, and not for each setting.
    #[inline(never)]
    pub(super) fn read<T: Value>(&self, variable: &str, default: T) -> T {
        let Some(value) = (self.look_up)(variable) else { return default };
        let value = value.trim();
        if value.is_empty() {
            return default;
        }
        T::parse(value).unwrap_or_else(|| {
            let (expected, used) = (T::EXPECTED, default.word());
            let warning = format!("{variable} is {value:?}, which is not {expected}; using {used}");
            self.warnings.borrow_mut().push(warning);
            default
        })
    }

    /// Returns `true` if the SDK's sampler follows the parent's decision, as `OTEL_TRACES_SAMPLER` says.
    ///
    /// The SDK's default sampler follows it. A sampler that is set in code is not visible here:
    /// [`TelemetryBuilder::skip_unsampled_parent`](crate::TelemetryBuilder::skip_unsampled_parent) is for that.
    pub(super) fn samples_by_parent(&self) -> bool {
        (self.look_up)("OTEL_TRACES_SAMPLER").is_none_or(|sampler| {
            let sampler = sampler.trim().to_ascii_lowercase();
            sampler.is_empty() || sampler.starts_with("parentbased") || sampler == "always_off"
        })
    }

    /// Reports the wrong values through `tracing`, as OpenTelemetry's own crates do, or on standard error if the program
    /// has no subscriber.
    pub(super) fn warn(self) {
        for warning in self.warnings.into_inner() {
            notice::warning!("dbtrace.environment", warning);
        }
    }
}

/// Returns `true` if the variables let an instrumentation record: its own, otherwise the common one.
pub(super) fn enables(instrumentation: &'static str) -> bool {
    switch(instrumentation, switch("COMMON_DEFAULT", true))
}

/// Returns what `OTEL_INSTRUMENTATION_…_ENABLED` says, which is read once in a process.
fn switch(name: &'static str, default: bool) -> bool {
    static READ: Mutex<Vec<(&str, bool)>> = Mutex::new(Vec::new());
    let read = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    let find = |known: &[(&str, bool)]| known.iter().find(|(known, _)| *known == name).map(|known| known.1);
    if let Some(enabled) = find(&read()) {
        return enabled;
    }
    let environment = Environment::of_process();
    let enabled = environment.read(&format!("OTEL_INSTRUMENTATION_{name}_ENABLED"), default);
    let mut known = read();
    if find(&known).is_none() {
        known.push((name, enabled));
        drop(known);
        environment.warn();
    }
    enabled
}

/// A type of setting, with the notation that its variable has.
pub(super) trait Value: Sized {
    /// The values that a person may write, as a warning names them.
    const EXPECTED: &'static str;

    fn parse(text: &str) -> Option<Self>;

    /// Returns the value as a person writes it.
    fn word(&self) -> String;
}

/// In any case, as OpenTelemetry's specification has it for booleans.
impl Value for bool {
    const EXPECTED: &'static str = "true or false";

    fn parse(text: &str) -> Option<Self> {
        text.to_ascii_lowercase().parse().ok()
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

impl Value for usize {
    const EXPECTED: &'static str = "a number of bytes, 0 for no limit";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

/// `None` if the variable is not set.
impl Value for Option<usize> {
    const EXPECTED: &'static str = "a number of calls";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Some)
    }

    fn word(&self) -> String {
        self.map_or_else(|| "none".to_owned(), |number| number.to_string())
    }
}

/// In milliseconds, as OpenTelemetry's specification has it for durations; `None` if the variable is not set.
impl Value for Option<Duration> {
    const EXPECTED: &'static str = "a number of milliseconds";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(|milliseconds| Some(Duration::from_millis(milliseconds)))
    }

    fn word(&self) -> String {
        self.map_or_else(|| "none".to_owned(), |duration| duration.as_millis().to_string())
    }
}

impl Value for QueryText {
    const EXPECTED: &'static str = Self::WORDS;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

/// The words of a boolean, and a further one.
impl Value for Keys {
    const EXPECTED: &'static str = "true, false or first-segment";

    fn parse(text: &str) -> Option<Self> {
        [Self::Shown, Self::Masked, Self::FirstSegment]
            .into_iter()
            .find(|keys| keys.word().eq_ignore_ascii_case(text))
    }

    fn word(&self) -> String {
        match self {
            Self::Shown => "false",
            Self::Masked => "true",
            Self::FirstSegment => "first-segment",
        }
        .to_owned()
    }
}

/// `None` if the variable is not set: the system decides.
impl Value for Option<DoubleQuotes> {
    const EXPECTED: &'static str = "strings, names or place";

    fn parse(text: &str) -> Option<Self> {
        [DoubleQuotes::String, DoubleQuotes::Identifier, DoubleQuotes::ByPlace]
            .into_iter()
            .map(Some)
            .find(|quotes| quotes.word().eq_ignore_ascii_case(text))
    }

    fn word(&self) -> String {
        match self {
            None => "none",
            Some(DoubleQuotes::String) => "strings",
            Some(DoubleQuotes::Identifier) => "names",
            Some(DoubleQuotes::ByPlace) => "place",
        }
        .to_owned()
    }
}

/// The words of a boolean, or keys with their values, which add to the context.
impl Value for SqlComments {
    const EXPECTED: &'static str = "true, false or keys with values such as application=shop,framework=axum";

    fn parse(text: &str) -> Option<Self> {
        if let Some(is_on) = bool::parse(text) {
            return Some(Self::from(is_on));
        }
        text.split(',').try_fold(Self::new(), |comments, pair| {
            let (key, value) = pair.split_once('=')?;
            let (key, value) = (key.trim(), value.trim());
            (!key.is_empty() && !value.is_empty()).then(|| comments.key(key, value))
        })
    }

    fn word(&self) -> String {
        match self.get() {
            None => "false".to_owned(),
            Some(comments) if comments.keys.is_empty() => "true".to_owned(),
            Some(comments) => {
                let pairs: Vec<String> =
                    comments.keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
                pairs.join(",")
            }
        }
    }
}

impl Value for SessionContext {
    const EXPECTED: &'static str = "off, pg_tracing or application_name";

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.word().eq_ignore_ascii_case(text))
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(value: &'static str) -> impl Fn(&str) -> Option<String> {
        move |_| Some(value.to_owned())
    }

    #[test]
    fn environment_flag_is_read_in_any_case_or_is_the_default() {
        for (value, expected) in
            [("true", true), ("TRUE", true), (" False ", false), ("", true), ("1", true), ("ja", true)]
        {
            assert_eq!(Environment::new(&environment(value)).read("X", true), expected, "{value:?}");
        }
        assert!(!Environment::new(&environment("no")).read("X", false));
        assert!(Environment::new(&|_| None).read("X", true));
    }

    #[test]
    fn environment_byte_count_is_read_or_is_the_default() {
        for (value, expected) in [("0", 0), ("2048", 2_048), ("-1", 7), ("1k", 7)] {
            assert_eq!(Environment::new(&environment(value)).read("X", 7_usize), expected, "{value:?}");
        }
    }

    #[test]
    fn environment_duration_is_read_in_milliseconds_or_is_none() {
        for (value, expected) in [("0", Some(0)), ("250", Some(250)), ("", None), ("1s", None), ("-1", None)]
        {
            let expected = expected.map(Duration::from_millis);
            assert_eq!(
                Environment::new(&environment(value)).read("X", None::<Duration>),
                expected,
                "{value:?}"
            );
        }
    }

    #[test]
    fn environment_query_text_mode_is_read_from_its_word() {
        for (value, expected) in [
            ("sanitized", QueryText::Sanitized),
            ("Parameterized", QueryText::Parameterized),
            ("RAW", QueryText::Raw),
            ("off", QueryText::Off),
            ("everything", QueryText::Sanitized),
        ] {
            let environment = environment(value);
            assert_eq!(Environment::new(&environment).read("X", QueryText::Sanitized), expected);
        }
    }

    #[test]
    fn environment_masking_of_keys_is_read_from_its_word_or_is_the_default() {
        for (value, expected) in [
            ("true", Keys::Masked),
            ("False", Keys::Shown),
            ("First-Segment", Keys::FirstSegment),
            ("segment", Keys::Shown),
        ] {
            assert_eq!(Environment::new(&environment(value)).read("X", Keys::Shown), expected);
        }
    }

    #[test]
    fn environment_sql_comments_are_read_from_their_word_or_keys_or_are_the_default() {
        for (value, expected) in [
            ("true", "true"),
            ("FALSE", "false"),
            ("application=shop, framework = axum", "application=shop,framework=axum"),
            ("a=1,a=2", "a=2"),
            ("application", "false"),
            ("application=", "false"),
            ("=shop", "false"),
            ("a=1,,", "false"),
        ] {
            let read = Environment::new(&environment(value)).read("X", SqlComments::off());
            assert_eq!(read.word(), expected, "{value}");
        }
    }

    #[test]
    fn environment_session_context_is_read_from_its_word_or_is_the_default() {
        for (value, expected) in [
            ("pg_tracing", SessionContext::PgTracing),
            ("Application_Name", SessionContext::ApplicationName),
            ("off", SessionContext::Off),
            ("true", SessionContext::Off),
        ] {
            let read = Environment::new(&environment(value)).read("X", SessionContext::Off);
            assert_eq!(read, expected, "{value}");
        }
    }

    #[test]
    fn sampler_variable_decides_if_an_unsampled_parent_is_skipped() {
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
