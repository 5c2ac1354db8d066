//! The texts of commands and of pipelines.

use super::Options;
use super::output::Output;
use super::walk::{Values, walk};

/// The command in the syntax of `redis-cli`, without its values.
///
/// An argument that is shown stands bare if it is plain, and else in double quotes with the escapes of `redis-cli`: `\"`,
/// `\\`, `\n`, `\r`, `\t`, `\a`, `\b`, and `\xNN` for each byte that is not printable ASCII. So UTF-8 beyond ASCII is escaped
/// byte by byte, and each text is ASCII but for its final `…`.
///
/// ```
/// use db_redact::redis::{Options, sanitize};
///
/// let arguments = ["HSET", "user 7", "name", "alice"].map(str::as_bytes);
/// assert_eq!(sanitize(arguments.into_iter(), &Options::default()), r#"HSET "user 7" name ?"#);
/// ```
#[must_use]
pub fn sanitize<'a, I>(arguments: I, options: &Options) -> String
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    let mut text = String::new();
    sanitize_into(arguments, options, &mut text);
    text
}

/// Like [`sanitize`], at the end of a text that is there. The limit is for what is added.
pub fn sanitize_into<'a, I>(arguments: I, options: &Options, text: &mut String)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    join([arguments].into_iter(), options, Values::Hidden, text);
}

/// Like [`sanitize_into`], for the commands of a pipeline, joined by `; `. The limit is for all of them.
pub fn sanitize_pipeline_into<'a, I>(commands: impl Iterator<Item = I>, options: &Options, text: &mut String)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    join(commands, options, Values::Hidden, text);
}

/// Like [`sanitize_into`], with the values, for those who ask for them. Credentials are `?` all the same: of `AUTH`, `HELLO`,
/// `ACL SETUSER`, `MIGRATE`, and the settings of `CONFIG SET`, `SENTINEL SET` and `MODULE LOADEX` (R14).
pub fn raw_into<'a, I>(arguments: I, options: &Options, text: &mut String)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    join([arguments].into_iter(), options, Values::Shown, text);
}

/// Like [`sanitize_pipeline_into`], with the values, as [`raw_into`] shows them.
pub fn raw_pipeline_into<'a, I>(commands: impl Iterator<Item = I>, options: &Options, text: &mut String)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    join(commands, options, Values::Shown, text);
}

/// R18: commands, joined by `; `. The limit is for all of them.
fn join<'a, I>(mut commands: impl Iterator<Item = I>, options: &Options, values: Values, text: &mut String)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    let mut output = Output::new(text, options.limit);
    let mut is_first = true;
    while !output.is_full()
        && let Some(arguments) = commands.next()
    {
        if !is_first {
            output.push("; ");
        }
        is_first = false;
        walk(arguments, options.keys, values, &mut output);
    }
    output.finish();
}
