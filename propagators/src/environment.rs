//! Environment variables as a carrier, <https://opentelemetry.io/docs/specs/otel/context/env-carriers/>.

use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::process::Command;

use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};

use crate::selection;

/// The longest `NAME=value` of Windows. Linux allows more.
const LONGEST: usize = 32_767;

/// Environment variables that carry a context: `TRACEPARENT`, `TRACESTATE`, `BAGGAGE`, or those of other formats.
///
/// A name is a field's name in upper case, with `_` in place of everything that is no ASCII letter, digit or `_`, and in
/// front of a digit. Values are not looked at. One that no environment can hold is left out as a whole: a value with a NUL
/// byte, and a variable of more than 32,767 bytes. So is an empty one, which means the same as an absent one.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Returns the variables with which the context is given to another process.
    pub fn of_context(context: &Context, propagator: &dyn TextMapPropagator) -> Self {
        let mut variables = Self::default();
        propagator.inject_context(context, &mut variables);
        variables
    }

    /// Returns the variables of this process. Variables that are not valid UTF-8, and those whose name is not in the form
    /// of this type, carry no context and are left out.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }
}

impl FromIterator<(String, String)> for Variables {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().filter(|(name, _)| variable(name) == *name).collect())
    }
}

impl IntoIterator for Variables {
    type Item = (String, String);
    type IntoIter = btree_map::IntoIter<String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Injector for Variables {
    fn set(&mut self, key: &str, value: String) {
        let name = variable(key);
        if value.is_empty() || value.contains('\0') || name.len() + 1 + value.len() > LONGEST {
            self.0.remove(&name);
        } else {
            self.0.insert(name, value);
        }
    }
}

impl Extractor for Variables {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(&variable(key)).map(String::as_str)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// An environment holds passwords: no name and no value is shown.
impl fmt::Debug for Variables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Variables({})", self.0.len())
    }
}

/// Returns a field's name as that of a variable.
fn variable(key: &str) -> String {
    let letter =
        |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    let name: String = key.chars().map(letter).collect();
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name
    }
}

/// Returns the context that the process which started this one gave to it, in environment variables.
///
/// Call it once, at the start, and make the context the parent of the first span. `OTEL_PROPAGATORS` selects the formats.
/// For others, extract from [`Variables::of_process`].
pub fn context_from_environment() -> Context {
    selection::of_process().extract_with_context(&Context::new(), &Variables::of_process())
}

/// Gives a context to a program that you start, in its environment variables.
///
/// The variables of the context replace those that the program would inherit, as a whole: a `BAGGAGE` that this process
/// was started with does not reach the program next to a new `TRACEPARENT`. No other variable is changed, and a context
/// without anything to carry changes nothing. Call it after `env_clear`. Environments are visible to other programs of the
/// same user: put no secret into baggage.
///
/// It is implemented for [`std::process::Command`], and for tokio's with the feature `tokio`. For another library's,
/// implement [`CarryContext::set_variable`].
pub trait CarryContext {
    /// Sets an environment variable of the program, or removes it.
    fn set_variable(&mut self, name: &str, value: Option<&str>);

    /// Gives the context to the program, in the formats that `OTEL_PROPAGATORS` selects.
    fn carry_context(&mut self, context: &Context) -> &mut Self {
        self.carry_context_by(selection::of_process(), context)
    }

    /// Gives the context to the program by a propagator of your own.
    fn carry_context_by(&mut self, propagator: &dyn TextMapPropagator, context: &Context) -> &mut Self {
        let variables = Variables::of_context(context, propagator);
        if !variables.0.is_empty() {
            for field in propagator.fields().filter(|field| variables.get(field).is_none()) {
                self.set_variable(&variable(field), None);
            }
        }
        for (name, value) in variables {
            self.set_variable(&name, Some(&value));
        }
        self
    }
}

impl CarryContext for Command {
    fn set_variable(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.env(name, value),
            None => self.env_remove(name),
        };
    }
}

#[cfg(feature = "tokio")]
#[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
impl CarryContext for tokio::process::Command {
    fn set_variable(&mut self, name: &str, value: Option<&str>) {
        self.as_std_mut().set_variable(name, value);
    }
}
