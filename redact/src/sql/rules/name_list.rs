//! The lists in which a name follows a comma: tables after `FROM`, and the items of `WITH` (S98).
//!
//! Whatever is not the plain form of an item ends the list, so that no comma of another clause counts as one of these.

use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::Token;

/// Where in such a list a token stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameList {
    /// In none.
    #[default]
    Outside,
    /// Before the name of a table.
    Table,
    /// After `t`, where `.`, brackets, `AS` or another name can follow.
    AfterTable,
    /// After `t.`
    AfterPoint,
    /// After `t AS`
    AfterAs,
    /// After `t AS u`
    AfterAlias,
    /// Before the name of an item of `WITH`.
    Common,
    /// After that name, and maybe its columns.
    AfterCommon,
    /// After `x AS`
    AfterCommonAs,
    /// After the query of an item.
    AfterCommonQuery,
}

impl NameList {
    /// Returns `true` if a name has to follow.
    pub(super) fn wants_name(self) -> bool {
        matches!(self, Self::Table | Self::Common)
    }

    /// Where the token after `token` stands. What is in brackets does not count.
    pub(super) fn after(self, token: &Token<'_>) -> Self {
        let is_open = token.is_symbol("(");
        match self {
            Self::Table | Self::AfterTable if is_open => Self::AfterTable,
            Self::AfterAlias if is_open => Self::AfterAlias,
            Self::AfterTable | Self::AfterAlias if token.is_symbol(",") => Self::Table,
            Self::AfterTable if token.is_symbol(".") => Self::AfterPoint,
            Self::AfterTable if token.is_word(Keyword::As) => Self::AfterAs,
            Self::Table | Self::AfterPoint if token.is_name() => Self::AfterTable,
            Self::AfterTable | Self::AfterAs if token.is_name() => Self::AfterAlias,
            Self::Common if token.is_word(Keyword::Recursive) => Self::Common,
            Self::Common if token.is_name() => Self::AfterCommon,
            Self::AfterCommon if is_open => Self::AfterCommon,
            Self::AfterCommon if token.is_word(Keyword::As) => Self::AfterCommonAs,
            Self::AfterCommonAs if token.is_one_of(&[Keyword::Materialized, Keyword::Not]) => {
                Self::AfterCommonAs
            }
            Self::AfterCommonAs if is_open => Self::AfterCommonQuery,
            Self::AfterCommonQuery if token.is_symbol(",") => Self::Common,
            _ => Self::Outside,
        }
    }
}
