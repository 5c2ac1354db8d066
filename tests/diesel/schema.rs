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

diesel::joinable!(posts -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts);

pub(crate) const CREATE: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL CONSTRAINT one_of_each UNIQUE, age INTEGER CHECK (age > 0));
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), title TEXT NOT NULL);
    INSERT INTO users VALUES (1, 'ada', 36), (2, 'grace', NULL), (3, 'joan', 7);
    INSERT INTO posts VALUES (1, 1, 'Notes'), (2, 1, 'Letters'), (3, 3, 'Essays')";

/// MySQL has no key on a text without a length, takes a reference only where it stands alone, and gives numbers to rows
/// without one only on request.
pub(crate) const CREATE_ON_MYSQL: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTO_INCREMENT,
        name VARCHAR(100) NOT NULL,
        age INTEGER CHECK (age > 0),
        CONSTRAINT one_of_each UNIQUE (name)
    );
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        user_id INTEGER NOT NULL,
        title TEXT NOT NULL,
        FOREIGN KEY (user_id) REFERENCES users (id)
    );
    INSERT INTO users VALUES (1, 'ada', 36), (2, 'grace', NULL), (3, 'joan', 7);
    INSERT INTO posts VALUES (1, 1, 'Notes'), (2, 1, 'Letters'), (3, 3, 'Essays')";

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Identifiable, AsChangeset, Insertable)]
#[diesel(table_name = users)]
pub(crate) struct User {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) age: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User))]
pub(crate) struct Post {
    pub(crate) id: i32,
    pub(crate) user_id: i32,
    pub(crate) title: String,
}
