//! The tables of the tests.

use diesel::prelude::*;

diesel::table! {
    users {
        id -> Integer,
        name -> Text,
        age -> Nullable<Integer>,
    }
}

diesel::table! {
    posts {
        id -> Integer,
        user_id -> Integer,
        title -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, posts);

/// What both servers understand.
pub(crate) const CREATE: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, age INTEGER,
        CONSTRAINT one_of_each UNIQUE (name), CONSTRAINT old_enough CHECK (age > 0));
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, title VARCHAR(200) NOT NULL,
        CONSTRAINT written_by FOREIGN KEY (user_id) REFERENCES users (id));
    INSERT INTO users VALUES (1, 'ada', 36), (2, 'grace', NULL), (3, 'joan', 7);
    INSERT INTO posts VALUES (1, 1, 'Notes'), (2, 1, 'Letters'), (3, 3, 'Essays')";

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Identifiable, AsChangeset, Insertable)]
#[diesel(table_name = users)]
pub(crate) struct User {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) age: Option<i32>,
}
