//! A library of books: its tables, and what their rows are.

#![expect(missing_docs, reason = "the columns say what they are")]

use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

diesel::table! {
    authors {
        id -> Integer,
        name -> Text,
    }
}

diesel::table! {
    books {
        id -> Integer,
        author_id -> Integer,
        title -> Text,
        year -> Nullable<Integer>,
    }
}

diesel::joinable!(books -> authors (author_id));
diesel::allow_tables_to_appear_in_same_query!(authors, books);

#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
pub struct Author {
    pub id: i32,
    pub name: String,
}

#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Associations, Insertable, AsChangeset)]
#[diesel(belongs_to(Author))]
pub struct Book {
    pub id: i32,
    pub author_id: i32,
    pub title: String,
    pub year: Option<i32>,
}

/// How many books of an author are on the shelf.
#[derive(Debug, QueryableByName)]
pub struct Shelf {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// The books whose year is known.
#[auto_type]
pub fn dated() -> _ {
    books::table.filter(books::year.is_not_null())
}
