//! The values of a query, for users who opted in.

use std::fmt::{self, Debug, Formatter};

use db_semconv::{Database, Parameters, System};
use diesel::internal::derives::multiconnection::AstPassHelper as _;
use diesel::query_builder::{AstPass, QueryFragment};

use crate::backend::TracedBackend;

/// What diesel binds, in its order and in Rust's form for debugging: before diesel encodes it as
/// bytes. Nothing is read unless the user opted in.
pub(crate) fn of<B: TracedBackend>(
    source: &impl QueryFragment<B>,
    database: &Database,
) -> Option<Parameters> {
    database.parameters().inspect(|parameters| {
        let backend = B::default();
        let mut values = Vec::new();
        // A query that cannot be built is not sent, and so are its values.
        if source.walk_ast(AstPass::collect_debug_binds_pass(&mut values, &backend)).is_ok() {
            for value in &values {
                if B::SYSTEM == System::SQLITE {
                    parameters.push(&Bare(value));
                } else {
                    parameters.push(value);
                }
            }
        }
    })
}

/// A value without the variant of diesel's enum, in which diesel-async moves the values of SQLite to another thread:
/// `"ada"` for `String("ada")`, `None` for `Null`.
struct Bare<'a>(&'a dyn Debug);

impl Debug for Bare<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let value = format!("{:?}", self.0);
        if value == "Null" {
            return formatter.write_str("None");
        }
        let inner = ["String", "Binary", "I32", "I64", "F64"]
            .iter()
            .find_map(|variant| value.strip_prefix(variant)?.strip_prefix('(')?.strip_suffix(')'));
        formatter.write_str(inner.unwrap_or(&value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_value_has_no_variant_of_diesels_enum() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "only its form for debugging counts")]
        enum Moved {
            String(&'static str),
            I32(i32),
            Null,
        }

        assert_eq!(format!("{:?}", Bare(&Moved::String("it's (x)"))), r#""it's (x)""#);
        assert_eq!(format!("{:?}", Bare(&Moved::I32(-7))), "-7");
        assert_eq!(format!("{:?}", Bare(&Moved::Null)), "None");
        assert_eq!(format!("{:?}", Bare(&Some("I32(7)"))), r#"Some("I32(7)")"#);
    }
}
