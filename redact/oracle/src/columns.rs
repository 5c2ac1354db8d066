//! S98: the brackets that have a list of columns in them.
//!
//! * After the table of an `INSERT`.
//! * After `WITH name` and `WITH RECURSIVE name` at the start of a statement or of brackets.
//! * After `ON CONFLICT`, and where `AS` names something, after `USING`.
//! * In the head of a definition, after `ON t`, `REFERENCES t`, `VIEW v`, `KEY` and `UNIQUE`.
//! * After `CREATE TABLE t`.

use crate::name_list::NameList;
use crate::token::Token;

/// A statement whose tokens all have a meaning.
pub(crate) struct Statement<'t> {
    pub(crate) tokens: &'t [Token],
    /// How many tokens the head of a definition has.
    pub(crate) head: usize,
    /// It is of a kind that names something after `AS`.
    pub(crate) has_names: bool,
    pub(crate) creates_table: bool,
}

impl Statement<'_> {
    /// Whether the bracket at this place starts such a list. `inserts` says that an `INSERT` stands in the brackets around it.
    /// `names` says of each `"x"` before whether it is a name.
    pub(crate) fn has_columns_at(
        &self,
        bracket: usize,
        inserts: bool,
        list: Option<NameList>,
        names: &[bool],
    ) -> bool {
        let is_head = bracket < self.head;
        match (self.key(bracket, 2), self.key(bracket, 1)) {
            ("ON", "CONFLICT") => return true,
            (_, "USING") => return self.has_names,
            (_, "KEY" | "UNIQUE") if is_head => return true,
            _ => {}
        }
        let Some(name) = self.start_of_name(bracket, names) else { return false };
        let has_condition = match (self.key(name, 3), self.key(name, 2), self.key(name, 1)) {
            ("IF", "NOT", "EXISTS") => true,
            _ => false,
        };
        let word = if has_condition { self.key(name, 4) } else { self.key(name, 1) };
        match word {
            "VIEW" => is_head,
            "TABLE" if self.key(name, 2) == "INTO" => inserts,
            "TABLE" => self.creates_table && is_head,
            _ if has_condition => false,
            "INTO" | "INSERT" | "REPLACE" | "UPSERT" => inserts,
            "ON" | "REFERENCES" => is_head,
            "WITH" => self.is_start(name - 1),
            "RECURSIVE" => self.key(name, 2) == "WITH" && self.is_start(name - 2),
            "," => {
                name + 1 == bracket
                    && matches!(list, Some(NameList::Common(_)))
                    && list.is_some_and(|list| list.wants_name(&self.tokens[..name]))
            }
            _ => false,
        }
    }

    /// The keyword or symbol so many tokens before a place.
    fn key(&self, place: usize, back: usize) -> &str {
        place.checked_sub(back).map_or("", |place| self.tokens[place].key())
    }

    fn is_start(&self, place: usize) -> bool {
        place == 0 || self.key(place, 1) == "("
    }

    /// Where the name with its qualifiers starts that ends in front of a place.
    fn start_of_name(&self, end: usize, names: &[bool]) -> Option<usize> {
        let is_name = |place: usize| match &self.tokens[place] {
            Token::Word { .. } => true,
            Token::QuotedName(text) => !text.ends_with('"') || names[place],
            _ => false,
        };
        let mut start = end.checked_sub(1).filter(|place| is_name(*place))?;
        while start > 1 && self.tokens[start - 1].key() == "." && is_name(start - 2) {
            start -= 2;
        }
        Some(start)
    }
}
