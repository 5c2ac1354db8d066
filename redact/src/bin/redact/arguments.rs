//! The arguments of the program.

use std::ffi::OsString;

use db_redact::sql::{Dialect, DoubleQuotes, Options};

use crate::system;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text or JSON lines: the first line decides.
    Any,
    Lines,
    Help,
    Version,
}

#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) form: Form,
    pub(crate) has_summary: bool,
    dialect: Dialect,
    double_quotes: Option<DoubleQuotes>,
}

impl Arguments {
    pub(crate) fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut read =
            Self { form: Form::Any, has_summary: true, dialect: Dialect::Generic, double_quotes: None };
        let mut has_system = false;
        let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            match (name, value) {
                ("-h" | "--help", None) => read.form = Form::Help,
                ("-V" | "--version", None) => read.form = Form::Version,
                ("--lines", None) => read.form = Form::Lines,
                ("--no-summary", None) => read.has_summary = false,
                ("--double-quotes", value) => {
                    let value = value.or_else(|| arguments.next());
                    read.double_quotes = Some(double_quotes(&value.unwrap_or_default())?);
                }
                (name, None) if !name.starts_with('-') && !has_system => {
                    read.dialect = system::dialect(name)?;
                    has_system = true;
                }
                _ => return Err("the arguments are wrong; see redact --help".to_owned()),
            }
            if matches!(read.form, Form::Help | Form::Version) {
                break;
            }
        }
        Ok(read)
    }

    /// How a text is read that does not say so itself. Nothing is cut.
    pub(crate) fn options(&self, dialect: Option<Dialect>, double_quotes: Option<DoubleQuotes>) -> Options {
        let dialect = dialect.unwrap_or(self.dialect);
        let double_quotes = double_quotes.or(self.double_quotes).unwrap_or(dialect.double_quotes());
        Options { double_quotes, ..Options::new(dialect, 0) }
    }
}

pub(crate) fn double_quotes(name: &str) -> Result<DoubleQuotes, String> {
    match name {
        "string" => Ok(DoubleQuotes::String),
        "identifier" => Ok(DoubleQuotes::Identifier),
        "place" => Ok(DoubleQuotes::ByPlace),
        _ => Err("double quotes are neither string nor identifier nor place".to_owned()),
    }
}
