//! Tables and what their rows are.

use diesel::prelude::*;

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
pub(crate) struct Author {
    pub(crate) id: i32,
    pub(crate) name: String,
}

#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Associations, Insertable, AsChangeset)]
#[diesel(belongs_to(Author))]
pub(crate) struct Book {
    pub(crate) id: i32,
    pub(crate) author_id: i32,
    pub(crate) title: String,
    pub(crate) year: Option<i32>,
}
