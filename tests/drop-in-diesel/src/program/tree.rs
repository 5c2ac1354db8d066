//! Associations: authors with their books.

use diesel::prelude::*;
use drop_in_support::library::{Author, Book, authors, books};

super::for_all! {
    fn (run_on_sqlite, run_on_postgres, run_on_mysql)(connection, report) {
        diesel::insert_into(authors::table).values((authors::id.eq(2), authors::name.eq("Jane Austen"))).execute(connection)?;
        let emma = Book { id: 4, author_id: 2, title: "Emma".to_owned(), year: Some(1815) };
        diesel::insert_into(books::table).values(&emma).execute(connection)?;
        let authors: Vec<Author> = authors::table.order(authors::id).load(connection)?;
        let books: Vec<Book> = Book::belonging_to(&authors).order(books::id).load(connection)?;
        for (author, books) in authors.iter().zip(books.grouped_by(&authors)) {
            report.push(format!("{}: {books:?}", author.name));
        }
        let pairs: Vec<(String, Option<String>)> = authors::table
            .left_join(books::table)
            .select((authors::name, books::title.nullable()))
            .order(authors::id)
            .load(connection)?;
        report.push(format!("{pairs:?}"));
        Ok(())
    }
}
