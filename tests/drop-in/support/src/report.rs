//! What a program saw, in a form that two builds of it can compare.

use std::fmt;
use std::marker::PhantomData;

/// Lines of `topic: value`, in the order in which things happened. `F` describes the failures of the program's driver.
pub struct Report<F> {
    lines: Vec<String>,
    failure: PhantomData<fn() -> F>,
}

impl<F> Report<F> {
    /// Returns the lines, in order.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Adds a line.
    pub fn add(&mut self, topic: &str, value: impl fmt::Debug) {
        self.lines.push(format!("{topic}: {value:?}"));
    }

    /// Adds everything that a program can learn from a failure.
    pub fn add_failure<T, E>(&mut self, topic: &str, result: Result<T, E>)
    where
        F: fmt::Debug + for<'a> From<&'a E>,
    {
        match result {
            Ok(_) => self.add(topic, "no failure"),
            Err(error) => self.add(topic, F::from(&error)),
        }
    }
}

impl<F> Default for Report<F> {
    fn default() -> Self {
        Self { lines: Vec::new(), failure: PhantomData }
    }
}

impl<F> fmt::Display for Report<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}

impl<F> fmt::Debug for Report<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
