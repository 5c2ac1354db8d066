//! A command that is read once, for its identity and for its text.

use super::Options;
use super::identity::{Identity, identify_first};
use super::output::Output;
use super::walk::{Values, walk_on};

/// A command whose name has been read, with the arguments after the name.
///
/// [`identify`](super::identify) and [`sanitize_into`](super::sanitize_into) each look the name up. A reading does that
/// once for both.
///
/// ```
/// use db_redact::redis::{Options, Reading};
///
/// let reading = Reading::begin(["GET", "user:7"].map(str::as_bytes).into_iter()).unwrap();
/// assert_eq!(reading.identity().static_name(), Some("GET"));
/// let mut text = String::new();
/// reading.sanitize_into(&Options::default(), &mut text);
/// assert_eq!(text, "GET user:7");
/// ```
#[derive(Debug, Clone)]
pub struct Reading<'a, I> {
    identity: Identity<'a>,
    arguments: I,
}

impl<'a, I> Reading<'a, I>
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    /// Reads the name. Returns `None` if there are no arguments.
    #[inline]
    pub fn begin(mut arguments: I) -> Option<Self> {
        let identity = identify_first(&mut arguments)?;
        Some(Self { identity, arguments })
    }

    /// Returns what the first arguments say about the command.
    #[inline]
    pub fn identity(&self) -> &Identity<'a> {
        &self.identity
    }

    /// Returns the whole text, if it is the name in the table's letters and fits into the limit.
    #[inline]
    pub fn static_text(&self, options: &Options) -> Option<&'static str> {
        let name = self.identity.static_name()?;
        let fits = options.limit == 0 || name.len() <= options.limit;
        (fits && self.arguments.clone().next().is_none()).then_some(name)
    }

    /// Like [`sanitize_into`](super::sanitize_into).
    #[inline]
    pub fn sanitize_into(self, options: &Options, text: &mut String) {
        self.write(options, Values::Hidden, text);
    }

    /// Like [`raw_into`](super::raw_into).
    #[inline]
    pub fn raw_into(self, options: &Options, text: &mut String) {
        self.write(options, Values::Shown, text);
    }

    #[inline]
    fn write(self, options: &Options, values: Values, text: &mut String) {
        let mut output = Output::new(text, options.limit);
        walk_on(self.identity.words(), self.arguments, options.keys, values, &mut output);
        output.finish();
    }
}
